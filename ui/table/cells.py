"""Cells and sums that the lists of several pages share: money, products, pieces."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services import formatting
from ui.table.columns import BLANK, EMPTY, Cell, Format, RowReader
from ui.table.source import Total

Currency = Callable[[], str]
Zone = Callable[[], str]


def product_cell(value: Any, row: RowReader) -> Cell:
    """The product's title with its variant behind it."""
    variant = row.get("variant") or ""
    return Cell(value, extra=variant, tip=f"{value} {variant}".strip()) if value else BLANK


def row_amount(value: Any, row: RowReader) -> Cell:
    """An amount in the row's own currency, which stands in another column."""
    return BLANK if value is None else _amount(value, row["currency"])


def row_money(value: Any, row: RowReader) -> Cell:
    """An amount with the sign of the row's own currency."""
    return BLANK if value is None else Cell(formatting.money(value, row["currency"]))


def amount_format(currency: Currency) -> Format:
    """Amounts in the shop's currency; what nobody knows is a dash."""

    def cell(value: Any, _row: RowReader) -> Cell:
        return BLANK if value is None else _amount(value, currency())

    return cell


def money_format(currency: Currency) -> Format:
    """Amounts of rows in several currencies; those of another than the shop's carry its sign."""

    def cell(value: Any, row: RowReader) -> Cell:
        if value is None:
            return BLANK
        plain = _amount(value, row["currency"])
        return plain if row["currency"] == currency() else plain._replace(text=formatting.money(value, row["currency"]))

    return cell


def instant_format(zone: Zone) -> Format:
    """Moments, stored as epoch milliseconds, to the minute in the shop's zone."""

    def cell(value: Any, _row: RowReader) -> Cell:
        return BLANK if value is None else Cell(formatting.instant_ms(value, zone()))

    return cell


def _amount(minor: int, currency: str) -> Cell:
    shown = formatting.amount(minor, currency)
    return Cell(shown, edit=shown.replace(",", ""))


def money_total(total: Total) -> str:
    """Sums of several currencies side by side; a currency that comes to nothing is left out beside others."""
    shown = [part for part in total if part[1]] or total[:1]
    return " + ".join(formatting.money(minor, currency) for currency, minor in shown) or EMPTY


def amount_total(currency: Currency) -> Callable[[Total], str]:
    """A sum of money in the shop's currency."""

    def words(total: Total) -> str:
        return formatting.money(sum(amount for _currency, amount in total), currency()) if total else EMPTY

    return words


def plain_total(total: Total) -> str:
    """A sum of pieces, of orders, of anything that is counted."""
    return formatting.integer(sum(amount for _currency, amount in total)) if total else EMPTY
