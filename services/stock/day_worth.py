"""What moved of the value of all goods, day by day and kind by kind: what the books post of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select

from models.books import StockDay
from models.dialects.stored import add_stored
from models.stock_ledger import StockEntry
from services.kernel.table_query import stored_rows
from services.kernel.touched_days import touch
from services.stock.ledger import COLUMNS, Rewritten, Row

_days = StockDay.table()
_entries = StockEntry.table()
_COLUMNS = ("day", "kind", "value_minor", "sold_minor", "entries")
_ON, _KIND, _VALUE, _SETTLED = (COLUMNS.index(name) for name in ("on", "kind", "value_minor", "settled_minor"))

_Sums = dict[tuple[str, str], list[int]]


class DayWorth:
    """What became of the days while stories are rewritten: collected for all SKUs, written once."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._sums: _Sums = {}

    def note(self, changed: Rewritten) -> None:
        """Add what became of one SKU's entries to the days they are in."""
        sums: _Sums = {}
        _add(sums, changed.removed, -1)
        _add(sums, changed.written, 1)
        touch(self._connection, {day for (day, _kind), one in sums.items() if one[0] or one[1]})
        for key, one in sums.items():
            kept = self._sums.setdefault(key, [0, 0, 0])
            for place, more in enumerate(one):
                kept[place] += more

    def write(self) -> None:
        """Put it into the table; a day of which nothing is left is none."""
        rows = [(*key, *one) for key, one in self._sums.items() if any(one)]
        add_stored(self._connection, _days.name, _COLUMNS[:2], _COLUMNS[2:], rows)


def clear_days(connection: Connection) -> None:
    """Forget them all; the stories that are written again fill them."""
    connection.execute(delete(_days))


def wrong_days(connection: Connection) -> set[str]:
    """The days that do not say what the ledger's entries of them add up to."""
    c = _entries.c
    sums = (func.sum(c.value_minor), func.sum(c.settled_minor), func.count())
    right = {row[:2]: row[2:] for row in stored_rows(connection, select(c.on, c.kind, *sums).group_by(c.on, c.kind))}
    kept = {row[:2]: row[2:] for row in stored_rows(connection, _select())}
    return {day for (day, _kind), _sums in right.items() ^ kept.items()}


def _select() -> Select[Any]:
    return select(*(_days.c[name] for name in _COLUMNS))


def _add(sums: _Sums, rows: Iterable[Row], sign: int) -> None:
    for row in rows:
        kept = sums.setdefault((row[_ON], row[_KIND]), [0, 0, 0])
        kept[0] += sign * row[_VALUE]
        kept[1] += sign * row[_SETTLED]
        kept[2] += sign
