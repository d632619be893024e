"""Who has a shop file open for writing. Two writing programs on one file are never allowed.

The lock belongs to the process: it ends with it, also when it is killed, and needs no
clean-up. Beside it stands who holds it, for the sentence the other one shows.
"""

from __future__ import annotations

import errno
import json
import os
import stat
import sys
from contextlib import suppress
from pathlib import Path
from typing import IO

from services.errors import CannotWrite, ShopBusy
from services.i18n import N_
from services.messages import message

_LOCKED_BYTE = 1 << 20  # beyond the text, so that others can read who has it while it is locked
# Windows has no such links and pipes in a folder, but two kinds of reading.
_PLAIN_ONLY = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


class WriterLock:
    """Held while a shop is open for writing."""

    def __init__(self, shop: Path, who: str) -> None:
        self._path = shop.with_name(f"{shop.name}.lock")
        self._file = self._taken(shop)
        try:
            self._file.seek(0)
            self._file.truncate()
            json.dump({"who": who, "pid": os.getpid()}, self._file)
            self._file.flush()
        except BaseException:
            self.release()
            raise

    def release(self) -> None:
        """Let others write."""
        if sys.platform == "win32":  # an open file cannot be removed there
            with suppress(OSError):  # else the system lets go of it some time after it was closed
                _unlock(self._file)
            self._file.close()
            with suppress(OSError):  # somebody else has it already
                self._path.unlink(missing_ok=True)
            return
        with suppress(OSError):  # the folder has become read-only or is gone; the lock ends with the file anyway
            if _is_same(self._file, self._path):
                self._path.unlink(missing_ok=True)
        with suppress(OSError):  # a process begun meanwhile has this file open too: closing it here would not do
            _unlock(self._file)
        with suppress(OSError):  # a full disk could not take the text; it is closed all the same
            self._file.close()

    def _taken(self, shop: Path) -> IO[str]:
        while True:
            file = _opened(self._path)
            try:
                _lock(file)
            except OSError as error:
                holder = _holder(file)
                file.close()
                raise ShopBusy(file=str(shop), who=holder) from error
            if sys.platform == "win32":
                return file
            if _is_same(file, self._path):
                if os.fstat(file.fileno()).st_nlink <= 1:  # some file systems do not count them
                    return file
                self._path.unlink()  # by another name it is somebody's file: nothing is written into that
            file.close()  # its last holder removed it between our opening and our locking


def holder_of(shop: Path) -> str | None:
    """Who has the shop open for writing, or None."""
    path = shop.with_name(f"{shop.name}.lock")
    if not path.exists():
        return None
    with _opened(path) as file:
        try:
            _lock(file)
        except OSError:
            return _holder(file)
    return None


def _opened(path: Path) -> IO[str]:
    """The lock's file, made where there is none. `CannotWrite` where a link or a pipe stands in its place.

    What a link leads to would be emptied, and it may be anything of the person's.
    """
    try:
        number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _PLAIN_ONLY, 0o666)
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EISDIR):
            raise _in_the_way(path) from error
        raise
    if not stat.S_ISREG(os.fstat(number).st_mode):
        os.close(number)
        raise _in_the_way(path)
    return os.fdopen(number, "a+", encoding="utf-8")


def _in_the_way(path: Path) -> CannotWrite:
    reason = message(N_("a link or something else that is no file stands there; remove it and open the shop again"))
    return CannotWrite(path=str(path), reason=reason)


def _holder(file: IO[str]) -> str:
    file.seek(0)
    try:
        found = json.loads(file.read(1000))
        return f"{found['who']}, {found['pid']}"
    except (ValueError, KeyError):
        return "?"


def _is_same(file: IO[str], path: Path) -> bool:
    """Whether the path still leads to this open file."""
    try:
        return os.path.samestat(os.fstat(file.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _lock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _unlock(file: IO[str]) -> None:
    if sys.platform == "win32":
        import msvcrt

        file.seek(_LOCKED_BYTE)
        msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_UN)
