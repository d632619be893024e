"""The four lists of the Tax section: each reads itself, says what it shows, and knows what can be typed into it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from services import formatting, settings
from services.channels.queries import ChannelView, channels
from services.i18n import N_, _
from services.messages import counted
from services.tax.commands import choose_filing, delete_adjustment, delete_rule
from services.tax.income import IncomeSheet, SheetLine, income_sheet
from services.tax.platforms import Reported, delete_report, reported
from services.tax.tables import TaxRow, TaxTables, percent, tax_tables
from services.tax.vat import VatPeriod, VatSheet, vat_sheet
from ui.dialogs.form_dialog import FormDialog
from ui.page import PageContext
from ui.pages.finance.tax_files import INCOME, PLATFORMS, TABLES, VAT
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
from ui.pages.work import run
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListTable
from ui.table.table_panel import PanelTexts
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import Choice

_FILINGS = ((settings.FILE_BY_QUARTER, N_("Filed every quarter")), (settings.FILE_BY_MONTH, N_("Filed every month")))


@dataclass(frozen=True, slots=True)
class TaxYear:
    """The year that is on, today, and the shop's currency."""

    year: int
    today: date
    currency: str


class TaxList(QWidget):
    """Base of the four: `key` and `title` name it, `new_words` say what is new in it (empty: nothing is typed here).

    `told` carries what stands above the list and whether it warns, `noted` what stands below it. `chosen` is sent
    where something else can be done with the row that is on.
    """

    key, title, new_words = "", "", ""
    told = Signal(str, bool)
    noted = Signal(object)
    chosen = Signal()

    def __init__(self, context: PageContext, table: ListTable) -> None:
        super().__init__()
        self.context, self.link, self.table = context, context.link, table
        self.panel = ListPanel(table, PanelTexts(self.title))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        table.chosen.connect(self.chosen)

    def read(self, asked: TaxYear) -> None:
        """Read the rows again."""
        raise NotImplementedError

    def row(self) -> Any:
        """The row that is on, where it can be changed."""
        rows = self.table.selected()
        return rows[0] if rows else None

    def may_delete(self) -> bool:
        """Whether the row that is on can be taken out."""
        return self.row() is not None

    def form(self, asked: TaxYear, row: Any) -> FormDialog | None:
        """The form of a row, or with None of a new one; None where something else must be done first."""
        raise NotImplementedError

    def delete(self) -> None:
        """Take out the row that is on; Undo brings it back."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Show every text in the language that is on."""

    def _ask(self, show: Callable[[Any], None], query: Callable[..., Any], *wanted: Any) -> None:
        self.link.ask(query, *wanted, owner=self).then(show).fails(self.context.show_error)


class VatList(TaxList):
    """The periods of a year. `found` is the sheet they are of; `filing` chooses how they are filed."""

    key, title = VAT, N_("VAT")

    def __init__(self, context: PageContext) -> None:
        self.found: VatSheet | None = None
        super().__init__(context, ListTable(VAT_COLUMNS, self._cells, kept="finance.vat", sorts=False))
        self.column.addWidget(self.panel)
        self.filing = Choice()
        self.filing.activated.connect(lambda _index: self._file_as())
        self.table.opened.connect(self._drill)

    def read(self, asked: TaxYear) -> None:
        self._ask(self._show, vat_sheet, asked.year)

    def row(self) -> None:
        """What VAT is reckoned from is not typed here."""

    def retranslate(self) -> None:
        chosen = max(self.filing.currentIndex(), 0)
        self.filing.clear()
        for code, words in _FILINGS:
            self.filing.addItem(_(words), code)
        self.filing.setCurrentIndex(chosen)
        self.filing.setAccessibleName(_("VAT is filed"))

    def _show(self, found: VatSheet) -> None:
        self.found = found
        self.filing.setCurrentIndex(self.filing.findData(found.filing))
        self.table.set_rows(vat_rows(found))
        self.told.emit(vat_words(found), found.running is not None and (found.running.left_minor or 0) < 0)
        self.noted.emit(vat_notes(found))

    def _cells(self, period: VatPeriod) -> Line:
        return vat_cells(self.found, period) if self.found is not None else ()

    def _file_as(self) -> None:
        wanted = self.filing.currentData()
        if self.found is not None and wanted != self.found.filing:
            self.link.run(choose_filing, wanted, owner=self).fails(self.context.show_error)

    def _drill(self, period: VatPeriod) -> None:
        """Show the lines of the books behind a period's sales."""
        self.context.navigate("finance", section="books", account="sales", days=(period.first, period.last))


