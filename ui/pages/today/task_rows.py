"""One task on the page: a box to tick, its words, when it is due, and a menu of everything else."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QFont, QKeyEvent, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from services.i18n import _
from services.tasks.queries import TaskView
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import IconButton
from ui.widgets.click_area import ClickArea
from ui.widgets.fields import CheckBox

_HEIGHT, _LOW = 46, 34


class TaskWords(ClickArea):
    """The words of a task; a click opens it."""

    def __init__(self, task: TaskView, remark: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.task, self._remark = task, remark
        self.setText(task.text)
        self.setAccessibleName(task.text)
        self.setAccessibleDescription(remark)
        self.setToolTip("\n".join(part for part in (task.text, task.note) if part))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def remark(self) -> str:
        """The quiet words under the task."""
        return self._remark

    def sizeHint(self) -> QSize:
        return QSize(160, _HEIGHT if self._remark else _LOW)

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, task = current_theme(), self.task
        painter = painting.painter_for(self)
        if self.is_lit():
            painting.rounded(painter, QRectF(self.rect()).adjusted(0, 3, 0, -3), 7, theme.color("hover"))
        is_over = task.done_at is not None or task.skipped_at is not None
        font = QFont(theme.font("body"))
        font.setStrikeOut(task.done_at is not None)
        top = 5 if self._remark else 0
        room = QRect(6, top, self.width() - 12, 20 if self._remark else self.height())
        painting.text(painter, room, self.text(), font, theme.color("text3" if is_over else "text"))
        if self._remark:
            tone = theme.color("neg" if task.is_late else "text3" if is_over else "text2")
            painting.text(painter, QRect(6, 24, self.width() - 12, 18), self._remark, theme.font("caption"), tone)
        if self.hasFocus():
            painting.focus_ring(painter, self.rect().adjusted(0, 2, 0, -2), 7)


class TaskRow(QWidget):
    """`ticked` comes with a click on the box, `opened` with one on the words, `menu_asked` with where to show it."""

    ticked = Signal(int, bool)
    opened = Signal(int)
    removed = Signal(int)
    menu_asked = Signal(int, QPoint)

    def __init__(self, task: TaskView, remark: str, *, read_only: bool = False) -> None:
        super().__init__()
        self.task = task
        self.setObjectName(f"task.{task.id}")
        row = QHBoxLayout(self)
        row.setContentsMargins(space.M, 0, space.S, 0)
        row.setSpacing(space.XS)
        self.box = CheckBox("", self)
        self.box.setChecked(task.done_at is not None)
        self.box.setAccessibleName(_("Done: {task}").format(task=task.text))
        self.words = TaskWords(task, remark, self)
        self.more = IconButton("dots-three", _("More about “{task}”").format(task=task.text), self)
        self.more.set_side(26)
        row.addWidget(self.box)
        row.addWidget(self.words, 1)
        row.addWidget(self.more)
        self.box.clicked.connect(self._tick)
        self.words.clicked.connect(self._open)
        self.more.clicked.connect(self._menu)
        for part in (self.box, self.words, self.more):
            part.setEnabled(not read_only)

    def _tick(self, on: bool) -> None:
        self.ticked.emit(self.task.id, on)

    def _open(self, _on: bool = False) -> None:
        self.opened.emit(self.task.id)

    def _menu(self, _on: bool = False) -> None:
        self.menu_asked.emit(self.task.id, self.more.mapToGlobal(self.more.rect().bottomLeft()))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        if self.more.isEnabled():
            self.menu_asked.emit(self.task.id, event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.more.isEnabled():
            self.removed.emit(self.task.id)
            return
        super().keyPressEvent(event)
