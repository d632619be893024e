"""The columns, views and filters of the stock list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from services import formatting
from services.i18n import N_, NN_, _
from services.inventory.listing import StockFilterValues
from services.messages import counted
from ui.home import Home
from ui.pages.inventory.cells import (
    count_column,
    flag_words,
    time_column,
)
from ui.table.cells import Currency, amount_format, amount_total, plain_total, product_cell
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec, stored_whole

STOCK_KEYS = (
    "code", "title", "variant", "barcode", "category", "shelf", "supplier", "on_hand", "reserved", "set_aside",
    "available", "incoming", "defective", "unit_cost", "value", "unknown", "pending", "sold", "cover",
    "last_in_at", "last_out_at",
    "below_zero", "has_lots", "is_bundle", "has_parts",
)  # fmt: skip
TABS = (
    ("all", N_("All")),
    ("low", N_("Low")),
    ("out", N_("Out")),
    ("short", N_("Promised too much")),
    ("set_aside", N_("Set aside")),
    ("below_zero", N_("Below zero")),
    ("unknown_cost", N_("Cost unknown")),
    ("defective", N_("Defective")),
    ("dead", N_("Not sold in 90 days")),
    ("uncounted", N_("Never counted")),
)
_DAYS = NN_("{count} day", "{count} days")


def _pieces(value: Any, _row: RowReader) -> Cell:
    if value is None:
        return BLANK
    tone = "neg" if value < 0 else "text3" if value == 0 else ""
    return Cell(formatting.integer(value), tone=tone)


def _quiet(value: Any, _row: RowReader) -> Cell:
    """A number that is worth reading only where it is not 0."""
    return BLANK if not value else Cell(formatting.integer(value))


def _available(value: Any, row: RowReader) -> Cell:
    cell = _pieces(value, row)
    return cell._replace(tip=_("as many as its parts make")) if row["is_bundle"] and value is not None else cell


def _cover(value: Any, _row: RowReader) -> Cell:
    if value is None:
        return BLANK
    tip = counted(_DAYS, value)
    return Cell(formatting.integer(value), tone="neg" if value < 7 else "", tip=tip)


def _unit_cost(currency: Currency) -> Callable[[Any, RowReader], Cell]:
    money = amount_format(currency)

    def cell(value: Any, row: RowReader) -> Cell:
        if value is None and row["on_hand"] is not None and not row["is_bundle"] and row["unknown"]:
            return Cell(_("unknown"), tone="pill.amber.word", tip=_("Nobody knows what these pieces cost."))
        if value is not None and row["unknown"]:
            tip = _("The cost of {count} of them is unknown.").format(count=formatting.integer(row["unknown"]))
            return Cell(f"{money(value, row).text} *", tip=tip)
        return money(value, row)

    return cell


def stock_columns(home: Home) -> tuple[ColumnSpec, ...]:
    """The columns, with amounts and times of the shop as it is when a cell is made."""
    currency = home.currency
    return (
        ColumnSpec("code", N_("Code"), 128, kind=CellKind.ID, frozen=True),
        ColumnSpec("title", N_("Product"), 190, format=product_cell, kind=CellKind.PRODUCT),
        ColumnSpec("shelf", N_("Shelf"), 70),
        _sum("on_hand", N_("On hand"), 76, format=_pieces, strong=True),
        _sum("reserved", N_("Reserved"), 78, format=_quiet),
        _sum("set_aside", N_("Set aside"), 78, format=_quiet, hidden_by_default=True),
        _sum("available", N_("Available"), 78, format=_available),
        _sum("incoming", N_("Incoming"), 78, format=_quiet),
        _sum("defective", N_("Defective"), 80, format=_quiet),
        ColumnSpec("unit_cost", N_("Unit cost"), 84, "right", CellKind.MONEY, _unit_cost(currency)),
        ColumnSpec("value", N_("Value"), 100, "right", CellKind.MONEY, amount_format(currency), total=N_("Value"),
                   total_format=amount_total(currency)),
        ColumnSpec("cover", N_("Days left"), 78, "right", CellKind.NUMBER, _cover,
                   tooltip=N_("How long what is available lasts at the sales of the last four weeks.")),
        count_column("sold", N_("Sold, 28 days"), 96),
        ColumnSpec("category", N_("Category"), 120, tone="text2"),
        ColumnSpec("supplier", N_("Supplier"), 110, tone="text2"),
        count_column("unknown", N_("Cost unknown"), 96, format=_quiet, hidden_by_default=True),
        count_column("pending", N_("Cost pending"), 96, format=_quiet, hidden_by_default=True),
        ColumnSpec("barcode", N_("Barcode"), 130, kind=CellKind.ID, hidden_by_default=True),
        time_column(home.zone, "last_in_at", N_("Last arrival"), hidden_by_default=True),
        time_column(home.zone, "last_out_at", N_("Last sale"), hidden_by_default=True),
        ColumnSpec("below_zero", N_("May go below zero"), 110, format=flag_words, hidden_by_default=True),
        ColumnSpec("has_lots", N_("Lots"), 70, format=flag_words, hidden_by_default=True),
        ColumnSpec("has_parts", N_("Packed from parts"), 110, format=flag_words, hidden_by_default=True),
    )  # fmt: skip


def _sum(key: str, header: str, width: int, **more: Any) -> ColumnSpec:
    return count_column(key, header, width, total=header, total_format=plain_total, **more)


def stock_filters(values: Callable[[], StockFilterValues]) -> tuple[FilterSpec, ...]:
    """All filters; `values` gives what this shop has at the moment a sheet opens."""
    return (
        FilterSpec("category", N_("Category"), choices=lambda: _plain(values().categories)),
        FilterSpec("shelf", N_("Shelf"), choices=lambda: _plain(values().shelves)),
        FilterSpec("supplier", N_("Supplier"), choices=lambda: _plain(values().suppliers)),
        FilterSpec("available", N_("Available"), "between", spans=_spans, parse=stored_whole),
        FilterSpec("cover", N_("Lasts (days)"), "between", spans=_weeks, parse=stored_whole),
    )


def _plain(names: Sequence[str]) -> list[tuple[str, str]]:
    return [*((name, name) for name in names), ("", _("empty"))]


def _spans() -> Sequence[tuple[str, str, str]]:
    return ((_("none"), "", "0"), (_("1 to 5"), "1", "5"), (_("more than 100"), "101", ""))


def _weeks() -> Sequence[tuple[str, str, str]]:
    return (
        (_("less than a week"), "0", "6"),
        (_("less than a month"), "0", "29"),
        (_("more than half a year"), "183", ""),
    )
