"""The price of a competitor's item beside ours, as two stepped lines over the days it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from services import formatting
from services.competitors.queries import CompetitorItemView
from services.i18n import _
from ui.theme.apply import current_theme
from ui.widgets import painting

_HEIGHT, _HEAD, _FOOT, _RIGHT = 150, 20, 20, 8
_DOT = 3

Steps = Sequence[tuple[date, int]]


class PriceLines(QWidget):
    """Theirs with a dot for each day it was seen, ours as it was in force; amounts of one currency."""

    def __init__(self, found: CompetitorItemView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theirs: Steps = [(one.day, one.price_minor) for one in found.seen if one.price_minor is not None]
        self._ours: Steps = found.ours
        self._currency = found.home
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Their price and ours"))

    def sizeHint(self) -> QSize:
        return QSize(260, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        everything = [*self._theirs, *self._ours]
        if not everything:
            return
        theme = current_theme()
        painter = painting.painter_for(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        values = [value for _day, value in everything]
        low, high = min(values), max(values)
        left = 10 + max(painting.text_width(self._amount(one), theme.font("caption")) for one in (low, high))
        field = QRectF(left, _HEAD + 6, self.width() - left - _RIGHT, _HEIGHT - _HEAD - _FOOT - 14)
        self._paint_scale(painter, field, low, high)
        days = [day for day, _value in everything]
        first, span = min(days), max((max(days) - min(days)).days, 1)

        def spot(day: date, value: int) -> QPointF:
            x = field.left() + field.width() * (day - first).days / span
            height = (value - low) / (high - low) if high > low else 0.5
            return QPointF(x, field.bottom() - field.height() * height)

        for steps, role in ((self._ours, "chart.1"), (self._theirs, "chart.2")):
            line = QPolygonF()
            for place, (day, value) in enumerate(steps):
                if place:
                    line.append(spot(day, steps[place - 1][1]))
                line.append(spot(day, value))
            painter.setPen(QPen(theme.color(role), 2))
            painter.drawPolyline(line)
        for day, value in self._theirs:
            at = spot(day, value)
            painting.dot(painter, at.x(), at.y(), _DOT, theme.color("chart.2"))
        self._paint_words(painter, field, min(days), max(days))

    def _amount(self, minor: int) -> str:
        return formatting.money(minor, self._currency)

    def _paint_scale(self, painter: QPainter, field: QRectF, low: int, high: int) -> None:
        theme = current_theme()
        painter.setPen(QPen(theme.color("border"), 1))
        for y, value in ((field.top(), high), (field.bottom(), low)):
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(field.left(), y), QPointF(field.right(), y))
            if value == low and high == low and y == field.top():
                continue
            label = QRect(0, round(y) - 9, round(field.left()) - 6, 18)
            align = Qt.AlignmentFlag.AlignRight
            painting.text(painter, label, self._amount(value), theme.font("caption"), theme.color("text2"), align)

    def _paint_words(self, painter: QPainter, field: QRectF, first: date, last: date) -> None:
        theme = current_theme()
        font, x = theme.font("caption"), round(field.left())
        for words, role in ((_("Ours"), "chart.1"), (_("Theirs"), "chart.2")):
            painting.dot(painter, x + 4, _HEAD / 2, 4, QColor(theme.color(role)))
            width = painting.text_width(words, font) + 8
            painting.text(painter, QRect(x + 13, 0, width, _HEAD), words, font, theme.color("text2"))
            x += 13 + width + 8
        foot = QRect(round(field.left()), _HEIGHT - _FOOT, round(field.width()), _FOOT)
        painting.text(painter, foot, formatting.day(first), font, theme.color("text2"))
        if last != first:
            right = Qt.AlignmentFlag.AlignRight
            painting.text(painter, foot, formatting.day(last), font, theme.color("text2"), right)
