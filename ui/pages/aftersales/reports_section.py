"""The Reports section: why things come back, what that costs, which sizes, how fast, against the days before."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from services import formatting, paths
from services.exporting.text_export import ListColumn
from services.i18n import N_, NN_, _, translate
from services.kernel.changes import ChangeSet
from services.kernel.table_query import Kind
from services.messages import counted
from services.reports.registry import REPORTS, ReportTable, read_report
from services.reports.report import Asked
from services.reports.writing import write_report
from services.types import Entity
from ui.page import PageContext
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.section import Section
from ui.table.ink import PAD
from ui.table.list_panel import ListPanel
from ui.table.list_table import ListCell, ListTable
from ui.table.list_table import ListColumn as TableColumn
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import Choice
from ui.widgets.text import Text

NAMES = ("aftersales-reasons", "aftersales-products", "aftersales-costs", "return-rates", "closing-times", "reviews")
_COUNTED = NN_("{count} row", "{count} rows")
_SPANS = ((N_("last 7 days"), 7), (N_("last 30 days"), 30), (N_("last 90 days"), 90), (N_("last 365 days"), 365))
_USUAL = 1
_RIGHT = {Kind.INTEGER, Kind.MONEY}
_NAMES_OF_GOODS = ("title", "product")
_STAYING = ("cases", "refunded", "cost", "per_mille")
_WIDEST, _MEASURED = 260, 200


def _shown(column: ListColumn, value: Any) -> str:
    if value is None or value == "":
        return "—"
    if column.kind is Kind.INTEGER and isinstance(value, int):
        return formatting.integer(value)
    return str(value)


def _yields(column: ListColumn, said: set[str], place: int) -> int:
    """How soon there is no room for a column: what says the same in each row goes first, then words, then the past."""
    if place == 0 or column.key in _STAYING:
        return 0
    return 3 if len(said) == 1 else 2 if column.kind not in _RIGHT else 1


def _report_table(name: str, found: ReportTable) -> ListTable:
    """A table of a report, each column as wide as what stands in it."""
    fonts = current_theme().font("body"), current_theme().font("strong")
    lines = [tuple(_shown(column, row[column.key]) for column in found.columns) for row in found.rows]
    columns = []
    free = next((place for place, column in enumerate(found.columns) if column.key in _NAMES_OF_GOODS), 0)
    for place, column in enumerate(found.columns):
        words = [painting.text_width(line[place], fonts[0]) for line in lines[:_MEASURED]]
        width = max([painting.text_width(translate(column.header), fonts[1]), *words]) + 2 * PAD + space.M
        yields = 0 if place == free else _yields(column, {line[place] for line in lines}, place)
        wide = 0 if place == free else min(width, _WIDEST)
        columns.append(TableColumn(column.header, wide, column.kind in _RIGHT, yields=yields))
    table = ListTable(columns, lambda line: [ListCell(text) for text in line], kept=f"reports.{name}")
    table.set_rows(lines)
    return table


class ReportsSection(Section):
    """`name` is the report that is shown, `found` its rows, `table` the list of them."""

    page_title = N_("After-sales")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: ReportTable | None = None
        self._export = self.header.set_primary(_("Export…"), "download-simple", self.export)
        self.report, self.days = Choice(), Choice()
        self.formula = Text("", "caption", "text2", wrap=True)
        self.card = Card(padding=space.HAIRLINE, spacing=0)
        self.table: ListTable | None = None
        self._inside: QWidget | None = None
        self._fill_choices()
        self._lay_out()
        self.report.currentIndexChanged.connect(self.reload)
        self.days.currentIndexChanged.connect(self.reload)
        self.link.watch(self, (Entity.CASE, Entity.CASE_LINE, Entity.REVIEW, Entity.ORDER), self._changed)

    @property
    def name(self) -> str:
        """The report that is chosen, by the name the command line knows it by."""
        return str(self.report.currentData())

    def opened(self, **wanted: Any) -> None:
        """`report` asks for one of them."""
        if "report" in wanted:
            self.report.setCurrentIndex(self.report.findData(wanted["report"]))
        self.reload()

    def asked(self) -> Asked:
        """The days that are chosen, up to today."""
        today: date = self.link.home.today()
        return Asked(today - timedelta(days=int(self.days.currentData()) - 1), today)

    def reload(self, *_args: object) -> None:
        """Read the report that is chosen."""
        name = self.name
        asked = self.link.ask(read_report, name, self.asked(), owner=self)
        asked.then(partial(self._show, name)).fails(self.context.show_error)

    def retranslate(self) -> None:
        super().retranslate()
        self._export.setText(_("Export…"))
        self._fill_choices()
        self.reload()

    def export(self) -> None:
        """Offer to write the report into a workbook, CSV or JSON file."""
        title = translate(REPORTS[self.name].title)
        suggested = paths.documents_dir() / f"{title} {self.link.home.today()}.xlsx"
        self.context.ask_save(_("Export"), _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv *.json"), suggested,
                              self.export_to)  # fmt: skip

    def export_to(self, out: Path) -> None:
        """Write the report that is chosen into this file."""
        write_and_say(self.context, self, ROWS, out, write_report, out, self.name, self.asked())

    def _show(self, name: str, found: ReportTable) -> None:
        if name != self.name:
            return
        self.found = found
        self.table = _report_table(name, found) if found.rows else None
        if self.table is None:
            self._stand_in(self._nothing())
        else:
            self._stand_in(ListPanel(self.table, PanelTexts(REPORTS[name].title), export=self.export))
        self.formula.setText(_(FORMULAS[name]))
        self.header.set_subtitle(counted(_COUNTED, len(found.rows)))

    def _nothing(self) -> EmptyState:
        """Why the report has no row, and what gives it some: more days as long as there are any, or files."""
        why = _("Cases and reviews are counted here, from the platforms' exports and from what is written down.")
        steps = [(_("Import files"), "upload-simple", lambda: self.context.navigate("import"))]
        if self.days.currentIndex() < len(_SPANS) - 1:
            steps.insert(0, (_("Show the last 365 days"), "calendar-blank", self.show_all_days))
        return EmptyState("chart-bar", _("Nothing in these days"), why, steps)

    def show_all_days(self) -> None:
        """Read as many days as there are to choose."""
        self.days.setCurrentIndex(len(_SPANS) - 1)

    def _stand_in(self, shown: QWidget) -> None:
        """Put another table, or what is said without one, into the card."""
        if self._inside is not None:
            self.card.body.removeWidget(self._inside)
            self._inside.deleteLater()
        self._inside = shown
        self.card.body.addWidget(shown, 1)

    def _changed(self, _changes: ChangeSet) -> None:
        self.reload()

    def _fill_choices(self) -> None:
        self.report.setAccessibleName(_("Report"))
        self.days.setAccessibleName(_("Days"))
        for choice, entries, usual in (
            (self.report, [(_(REPORTS[name].title), name) for name in NAMES], 0),
            (self.days, [(_(words), days) for words, days in _SPANS], _USUAL),
        ):
            kept = choice.currentIndex()
            choice.blockSignals(True)
            choice.clear()
            for words, value in entries:
                choice.addItem(words, value)
            choice.setCurrentIndex(kept if kept >= 0 else usual)
            choice.blockSignals(False)

    def _lay_out(self) -> None:
        line = QHBoxLayout()
        line.setSpacing(space.M)
        line.addWidget(self.report)
        line.addWidget(self.days)
        line.addStretch(1)
        self.column.addLayout(line)
        self.column.addSpacing(space.S)
        self.column.addWidget(self.formula)
        self.column.addSpacing(space.S)
        self.column.addWidget(self.card, 1)


FORMULAS = {
    "aftersales-reasons": N_(
        "Cases asked for in these days. A case's refund is shared over its products; the days before are as many days "
        "right before."
    ),
    "aftersales-products": N_(
        "Cost = refunded − recovered + return freight + repair + goods sent again − goods back at the cost they left "
        "with."
    ),
    "aftersales-costs": N_(
        "Cost = refunded − recovered + return freight + repair + goods sent again − goods back at the cost they left "
        "with."
    ),
    "return-rates": N_(
        "Returned pieces of the orders placed in these days ÷ pieces of them that were sent. Young orders may still "
        "come back."
    ),
    "closing-times": N_("From the day a case was asked for until it was closed, of the cases closed in these days."),
    "reviews": N_("Stars on average and reviews that count as bad, by product and month."),
}
