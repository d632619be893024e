"""The Books section: statements of any period against any other, from a figure to its documents in two clicks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from services import formatting, paths
from services.books.notes import missing_goods
from services.books.papers import (
    StatementPaper,
    headings,
    period_words,
    statement_paper,
    write_books,
    write_statement,
)
from services.books.statements import TITLES, Kind, Row, Statement, statement
from services.books.taking_out import TakingOut, taking_out
from services.i18n import N_, NN_, _
from services.messages import Message
from services.types import Entity
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.finance.books_chart import ChartCard, RatesCard
from ui.pages.finance.books_days import OWN, DaysForm, days_as_period, offer
from ui.pages.finance.books_entries import EntriesCard
from ui.pages.finance.books_entry import EntryForm
from ui.pages.finance.books_panel import AccountPanel
from ui.pages.finance.books_periods import BEFORE, COMPARED, NOTHING, Period, compared, periods
from ui.pages.finance.books_rows import COLUMNS, cells_of
from ui.pages.finance.books_taking import TakingOutCard
from ui.pages.list_export import ROWS, say_written, write_and_say
from ui.pages.section import Section
from ui.paper.beforehand import for_paper
from ui.table.list_panel import ListPanel
from ui.table.list_table import ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.fields import Choice
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_BEFORE = 2  # the column of the days a statement is held against
_TAKING_OUT, _CHART, _RATES, _ENTRIES = "taking-out", "chart", "rates", "entries"
_WATCHED = (
    Entity.ORDER, Entity.TRANSACTION, Entity.CASE, Entity.STOCK_MOVE, Entity.SUPPLIER_PAYMENT, Entity.RECEIPT,
    Entity.COURIER_CHARGE, Entity.AD_DAY, Entity.JOURNAL_ENTRY, Entity.JOURNAL_ENTRY_LINE, Entity.EXCHANGE_RATE,
    Entity.LEDGER_ACCOUNT, Entity.ACCOUNT, Entity.MONTH_CLOSE, Entity.SETTING,
)  # fmt: skip
_TEXTS = PanelTexts(N_("Books"))
_SHEETS = NN_("{file}: {count} statement written.", "{file}: {count} statements written.")
_PAGES = NN_("{file}: {count} page written.", "{file}: {count} pages written.")
_Asked = tuple[str, Period, tuple[date, date] | None]
"""A statement, its days and those it is held against."""


class BooksSection(Section):
    """`table` shows the statement that is chosen, `panel` what is behind a figure, `taking` what may be taken out."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: Statement | None = None
        self._is_stale = True
        self._asked: _Asked | None = None
        self.tabs = ViewTabs()
        self.period, self.against = Choice(), Choice()
        self.table = ListTable(COLUMNS, self._cells, kept="finance.books", sorts=False)
        self.notes = Text("", "caption", "text2", wrap=True)
        self.taking = TakingOutCard()
        self.chart, self.rates = ChartCard(context), RatesCard(context)
        self.entries = EntriesCard(context)
        self.panel = AccountPanel(context)
        self.form: EntryForm | None = None
        self.days_form: DaysForm | None = None
        self._lay_out()
        self._connect()
        self.retranslate_own()

    def opened(self, **wanted: Any) -> None:
        """`statement` names one, `account` the account whose lines are wanted, `days` the first and last of them.

        `entries_of` asks for what was booked by hand on the account of this name.
        """
        if wanted.get("entries_of"):
            self.show_statement(_ENTRIES)
            self.entries.show_entries_with(str(wanted["entries_of"]))
        if wanted.get("statement"):
            self.show_statement(str(wanted["statement"]))
        if wanted.get("days"):
            self._show_days(self.period, days_as_period(*wanted["days"]))
        if wanted.get("account"):
            self.show_account(str(wanted["account"]), str(wanted["account"]))

    def show_statement(self, key: str) -> None:
        """Show a statement, or what may be taken out."""
        self.tabs.set_current(key)
        self.read()

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Read what is chosen again."""
        self._is_stale = False
        if self.period.itemData(0) != periods(self.link.home.today())[0]:
            self._fill_periods()
        key = self.tabs.current() or str(Kind.PROFIT_AND_LOSS)
        place = {_TAKING_OUT: 1, _CHART: 2, _RATES: 3, _ENTRIES: 4}.get(key, 0)
        self.stack.setCurrentIndex(place)
        if place:
            self._read_beside(key)
            return
        period = self.chosen_period()
        against = self._compared(period)
        self._asked = (key, period, against)
        job = self.link.ask(statement, Kind(key), period.first, period.last, against, owner=self)
        job.then(partial(self._show, self._asked)).fails(self._failed)

    def _read_beside(self, key: str) -> None:
        self.header.set_subtitle("")
        self.notes.hide()
        if key == _TAKING_OUT:
            self.link.ask(taking_out, owner=self).then(self._show_taking)
        else:
            {_CHART: self.chart, _RATES: self.rates, _ENTRIES: self.entries}[key].reload()

    def chosen_period(self) -> Period:
        """The period that is on."""
        chosen = self.period.currentData()
        return chosen if isinstance(chosen, Period) else periods(self.link.home.today())[0]

    def _compared(self, period: Period) -> tuple[date, date] | None:
        wanted = self.against.currentData()
        if isinstance(wanted, Period):
            return wanted.first, wanted.last
        return compared(period, str(wanted or NOTHING))

    def _choose(self, choice: Choice, _index: int) -> None:
        """Read what was chosen, or ask for the days first."""
        if choice.currentData() != OWN:
            self.read()
            return
        period = periods(self.link.home.today())[0] if choice is self.period else self.chosen_period()
        own = (period.first, period.last)
        days = own if choice is self.period else compared(period, BEFORE) or own
        choice.setCurrentIndex(0)
        title = _("Days of the statement") if choice is self.period else _("Compared with these days")
        self.days_form = DaysForm(self.context, days, partial(self._show_days, choice), title)
        self.context.open_dialog(self.days_form)

    def _show_days(self, choice: Choice, chosen: Period) -> None:
        offer(choice, chosen)
        self.read()

    def _show(self, asked: _Asked, found: Statement) -> None:
        if asked is not self._asked or asked[0] != (self.tabs.current() or str(Kind.PROFIT_AND_LOSS)):
            return  # something else was asked for meanwhile
        self.found = found
        names = headings(found)
        for place in range(1, len(COLUMNS)):
            self.table.show_column(place, place <= len(names))
        self.table.set_rows(found.rows)
        self.table.list.set_headings((_(COLUMNS[0].header), *names))
        self.header.set_subtitle(period_words(found))
        self._say_notes(found.notes)
        if found.kind is Kind.PROFIT_AND_LOSS and found.first is not None:
            job = self.link.ask(missing_goods, found.first, found.last, owner=self)
            job.then(partial(self._note_missing, found))

    def _note_missing(self, found: Statement, missing: Message | None) -> None:
        if missing is not None and self.found is found:
            self._say_notes((*found.notes, missing))

    def _say_notes(self, notes: Sequence[Message]) -> None:
        self.notes.setText("\n".join(str(note) for note in notes))
        self.notes.setVisible(bool(notes))

    def _show_taking(self, found: TakingOut) -> None:
        self.header.set_subtitle(_("On {day}").format(day=formatting.day(found.day)))
        self.taking.show_sum(found)

    def _failed(self, error: Exception) -> None:
        self._is_stale = True
        self.context.show_error(error)

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    # --- drilling ----------------------------------------------------------------------------

    def show_account(self, account: str, name: str) -> None:
        """Show the lines of an account in the period that is on."""
        period = self.chosen_period()
        self._show_lines(account, name, (period.first, period.last))

    def _show_lines(self, account: str, name: str, days: tuple[date, date]) -> None:
        kind = self.found.kind if self.found is not None else Kind.PROFIT_AND_LOSS
        first = None if kind is Kind.BALANCE_SHEET else days[0]
        self.panel.show_account(account, name, first, days[1])
        self.show_panel()

    def _open(self, row: Row, column: int = 1) -> None:
        """Show the lines behind a figure; those of the other days behind the figure of those."""
        if row.account is None:
            return
        against = self.found.against if self.found is not None else None
        if column == _BEFORE and against is not None:
            self._show_lines(row.account, f"{row.label} · {formatting.day(against[1])}", against)
        else:
            self.show_account(row.account, row.label)

    def _cells(self, row: Row) -> Any:
        if self.found is None:
            return ()
        return cells_of(self.found, row)

    # --- doing -------------------------------------------------------------------------------

    def new(self) -> None:
        """Ctrl+N: a new entry."""
        self.form = EntryForm(self.context, self.link.home.currency(), self.link.home.today())
        self.context.open_dialog(self.form)

    def export(self) -> None:
        """Ask where the statement shall be written: a workbook of all of them, a table, or a PDF."""
        found = self.found
        if found is None:
            return
        name = f"{_(TITLES[found.kind])} {found.last:%Y-%m-%d}"
        kinds = _("Documents and tables (*.pdf *.xlsx *.csv)")
        self.context.ask_save(_("Write the statement"), kinds, paths.documents_dir() / f"{name}.pdf", self.export_to)

    def export_to(self, out: Path) -> None:
        """Write the statement: a PDF of it, a workbook of all statements of the period, or a table of it."""
        found, period = self.found, self.chosen_period()
        if found is None:
            return
        asked = (found.kind, period.first, period.last, found.against)
        suffix = out.suffix.lower()
        if suffix == ".pdf":
            job = self.link.ask(for_paper, statement_paper, *asked, owner=self)
            job.then(partial(self._draw, out)).fails(self.context.show_error)
        elif suffix == ".xlsx":
            write_and_say(self.context, self, _SHEETS, out, write_books, out, *asked[1:])
        else:
            write_and_say(self.context, self, ROWS, out, write_statement, out, *asked)

    def _draw(self, out: Path, paper: StatementPaper) -> None:
        from ui.paper.statement import render_statement  # here: most visits draw no paper

        say_written(self.context, _PAGES, out, render_statement(paper, out))

    # --- showing -----------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.retranslate_own()
        self._is_stale = True
        if self.isVisible():
            self.read()

    def retranslate_own(self) -> None:
        """The texts of the section itself."""
        self._new.setText(_("New entry"))
        self._export.setText(_("Write…"))
        self.period.setAccessibleName(_("Period"))
        self.against.setAccessibleName(_("Compared with"))
        titles = [ViewTab(str(kind), _(words)) for kind, words in TITLES.items()]
        current = self.tabs.current() or str(Kind.PROFIT_AND_LOSS)
        beside = (
            (_TAKING_OUT, _("What may I take out")), (_ENTRIES, _("Entries by hand")),
            (_CHART, _("Chart of accounts")), (_RATES, _("Exchange rates")),
        )  # fmt: skip
        self.tabs.set_tabs([*titles, *(ViewTab(key, words) for key, words in beside)])
        for card in (self.chart, self.rates, self.entries):
            card.retranslate()
        self.tabs.set_current(current)
        self._fill_periods()

    def _fill_periods(self) -> None:
        """The months of the list go on with the days; the place in it that was chosen stays."""
        chosen = (max(self.period.currentIndex(), 0), max(self.against.currentIndex(), 0))
        self.period.clear()
        for one in periods(self.link.home.today()):
            self.period.addItem(one.name, one)
        self.period.addItem(_("Other days…"), OWN)
        self.against.clear()
        for key, words in COMPARED:
            self.against.addItem(_(words), key)
        self.against.addItem(_("Other days…"), OWN)
        self.period.setCurrentIndex(chosen[0])
        self.against.setCurrentIndex(chosen[1])
        for choice in (self.period, self.against):
            if choice.currentData() == OWN:
                choice.setCurrentIndex(0)

    def _lay_out(self) -> None:
        self._new = self.header.set_primary(_("New entry"), "plus", self.new)
        self._export = self.header.add_secondary(_("Write…"), "download-simple", self.export)
        card = Card(padding=space.HAIRLINE, spacing=0)
        self.stack = QStackedWidget()
        self.stack.addWidget(ListPanel(self.table, _TEXTS, controls=(self.period, self.against), export=self.export))
        for part in (self.taking, self.chart, self.rates, self.entries):
            self.stack.addWidget(part)
        self.notes.setContentsMargins(space.M, space.S, space.M, space.S)
        self.notes.hide()
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.notes)
        self.column.addWidget(card, 1)
        self.set_panel(self.panel)

    def _connect(self) -> None:
        self.tabs.changed.connect(lambda _key: self.read())
        self.period.activated.connect(partial(self._choose, self.period))
        self.against.activated.connect(partial(self._choose, self.against))
        self.table.opened.connect(self._open)
        self.table.clicked_cell.connect(self._open)
        self.link.watch(self, _WATCHED, self._changed)
        self.context.registry.add(
            ActionSpec("finance.books", N_("Open the books"), self._come, "book-open", group=N_("Finance")),
            ActionSpec("finance.take_out", N_("What may I take out"), self._come_taking, "wallet", group=N_("Finance")),
        )

    def _come(self) -> None:
        self.context.navigate("finance", section="books", statement=str(Kind.PROFIT_AND_LOSS))

    def _come_taking(self) -> None:
        self.context.navigate("finance", section="books", statement=_TAKING_OUT)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()
