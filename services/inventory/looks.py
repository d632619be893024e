"""Looks at all goods together, each as one table of values the window shows and writes to a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection

from models.values import minor_digits
from services import clock, settings
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_, translate
from services.stock.worth import value_on

Value: TypeAlias = str | int | None


class LookKind(StrEnum):
    """How a value of a look is shown."""

    TEXT = "text"
    PIECES = "pieces"
    MONEY = "money"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class LookColumn:
    """One column: heading, kind of value, and whether its sum makes sense. `width` is in pixels, 0 the rest."""

    header: str
    kind: LookKind
    width: int = 110
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class LookTable:
    """A look: rows as (SKU id or None, values in the order of the columns)."""

    columns: tuple[LookColumn, ...]
    rows: tuple[tuple[int | None, tuple[Value, ...]], ...]
    currency: str

    def totals(self) -> list[tuple[LookColumn, int]]:
        """The sums of the columns that have one."""
        return [
            (column, sum(int(values[place] or 0) for _sku, values in self.rows))
            for place, column in enumerate(self.columns)
            if column.has_total
        ]


_PRODUCT = (
    LookColumn(N_("Code"), LookKind.CODE, 140),
    LookColumn(N_("Product"), LookKind.TEXT, 0),
    LookColumn(N_("Variant"), LookKind.TEXT, 130),
)


def _value(connection: Connection, day: date) -> Sequence[tuple[int | None, tuple[Value, ...]]]:
    return [
        (one.sku_id, (one.code, one.title, one.variant, one.quantity, one.value_minor, one.unknown or None))
        for one in value_on(connection, day)
    ]


_Rows: TypeAlias = Callable[[Connection, date], Sequence[tuple[int | None, tuple[Value, ...]]]]
_LOOKS: Mapping[str, tuple[str, bool, tuple[LookColumn, ...], _Rows]] = {
    "value": (
        N_("Value on a day"),
        True,
        (
            *_PRODUCT,
            LookColumn(N_("Pieces"), LookKind.PIECES, 90, True),
            LookColumn(N_("Value"), LookKind.MONEY, 120, True),
            LookColumn(N_("Cost unknown"), LookKind.PIECES, 110, True),
        ),
        _value,
    ),
}
LOOKS: tuple[tuple[str, str, bool], ...] = tuple((key, look[0], look[1]) for key, look in _LOOKS.items())
"""What there is to look at: key, title, and whether it is about a day that is chosen."""


def look(connection: Connection, key: str, day: date | None = None) -> LookTable:
    """One look, at the end of `day` (None: today) where it is about one."""
    _title, _has_day, columns, rows = _LOOKS[key]
    wanted = day or clock.business_day(clock.now(), settings.read(connection, settings.ZONE))
    found = tuple((sku_id, tuple(values)) for sku_id, values in rows(connection, wanted))
    return LookTable(columns, found, settings.read(connection, settings.CURRENCY))


def save_look(connection: Connection, key: str, day: date | None, out: Path) -> int:
    """Write a look to a workbook or CSV file; returns how many rows."""
    table = look(connection, key, day)
    with table_file(out, [OutColumn(translate(column.header), 18) for column in table.columns]) as add:
        for _sku_id, values in table.rows:
            add([_cell(column, value, table.currency) for column, value in zip(table.columns, values, strict=True)])
    return len(table.rows)


def _cell(column: LookColumn, value: Value, currency: str) -> Cell:
    if column.kind is LookKind.MONEY and isinstance(value, int):
        return Decimal(value).scaleb(-minor_digits(currency))
    return value
