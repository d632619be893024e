"""One invoice at the right: who, when, how much, what it belongs to, and its files."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting
from services.i18n import _
from services.tax.invoice_list import InvoiceView
from services.tax.wording import INVOICE_KIND_LABELS, SIDE_LABELS
from ui.pages.finance.invoice_columns import SIDE_TONES
from ui.widgets.buttons import IconButton, LinkButton, SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.text import Text


class InvoicePanel(DetailPanel):
    """`wanted` carries what the person chose (change, void, order, purchase, papers), `paper` and `off` a file's id."""

    wanted = Signal(str)
    paper = Signal(int)
    off = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.shown: InvoiceView | None = None
        self.buttons: dict[str, QWidget] = {}
        self.change_button, self.void_button = SecondaryButton("", "pencil-simple"), SecondaryButton("", "prohibit")
        self.change_button.clicked.connect(lambda _on=False: self.wanted.emit("change"))
        self.void_button.clicked.connect(lambda _on=False: self.wanted.emit("void"))
        self.footer.addWidget(self.change_button, 1)
        self.footer.addWidget(self.void_button, 1)

    def show_invoice(self, found: InvoiceView) -> None:
        """Show this invoice."""
        self.shown, self.buttons = found, {}
        draft = found.draft
        self.set_head(draft.number, draft.party or "")
        side = _("Void") if found.is_void else _(SIDE_LABELS[draft.side])
        self.set_status(side, "grey" if found.is_void else SIDE_TONES[draft.side])
        self.clear_body()
        for name, minor in (
            (_("Net"), draft.net_minor), (_("Tax amount"), draft.tax_minor), (_("With tax"), found.amount_minor),
        ):  # fmt: skip
            self.add(KeyValueRow(name, formatting.money(minor, found.currency)))
        self.add_line()
        for name, value in (
            (_("Invoice date"), draft.issued_on.isoformat()), (_("Kind"), _(INVOICE_KIND_LABELS[draft.kind])),
            (_("Invoice code"), draft.code), (_("Tax number"), draft.party_tax_no), (_("Contents"), draft.text),
        ):  # fmt: skip
            if value:
                self.add(KeyValueRow(name, value))
        self._add_links(found)
        self._add_papers(found)
        if draft.note:
            self.add_line()
            self.add(Text(draft.note, "body", "text2", wrap=True))
        self.change_button.setText(_("Change…"))
        self.void_button.setText(_("Not void") if found.is_void else _("Void"))

    def retranslate(self) -> None:
        super().retranslate()
        if self.shown is not None:
            self.show_invoice(self.shown)

    def _add_links(self, found: InvoiceView) -> None:
        self.add_line()
        self.add(SectionTitle(_("Belongs to")))
        draft = found.draft
        if draft.order_no:
            known = found.order_id is not None
            self.add(KeyValueRow(_("Order no."), draft.order_no))
            if known:
                self.add(self._link("order", _("Show the order")))
            else:
                self.add(Text(_("No order has its number yet."), "caption", "text2", wrap=True))
        if draft.purchase_no:
            self.add(KeyValueRow(_("Purchase no."), draft.purchase_no))
            self.add(self._link("purchase", _("Show the purchase")))
        if not draft.order_no and not draft.purchase_no:
            self.add(Text(_("It names no order and no purchase."), "body", "text2", wrap=True))

    def _add_papers(self, found: InvoiceView) -> None:
        self.add_line()
        title = SectionTitle(_("Files"))
        title.add(self._link("papers", _("Add…")))
        self.add(title)
        for one in found.papers:
            row = QWidget()
            line = QHBoxLayout(row)
            line.setContentsMargins(0, 0, 0, 0)
            opened = LinkButton(one.kept.file_name, "paperclip")
            opened.clicked.connect(lambda _on=False, _id=one.id: self.paper.emit(_id))
            removed = IconButton("x", _("Take it off"), row)
            removed.clicked.connect(lambda _on=False, _id=one.id: self.off.emit(_id))
            line.addWidget(opened)
            line.addStretch(1)
            line.addWidget(removed)
            self.add(row)
        if not found.papers:
            self.add(Text(_("No file yet. A PDF or a picture can also be dropped here."), "body", "text2", wrap=True))

    def _link(self, what: str, words: str) -> LinkButton:
        button = LinkButton(words)
        button.clicked.connect(lambda _on=False: self.wanted.emit(what))
        self.buttons[what] = button
        return button
