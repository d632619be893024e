"""What selling costs and what is given away, typed into the settings and taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QWidget

from services import settings
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.queries import channels
from services.channels.terms import terms_of
from services.orders.gift_rules import rule_views
from services.stock.commands import receive
from tests.ui.app.conftest import WAIT, Program
from ui.dialogs.overlay import open_overlay
from ui.pages.settings.gift_dialog import GiftRuleDialog
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.profit import ProfitSection
from ui.pages.settings.section import SettingRow
from ui.pages.settings.terms_dialog import TermsDialog
from ui.widgets.fields import Choice
from ui.widgets.text import Text
from ui.window.shop_window import ShopWindow


def section(program: Program, opened: ShopWindow) -> ProfitSection:
    opened.window.navigate("settings", section="profit")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    program.until(lambda: "profit" in page.sections)
    found = page.sections["profit"]
    assert isinstance(found, ProfitSection)
    return found


def press(program: Program, place: QWidget, words: str) -> None:
    def named() -> list[QPushButton]:
        shown = [
            button for button in place.findChildren(QPushButton) if button.isVisible() and not button.rect().isEmpty()
        ]
        return [one for one in shown if words in (one.text(), one.accessibleName())]

    program.until(lambda: bool(named()))
    QTest.mouseClick(named()[0], Qt.MouseButton.LeftButton)


def test_terms_are_typed_said_in_a_sentence_and_taken_back(opened: ShopWindow, program: Program) -> None:
    channel = opened.link.shop.submit_ask(channels).result(10)[0]
    press(program, section(program, opened), f"Change what selling in {channel.name} costs")
    program.until(lambda: isinstance(open_overlay(opened.window), TermsDialog))
    dialog = open_overlay(opened.window)
    assert isinstance(dialog, TermsDialog)
    dialog.fields["since"].setText("yesterday")
    dialog.fields["fee_ppm"].setText("0.6")
    dialog.fields["packing_minor"].setText("0.80")
    press(program, dialog, "Save")
    assert "a day such as" in dialog.rows["since"].problem()
    dialog.fields["since"].setText("2026-01-01")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        press(program, dialog, "Save")
    program.quiet(opened)
    (terms,) = opened.link.shop.submit_ask(terms_of, channel.id).result(10)
    assert (terms.fee_ppm, terms.commission_ppm, terms.packing_minor) == (6_000, None, 80)
    rows = [row.remark.text() for row in section(program, opened).rows]
    assert any("Platform fee 0.6 %" in words and "2026-01-01" in words for words in rows)
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        opened.window.registry.trigger("edit.undo")
    assert opened.link.shop.submit_ask(terms_of, channel.id).result(10) == ()


def row_about(found: ProfitSection, words: str) -> SettingRow:
    return next(row for row in found.rows if row.label == words)


def test_how_goods_are_costed_is_chosen_taken_back_and_stays_once_goods_moved(
    opened: ShopWindow, program: Program
) -> None:
    row = row_about(section(program, opened), "Cost of goods sold")
    assert "afterwards it stays" in row.remark.text()
    choice = row.control
    assert isinstance(choice, Choice)
    choice.setFocus()
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.keyClick(choice, Qt.Key.Key_Down)
        choice.activated.emit(choice.currentIndex())
    assert costing(opened) == "fifo"
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        opened.window.registry.trigger("edit.undo")
    assert costing(opened) == "average"
    sku = opened.link.shop.submit(add_sku, SkuDraft("A", "Cup")).result(10).value
    opened.link.shop.submit(receive, sku, 1).result(10)
    opened.window.navigate("today")
    section(program, opened)

    def stays() -> bool:
        found = row_about(section(program, opened), "Cost of goods sold")
        return isinstance(found.control, Text) and found.control.text() == "Moving average"

    program.until(stays)


@pytest.mark.exhaustive
def test_how_goods_are_costed_is_found_by_the_words_of_the_trade(opened: ShopWindow, program: Program) -> None:
    found = section(program, opened)
    assert found.thin_out("fifo")
    assert [row.label for row in found.rows if not row.isHidden()] == ["Cost of goods sold"]


def costing(opened: ShopWindow) -> str:
    return str(opened.link.shop.submit_ask(settings.read, settings.COSTING).result(10))


def test_a_gift_rule_is_made_refused_and_removed(opened: ShopWindow, program: Program) -> None:
    opened.link.shop.submit(add_sku, SkuDraft("GIFT", "Sample set")).result(10)
    press(program, section(program, opened), "Add a gift rule…")
    program.until(lambda: isinstance(open_overlay(opened.window), GiftRuleDialog))
    dialog = open_overlay(opened.window)
    assert isinstance(dialog, GiftRuleDialog)
    dialog.name.setText("Big order")
    dialog.code.setText("nothing")
    dialog.least.setText("200")
    press(program, dialog, "Save")
    program.until(lambda: "no product has this code" in dialog.rows["Gift"].problem())
    dialog.code.setText("GIFT")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        for _time in range(2):  # Enter twice is one rule: with two of them every order would get two gifts
            QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    program.quiet(opened)
    (view,) = opened.link.shop.submit_ask(rule_views).result(10)
    assert (view.rule.name, view.code, view.rule.least_minor) == ("Big order", "GIFT", 20_000)
    press(program, section(program, opened), "Change the gift rule Big order")
    program.until(lambda: isinstance(open_overlay(opened.window), GiftRuleDialog))
    again = open_overlay(opened.window)
    assert isinstance(again, GiftRuleDialog)
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        press(program, again, "Remove")
    assert opened.link.shop.submit_ask(rule_views).result(10) == ()
