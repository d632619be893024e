"""The columns of the lists of purchases and of suppliers, and the colours of their states."""

from __future__ import annotations

from typing import Any

from services import formatting
from services.i18n import N_, Grouped, _, translate
from services.purchasing.rules import EXPECTING, STATE_LABELS
from services.types import PurchaseState
from ui.home import Today
from ui.pages.inventory.cells import count_column
from ui.pages.inventory.day_filters import day_filter
from ui.table.cells import money_total, plain_total, row_money
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, Format, RowReader
from ui.table.filters import FilterSpec

STATE_TONES = {
    PurchaseState.DRAFT: "grey",
    PurchaseState.ORDERED: "blue",
    PurchaseState.PART_RECEIVED: "amber",
    PurchaseState.RECEIVED: "green",
    PurchaseState.CLOSED: "violet",
    PurchaseState.CANCELLED: "grey",
}


def state_word(state: PurchaseState) -> str:
    """The name of a state in the language that is on."""
    return translate(STATE_LABELS[state])


def _state(value: Any, _row: RowReader) -> Cell:
    state = PurchaseState(value)
    return Cell(state_word(state), tone=STATE_TONES[state])


def _day(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(str(value))


def _expected(today: Today) -> Format:
    """The day of arrival, red where it has passed and goods are still missing."""

    def cell(value: Any, row: RowReader) -> Cell:
        if value is None:
            return BLANK
        is_late = PurchaseState(row["state"]) in EXPECTING and str(value) < today().isoformat()
        return Cell(str(value), tone="neg", tip=_("overdue")) if is_late else Cell(str(value))

    return cell


def _received(value: Any, row: RowReader) -> Cell:
    pieces = row["pieces"] or 0
    shown = _("{received} of {pieces}")
    words = shown.format(received=formatting.integer(value or 0), pieces=formatting.integer(pieces))
    return Cell(words, tone="text3" if not value else "pos" if value >= pieces else "")


def _titles(value: Any, row: RowReader) -> Cell:
    more = (row["lines"] or 0) - 1
    return Cell(value or "", extra=_("and {count} more items").format(count=Grouped(more)) if more > 0 else "")


def _days(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(formatting.integer(value))


def _money_column(key: str, header: str, width: int = 100, *, has_total: bool = False, **more: Any) -> ColumnSpec:
    totals: dict[str, Any] = {"total": header, "total_format": money_total} if has_total else {}
    return ColumnSpec(key, header, width, "right", CellKind.MONEY, row_money, **totals, **more)


def _day_column(key: str, header: str, shown: Format = _day, **more: Any) -> ColumnSpec:
    return ColumnSpec(key, header, 104, kind=CellKind.DATE, format=shown, **more)


PURCHASE_KEYS = (
    "number", "state", "supplier", "title", "lines", "pieces", "received", "defective", "goods", "freight", "stated",
    "currency", "ordered_on", "expected_on", "received_on", "external_no", "courier", "tracking_no", "note",
)  # fmt: skip


def purchase_columns(today: Today) -> tuple[ColumnSpec, ...]:
    """The columns of the list of purchases; what is overdue depends on the day."""
    return (
        ColumnSpec("number", N_("Purchase no."), 120, kind=CellKind.ID, frozen=True),
        ColumnSpec("state", N_("Status"), 132, kind=CellKind.PILL, format=_state),
        ColumnSpec("supplier", N_("Supplier"), 116),
        ColumnSpec("title", N_("Product"), 160, format=_titles, sortable=False),
        count_column("pieces", N_("Pieces"), hidden_by_default=True, total=N_("Pieces"), total_format=plain_total),
        ColumnSpec("received", N_("Received"), 100, "right", format=_received),
        count_column("defective", N_("Defective"), hidden_by_default=True),
        _money_column("goods", N_("Goods"), has_total=True),
        _money_column("freight", N_("Freight"), 86, hidden_by_default=True),
        _money_column("stated", N_("Stated total"), hidden_by_default=True),
        _day_column("ordered_on", N_("Ordered")),
        _day_column("expected_on", N_("Expected on"), _expected(today)),
        _day_column("received_on", N_("Last delivery"), hidden_by_default=True),
        ColumnSpec("external_no", N_("Supplier's order no."), 140, kind=CellKind.ID, hidden_by_default=True),
        ColumnSpec("courier", N_("Courier"), 90, hidden_by_default=True),
        ColumnSpec("tracking_no", N_("Tracking no."), 140, kind=CellKind.ID, hidden_by_default=True),
        ColumnSpec("note", N_("Note"), 160, tone="text2", hidden_by_default=True),
    )


PURCHASE_TABS = (
    ("all", N_("All")),
    ("draft", N_("Drafts")),
    ("open", N_("On the way")),
    ("received", N_("Received")),
    ("closed", N_("Closed")),
    ("unlinked", N_("Unlinked")),
)


def purchase_filters(today: Today) -> tuple[FilterSpec, ...]:
    """What purchases can be filtered by."""
    return (
        FilterSpec("supplier", N_("Supplier"), "contains"),
        day_filter(today, "ordered_on", N_("Ordered")),
        day_filter(today, "expected_on", N_("Expected on")),
        day_filter(today, "received_on", N_("Last delivery")),
        FilterSpec("tracking_no", N_("Tracking no."), "contains"),
    )


SUPPLIER_KEYS = (
    "name", "contact", "phone", "wechat", "email", "lead_days", "payment_terms_days", "open", "purchases", "last_on",
    "currency", "address", "note",
)  # fmt: skip
SUPPLIER_COLUMNS: tuple[ColumnSpec, ...] = (
    ColumnSpec("name", N_("Supplier"), 190, frozen=True, strong=True),
    ColumnSpec("contact", N_("Contact"), 90),
    ColumnSpec("phone", N_("Phone"), 120, kind=CellKind.ID),
    ColumnSpec("wechat", N_("WeChat"), 110, kind=CellKind.ID, hidden_by_default=True),
    ColumnSpec("email", N_("E-mail"), 150, hidden_by_default=True),
    ColumnSpec("lead_days", N_("Lead time (days)"), 124, "right", CellKind.NUMBER, _days),
    ColumnSpec(
        "payment_terms_days", N_("Payment terms (days)"), 150, "right", CellKind.NUMBER, _days, hidden_by_default=True
    ),
    count_column("open", N_("Open purchases"), 110),
    count_column("purchases", N_("Purchases"), 90),
    _day_column("last_on", N_("Last ordered")),
    ColumnSpec("currency", N_("Currency"), 76, hidden_by_default=True),
    ColumnSpec("address", N_("Address"), 180, tone="text2", hidden_by_default=True),
    ColumnSpec("note", N_("Note"), 160, tone="text2"),
)


def supplier_filters(today: Today) -> tuple[FilterSpec, ...]:
    """What suppliers can be filtered by."""
    return (
        day_filter(today, "last_on", N_("Last ordered")),
        FilterSpec("address", N_("Address"), "contains"),
        FilterSpec("note", N_("Note"), "contains"),
    )


SUPPLIER_TABS = (("all", N_("All")), ("open", N_("With open purchases")), ("archived", N_("Archived")))
