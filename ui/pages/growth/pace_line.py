"""A goal as a line: what is due, what was done day by day, and where it is likely to end."""

from __future__ import annotations

from itertools import accumulate

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from services.growth.goal_pace import GoalView
from services.i18n import _
from ui.pages.growth.words import figure_text
from ui.theme.apply import current_theme
from ui.widgets import painting


class PaceLine(QWidget):
    """The goal's days from left to right: a thin straight line to the target, the sum so far, the forecast dashed."""

    def __init__(self, goal: GoalView, height: int = 72, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._goal = goal
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        due = figure_text(goal.due, goal.currency, is_money=goal.is_money)
        done = figure_text(goal.done_before, goal.currency, is_money=goal.is_money)
        said = _("By the end of yesterday {done} of {due} that were due.").format(done=done, due=due)
        self.setToolTip(said)
        self.setAccessibleName(said)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, goal = current_theme(), self._goal
        painter = painting.painter_for(self)
        box = QRectF(self.rect()).adjusted(4, 6, -4, -6)
        sums = [0, *accumulate(goal.values)]
        ends = [goal.draft.target_value, *sums]
        if goal.expected is not None:
            ends.append(goal.expected.value)
        low, high = min(0, *ends), max(ends)

        def at(day: int, value: int) -> QPointF:
            share = (value - low) / (high - low)
            return QPointF(box.left() + box.width() * day / goal.days, box.bottom() - box.height() * share)

        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(QPointF(box.left(), box.bottom()), QPointF(box.right(), box.bottom()))
        painter.setPen(QPen(theme.color("border_strong"), 1.5))
        painter.drawLine(at(0, 0), at(goal.days, goal.draft.target_value))
        points = [at(day, value) for day, value in enumerate(sums)]
        if goal.expected is not None:
            dashed = QPen(theme.color("accent"), 1.5, Qt.PenStyle.DashLine)
            painter.setPen(dashed)
            painter.drawLine(points[-1], at(goal.days, goal.expected.value))
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.drawPolyline(QPolygonF(points))
        painting.dot(painter, points[-1].x(), points[-1].y(), 3, theme.color("accent"))
