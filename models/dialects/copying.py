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


class LogInTheWay(RuntimeError):
    """The log could not be folded into the file: another program has it open."""


def copy_whole(path: Path, target: Path, should_stop: Callable[[], bool]) -> None:
    """Write a compact copy of one moment of `path` into the empty file `target`, on a connection of its own.

    `should_stop` is asked every few milliseconds; the copy then ends with SQLite's "interrupted" error.
    """
    with closing(_connected(path, "ro")) as connection:
        connection.set_progress_handler(should_stop, _STEPS_BETWEEN_LOOKS)
        connection.execute("VACUUM INTO ?", (str(target),))


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
    if mode != "delete" or any(side.exists() for side in side_files(path)):
        raise LogInTheWay(path.name)


def side_files(path: Path) -> list[Path]:
    """Where SQLite keeps the logs of this file."""
    return [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", "-journal")]


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    address = f"file:{quote(str(path))}?mode={mode}"
    return sqlite3.connect(address, uri=True, timeout=sqlite.BUSY_TIMEOUT_S, isolation_level=None)
