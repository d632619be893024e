"""What is for good is not done by the Enter that ends a word: erasing a person, and any card with a red button."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.customers.test_customers_page import card, filled, opened
from tests.ui.imports.window import Desk
from ui.dialogs.dialog import Dialog
from ui.dialogs.form_dialog import FormDialog
from ui.dialogs.overlay import open_overlay
from ui.pages.customers.erasing import EraseDialog
from ui.widgets.buttons import DangerButton
from ui.widgets.fields import text_field


class ForGood(FormDialog):
    """A form of some fields whose button takes something away; `done` says whether it was pressed."""

    def __init__(self, desk: Desk, fields: int) -> None:
        super().__init__(desk.page("customers")._context, "For good")
        self.done = False
        for number in range(fields):
            self.add_row((f"field{number}", f"Field {number}", text_field()))
        self.add_cancel()
        self.save = self.add_primary("Take away", danger=True, run=self.submit)

    def check_and_save(self) -> None:
        self.done = True


def press_enter(desk: Desk, times: int) -> None:
    for _time in range(times):
        QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Return)


def test_a_reason_that_is_ended_by_enter_erases_nobody(desk: Desk) -> None:
    page = filled(desk)
    opened(desk, page)
    dialog: EraseDialog = card(desk, page, EraseDialog, "erase")
    reason = dialog.rows["reason"].field
    assert desk.window.focusWidget() is reason
    QTest.keyClicks(reason, "asked for it")
    press_enter(desk, 3)
    assert isinstance(open_overlay(desk.window), EraseDialog)
    assert dialog.save.isEnabled()  # it goes grey once the erasing has begun
    assert desk.window.focusWidget() is reason
    QTest.keyClick(reason, Qt.Key.Key_Tab)
    QTest.keyClick(desk.window.focusWidget(), Qt.Key.Key_Tab)
    assert desk.window.focusWidget() is dialog.save
    press_enter(desk, 1)
    assert not dialog.save.isEnabled()
    desk.wait(lambda: not isinstance(open_overlay(desk.window), EraseDialog))


@pytest.mark.parametrize("fields", [1, 2, 3])
def test_no_form_takes_away_by_enter_in_its_fields(desk: Desk, fields: int) -> None:
    form = ForGood(desk, fields)
    form.open()
    press_enter(desk, fields + 2)
    assert not form.done
    form.save.setFocus()
    press_enter(desk, 1)
    assert form.done
    form.reject()


def test_no_card_takes_away_by_enter_in_a_line_of_it(desk: Desk) -> None:
    desk.page("customers")
    dialog = Dialog(desk.window, "For good")
    line = text_field()
    dialog.body.addWidget(line)
    answers: list[bool] = []
    dialog.accepted.connect(lambda: answers.append(True))
    button = dialog.add_primary("Take away", danger=True)
    assert isinstance(button, DangerButton)
    dialog.open()
    assert desk.window.focusWidget() is line
    press_enter(desk, 2)
    assert not answers
    button.setFocus()
    press_enter(desk, 1)
    assert answers == [True]
