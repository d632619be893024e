"""Who has a shop file open for writing. Two writing programs on one file are never allowed.

The lock belongs to the process: it ends with it, also when it is killed, and needs no
clean-up. Beside it stands who holds it, for the sentence the other one shows.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import IO

from services.errors import ShopBusy

_LOCKED_BYTE = 1 << 20  # beyond the text, so that others can read who has it while it is locked


class WriterLock:
    """Held while a shop is open for writing."""

    def __init__(self, shop: Path, who: str) -> None:
        self._path = shop.with_name(f"{shop.name}.lock")
        self._file: IO[str] = self._path.open("a+", encoding="utf-8")
        try:
            _lock(self._file)
        except OSError as error:
            holder = _holder(self._file)
            self._file.close()
            raise ShopBusy(file=str(shop), who=holder) from error
        self._file.seek(0)
        self._file.truncate()
        json.dump({"who": who, "pid": os.getpid()}, self._file)
        self._file.flush()

    def release(self) -> None:
        """Let others write."""
        self._file.close()
        self._path.unlink(missing_ok=True)


def holder_of(shop: Path) -> str | None:
    """Who has the shop open for writing, or None."""
    path = shop.with_name(f"{shop.name}.lock")
    if not path.exists():
        return None
    with path.open("a+", encoding="utf-8") as file:
        try:
            _lock(file)
        except OSError:
            return _holder(file)
    return None


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        found = json.loads(file.read(1000))
        return f"{found['who']}, {found['pid']}"
    except (ValueError, KeyError):
        return "?"


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
