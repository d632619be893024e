"""A menu that is made when it is asked for."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QMenu, QWidget

from ui.theme import space
from ui.widgets.popup import round_corners

_GAP = space.XS


class RoundMenu(QMenu):
    """A menu with the corners of a sheet."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        round_corners(self)

    def add_menu(self, words: str, icon: QIcon) -> RoundMenu:
        """A menu of its own behind one entry."""
        menu = RoundMenu(self)
        menu.setTitle(words)
        menu.setIcon(icon)
        self.addMenu(menu)
        return menu


class PassingMenu(RoundMenu):
    """A menu that is gone once it is closed: the next one says how things are then."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.aboutToHide.connect(self.deleteLater)

    def open_below(self, button: QWidget) -> None:
        """Open it under the button it belongs to."""
        self.popup(button.mapToGlobal(QPoint(0, button.height() + _GAP)))

    def open_above(self, button: QWidget) -> None:
        """Open it over the button, where that is at the foot of something."""
        self.popup(button.mapToGlobal(QPoint(0, 0)) - QPoint(0, self.sizeHint().height() + _GAP))
