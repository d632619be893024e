"""Copying a shop file while it is used, and folding its log away before it is replaced; what only SQLite can do."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection

from models.dialects import sqlite

_STEPS_BETWEEN_LOOKS = 20_000  # of SQLite's machine: some milliseconds
_PAGES_BETWEEN_LOOKS = 4_096  # 16 MB


class LogInTheWay(RuntimeError):
    """The log could not be folded into the file: another program has it open."""


def copy_whole(path: Path, target: Path, should_stop: Callable[[], bool]) -> None:
    """Write one moment of `path` into the empty file `target`, page by page, on a connection of its own.

    The open transaction pins the moment, so writers go on meanwhile and the copy never starts
    again. `should_stop` is asked after every few megabytes; the copy then ends with SQLite's
    "interrupted" error. Copying pages takes an eighth of the time of `VACUUM INTO`.
    """

    def look(_status: int, _remaining: int, _total: int) -> None:
        if should_stop():
            raise _interrupted()

    with closing(_connected(path, "ro")) as source, closing(sqlite3.connect(target, isolation_level=None)) as copy:
        copy.execute("PRAGMA synchronous=OFF")  # whoever asked brings the finished file to the disk
        source.execute("BEGIN")
        source.execute("SELECT 1 FROM sqlite_schema").fetchone()
        look(0, 0, 0)
        source.backup(copy, pages=_PAGES_BETWEEN_LOOKS, progress=look)
        copy.execute("PRAGMA journal_mode=DELETE").fetchone()  # a copy that lies still needs no log beside it


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
    address = f"file:{quote(str(path))}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=sqlite.BUSY_TIMEOUT_S, isolation_level=None)
