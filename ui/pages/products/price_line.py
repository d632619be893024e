"""What became of a product's prices and cost: two lines over time, and the steps in words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from services import clock, formatting
from services.catalog.prices import PRICE_LABELS, PriceStep
from services.i18n import _
from services.messages import render
from services.types import PriceField
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.text import Text

_ROLES = ((PriceField.PRICE, "chart.1"), (PriceField.COST, "chart.2"))
_HEIGHT, _WORDS, _GAP = 96, 18, space.XXL
_SHORTEST_S = 86_400  # within a day there is no course of time to look at


class PriceLine(QWidget):
    """Price and cost over time as two stepped lines from the first step until `now`, with what they are called."""

    def __init__(
        self, steps: Sequence[PriceStep], currency: str, zone: str, now: datetime | None = None,
        parent: QWidget | None = None,
    ) -> None:  # fmt: skip
        super().__init__(parent)
        self._lines = {field: _values(steps, field) for field, _role in _ROLES}
        points = [point for values in self._lines.values() for point in values]
        until = (now if now is not None else clock.now()).timestamp()
        self._first, self._last = min((at for at, _value in points), default=0), int(until)
        self._highest = max((value for _at, value in points), default=0) or 1
        self._zone, self._currency = ZoneInfo(zone), currency
        is_long = self._last - self._first >= _SHORTEST_S
        self.has_line = is_long and any(len(values) > 1 for values in self._lines.values())
        self.setFixedHeight(_HEIGHT)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        said = [
            f"{_(PRICE_LABELS[field])}: {', '.join(formatting.money(value, currency) for _at, value in values)}"
            for field, values in self._lines.items()
            if values
        ]
        self.setAccessibleName("; ".join(said))

    def sizeHint(self) -> QSize:
        return QSize(220, _HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        font, grey = theme.font("caption"), theme.color("text3")
        self._paint_names(painter)
        plot = self.rect().adjusted(1, _WORDS + 6, -1, -_WORDS - 2)
        painter.fillRect(plot.left(), plot.bottom() + 1, plot.width(), 1, theme.color("border"))
        for field, role in _ROLES:
            painter.setPen(QPen(theme.color(role), 2, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            painter.drawPolyline(self._corners(field, plot))
        foot = QRect(0, self.height() - _WORDS, self.width(), _WORDS)
        began = datetime.fromtimestamp(self._first, self._zone)
        painting.text(painter, foot, f"{began:%Y-%m-%d}", font, grey)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painting.text(painter, foot, _("today"), font, grey, right)

    def _paint_names(self, painter: QPainter) -> None:
        theme, left = current_theme(), 0
        font = theme.font("caption")
        known = [(field, role) for field, role in _ROLES if self._lines[field]]
        words = [f"{_(PRICE_LABELS[field])} {self._range(field)}" for field, _role in known]
        if sum(painting.text_width(one, font) + _GAP for one in words) > self.width():
            words = [_(PRICE_LABELS[field]) for field, _role in known]
        for said, (_field, role) in zip(words, known, strict=True):
            painter.fillRect(QRect(left, _WORDS // 2 - 1, 10, 3), theme.color(role))
            width = painting.text_width(said, font)
            painting.text(painter, QRect(left + 14, 0, width + 2, _WORDS), said, font, theme.color("text2"))
            left += width + _GAP

    def _range(self, field: PriceField) -> str:
        """From the lowest to the highest amount, without the currency."""
        amounts = [value for _at, value in self._lines[field]]
        ends = dict.fromkeys(formatting.amount(value, self._currency) for value in (min(amounts), max(amounts)))
        return "\u2013".join(ends)

    def _corners(self, field: PriceField, plot: QRect) -> list[QPointF]:
        corners: list[QPointF] = []
        for at, value in self._lines[field]:
            x = plot.left() + (at - self._first) * plot.width() / max(self._last - self._first, 1)
            point = QPointF(x, plot.bottom() - value * plot.height() / self._highest)
            if corners:
                corners.append(QPointF(x, corners[-1].y()))
            corners.append(point)
        if corners:
            corners.append(QPointF(plot.right(), corners[-1].y()))
        return corners


def _values(steps: Sequence[PriceStep], field: PriceField) -> list[tuple[int, int]]:
    """(seconds, amount) of one field, oldest first; what became unknown is left out."""
    return [
        (int(step.at.timestamp()), step.new_minor)
        for step in reversed(steps)
        if step.field is field and step.new_minor is not None
    ]


class PriceSteps(QWidget):
    """The steps in words: what became what, when, why, and by which deed."""

    def __init__(self, steps: Sequence[PriceStep], currency: str, zone: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, space.XXS, 0, 0)
        column.setSpacing(space.S)
        for step in steps:
            column.addLayout(_step(step, currency, zone))
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)


def _step(step: PriceStep, currency: str, zone: str) -> QVBoxLayout:
    head = QHBoxLayout()
    head.setSpacing(space.S)
    old, new = (formatting.money(amount, currency) or "—" for amount in (step.old_minor, step.new_minor))
    head.addWidget(Text(f"{_(PRICE_LABELS[step.field])}  {old} → {new}", "body"), 1)
    head.addWidget(Text(f"{step.at.astimezone(ZoneInfo(zone)):%Y-%m-%d}", "caption", "text3"))
    box = QVBoxLayout()
    box.setSpacing(0)
    box.addLayout(head)
    why = " · ".join(part for part in (step.reason or "", render(step.operation) if step.operation else "") if part)
    if why:
        box.addWidget(Text(why, "caption", "text2", elide=True))
    return box
