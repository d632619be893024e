"""Today: the six numbers, the work in order of urgency, her tasks, and one button for the next thing to do."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import clock, settings
from services.backup.queries import BackupState
from services.i18n import N_, _
from services.kernel.changes import ChangeSet
from services.tasks.commands import TaskDraft
from services.today.first_steps import FirstStep
from services.today.queries import NextStep, Today, today
from services.today.since import Look, Since, look_now, since
from services.types import Entity
from ui.actions import ActionSpec
from ui.duties.backups import Backups
from ui.page import Page, PageContext
from ui.pages.today.chart import sales_bars
from ui.pages.today.figures import Figure, FiguresCard
from ui.pages.today.first_steps import FirstStepsCard
from ui.pages.today.lists import long_day, queue_card, since_card
from ui.pages.today.looks import KeptLooks
from ui.pages.today.numbers import six_numbers
from ui.pages.today.queue import STEPS, backup_work
from ui.pages.today.task_form import TaskForm
from ui.pages.today.tasks_card import TasksCard
from ui.pages.today.work_line import Work
from ui.pause import Pause
from ui.said import way_back
from ui.theme import space
from ui.widgets.card import Card
from ui.widgets.empty_state import EmptyState
from ui.widgets.focus_place import focus_place
from ui.widgets.page_header import PageHeader

_WATCHED = (
    Entity.ORDER, Entity.ORDER_LINE, Entity.IMPORT_FILE, Entity.IMPORT_PROBLEM, Entity.PRINTED_ORDER,
    Entity.SKU_ALIAS, Entity.SKU, Entity.PRINT_RUN, Entity.SETTING, Entity.OWN_TASK, Entity.CASE, Entity.REVIEW,
    Entity.FOLLOW_UP,
    Entity.GOAL, Entity.STOCK_MOVE, Entity.REORDER_RULE, Entity.RECEIPT, Entity.RECEIPT_LINE,
    Entity.SUPPLIER_PAYMENT, Entity.SUPPLIER_RETURN_LINE, Entity.TRANSACTION, Entity.ACCOUNT,
    Entity.EXCHANGE_RATE, Entity.COMMITMENT, Entity.COMMITMENT_AMOUNT, Entity.COMMITMENT_PAYMENT, Entity.BUDGET,
    Entity.MONTH_CLOSE, Entity.JOURNAL_ENTRY, Entity.JOURNAL_ENTRY_LINE, Entity.TAX_RULE, Entity.INVOICE,
)  # fmt: skip
_AGAIN_AFTER_MS = 150
_MINUTE_MS = 60_000
_FRESH = timedelta(minutes=1)
_GROUP = N_("Today")
_OfBackup = tuple[list[Work], datetime | None, bool]


class TodayPage(Page):
    """Asks once, shows, and asks again when something it counts has changed."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self._context = context
        self._found: Today | None = None
        self._since: Since | None = None
        self._look: Look | None = None
        self._looks = KeptLooks(context.link.shop.path)
        self._read_at: datetime | None = None
        self._parts: list[QWidget] = []
        self._is_unfolded = False
        self._told_of_backup: _OfBackup | None = None
        self.tasks = TasksCard(context)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.XL, 0, space.XL, space.L)
        self._column.setSpacing(0)
        self._lists = QWidget(self)
        self._row = QHBoxLayout(self._lists)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(space.M)
        self._row.addWidget(self.tasks, 5)
        self._lists.hide()
        self._again = Pause(self, _AGAIN_AFTER_MS)
        self._again.timeout.connect(self.reload)
        self._clock = QTimer(self, interval=_MINUTE_MS)
        self._clock.timeout.connect(self.reload)
        self._backups: Backups | None = context.link.findChild(Backups)
        if self._backups is not None:
            self._backups.changed.connect(self._backups_changed)
        context.link.watch(self, _WATCHED, self._changed)
        context.link.changed.connect(self._outdated)
        for action in self._actions():
            context.registry.add(action)
        self._show()

    def opened(self, **_wanted: Any) -> None:
        """Ask again, unless the minute in which it was asked is not over and nothing at all was done in the shop."""
        self._clock.start()
        is_fresh = self._read_at is not None and timedelta() <= clock.now() - self._read_at < _FRESH
        if is_fresh and self._found is not None:
            self._look_around()
        else:
            self.reload()

    def hideEvent(self, event: QHideEvent) -> None:
        """The page was left: what it showed has been seen; a shop opened only to be read is looked at by nobody."""
        super().hideEvent(event)
        if self._look is not None and self._writable():
            self._looks.leave(self._look)

    def retranslate(self) -> None:
        self.tasks.retranslate()
        self._show()

    @Slot()
    def reload(self) -> None:
        """Ask for the state of today, and for what came since the last look."""
        if self.isVisible() or self._found is None:
            self._read_at = clock.now()
            self._context.link.ask(today, owner=self).then(self._take).fails(self._not_read)
            self._look_around()

    def _look_around(self) -> None:
        link, base = self._context.link, self._looks.base()
        link.ask(look_now, owner=self).then(self._take_look)
        if base is not None:
            link.ask(since, base, owner=self).then(self._take_since)

    def _not_read(self, error: Exception) -> None:
        self._read_at = None
        self._context.show_error(error)

    @Slot(object)
    def _outdated(self, _changes: ChangeSet) -> None:
        self._read_at = None

    def shown(self) -> Today | None:
        """What the page shows, or None before the first answer."""
        return self._found

    def new_task(self) -> None:
        """Open the form of a new task."""
        self._context.open_dialog(TaskForm(self._context, TaskDraft(self.tasks.line.text())))

    def _actions(self) -> tuple[ActionSpec, ...]:
        writable = self._writable
        return (
            ActionSpec("today.new_task", N_("New task"), self.new_task, "plus", "Ctrl+N", scope="today", group=_GROUP,
                       enabled=writable),
            ActionSpec("today.tasks", N_("Go to the tasks"), self.tasks.focus_line, "check-square", "Ctrl+F",
                       scope="today", group=_GROUP, palette=False),
        )  # fmt: skip

    def _writable(self) -> bool:
        return not self._context.link.shop.read_only

    def _changed(self, _changes: ChangeSet) -> None:
        self._again.start()

    @property
    def _backup_state(self) -> BackupState | None:
        backups = self._backups
        if backups is None or backups.state is None or self._context.link.shop.is_damaged:
            return None
        return replace(backups.state, failed=backups.failed)

    @Slot()
    def _backups_changed(self) -> None:
        if self._found is not None and self._of_backup() != self._told_of_backup:
            self._show()

    def _of_backup(self) -> _OfBackup:
        """All that the cards tell of the backups: of most that happens to those, nothing."""
        state = self._backup_state
        made_at = state.made_at if state is not None else None
        return backup_work(state), made_at, state is not None and state.second is not None

    def _take(self, found: Today) -> None:
        if found != self._found:
            self._found = found
            self.tasks.take(found.waits.tasks)
            self._show()

    def _take_look(self, look: Look) -> None:
        self._look = look

    def _take_since(self, found: Since) -> None:
        if found != self._since:
            self._since = found
            self._show()

    # -- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        """Everything anew but the card of tasks, in which somebody may be typing; never is less than that on screen."""
        old, place = self._parts, focus_place(self._parts)
        self._fill()
        for part in self._parts:
            part.show()  # a layout shows what it is given with the next turn only: a page without cards until then
        is_given = place is not None and bool(place.name) and place.give(self._parts)
        for part in old:
            part.hide()
            part.deleteLater()
        if place is not None and not is_given:
            self._leave_keyboard()
        for layout in (self._column, self._row):
            layout.activate()

    def _leave_keyboard(self) -> None:
        """What had the keyboard is gone: Qt gave it to the next button, which Enter would press; so nobody has it."""
        focus = self.window().focusWidget()
        if focus is not None and not self.tasks.isAncestorOf(focus):
            focus.clearFocus()

    def _fill(self) -> None:
        found = self._found
        is_filled = found is not None and found.has_orders
        self._told_of_backup = self._of_backup()
        while self._column.count():
            self._column.takeAt(0)
        header = self._header(found)
        self._parts = [header]
        self._column.addWidget(header)
        self._lists.setVisible(found is not None)
        if found is None:
            self._column.addStretch(1)
            return
        steps = self._first_steps(found)
        top = (
            FiguresCard(six_numbers(found), sales_bars(found), self._open_figure)
            if is_filled
            else steps or self._empty()
        )
        queue = queue_card(found, self._backup_state, self._go)
        news = since_card(found, self._since, self._backup_state, self._go)
        self._row.insertWidget(0, queue, 7)
        self._row.addWidget(news, 5)
        self._column.addWidget(top, 0 if is_filled or steps else 1)
        self._column.addSpacing(space.M)
        if steps is not None and steps is not top:
            self._column.addWidget(steps)
            self._column.addSpacing(space.M)
            self._parts.append(steps)
        self._column.addWidget(self._lists, 1)
        self._parts += [top, queue, news]

    def _first_steps(self, found: Today) -> FirstStepsCard | None:
        """The steps of a new shop, until all are done or somebody hides them."""
        done = set(found.first_steps.done)
        if self._backup_state is not None and self._backup_state.second is not None:
            done.add(FirstStep.BACKUP)
        if not found.first_steps.is_wanted or len(done) == len(FirstStep):
            return None
        is_open = self._is_unfolded or not found.has_orders
        card = FirstStepsCard(frozenset(done), self._go, is_open=is_open, is_first_day=not found.has_orders)
        card.dismissed.connect(self._hide_steps)
        card.unfolded.connect(self._unfold)
        return card

    @Slot()
    def _hide_steps(self) -> None:
        link = self._context.link
        link.run(settings.change, settings.FIRST_STEPS.key, False, owner=self).then(
            lambda outcome: self._context.toast(
                _("Settings brings the first steps back."), undo=way_back(link, outcome.changes)
            )
        )

    @Slot(bool)
    def _unfold(self, is_open: bool) -> None:
        self._is_unfolded = is_open
        self._show()

    def _header(self, found: Today | None) -> PageHeader:
        header = PageHeader(_("Today"), long_day(found.day) if found is not None else "")
        header.search_opened.connect(self._context.open_palette)
        if found is not None and found.has_orders:
            step = STEPS[found.next_step]
            header.set_primary(_(step.words), step.icon, partial(self._go, step.page, step.wanted, step.action))
            if found.next_step not in (NextStep.IMPORT, NextStep.DONE):
                header.add_secondary(_("Import files"), "upload-simple", partial(self._go, "import", {}))
        elif found is not None:
            header.set_primary(_("Import the first orders"), "upload-simple", partial(self._go, "import", {}))
        return header

    def _empty(self) -> QWidget:
        card = Card(padding=0)
        actions = [(_("Import the first orders"), "upload-simple", partial(self._go, "import", {}))]
        why = _("Export your orders in each shop's back-end and drop the files anywhere on this window.")
        card.body.addWidget(EmptyState("storefront", _("Your shop is ready"), why, actions))
        return card

    def _open_figure(self, figure: Figure) -> None:
        self._go(figure.page, figure.wanted)

    def _go(self, page: str, wanted: dict[str, Any], action: str = "", _on: bool = False) -> None:
        if page != "today":
            self._context.navigate(page, **wanted)
        if action:
            self._context.registry.trigger(action)
