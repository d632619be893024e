"""Writes postings: only what differs, and says which days it changed."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import ColumnElement, Connection, bindparam, delete, select

from models.books import Posting
from models.dialects.prepared import Prepared
from models.dialects.stored import insert_stored, replace_stored
from models.enums.money import PostingSource
from services.books.legs import COLUMNS, PLACE_COLUMNS, Figures, Place
from services.kernel.table_query import stored_rows
from services.kernel.touched_days import touch

_postings = Posting.table()
_STORED = select(*(_postings.c[name] for name in COLUMNS))
_OF_DAYS = Prepared(
    _STORED.where(_postings.c.source == bindparam("source"), _postings.c.day.in_(bindparam("days", expanding=True)))
)


def stored(connection: Connection, condition: ColumnElement[bool] | None = None) -> dict[Place, Figures]:
    """The postings in the file, those a condition selects."""
    statement = _STORED if condition is None else _STORED.where(condition)
    return {tuple(row[:5]): tuple(row[5:]) for row in stored_rows(connection, statement)}


def stored_of_days(connection: Connection, source: PostingSource, days: Collection[date]) -> dict[Place, Figures]:
    """The postings in the file of one source and these days."""
    return {tuple(row[:5]): tuple(row[5:]) for row in _OF_DAYS.rows(connection, source=source, days=days)}


def replace_all(connection: Connection, right: dict[Place, Figures]) -> None:
    """Throw every posting away and write these."""
    connection.execute(delete(_postings))
    insert_stored(connection, _postings.name, COLUMNS, [(*place, *one) for place, one in right.items()])


def replace_some(connection: Connection, old: dict[Place, Figures], right: dict[Place, Figures]) -> None:
    """Make the postings that are `old` the `right` ones."""
    kept, rows = ([(*place, *figures) for place, figures in some.items()] for some in (old, right))
    replace_stored(connection, _postings.name, COLUMNS, len(PLACE_COLUMNS), kept, rows)
    touch(connection, (place[2] for place, _figures in old.items() ^ right.items()))
