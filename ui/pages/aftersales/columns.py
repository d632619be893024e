"""The columns of the list of after-sales cases, and where its rows come from."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from services import clock
from services.aftersales.queries import CASES
from services.aftersales.words import KIND_LABELS, PARTY_LABELS, STATE_LABELS
from services.i18n import N_, _
from services.types import CaseKind, CaseParty, CaseState, TableRequest
from ui.home import Home
from ui.pages.aftersales.case_steps import OPEN
from ui.table.cells import instant_format, money_format, money_total
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.source import OpenSnapshot, Snapshot

READ_KEYS = (
    "external_no", "order_no", "state", "kind", "title", "variant", "quantity", "asked", "refunded", "reason",
    "deadline_at", "asked_at", "channel", "code", "agreed_at", "refunded_at", "closed_at", "return_courier",
    "return_tracking_no", "return_text", "intercept_text", "payer_text", "kind_text", "state_text", "note", "currency",
    "agreed", "blame", "payer", "next_action",
)  # fmt: skip
STATE_TONES = {
    CaseState.WAITING_SELLER: "red",
    CaseState.WAITING_BUYER: "amber",
    CaseState.WAITING_COURIER: "amber",
    CaseState.WAITING_PLATFORM: "violet",
    CaseState.AGREED: "blue",
    CaseState.REFUSED: "grey",
    CaseState.WITHDRAWN: "grey",
    CaseState.DONE: "green",
}


def case_source(link: Any) -> OpenSnapshot:
    """Opens snapshots of the list."""

    def open_snapshot(request: TableRequest) -> Snapshot:
        snapshot: Snapshot = link.shop.table(CASES, request, READ_KEYS)
        return snapshot

    return open_snapshot


def columns(home: Home) -> tuple[ColumnSpec, ...]:
    """The columns; amounts in the shop's currency go without its sign, times are in the shop's zone."""
    money, when = money_format(home.currency), instant_format(home.zone)

    def due(value: Any, row: RowReader) -> Cell:
        cell = when(value, row)
        is_late = value is not None and row["state"] in OPEN and value < clock.now().timestamp() * 1000
        return cell._replace(tone="neg", tip=_("The deadline has passed.")) if is_late else cell

    def text(key: str, header: str, width: int, *, hidden: bool = False, **more: Any) -> ColumnSpec:
        return ColumnSpec(key, header, width, hidden_by_default=hidden, **more)

    def time(key: str, header: str, *, hidden: bool = True) -> ColumnSpec:
        return ColumnSpec(key, header, 124, kind=CellKind.DATE, format=when, hidden_by_default=hidden)

    def amount(key: str, header: str) -> ColumnSpec:
        return ColumnSpec(key, header, 80, "right", CellKind.MONEY, money, total=header, total_format=money_total)

    return (
        ColumnSpec("external_no", N_("Case no."), 152, kind=CellKind.ID, frozen=True, strong=True),
        ColumnSpec("state", N_("Case state"), 176, kind=CellKind.PILL, format=_state),
        ColumnSpec("deadline_at", N_("Deadline"), 124, kind=CellKind.DATE, format=due),
        ColumnSpec("kind", N_("Case kind"), 142, format=_kind),
        text("title", N_("Product"), 104),
        amount("asked", N_("Asked")),
        replace(amount("agreed", N_("Agreed")), hidden_by_default=True, total=""),
        amount("refunded", N_("Refunded")),
        text("reason", N_("Reason"), 88, tone="text2"),
        text("channel", N_("Channel"), 92, tone="text2"),
        ColumnSpec("order_no", N_("Order no."), 176, kind=CellKind.ID, hidden_by_default=True),
        time("asked_at", N_("Asked at")),
        text("variant", N_("Variant"), 120, hidden=True, tone="text2"),
        ColumnSpec("quantity", N_("Quantity"), 74, "right", CellKind.NUMBER, hidden_by_default=True),
        ColumnSpec("code", N_("Code"), 120, kind=CellKind.ID, hidden_by_default=True),
        time("agreed_at", N_("Agreed at")),
        time("refunded_at", N_("Refunded at")),
        time("closed_at", N_("Closed at")),
        text("return_courier", N_("Return courier"), 110, hidden=True, tone="text2"),
        ColumnSpec("return_tracking_no", N_("Return tracking no."), 150, kind=CellKind.ID, hidden_by_default=True),
        text("return_text", N_("Return state"), 110, hidden=True, tone="text2"),
        text("intercept_text", N_("Interception state"), 120, hidden=True, tone="text2"),
        text("payer_text", N_("Who pays"), 90, hidden=True, tone="text2"),
        text("kind_text", N_("Platform's kind"), 120, hidden=True, tone="text2"),
        text("state_text", N_("Platform's state"), 150, hidden=True, tone="text2"),
        ColumnSpec("blame", N_("To blame"), 96, format=_party, hidden_by_default=True),
        ColumnSpec("payer", N_("Who bears it"), 96, format=_party, hidden_by_default=True),
        text("next_action", N_("Next step"), 140, hidden=True),
        text("note", N_("Note"), 140, hidden=True, tone="text2"),
        text("currency", N_("Currency"), 74, hidden=True),
    )


def _state(value: Any, _row: RowReader) -> Cell:
    state = CaseState(value)
    return Cell(_(STATE_LABELS[state]), tone=STATE_TONES[state])


def _party(value: Any, _row: RowReader) -> Cell:
    return BLANK if value is None else Cell(_(PARTY_LABELS[CaseParty(value)]))


def _kind(value: Any, _row: RowReader) -> Cell:
    return Cell(_(KIND_LABELS[CaseKind(value)]))
