"""Menus are made when they are asked for, lie by their button, and are gone once they are closed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAction, QIcon
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from ui.theme.apply import apply
from ui.widgets.menu import PassingMenu


@pytest.fixture
def button(qapp: QApplication, qtbot: QtBot) -> Iterator[QPushButton]:
    """A button in the middle of a window."""
    apply(qapp, "light")
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


def test_its_corners_and_those_behind_an_entry_are_round(button: QPushButton) -> None:
    menu = filled(button, [])
    behind = menu.add_menu("Behind", QIcon())
    behind.addAction("Third")
    menu.open_below(button)
    behind.popup(button.mapToGlobal(QPoint(0, 0)))
    for one in (menu, behind):
        picture = one.grab().toImage()
        assert picture.pixelColor(0, 0).alpha() == 0
        assert picture.pixelColor(one.width() // 2, 1).alpha() == 255
    behind.close()
    menu.close()
