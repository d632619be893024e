"""Marking an account as agreeing with its statement through a day."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import Qt

from services import formatting
from services.formatting import plain_amount
from services.i18n import _
from services.reconcile.overview import AccountCard
from services.reconcile.statements import reconcile
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import CheckBox, text_field


class ReconcileDialog(FormDialog):
    """The day, what lay there at its end, and whether a difference is accepted."""

    topic = "finance#reconcile"

    def __init__(self, context: PageContext, card: AccountCard) -> None:
        subtitle = _("Type the balance the statement itself names for the end of that day.")
        title = _("Reconcile {account}").format(account=card.proof.account)
        super().__init__(context, title, subtitle, width=480)
        self._card = card
        proof = card.proof
        told = proof.proof.expected_minor
        closing = told if told is not None else proof.proof.closing_minor
        yesterday = self.link.home.today() - timedelta(days=1)
        through = min(proof.through, yesterday)
        self.day = text_field("2026-12-31", through.isoformat())
        self.balance = text_field("0.00", plain_amount(closing, proof.currency))
        self.balance.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.note = text_field()
        self.accepts = CheckBox(_("Accept what is not explained"))
        self.accepts.hide()
        self.add_row(("day", _("Through"), self.day), ("balance", _("Statement says"), self.balance))
        self.add_row(("note", _("Note"), self.note))
        self.body.addWidget(self.accepts)
        self.finish_form(_("Mark as reconciled"), "check")

    def check_and_save(self) -> None:
        """Check what was typed and mark the account."""
        can_read, day = self.day_of("day")
        typed = self.text_of("balance") or ""
        minor = formatting.parse_amount(typed, self._card.proof.currency)
        if minor is None:
            self.refuse_field("balance", _("“{value}” is not an amount.").format(value=typed))
            return
        if not can_read or day is None:
            self.refuse_day("day")
            return
        self.run(
            reconcile, self._card.proof.account_id, day, minor, accept_difference=self.accepts.isChecked(),
            note=self.text_of("note"),
        )  # fmt: skip

    def refused(self, error: Exception) -> None:
        """Offer to accept a difference once it has been named."""
        super().refused(error)
        self.accepts.show()
        self.place()
