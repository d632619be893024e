"""An entry by hand: what went from one account to another, in the shop's currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from services import formatting
from services.books.chart import ChartAccount, every_account
from services.books.commands import EntryDraft, EntryLine, add_entry, change_entry
from services.books.entries import EntryView
from services.days import no_day_words, read_day
from services.formatting import plain_amount
from services.i18n import _
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.widgets.fields import Choice, number_field, text_field


class EntryForm(FormDialog):
    """One amount from one account to another; the two sides can not differ. `shown` is an entry to change."""

    topic = "figures#books"

    def __init__(self, context: PageContext, currency: str, today: date, shown: EntryView | None = None) -> None:
        title = _("New entry") if shown is None else _("Change the entry {number}").format(number=shown.number)
        super().__init__(context, title, _("For what no order, bill or statement shows."), width=560)
        self._currency, self._shown = currency, shown
        amount = plain_amount(shown.amount_minor if shown is not None else None, currency)
        self.day = text_field(value=(today if shown is None else shown.draft.on).isoformat())
        self.amount = number_field(_("for example 120.00"), amount)
        self.text = text_field(value="" if shown is None else shown.draft.text)
        self.debit, self.credit = Choice(), Choice()
        self.add_row(("day", _("Day"), self.day), ("amount", _("Amount"), self.amount))
        self.add_row(("debit", _("Into this account (debit)"), self.debit))
        self.add_row(("credit", _("Out of this account (credit)"), self.credit))
        self.add_row(("text", _("What it is for"), self.text))
        self.finish_form(_("Save"))
        self.link.ask(every_account, owner=self).then(self._offer)

    def _offer(self, accounts: Mapping[str, ChartAccount]) -> None:
        for choice in (self.debit, self.credit):
            for account in accounts.values():
                if account.stands_for is None and not account.is_archived:
                    choice.addItem(account.name, account.code)
        for line in () if self._shown is None else self._shown.draft.lines:
            side = self.debit if line.amount_minor > 0 else self.credit
            side.setCurrentIndex(max(side.findData(line.account), 0))
        self._clean = self.contents()

    def check_and_save(self) -> None:
        """Check what was typed and enter it."""
        day, amount = read_day(self.day.text()), formatting.parse_amount(self.amount.text() or "x", self._currency)
        same = self.debit.currentData() == self.credit.currentData()
        self.rows["day"].set_problem("" if day is not None else no_day_words(self.day.text()))
        self.rows["amount"].set_problem("" if amount else _("this is not an amount"))
        self.rows["credit"].set_problem(_("choose two different accounts") if same else "")
        self.rows["text"].set_problem("" if self.text.text().strip() else _("it must not be empty"))
        if day is None or not amount or same or not self.text.text().strip():
            return
        lines = (EntryLine(str(self.debit.currentData()), amount), EntryLine(str(self.credit.currentData()), -amount))
        draft = EntryDraft(day, self.text.text(), lines)
        if self._shown is None:
            self.run(add_entry, draft)
        else:
            self.run(change_entry, self._shown.id, draft)
