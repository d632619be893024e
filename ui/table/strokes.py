"""How each kind of cell is painted. Rectangles come as plain integers: these run for every cell of every frame."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from ui.table.columns import EMPTY, Cell, CellKind, ColumnSpec, ListCell
from ui.table.ink import PAD, Ink, Script
from ui.widgets.pictures import rounded_picture

Stroke = Callable[[QPainter, Ink, ColumnSpec, Any, int, int, int, int], None]
"""Painter, ink, column, its cell, and the rectangle."""
_NO_PEN = Qt.PenStyle.NoPen
_SMOOTH = QPainter.RenderHint.Antialiasing
_THUMB = 24
_ROOM_FOR_PICTURE = 110
"""A product's cell that is narrower than this shows the name alone: a picture and one letter tell nothing."""
_BAR = 40
_BOX = 15


def draw_text(painter: QPainter, script: Script, text: str, align: str, x: int, y: int, width: int, height: int) -> int:
    """One line, centred on the height; returns how wide it came out. The pen is the caller's."""
    shown, advance = script.fit(text, width)
    if align == "right":
        x += width - advance
    elif align == "center":
        x += (width - advance) // 2
    painter.setFont(script.font)
    painter.drawText(x, y + (height + script.drop) // 2, shown)
    return advance


def draw_empty(painter: QPainter, ink: Ink, spec: ColumnSpec, x: int, y: int, w: int, h: int) -> None:
    """The dash that stands for no value."""
    painter.setPen(ink.text3)
    draw_text(painter, ink.body, EMPTY, spec.align, x + PAD, y, w - 2 * PAD, h)


def _text(painter: QPainter, ink: Ink, spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    painter.setPen(ink.tone(cell.tone or spec.tone, ink.text))
    script = ink.strong if spec.strong else ink.body
    width = draw_text(painter, script, cell.text, spec.align, x + PAD, y, w - 2 * PAD, h)
    if cell.extra:
        _extra(painter, ink, cell.extra, x + PAD + width + 6, y, x + w - PAD, h)


def _extra(painter: QPainter, ink: Ink, text: str, x: int, y: int, right: int, h: int) -> None:
    if right - x >= 16:
        painter.setPen(ink.text2)
        draw_text(painter, ink.caption, text, "left", x, y, right - x, h)


def _id(painter: QPainter, ink: Ink, spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    painter.setPen(ink.accent_text)
    draw_text(painter, ink.body, ink.body.ends(cell.text, w - 2 * PAD), spec.align, x + PAD, y, w - 2 * PAD, h)


def _pill(painter: QPainter, ink: Ink, _spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    ground, word, dot = ink.pills.get(cell.tone, ink.pills["grey"])
    shown, advance = ink.caption.fit(cell.text, w - 2 * PAD - 26)
    top = y + (h - 20) // 2
    painter.setRenderHint(_SMOOTH, True)
    painter.setPen(_NO_PEN)
    painter.setBrush(ground)
    painter.drawRoundedRect(x + PAD, top, advance + 26, 20, 10, 10)
    painter.setBrush(dot)
    painter.drawEllipse(QPointF(x + PAD + 10, top + 10), 3, 3)
    painter.setRenderHint(_SMOOTH, False)
    painter.setPen(word.color())
    painter.setFont(ink.caption.font)
    painter.drawText(x + PAD + 17, top + (20 + ink.caption.drop) // 2, shown)


def _platform(painter: QPainter, ink: Ink, _spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    painter.fillRect(x + PAD, y + (h - 8) // 2, 8, 8, ink.tone(cell.tone, ink.text3))
    painter.setPen(ink.text)
    draw_text(painter, ink.body, cell.text, "left", x + PAD + 14, y, w - 2 * PAD - 14, h)


def _product(painter: QPainter, ink: Ink, _spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    if w < _ROOM_FOR_PICTURE:
        painter.setPen(ink.text)
        draw_text(painter, ink.body, cell.text, "left", x + PAD, y, w - 2 * PAD, h)
        return
    side = min(_THUMB, h - 8)
    top = y + (h - side) // 2
    picture = rounded_picture(cell.picture, side, painter.device().devicePixelRatioF()) if cell.picture else None
    if picture is not None:
        painter.drawPixmap(x + PAD, top, picture)
    else:
        _stand_in(painter, ink, cell.text, x + PAD, top, side)
    left = x + PAD + side + 8
    right = x + w - PAD
    painter.setPen(ink.text)
    width = draw_text(painter, ink.body, cell.text, "left", left, y, right - left, h)
    if cell.extra:
        _extra(painter, ink, cell.extra, left + width + 6, y, right, h)


def _stand_in(painter: QPainter, ink: Ink, title: str, x: int, y: int, side: int) -> None:
    ground, mark = ink.thumb(title)
    painter.setRenderHint(_SMOOTH, True)
    painter.setPen(_NO_PEN)
    painter.setBrush(ground)
    painter.drawRoundedRect(x, y, side, side, 5, 5)
    painter.setBrush(mark)
    painter.drawEllipse(QPointF(x + side / 2, y + side / 2), side / 5, side / 5)
    painter.setRenderHint(_SMOOTH, False)


def _margin(painter: QPainter, ink: Ink, _spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    top = y + (h - 4) // 2
    painter.setRenderHint(_SMOOTH, True)
    painter.setPen(_NO_PEN)
    painter.setBrush(ink.border)
    painter.drawRoundedRect(x + PAD, top, _BAR, 4, 2, 2)
    share = max(0, min(1000, cell.share))
    if share:
        painter.setBrush(ink.tone(cell.tone, ink.accent))
        painter.drawRoundedRect(QRectF(x + PAD, top, max(4.0, _BAR * share / 1000), 4), 2, 2)
    painter.setRenderHint(_SMOOTH, False)
    painter.setPen(ink.text)
    draw_text(painter, ink.body, cell.text, "right", x + PAD + _BAR, y, w - 2 * PAD - _BAR, h)


def draw_box(painter: QPainter, ink: Ink, ticked: bool, partly: bool, x: int, y: int, w: int, h: int) -> None:
    """A checkbox in the middle of the rectangle: empty, ticked, or with the bar of a mixed state."""
    left, top = x + (w - _BOX) // 2, y + (h - _BOX) // 2
    painter.setRenderHint(_SMOOTH, True)
    if ticked:
        painter.setPen(_NO_PEN)
        painter.setBrush(ink.accent)
        painter.drawRoundedRect(QRectF(left, top, _BOX, _BOX), 3.5, 3.5)
        painter.setPen(ink.tick_pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        points = ((3.8, 7.8), (6.4, 10.4), (11.2, 5.0))
        painter.drawPolyline(QPolygonF([QPointF(left + px, top + py) for px, py in points]))
    else:
        painter.setPen(ink.box_pen)
        painter.setBrush(ink.surface)
        painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, _BOX - 1, _BOX - 1), 3.5, 3.5)
        if partly:
            painter.setPen(_NO_PEN)
            painter.setBrush(ink.accent)
            painter.drawRoundedRect(QRectF(left + 3.5, top + 6.5, 8, 2), 1, 1)
    painter.setRenderHint(_SMOOTH, False)


def _flag(painter: QPainter, ink: Ink, _spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    left, top = x + PAD, y + (h - 14) // 2
    color = ink.tone(cell.tone, ink.text3)
    painter.fillRect(left, top, 2, 14, color)
    painter.setRenderHint(_SMOOTH, True)
    painter.setPen(_NO_PEN)
    painter.setBrush(color)
    points = ((2, 0), (12, 0), (9, 4), (12, 8), (2, 8))
    painter.drawPolygon(QPolygonF([QPointF(left + px, top + py) for px, py in points]))
    painter.setRenderHint(_SMOOTH, False)
    painter.setPen(ink.text2)
    draw_text(painter, ink.caption, cell.text, "left", left + 18, y, w - 2 * PAD - 18, h)


def _parcel(painter: QPainter, ink: Ink, _spec: ColumnSpec, cell: Cell, x: int, y: int, w: int, h: int) -> None:
    if not cell.text:
        return
    left, top = x + PAD, y + (h - 12) // 2
    painter.setRenderHint(_SMOOTH, True)
    painter.setPen(QPen(ink.tone(cell.tone, ink.text2), 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(QRectF(left + 0.5, top + 0.5, 12, 11), 2, 2)
    painter.drawLine(QPointF(left + 0.5, top + 4), QPointF(left + 12.5, top + 4))
    painter.drawLine(QPointF(left + 6.5, top + 4), QPointF(left + 6.5, top + 7))
    painter.setRenderHint(_SMOOTH, False)
    painter.setPen(ink.text2)
    draw_text(painter, ink.caption, cell.text, "left", left + 18, y, w - 2 * PAD - 16, h)


def _line(painter: QPainter, ink: Ink, spec: ColumnSpec, cell: ListCell, x: int, y: int, w: int, h: int) -> None:
    if cell.ticked is not None:
        draw_box(painter, ink, cell.ticked, False, x + PAD, y, _BOX, h)
        x, w = x + _BOX + 8, w - _BOX - 8
    painter.setPen(ink.accent_text if cell.link else ink.tone(cell.tone, ink.text))
    draw_text(painter, ink.strong if cell.strong else ink.body, cell.text, spec.align, x + PAD, y, w - 2 * PAD, h)


STROKES: dict[CellKind, Stroke] = {
    CellKind.TEXT: _text,
    CellKind.NUMBER: _text,
    CellKind.MONEY: _text,
    CellKind.DATE: _text,
    CellKind.ID: _id,
    CellKind.PILL: _pill,
    CellKind.PLATFORM: _platform,
    CellKind.PRODUCT: _product,
    CellKind.MARGIN: _margin,
    CellKind.FLAG: _flag,
    CellKind.PARCEL: _parcel,
    CellKind.LINE: _line,
}
