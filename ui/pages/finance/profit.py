"""The Profit section: what was really earned, by channel, product, day, order, campaign or ad plan."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QWidget

from services import paths, settings
from services.books.papers import StatementPaper
from services.i18n import N_, NN_, _
from services.messages import counted
from services.profit.ads import SHARE_LABELS
from services.profit.facts import BASIS_LABELS, Basis
from services.profit.groups import BY_LABELS, By
from services.profit.papers import TITLE, period_words, profit_paper, write_profit
from services.profit.report import UNSHARED, ProfitAsked, ProfitReport, ProfitRow, profit_report
from services.types import Entity
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.finance.books_periods import COMPARED, NOTHING, Period, compared, periods
from ui.pages.finance.profit_panel import ProfitPanel
from ui.pages.finance.profit_rows import BEFORE, COLUMNS, cells_of
from ui.pages.list_export import ROWS, say_written, write_and_say
from ui.pages.section import Section
from ui.paper.beforehand import for_paper
from ui.table.list_panel import ListPanel
from ui.table.list_table import ListTable
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import Choice
from ui.widgets.text import Text
from ui.widgets.view_tabs import ViewTab, ViewTabs

_MOST = 2_000
_TEXTS = PanelTexts(N_("Profit"))
_MORE = NN_("{count} more row is in the workbook.", "{count} more rows are in the workbook.")
_PAGES = NN_("{file}: {count} page written.", "{file}: {count} pages written.")
_ORDERS = NN_("{count} order", "{count} orders")
_WATCHED = (
    Entity.ORDER, Entity.CASE, Entity.TRANSACTION, Entity.STOCK_MOVE, Entity.COURIER_CHARGE, Entity.AD_DAY,
    Entity.CHANNEL_TERMS, Entity.SETTING, Entity.SKU,
)  # fmt: skip


class ProfitSection(Section):
    """`tabs` say by what, `table` shows the rows with their sum below, `panel` the orders behind a row."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: ProfitReport | None = None
        self._is_stale = True
        self.tabs = ViewTabs()
        self.basis, self.period, self.against, self.share, self.order = (Choice() for _number in range(5))
        self.table = ListTable(COLUMNS, self._cells, kept="finance.profit", stays=self._is_total)
        self.notes = Text("", "caption", "text2", wrap=True)
        self.panel = ProfitPanel(context)
        self._lay_out()
        self._connect()
        self.retranslate_own()

    def opened(self, **wanted: Any) -> None:
        """`by` and `basis` name what is wanted."""
        if wanted.get("by"):
            self.tabs.set_current(str(By(wanted["by"])))
        if wanted.get("basis"):
            self.basis.setCurrentIndex(self.basis.findData(Basis(wanted["basis"])))
        if wanted:
            self.read()

    # --- reading -----------------------------------------------------------------------------

    def asked(self, limit: int | None = _MOST) -> ProfitAsked:
        """What is chosen."""
        period = self.period.currentData()
        chosen = period if isinstance(period, Period) else periods(self.link.home.today())[0]
        return ProfitAsked(
            chosen.first, chosen.last, By(self.tabs.current() or By.CHANNEL),
            Basis(str(self.basis.currentData() or Basis.ORDERED)),
            compared(chosen, str(self.against.currentData() or NOTHING)),
            None, bool(self.order.currentData()), limit,
        )  # fmt: skip

    def read(self) -> None:
        """Read what is chosen again."""
        self._is_stale = False
        if self.period.itemData(0) != periods(self.link.home.today())[0]:
            self._fill_periods()
        asked = self.asked()
        self.link.ask(profit_report, asked, owner=self).then(self._show).fails(self._failed)

    def _show(self, found: ProfitReport) -> None:
        if found.asked != self.asked():
            return
        self.found = found
        self.table.show_column(BEFORE, found.asked.against is not None)
        names = [_(column.header) for column in COLUMNS]
        self.table.list.set_headings((_(BY_LABELS[found.asked.by]), *names[1:]))
        self.table.set_rows((*found.rows, found.total) if found.rows else ())
        self.stack.setCurrentIndex(0 if found.rows else 1)
        self.header.set_subtitle(f"{period_words(found)} · {counted(_ORDERS, found.total.orders)}")
        self.share.setCurrentIndex(self.share.findData(found.share))
        said = [str(note) for note in found.notes]
        if found.left_out:
            said.append(counted(_MORE, found.left_out))
        self.notes.setText("\n".join(said))
        self.notes.setVisible(bool(said))

    def _is_total(self, row: object) -> bool:
        return self.found is not None and row is self.found.total

    def _failed(self, error: Exception) -> None:
        self._is_stale = True
        self.context.show_error(error)

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    def _cells(self, row: ProfitRow) -> Any:
        return () if self.found is None else cells_of(self.found, row)

    # --- doing -------------------------------------------------------------------------------

    def show_row(self, row: ProfitRow) -> None:
        """Show what is behind a row."""
        found = self.found
        if found is not None and row is not found.total and row.key != UNSHARED:
            self.panel.show_row(found, row, found.asked)
            self.show_panel()

    def choose_share(self) -> None:
        """Keep how ads are shared out; it holds for the whole shop and can be undone."""
        share = str(self.share.currentData() or "")
        if self.found is not None and share and share != self.found.share:
            self.link.run(settings.change, settings.AD_SHARE.key, share, owner=self).fails(self.context.show_error)

    def export(self) -> None:
        """Ask where the report shall be written: a PDF, a workbook or a table."""
        if self.found is not None:
            name = f"{_(TITLE)} {self.found.asked.last:%Y-%m-%d}"
            kinds = _("Documents and tables (*.pdf *.xlsx *.csv)")
            self.context.ask_save(_("Write the report"), kinds, paths.documents_dir() / f"{name}.xlsx", self.export_to)

    def export_to(self, out: Path) -> None:
        """Write the report with all its rows."""
        asked = self.asked(None)
        if out.suffix.lower() == ".pdf":
            job = self.link.ask(for_paper, profit_paper, asked, owner=self)
            job.then(partial(self._draw, out)).fails(self.context.show_error)
        else:
            write_and_say(self.context, self, ROWS, out, write_profit, out, asked)

    def _draw(self, out: Path, paper: StatementPaper) -> None:
        from ui.paper.statement import render_statement  # here: most visits draw no paper

        say_written(self.context, _PAGES, out, render_statement(paper, out))

    # --- showing -----------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.retranslate_own()
        self.panel.retranslate()
        self._is_stale = True
        if self.isVisible():
            self.read()

    def retranslate_own(self) -> None:
        """The texts of the section itself."""
        self._export.setText(_("Write…"))
        self.empty.title.setText(_("Nothing was earned in these days"))
        self.empty.why.setText(_("Choose another period, or import orders of it."))
        self.empty.buttons[0].setText(_("Import orders"))
        current = self.tabs.current() or str(By.CHANNEL)
        self.tabs.set_tabs([ViewTab(str(by), _(words)) for by, words in BY_LABELS.items()])
        self.tabs.set_current(current)
        _fill(self.basis, [(_(words), basis) for basis, words in BASIS_LABELS.items()])
        self._fill_periods()
        _fill(self.against, [(_(words), key) for key, words in COMPARED])
        _fill(self.share, [(_(words), share) for share, words in SHARE_LABELS.items()])
        _fill(self.order, [(_("Largest profit first"), False), (_("Smallest profit first"), True)])
        named = (
            (self.basis, _("Date that counts")), (self.period, _("Period")), (self.against, _("Compared with")),
            (self.share, _("Ads in the profit report")), (self.order, _("Order of rows")),
        )  # fmt: skip
        for choice, name in named:
            choice.setAccessibleName(name)

    def _fill_periods(self) -> None:
        _fill(self.period, [(one.name, one) for one in periods(self.link.home.today())])

    def _lay_out(self) -> None:
        self._export = self.header.add_secondary(_("Write…"), "download-simple", self.export)
        card = Card(padding=space.HAIRLINE, spacing=0)
        choices = QWidget()
        bar = QHBoxLayout(choices)
        bar.setContentsMargins(space.M, space.S, space.M, space.S)
        bar.setSpacing(space.S)
        for choice in (self.basis, self.period, self.against, self.share, self.order):
            bar.addWidget(choice)
        bar.addStretch(1)
        self.stack = QStackedWidget()
        self.stack.addWidget(ListPanel(self.table, _TEXTS, export=self.export))
        go = partial(self.context.navigate, "import")
        self.empty = EmptyState("calculator", "", "", (("", "upload-simple", go),))
        self.stack.addWidget(self.empty)
        self.notes.setContentsMargins(space.M, space.S, space.M, space.S)
        self.notes.hide()
        card.body.addWidget(self.tabs)
        card.body.addWidget(choices)
        card.body.addWidget(self.stack, 1)
        card.body.addWidget(self.notes)
        self.column.addWidget(card, 1)
        self.set_panel(self.panel)

    def _connect(self) -> None:
        self.tabs.changed.connect(lambda _key: self.read())
        for choice in (self.basis, self.period, self.against, self.order):
            choice.activated.connect(lambda _index: self.read())
        self.share.activated.connect(lambda _index: self.choose_share())
        self.table.opened.connect(self.show_row)
        self.table.clicked_cell.connect(lambda row, _column: self.show_row(row))
        self.link.watch(self, _WATCHED, self._changed)
        self.context.registry.add(
            ActionSpec("finance.profit", N_("Show the true profit"), self._come, "calculator", group=N_("Finance"))
        )

    def _come(self) -> None:
        self.context.navigate("finance", section="profit")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()


def _fill(choice: Choice, offered: list[tuple[str, Any]]) -> None:
    """Put other texts into a choice and leave what is chosen."""
    place = max(choice.currentIndex(), 0)
    choice.clear()
    for words, value in offered:
        choice.addItem(words, value)
    choice.setCurrentIndex(place)
