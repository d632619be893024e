"""What could be matched: money to orders, two sides of a transfer, a movement that is there twice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from services import formatting
from services.i18n import N_, NN_, _
from services.messages import counted
from services.reconcile.duplicates import leave_out
from services.reconcile.linking import accept
from services.reconcile.overview import Offer, OfferKind
from services.reconcile.transfers import SURE_PERCENT, confirm_transfers
from services.reconcile.wording import OFFER_LABELS
from ui.page import PageContext
from ui.pages.work import run
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import PrimaryButton, SecondaryButton
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.text import Text

_TEXTS = PanelTexts(N_("To be matched"))
_COLUMNS = (
    ListColumn("", 40), ListColumn(N_("What"), 210), ListColumn(N_("Day"), 100), ListColumn(N_("From"), 0),
    ListColumn(N_("To"), 200), ListColumn(N_("Amount"), 120, right=True), ListColumn(N_("Sure"), 80, right=True),
)  # fmt: skip
_OFFERS = NN_("{count} looks as if it belonged together", "{count} look as if they belonged together")
_COMMANDS: dict[OfferKind, Any] = {
    OfferKind.ORDER: accept, OfferKind.TRANSFER: confirm_transfers, OfferKind.TWIN: leave_out,
}  # fmt: skip


class OffersPart(Card):
    """`rows` are the offers on screen, `ticked` those that would be confirmed."""

    def __init__(self, context: PageContext, owner: QWidget) -> None:
        super().__init__(padding=space.HAIRLINE, spacing=0)
        self._context, self._owner = context, owner
        self.rows: tuple[Offer, ...] = ()
        self.ticked: set[Offer] = set()
        self.said = Text("", "body", "text2", elide=True)
        self.sure = SecondaryButton("", "check-square")
        self.sure.clicked.connect(lambda _on=False: self.tick_sure())
        self.confirm = PrimaryButton("", "check")
        self.confirm.clicked.connect(lambda _on=False: self.confirm_ticked())
        self.table = ListTable(_COLUMNS, self._line, kept="finance.offers")
        self.listing = ListPanel(self.table, _TEXTS, controls=(self.sure, self.confirm))
        self.said.setContentsMargins(space.M, space.M, space.M, space.XXS)
        self.table.clicked_cell.connect(lambda row, _column: self.toggle(row))
        self.stack = QStackedWidget()
        self._empty = EmptyState("check-circle", "", "")
        self.stack.addWidget(self.listing)
        self.stack.addWidget(self._empty)
        self.body.addWidget(self.said)
        self.body.addWidget(self.stack, 1)
        self.retranslate()

    def show_offers(self, found: Sequence[Offer]) -> None:
        """Show these offers; ticks stay on those that are still there."""
        self.rows = tuple(found)
        self.ticked &= set(self.rows)
        self._show()

    def toggle(self, offer: Offer) -> None:
        """Tick an offer, or take its tick off."""
        self.ticked ^= {offer}
        self._show()

    def tick_sure(self) -> None:
        """Tick everything that is as good as sure."""
        self.ticked = {one for one in self.rows if one.percent >= SURE_PERCENT}
        self._show()

    def confirm_ticked(self) -> None:
        """Confirm what is ticked, kind by kind."""
        for kind, command in _COMMANDS.items():
            pairs = [one.pair for one in self.rows if one in self.ticked and one.kind is kind]
            if pairs:
                run(self._context, self._owner, command, pairs)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.sure.setText(_("Tick the sure ones"))
        self.confirm.setText(_("Confirm"))
        self.stack.removeWidget(self._empty)
        self._empty.deleteLater()
        why = _("Orders, transfers and duplicates that fit together are offered here.")
        self._empty = EmptyState("check-circle", _("Nothing is left to be matched"), why)
        self.stack.addWidget(self._empty)
        self._show()

    def _show(self) -> None:
        self.said.setText(counted(_OFFERS, len(self.rows)) if self.rows else "")
        self.confirm.setEnabled(bool(self.ticked))
        self.sure.setEnabled(any(one.percent >= SURE_PERCENT for one in self.rows))
        self.table.set_rows(self.rows)
        self.stack.setCurrentWidget(self.listing if self.rows else self._empty)

    def _line(self, one: Offer) -> Line:
        tone = "pos" if one.percent >= SURE_PERCENT else "text2"
        return (
            ListCell("", ticked=one in self.ticked),
            ListCell(_(OFFER_LABELS[one.kind])),
            ListCell(one.happened_on, "text2"),
            ListCell(one.left),
            ListCell(one.right),
            ListCell(formatting.money(one.amount_minor, one.currency), strong=True),
            ListCell(f"{one.percent} %", tone),
        )
