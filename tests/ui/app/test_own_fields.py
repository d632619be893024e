"""The fields a shop adds to its products, from the settings."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from services.catalog.custom_fields import CustomField, FieldKind, custom_fields
from services.settings import CUSTOM_FIELDS
from tests.ui.app.conftest import WAIT, Program
from ui.dialogs.own_fields import OwnFieldsDialog
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.section import SettingRow
from ui.window.shop_window import ShopWindow


def the_row(page: SettingsPage) -> SettingRow:
    rows = page.sections["products"].rows
    return next(row for row in rows if row.label == CUSTOM_FIELDS.label)


def dialog_of(opened: ShopWindow, program: Program, page: SettingsPage) -> OwnFieldsDialog:
    """Press the button of the row with the keyboard; the window that opens."""
    button = the_row(page).control
    assert button is not None
    button.setFocus()
    program.bot.keyClick(button, Qt.Key.Key_Space)
    program.until(lambda: any(one.isVisible() for one in opened.window.findChildren(OwnFieldsDialog)))
    return next(one for one in opened.window.findChildren(OwnFieldsDialog) if one.isVisible())


def test_own_fields_are_defined_in_the_settings_with_the_keyboard_alone(opened: ShopWindow, program: Program) -> None:
    opened.window.navigate("settings")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    dialog = dialog_of(opened, program, page)
    assert dialog.focusWidget() is dialog.rows[0].name
    program.bot.keyClicks(dialog.rows[0].name, "Material")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        program.bot.keyClick(dialog.rows[0].name, Qt.Key.Key_Return)
    program.until(lambda: any(label.text() == "Material" for label in the_row(page).findChildren(QLabel)))
    asked: list[tuple[CustomField, ...]] = []
    opened.link.ask(custom_fields).then(asked.append)
    program.until(lambda: bool(asked))
    assert asked == [(CustomField("f1", "Material", FieldKind.TEXT),)]


def test_two_fields_of_one_name_are_refused_under_the_second_and_esc_asks(opened: ShopWindow, program: Program) -> None:
    opened.window.navigate("settings")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    dialog = dialog_of(opened, program, page)
    dialog.rows[0].name.setText("Material")
    dialog.add_new().name.setText("material")
    dialog.save_button.click()
    program.until(lambda: bool(dialog.rows[1].problem()))
    assert not dialog.rows[0].problem()
    assert "twice" in dialog.rows[1].problem()
    dialog.escape()
    assert dialog.isVisible()
