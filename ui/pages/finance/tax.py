"""The Tax section: VAT with its thresholds, the income-tax sheet, what platforms reported, and the dated tables."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout

from services.i18n import N_, _
from services.tax.wording import VERIFY
from services.types import Entity
from ui.actions import ActionSpec
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.finance.tax_files import INCOME, PLATFORMS, VAT, TaxFiles
from ui.pages.finance.tax_lists import IncomeList, RateList, ReportList, TaxList, TaxYear, VatList
from ui.pages.section import Section
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, CardFoot
from ui.widgets.fields import Choice
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_YEARS = 6
_WATCHED = (
    Entity.TAX_RULE, Entity.TAX_ADJUSTMENT, Entity.PLATFORM_INCOME, Entity.INVOICE, Entity.ORDER, Entity.CASE,
    Entity.TRANSACTION, Entity.JOURNAL_ENTRY, Entity.JOURNAL_ENTRY_LINE, Entity.EXCHANGE_RATE, Entity.MONTH_CLOSE,
    Entity.STOCK_MOVE, Entity.SETTING, Entity.CHANNEL,
)  # fmt: skip


class TaxSection(Section):
    """`tabs` choose one of four lists (`vat`, `income`, `reports`, `rates`); `year` says what they are about."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.form: FormDialog | None = None
        self.asked: TaxYear | None = None
        self._is_stale = True
        self._shown = ""
        self.files = TaxFiles(context, self)
        self.tabs = ViewTabs()
        self.year = Choice()
        self.vat, self.income = VatList(context), IncomeList(context)
        self.reports, self.rates = ReportList(context, self.new), RateList(context)
        self.lists: dict[str, TaxList] = {one.key: one for one in (self.vat, self.income, self.reports, self.rates)}
        self.state, self.notes = Text("", "body", "text2", wrap=True), Text("", "caption", "text2", wrap=True)
        self.change_button, self.delete_button = SecondaryButton("", "pencil-simple"), SecondaryButton("", "trash")
        self.new_button = self.header.set_primary("", "plus", self.new)
        self.accountant_button = self.header.add_secondary("", "briefcase", self.for_accountant)
        self.export_button = self.header.add_secondary("", "download-simple", self.export)
        self._lay_out()
        self._connect()
        self._say()

    def opened(self, **wanted: Any) -> None:
        """`tax` names one of the four lists."""
        if wanted.get("tax") in self.lists:
            self.show_tab(str(wanted["tax"]))

    def show_tab(self, key: str) -> None:
        """Show one of the four lists."""
        self.tabs.set_current(key)
        self.read()

    def current(self) -> TaxList:
        """The list that is on."""
        return self.lists[self.tabs.current() or VAT]

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Read what is on again."""
        self._is_stale = False
        today = self.link.home.today()
        if self.asked is None or self.asked.today.year != today.year:
            self._fill_years(today)
        self.asked = TaxYear(int(self.year.currentData()), today, self.link.home.currency())
        shown = self.current()
        if shown.key != self._shown:
            self._shown = shown.key
            self._tell(shown, "")
            self._note(shown)
        self.stack.setCurrentWidget(shown)
        self.year.setVisible(shown is not self.rates)
        self.vat.filing.setVisible(shown is self.vat)
        self._enable()
        shown.read(self.asked)

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    def _tell(self, teller: TaxList, words: str, warns: bool = False) -> None:
        """Say this above the list; what comes after another one was chosen is forgotten."""
        if teller is self.current():
            self.state.setText(words)
            self.state.set_tone("neg" if warns else "text2")
            self.state.setVisible(bool(words))

    def _note(self, teller: TaxList, words: Sequence[str] = ()) -> None:
        if teller is self.current():
            self.notes.setText("\n".join([*words, _(VERIFY)]))

    # --- doing -------------------------------------------------------------------------------

    def new(self) -> None:
        """A new line, report or row of the list that is on; a line of the income-tax sheet where nothing is typed."""
        if not self.current().new_words:
            self.show_tab(INCOME)
        self._edit(None)

    def change(self) -> None:
        """Change what is chosen."""
        row = self.current().row()
        if row is not None:
            self._edit(row)

    def delete(self) -> None:
        """Take out what is chosen; Undo brings it back."""
        if self.current().row() is not None:
            self.current().delete()

    def _edit(self, row: Any) -> None:
        if self.asked is None:
            return
        form = self.current().form(self.asked, row)
        if form is not None:
            self.form = form
            self.context.open_dialog(form)

    def export(self) -> None:
        """Ask where the list that is on shall be written."""
        if self.asked is not None:
            shown = self.current()
            self.files.ask_list(shown.key, _(shown.title), self.asked.year, self.asked.today)

    def for_accountant(self) -> None:
        """Ask where the workbook of the year shall be written, with the papers in a ZIP archive."""
        if self.asked is not None:
            self.files.ask_accountant(self.asked.year, self.asked.today)

    def _enable(self) -> None:
        shown = self.current()
        self.foot.setVisible(bool(shown.new_words))
        self.change_button.setEnabled(shown.row() is not None)
        self.delete_button.setEnabled(shown.may_delete())
        self.new_button.setText(_(shown.new_words or self.income.new_words))
        self.new_button.setVisible(bool(shown.new_words))

    # --- building ----------------------------------------------------------------------------

    def _add_deeds(self, menu: QMenu) -> None:
        for button, do in ((self.change_button, self.change), (self.delete_button, self.delete)):
            if button.isEnabled():
                menu.addAction(button.text()).triggered.connect(lambda _on=False, _do=do: _do())

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._say()
        self._is_stale = True
        if self.isVisible():
            self.read()

    def _say(self) -> None:
        current = self.current().key
        self.tabs.set_tabs([ViewTab(one.key, _(one.title)) for one in self.lists.values()])
        self.tabs.set_current(current)
        self.year.setAccessibleName(_("Year"))
        self.accountant_button.setText(_("For the accountant…"))
        self.export_button.setText(_("Export…"))
        self.change_button.setText(_("Change…"))
        self.delete_button.setText(_("Delete"))
        for one in self.lists.values():
            one.retranslate()
        self._enable()

    def _fill_years(self, today: date) -> None:
        self.year.clear()
        for year in range(today.year, today.year - _YEARS, -1):
            self.year.addItem(str(year), year)

    def _lay_out(self) -> None:
        card = Card(padding=space.HAIRLINE, spacing=0)
        head = QHBoxLayout()
        head.setContentsMargins(space.M, space.S, space.M, space.S)
        head.setSpacing(space.S)
        head.addWidget(self.year)
        head.addWidget(self.vat.filing)
        head.addWidget(self.state, 1)
        self.stack = QStackedWidget()
        for one in self.lists.values():
            self.stack.addWidget(one)
        self.foot = CardFoot(self.change_button, self.delete_button)
        self.notes.setContentsMargins(space.M, space.S, space.M, space.M)
        body = QVBoxLayout()
        body.setSpacing(0)
        body.addLayout(head)
        body.addWidget(self.stack, 1)
        body.addWidget(self.foot)
        body.addWidget(self.notes)
        card.body.addWidget(self.tabs)
        card.body.addLayout(body)
        self.column.addWidget(card, 1)

    def _connect(self) -> None:
        self.tabs.changed.connect(lambda _key: self.read())
        self.year.activated.connect(lambda _index: self.read())
        for one in self.lists.values():
            one.told.connect(partial(self._tell, one))
            one.noted.connect(partial(self._note, one))
            if one.new_words:
                one.chosen.connect(self._enable)
                one.table.opened.connect(lambda _row: self.change())
                one.table.deeds = self._add_deeds
        self.change_button.clicked.connect(lambda _on=False: self.change())
        self.delete_button.clicked.connect(lambda _on=False: self.delete())
        self.link.watch(self, _WATCHED, self._changed)
        self._add_actions()

    def _add_actions(self) -> None:
        group = N_("Finance")
        to: Callable[[str], Callable[[], None]] = lambda key: lambda: self._come(key)  # noqa: E731 - one of four ways
        self.context.registry.add(
            ActionSpec("finance.tax", N_("VAT and its thresholds"), to(VAT), "bank", group=group),
            ActionSpec("finance.income_tax", N_("Income-tax sheet"), to(INCOME), "bank", group=group),
            ActionSpec("finance.platform_income", N_("What platforms reported"), to(PLATFORMS), "bank", group=group),
            ActionSpec("finance.accountant", N_("Export for the accountant"), self._come_accountant, "briefcase",
                       group=group),
        )  # fmt: skip

    def _come(self, key: str) -> None:
        self.context.navigate("finance", section="tax", tax=key)

    def _come_accountant(self) -> None:
        self._come(VAT)
        self.for_accountant()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()