class IncomeList(TaxList):
    """The income-tax sheet of a year, `found`; lines that the books do not know are typed."""

    key, title, new_words = INCOME, N_("Income tax"), N_("New line…")

    def __init__(self, context: PageContext) -> None:
        self.found: IncomeSheet | None = None
        super().__init__(context, ListTable(INCOME_COLUMNS, self._cells, kept="finance.income", sorts=False))
        self.column.addWidget(self.panel)

    def read(self, asked: TaxYear) -> None:
        self._ask(self._show, income_sheet, asked.year)

    def row(self) -> SheetLine | None:
        line = super().row()
        return line if line is not None and line.adjustment is not None else None

    def form(self, asked: TaxYear, row: SheetLine | None) -> FormDialog:
        adjustment = row.adjustment if row is not None else None
        return AdjustmentForm(self.context, asked.currency, asked.year, adjustment)

    def delete(self) -> None:
        line = self.row()
        if line is not None and line.adjustment is not None:
            run(self.context, self, delete_adjustment, line.adjustment.id)

    def _show(self, found: IncomeSheet) -> None:
        self.found = found
        self.table.set_rows(found.lines)
        words = _("From {first} to {last}: {due} still due.").format(
            first=formatting.day(found.first), last=formatting.day(found.last),
            due=formatting.money(found.value("due"), found.currency),
        )  # fmt: skip
        self.told.emit(words, False)
        step = () if found.step is None else (_("Step: {rate} %.").format(rate=percent(found.step.ppm or 0)),)
        self.noted.emit((*step, *map(str, found.notes)))

    def _cells(self, line: SheetLine) -> Line:
        return income_cells(self.found.currency, line) if self.found is not None else ()


class ReportList(TaxList):
    """What platforms reported of a year, and in `gap` the way from the own books to the report that is on."""

    key, title, new_words = PLATFORMS, N_("Reported by platforms"), N_("New report…")

    def __init__(self, context: PageContext, new: Callable[[], object]) -> None:
        super().__init__(context, ListTable(PLATFORM_COLUMNS, platform_cells, kept="finance.platforms"))
        self.channels: tuple[ChannelView, ...] = ()
        self.gap = ListTable(GAP_COLUMNS, gap_cells, sorts=False)
        self.empty = EmptyState("bank", "", "", (("", "plus", new),))
        self.lists = QSplitter(Qt.Orientation.Vertical)
        self.lists.addWidget(self.panel)
        self.lists.addWidget(self.gap)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.lists)
        self.stack.addWidget(self.empty)
        self.column.addWidget(self.stack)
        self.table.chosen.connect(self._show_gap)

    def read(self, asked: TaxYear) -> None:
        self.link.ask(channels, owner=self).then(self._take_channels)
        self._ask(self._show, reported, date(asked.year, 1, 1), date(asked.year, 12, 31))

    def form(self, asked: TaxYear, row: Reported | None) -> FormDialog | None:
        if not self.channels:
            self.context.toast(_("Add a channel in Settings first: figures belong to one."))
            return None
        return ReportForm(self.context, self.channels, asked.today, row)

    def delete(self) -> None:
        report = self.row()
        if report is not None:
            run(self.context, self, delete_report, report.id)

    def retranslate(self) -> None:
        self.gap.setAccessibleName(_(self.title))
        self.empty.title.setText(_("No report of a platform yet"))
        self.empty.why.setText(
            _("Type what your platforms reported of a quarter, or import it as a table; the gap is then explained.")
        )
        self.empty.buttons[0].setText(_(self.new_words))

    def _take_channels(self, found: tuple[ChannelView, ...]) -> None:
        self.channels = found

    def _show(self, found: Sequence[Reported]) -> None:
        self.table.set_rows(found)
        self.stack.setCurrentWidget(self.lists if found else self.empty)
        open_ones = sum(1 for one in found if one.unexplained_minor)
        self.told.emit(counted(OPEN_REPORTS, open_ones) if open_ones else "", False)
        self.noted.emit(())
        if found:
            self.table.selectRow(0)
        self._show_gap()

    def _show_gap(self) -> None:
        report = self.row()
        self.gap.set_rows(gap_rows(report) if report is not None else ())


class RateList(TaxList):
    """The dated rates and thresholds: the program's, and in their place those of the shop."""

    key, title, new_words = TABLES, N_("Rates and thresholds"), N_("New rate or threshold…")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context, ListTable(TABLE_COLUMNS, self._cells, kept="finance.rates_of_tax"))
        self.column.addWidget(self.panel)

    def read(self, asked: TaxYear) -> None:
        self._ask(self._show, tax_tables)

    def may_delete(self) -> bool:
        rate = self.row()
        return rate is not None and rate.id is not None

    def form(self, asked: TaxYear, row: TaxRow | None) -> FormDialog:
        return RuleForm(self.context, asked.currency, asked.today, row)

    def delete(self) -> None:
        if self.may_delete():
            run(self.context, self, delete_rule, self.row().id)

    def _show(self, found: TaxTables) -> None:
        self.table.set_rows(found.rows)
        self.told.emit(
            _("Change a row and it holds for this shop; take yours out and the program's holds again."), False
        )
        self.noted.emit(())

    def _cells(self, row: TaxRow) -> Line:
        return table_cells(self.context.link.home.currency(), row)
