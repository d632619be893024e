"""One launch in the list: its name, how many steps are done, and what comes next."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from services import formatting
from services.growth.launch_queries import LaunchView
from services.i18n import _
from ui.pages.growth.card_section import ViewCard
from ui.pages.growth.launch_words import state_of, step_words
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.pill import Pill
from ui.widgets.text import Text

_HEIGHT, _PAD, _LINE = 98, space.L, 6


class LaunchCard(ViewCard):
    """A button as wide as the list; pressing it shows the launch whole."""

    def __init__(self, launch: LaunchView, parent: QWidget | None = None) -> None:
        super().__init__(launch, _HEIGHT, parent)
        self.launch = launch
        words, tone = state_of(launch)
        head = QHBoxLayout()
        head.setSpacing(space.M)
        head.addWidget(Text(launch.draft.name, "heading", elide=True), 0)
        head.addWidget(Pill(words, tone))
        head.addStretch(1)
        head.addWidget(Text(self._day(), "body", "text2"))
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD, space.M, _PAD, space.M)
        column.setSpacing(space.XS)
        column.addLayout(head)
        column.addWidget(Text(self._next(), "body", "text2", elide=True))
        column.addStretch(1)
        self.setAccessibleName(f"{launch.draft.name}: {words}, {self._done()}. {self._next()}")

    def paint_inside(self, painter: QPainter) -> None:
        """The line of the steps that are done, and their count."""
        theme = current_theme()
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
