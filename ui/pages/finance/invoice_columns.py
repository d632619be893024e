"""The columns, views and filters of the list of invoices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from services import formatting
from services.i18n import N_, _
from services.tax.wording import INVOICE_KIND_LABELS, SIDE_LABELS
from services.types import InvoiceKind, InvoiceSide
from ui.home import Today
from ui.pages.finance.filters import spans_of
from ui.table.cells import amount_total
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec, stored_day

READ_KEYS = (
    "issued_on", "side", "kind", "number", "code", "party", "party_tax_no", "text", "net", "tax", "amount", "order_no",
    "purchase_no", "is_linked", "has_paper", "is_void", "note",
)  # fmt: skip
TABS: tuple[tuple[str, str], ...] = (
    ("all", N_("All")),
    ("issued", N_("Invoices issued")),
    ("received", N_("Invoices received")),
    ("unlinked", N_("Linked with nothing")),
    ("without_file", N_("Without a file")),
    ("void", N_("Void")),
)
SIDE_TONES = {InvoiceSide.ISSUED: "green", InvoiceSide.RECEIVED: "blue"}


def columns(currency: Callable[[], str]) -> tuple[ColumnSpec, ...]:
    """The columns; amounts are in the shop's `currency`."""

    def money(value: Any, row: RowReader) -> Cell:
        if value is None:
            return BLANK
        tone = "text3" if row["is_void"] else "neg" if value < 0 else ""
        shown = formatting.amount(value, currency())
        return Cell(shown, edit=shown.replace(",", ""), tone=tone)

    def text(key: str, header: str, width: int, *, hidden: bool = False, tone: str = "text2") -> ColumnSpec:
        return ColumnSpec(key, header, width, hidden_by_default=hidden, tone=tone)

    def amount(key: str, header: str) -> ColumnSpec:
        return ColumnSpec(
            key, header, 104, "right", CellKind.MONEY, money, total=header, total_format=amount_total(currency)
        )

    def number(key: str, header: str, width: int = 150, *, hidden: bool = True) -> ColumnSpec:
        return ColumnSpec(key, header, width, kind=CellKind.ID, hidden_by_default=hidden)

    def flag(key: str, header: str, *, hidden: bool = False) -> ColumnSpec:
        return ColumnSpec(key, header, 76, format=_yes, tone="text2", hidden_by_default=hidden)

    return (
        ColumnSpec("issued_on", N_("Invoice date"), 104, kind=CellKind.DATE, format=_day, frozen=True),
        ColumnSpec("side", N_("Side"), 140, kind=CellKind.PILL, format=_side),
        number("number", N_("Invoice no."), 184, hidden=False),
        text("party", N_("Other party"), 150, tone="text"),
        ColumnSpec("kind", N_("Kind"), 116, format=_kind, tone="text2"),
        amount("net", N_("Net")),
        amount("tax", N_("Tax amount")),
        amount("amount", N_("With tax")),
        flag("has_paper", N_("File")),
        text("text", N_("Contents"), 160, hidden=True),
        number("order_no", N_("Order no."), 176),
        number("purchase_no", N_("Purchase no."), 120),
        number("code", N_("Invoice code"), 130),
        number("party_tax_no", N_("Tax number of the other party"), 190),
        flag("is_linked", N_("Linked"), hidden=True),
        flag("is_void", N_("Voided"), hidden=True),
        text("note", N_("Note"), 140, hidden=True),
    )


def filter_specs(today: Today) -> tuple[FilterSpec, ...]:
    """All filters."""
    return (
        FilterSpec("issued_on", N_("Period"), "between", spans=partial(spans_of, today), parse=stored_day),
        FilterSpec("side", N_("Side"), choices=lambda: [(str(one), _(words)) for one, words in SIDE_LABELS.items()]),
        FilterSpec(
            "kind", N_("Kind"), choices=lambda: [(str(one), _(words)) for one, words in INVOICE_KIND_LABELS.items()]
        ),
        FilterSpec("party", N_("Other party"), "contains"),
    )


def _day(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(str(value))


def _side(value: Any, row: RowReader) -> Cell:
    side = InvoiceSide(value)
    if row["is_void"]:
        return Cell(_("Void"), tone="grey")
    return Cell(_(SIDE_LABELS[side]), tone=SIDE_TONES[side])


def _kind(value: Any, _row: RowReader) -> Cell:
    return Cell(_(INVOICE_KIND_LABELS[InvoiceKind(value)]))


def _yes(value: Any, _row: RowReader) -> Cell:
    return Cell(_("yes")) if value else BLANK
