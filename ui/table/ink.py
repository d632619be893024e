"""Colours, fonts and measured texts of one table, made once per theme and read for every cell."""

from __future__ import annotations

from zlib import crc32

from PySide6.QtCore import Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetrics, QPen

from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.tokens import TONES, Theme

PAD = space.S
LEAD = space.XS
"""What a first column of words has more at its left, so that it begins where the box above and the sums below do."""
PART = space.L
"""How far in a cell stands that belongs to the heading above it."""
_KEEP = 4_000  # texts of one list in one font: several screens of forty columns, a megabyte


class Script:
    """A font with its metrics, and the texts already fitted into a width."""

    def __init__(self, font: QFont) -> None:
        self.font = font
        self.metrics = QFontMetrics(font)
        self.drop = self.metrics.ascent() - self.metrics.descent()
        self._fitted: dict[tuple[str, int], tuple[str, int]] = {}
        self._ends: dict[tuple[str, int], str] = {}

    def fit(self, text: str, width: int) -> tuple[str, int]:
        """The text, shortened to `width` pixels where it must be, and how wide it is."""
        key = (text, width)
        known = self._fitted.get(key)
        if known is None:
            advance = self.metrics.horizontalAdvance(text)
            if advance > width:
                text = self.metrics.elidedText(text, Qt.TextElideMode.ElideRight, max(width, 0))
                advance = self.metrics.horizontalAdvance(text)
            if len(self._fitted) >= _KEEP:
                self._fitted.clear()
            known = self._fitted[key] = (text, advance)
        return known

    def ends(self, number: str, width: int) -> str:
        """A number without its middle where it has no room: those of one day begin alike and differ at the end."""
        known = self._ends.get((number, width))
        if known is None:
            if len(self._ends) >= _KEEP:
                self._ends.clear()
            known = self.metrics.elidedText(number, Qt.TextElideMode.ElideMiddle, max(width, 0))
            self._ends[number, width] = known
        return known


class Ink:
    """What the delegate and the header paint with; make a new one when the theme changes."""

    def __init__(self, theme: Theme | None = None) -> None:
        self.theme = current_theme() if theme is None else theme
        self.body = Script(self.theme.font("body"))
        self.strong = Script(self.theme.font("strong"))
        self.caption = Script(self.theme.font("caption"))
        self.surface = self.color("surface")
        self.subtle = self.color("subtle")
        self.hover = self.color("hover")
        self.border = self.color("border")
        self.border_strong = self.color("border_strong")
        self.text = self.color("text")
        self.text2 = self.color("text2")
        self.text3 = self.color("text3")
        self.accent = self.color("accent")
        self.accent_text = self.color("accent_text")
        self.row_sel = self.color("row_sel")
        self.focus_pen = QPen(self.color("focus"), 2)
        self.focus_pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        self.box_pen = QPen(self.color("border_input"), 1)
        self.tick_pen = QPen(self.color("on_accent"), 1.8)
        self.tick_pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        self.tick_pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.pills = {
            tone: tuple(QBrush(self.color(f"pill.{tone}.{part}")) for part in ("background", "word", "dot"))
            for tone in TONES
        }
        self._named: dict[str, QColor] = {}
        self._thumbs: dict[str, tuple[QBrush, QBrush]] = {}

    def color(self, role: str) -> QColor:
        """The colour of a theme role."""
        return self.theme.color(role)

    def tone(self, role: str, otherwise: QColor) -> QColor:
        """The colour a cell asks for by role, or `otherwise` where it asks for none."""
        if not role:
            return otherwise
        known = self._named.get(role)
        if known is None:
            known = self._named[role] = self.color(role)
        return known

    def thumb(self, text: str) -> tuple[QBrush, QBrush]:
        """Ground and mark of the stand-in for a product picture: always the same for the same name."""
        role = f"chart.{crc32(text.encode()) % 5 + 1}"
        known = self._thumbs.get(role)
        if known is None:
            ground = _mixed(self.color(role), self.surface, 55)
            known = self._thumbs[role] = (QBrush(ground), QBrush(_mixed(self.color(role), self.surface, 28)))
        return known


def _mixed(first: QColor, second: QColor, percent: int) -> QColor:
    """`percent` of the first colour over the second."""
    rest = 100 - percent
    return QColor(
        (first.red() * percent + second.red() * rest) // 100,
        (first.green() * percent + second.green() * rest) // 100,
        (first.blue() * percent + second.blue() * rest) // 100,
    )
