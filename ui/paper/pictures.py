"""Pictures on paper: those that hold their own content, and no other file's."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage, QImageReader

from services.catalog.pictures import MOST_PIXELS

_KINDS = {b"jpeg", b"png", b"webp", b"gif", b"bmp"}


def picture_of(file: Path) -> QImage:
    """The picture in a file; an empty image where it is none, too large, or a drawing (SVG, PDF).

    A drawing names other files that are drawn with it, whatever it is called: a “logo.png” could show any picture
    of this computer on paper. The kind is told by the content.
    """
    reader = QImageReader(str(file))
    reader.setDecideFormatFromContent(True)
    size = reader.size() if _is_picture(reader.format()) else None
    if size is None or size.width() * size.height() > MOST_PIXELS:
        return QImage()
    return reader.read()


def _is_picture(kind: QByteArray) -> bool:
    return bytes(kind.data()) in _KINDS
