"""What all things that are pressed have in common, and a button without a look of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QWidget

if TYPE_CHECKING:
    _Button = QAbstractButton
else:
    _Button = object  # Qt's buttons cannot be inherited twice: the class beside this one brings theirs


class Pressable(_Button):
    """Goes before a button class of Qt: shows whether the mouse is over it, and Enter presses it on every system."""

    _hovered = False

    def is_lit(self) -> bool:
        """Whether it stands out at the moment: the mouse is over it or presses it."""
        return self._hovered or self.isDown()

    def enterEvent(self, event: QEnterEvent) -> None:
        self._hovered = True
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        self._hovered = False
        super().leaveEvent(event)
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
            return
        super().keyPressEvent(event)


class ClickArea(Pressable, QAbstractButton):
    """Rows, cards and figures that lead somewhere draw themselves on it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
