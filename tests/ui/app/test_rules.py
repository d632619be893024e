"""The rules that hold orders, in the settings: switched, set, checked, taken back."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import Connection

from services import settings
from services.channels.queries import channels
from services.orders.one_order import detail
from services.orders.queries import ids_of, view_counts
from services.shop import Shop
from tests.ui.app.conftest import WAIT, Program
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.rules import RulesSection
from ui.pages.settings.section import SettingRow
from ui.widgets.fields import CheckBox
from ui.window.shop_window import ShopWindow


def rules(program: Program, opened: ShopWindow) -> RulesSection:
    opened.window.navigate("settings", section="rules")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    program.until(lambda: "rules" in page.sections)
    section = page.sections["rules"]
    assert isinstance(section, RulesSection)
    return section


def row(section: RulesSection, label: str) -> SettingRow:
    return next(one for one in section.rows if one.label == label)


def held(shop: Shop) -> int:
    return int(shop.submit_ask(view_counts).result(10)["held"])


def deadline(connection: Connection) -> datetime | None:
    entry = detail(connection, ids_of(connection, ("T1000",))["T1000"][0])
    return entry.deliver_by


def test_a_rule_that_is_switched_on_holds_at_the_next_check_and_undo_releases(
    opened: ShopWindow, program: Program
) -> None:
    box = row(rules(program, opened), "A code is not linked").control
    assert isinstance(box, CheckBox)
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.mouseClick(box, Qt.MouseButton.LeftButton, pos=box.rect().center())
    program.quiet(opened)
    assert held(opened.link.shop) == 0
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.mouseClick(rules(program, opened).check_button, Qt.MouseButton.LeftButton)
    assert held(opened.link.shop) == 3
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        opened.window.registry.trigger("edit.undo")
    assert held(opened.link.shop) == 0


def test_hours_to_ship_and_the_blacklist_are_saved_when_they_are_left(opened: ShopWindow, program: Program) -> None:
    section = rules(program, opened)
    field = row(section, "Hours to ship: Taobao A").control
    assert isinstance(field, QLineEdit)
    field.setFocus()
    QTest.keyClicks(field, "two")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert "whole number of hours" in row(section, "Hours to ship: Taobao A").remark.text()
    field.selectAll()
    QTest.keyClicks(field, "48")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert opened.link.shop.submit_ask(channels).result(10)[0].ship_hours == 48
    assert opened.link.shop.submit_ask(deadline).result(10) is not None
    before, page = section, opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    program.until(lambda: page.sections.get("rules") not in (None, before))
    section = rules(program, opened)
    program.active(opened)
    section.blacklist.setFocus()
    QTest.keyClicks(section.blacklist, "Lin")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        section.check_button.setFocus()
    assert opened.link.shop.submit_ask(settings.read, settings.BLACKLIST).result(10) == "Lin"
