"""What an n-gram index holds, summed up per n-gram: the only way to look into an index that keeps no texts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from sqlalchemy import Connection

_PRIME = 2_147_483_647  # squares of what is below it fit into SQLite's 64 bits
_FACTOR = 1_103_515_245
_MARK = f"(doc * {_FACTOR} % {_PRIME}) * (doc * {_FACTOR} % {_PRIME}) % {_PRIME} + 1"


class IndexUnreadable(RuntimeError):
    """What the index holds is no index."""


def mark_of(row_id: int) -> int:
    """A number of a row that makes sums tell which rows they are of: 1 and 4 have not the sum of 2 and 3."""
    spread = row_id * _FACTOR % _PRIME
    return spread * spread % _PRIME + 1


def sums(connection: Connection, index: str) -> Iterator[tuple[str, int]]:
    """Each n-gram of the index and the sum of `mark_of` over the rows it leads to. Raises `IndexUnreadable`."""
    cursor = connection.connection.cursor()
    try:
        for kind in ("row", "instance"):
            cursor.execute(f"CREATE VIRTUAL TABLE temp.{index}_{kind} USING fts5vocab(main, {index}, {kind})")
        for (gram,) in cursor.execute(f"SELECT term FROM temp.{index}_row").fetchall():
            found = cursor.execute(f"SELECT sum({_MARK}) FROM temp.{index}_instance WHERE term = ?", (gram,))
            yield gram, found.fetchone()[0] or 0
    except sqlite3.DatabaseError as error:
        if error.sqlite_errorcode != sqlite3.SQLITE_CORRUPT_VTAB:
            raise
        raise IndexUnreadable(index) from error
    finally:
        for kind in ("row", "instance"):
            cursor.execute(f"DROP TABLE IF EXISTS temp.{index}_{kind}")
        cursor.close()
