"""Status as dot and word, and small counts. Colour never stands alone."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting

_HEIGHT = 22
_PAD = space.S


class Pill(QWidget):
    """A status: a dot and a word in one of the tones amber, blue, violet, green, grey, red."""

    def __init__(self, word: str = "", tone: str = "grey", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._word, self._tone = "", "grey"
        self.set(word, tone)

    def set(self, word: str, tone: str) -> None:
        """Show another status."""
        current_theme().pills[tone]
        self._word, self._tone = word, tone
        self.setAccessibleName(word)
        self.updateGeometry()
        self.update()

    def word(self) -> str:
        """The status in words."""
        return self._word

    def sizeHint(self) -> QSize:
        width = painting.text_width(self._word, current_theme().font("caption_strong"))
        return QSize(width + 2 * _PAD + 11, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        box = QRectF(self.rect())
        painting.rounded(painter, box, box.height() / 2, theme.color(f"pill.{self._tone}.background"))
        painting.dot(painter, _PAD + 3, box.center().y(), 3, theme.color(f"pill.{self._tone}.dot"))
        room = QRect(_PAD + 10, 0, self.width() - _PAD * 2 - 8, self.height())
        painting.text(painter, room, self._word, theme.font("caption_strong"), theme.color(f"pill.{self._tone}.word"))


class CountBadge(QWidget):
    """A count in a tone; hidden at zero. `meaning` says in words what is counted."""

    def __init__(self, tone: str = "blue", meaning: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone, self._count = tone, 0
        self._meaning = meaning
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setVisible(False)

    def set_count(self, count: int) -> None:
        """Show `count`; from 1000 on as 999+."""
        self._count = count
        self.setVisible(count > 0)
        self.setAccessibleName(f"{self._meaning} {count}".strip())
        self.updateGeometry()
        self.update()

    def shown_text(self) -> str:
        """What is painted."""
        return count_text(self._count)

    def sizeHint(self) -> QSize:
        return QSize(badge_width(self._count), 20)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = painting.painter_for(self)
        paint_badge(painter, self.rect(), self._count, self._tone)


def count_text(count: int) -> str:
    """A count short enough for a badge."""
    return str(count) if count < 1000 else "999+"


def badge_width(count: int) -> int:
    """How wide the badge of `count` is."""
    return max(painting.text_width(count_text(count), current_theme().font("caption_strong")) + 12, 20)


def paint_badge(painter: QPainter, rect: QRect, count: int, tone: str) -> None:
    """Draw a count on the ground of its tone."""
    theme = current_theme()
    painting.rounded(painter, QRectF(rect), rect.height() / 2, theme.color(f"pill.{tone}.background"))
    words = theme.color(f"pill.{tone}.word")
    painting.text(painter, rect, count_text(count), theme.font("caption_strong"), words, Qt.AlignmentFlag.AlignHCenter)
