"""Icons: Phosphor, one weight, tinted with a colour role of the theme."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import qtawesome
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QIcon, QPainter, QPixmap
from qtawesome.iconic_font import IconicFont

from ui.theme.apply import current_theme

# QtAwesome draws a glyph at 0.875 of the box it is given; this fills the box.
_FILL = 1.0 / 0.875


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


@lru_cache(maxsize=512)
def _tinted(name: str, colour: str, disabled: str) -> QIcon:
    made = _phosphor().icon(f"ph.{name}", color=colour, color_disabled=disabled, scale_factor=_FILL)
    return QIcon(made)


@cache
def _phosphor() -> IconicFont:
    """The one font in use. By itself QtAwesome would read and check all twelve it brings, a third of a second."""
    folder = Path(qtawesome.__file__).parent / "fonts"
    (font,) = folder.glob("phosphor-[0-9]*.ttf")
    (names,) = folder.glob("phosphor-charmap-*.json")
    return IconicFont(("ph", font.name, names.name, str(folder)))
