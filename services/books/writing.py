"""Writes postings: only what differs, and says which days it changed."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Connection, delete, select

from models.books import Posting
from models.dialects import sqlite
from services.books.legs import COLUMNS, PLACE_COLUMNS, Figures, Place
from services.kernel.table_query import stored_rows
from services.kernel.touched_days import touch

_postings = Posting.table()


def stored(connection: Connection, condition: ColumnElement[bool] | None = None) -> dict[Place, Figures]:
    """The postings in the file, those a condition selects."""
    statement = select(*(_postings.c[name] for name in COLUMNS))
    if condition is not None:
        statement = statement.where(condition)
    return {tuple(row[:5]): tuple(row[5:]) for row in stored_rows(connection, statement)}


def replace_all(connection: Connection, right: dict[Place, Figures]) -> None:
    """Throw every posting away and write these."""
    connection.execute(delete(_postings))
    sqlite.insert_stored(connection, _postings.name, COLUMNS, [(*place, *one) for place, one in right.items()])


def replace_some(connection: Connection, old: dict[Place, Figures], right: dict[Place, Figures]) -> None:
    """Make the postings that are `old` the `right` ones."""
    gone = [place for place, figures in old.items() if right.get(place) != figures]
    come = [(*place, *figures) for place, figures in right.items() if old.get(place) != figures]
    sqlite.delete_stored(connection, _postings.name, PLACE_COLUMNS, gone)
    sqlite.insert_stored(connection, _postings.name, COLUMNS, come)
    touch(connection, (place[2] for place in [*gone, *(row[:5] for row in come)]))
