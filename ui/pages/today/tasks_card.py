"""Her own tasks: a line to type the next one into, the open ones, and what was done lately."""

from __future__ import annotations

from datetime import date
from functools import partial

from PySide6.QtCore import QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from services.i18n import NN_, _
from services.messages import counted
from services.tasks import commands
from services.tasks.queries import Tasks, TaskView
from services.tasks.quick import read_line
from ui.page import PageContext
from ui.pages.today.task_form import TaskForm, draft_of
from ui.pages.today.task_rows import TaskRow
from ui.pages.today.task_words import remark, tomorrow, understood
from ui.pages.work import run
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import icon
from ui.widgets.card import Card, Hairline, SectionTitle
from ui.widgets.menu import PassingMenu
from ui.widgets.scroll_room import ScrollRoom
from ui.widgets.text import Text

_DUE = NN_("{count} due", "{count} due")


class _Line(QLineEdit):
    """Escape empties the line."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.text():
            self.clear()
            return
        super().keyPressEvent(event)


class TasksCard(Card):
    """Stays while the page is shown anew, so that what is being typed is never lost."""

    def __init__(self, context: PageContext) -> None:
        super().__init__(padding=space.HAIRLINE, spacing=0)
        self._context = context
        self._found: Tasks | None = None
        self._rows: list[QWidget] = []
        self.head = SectionTitle("", "", remark_tone="text3")
        self.line = _Line()
        self.line.setObjectName("task.line")
        self.line.setFont(current_theme().font("body"))
        self.said = Text("", "caption", "text2", elide=True)
        self.said.hide()
        self._build()
        self.line.textChanged.connect(self._say)
        self.line.returnPressed.connect(self._add)
        self.retranslate()

    def _build(self) -> None:
        layout = self.head.layout()
        if layout is not None:
            layout.setContentsMargins(space.L, space.M, space.L, space.M)
        self.body.addWidget(self.head)
        self.body.addWidget(Hairline())
        entry = QVBoxLayout()
        entry.setContentsMargins(space.M, space.M, space.M, space.XS)
        entry.setSpacing(space.XS)
        entry.addWidget(self.line)
        entry.addWidget(self.said)
        self.body.addLayout(entry)
        inner = QWidget()
        self._column = QVBoxLayout(inner)
        self._column.setContentsMargins(0, 0, 0, space.XS)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._area = ScrollRoom(inner)
        self.body.addWidget(self._area, 1)

    def retranslate(self) -> None:
        """Show every text in the language that is on."""
        self.head.title.setText(_("Tasks"))
        self.line.setPlaceholderText(_("New task, such as “call the printer tomorrow 15:00”"))
        self.line.setAccessibleName(_("New task"))
        self._area.setAccessibleName(_("Tasks"))
        self._show()

    def take(self, found: Tasks) -> None:
        """Show these tasks."""
        if found != self._found:
            self._found = found
            self._show()

    def focus_line(self) -> None:
        """Go to where the next task is typed."""
        self.line.setFocus()

    # -- showing -----------------------------------------------------------------------------------

    def _show(self) -> None:
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = []
        self.line.setEnabled(self._found is not None and not self._context.link.shop.read_only)
        if self._found is None:
            return
        found = self._found
        due = counted(_DUE, found.due) if found.due else ""
        self.head.remark.setText(due)
        if not found.open and not found.over:
            words = _("What no order tells of goes here: once, every Monday, on the last day of the month.")
            self._rows.append(_note(words))
        self._rows += [self._row(task) for task in found.open]
        if found.over:
            self._rows.append(_note(_("Done in the last days")))
            self._rows += [self._row(task) for task in found.over]
        for place, row in enumerate(self._rows):
            self._column.insertWidget(place, row)

    def _row(self, task: TaskView) -> TaskRow:
        words = remark(task, self._today)
        if task.skipped_at is not None:
            words = _("left out")
        elif task.done_at is not None:
            words = ""
        row = TaskRow(task, words, read_only=self._context.link.shop.read_only)
        row.ticked.connect(self._tick)
        row.opened.connect(self._open)
        row.removed.connect(self._remove)
        row.menu_asked.connect(self._menu)
        return row

    @property
    def _today(self) -> date:
        if self._found is None:
            raise RuntimeError("nothing is shown before the first answer")
        return self._found.today

    # -- doing -------------------------------------------------------------------------------------

    @Slot(str)
    def _say(self, typed: str) -> None:
        words = understood(read_line(typed, self._today), self._today) if typed.strip() and self._found else ""
        self.said.setText(words)
        self.said.setVisible(bool(words))

    @Slot()
    def _add(self) -> None:
        if self._found is None or not self.line.text().strip():
            return
        draft = read_line(self.line.text(), self._today)
        run(self._context, self, commands.add, draft, then=lambda _id: self.line.clear())

    @Slot(int, bool)
    def _tick(self, task_id: int, on: bool) -> None:
        run(self._context, self, commands.finish if on else commands.reopen, task_id)

    @Slot(int)
    def _open(self, task_id: int) -> None:
        task = self._task(task_id)
        if task is not None:
            self._context.open_dialog(TaskForm(self._context, draft_of(task), task))

    @Slot(int)
    def _remove(self, task_id: int) -> None:
        run(self._context, self, commands.remove, task_id)

    def _task(self, task_id: int) -> TaskView | None:
        known = (*self._found.open, *self._found.over) if self._found is not None else ()
        return next((one for one in known if one.id == task_id), None)

    @Slot(int, QPoint)
    def _menu(self, task_id: int, at: QPoint) -> None:
        task = self._task(task_id)
        if task is not None:
            self.menu_of(task).popup(at)

    def menu_of(self, task: TaskView) -> PassingMenu:
        """Everything that can be done with one task."""
        menu = PassingMenu(self)
        start = partial(run, self._context, self)
        if task.done_at is not None or task.skipped_at is not None:
            menu.addAction(icon("arrow-u-up-left"), _("Not done after all"), partial(start, commands.reopen, task.id))
        else:
            menu.addAction(icon("pencil-simple"), _("Change…"), partial(self._open, task.id))
            day = tomorrow(self._today)
            menu.addAction(icon("arrow-right"), _("Do it tomorrow"), partial(start, commands.move, (task.id,), day))
            if task.repeat is not None:
                menu.addAction(icon("skip-forward"), _("Leave out once"), partial(start, commands.skip, task.id))
        menu.addSeparator()
        menu.addAction(icon("trash"), _("Remove"), partial(self._remove, task.id))
        return menu


def _note(words: str) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(space.L, space.M, space.L, space.S)
    column.addWidget(Text(words, "caption", "text3", wrap=True))
    return holder
