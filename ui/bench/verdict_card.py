"""What the last scan was: large words on a coloured ground, to be seen from a step away, and a sound for mistakes."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting

_FLASH_MS = 140
_SECOND_BEEP_MS = 220
_ICONS = {"green": "check-circle", "red": "warning", "amber": "warning", "blue": "barcode"}


class VerdictCard(QWidget):
    """A sentence and a line below it, in one of the tones green, red, amber, blue."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words, self.more, self.tone = "", "", "blue"
        self._is_flashing = False
        self.beeps = 0
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._flash = QTimer(self, singleShot=True, interval=_FLASH_MS)
        self._flash.timeout.connect(self._calm)
        self._second = QTimer(self, singleShot=True, interval=_SECOND_BEEP_MS)
        self._second.timeout.connect(self._beep)

    def sizeHint(self) -> QSize:
        return QSize(400, 76)

    def say(self, tone: str, words: str, more: str = "") -> None:
        """Show it with a flash; red beeps twice, amber once, the rest makes no sound."""
        self.words, self.more, self.tone = words, more, tone
        self.setAccessibleName(words)
        self.setAccessibleDescription(more)
        self._is_flashing = tone != "blue"
        self._flash.start()
        self._second.stop()
        if tone in ("red", "amber"):
            self._beep()
        if tone == "red":
            self._second.start()
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme, painter = current_theme(), painting.painter_for(self)
        ground, ink = f"pill.{self.tone}.background", f"pill.{self.tone}.word"
        if self._is_flashing:
            ground, ink = f"pill.{self.tone}.dot", "surface"
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], theme.color(ground), theme.color(
            f"pill.{self.tone}.dot"))  # fmt: skip
        paint_icon(painter, QRect(18, (self.height() - 32) // 2, 32, 32), _ICONS[self.tone], ink)
        room = self.rect().adjusted(66, 12, -16, -12)
        if not self.more:
            painting.text(painter, room, self.words, theme.font("title"), theme.color(ink))
            return
        top = QRect(room.left(), room.top(), room.width(), 28)
        painting.text(painter, top, self.words, theme.font("title"), theme.color(ink))
        painting.text(
            painter, top.translated(0, 27), self.more, theme.font("body"), theme.color(ink), Qt.AlignmentFlag.AlignLeft
        )

    def _beep(self) -> None:
        self.beeps += 1
        QApplication.beep()

    def _calm(self) -> None:
        self._is_flashing = False
        self.update()
