"""Cards over a window: the keyboard stays in them and comes back, keys mean yes and no, and each asks once."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
    QPushButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.sure import focused
from ui.dialogs.dialog import Dialog, confirm
from ui.dialogs.overlay import open_overlay
from ui.widgets.fields import FormRow, text_field


def test_a_dialog_covers_the_window_keeps_the_focus_and_gives_it_back(window: QWidget, qtbot: QtBot) -> None:
    below = QLineEdit(window)
    below.show()
    below.setFocus()
    dialog = Dialog(window, "Rename", icon="pencil-simple")
    field = text_field()
    dialog.body.addWidget(FormRow("Name", field))
    dialog.add_cancel()
    dialog.add_primary("Rename")
    answers: list[str] = []
    dialog.accepted.connect(lambda: answers.append("yes"))
    dialog.rejected.connect(lambda: answers.append("no"))
    dialog.open()
    assert dialog.geometry() == window.rect()
    assert open_overlay(window) is dialog
    assert QApplication.focusWidget() is field
    reached = set()
    for _step in range(10):
        QTest.keyClick(focused(), Qt.Key.Key_Tab)
        focus = focused()
        assert dialog.isAncestorOf(focus)
        reached.add(focus)
    assert len(reached) == 4
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert answers == ["yes"]
    assert QApplication.focusWidget() is below


def test_a_card_gives_the_keyboard_back_while_another_program_has_it(window: QWidget, qtbot: QtBot) -> None:
    below, other = QLineEdit(window), QWidget()
    below.show()
    below.setFocus()
    qtbot.addWidget(other)
    with qtbot.waitExposed(other):
        other.show()
    with qtbot.waitActive(other):
        other.activateWindow()
    dialog = Dialog(window, "Rename")
    dialog.add_cancel()
    dialog.open()
    dialog.escape()
    assert window.focusWidget() is below


def test_a_card_over_another_page_leaves_the_keyboard_to_nobody(window: QWidget) -> None:
    """Not to whatever Qt finds next: Enter would press a button that nobody chose."""
    below, button = QLineEdit(window), QPushButton("Fold", window)
    for one in (below, button):
        one.show()
    below.setFocus()
    dialog = Dialog(window, "Rename")
    dialog.add_cancel()
    dialog.open()
    below.hide()
    dialog.escape()
    assert window.focusWidget() is None


def test_a_card_grows_when_something_in_it_does(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Order")
    rows = [FormRow(name, text_field()) for name in ("Name", "Phone", "Address")]
    for row in rows:
        dialog.body.addWidget(row)
    dialog.open()
    low = dialog.card.height()
    rows[0].set_problem("Too long to be written on one line of this card. " * 5)
    qtbot.waitUntil(lambda: dialog.card.height() > low, timeout=20_000)
    qtbot.waitUntil(lambda: all(row.rect().contains(row.field.geometry()) for row in rows), timeout=20_000)
    rows[0].set_problem("")
    qtbot.waitUntil(lambda: dialog.card.height() == low, timeout=20_000)


def test_ctrl_s_presses_the_main_button_of_any_card_or_leads_to_what_is_missing(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Edit")
    field, other = text_field(), text_field()
    for one in (field, other):
        dialog.body.addWidget(one)
    answers: list[str] = []
    save = dialog.add_primary("Save", run=lambda: answers.append("saved"))
    save.setEnabled(False)
    dialog.open()
    other.setFocus()
    qtbot.keyClick(other, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert window.focusWidget() is field
    assert answers == []
    save.setEnabled(True)
    qtbot.keyClick(field, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert answers == ["saved", "saved"]
    dialog.escape()


def test_ctrl_s_never_takes_away_for_good(window: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    dialog = confirm(
        window, "Remove it?", "It cannot be taken back.", "Remove", lambda: done.append("yes"), danger=True
    )
    qtbot.keyClick(dialog, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    assert dialog.isVisible()
    assert done == []


def test_escape_means_no_unless_the_form_objects(window: QWidget, qtbot: QtBot) -> None:
    dialog = Dialog(window, "Edit")
    dialog.add_primary("Save")
    answers: list[str] = []
    dialog.rejected.connect(lambda: answers.append("no"))
    dialog.open()
    dialog.may_close = lambda: False
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    dialog.may_close = lambda: True
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert answers == ["no"]


def test_a_dialog_stays_inside_a_window_that_shrinks(window: QWidget, qapp: QApplication) -> None:
    dialog = Dialog(window, "Wide", width=900, height=650)
    dialog.open()
    window.resize(600, 400)
    qapp.processEvents()
    assert dialog.rect().contains(dialog.card.geometry())
    dialog.reject()


def test_confirming_runs_once(window: QWidget, qtbot: QtBot) -> None:
    done: list[int] = []
    dialog = confirm(
        window, "Delete 3 orders?", "They can be brought back.", "Delete", lambda: done.append(1), danger=True
    )
    delete = next(one for one in dialog.findChildren(QPushButton) if one.text() == "Delete")
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(delete, Qt.MouseButton.LeftButton)
    assert done == [1]


def test_enter_means_no_to_a_dangerous_question_and_yes_to_a_plain_one(window: QWidget, qtbot: QtBot) -> None:
    done: list[str] = []
    qtbot.keyClick(
        confirm(window, "Delete?", "For good.", "Delete", lambda: done.append("danger"), danger=True),
        Qt.Key.Key_Return,
    )
    qtbot.keyClick(confirm(window, "Change?", "Soon.", "Change", lambda: done.append("plain")), Qt.Key.Key_Return)
    assert done == ["plain"]
