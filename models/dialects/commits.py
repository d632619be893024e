"""What a commit that failed leaves behind in the write-ahead log."""

from __future__ import annotations

import sqlite3

from sqlalchemy.engine import Engine


def may_have_left_it(code: int | None) -> bool:
    """Whether a commit that failed so may stand in the log, whole, though it was refused.

    Where the disk was full, its last page was not taken, without which nothing counts.
    """
    return code is not None and code & 0xFF == sqlite3.SQLITE_IOERR


def cover(engine: Engine) -> None:
    """Write over what a refused commit left in the log, so that nobody who opens the file later finds it done.

    SQLite forgets such a commit at once, but its pages are in the log with everything that makes them valid; whoever
    reads the log first after a crash would count them. The next commit begins in their place, and the smallest there
    is does: the layout's number, as it is. Raises the database's error where the disk still refuses.
    """
    raw = engine.raw_connection()
    try:
        cursor = raw.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        (version,) = cursor.execute("PRAGMA user_version").fetchone()
        cursor.execute(f"PRAGMA user_version={int(version)}")
        cursor.execute("COMMIT")
    finally:
        raw.close()
