"""Settings and Today are made anew while somebody uses them: the keyboard, and what is typed, stay."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit

from services import settings
from tests.ui.app.conftest import Program
from tests.ui.app.test_pages import shown_row, visit
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.section import SectionLink
from ui.pages.today.page import TodayPage
from ui.pages.today.rows import WorkRow
from ui.widgets.buttons import SecondaryButton
from ui.widgets.fields import Choice
from ui.window.shop_window import ShopWindow


def whole_settings(opened: ShopWindow, program: Program) -> SettingsPage:
    page = visit(program, opened, "settings", SettingsPage)
    program.until(page.is_whole)
    return page


def another_setting_changes(opened: ShopWindow, program: Program) -> None:
    """As somebody else does it: another computer's window, the command line, an undo."""
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    shown = page._view
    opened.link.run(settings.change, settings.FIRST_STEPS.key, False)
    program.until(lambda: page._view is not shown)
    program.quiet(opened)
    program.until(page.is_whole)


@pytest.mark.parametrize("is_check", [True, False], ids=["check my data", "back up now"])
def test_a_setting_that_changes_leaves_the_keyboard_where_it_is(
    opened: ShopWindow, program: Program, is_check: bool
) -> None:
    page = whole_settings(opened, program)

    def control() -> QAbstractButton:
        """The one there is: the list of backups is made anew when it says something else, whoever changed it."""
        return page.health.check_button if is_check else page.backups.back_up_button

    control().setFocus()
    another_setting_changes(opened, program)
    assert QApplication.focusWidget() is control()


def test_a_list_of_backups_that_comes_at_the_same_time_leaves_the_keyboard_there_too(
    opened: ShopWindow, program: Program
) -> None:
    page = whole_settings(opened, program)
    before = page.backups.back_up_button
    before.setFocus()
    page.backups.reload()
    another_setting_changes(opened, program)
    program.until(lambda: page.backups.back_up_button is not before)
    assert QApplication.focusWidget() is page.backups.back_up_button


def test_the_list_of_sections_keeps_the_keyboard_too(opened: ShopWindow, program: Program) -> None:
    page = whole_settings(opened, program)
    link = page._names.findChildren(SectionLink)[3]
    name = link.text()
    link.setFocus()
    another_setting_changes(opened, program)
    focus = QApplication.focusWidget()
    assert isinstance(focus, SectionLink)
    assert focus.text() == name


def test_what_is_being_typed_is_not_taken_away(opened: ShopWindow, program: Program) -> None:
    page = whole_settings(opened, program)
    field = shown_row(page, "Shop name").control
    assert isinstance(field, QLineEdit)
    stored = field.text()
    field.setFocus()
    field.setCursorPosition(0)
    program.bot.keyClicks(field, "My ")
    another_setting_changes(opened, program)
    assert QApplication.focusWidget() is field
    assert (field.text(), field.cursorPosition()) == (f"My {stored}", 3)
    assert page._view is not None
    assert page._view.shop.name == stored, "half a name was saved"
    program.bot.keyClick(field, Qt.Key.Key_Return)
    program.until(lambda: page._view is not None and page._view.shop.name == f"My {stored}")


def test_a_list_that_is_open_stays_open_and_its_section_follows_when_it_is_closed(
    opened: ShopWindow, program: Program
) -> None:
    page = whole_settings(opened, program)
    before = page.sections["shop"]
    choice = next(one for one in before.findChildren(Choice) if one.isVisible() and one.count() > 1)
    choice.setFocus()
    choice.showPopup()
    popup = QApplication.activePopupWidget()
    another_setting_changes(opened, program)
    assert popup is not None
    assert QApplication.activePopupWidget() is popup
    assert page.sections["shop"] is before
    choice.hidePopup()
    page.box.setFocus()
    program.until(lambda: page.sections["shop"] is not before)


def test_what_was_refused_stays_to_be_mended_when_another_setting_changes(opened: ShopWindow, program: Program) -> None:
    page = whole_settings(opened, program)
    row = shown_row(page, "Sales of the last days")
    field = row.control
    assert isinstance(field, QLineEdit)
    field.setFocus()
    field.selectAll()
    program.bot.keyClick(field, Qt.Key.Key_Delete)
    another_setting_changes(opened, program)
    page.box.setFocus()
    program.until(lambda: row.has_problem)
    program.quiet(opened)
    assert shown_row(page, "Sales of the last days") is row
    assert field.text() == ""
    field.setFocus()
    program.bot.keyClicks(field, "30")
    program.bot.keyClick(field, Qt.Key.Key_Return)
    program.until(lambda: page._view is not None and page._view.values[settings.REORDER_LOOK_BACK.key] == 30)
    program.until(lambda: not shown_row(page, "Sales of the last days").has_problem)


def test_a_page_that_becomes_narrow_gives_the_keyboard_to_no_setting(opened: ShopWindow, program: Program) -> None:
    page = whole_settings(opened, program)
    page._names.findChildren(SectionLink)[2].setFocus()
    opened.window.setMinimumWidth(1)
    opened.window.resize(700, 700)
    program.until(page._names.isHidden)
    assert QApplication.focusWidget() is page.box


def test_the_keyboard_is_on_the_button_again_when_a_backup_is_made(opened: ShopWindow, program: Program) -> None:
    page = whole_settings(opened, program)
    panel = page.backups
    before = panel.back_up_button
    before.setFocus()
    program.bot.keyClick(before, Qt.Key.Key_Space)
    program.until(lambda: isinstance(QApplication.focusWidget(), SecondaryButton))  # what stops it
    program.until(lambda: bool(panel.lines))
    program.quiet(opened)
    assert panel.back_up_button is not before
    assert QApplication.focusWidget() is panel.back_up_button


def test_a_line_of_today_that_is_done_gives_the_keyboard_to_nobody(opened: ShopWindow, program: Program) -> None:
    page = visit(program, opened, "today", TodayPage)
    program.until(lambda: page.findChild(WorkRow, "work.to_ship") is not None)
    row = page.findChild(WorkRow, "work.to_ship")
    assert row is not None
    row.setObjectName("work.done")  # a line that the page made anew does not have
    row.setFocus()
    page.retranslate()
    assert not isinstance(QApplication.focusWidget(), QAbstractButton)
