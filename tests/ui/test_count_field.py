"""A field for a small whole number: when what is typed takes the place of the number."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.dialog import Dialog
from ui.theme.apply import apply
from ui.widgets.count_field import CountField
from ui.widgets.day_field import DayField
from ui.widgets.fields import Choice


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


def _choice() -> Choice:
    made = Choice()
    made.addItems(["a", "b", "c"])
    return made


@pytest.mark.parametrize("make", [lambda: CountField(0, 999, 3), _choice, DayField])
def test_the_wheel_scrolls_the_page_and_changes_no_value(
    qtbot: QtBot, qapp: QApplication, make: Callable[[], QWidget]
) -> None:
    """Also over the field that was set last: the mouse is still there, and settings are saved at once."""
    apply(qapp, "light")
    field = make()
    qtbot.addWidget(field)
    field.show()
    field.setFocus()
    value = field.metaObject().userProperty()
    before = value.read(field)
    spot, whole, notch = QPointF(field.rect().center()), QPoint(), QPoint(0, -120)
    none_held, nothing_held = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    turned = QWheelEvent(
        spot, field.mapToGlobal(spot), whole, notch, none_held, nothing_held, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(field, turned)
    assert value.read(field) == before
    assert not turned.isAccepted(), "what the field lies in scrolls"
