"""Pictures of products on screen: read once from their small files, cut to a square with round corners."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QBrush, QImageReader, QPainter, QPixmap

_CORNER = 5
_MOST_PIXELS = 4096 * 4096
_KEPT = 600


def rounded_picture(file: str, side: int, ratio: float = 1.0) -> QPixmap | None:
    """The picture as a square of `side` device-independent pixels; None where the file cannot be shown."""
    return _read(file, round(side * ratio), ratio)


@lru_cache(maxsize=_KEPT)
def _read(file: str, pixels: int, ratio: float) -> QPixmap | None:
    reader = QImageReader(file)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return None
    reader.setScaledSize(size.scaled(QSize(pixels, pixels), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    if image.isNull():
        return None
    left, top = (image.width() - pixels) // 2, (image.height() - pixels) // 2
    square = image.copy(QRect(left, top, pixels, pixels))
    found = QPixmap(pixels, pixels)
    found.fill(Qt.GlobalColor.transparent)
    painter = QPainter(found)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(square))
    painter.drawRoundedRect(found.rect(), _CORNER * ratio, _CORNER * ratio)
    painter.end()
    found.setDevicePixelRatio(ratio)
    return found
