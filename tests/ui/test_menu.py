"""Menus are made when they are asked for, lie by their button, and are gone once they are closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.widgets.menu import PassingMenu


@pytest.fixture
def button(qtbot: QtBot) -> Iterator[QPushButton]:
    """A button in the middle of a window."""
    window = QWidget()
    qtbot.addWidget(window)
    window.setGeometry(100, 100, 400, 300)
    made = QPushButton("More", window)
    made.setGeometry(200, 150, 80, 30)
    window.show()
    qtbot.waitExposed(window)
    yield made
    window.close()


def filled(button: QPushButton, done: list[str]) -> PassingMenu:
    """A menu of two entries."""
    menu = PassingMenu(button)
    menu.addAction("First", lambda: done.append("first"))
    menu.addAction("Second", lambda: done.append("second"))
    return menu


def test_it_lies_under_its_button_or_over_it(button: QPushButton) -> None:
    below, above = filled(button, []), filled(button, [])
    top = button.mapToGlobal(QPoint(0, 0))
    below.open_below(button)
    assert below.geometry().top() >= top.y() + button.height()
    below.close()
    above.open_above(button)
    assert above.geometry().bottom() < top.y()
    assert above.geometry().bottom() > top.y() - 12
    above.close()


def test_it_is_gone_whether_something_was_chosen_or_not(button: QPushButton) -> None:
    done: list[str] = []
    for keys in ((Qt.Key.Key_Down, Qt.Key.Key_Return), (Qt.Key.Key_Escape,)):
        menu = filled(button, done)
        menu.open_below(button)
        for key in keys:
            QTest.keyClick(menu, key)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        assert button.findChildren(PassingMenu) == []
        assert button.findChildren(QAction) == []
    assert done == ["first"]
