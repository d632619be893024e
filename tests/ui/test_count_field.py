"""A field for a small whole number: when what is typed takes the place of the number."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.dialog import Dialog
from ui.widgets.count_field import CountField


@pytest.mark.parametrize("reason", [Qt.FocusReason.ActiveWindowFocusReason, Qt.FocusReason.PopupFocusReason])
def test_who_comes_back_types_on(qtbot: QtBot, reason: Qt.FocusReason) -> None:
    field = CountField(0, 999, 3)
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "12")
    QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusOut, reason))
    QApplication.sendEvent(field, QFocusEvent(QEvent.Type.FocusIn, reason))
    QTest.keyClicks(field, "5")
    assert field.value() == 125


def test_a_card_that_opens_with_a_number_has_it_marked(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    QLineEdit(window).setFocus()
    dialog, field = Dialog(window, "How many?"), CountField(0, 999, 3)
    dialog.body.addWidget(field)
    dialog.add_cancel()
    dialog.open()
    QTest.keyClicks(field, "5")
    assert field.value() == 5
    dialog.reject()
