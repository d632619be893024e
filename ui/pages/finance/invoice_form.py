"""Typing an invoice, or changing one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from services import formatting
from services.formatting import plain_amount
from services.i18n import _
from services.tax.invoice_list import InvoiceView
from services.tax.invoices import InvoiceDraft, add_invoice, change_invoice
from services.tax.wording import INVOICE_KIND_LABELS, SIDE_LABELS
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, text_field


class InvoiceForm(FormDialog):
    """A new invoice, or `shown` to be changed; `then` gets its id."""

    topic = "finance#invoices"

    def __init__(
        self, context: PageContext, currency: str, today: date, then: Callable[[int], object],
        shown: InvoiceView | None = None,
    ) -> None:  # fmt: skip
        title = _("New invoice") if shown is None else _("Change the invoice")
        super().__init__(context, title, _("A red invoice, which takes another back, is below zero."), width=640)
        self._shown, self._currency, self._then = shown, currency, then
        draft = shown.draft if shown is not None else None
        self.side, self.kind = Choice(), Choice()
        for choice, labels, value in (
            (self.side, SIDE_LABELS, draft.side if draft is not None else None),
            (self.kind, INVOICE_KIND_LABELS, draft.kind if draft is not None else None),
        ):
            for code, words in labels.items():
                choice.addItem(_(words), code)
            choice.setCurrentIndex(max(choice.findData(value), 0))
        self.texts = {
            name: text_field(value=(getattr(draft, name) or "") if draft is not None else "")
            for name in ("number", "code", "party", "party_tax_no", "text", "order_no", "purchase_no", "note")
        }
        self.issued_on = text_field("", (draft.issued_on if draft is not None else today).isoformat())
        self.net = self._amount(draft.net_minor if draft is not None else None)
        self.tax = self._amount(draft.tax_minor if draft is not None else None)
        self._lay_out()

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        amounts = [self._signed(name) for name in ("net", "tax")]
        reads_day, day = self.day_of("issued_on")
        if any(one is None for one in amounts) or not reads_day:
            return
        if day is None:
            self.refuse_day("issued_on")
            return
        texts = {name: self.text_of(name) for name in self.texts if name != "number"}
        draft = InvoiceDraft(
            self.side.currentData(), self.kind.currentData(), self.texts["number"].text(), day, amounts[0] or 0,
            amounts[1] or 0, **texts,
        )  # fmt: skip
        if self._shown is None:
            self.run(add_invoice, draft, then=self._then)
        else:
            shown = self._shown
            self.run(change_invoice, shown.id, draft, version=shown.version, then=lambda _none: self._then(shown.id))

    def _signed(self, name: str) -> int | None:
        """The amount in a field, which may be below zero; 0 where it is empty, None where it is none."""
        typed = self.text_of(name)
        if typed is None:
            return 0
        minor = formatting.parse_amount(typed, self._currency)
        if minor is None:
            self.refuse_field(name, _("“{value}” is not an amount.").format(value=typed))
        return minor

    def _amount(self, minor: int | None) -> Any:
        field = text_field("0.00", plain_amount(minor, self._currency))
        field.setAlignment(Qt.AlignmentFlag.AlignRight)
        return field

    def _lay_out(self) -> None:
        texts = self.texts
        self.add_row(("side", _("Side"), self.side), ("kind", _("Kind"), self.kind))
        self.add_row(("number", _("Invoice no."), texts["number"]), ("code", _("Invoice code"), texts["code"]))
        self.add_row(("issued_on", _("Invoice date"), self.issued_on), ("party", _("Other party"), texts["party"]))
        tax_no = ("party_tax_no", _("Tax number of the other party"), texts["party_tax_no"])
        self.add_row(tax_no, ("text", _("Contents"), texts["text"]))
        self.add_row(("net", _("Net"), self.net), ("tax", _("Tax amount"), self.tax))
        self.add_row(
            ("order_no", _("Order no."), texts["order_no"]), ("purchase_no", _("Purchase no."), texts["purchase_no"])
        )
        self.add_row(("note", _("Note"), texts["note"]))
        self.rows["code"].setToolTip(_("Only older invoices have one; new ones have a number of 20 digits."))
        self.finish_form(_("Save"))
