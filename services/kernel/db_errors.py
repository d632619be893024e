"""Database and file errors as sentences. By error code, never by text, and in this one place."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from models.database import FileReplaced
from models.dialects import sqlite
from models.migrations.runner import MigrationFailed, StillOpen
from services.errors import (
    AppError,
    Cancelled,
    DiskFull,
    DiskProblem,
    ShopBusy,
    ShopDamaged,
    ShopMissing,
    ShopNotUpgraded,
    ShopReadOnly,
)

_NO_SPACE = {errno.ENOSPC, errno.EDQUOT}
_READ_ONLY = {errno.EACCES, errno.EPERM, errno.EROFS}


def as_app_error(error: BaseException, path: Path) -> AppError | None:
    """The sentence for an error of the database or the file system, or None where it is a bug."""
    if isinstance(error, AppError):
        return error
    if isinstance(error, FileReplaced):
        return ShopMissing(file=str(path))
    if isinstance(error, StillOpen):
        return ShopBusy(file=str(path), who="SQLite")
    if isinstance(error, MigrationFailed):
        return ShopNotUpgraded(file=str(path), reason=str(error))
    if isinstance(error, OSError):
        return from_os_error(error, path)
    code = sqlite.error_code(error)
    if code is None or not isinstance(error, DatabaseError | sqlite3.Error):
        return None
    return _from_sqlite(code, path)


def from_os_error(error: OSError, path: Path) -> AppError:
    """The sentence for a failed file operation."""
    reason = error.strerror or type(error).__name__
    named = Path(os.fsdecode(error.filename)) if isinstance(error.filename, str | bytes) else path
    if error.errno in _NO_SPACE:
        return DiskFull(path=str(named))
    if named != path and named != path.parent and not named.name.startswith(path.name):
        return DiskProblem(path=str(named), reason=reason)  # a command met another file than the shop's
    if error.errno in _READ_ONLY:
        return ShopReadOnly(file=str(path))
    if error.errno == errno.ENOENT:
        return ShopMissing(file=str(path))
    return DiskProblem(path=str(path), reason=reason)


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Turn what the database or the disk raises into sentences about the shop file."""
    try:
        yield
    except Exception as error:
        told = as_app_error(error, path)
        if told is None or told is error:
            raise
        raise told from error


def _fuller(path: Path) -> Path:
    """The shop, or the folder where the database keeps temporary files, whichever drive has less room left."""
    temporary = Path(os.environ.get("SQLITE_TMPDIR") or tempfile.gettempdir())
    try:
        return min((path, temporary), key=lambda one: shutil.disk_usage(one).free)
    except OSError:  # a drive that is gone tells nothing; the shop is what the person knows
        return path


def _gone(path: Path) -> AppError | None:
    """What to say where the shop is out of reach: it is not there, or its drive (a network one) does not answer."""
    try:
        path.stat()
    except OSError as error:
        return from_os_error(error, path)
    return None


def _from_sqlite(code: int, path: Path) -> AppError | None:
    primary = code & 0xFF
    reason = f"SQLite {code}"
    if primary == sqlite3.SQLITE_FULL:
        return DiskFull(path=str(_fuller(path)))
    if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ShopBusy(file=str(path), who="SQLite")
    if code == sqlite3.SQLITE_READONLY_DBMOVED:
        return ShopMissing(file=str(path))
    if primary in (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM):
        return ShopReadOnly(file=str(path))
    if primary == sqlite3.SQLITE_CORRUPT:
        # A drive that was pulled reads as damage: look whether the file is still there before saying so.
        return _gone(path) or ShopDamaged(file=str(path), reason=reason)
    if primary == sqlite3.SQLITE_NOTADB:
        # Whoever asks has seen the file's first bytes; what is wrong with it is behind them.
        return ShopDamaged(file=str(path), reason=reason)
    if primary == sqlite3.SQLITE_CANTOPEN:
        if gone := _gone(path):
            return gone
        if not os.access(path.parent, os.W_OK):  # the side files of the log cannot be made
            return ShopReadOnly(file=str(path))
        return DiskProblem(path=str(path), reason=reason)
    if primary == sqlite3.SQLITE_IOERR:
        return DiskProblem(path=str(path), reason=reason)
    if primary == sqlite3.SQLITE_INTERRUPT:
        return Cancelled()
    return None
