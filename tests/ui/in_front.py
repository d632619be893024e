"""A window shown in front of all others, as most tests of one begin."""

from __future__ import annotations

from typing import TypeVar

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

W = TypeVar("W", bound=QWidget)


def in_front(qtbot: QtBot, window: W) -> W:
    """The window, shown and active; it is closed when the test ends."""
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    return window
