"""The columns of the product list, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services import formatting
from services.catalog.queries import SKUS
from services.i18n import N_
from services.messages import Message, message
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, Format, RowReader, number_cell
from ui.table.source import OpenSnapshot, Snapshot, TableRequest

EDITABLE = ("shelf", "price", "cost")
READ_KEYS = ("code", "title", "variant", "barcode", "category", "shelf", "unit", "price", "cost", "weight_g", "note")


def sku_source(link: Any) -> OpenSnapshot:
    """Opens snapshots of the product list."""

    def open_snapshot(request: TableRequest) -> Snapshot:
        snapshot: Snapshot = link.shop.table(SKUS, request, READ_KEYS)
        return snapshot

    return open_snapshot


def columns(currency: Callable[[], str]) -> tuple[ColumnSpec, ...]:
    """The columns; `currency` is the shop's when a cell is made."""

    def checked(typed: str) -> Message | None:
        amount = formatting.parse_amount(typed, currency()) if typed.strip() else 0
        return message(NOT_AMOUNT) if amount is None or amount < 0 else None

    money = _money(currency)
    return (
        ColumnSpec("code", N_("Code"), 150, kind=CellKind.ID, frozen=True),
        ColumnSpec("title", N_("Product"), 240, strong=True),
        ColumnSpec("variant", N_("Variant"), 140, tone="text2"),
        ColumnSpec("shelf", N_("Shelf"), 100, editable=True),
        ColumnSpec("price", N_("Price"), 100, "right", CellKind.MONEY, money, editable=True, check=checked),
        ColumnSpec("cost", N_("Cost"), 100, "right", CellKind.MONEY, money, editable=True, check=checked),
        ColumnSpec("category", N_("Category"), 110, tone="text2"),
        ColumnSpec("unit", N_("Unit"), 70, tone="text2"),
        ColumnSpec("barcode", N_("Barcode"), 140, kind=CellKind.ID),
        ColumnSpec("weight_g", N_("Weight (g)"), 90, "right", CellKind.NUMBER, number_cell, hidden_by_default=True),
        ColumnSpec("note", N_("Note"), 180, tone="text2", hidden_by_default=True),
    )


NOT_AMOUNT = N_("this is not an amount")


def _money(currency: Callable[[], str]) -> Format:
    def cell(value: Any, _row: RowReader) -> Cell:
        if value is None:
            return BLANK
        return Cell(formatting.money(value, currency()), edit=formatting.amount(value, currency()))

    return cell
