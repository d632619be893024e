"""One launch in the list: its name, how many steps are done, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import formatting
from services.growth.launch_queries import LaunchView
from services.i18n import _
from ui.pages.growth.launch_words import state_of, step_words
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_HEIGHT, _PAD, _LINE = 98, 16, 6


class LaunchCard(QAbstractButton):
    """A button as wide as the list; pressing it shows the launch whole."""

    def __init__(self, launch: LaunchView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.launch = launch
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)
        self.setCheckable(True)
        words, tone = state_of(launch)
        head = QHBoxLayout()
        head.setSpacing(10)
        head.addWidget(Text(launch.draft.name, "heading", elide=True), 0)
        head.addWidget(Pill(words, tone))
        head.addStretch(1)
        head.addWidget(Text(self._day(), "body", "text2"))
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD, 12, _PAD, 12)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(Text(self._next(), "body", "text2", elide=True))
        column.addStretch(1)
        self.setAccessibleName(f"{launch.draft.name}: {words}, {self._done()}. {self._next()}")

    def sizeHint(self) -> QSize:
        return QSize(320, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        ground = theme.color("row_sel" if self.isChecked() else "hover" if self.underMouse() else "surface")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], ground, theme.color("border"))
        words = self._done()
        room = painting.text_width(words, theme.font("caption")) + 12
        line = QRectF(_PAD, self.height() - 18, self.width() - 2 * _PAD - room, _LINE)
        painting.rounded(painter, line, _LINE / 2, theme.color("border"))
        steps = len(self.launch.steps)
        if steps and self.launch.done:
            done = QRectF(line.left(), line.top(), line.width() * self.launch.done / steps, _LINE)
            painting.rounded(painter, done, _LINE / 2, theme.color("accent"))
        place = self.rect().adjusted(self.width() - room - _PAD + 12, self.height() - 26, -_PAD + 4, -4)
        painting.text(painter, place, words, theme.font("caption"), theme.color("text2"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["card"])

    def _done(self) -> str:
        return _("{done} of {count} steps").format(done=self.launch.done, count=len(self.launch.steps))

    def _day(self) -> str:
        day = self.launch.draft.launch_on
        return _("no launch day") if day is None else _("Launch {day}").format(day=formatting.day(day))

    def _next(self) -> str:
        step = self.launch.next_step
        if step is None:
            return _("Nothing left to do.")
        due = "" if step.due_on is None else formatting.day(step.due_on)
        return _("Next: {step}").format(step=" · ".join(part for part in (step_words(step), due) if part))
