"""One piece of advice whole, at the right: why, what it proposes, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from services import formatting
from services.advice.advice import KIND_LABELS, Advice
from services.i18n import _
from services.messages import render
from ui.pages.growth.advice_words import KIND_TONES, follow_words, proposal_rows
from ui.widgets.buttons import LinkButton, PrimaryButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text


class AdvicePanel(DetailPanel):
    """`wanted` carries ``follow``, ``rows``, ``dismiss`` or ``restore``; `product` a SKU to look at."""

    wanted = Signal(str)
    product = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: Advice | None = None
        self._currency = ""
        self.follow, self.dismiss = PrimaryButton(""), SecondaryButton("")
        self.follow.clicked.connect(lambda _on=False: self.wanted.emit("follow"))
        self.dismiss.clicked.connect(self._dismiss)
        self.footer.addWidget(self.follow, 1)
        self.footer.addWidget(self.dismiss)

    def show_advice(self, one: Advice, currency: str) -> None:
        """Show this piece of advice."""
        self.shown, self._currency = one, currency
        self.set_head(one.title, formatting.money(one.worth_minor, currency) if one.worth_minor else "", can_copy=False)
        self.set_status(_(KIND_LABELS[one.kind]), KIND_TONES[one.kind])
        words = follow_words(one)
        self.follow.setText(words)
        self.follow.setVisible(bool(words) and one.dismissed is None)
        self.dismiss.setText(_("Dismiss…") if one.dismissed is None else _("Show it again"))
        self.clear_body()
        self.add(SectionTitle(_("Why")))
        self.add(Text(render(one.said), "body", wrap=True))
        self._add_link(_("Show the rows behind"), "rows", "list-bullets")
        self._add_proposal(one)
        if one.dismissed is not None:
            self.add_line()
            self.add(SectionTitle(_("Dismissed because")))
            self.add(Text(one.dismissed, "body", wrap=True))
        for sku_id in one.sku_ids:
            button = LinkButton(_("Show the product"), "package")
            button.set_flush()
            button.clicked.connect(lambda _on=False, _sku=sku_id: self.product.emit(_sku))
            self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        if self.shown is not None:
            self.show_advice(self.shown, self._currency)

    def _add_proposal(self, one: Advice) -> None:
        rows = proposal_rows(one, self._currency)
        if rows:
            self.add_line()
            self.add(SectionTitle(_("Proposal")))
        for name, value in rows:
            self.add(KeyValueRow(name, value))

    def _add_link(self, words: str, what: str, icon: str) -> None:
        button = LinkButton(words, icon)
        button.set_flush()
        button.clicked.connect(lambda _on=False: self.wanted.emit(what))
        self.body.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _dismiss(self, _on: bool = False) -> None:
        if self.shown is not None:
            self.wanted.emit("dismiss" if self.shown.dismissed is None else "restore")
