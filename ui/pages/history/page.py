"""History: everything that was done, what each step changed, and the way back; and what was printed."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QListView, QStackedWidget, QVBoxLayout, QWidget

from services.errors import AppError
from services.fulfilment.print_log import PrintRunView, print_log
from services.history.queries import OperationView, operation_count
from services.history.search import find_operations
from services.history.story import Story, story
from services.i18n import N_, NN_, _
from services.messages import counted
from ui.actions import ActionSpec
from ui.page import Page, PageContext
from ui.pages.history.detail import OperationPanel
from ui.pages.history.lines import PAGE, Line, LineDelegate, Lines
from ui.pages.history.prints import PrintPanel
from ui.pages.history.wording import operation_line, print_line
from ui.pause import Pause
from ui.theme import space
from ui.widgets.card import Card, Hairline
from ui.widgets.empty_state import EmptyState
from ui.widgets.page_header import PageHeader
from ui.widgets.search_box import SearchBox
from ui.widgets.view_tabs import ViewTab, ViewTabs

_TABS = (("all", N_("Everything")), ("imports", N_("Imports")), ("hand", N_("By hand")), ("undone", N_("Undone")),
         ("prints", N_("Print log")))  # fmt: skip
_STEPS = NN_("{count} step", "{count} steps")
_AGAIN_AFTER_MS = 150


class HistoryPage(Page):
    """Reads in pages of 200, follows every commit, and undoes one step at a time."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._asked = 0
        self._wanted_id: int | None = None
        self.lines = Lines(self)
        self.view, self.tabs = QListView(), ViewTabs()
        self.box = SearchBox("", icon="funnel-simple")
        self.stack = QStackedWidget()
        self.panel, self.prints = OperationPanel(), PrintPanel(context)
        self._lay_out()
        self._again = Pause(self, _AGAIN_AFTER_MS)
        self._again.timeout.connect(self.reload)
        self._connect()
        context.registry.add(
            ActionSpec(
                "history.find", N_("Find a step"), self.focus_search, "funnel-simple", "Ctrl+F",
                scope="history", group=N_("History"), palette=False,
            )
        )  # fmt: skip
        self.retranslate()

    def focus_search(self) -> None:
        """Put the keyboard into the search of the steps (Ctrl+F)."""
        self.box.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def opened(self, **wanted: Any) -> None:
        if "view" in wanted:
            self.tabs.set_current(str(wanted["view"]))
        self._wanted_id = wanted.get("id", self._wanted_id)
        self.reload()

    def retranslate(self) -> None:
        self.header.title.setText(_("History"))
        self.header.retranslate()
        self.box.set_placeholder(_("Find a step"))
        self.tabs.set_tabs([ViewTab(key, _(title)) for key, title in _TABS])
        self.tabs.retranslate()
        self.view.setAccessibleName(_("History"))
        self.panel.retranslate()
        self.prints.retranslate()
        if self.panel.isVisible() and self.panel.story is not None:
            self._ask_story(self.panel.story.operation.id)
        self.reload()

    @Slot()
    def reload(self) -> None:
        """Ask for the newest lines of the view that is on."""
        self._asked += 1
        link, number = self._context.link, self._asked
        link.ask(operation_count, owner=self).then(self._take_count)
        if self.tabs.current() == "prints":
            link.ask(print_log, owner=self).then(partial(self._take_prints, number))
            return
        link.ask(find_operations, self.box.text(), view=self.tabs.current(), limit=PAGE, owner=self).then(
            partial(self._take_lines, number)
        )

    # -- taking what was asked for ---------------------------------------------------------------------

    def _take_lines(self, number: int, found: tuple[OperationView, ...]) -> None:
        if number != self._asked:
            return
        kept = self._wanted_id if self._wanted_id is not None else self._chosen_id()
        self.lines.set_lines(self._lines_of(found), has_more=len(found) == PAGE)
        self._show_list_or_reason()
        row = self.lines.row_of(kept) if kept is not None else None
        if row is not None:
            self._wanted_id = None
            self.view.setCurrentIndex(self.lines.index(row))

    def _take_prints(self, number: int, found: tuple[PrintRunView, ...]) -> None:
        if number != self._asked:
            return
        wanted = self.box.text().casefold()
        lines = [print_line(run, self._context.link.home.zone()) for run in found]
        self.prints.set_runs(found)
        self.lines.set_lines([line for line in lines if wanted in line.text.casefold()], has_more=False)
        self._show_list_or_reason()

    @Slot()
    def _ask_more(self) -> None:
        last = self.lines.lines()[-1].id
        self._context.link.ask(
            find_operations, self.box.text(), view=self.tabs.current(), limit=PAGE, before_id=last, owner=self
        ).then(partial(self._take_more, self._asked))

    def _take_more(self, number: int, found: tuple[OperationView, ...]) -> None:
        if number == self._asked:
            self.lines.add_lines(self._lines_of(found), has_more=len(found) == PAGE)

    def _lines_of(self, found: Sequence[OperationView]) -> list[Line]:
        zone = self._context.link.home.zone()
        return [operation_line(one, zone) for one in found]

    def _take_count(self, count: int) -> None:
        self.header.set_subtitle(counted(_STEPS, count))

    # -- one line --------------------------------------------------------------------------------------

    def _chosen_id(self) -> int | None:
        row = self.view.currentIndex().row()
        return self.lines.lines()[row].id if 0 <= row < len(self.lines.lines()) else None

    @Slot()
    def _chosen(self) -> None:
        chosen = self._chosen_id()
        if chosen is None:
            return
        if self.tabs.current() == "prints":
            self.panel.hide()
            self.prints.show_run(chosen, self._context.link.home.zone())
        else:
            self.prints.hide()
            self._ask_story(chosen)

    def _ask_story(self, operation_id: int) -> None:
        self._context.link.ask(story, operation_id, owner=self).then(self._take_story)

    def _take_story(self, found: Story) -> None:
        if self.tabs.current() != "prints":
            self.panel.show_story(found)

    @Slot(int)
    def _undo(self, root_id: int) -> None:
        link = self._context.link
        link.undo(root_id, owner=self).then(partial(self._inverted, N_("Undone: {what}"))).fails(self._refused)

    @Slot(int)
    def _redo(self, root_id: int) -> None:
        link = self._context.link
        link.redo(root_id, owner=self).then(partial(self._inverted, N_("Done again: {what}"))).fails(self._refused)

    def _inverted(self, template: str, outcome: Any) -> None:
        self._context.toast(_(template).format(what=str(outcome.changes.label)))

    def _refused(self, error: Exception) -> None:
        if isinstance(error, AppError):
            self.panel.show_problem(error)
        else:
            self._context.show_error(error)

    # -- frame -----------------------------------------------------------------------------------------

    def _show_list_or_reason(self) -> None:
        while self.stack.count() > 1:
            old = self.stack.widget(1)
            if old is not None:
                self.stack.removeWidget(old)
                old.deleteLater()
        if self.lines.lines():
            self.stack.setCurrentIndex(0)
            return
        self.stack.addWidget(self._empty())
        self.stack.setCurrentIndex(1)

    def _empty(self) -> EmptyState:
        if self.box.text():
            clear = [(_("Clear the filter"), "x", self.box.clear)]
            return EmptyState("magnifying-glass", _("Nothing fits"), _("No step contains these words."), clear)
        why = _("Every change of the shop is listed here and can be undone, also after a restart.")
        next_step = [(_("Import files"), "upload-simple", lambda: self._context.navigate("import"))]
        is_whole = self.tabs.current() == _TABS[0][0]  # the other views may be empty in a shop full of orders
        return EmptyState("clock-counter-clockwise", _("Nothing here yet"), why, next_step if is_whole else [])

    def _connect(self) -> None:
        self.header.search_opened.connect(self._context.open_palette)
        self.tabs.changed.connect(self._tab_changed)
        self.box.textChanged.connect(self._typed)
        self.lines.more_wanted.connect(self._ask_more)
        self.view.selectionModel().currentChanged.connect(self._chosen)
        self.panel.undo_wanted.connect(self._undo)
        self.panel.redo_wanted.connect(self._redo)
        self._context.link.changed.connect(self._changed)
        self._context.link.home_changed.connect(self._changed)

    @Slot()
    def _changed(self) -> None:
        if self.isVisible():
            self._again.start()

    @Slot()
    def _typed(self) -> None:
        self._again.start()

    @Slot(str)
    def _tab_changed(self, _key: str) -> None:
        self.panel.hide()
        self.prints.hide()
        self.reload()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        for panel in (self.panel, self.prints):
            panel.fit_window(self.window().width())

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        main = QWidget()
        column = QVBoxLayout(main)
        column.setContentsMargins(space.XL, 0, space.XL, space.L)
        column.setSpacing(0)
        self.header = PageHeader("")
        column.addWidget(self.header)
        card = Card(padding=space.HAIRLINE, spacing=0, flush=True)
        card.body.addWidget(self.tabs)
        head = QHBoxLayout()
        head.setContentsMargins(space.M, space.S, space.M, space.S)
        self.box.setFixedWidth(260)
        head.addWidget(self.box)
        head.addStretch(1)
        card.body.addLayout(head)
        card.body.addWidget(Hairline())
        self.view.setModel(self.lines)
        self.view.setItemDelegate(LineDelegate(self.view))
        self.view.setFrameShape(QFrame.Shape.NoFrame)
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.stack.addWidget(self.view)
        card.body.addWidget(self.stack, 1)
        column.addWidget(card, 1)
        row.addWidget(main, 1)
        for panel in (self.panel, self.prints):
            panel.hide()
            row.addWidget(panel)
