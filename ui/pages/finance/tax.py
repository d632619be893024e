"""The Tax section: VAT with its thresholds, the income-tax sheet, what platforms reported, and the dated tables."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QStackedWidget, QVBoxLayout

from services import formatting, settings
from services.channels.queries import ChannelView, channels
from services.i18n import N_, _
from services.messages import counted
from services.owing.queries import shop_today
from services.tax.commands import choose_filing, delete_adjustment, delete_rule
from services.tax.income import IncomeSheet, SheetLine, income_sheet
from services.tax.platforms import Reported, delete_report, reported
from services.tax.tables import TaxRow, TaxTables, percent, tax_tables
from services.tax.vat import VatPeriod, VatSheet, vat_sheet
from services.tax.wording import VERIFY
from services.types import Entity
from ui.actions import ActionSpec
from ui.dialogs.form_dialog import FormDialog
from ui.pages.finance.tax_files import INCOME, PLATFORMS, TABLES, VAT, TaxFiles
from ui.pages.finance.tax_forms import AdjustmentForm, ReportForm, RuleForm
from ui.pages.finance.tax_rows import (
    GAP_COLUMNS,
    INCOME_COLUMNS,
    PLATFORM_COLUMNS,
    TABLE_COLUMNS,
    VAT_COLUMNS,
    gap_cells,
    gap_rows,
    income_cells,
    platform_cells,
    table_cells,
    vat_cells,
    vat_rows,
)
from ui.pages.finance.tax_words import OPEN_REPORTS, vat_notes, vat_words
from ui.pages.section import Section
from ui.pages.spec import PageContext
from ui.pages.work import run
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListTable
from ui.table.table_panel import PanelTexts
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card, CardFoot
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import Choice
from ui.widgets.menu import PassingMenu
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_TABS = (
    (VAT, N_("VAT")), (INCOME, N_("Income tax")), (PLATFORMS, N_("Reported by platforms")),
    (TABLES, N_("Rates and thresholds")),
)  # fmt: skip
_FILINGS = ((settings.FILE_BY_QUARTER, N_("Filed every quarter")), (settings.FILE_BY_MONTH, N_("Filed every month")))
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
        self.sheet: VatSheet | None = None
        self.income_found: IncomeSheet | None = None
        self.reports_found: tuple[Reported, ...] = ()
        self.channels: tuple[ChannelView, ...] = ()
        self.form: FormDialog | None = None
        self._today: date | None = None
        self._currency = settings.CURRENCY.default
        self._is_stale = True
        self._shown = ""
        self.files = TaxFiles(context, self)
        self.tabs = ViewTabs()
        self.year, self.filing = Choice(), Choice()
        self.vat = ListTable(VAT_COLUMNS, self._vat_cells, kept="finance.vat", sorts=False)
        self.income = ListTable(INCOME_COLUMNS, self._income_cells, kept="finance.income", sorts=False)
        self.reports = ListTable(PLATFORM_COLUMNS, platform_cells, kept="finance.platforms")
        self.gap = ListTable(GAP_COLUMNS, gap_cells, sorts=False)
        self.rates = ListTable(TABLE_COLUMNS, self._table_cells, kept="finance.rates_of_tax")
        self.state, self.notes = Text("", "body", "text2", wrap=True), Text("", "caption", "text2", wrap=True)
        self.empty = EmptyState("bank", "", "", (("", "plus", self.new),))
        self.change_button, self.delete_button = SecondaryButton("", "pencil-simple"), SecondaryButton("", "trash")
        self.new_button = self.header.set_primary("", "plus", self.new)
        self.accountant_button = self.header.add_secondary("", "briefcase", self.for_accountant)
        self.export_button = self.header.add_secondary("", "download-simple", self.export)
        self._lay_out()
        self._connect()
        self._say()

    def opened(self, **wanted: Any) -> None:
        """`tax` names one of the four lists."""
        if wanted.get("tax") in dict(_TABS):
            self.show_tab(str(wanted["tax"]))

    def show_tab(self, key: str) -> None:
        """Show one of the four lists."""
        self.tabs.set_current(key)
        self.read()

    def current(self) -> str:
        """Which list is on."""
        return self.tabs.current() or VAT

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Read what is on again."""
        self._is_stale = False
        self.link.ask(shop_today, owner=self).then(self._know_today)

    def _know_today(self, today: date) -> None:
        if self._today is None or self._today.year != today.year:
            self._fill_years(today)
        self._today = today
        self._read_list()

    def _read_list(self) -> None:
        year, key = self.year.currentData(), self.current()
        if key != self._shown:
            self._shown = key
            self._tell("")
            self._note()
        self.stack.setCurrentIndex([one for one, _words in _TABS].index(key))
        self.year.setVisible(key != TABLES)
        self.filing.setVisible(key == VAT)
        self._enable()
        if key == VAT:
            self._ask(key, self._show_vat, vat_sheet, year)
        elif key == INCOME:
            self._ask(key, self._show_income, income_sheet, year)
        elif key == PLATFORMS:
            self.link.ask(channels, owner=self).then(self._take_channels)
            self._ask(key, self._show_reports, reported, date(year, 1, 1), date(year, 12, 31))
        else:
            self.link.ask(settings.read, settings.CURRENCY, owner=self).then(self._know_currency)
            self._ask(key, self._show_tables, tax_tables)

    def _ask(self, key: str, show: Callable[[Any], None], query: Callable[..., Any], *wanted: Any) -> None:
        """Read what a list needs; an answer that comes after another list was chosen is forgotten."""
        job = self.link.ask(query, *wanted, owner=self)
        job.then(lambda found: show(found) if self.current() == key else None).fails(self.context.show_error)

    def _show_vat(self, found: VatSheet) -> None:
        self.sheet, self._currency = found, found.currency
        self.filing.setCurrentIndex(self.filing.findData(found.filing))
        self.vat.set_rows(vat_rows(found))
        self._tell(vat_words(found), found.running is not None and (found.running.left_minor or 0) < 0)
        self._note(*vat_notes(found))

    def _show_income(self, found: IncomeSheet) -> None:
        self.income_found, self._currency = found, found.currency
        self.income.set_rows(found.lines)
        words = _("From {first} to {last}: {due} still due.")
        self._tell(
            words.format(
                first=formatting.day(found.first), last=formatting.day(found.last),
                due=formatting.money(found.value("due"), found.currency),
            )
        )  # fmt: skip
        step = found.step
        told = () if step is None else (_("Step: {rate} %.").format(rate=percent(step.ppm or 0)),)
        self._note(*told, *map(str, found.notes))

    def _show_reports(self, found: tuple[Reported, ...]) -> None:
        self.reports_found = found
        self.reports.set_rows(found)
        self.platform_stack.setCurrentWidget(self.platform_lists if found else self.empty)
        open_ones = sum(1 for one in found if one.unexplained_minor)
        self._tell(counted(OPEN_REPORTS, open_ones) if open_ones else "")
        self._note()
        if found:
            self.reports.selectRow(0)
            self._show_gap()
        else:
            self.gap.set_rows(())

    def _show_gap(self) -> None:
        chosen = self.reports.selected()
        self.gap.set_rows(gap_rows(chosen[0]) if chosen else ())
        self._enable()

    def _show_tables(self, found: TaxTables) -> None:
        self.rates.set_rows(found.rows)
        self._tell(_("Change a row and it holds for this shop; take yours out and the program's holds again."))
        self._note()

    def _take_channels(self, found: tuple[ChannelView, ...]) -> None:
        self.channels = found
        self._enable()

    def _know_currency(self, currency: str) -> None:
        self._currency = currency

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    def _tell(self, words: str, warns: bool = False) -> None:
        self.state.setText(words)
        self.state.set_tone("neg" if warns else "text2")
        self.state.setVisible(bool(words))

    def _note(self, *words: str) -> None:
        self.notes.setText("\n".join([*words, _(VERIFY)]))

    # --- cells -------------------------------------------------------------------------------

    def _vat_cells(self, period: VatPeriod) -> Line:
        return vat_cells(self.sheet, period) if self.sheet is not None else ()

    def _income_cells(self, line: SheetLine) -> Line:
        return income_cells(self._currency, line)

    def _table_cells(self, row: TaxRow) -> Line:
        return table_cells(self._currency, row)

    # --- doing -------------------------------------------------------------------------------

    def new(self) -> None:
        """A new line, report or row of the list that is on."""
        self._edit(None)

    def change(self) -> None:
        """Change what is chosen."""
        chosen = self._chosen()
        if chosen is not None:
            self._edit(chosen)

    def _edit(self, shown: Any) -> None:
        today, key = self._today, self.current()
        if today is None:
            return
        if key == PLATFORMS:
            if not self.channels:
                self.context.toast(_("Add a channel in Settings first: figures belong to one."))
                return
            self._open(ReportForm(self.context, self.channels, today, shown))
        elif key == TABLES:
            self._open(RuleForm(self.context, self._currency, today, shown))
        else:
            self.tabs.set_current(INCOME)
            self.read()
            adjustment = shown.adjustment if isinstance(shown, SheetLine) else None
            self._open(AdjustmentForm(self.context, self._currency, int(self.year.currentData()), adjustment))

    def delete(self) -> None:
        """Take out what is chosen; Undo brings it back."""
        chosen = self._chosen()
        if isinstance(chosen, SheetLine) and chosen.adjustment is not None:
            run(self.context, self, delete_adjustment, chosen.adjustment.id)
        elif isinstance(chosen, Reported):
            run(self.context, self, delete_report, chosen.id)
        elif isinstance(chosen, TaxRow) and chosen.id is not None:
            run(self.context, self, delete_rule, chosen.id)

    def drill(self, period: VatPeriod) -> None:
        """Show the lines of the books behind a period's sales."""
        self.context.navigate("finance", section="books", account="sales", days=(period.first, period.last))

    def _file_as(self) -> None:
        wanted = self.filing.currentData()
        if self.sheet is not None and wanted != self.sheet.filing:
            self.link.run(choose_filing, wanted, owner=self).fails(self.context.show_error)

    def export(self) -> None:
        """Ask where the list that is on shall be written."""
        self.files.ask_list(self.current(), _(dict(_TABS)[self.current()]), int(self.year.currentData()), self._today)

    def for_accountant(self) -> None:
        """Ask where the workbook of the year shall be written, with the papers in a ZIP archive."""
        self.files.ask_accountant(int(self.year.currentData()), self._today)

    def _open(self, form: FormDialog) -> None:
        self.form = form
        self.context.open_dialog(form)

    def _chosen(self) -> Any:
        lists = {INCOME: self.income, PLATFORMS: self.reports, TABLES: self.rates}
        table = lists.get(self.current())
        rows = table.selected() if table is not None else []
        if not rows or (isinstance(rows[0], SheetLine) and rows[0].adjustment is None):
            return None
        return rows[0]

    def _enable(self) -> None:
        key, chosen = self.current(), self._chosen()
        self.foot.setVisible(key != VAT)
        self.change_button.setEnabled(chosen is not None)
        is_own = not isinstance(chosen, TaxRow) or chosen.id is not None
        self.delete_button.setEnabled(chosen is not None and is_own)
        words = {PLATFORMS: _("New report…"), TABLES: _("New rate or threshold…")}
        self.new_button.setText(words.get(key, _("New line…")))
        self.new_button.setVisible(key != VAT)

    # --- building ----------------------------------------------------------------------------

    def menu(self, table: ListTable) -> PassingMenu:
        """What can be done with the row that is chosen."""
        menu = PassingMenu(table)
        self._add_deeds(table, menu)
        return menu

    def _add_deeds(self, table: ListTable, menu: QMenu) -> None:
        for button, do in ((self.change_button, self.change), (self.delete_button, self.delete)):
            if button.isEnabled() and table is not self.vat:
                menu.addAction(button.text()).triggered.connect(lambda _on=False, _do=do: _do())

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self._say()
        self._is_stale = True
        if self.isVisible():
            self.read()

    def _say(self) -> None:
        current = self.current()
        self.tabs.set_tabs([ViewTab(key, _(words)) for key, words in _TABS])
        self.tabs.set_current(current)
        chosen = max(self.filing.currentIndex(), 0)
        self.filing.clear()
        for code, words in _FILINGS:
            self.filing.addItem(_(words), code)
        self.filing.setCurrentIndex(chosen)
        self.gap.setAccessibleName(_(_TABS[2][1]))
        self.year.setAccessibleName(_("Year"))
        self.filing.setAccessibleName(_("VAT is filed"))
        self.accountant_button.setText(_("For the accountant…"))
        self.export_button.setText(_("Export…"))
        self.change_button.setText(_("Change…"))
        self.delete_button.setText(_("Delete"))
        self.empty.title.setText(_("No report of a platform yet"))
        self.empty.why.setText(
            _("Type what your platforms reported of a quarter, or import it as a table; the gap is then explained.")
        )
        self.empty.buttons[0].setText(_("New report…"))
        self._enable()

    def _fill_years(self, today: date) -> None:
        self.year.clear()
        for year in range(today.year, today.year - _YEARS, -1):
            self.year.addItem(str(year), year)

    def _lay_out(self) -> None:
        card = Card(padding=1, spacing=0)
        head = QHBoxLayout()
        head.setContentsMargins(13, 8, 13, 8)
        head.setSpacing(8)
        head.addWidget(self.year)
        head.addWidget(self.filing)
        head.addWidget(self.state, 1)
        self.platform_lists = QSplitter(Qt.Orientation.Vertical)
        vat, income, reports, rates = (
            ListPanel(table, PanelTexts(_TABS[place][1]))
            for place, table in enumerate((self.vat, self.income, self.reports, self.rates))
        )
        self.platform_lists.addWidget(reports)
        self.platform_lists.addWidget(self.gap)
        self.platform_stack = QStackedWidget()
        self.platform_stack.addWidget(self.platform_lists)
        self.platform_stack.addWidget(self.empty)
        self.stack = QStackedWidget()
        for widget in (vat, income, self.platform_stack, rates):
            self.stack.addWidget(widget)
        self.foot = CardFoot(self.change_button, self.delete_button)
        self.notes.setContentsMargins(14, 8, 14, 10)
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
        self.filing.activated.connect(lambda _index: self._file_as())
        self.vat.opened.connect(self.drill)
        self.reports.chosen.connect(self._show_gap)
        for table in (self.income, self.reports, self.rates):
            table.opened.connect(lambda _row: self.change())
            table.chosen.connect(self._enable)
            table.deeds = partial(self._add_deeds, table)
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
