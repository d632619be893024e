"""The chart of accounts and the exchange rates: two lists of the Books section with what can be done to them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.books.chart import ChartAccount, chart
from services.books.commands import (
    add_account,
    archive_account,
    delete_rate,
    rename_account,
    restore_account,
    set_rate,
)
from services.books.rates import RateView, rates
from services.days import no_day_words, read_day
from services.exchange import parse_rate, rate_words
from services.i18n import N_, _
from services.types import LedgerClass
from ui import said
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.widgets.buttons import Button, SecondaryButton
from ui.widgets.fields import Choice, number_field, text_field

CLASS_LABELS = {
    LedgerClass.ASSET: N_("What the shop has"),
    LedgerClass.LIABILITY: N_("What the shop owes"),
    LedgerClass.EQUITY: N_("What belongs to the owner"),
    LedgerClass.INCOME: N_("Income"),
    LedgerClass.EXPENSE: N_("Expense"),
}
_ACCOUNT_TEXTS, _RATE_TEXTS = PanelTexts(N_("Accounts")), PanelTexts(N_("Exchange rates"))
_ACCOUNTS = (
    ListColumn(N_("Account"), 0), ListColumn(N_("Class"), 240), ListColumn(N_("Made by"), 140),
    ListColumn(N_("State"), 120),
)  # fmt: skip
_RATES = (
    ListColumn(N_("Currency"), 110), ListColumn(N_("From"), 130), ListColumn(N_("One unit is worth"), 160, right=True),
    ListColumn(N_("Read from"), 0),
)  # fmt: skip


class ListCard(QWidget):
    """A list and the buttons over it; `reload` reads it again."""

    def __init__(
        self, context: PageContext, columns: Sequence[ListColumn], line_of: Callable[[Any], Line],
        deeds: Sequence[tuple[str, str, Callable[[], object]]], kept: str, texts: PanelTexts,
    ) -> None:  # fmt: skip
        """`deeds` are words, icon and deed of each button; `kept` is the key the columns are remembered under."""
        super().__init__()
        self.context, self.link = context, context.link
        self.form: FormDialog | None = None
        self.table = ListTable(columns, line_of, kept=kept)
        self.buttons: dict[str, Button] = {}
        for words, icon, deed in deeds:
            button = SecondaryButton("", icon)
            button.clicked.connect(lambda _on=False, deed=deed: deed())
            self.buttons[words] = button
        self.listing = ListPanel(self.table, texts, controls=tuple(self.buttons.values()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.listing, 1)
        self.retranslate()

    def reload(self) -> None:
        """Read the rows again."""
        raise NotImplementedError

    def chosen(self) -> Any:
        """The row that is selected; None without one."""
        rows = self.table.selected()
        return rows[0] if rows else None

    def open_form(self, form: FormDialog) -> None:
        """Show a form over the window."""
        self.form = form
        self.context.open_dialog(form)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        for words, button in self.buttons.items():
            button.setText(_(words))
            button.updateGeometry()

    def run(self, command: Callable[..., Any], *args: Any) -> None:
        """Run a command on the row, and say what was done."""
        self.link.run(command, *args, owner=self).then(self._done).fails(self.context.show_error)

    def _done(self, outcome: Any) -> None:
        if outcome.changes.rows:
            self.context.toast(said.done(outcome.changes), undo=said.way_back(self.link, outcome.changes))


class ChartCard(ListCard):
    """The chart of accounts: she adds, renames and puts away."""

    def __init__(self, context: PageContext) -> None:
        deeds = (
            (N_("Add account…"), "plus", self.add),
            (N_("Rename…"), "pencil-simple", self.rename),
            (N_("Put away or take back"), "archive", self.put_away),
        )
        super().__init__(context, _ACCOUNTS, _account_cells, deeds, "finance.chart", _ACCOUNT_TEXTS)
        self.table.opened.connect(lambda _row: self.rename())

    def reload(self) -> None:
        """Read the chart again."""
        self.link.ask(chart, owner=self).then(self.table.set_rows)

    def add(self) -> None:
        """Ask for a new account."""
        self.open_form(AccountNameForm(self.context))

    def rename(self) -> None:
        """Ask for another name of the account that is selected."""
        account = self.chosen()
        if account is not None:
            self.open_form(AccountNameForm(self.context, account))

    def put_away(self) -> None:
        """Put the selected account away, or take it back."""
        account = self.chosen()
        if account is not None:
            self.run(restore_account if account.is_archived else archive_account, account.code)


class RatesCard(ListCard):
    """The exchange rates, typed by hand with their day and where they were read."""

    def __init__(self, context: PageContext) -> None:
        deeds = ((N_("Add rate…"), "plus", self.add), (N_("Delete rate"), "trash", self.delete))
        super().__init__(context, _RATES, self._cells, deeds, "finance.rates", _RATE_TEXTS)

    def reload(self) -> None:
        """Read the rates again."""
        self.link.ask(rates, owner=self).then(self.table.set_rows)

    def add(self) -> None:
        """Ask for a rate."""
        self.open_form(RateForm(self.context, self.link.home.currency()))

    def delete(self) -> None:
        """Take the selected rate out."""
        rate = self.chosen()
        if rate is not None:
            self.run(delete_rate, rate.id)

    def _cells(self, rate: RateView) -> Line:
        home = self.link.home.currency()
        return (
            ListCell(rate.currency, strong=True),
            ListCell(rate.since.isoformat(), "text2"),
            ListCell(f"{rate_words(rate.rate_ppm, rate.currency, home)} {home}"),
            ListCell(rate.source or "—", "text2"),
        )


class AccountNameForm(FormDialog):
    """A new account of the books, or another name for one."""

    topic = "figures#books"

    def __init__(self, context: PageContext, account: ChartAccount | None = None) -> None:
        title = _("New account of the books") if account is None else _("Rename the account")
        super().__init__(context, title, width=460)
        self._account = account
        self.name = text_field(value=account.name if account is not None else "")
        self.ledger_class = Choice()
        for one, words in CLASS_LABELS.items():
            self.ledger_class.addItem(_(words), one)
        self.add_row(("name", _("Account name"), self.name))
        if account is None:
            self.ledger_class.setCurrentIndex(self.ledger_class.findData(LedgerClass.EXPENSE))
            self.add_row(("class", _("Class"), self.ledger_class))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Save the name."""
        if self._account is None:
            self.run(add_account, self.name.text(), LedgerClass(self.ledger_class.currentData()))
        else:
            self.run(rename_account, self._account.code, self.name.text())


