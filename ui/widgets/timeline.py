"""What happened to something, and what comes next, as dots on a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from services.i18n import join_list
from ui.theme.apply import current_theme
from ui.widgets import painting

_STEP = 26


@dataclass(frozen=True, slots=True)
class Step:
    """One step: words, when (or how long is left), and whether it is done."""

    text: str
    when: str = ""
    done: bool = False


class Timeline(QWidget):
    """Steps from top to bottom; filled dots are done."""

    def __init__(self, steps: Sequence[Step] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._steps: tuple[Step, ...] = ()
        self.set_steps(steps)

    def set_steps(self, steps: Sequence[Step]) -> None:
        """Show these steps."""
        self._steps = tuple(steps)
        self.setAccessibleName(join_list([f"{step.text} {step.when}".strip() for step in steps]))
        self.setFixedHeight(_STEP * len(self._steps))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(220, _STEP * len(self._steps))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        for index, step in enumerate(self._steps):
            y = index * _STEP + _STEP // 2
            if index + 1 < len(self._steps):
                both = step.done and self._steps[index + 1].done
                painter.setPen(QPen(theme.color("accent" if both else "border_strong"), 2 if both else 1.5))
                painter.drawLine(QPointF(6, y), QPointF(6, y + _STEP))
            if step.done:
                painting.dot(painter, 6, y, 5, theme.color("accent"))
            else:
                painter.setPen(QPen(theme.color("border_strong"), 1.5))
                painter.setBrush(theme.color("surface"))
                painter.drawEllipse(QPointF(6, y), 4.25, 4.25)
            self._paint_words(painter, step, QRect(20, index * _STEP, self.width() - 20, _STEP))

    def _paint_words(self, painter: QPainter, step: Step, room: QRect) -> None:
        theme = current_theme()
        when = painting.text_width(step.when, theme.font("caption"))
        painting.text(
            painter, room, step.when, theme.font("caption"), theme.color("text3"), Qt.AlignmentFlag.AlignRight
        )
        words = theme.color("text" if step.done else "text2")
        painting.text(painter, room.adjusted(0, 0, -when - 10, 0), step.text, theme.font("body"), words)
