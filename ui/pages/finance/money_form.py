"""Money typed by hand: what came in, what went out, or what went from one own account to another."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from services.finance.by_hand import MoneyDraft, MoveDraft, add_money, change_money, move_money
from services.finance.categorising import by_use
from services.finance.one import OneTransaction
from services.finance.queries import AccountView, FinanceOverview
from services.formatting import plain_amount
from services.i18n import _
from services.types import Flow
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, text_field

_MOVE = "move"


class MoneyForm(FormDialog):
    """A new line, or `shown`, typed by hand before, to be changed; a move between accounts has its own fields."""

    topic = "finance#balance"

    def __init__(self, context: PageContext, overview: FinanceOverview, shown: OneTransaction | None = None) -> None:
        title = _("Enter money by hand") if shown is None else _("Change what was entered")
        super().__init__(context, title, _("For money that no statement tells of, such as cash."), width=600)
        self._shown, self._accounts = shown, tuple(one for one in overview.accounts if not one.is_archived)
        self.kind, self.account, self.into, self.category = Choice(), Choice(), Choice(), Choice()
        detail = shown.detail if shown is not None else None
        amount = plain_amount(abs(detail.amount_minor), detail.currency) if detail is not None else ""
        self.amount, self.arrives = text_field("0.00", amount), text_field("0.00")
        for field in (self.amount, self.arrives):
            field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.day = text_field("", (shown.happened_on if shown is not None else self.link.home.today()).isoformat())
        self.subject = text_field(_("for example Rent of June"), (detail.subject or "") if detail is not None else "")
        self.party = text_field("", (detail.counterparty or "") if detail is not None else "")
        self.order_no = text_field("", (detail.order_no or "") if detail is not None else "")
        self.note = text_field("", (detail.note or "") if detail is not None else "")
        self._offer(overview)
        self._lay_out()

    def check_and_save(self) -> None:
        """Check what was typed, then save."""
        account = self._chosen(self.account)
        amount = self.amount_of("amount", account.currency if account is not None else self.link.home.currency())
        reads, day = self.day_of("day")
        if day is None and reads:
            self.refuse_day("day")
        if amount == 0:
            self.refuse_field("amount", _("it must be more than zero"))
        if account is None or not amount or day is None:
            return
        if self.kind.currentData() == _MOVE:
            self._submit_move(account, amount, day)
            return
        if self.text_of("subject") is None:
            self.refuse_field("subject", _("it must not be empty"))
            return
        draft = MoneyDraft(
            account.id, day, Flow(str(self.kind.currentData())), amount, self.subject.text(),
            self.category.currentData(),
            self.text_of("party"), self.text_of("order"), self.text_of("note"),
        )  # fmt: skip
        if self._shown is None:
            self.run(add_money, draft)
        else:
            self.run(change_money, self._shown.detail.id, draft)

    def _submit_move(self, account: AccountView, amount: int, day: Any) -> None:
        into = self._chosen(self.into)
        if into is None:
            self.refuse_field("into", _("choose another account than the first"))
            return
        arrives = None
        if into.currency != account.currency:
            arrives = self.amount_of("arrives", into.currency)
            if arrives is None:
                return
        self.run(move_money, MoveDraft(account.id, into.id, day, amount, arrives, self.text_of("subject")))

    def _chosen(self, choice: Choice) -> AccountView | None:
        return next((one for one in self._accounts if one.id == choice.currentData()), None)

    def _offer(self, overview: FinanceOverview) -> None:
        self.kind.addItem(_("Money out"), Flow.OUT)
        self.kind.addItem(_("Money in"), Flow.IN)
        if self._shown is None and len(self._accounts) > 1:
            self.kind.addItem(_("Transfer between own accounts"), _MOVE)
        for choice in (self.account, self.into):
            for one in self._accounts:
                choice.addItem(one.name, one.id)
        self.into.setCurrentIndex(min(1, len(self._accounts) - 1))
        self.category.addItem(_("as the rules say"), None)
        for category in by_use(overview.categories):
            self.category.addItem(category.name, category.code)
        cash = next((one.id for one in self._accounts if one.provider == "cash"), None)
        if self._shown is not None:
            self.kind.setCurrentIndex(self.kind.findData(self._shown.detail.direction))
            self.account.setCurrentIndex(self.account.findData(self._shown.account_id))
            self.category.setCurrentIndex(max(self.category.findData(self._shown.category), 0))
        elif cash is not None:
            self.account.setCurrentIndex(self.account.findData(cash))

    def _lay_out(self) -> None:
        self.add_row(("kind", _("Kind"), self.kind), ("day", _("Day"), self.day))
        self.add_row(("account", _("Account"), self.account), ("amount", _("Amount"), self.amount))
        self.add_row(("into", _("To"), self.into), ("arrives", _("Arrives"), self.arrives))
        self.add_row(("subject", _("What it was"), self.subject), ("category", _("Category"), self.category))
        self.add_row(("party", _("Counterparty"), self.party), ("order", _("Order no."), self.order_no))
        self.add_row(("note", _("Note"), self.note))
        self.kind.currentIndexChanged.connect(lambda _index: self._show_fields())
        self.into.currentIndexChanged.connect(lambda _index: self._show_fields())
        self.account.currentIndexChanged.connect(lambda _index: self._show_fields())
        self.finish_form(_("Save"))
        self._show_fields()

    def _show_fields(self) -> None:
        """A move has another account and no category; what arrives is asked only in another currency."""
        moves = self.kind.currentData() == _MOVE
        account, into = self._chosen(self.account), self._chosen(self.into)
        self.rows["into"].setVisible(moves)
        differs = moves and account is not None and into is not None and account.currency != into.currency
        self.rows["arrives"].setVisible(differs)
        for name in ("category", "party", "order", "note"):
            self.rows[name].setVisible(not moves)
        self.place()
