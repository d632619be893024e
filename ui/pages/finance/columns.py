"""The columns of the list of transactions, and where its rows come from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from services.finance.listing import SPLIT, TRANSACTIONS
from services.finance.wording import FLOW_LABELS, SORTED_LABELS
from services.i18n import N_, _
from services.types import Flow, SortedBy, TableRequest
from ui.home import Home
from ui.table.cells import instant_format, money_format, money_total
from ui.table.columns import Cell, CellKind, ColumnSpec, Format, RowReader
from ui.table.source import OpenSnapshot, Snapshot

READ_KEYS = (
    "happened_at", "account", "amount", "counterparty", "subject", "kind_text", "balance", "status_text", "direction",
    "came_in", "went_out", "neutral", "method", "external_no", "merchant_no", "order_no", "counterparty_account",
    "note", "currency", "category", "sorted_by", "matched_no", "left_out",
)  # fmt: skip
_TONES = {Flow.IN: "green", Flow.OUT: "amber", Flow.NEUTRAL: "grey"}


def transaction_source(link: Any) -> OpenSnapshot:
    """Opens snapshots of the list."""

    def open_snapshot(request: TableRequest) -> Snapshot:
        snapshot: Snapshot = link.shop.table(TRANSACTIONS, request, READ_KEYS)
        return snapshot

    return open_snapshot


def columns(home: Home, names: Callable[[], Mapping[str, str]]) -> tuple[ColumnSpec, ...]:
    """The columns; amounts in the shop's currency go without its sign, times are in the shop's zone.

    `names` gives what the codes of categories are called.
    """
    money, when = money_format(home.currency), instant_format(home.zone)

    def category(value: Any, row: RowReader) -> Cell:
        if row["left_out"]:
            return Cell(_("left out"), tone="text3", tip=_("The same movement as another one; it counts nowhere."))
        if value == SPLIT:
            return Cell(_("split"))
        if value is None:
            return Cell(_("no category"), tone="pill.amber.word")
        told = row["sorted_by"]
        tip = _(SORTED_LABELS[SortedBy(told)]) if told else ""
        return Cell(names().get(value, value), tone="text2" if told == SortedBy.DEFAULT else "", tip=tip)

    def text(key: str, header: str, width: int, *, hidden: bool = False, **more: Any) -> ColumnSpec:
        return ColumnSpec(key, header, width, hidden_by_default=hidden, **more)

    def number(key: str, header: str, width: int = 150) -> ColumnSpec:
        return text(key, header, width, hidden=True, kind=CellKind.ID)

    def summed(key: str, header: str) -> ColumnSpec:
        return ColumnSpec(
            key, header, 100, "right", CellKind.MONEY, money, hidden_by_default=True, total=header,
            total_format=money_total,
        )  # fmt: skip

    return (
        ColumnSpec("happened_at", N_("Time"), 132, kind=CellKind.DATE, format=when, frozen=True),
        text("account", N_("Account"), 126, tone="text2"),
        ColumnSpec("amount", N_("Amount"), 104, "right", CellKind.MONEY, _signed(home.currency), strong=True),
        text("counterparty", N_("Counterparty"), 132),
        ColumnSpec("category", N_("Category"), 136, format=category),
        text("subject", N_("Subject"), 150),
        text("kind_text", N_("Kind"), 100, tone="text2"),
        ColumnSpec("balance", N_("Balance"), 96, "right", CellKind.MONEY, money, tone="text2"),
        text("status_text", N_("State"), 100, hidden=True, tone="text2"),
        text("note", N_("Note"), 106, tone="text2"),
        ColumnSpec("direction", N_("Direction"), 100, kind=CellKind.PILL, format=_direction, hidden_by_default=True),
        summed("came_in", N_("Money in")),
        summed("went_out", N_("Money out")),
        summed("neutral", N_("Neutral")),
        text("method", N_("Method"), 130, hidden=True, tone="text2"),
        text("counterparty_account", N_("Counterparty's account"), 150, hidden=True, tone="text2"),
        number("external_no", N_("Transaction no."), 200),
        number("merchant_no", N_("Merchant's no.")),
        number("order_no", N_("Order no.")),
        number("matched_no", N_("Belongs to order"), 170),
        text("currency", N_("Currency"), 74, hidden=True),
    )


def _signed(currency: Callable[[], str]) -> Format:
    plain = money_format(currency)

    def cell(value: Any, row: RowReader) -> Cell:
        found = plain(value, row)
        direction = Flow(row["direction"])
        sign = "+" if direction is Flow.IN and value else ""
        tone = {Flow.IN: "pos", Flow.OUT: "", Flow.NEUTRAL: "text3"}[direction]
        return Cell(f"{sign}{found.text}", edit=found.edit, tone=tone, tip=_(FLOW_LABELS[direction]))

    return cell


def _direction(value: Any, _row: RowReader) -> Cell:
    direction = Flow(value)
    return Cell(_(FLOW_LABELS[direction]), tone=_TONES[direction])
