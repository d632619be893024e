"""What moved of the value of all goods, day by day and kind by kind: what the books post of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select

from models.books import StockDay
from models.dialects import sqlite
from models.stock_ledger import StockEntry
from services.kernel.table_query import stored_rows
from services.kernel.touched_days import touch
from services.stock.ledger import COLUMNS, Rewritten, Row

_days = StockDay.table()
_entries = StockEntry.table()
_COLUMNS = ("day", "kind", "value_minor", "sold_minor", "entries")
_ON, _KIND, _VALUE, _SETTLED = (COLUMNS.index(name) for name in ("on", "kind", "value_minor", "settled_minor"))

_Sums = dict[tuple[str, str], list[int]]


def write_days(connection: Connection, changed: Rewritten) -> None:
    """Add what became of one SKU's entries to the days they are in."""
    sums: _Sums = {}
    _add(sums, changed.removed, -1)
    _add(sums, changed.written, 1)
    moved = {key: one for key, one in sums.items() if any(one)}
    if not moved:
        return
    touch(connection, (day for (day, _kind), one in moved.items() if one[0] or one[1]))
    for (day, kind), one in moved.items():
        of_day = (_days.c.day == date.fromisoformat(day)) & (_days.c.kind == kind)
        held = stored_rows(connection, _select().where(of_day))
        if held:
            connection.execute(delete(_days).where(of_day))
            one = [more + there for more, there in zip(one, held[0][2:], strict=True)]
        if any(one):
            sqlite.insert_stored(connection, _days.name, _COLUMNS, [(day, kind, *one)])


def clear_days(connection: Connection) -> None:
    """Forget them all; the stories that are written again fill them."""
    connection.execute(delete(_days))


def days_are_right(connection: Connection) -> bool:
    """Whether every day says what the ledger's entries of it add up to."""
    c = _entries.c
    sums = (func.sum(c.value_minor), func.sum(c.settled_minor), func.count())
    right = {row[:2]: row[2:] for row in stored_rows(connection, select(c.on, c.kind, *sums).group_by(c.on, c.kind))}
    return right == {row[:2]: row[2:] for row in stored_rows(connection, _select())}


def _select() -> Select[Any]:
    return select(*(_days.c[name] for name in _COLUMNS))


def _add(sums: _Sums, rows: Iterable[Row], sign: int) -> None:
    for row in rows:
        kept = sums.setdefault((row[_ON], row[_KIND]), [0, 0, 0])
        kept[0] += sign * row[_VALUE]
        kept[1] += sign * row[_SETTLED]
        kept[2] += sign
