"""The columns of the product list, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from services import formatting
from services.catalog.product_table import product_table
from services.i18n import N_, Grouped, _
from services.messages import Message, message
from services.types import TableRequest
from ui.table.cells import amount_format, amount_total, plain_total
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader, number_cell
from ui.table.source import OpenSnapshot, Snapshot

HIDDEN_KEYS = ("listings", "picture", "is_bundle", "is_archived", "reserved")
READ_KEYS = (
    "code", "title", "variant", "category", "price", "cost", "margin", "available", "on_hand", "sold", "on_sale",
    "shelf", "tags", "min_price", "stock_value", "unit", "barcode", "weight_g", "note", *HIDDEN_KEYS,
)  # fmt: skip
NOT_AMOUNT = N_("this is not an amount")
_WHOLE = 1000  # margins come in thousandths
_THIN = 100  # a margin below a tenth is drawn as a warning


def sku_source(link: Any) -> OpenSnapshot:
    """Opens snapshots of the product list as of today."""

    def open_snapshot(request: TableRequest) -> Snapshot:
        snapshot: Snapshot = link.shop.table(product_table(link.home.today()), request, READ_KEYS)
        return snapshot

    return open_snapshot


def columns(currency: Callable[[], str], picture: Callable[[str], str]) -> tuple[ColumnSpec, ...]:
    """The columns; `currency` is the shop's when a cell is made, `picture` the small file of a picture."""
    money = amount_format(currency)

    def checked(typed: str) -> Message | None:
        amount = formatting.parse_amount(typed, currency()) if typed.strip() else 0
        return message(NOT_AMOUNT) if amount is None or amount < 0 else None

    def product(value: Any, row: RowReader) -> Cell:
        words = row["variant"] or ""
        if row["is_bundle"]:
            words = " · ".join(part for part in (words, _("bundle")) if part)
        kept = row["picture"]
        return Cell(value, extra=words, tip=f"{value} {words}".strip(), picture=picture(kept) if kept else "")

    def amount(key: str, header: str, width: int = 76, *, hidden: bool = False) -> ColumnSpec:
        return ColumnSpec(
            key, header, width, "right", CellKind.MONEY, money, editable=True, check=checked, hidden_by_default=hidden
        )

    return (
        ColumnSpec("code", N_("Code"), 122, kind=CellKind.ID, frozen=True),
        ColumnSpec("title", N_("Product"), 204, kind=CellKind.PRODUCT, format=product),
        amount("price", N_("Price")),
        amount("cost", N_("Cost")),
        ColumnSpec("margin", N_("Gross margin"), 100, "right", CellKind.MARGIN, _margin, tooltip=_MARGIN_TIP),
        _count("available", N_("Available"), 76, format=_available, total=N_("Available")),
        _count("sold", N_("Sold, 30 days"), 96, total=N_("Sold, 30 days")),
        ColumnSpec("on_sale", N_("Channels"), 116, kind=CellKind.PILL, format=_on_sale, tooltip=_SALE_TIP),
        ColumnSpec("shelf", N_("Shelf"), 88, editable=True),
        ColumnSpec("category", N_("Category"), 130, tone="text2"),
        ColumnSpec("tags", N_("Tags"), 120, tone="text2"),
        _count("on_hand", N_("On hand"), 76, total=N_("On hand"), hidden_by_default=True),
        amount("min_price", N_("Minimum price"), 100, hidden=True),
        ColumnSpec(
            "stock_value", N_("Stock value"), 104, "right", CellKind.MONEY, money, hidden_by_default=True,
            total=N_("Stock value"), total_format=amount_total(currency),
        ),
        ColumnSpec("unit", N_("Unit"), 70, tone="text2", hidden_by_default=True),
        ColumnSpec("barcode", N_("Barcode"), 140, kind=CellKind.ID),
        ColumnSpec("weight_g", N_("Weight (g)"), 90, "right", CellKind.NUMBER, number_cell, hidden_by_default=True),
        ColumnSpec("note", N_("Note"), 180, tone="text2", hidden_by_default=True),
    )  # fmt: skip


_MARGIN_TIP = N_("What is left of the sale price after the cost; fees and freight are not in it.")
_SALE_TIP = N_("In how many channels the product is on sale.")


def _margin(value: Any, _row: RowReader) -> Cell:
    if value is None:
        return BLANK
    tone = "neg" if value < 0 else "pill.amber.dot" if value < _THIN else ""
    return Cell(formatting.percent(value / _WHOLE), share=max(value, 0), tone=tone)


def _available(value: Any, row: RowReader) -> Cell:
    if value is None:
        return BLANK
    reserved = row["reserved"] or 0
    tip = _("{count} promised to orders").format(count=formatting.integer(reserved)) if reserved else ""
    return Cell(formatting.integer(value), tone="neg" if value <= 0 else "", tip=tip)


def _on_sale(value: Any, row: RowReader) -> Cell:
    if row["is_archived"]:
        return Cell(_("Archived"), tone="grey")
    if not row["listings"]:
        return BLANK
    if not value:
        return Cell(_("Off shelf"), tone="grey")
    return Cell(_("On sale: {count}").format(count=Grouped(value)), tone="green")


def _count(key: str, header: str, width: int, **more: Any) -> ColumnSpec:
    given = {"format": number_cell, "total_format": plain_total, **more}
    return ColumnSpec(key, header, width, "right", CellKind.NUMBER, **given)
