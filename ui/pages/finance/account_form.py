"""Writing an account down, or changing what was written."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from services import formatting
from services.errors import Invalid
from services.finance.commands import AccountDraft, add_account, change_account
from services.finance.providers import PROVIDERS
from services.finance.queries import AccountView
from services.finance.wording import KIND_LABELS
from services.formatting import plain_amount
from services.i18n import _
from services.kernel.runner import Outcome
from services.types import AccountKind
from services.world import currencies
from ui.dialogs.dialog import Dialog
from ui.page import PageContext
from ui.said import way_back
from ui.widgets.fields import Choice, FormRow, number_field, text_field
from ui.widgets.text import Text


class AccountForm(Dialog):
    """A new account, or `account` to change. Whose statements it takes, and its currency, are fixed once it is made."""

    topic = "finance#statements"

    def __init__(
        self,
        context: PageContext,
        currency: str,
        account: AccountView | None = None,
        others: Sequence[AccountView] = (),
    ) -> None:
        title = _("New account") if account is None else _("Change the account")
        super().__init__(context.dialog_parent(), title, icon="wallet", width=440)
        self._context, self._account = context, account
        self._currency = account.currency if account is not None else currency
        self.name = text_field(value=account.name if account is not None else "")
        self.kind, self.provider, self.currency = Choice(), Choice(), Choice()
        for kind, words in KIND_LABELS.items():
            self.kind.addItem(_(words), kind)
        self.provider.addItem(_("Nobody in particular"), "")
        for code, provider in PROVIDERS.items():
            if code != "other":
                self.provider.addItem(_(provider.name), code)
        for code, words in currencies(self._currency):
            self.currency.addItem(words, code)
        self.number = text_field(value=(account.number_tail or "") if account is not None else "")
        opening = account.opening_minor if account is not None else 0
        self.opening = number_field(value=plain_amount(opening, self._currency))
        self.note = text_field(value=(account.note or "") if account is not None else "")
        self.repeats = Choice()
        self._offer_wallets(others)
        self._lay_out()
        self._preset()

    def _offer_wallets(self, others: Sequence[AccountView]) -> None:
        """Whose statement the account's lines repeat: by its provider, nobody's, or a chosen account's."""
        self.repeats.addItem(_("As its provider suggests"), 0)
        self.repeats.addItem(_("Nothing; it always counts"), -1)
        account = self._account
        for other in others:
            if account is not None and other.id != account.id and other.currency == account.currency:
                self.repeats.addItem(other.name, other.id)
        if account is not None:
            chosen = -1 if account.stands_alone else account.repeats_id or 0
            self.repeats.setCurrentIndex(max(self.repeats.findData(chosen), 0))

    def _lay_out(self) -> None:
        hint = _("The last four characters are enough; statements find the account by them.")
        self.rows = {
            "name": FormRow(_("Account name"), self.name, required=True),
            "kind": FormRow(_("Kind"), self.kind),
            "provider": FormRow(_("Statements come from"), self.provider),
            "number": FormRow(_("Account number"), self.number, hint),
            "currency": FormRow(_("Currency"), self.currency),
            "opening": FormRow(_("Opening balance"), self.opening, _("What lay there before the first transaction.")),
            "repeats": FormRow(
                _("Its lines repeat"),
                self.repeats,
                _("A settlement tells of the money of a wallet once more: it then explains the wallet's lines."),
            ),
            "note": FormRow(_("Note"), self.note),
        }
        for key, row in self.rows.items():
            if key not in (("repeats",) if self._account is None else ("provider", "currency")):
                self.body.addWidget(row)
        self._refusal = Text("", "body", "neg", wrap=True)
        self._refusal.setVisible(False)
        self.body.addWidget(self._refusal)
        self.add_cancel()
        self.save_button = self.add_primary(_("Save"), "check", self.save)

    def _preset(self) -> None:
        kind = self._account.kind if self._account is not None else AccountKind.BANK
        self.kind.setCurrentIndex(self.kind.findData(kind))
        self.currency.setCurrentIndex(self.currency.findData(self._currency))

    def save(self) -> None:
        """Check what was typed and save it as a whole."""
        currency = str(self.currency.currentData())
        opening = formatting.parse_amount(self.opening.text().strip() or "0", currency)
        self.rows["opening"].set_problem("" if opening is not None else _("this is not an amount"))
        if opening is None:
            return
        repeats = int(self.repeats.currentData())
        draft = AccountDraft(
            self.name.text(), AccountKind(self.kind.currentData()), currency,
            str(self.provider.currentData()) or None, self.number.text().strip() or None, opening, self.note.text(),
            repeats if repeats > 0 else None, repeats < 0,
        )  # fmt: skip
        self.save_button.setEnabled(False)
        link = self._context.link
        if self._account is None:
            pending = link.run(add_account, draft, owner=self)
        else:
            pending = link.run(change_account, self._account.id, draft, owner=self)
        pending.then(self._saved).fails(self._failed)

    def _saved(self, outcome: Outcome[Any]) -> None:
        said = _("The account was added.") if self._account is None else _("The account was changed.")
        undo = way_back(self._context.link, outcome.changes)
        context = self._context
        self.accept()
        context.toast(said, undo=undo)

    def _failed(self, error: Exception) -> None:
        self.save_button.setEnabled(True)
        if isinstance(error, Invalid):
            self._refuse(error)
        else:
            self._context.show_error(error)

    def _refuse(self, error: Invalid) -> None:
        if str(error.params["field"]) == _("Its lines repeat"):
            self.rows["repeats"].set_problem(str(error.params["reason"]))
            self.repeats.setFocus()
        else:
            self.rows["name"].set_problem(str(error.params["reason"]))
            self.name.setFocus()
