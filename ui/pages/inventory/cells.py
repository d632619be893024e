"""Cells the lists of Inventory share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services import formatting, settings
from services.i18n import _
from ui.table.columns import BLANK, EMPTY, Cell, CellKind, ColumnSpec, Format, RowReader, number_cell
from ui.table.source import Total

ZONE = settings.ZONE.default
Currency = Callable[[], str]


def product_cell(value: Any, row: RowReader) -> Cell:
    """The product's title with its variant behind it."""
    variant = row.get("variant") or ""
    return Cell(value, extra=variant, tip=f"{value} {variant}".strip()) if value else BLANK


def instant_cell(value: Any, _row: RowReader) -> Cell:
    """A moment to the minute."""
    return BLANK if value is None else Cell(formatting.instant_ms(value, ZONE))


def signed_cell(value: Any, _row: RowReader) -> Cell:
    """A difference in pieces, with its sign."""
    if value is None:
        return BLANK
    if value == 0:
        return Cell("0", tone="text3")
    return Cell(signed(value), tone="pos" if value > 0 else "neg")


def signed(pieces: int) -> str:
    """A number with its sign; ``−`` is a real minus sign."""
    return formatting.signed(formatting.integer(abs(pieces)), pieces)


def money_format(currency: Currency) -> Format:
    """An amount in the shop's currency; what nobody knows is a dash."""

    def cell(value: Any, _row: RowReader) -> Cell:
        return BLANK if value is None else Cell(formatting.amount(value, currency()))

    return cell


def signed_money_format(currency: Currency) -> Format:
    """A gain or loss in the shop's currency."""

    def cell(value: Any, _row: RowReader) -> Cell:
        if value is None:
            return BLANK
        return Cell(formatting.amount(value, currency()), tone="pos" if value > 0 else "neg" if value < 0 else "text3")

    return cell


def whole_money(minor: int, currency: str) -> str:
    """An amount without its decimal places where they would only make it longer."""
    shown = formatting.money(minor, currency)
    return shown.rpartition(".")[0] if abs(minor) >= 100_000 and "." in shown else shown


def plain_total(total: Total) -> str:
    """A sum of pieces."""
    return formatting.integer(sum(amount for _currency, amount in total)) if total else EMPTY


def money_total(currency: Currency) -> Callable[[Total], str]:
    """A sum of money in the shop's currency."""

    def words(total: Total) -> str:
        return formatting.money(sum(amount for _currency, amount in total), currency()) if total else EMPTY

    return words


def count_column(key: str, header: str, width: int = 76, **more: Any) -> ColumnSpec:
    """A column of whole numbers."""
    return ColumnSpec(key, header, width, "right", CellKind.NUMBER, **{"format": number_cell, **more})


def time_column(key: str, header: str, **more: Any) -> ColumnSpec:
    """A column of moments."""
    return ColumnSpec(key, header, 132, kind=CellKind.DATE, format=instant_cell, tone="text2", **more)


def flag_words(value: Any, _row: RowReader) -> Cell:
    """``yes`` where a flag is set, nothing where it is not."""
    return Cell(_("yes")) if value else BLANK
