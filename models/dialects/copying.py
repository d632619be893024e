"""Copying a shop file while it is used, and folding its log away before it is replaced; what only SQLite can do."""

from __future__ import annotations

import errno
import os
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from models.dialects import sqlite

_STEPS_BETWEEN_LOOKS = 20_000  # of SQLite's machine: some milliseconds
_PAGES_BETWEEN_LOOKS = 4_096  # 16 MB
_BYTES_BETWEEN_LOOKS = 16 << 20
_UNABLE = {errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}  # a file system that cannot copy between files by itself


def _not_asked() -> bool:
    return False


class LogInTheWay(RuntimeError):
    """The log could not be folded into the file: another program has it open."""


def copy_whole(
    path: Path, target: Path, should_stop: Callable[[], bool], fold: Callable[[], bool] = _not_asked
) -> None:
    """Write one moment of `path` into the empty file `target`, on a connection of its own.

    The open transaction pins the moment, so writers go on meanwhile and the copy never starts again. `fold` moves the
    log into the file, without waiting, and says whether all of it is there now. Then the file itself is the moment that
    is pinned and is copied by the system; else (somebody is writing, or another reader holds an older moment, so that
    the newest is in the log) it goes page by page, three times as slow. `should_stop` is asked after every few
    megabytes; the copy then ends with SQLite's "interrupted" error. OSError where the system could not copy.
    """
    with closing(_connected(path, "ro")) as source:
        fold()  # what takes long of it, before anything is pinned
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_schema").fetchone()
        if should_stop():
            raise _interrupted()
        if not (fold() and _copied_by_the_system(path, target, should_stop)):
            _copy_pages(source, target, should_stop)
    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # whoever asked brings the finished file to the disk
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # a copy that lies still needs no log beside it


def _copied_by_the_system(path: Path, target: Path, should_stop: Callable[[], bool]) -> bool:
    """Copy the file as it lies there, where that can be done; the caller has its moment pinned and the log folded.

    Why that is no torn copy: SQLite moves nothing into the file that is newer than what the oldest reader sees, and the
    caller's connection is one that sees exactly what is in it. Commits go to the log until its transaction ends.

    Why the file is not opened here: where any descriptor of a file is closed, POSIX takes away all locks the process
    has on it, and another program would believe that nobody has the shop open. So it is read through a descriptor
    SQLite has; none of those is closed before the last connection that holds a lock ends, and the caller's holds one.
    """
    if sys.platform != "linux":
        return False
    identity, done = _identity(path.stat()), 0
    source = _descriptor_of(identity)
    if source is None:
        return False
    with target.open("rb+", buffering=0) as copy:
        while True:
            try:
                copied = os.sendfile(copy.fileno(), source, done, _BYTES_BETWEEN_LOOKS)
            except OSError as error:
                if done or error.errno not in _UNABLE:
                    raise _of_whose(error, source, done, target) from error
                return False
            if not copied:
                return True
            done += copied
            if should_stop():
                raise _interrupted()


def _of_whose(error: OSError, source: int, at: int, target: Path) -> OSError:
    """The error of a copy by the system, which does not say which of the two files failed, with the copy's name.

    Where the original cannot be read at this place, it is of that and stays as it is.
    """
    try:
        os.pread(source, 1, at)
    except OSError:
        return error
    return OSError(error.errno, error.strerror, str(target))


def _descriptor_of(identity: tuple[int, int]) -> int | None:
    """A descriptor by which this process has the file open; None also where the system does not list them."""
    try:
        open_ones = [int(one.name) for one in Path("/proc/self/fd").iterdir()]
    except OSError:
        return None
    for number in open_ones:
        with suppress(OSError):  # one that was closed since, as that of the list itself
            if _identity(os.fstat(number)) == identity:
                return number
    return None


def _identity(found: os.stat_result) -> tuple[int, int]:
    return found.st_dev, found.st_ino


def _copy_pages(source: sqlite3.Connection, target: Path, should_stop: Callable[[], bool]) -> None:
    """Copy what the open transaction of `source` sees; an eighth of the time of `VACUUM INTO`."""

    def look(_status: int, _remaining: int, _total: int) -> None:
        if should_stop():
            raise _interrupted()

    with closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous=OFF")
        source.backup(copy, pages=_PAGES_BETWEEN_LOOKS, progress=look)


def write_anew(path: Path, target: Path) -> None:
    """Write what is in `path` to the new file `target`, each table in the place it has in a file that was compacted."""
    with closing(_connected(path, "ro")) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))


def _interrupted() -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("interrupted")
    error.sqlite_errorcode, error.sqlite_errorname = sqlite3.SQLITE_INTERRUPT, "SQLITE_INTERRUPT"
    return error


@contextmanager
def stoppable(connection: Connection, should_stop: Callable[[], bool]) -> Iterator[None]:
    """Ask `should_stop` every few milliseconds of whatever this connection does meanwhile."""
    raw = connection.connection.dbapi_connection
    assert isinstance(raw, sqlite3.Connection)
    raw.set_progress_handler(should_stop, _STEPS_BETWEEN_LOOKS)
    try:
        yield
    finally:
        raw.set_progress_handler(None, 0)


def fold_log(path: Path) -> None:
    """Move the whole log into the file and leave no side file; nobody may have the file open.

    A log that stayed beside a replaced file would be replayed into the wrong one.
    """
    with closing(_connected(path, "rw")) as connection:
        connection.execute("PRAGMA synchronous=EXTRA")
        (mode,) = connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    if mode == "delete":
        _remove_spent(path)
    if mode != "delete" or any(side.exists() for side in side_files(path)):
        raise LogInTheWay(path.name)


def finish_rollback(path: Path) -> None:
    """Take back what was cut off half way into the file itself; reading alone must not do that, and refuses.

    That happens while the log is folded away and while a copy is migrated; at all other times the log stands beside
    the file, and reading needs no help.
    """
    if path.with_name(path.name + "-journal").exists():
        with closing(_connected(path, "rw")) as connection:
            connection.execute("SELECT 1 FROM sqlite_schema").fetchone()


def _remove_spent(path: Path) -> None:
    """Take away what SQLite could not and does not look for any more: empty logs, the index of a log that is gone."""
    log, index, journal = side_files(path)
    for side in (log, journal):
        if side.exists() and not side.stat().st_size:
            side.unlink()
    if not log.exists():
        index.unlink(missing_ok=True)


def side_files(path: Path) -> list[Path]:
    """Where SQLite keeps the logs of this file."""
    return [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal")]


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(os.fsencode(path))}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=sqlite.BUSY_TIMEOUT_S, isolation_level=None)
