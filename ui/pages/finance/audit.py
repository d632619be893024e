"""The Audit section: who changed which figure, from what to what, and in which step; by page, who and days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent

from services import formatting, paths
from services.books.audit import AREAS, AuditFilter, AuditPage, FigureChange, audit_page, audit_sources
from services.books.audit_file import write_audit
from services.history.wording import value_words
from services.i18n import N_, NN_, _
from ui.actions import ActionSpec
from ui.page import PageContext
from ui.pages.list_export import ROWS, write_and_say
from ui.pages.section import Section
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.rows_or_notice import RowsOrNotice
from ui.table.table_panel import PanelTexts
from ui.theme import space
from ui.widgets.buttons import SecondaryButton
from ui.widgets.card import Card
from ui.widgets.fields import Choice
from ui.widgets.view_tabs import ViewTab, ViewTabs

_COLUMNS = (
    ListColumn(N_("Time"), 140), ListColumn(N_("What was done"), 0), ListColumn(N_("By"), 90, yields=2),
    ListColumn(N_("Document"), 190, yields=1), ListColumn(N_("Figure"), 140), ListColumn(N_("Before"), 110, right=True),
    ListColumn(N_("After"), 110, right=True),
)  # fmt: skip
_EVERY = "every"
_SOURCES = {
    "ui": N_("Window"), "cli": N_("Command line"), "import": N_("Import"), "demo": N_("Demo"),
    "backup": N_("Backup"), "schedule": N_("Timetable"),
}  # fmt: skip
_TEXTS = PanelTexts(N_("Audit"), counted=NN_("{count} changed figure", "{count} changed figures"))


class AuditSection(Section):
    """`table` lists changed figures, the newest first; `more` reads on; the filters say which are wanted."""

    page_title = N_("Finance")

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self.found: AuditPage | None = None
        self._is_stale = True
        self.tabs = ViewTabs()
        self.source, self.days = Choice(), Choice()
        self.table = ListTable(_COLUMNS, self._cells, kept="finance.audit")
        self.more = SecondaryButton("", "caret-down")
        self.export_button = self.header.add_secondary("", "download-simple", self.export)
        self._lay_out()
        self._connect()
        self._say()

    # --- reading -----------------------------------------------------------------------------

    def read(self) -> None:
        """Read from the newest change again."""
        self._is_stale = False
        self.link.ask(audit_sources, owner=self).then(self._know_sources)
        self.link.ask(audit_page, self.asked(), owner=self).then(self._show).fails(self.context.show_error)

    def read_on(self) -> None:
        """Read what comes after the last row."""
        if self.found is not None and self.found.before_id is not None:
            job = self.link.ask(audit_page, self.asked(), 200, self.found.before_id, owner=self)
            job.then(self._add).fails(self.context.show_error)

    def asked(self) -> AuditFilter:
        """What the filters say."""
        area = self.tabs.current()
        first, last = self._span()
        return AuditFilter(first, last, area if area in AREAS else None, self.source.currentData() or None)

    def clear(self) -> None:
        """Show every changed figure again."""
        self.tabs.set_current(_EVERY)
        self.days.setCurrentIndex(0)
        self.source.setCurrentIndex(0)
        self.read()

    def _span(self) -> tuple[date | None, date | None]:
        today, key = self.link.home.today(), self.days.currentData()
        if key is None:
            return None, None
        month = today.replace(day=1)
        if key == "last_month":
            last = month - timedelta(days=1)
            return last.replace(day=1), last
        return (
            today - timedelta(days=6) if key == "week" else month if key == "month" else month.replace(month=1)
        ), None

    def _show(self, found: AuditPage) -> None:
        self.found = found
        self._show_rows()

    def _add(self, found: AuditPage) -> None:
        before = self.found.changes if self.found is not None else ()
        self.found = AuditPage((*before, *found.changes), found.before_id, found.currency, found.zone)
        self._show_rows()

    def _show_rows(self) -> None:
        if self.found is None:
            return
        self.table.set_rows(self.found.changes)
        if self.found.changes:
            self.stack.show_rows()
        elif self.asked() == AuditFilter():
            why = _("Whoever changes an amount, a cost or a count is listed here, with the step.")
            go = (_("Import files"), "upload-simple", partial(self.context.navigate, "import"))
            self.stack.say("magnifying-glass", _("No figure was changed"), why, [go])
        else:
            why = _("No figure was changed on these pages, in these days, by whom you chose.")
            self.stack.say("magnifying-glass", _("Nothing fits"), why, [(_("Clear the filter"), "x", self.clear)])
        self.more.setVisible(self.found.before_id is not None)

    def _know_sources(self, found: tuple[str, ...]) -> None:
        if self.source.count() == len(found) + 1:
            return
        chosen = self.source.currentData()
        self.source.clear()
        self.source.addItem(_("By everybody"), "")
        for one in found:
            self.source.addItem(_source(one), one)
        self.source.setCurrentIndex(max(self.source.findData(chosen), 0))

    def _changed(self, _changes: object) -> None:
        self._is_stale = True
        if self.isVisible():
            self.read()

    # --- cells and deeds ---------------------------------------------------------------------

    def _cells(self, one: FigureChange) -> Line:
        if self.found is None:
            return ()
        say = partial(value_words, one.column, currency=self.found.currency, zone=self.found.zone)
        return (
            ListCell(formatting.instant(one.at, self.found.zone), "text2"),
            ListCell(str(one.what), strong=True),
            ListCell(_source(one.source), "text2"),
            ListCell(one.document or f"#{one.row_id}"),
            ListCell(one.field, "text2"),
            ListCell(say(one.before), "text2"),
            ListCell(say(one.after)),
        )

    def look(self, one: FigureChange) -> None:
        """Show the step in History."""
        self.context.navigate("history", id=one.operation_id)

    def export(self) -> None:
        """Ask where everything the filters want shall be written."""
        name = _("Changed figures")
        out = paths.documents_dir() / f"{name} {self.link.home.today()}.xlsx"
        self.context.ask_save(
            _("Export"), _("Tables ({suffixes})").format(suffixes="*.xlsx *.csv"), out, self.export_to
        )

    def export_to(self, out: Path) -> None:
        """Write everything the filters want into a file."""
        write_and_say(self.context, self, ROWS, out, write_audit, out, self.asked())

    # --- building ----------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        super().retranslate()
        self.source.clear()
        self._say()
        self._is_stale = True
        if self.isVisible():
            self.read()

    def _say(self) -> None:
        current = self.tabs.current() or _EVERY
        self.tabs.set_tabs(
            [ViewTab(_EVERY, _("All")), *(ViewTab(key, _(words)) for key, (words, _kinds) in AREAS.items())]
        )
        self.tabs.set_current(current)
        chosen = max(self.days.currentIndex(), 0)
        self.days.clear()
        for key, words in (
            (None, _("Any day")), ("week", _("last 7 days")), ("month", _("this month")),
            ("last_month", _("last month")), ("year", _("this year")),
        ):  # fmt: skip
            self.days.addItem(words, key)
        self.days.setCurrentIndex(chosen)
        self.source.setAccessibleName(_("By"))
        self.days.setAccessibleName(_("Period"))
        self.more.setText(_("Show more"))
        self.export_button.setText(_("Export…"))

    def _lay_out(self) -> None:
        card = Card(padding=space.HAIRLINE, spacing=0)
        controls = self.days, self.source
        self.listing = ListPanel(self.table, _TEXTS, controls=controls, export=self.export, foot=(self.more,))
        self.stack = RowsOrNotice(self.listing)
        card.body.addWidget(self.tabs)
        card.body.addWidget(self.stack, 1)
        self.column.addWidget(card, 1)

    def _connect(self) -> None:
        self.tabs.changed.connect(lambda _key: self.read())
        self.days.activated.connect(lambda _index: self.read())
        self.source.activated.connect(lambda _index: self.read())
        self.more.clicked.connect(lambda _on=False: self.read_on())
        self.table.opened.connect(self.look)
        self.link.watch(self, tuple(one for _words, kinds in AREAS.values() for one in kinds), self._changed)
        self.context.registry.add(
            ActionSpec("finance.audit", N_("Who changed which figure"), self._come, "magnifying-glass",
                       group=N_("Finance"))
        )  # fmt: skip

    def opened(self, **wanted: Any) -> None:
        """`area` names a page."""
        if wanted.get("area") in AREAS:
            self.tabs.set_current(str(wanted["area"]))
            self.read()

    def _come(self) -> None:
        self.context.navigate("finance", section="audit")

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.read()


def _source(code: str) -> str:
    return _(_SOURCES[code]) if code in _SOURCES else code
