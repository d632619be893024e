"""Barcodes, QR codes and tick boxes: vectors that stand in a template like a picture."""

from __future__ import annotations

from functools import lru_cache
from urllib.parse import quote, unquote

import barcode
import segno
from barcode.errors import BarcodeError
from PySide6.QtCore import QRect, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import QImage, QPainter, QPen, QPyTextObject, QTextDocument, QTextFormat

from ui.paper.size import LABEL_PRINTER_DPI, UNITS_PER_INCH, units

CODE128, EAN13, QR, TICK = "code128", "ean13", "qr", "tick"
# One dot of a label printer. Bars are whole dots wide, so no bar is rounded away at 203 dpi.
_DOT = UNITS_PER_INCH / LABEL_PRINTER_DPI
_WIDEST_BAR = 3
_QUIET_MODULES = 4
# Qt keeps widths in 64ths of a unit: a symbol that got exactly its width must still fit in it.
_ROUNDING = 0.01


def source(kind: str, text: str) -> str:
    """The picture address that stands for a mark in a template."""
    return f"{kind}:{quote(text, safe='')}"


@lru_cache(maxsize=2048)
def code128_modules(text: str) -> str:
    """Bars (1) and gaps (0) of the Code 128 symbol; nothing where the text has characters it cannot hold."""
    if not text:
        return ""
    try:
        return str(barcode.Code128(text).build()[0])
    except BarcodeError:
        return ""


@lru_cache(maxsize=2048)
def ean13_modules(text: str) -> str:
    """Bars (1) and gaps (0) of the EAN-13 symbol; nothing where the text is not such a number."""
    try:
        return str(barcode.EAN13(text[:12]).build()[0]) if len(text) == 13 else ""
    except BarcodeError:
        return ""


_MODULES = {CODE128: code128_modules, EAN13: ean13_modules}


@lru_cache(maxsize=2048)
def qr_modules(text: str) -> tuple[bytes, ...]:
    """Rows of the QR symbol, one byte a module; no rows where there is no text, or too much."""
    try:
        return tuple(bytes(row) for row in segno.make_qr(text, error="m").matrix) if text else ()
    except segno.DataOverflowError:
        return ()


@lru_cache(maxsize=2048)  # asked for again and again while a paper is laid out
def bars_width(kind: str, text: str, limit: float) -> float:
    """How wide a symbol of bars gets within `limit` layout units; 0 where it does not fit with bars of one dot."""
    modules = _MODULES[kind](text)
    return _bar(modules, limit) * len(modules)


def _bar(modules: str, limit: float) -> float:
    dots = min(_WIDEST_BAR, int(limit / (len(modules) * _DOT) + _ROUNDING)) if modules else 0
    return dots * _DOT


def draw_bars(painter: QPainter, area: QRectF, kind: str, text: str) -> None:
    """Paint a symbol of bars at the left of `area`, as high as it."""
    modules = _MODULES[kind](text)
    bar = _bar(modules, area.width())
    if not bar:
        return
    _white(painter, area)
    at = 0
    while at < len(modules):
        end = at
        while end < len(modules) and modules[end] == modules[at]:
            end += 1
        if modules[at] == "1":
            painter.fillRect(
                QRectF(area.left() + at * bar, area.top(), (end - at) * bar, area.height()), Qt.GlobalColor.black
            )
        at = end


def draw_qr(painter: QPainter, area: QRectF, text: str) -> None:
    """Paint the symbol into the square of `area`; its quiet zone is inside."""
    rows = qr_modules(text)
    if not rows:
        return
    _white(painter, area)
    available = min(area.width(), area.height())
    dots = int(available / ((len(rows) + 2 * _QUIET_MODULES) * _DOT) + _ROUNDING)
    cell = dots * _DOT if dots else available / (len(rows) + 2 * _QUIET_MODULES)
    left = area.right() - cell * len(rows)
    for y, row in enumerate(rows):
        start = 0
        while (start := row.find(1, start)) >= 0:
            end = row.find(0, start)
            end = len(row) if end < 0 else end
            painter.fillRect(
                QRectF(left + start * cell, area.top() + y * cell, (end - start) * cell, cell), Qt.GlobalColor.black
            )
            start = end


def _white(painter: QPainter, area: QRectF) -> None:
    painter.fillRect(area, Qt.GlobalColor.white)


def _draw_tick(painter: QPainter, area: QRectF) -> None:
    width = units(0.3)
    painter.setPen(QPen(Qt.GlobalColor.black, width))
    painter.drawRect(area.adjusted(width, width, -width, -width))


class MarkPainter(QPyTextObject):
    """Draws the pictures of a document: our marks as vectors, everything else as the image it is."""

    def intrinsicSize(self, doc: QTextDocument, _position: int, fmt: QTextFormat) -> QSizeF:
        """The size the template asks for, in layout units; a barcode takes only what it needs."""
        image = fmt.toImageFormat()
        kind, _, text = image.name().partition(":")
        width, height = image.width(), image.height()
        if kind in _MODULES:
            taken = bars_width(kind, unquote(text), width)
            return QSizeF(taken, height if taken else 0)
        if kind in (QR, TICK) or (width and height):
            return QSizeF(width, height)
        picture = _picture(doc, image.name())
        natural = QSizeF(picture.width(), picture.height()) * units(1, "px")
        return natural.scaled(width or natural.width(), height or natural.height(), Qt.AspectRatioMode.KeepAspectRatio)

    def drawObject(
        self, painter: QPainter, rect: QRectF | QRect, doc: QTextDocument, _position: int, fmt: QTextFormat
    ) -> None:
        """Paint one mark or image."""
        name = fmt.toImageFormat().name()
        kind, _, text = name.partition(":")
        area = QRectF(rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if kind in _MODULES:
            draw_bars(painter, area, kind, unquote(text))
        elif kind == QR:
            draw_qr(painter, area, unquote(text))
        elif kind == TICK:
            _draw_tick(painter, area)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, _picture(doc, name))
        painter.restore()


def _picture(doc: QTextDocument, name: str) -> QImage:
    found = doc.resource(QTextDocument.ResourceType.ImageResource.value, QUrl(name))
    return found if isinstance(found, QImage) else QImage()
