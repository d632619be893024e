"""Folders for scratch files that hold buyers' data: they go with the import, and at the next one after a crash."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import IO

_MARK = ".lock"


class OwnFolder:
    """A folder only this process works in; the lock beside it ends with the process, also when it is killed."""

    def __init__(self, parent: Path, prefix: str) -> None:
        _sweep(parent, prefix)
        # Locked before the folder is made: whoever sweeps meanwhile finds no folder without a holder.
        self._mark, self._held = _new_mark(parent, prefix)
        self.path = _folder_of(self._mark)
        self.path.mkdir(mode=0o700, exist_ok=True)

    def remove(self) -> None:
        """Throw the folder away."""
        shutil.rmtree(self.path, ignore_errors=True)
        self._held.close()
        with suppress(OSError):  # somebody who sweeps has it open on Windows, and removes it
            self._mark.unlink(missing_ok=True)


def _folder_of(mark: Path) -> Path:
    return mark.with_name(mark.name.removesuffix(_MARK))


def _new_mark(parent: Path, prefix: str) -> tuple[Path, IO[bytes]]:
    while True:
        descriptor, name = tempfile.mkstemp(prefix=prefix, suffix=_MARK, dir=parent)
        file = os.fdopen(descriptor, "ab")
        if _try_lock(file) and Path(name).exists():
            return Path(name), file
        file.close()  # somebody who swept took it between our making and our locking it


def _sweep(parent: Path, prefix: str) -> None:
    """Remove what processes that are gone have left behind."""
    for path in parent.glob(f"{prefix}*"):
        mark = path if path.name.endswith(_MARK) else path.with_name(path.name + _MARK)
        with suppress(OSError), mark.open("ab") as file:  # the next import tries again
            if not _try_lock(file):
                continue
            shutil.rmtree(_folder_of(mark), ignore_errors=True)
        with suppress(OSError):
            mark.unlink(missing_ok=True)


def _try_lock(file: IO[bytes]) -> bool:
    """Whether the file could be locked for this process."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
