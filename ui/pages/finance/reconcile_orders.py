"""Orders with what they should bring and what they brought, per channel and one by one, with a reason for every gap."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.i18n import N_, NN_, _
from services.messages import counted
from services.reconcile.exports import export_order_money
from services.reconcile.overview import OwedBoard, owed_board
from services.reconcile.receivables import OPEN_REASONS, REASON_LABELS, AgeBand, ChannelMoney, GapReason
from services.reconcile.receivables import order_money_list as money_list
from services.types import TableRequest
from ui.page import PageContext
from ui.pages.finance.filters import spans_of
from ui.pages.list_export import ask_export
from ui.pages.list_rows import rows_show
from ui.table.cells import money_format, money_total
from ui.table.columns import BLANK, Cell, CellKind, ColumnSpec, RowReader
from ui.table.filters import FilterSpec, stored_day
from ui.table.kept_list import KeptList, source_of
from ui.table.row_menu import RowDeed, RowMenu
from ui.table.table_panel import EmptyTexts, PanelTexts
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.text import Text

_ORDERS = NN_("{count} order", "{count} orders")
_KEYS = (
    "external_no", "channel", "ordered_on", "buyer", "expected", "received", "gap", "reason", "refund", "fee",
    "commission", "penalty", "insurance", "other", "lines", "last_on", "age", "currency",
)  # fmt: skip
_TABS = (
    ("open", N_("To be looked at")),
    ("waiting", N_("Not paid yet")),
    ("explained", N_("Explained")),
    ("settled", N_("Agrees")),
    ("all", N_("All")),
)
_TONES = {
    GapReason.SETTLED: "green", GapReason.WAITING: "amber", GapReason.PARTIAL: "red", GapReason.UNKNOWN: "red",
    GapReason.TOO_MUCH: "violet",
}  # fmt: skip
_CARDS = 3


class OrdersPart(QWidget):
    """`table` lists the orders; above it stands what every channel owes, and how old it is."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context, self._link = context, context.link
        self.board: OwedBoard | None = None
        self._cards = QHBoxLayout()
        self._cards.setSpacing(space.M)
        self.table = self._make_table()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.M)
        column.addLayout(self._cards)
        column.addWidget(self.table, 1)
        self.table.open()

    def read(self) -> None:
        """Read the channels and the list again."""
        self._link.ask(owed_board, owner=self).then(self._show).fails(self._context.show_error)
        self.table.reload()

    def open_order(self, order_id: int) -> None:
        """Go to the order."""
        self._context.navigate("orders", order=order_id)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.table.retranslate()
        if self.board is not None:
            self._show(self.board)

    def _show(self, board: OwedBoard) -> None:
        self.board = board
        self.table.set_counts(_counts(board))
        while (item := self._cards.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for one in sorted(board.channels, key=lambda channel: -abs(channel.gap_minor))[:_CARDS]:
            ages = [age for age in board.ages if (age.channel, age.currency) == (one.channel, one.currency)]
            self._cards.addWidget(_channel_card(one, ages), 1)

    def _make_table(self) -> KeptList:
        empty = EmptyTexts(
            "scales",
            N_("Nothing to be looked at"),
            N_("Orders and the statements of your platforms are held against each other here."),
        )
        texts = PanelTexts(N_("Expected and received"), N_("Order no., buyer…"), _ORDERS, empty)
        table = KeptList(
            "order-money", "buyer", texts, self._columns(), source_of(self._link, money_list(), _KEYS),
            tabs=_TABS, filters=self._filters(), sort=(("ordered_on", True),),
        )  # fmt: skip
        rows_show(table, self._context, self.open_order)
        self.menu = RowMenu(table, (RowDeed(N_("Show the order"), "clipboard-text", self.open_order),))
        table.export_requested.connect(self._export)
        return table

    def _export(self, request: TableRequest) -> None:
        ask_export(self._context, self, _("Expected and received"), export_order_money, request)

    def _filters(self) -> tuple[FilterSpec, ...]:
        def reasons() -> list[tuple[str, str]]:
            return [(str(reason), _(words)) for reason, words in REASON_LABELS.items()]

        def channels() -> list[tuple[str, str]]:
            known = self.board.channels if self.board is not None else ()
            return [(name, name) for name in sorted({one.channel for one in known})]

        spans = partial(spans_of, self._link.home.today)
        return (
            FilterSpec("ordered_on", N_("Period"), "between", spans=spans, parse=stored_day),
            FilterSpec("channel", N_("Channel"), choices=channels),
            FilterSpec("reason", N_("Reason"), choices=reasons),
        )

    def _columns(self) -> tuple[ColumnSpec, ...]:
        money = money_format(self._link.home.currency)

        def amount(key: str, header: str, *, hidden: bool = False, strong: bool = False) -> ColumnSpec:
            return ColumnSpec(
                key, header, 116, "right", CellKind.MONEY, money, total="" if hidden else header,
                total_format=money_total, hidden_by_default=hidden, strong=strong,
            )  # fmt: skip

        return (
            ColumnSpec("external_no", N_("Order no."), 172, kind=CellKind.ID, frozen=True),
            ColumnSpec("channel", N_("Channel"), 110, tone="text2"),
            ColumnSpec("ordered_on", N_("Day"), 96, kind=CellKind.DATE),
            amount("expected", N_("Money expected")),
            amount("received", N_("Money received")),
            amount("gap", N_("Gap"), strong=True),
            ColumnSpec("reason", N_("Reason"), 138, kind=CellKind.PILL, format=_reason),
            ColumnSpec("age", N_("Days open"), 92, "right", CellKind.NUMBER, format=_age),
            ColumnSpec("last_on", N_("Last money"), 96, kind=CellKind.DATE, tone="text2"),
            ColumnSpec("buyer", N_("Buyer"), 120, tone="text2"),
            amount("refund", N_("Refund"), hidden=True),
            amount("fee", N_("Platform fee"), hidden=True),
            amount("commission", N_("Commission"), hidden=True),
            amount("penalty", N_("Penalty"), hidden=True),
            amount("insurance", N_("Freight insurance"), hidden=True),
            amount("other", N_("Other"), hidden=True),
            ColumnSpec("lines", N_("Lines"), 70, "right", CellKind.NUMBER, hidden_by_default=True),
        )


def _counts(board: OwedBoard) -> dict[str, int | None]:
    """How many orders each tab shows, of all days."""

    def of(*reasons: GapReason) -> int:
        return sum(one.counts.get(reason, 0) for one in board.channels for reason in reasons)

    left, agrees, every = of(*OPEN_REASONS), of(GapReason.SETTLED), of(*GapReason)
    waiting = of(GapReason.WAITING)
    return {"open": left, "waiting": waiting, "explained": every - left - agrees, "settled": agrees, "all": every}


def _reason(value: Any, _row: RowReader) -> Cell:
    reason = GapReason(value)
    return Cell(_(REASON_LABELS[reason]), tone=_TONES.get(reason, "blue"))


def _age(value: Any, row: RowReader) -> Cell:
    if value is None or GapReason(row["reason"]) not in OPEN_REASONS:
        return BLANK
    return Cell(formatting.integer(value))


def _channel_card(one: ChannelMoney, ages: list[AgeBand]) -> Card:
    """What one channel should have brought and brought, in words that fit a card."""
    card = Card(padding=space.M, spacing=space.XS)
    card.body.addWidget(Text(one.channel, "strong", elide=True))

    def money(minor: int) -> str:
        return formatting.money(minor, one.currency)

    sums = _("expected {expected}, received {received}").format(
        expected=money(one.expected_minor), received=money(one.received_minor)
    )
    card.body.addWidget(Text(sums, "body", "text2", elide=True))
    open_gap = sum(one.gaps.get(reason, 0) for reason in OPEN_REASONS)
    count = sum(one.counts.get(reason, 0) for reason in OPEN_REASONS)
    said = _("open: {amount} of {orders}").format(amount=money(open_gap), orders=counted(_ORDERS, count))
    card.body.addWidget(Text(said, "body", "neg" if count else "pos", elide=True))
    shown = [
        _("{span} days: {amount}").format(
            span=f"{age.since}+" if age.upto is None else f"{age.since}–{age.upto}", amount=money(age.owed_minor)
        )
        for age in ages
    ]
    card.body.addWidget(Text(" · ".join(shown) or _("nothing is owed"), "caption", "text2", elide=True))
    return card
