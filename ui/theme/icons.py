"""Icons: Phosphor, one weight, tinted with a colour role of the theme.

The font and the list of its names are those QtAwesome brings. Its own code stays unloaded: it asks Qt for every class
there is, which took a seventh of the time of the start and memory for classes nobody uses.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from ui.theme.apply import current_theme


def icon(name: str, role: str = "text2") -> QIcon:
    """The Phosphor icon `name` in the colour of `role`, for the theme that is on.

    Keep the name, not the icon: ask again after ``theme_signals.changed``.
    """
    theme = current_theme()
    return _tinted(name, theme.hex(role), theme.hex("text3"))


def pixmap(name: str, role: str, size: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `size` device-independent pixels for a screen of `ratio`."""
    return icon(name, role).pixmap(QSize(size, size), ratio)


def paint_icon(painter: QPainter, rect: QRect, name: str, role: str = "text2") -> None:
    """Draw the icon into `rect`, sharp at every scale."""
    icon(name, role).paint(painter, rect)


@dataclass(frozen=True, slots=True)
class _Glyphs:
    """The font's family and the sign of each name."""

    family: str
    signs: dict[str, str]


class _GlyphEngine(QIconEngine):
    """Draws one sign of the font as high as there is room."""

    def __init__(self, sign: str, colour: QColor, disabled: QColor) -> None:
        super().__init__()
        self._sign, self._colour, self._disabled = sign, colour, disabled

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._sign, self._colour, self._disabled)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        font = QFont(_phosphor().family)
        font.setPixelSize(max(1, rect.height()))
        painter.save()
        painter.setPen(self._disabled if mode == QIcon.Mode.Disabled else self._colour)
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._sign)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made


@lru_cache(maxsize=512)
def _tinted(name: str, colour: str, disabled: str) -> QIcon:
    return QIcon(_GlyphEngine(_phosphor().signs[name], QColor(colour), QColor(disabled)))


@cache
def _phosphor() -> _Glyphs:
    folder = font_folder()
    (font,) = folder.glob("phosphor-[0-9]*.ttf")
    (names,) = folder.glob("phosphor-charmap-*.json")
    family = QFontDatabase.applicationFontFamilies(QFontDatabase.addApplicationFont(str(font)))[0]
    return _Glyphs(family, {name: chr(int(code, 16)) for name, code in json.loads(names.read_text("utf-8")).items()})


def font_folder() -> Path:
    """Where QtAwesome's fonts lie. The program in one folder brings them without QtAwesome's code."""
    found = find_spec("qtawesome")
    if found is None or not found.submodule_search_locations:
        raise ModuleNotFoundError("QtAwesome is not installed", name="qtawesome")
    return Path(found.submodule_search_locations[0], "fonts")
