"""Strokes shared by the widgets that paint themselves."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.theme.apply import current_theme


def painter_for(widget: QWidget) -> QPainter:
    """A painter on `widget` with smooth edges."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def rounded(painter: QPainter, rect: QRectF, radius: float, fill: QColor | None, border: QColor | None = None) -> None:
    """A rounded box; a border is a hairline drawn inside `rect`."""
    if border is not None:
        rect = rect.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.setPen(QPen(border, 1) if border is not None else Qt.PenStyle.NoPen)
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect, radius, radius)


def focus_ring(painter: QPainter, rect: QRect, radius: float) -> None:
    """The visible mark of keyboard focus: two pixels, inside `rect`."""
    theme = current_theme()
    width = theme.sizes["focus"]
    painter.setPen(QPen(theme.color("focus"), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    half = width / 2
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius, radius)


def dot(painter: QPainter, x: float, y: float, radius: float, colour: QColor) -> None:
    """A filled circle around a point."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawEllipse(QPointF(x, y), radius, radius)


def text(
    painter: QPainter,
    rect: QRect,
    words: str,
    font: QFont,
    colour: QColor,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> None:
    """One line of text, centred on the height of `rect` and shortened with an ellipsis where it does not fit."""
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(words) > rect.width():
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, rect.width())
    painter.setFont(font)
    painter.setPen(colour)
    painter.drawText(rect, int(align | Qt.AlignmentFlag.AlignVCenter), words)


def text_width(words: str, font: QFont) -> int:
    """Width of one line in device-independent pixels."""
    return QFontMetrics(font).horizontalAdvance(words)


def soft_shadow(painter: QPainter, rect: QRect, radius: float, blur: int = 40, drop: int = 12) -> None:
    """The shadow under a popover, painted as fading rings; cheaper than a graphics effect."""
    base = QColor(current_theme().color("shadow"))
    strength = base.alphaF()
    painter.setPen(Qt.PenStyle.NoPen)
    for ring in range(blur, 0, -2):
        base.setAlphaF(strength * (1 - ring / blur) ** 2 / 5)
        painter.setBrush(base)
        grown = QRectF(rect.adjusted(-ring, drop - ring, ring, drop + ring))
        painter.drawRoundedRect(grown, radius + ring, radius + ring)
