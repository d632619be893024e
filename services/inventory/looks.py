"""Looks at all goods together, each as one table of values the window shows and writes to a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import TypeAlias

from sqlalchemy import Connection, select

from models.stock import Lot
from services import clock, formatting, settings
from services.business_day import shop_today
from services.exporting.cells import amount_cell
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_, translate
from services.kernel.table_query import TableRequest, stored_rows
from services.stock.analysis import GoodsLine, goods
from services.stock.listing import DEAD_DAYS, LOTS
from services.stock.shortages import shortages
from services.stock.worth import value_on

Value: TypeAlias = str | int | None


class LookKind(StrEnum):
    """How a value of a look is shown; turns are hundredths."""

    TEXT = "text"
    PIECES = "pieces"
    NUMBER = "number"
    MONEY = "money"
    CODE = "code"
    TURNS = "turns"


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


Rows: TypeAlias = Sequence[tuple[int | None, tuple[Value, ...]]]


@dataclass(frozen=True, slots=True)
class Look:
    """What there is to look at: its title, columns, how its rows are found, and whether it is about a chosen day."""

    title: str
    columns: tuple[LookColumn, ...]
    rows: Callable[[Connection, date], Rows]
    has_day: bool = False


_PRODUCT = (
    LookColumn(N_("Code"), LookKind.CODE, 140),
    LookColumn(N_("Product"), LookKind.TEXT, 0),
    LookColumn(N_("Variant"), LookKind.TEXT, 130),
)


def _value(connection: Connection, day: date) -> Rows:
    return [
        (one.sku_id, (one.code, one.title, one.variant, one.quantity, one.value_minor, one.unknown or None))
        for one in value_on(connection, day)
    ]


def _ages(connection: Connection, _day: date) -> Rows:
    return [
        (one.sku_id, (*_named(one), one.pieces, one.value_minor, *(age.value_minor or None for age in one.ages)))
        for one in goods(connection, clock.now())
        if one.pieces > 0
    ]


def _classes(connection: Connection, _day: date) -> Rows:
    found = sorted(goods(connection, clock.now()), key=lambda one: (one.abc, one.xyz, -one.sold_cost_minor, one.code))
    return [
        (
            one.sku_id,
            (*_named(one), f"{one.abc}{one.xyz}", one.sold, one.sold_cost_minor, one.value_minor, one.turns_percent),
        )
        for one in found
    ]


def _matrix(connection: Connection, _day: date) -> Rows:
    cells: dict[str, list[int]] = {f"{abc}{xyz}": [0, 0, 0, 0] for abc in "ABC" for xyz in "XYZ"}
    for one in goods(connection, clock.now()):
        cell = cells[f"{one.abc}{one.xyz}"]
        for place, amount in enumerate((1, one.pieces, one.value_minor, one.sold_cost_minor)):
            cell[place] += amount
    return [(None, (name, translate(_MEANINGS[name[0]]), translate(_MEANINGS[name[1]]), *cell))
            for name, cell in cells.items()]  # fmt: skip


def _dead(connection: Connection, _day: date) -> Rows:
    return [
        (one.sku_id, (*_named(one), one.pieces, one.value_minor, one.idle_days, one.sold))
        for one in goods(connection, clock.now())
        if one.pieces > 0 and one.idle_days > DEAD_DAYS
    ]


def _short(connection: Connection, _day: date) -> Rows:
    zone = settings.read(connection, settings.ZONE)
    return [
        (
            one.sku_id,
            (one.code, one.title, one.variant, one.shelf, one.on_hand, one.reserved, one.missing,
             formatting.instant(one.deadline, zone) if one.deadline is not None else None,
             ", ".join(waiting.order_no for waiting in one.waiting)),
        )
        for one in shortages(connection)
    ]  # fmt: skip


def _lots(connection: Connection, day: date) -> Rows:
    """Lots that are there and expire, the next one first."""
    columns = [LOTS.column(key).expression for key in ("code", "title", "variant", "lot", "expires_on", "on_hand")]
    condition = LOTS.condition(TableRequest(view="left"))
    source = LOTS.source(columns)
    statement = select(Lot.table().c.sku_id, *columns).select_from(source).order_by(Lot.table().c.expires_on)
    rows = stored_rows(connection, statement.where(condition) if condition is not None else statement)
    return [(row[0], (*row[1:], (date.fromisoformat(row[5]) - day).days)) for row in rows if row[5]]


def _named(one: GoodsLine) -> tuple[str, str, str | None]:
    return one.code, one.title, one.variant


_MEANINGS = {
    "A": N_("most of the cost of goods sold"),
    "B": N_("some of it"),
    "C": N_("little of it, or nothing"),
    "X": N_("sells evenly"),
    "Y": N_("sells unevenly"),
    "Z": N_("sells now and then, or never"),
}
_AGE_HEADINGS = (
    N_("Up to 30 days"), N_("31 to 60 days"), N_("61 to 90 days"), N_("91 to 180 days"), N_("Older"),
)  # fmt: skip


def _pieces(header: str, width: int = 90) -> LookColumn:
    return LookColumn(header, LookKind.PIECES, width, True)


def _money(header: str, width: int = 112) -> LookColumn:
    return LookColumn(header, LookKind.MONEY, width, True)


_LOOKS: Mapping[str, Look] = {
    "value": Look(
        N_("Value on a day"),
        (*_PRODUCT, _pieces(N_("Pieces")), _money(N_("Stock value")), _pieces(N_("Cost unknown"), 110)),
        _value,
        has_day=True,
    ),
    "age": Look(
        N_("Age of the stock"),
        (
            *_PRODUCT,
            _pieces(N_("Pieces"), 76),
            _money(N_("Stock value")),
            *(_money(heading, 104) for heading in _AGE_HEADINGS),
        ),
        _ages,
    ),
    "dead": Look(
        N_("Not sold in 90 days"),
        (
            *_PRODUCT,
            _pieces(N_("Pieces")),
            _money(N_("Stock value")),
            LookColumn(N_("Days without a sale"), LookKind.NUMBER, 140),
            _pieces(N_("Sold, 13 weeks"), 112),
        ),
        _dead,
    ),
    "matrix": Look(
        N_("ABC × XYZ"),
        (
            LookColumn(N_("Class"), LookKind.CODE, 80),
            LookColumn(N_("Share"), LookKind.TEXT, 0),
            LookColumn(N_("Sales"), LookKind.TEXT, 220),
            _pieces(N_("Products")),
            _pieces(N_("Pieces")),
            _money(N_("Stock value")),
            _money(N_("Cost of goods sold"), 140),
        ),
        _matrix,
    ),
    "classes": Look(
        N_("Class of every product"),
        (
            *_PRODUCT,
            LookColumn(N_("Class"), LookKind.TEXT, 70),
            _pieces(N_("Sold, 13 weeks"), 112),
            _money(N_("Cost of goods sold"), 140),
            _money(N_("Stock value")),
            LookColumn(N_("Turns a year"), LookKind.TURNS, 100),
        ),
        _classes,
    ),
    "lots": Look(
        N_("What expires next"),
        (
            *_PRODUCT,
            LookColumn(N_("Lot"), LookKind.TEXT, 120),
            LookColumn(N_("Expires on"), LookKind.TEXT, 110),
            _pieces(N_("On hand")),
            LookColumn(N_("Days until then"), LookKind.NUMBER, 120),
        ),
        _lots,
    ),
    "short": Look(
        N_("Promised and not there"),
        (
            *_PRODUCT,
            LookColumn(N_("Shelf"), LookKind.TEXT, 80),
            _pieces(N_("On hand"), 80),
            _pieces(N_("Reserved"), 80),
            _pieces(N_("Missing"), 80),
            LookColumn(N_("Ship by"), LookKind.TEXT, 130),
            LookColumn(N_("Orders that wait"), LookKind.TEXT, 220),
        ),
        _short,
    ),
}
LOOKS: tuple[tuple[str, str, bool], ...] = tuple((key, one.title, one.has_day) for key, one in _LOOKS.items())
"""What there is to look at: key, title, and whether it is about a day that is chosen."""


def look(connection: Connection, key: str, day: date | None = None) -> LookTable:
    """One look, at the end of `day` (None: today) where it is about one."""
    wanted_look = _LOOKS[key]
    wanted = day or shop_today(connection)
    found = tuple((sku_id, tuple(values)) for sku_id, values in wanted_look.rows(connection, wanted))
    return LookTable(wanted_look.columns, found, settings.read(connection, settings.CURRENCY))


def save_look(connection: Connection, key: str, day: date | None, out: Path) -> int:
    """Write a look to a workbook or CSV file; returns how many rows."""
    table = look(connection, key, day)
    with table_file(out, [OutColumn(translate(column.header), 18) for column in table.columns]) as add:
        for _sku_id, values in table.rows:
            add([_cell(column, value, table.currency) for column, value in zip(table.columns, values, strict=True)])
    return len(table.rows)


def _cell(column: LookColumn, value: Value, currency: str) -> Cell:
    if column.kind is LookKind.MONEY and isinstance(value, int):
        return amount_cell(value, currency)
    if column.kind is LookKind.TURNS and isinstance(value, int):
        return Decimal(value).scaleb(-2)
    return value
