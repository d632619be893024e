"""What an import leaves in a shop, written again by SQLite alone: its rows, indexes and n-grams cost that much."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

from lines import Took, took
from sqlalchemy import Engine

from models.base import Base
from models.dialects import sqlite
from models.projections import OrderSummary
from services import text

Rows = dict[str, list[Sequence[Any]]]
_NGRAMS = "INSERT INTO order_ngrams(rowid, grams) VALUES (?, ?)"


def rewritten(shop: Path, copy: Path) -> Took[int]:
    """The time `executemany` takes to put all rows of the shop into the same tables of a new file, and how many.

    The values lie ready in memory, in the order of their keys; the connection is set up as the program's.
    """
    rows = _rows_of(shop)
    copy.touch()
    engine = sqlite.open_writer(copy)
    try:
        with engine.begin() as connection:
            sqlite.create_schema(connection)
        return took(lambda: _write(engine, rows))
    finally:
        engine.dispose()
        copy.unlink()


def _rows_of(shop: Path) -> Rows:
    """Statement → its rows: parents before the rows that name them."""
    found: Rows = {}
    with closing(sqlite3.connect(f"file:{shop}?mode=ro", uri=True)) as raw:
        for table in Base.metadata.sorted_tables:
            rows = raw.execute(f'SELECT * FROM "{table.name}"').fetchall()
            if rows:
                found[f'INSERT INTO "{table.name}" VALUES ({", ".join("?" * len(rows[0]))})'] = rows
        searched = raw.execute(f'SELECT order_id, search FROM "{OrderSummary.__tablename__}"')
        found[_NGRAMS] = [(order_id, text.grams(search)) for order_id, search in searched]
    return found


def _write(engine: Engine, rows: Rows) -> int:
    with closing(engine.raw_connection()) as raw:
        cursor = raw.cursor()
        cursor.execute("BEGIN IMMEDIATE")
        for statement, values in rows.items():
            cursor.executemany(statement, values)
        cursor.execute("COMMIT")
    return sum(map(len, rows.values()))