class RateForm(FormDialog):
    """What one unit of another currency is worth from a day on."""

    topic = "finance#rates"

    def __init__(self, context: PageContext, home: str) -> None:
        super().__init__(context, _("New exchange rate"), width=460)
        self._home = home
        self.currency, self.since = text_field("USD"), text_field(_("for example 2026-03-31"))
        self.worth, self.source = number_field("7.1234"), text_field(_("the bank's page, for example"))
        self.add_row(("currency", _("Currency"), self.currency), ("since", _("From"), self.since))
        worth = _("One unit is worth, in {currency}").format(currency=home)
        self.add_row(("worth", worth, self.worth), ("source", _("Read from"), self.source))
        self.finish_form(_("Save"))

    def check_and_save(self) -> None:
        """Check what was typed and save it."""
        since, code = read_day(self.since.text()), self.currency.text().strip().upper()
        rate = parse_rate(self.worth.text(), code, self._home)
        self.rows["since"].set_problem("" if since is not None else no_day_words(self.since.text()))
        self.rows["worth"].set_problem("" if rate is not None else _("this is not a number above zero"))
        if since is None or rate is None:
            return
        self.run(set_rate, code, since, rate, self.source.text())


def _account_cells(account: ChartAccount) -> Line:
    tone = "text3" if account.is_archived else "text"
    return (
        ListCell(account.name, tone, strong=not account.is_archived),
        ListCell(_(CLASS_LABELS[account.ledger_class]), "text2"),
        ListCell(_("you") if account.is_own else _("the program"), "text2"),
        ListCell(_("put away") if account.is_archived else "", "text2"),
    )
