"""Correcting who an order goes to: typed, or filled in from what the buyer wrote."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from services.i18n import N_, _
from services.orders import commands
from services.orders.one_order import OrderDetail
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.orders.recipient import PastedRecipient
from ui.widgets.fields import text_field

_ROWS = (
    (("receiver", N_("Receiver")), ("phone", N_("Phone")), ("landline", N_("Landline"))),
    (("province", N_("Province")), ("city", N_("City")), ("district", N_("District"))),
    (("address", N_("Address")), ("zip", N_("Postcode"))),
)
_SHARES = {"address": (4, 1)}


class RecipientDialog(FormDialog):
    """The receiver's fields of one order; only what was changed is written, in one step that can be undone."""

    topic = "orders#change"

    def __init__(self, context: PageContext, order: OrderDetail) -> None:
        super().__init__(context, _("Receiver"), order.external_no, width=620)
        self._order = order
        self.pasted = PastedRecipient()
        self.body.addWidget(self.pasted)
        for row in _ROWS:
            fields = [(name, _(label), text_field(value=str(getattr(order, name) or ""))) for name, label in row]
            self.add_row(*fields, shares=_SHARES.get(row[0][0], ()))
        self.pasted.read.connect(lambda _found: self.pasted.fill(self._fields()))
        self.finish_form(_("Save receiver"))

    def first_focus(self) -> QWidget:
        return self.pasted.field

    def check_and_save(self) -> None:
        """Write what was changed; the platform's own words stay known beneath it."""
        typed = {name: self.text_of(name) for name in self.rows}
        changed = {name: value for name, value in typed.items() if value != (getattr(self._order, name) or None)}
        if not changed:
            self.reject()
            return
        self.run(commands.edit, self._order.id, changed, version=self._order.version)

    def _fields(self) -> dict[str, QLineEdit]:
        return {name: row.field for name, row in self.rows.items() if isinstance(row.field, QLineEdit)}
