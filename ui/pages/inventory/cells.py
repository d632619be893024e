"""Cells the lists of Inventory share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services import formatting
from services.i18n import _
from ui.table.cells import Zone, instant_format
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, Format, RowReader, number_cell


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


def signed_money_format(currency: Callable[[], str]) -> Format:
    """A gain or loss in the shop's currency."""

    def cell(value: Any, _row: RowReader) -> Cell:
        if value is None:
            return BLANK
        return Cell(formatting.amount(value, currency()), tone="pos" if value > 0 else "neg" if value < 0 else "text3")

    return cell


def count_column(key: str, header: str, width: int = 76, **more: Any) -> ColumnSpec:
    """A column of whole numbers."""
    return ColumnSpec(key, header, width, "right", CellKind.NUMBER, **{"format": number_cell, **more})


def time_column(zone: Zone, key: str, header: str, **more: Any) -> ColumnSpec:
    """A column of moments, in the shop's zone."""
    return ColumnSpec(key, header, 132, kind=CellKind.DATE, format=instant_format(zone), tone="text2", **more)


def flag_words(value: Any, _row: RowReader) -> Cell:
    """``yes`` where a flag is set, nothing where it is not."""
    return Cell(_("yes")) if value else BLANK
