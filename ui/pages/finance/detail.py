"""One transaction at the right: everything its statement says, and a note of one's own."""

from __future__ import annotations

from collections.abc import Callable

from services import formatting
from services.finance.queries import TransactionDetail
from services.finance.wording import FLOW_LABELS
from services.i18n import _
from services.types import Flow
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import KeyValueRow, SectionTitle
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.fields import text_field
from ui.widgets.text import Text

_TONES = {Flow.IN: "green", Flow.OUT: "amber", Flow.NEUTRAL: "grey"}


class TransactionPanel(DetailPanel):
    """Shows one `TransactionDetail`; `keep_note` gets its id and a new note, `show_order` an order number."""

    def __init__(self, keep_note: Callable[[int, str], object], show_order: Callable[[str], object]) -> None:
        super().__init__()
        self._keep_note, self._show_order = keep_note, show_order
        self.shown: TransactionDetail | None = None
        self._zone = ""
        self.note = text_field()
        self.order_button = SecondaryButton(_("Show the order"), "receipt")
        self.order_button.clicked.connect(lambda _on=False: self._to_order())
        self.footer.addWidget(self.order_button, 1)

    def show_transaction(self, detail: TransactionDetail, zone: str) -> None:
        """Show this transaction; times are in `zone`."""
        self.save_note()
        self.shown, self._zone = detail, zone
        money = formatting.money(detail.amount_minor, detail.currency)
        self.set_head(money, detail.counterparty or detail.subject or "", can_copy=True)
        self.set_status(_(FLOW_LABELS[detail.direction]), _TONES[detail.direction])
        self.clear_body()
        for name, value in self._facts(detail):
            if value:
                self.add(KeyValueRow(name, value))
        for title, text in ((_("Subject"), detail.subject), (_("Counterparty"), detail.counterparty)):
            if text:
                self.add_line()
                self.add(SectionTitle(title))
                self.add(Text(text, wrap=True))
        self._add_note(detail)
        if detail.extra:
            self.add_line()
            self.add(SectionTitle(_("Other columns of the file")))
            for header, text in detail.extra.items():
                self.add(KeyValueRow(header, text))
        self.order_button.setText(_("Show the order"))
        self.order_button.setVisible(detail.order_no is not None)

    def save_note(self) -> None:
        """Keep a note that was typed and not left yet."""
        if self.shown is not None and self.note.text().strip() != (self.shown.note or ""):
            self._keep_note(self.shown.id, self.note.text())

    def retranslate(self) -> None:
        super().retranslate()
        if self.shown is not None:
            self.show_transaction(self.shown, self._zone)

    def _facts(self, detail: TransactionDetail) -> tuple[tuple[str, str | None], ...]:
        balance = None if detail.balance_minor is None else formatting.money(detail.balance_minor, detail.currency)
        return (
            (_("Time"), formatting.instant(detail.happened_at, self._zone)),
            (_("Account"), detail.account),
            (_("Kind"), detail.kind_text),
            (_("State"), detail.status_text),
            (_("Method"), detail.method),
            (_("Balance"), balance),
            (_("Counterparty's account"), detail.counterparty_account),
            (_("Transaction no."), detail.external_no),
            (_("Merchant's no."), detail.merchant_no),
            (_("Order no."), detail.order_no),
            (_("File"), detail.file_name),
        )

    def _add_note(self, detail: TransactionDetail) -> None:
        self.add_line()
        self.add(SectionTitle(_("Note")))
        self.note = text_field(_("Only for you"), detail.note or "")
        self.note.setAccessibleName(_("Note"))
        self.note.editingFinished.connect(self.save_note)
        self.add(self.note)

    def _to_order(self) -> None:
        if self.shown is not None and self.shown.order_no is not None:
            self._show_order(self.shown.order_no)
