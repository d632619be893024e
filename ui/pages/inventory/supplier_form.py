"""The form of a supplier."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from services.i18n import N_, _
from services.purchasing.supplier_facts import SupplierDetail
from services.purchasing.suppliers import SupplierDraft, add_supplier, edit_supplier
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import text_field

_TEXTS = (
    ("name", N_("Name")), ("contact", N_("Contact")), ("phone", N_("Phone")), ("wechat", N_("WeChat")),
    ("email", N_("E-mail")), ("website", N_("Website")), ("address", N_("Address")), ("currency", N_("Currency")),
    ("note", N_("Note")),
)  # fmt: skip


class SupplierDialog(FormDialog):
    """A new supplier, or `shown` to be edited; `then` gets the id."""

    topic = "inventory#suppliers"

    def __init__(
        self, context: PageContext, then: Callable[[int], object], shown: SupplierDetail | None = None
    ) -> None:
        super().__init__(context, _("New supplier") if shown is None else _("Edit supplier"), width=640)
        self._then, self._shown = then, shown
        draft = shown.draft if shown is not None else SupplierDraft("")
        self.texts = {name: text_field("", getattr(draft, name) or "") for name, _label in _TEXTS}
        self.texts["currency"].setPlaceholderText(_("the shop's"))
        self.lead = text_field(_("measured"), _number(draft.lead_days))
        self.terms = text_field("0", _number(draft.payment_terms_days))
        for field in (self.lead, self.terms):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        named = {name: (name, _(label), self.texts[name]) for name, label in _TEXTS}
        self.add_row(named["name"], named["contact"], shares=(2, 1))
        self.add_row(named["phone"], named["wechat"], named["email"])
        self.add_row(named["website"], named["address"], shares=(1, 2))
        self.add_row(
            ("lead_days", _("Lead time (days)"), self.lead),
            ("payment_terms_days", _("Payment terms (days)"), self.terms),
            named["currency"],
        )
        self.add_row(named["note"])
        self.finish_form(_("Save supplier"))

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        can_lead, lead = self.whole_of("lead_days")
        can_terms, terms = self.whole_of("payment_terms_days")
        if not (can_lead and can_terms):
            return
        texts = {name: field.text().strip() or None for name, field in self.texts.items() if name != "name"}
        draft = SupplierDraft(self.texts["name"].text(), lead_days=lead, payment_terms_days=terms, **texts)
        if self._shown is None:
            self.run(add_supplier, draft, then=self._then)
        else:
            number = self._shown.id
            self.run(edit_supplier, number, draft, version=self._shown.version, then=lambda _value: self._then(number))


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
