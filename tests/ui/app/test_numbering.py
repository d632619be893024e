"""Numbers of the shop in the settings: a pattern typed, tried, refused, used by the next purchase and order, undone."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from sqlalchemy import select

from models.orders import Order
from models.purchasing import Purchase
from services import clock, pinyin
from services.i18n import set_language
from services.numbering.kinds import NumberKind
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.purchasing.suppliers import SupplierDraft, add_supplier
from tests.ui.app.conftest import WAIT, Program
from ui.dialogs.overlay import open_overlay
from ui.manual.opening import topic
from ui.pages.inventory.page import InventoryPage
from ui.pages.inventory.purchase_form import PurchaseDialog
from ui.pages.inventory.purchases import PurchasesSection
from ui.pages.settings.numbering import NumberingSection, PatternRow
from ui.pages.settings.page import SettingsPage
from ui.window.shop_window import ShopWindow


@pytest.fixture(autouse=True)
def _noon(shop_file: Path) -> None:
    """The same noon for every test, once `shop_file` is filled: filling it turns the clock."""
    assert shop_file.exists()
    clock.set_source(lambda: datetime(2026, 11, 22, 4, 0, tzinfo=UTC))


def section(program: Program, opened: ShopWindow) -> NumberingSection:
    opened.window.navigate("settings", section="numbering")
    program.quiet(opened)
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    found = page.sections["numbering"]
    assert isinstance(found, NumberingSection)
    return found


def row(program: Program, opened: ShopWindow, kind: NumberKind) -> PatternRow:
    return section(program, opened).patterns[kind]


def write_over(field: QLineEdit, words: str) -> None:
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, words)


def says(program: Program, opened: ShopWindow, kind: NumberKind, words: str) -> None:
    program.until(lambda: words in row(program, opened, kind).remark.text())


def orders(opened: ShopWindow) -> list[str]:
    newest = select(Order.external_no).order_by(Order.id.desc())
    return list(opened.link.shop.submit_ask(lambda c: list(c.execute(newest).scalars())).result(10))


def test_a_pattern_is_tried_saved_and_taken_back(opened: ShopWindow, program: Program) -> None:
    draft = OrderDraft(1, (LineDraft("Cup", 1),))
    says(program, opened, NumberKind.ORDER, "Next: M261122-0001")
    mine = row(program, opened, NumberKind.ORDER)
    assert not mine.back.isVisible()
    write_over(mine.field, "K{yymm}-{00")
    assert mine.remark.text() == "a counter such as {0000} stands at its end"
    QTest.keyClicks(mine.field, "0}")
    program.until(lambda: mine.remark.text() == "Next: K2611-001")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.keyClick(mine.field, Qt.Key.Key_Return)
    opened.link.shop.submit(add_order, draft).result(10)
    assert orders(opened)[0] == "K2611-001"
    program.until(lambda: row(program, opened, NumberKind.ORDER).back.isVisible())
    opened.window.navigate("today")
    says(program, opened, NumberKind.ORDER, "Next: K2611-002")
    back = row(program, opened, NumberKind.ORDER).back
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.mouseClick(back, Qt.MouseButton.LeftButton)
    says(program, opened, NumberKind.ORDER, "Next: M261122-0001")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        opened.window.registry.trigger("edit.undo")
    says(program, opened, NumberKind.ORDER, "Next: K2611-002")


def test_a_bad_pattern_stays_with_what_is_wrong_until_it_is_right(opened: ShopWindow, program: Program) -> None:
    mine = row(program, opened, NumberKind.CASE)
    write_over(mine.field, "RMA/{00}")
    QTest.keyClick(mine.field, Qt.Key.Key_Return)
    assert "“/” fits into no barcode or file name" in mine.remark.text()
    assert mine.has_problem
    program.quiet(opened)
    assert mine.field.text() == "RMA/{00}"
    other = row(program, opened, NumberKind.WAVE)
    write_over(other.field, "W{0000}")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.keyClick(other.field, Qt.Key.Key_Return)
    assert other.back.isVisible(), "its section waits for the row that is wrong"
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.mouseClick(other.back, Qt.MouseButton.LeftButton)
    assert (other.field.text(), other.back.isVisible()) == ("W-{yyyymmdd}-{00}", False)
    program.until(lambda: other.remark.text() == "Next: W-20261122-01")
    write_over(mine.field, "AS{yymmdd}-{0000}")
    assert not mine.has_problem
    says(program, opened, NumberKind.CASE, "Next: AS261122-0001")


def test_a_purchase_made_in_the_window_has_the_new_number(opened: ShopWindow, program: Program) -> None:
    kiln = opened.link.shop.submit(add_supplier, SupplierDraft("Kiln")).result(10).value
    mine = row(program, opened, NumberKind.PURCHASE)
    write_over(mine.field, "B{yyyy}_{0000}")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.keyClick(mine.field, Qt.Key.Key_Tab)
    opened.window.navigate("inventory")
    program.quiet(opened)
    page = opened.window.page("inventory")
    assert isinstance(page, InventoryPage)
    purchases = page.show_section("purchases")
    assert isinstance(purchases, PurchasesSection)
    program.quiet(opened)
    purchases.new(kiln)
    program.until(lambda: isinstance(open_overlay(opened.window), PurchaseDialog))
    form = open_overlay(opened.window)
    assert isinstance(form, PurchaseDialog)
    QTest.keyClicks(form.lines[0].product, "Saucer")
    write_over(form.lines[0].quantity, "2")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        form.submit()
    number = opened.link.shop.submit_ask(lambda c: c.execute(select(Purchase.number)).scalar_one()).result(10)
    assert number == "B2026_0001"


def test_numbering_is_found_by_its_words_and_by_pinyin_and_F1_leads_to_its_place(
    opened: ShopWindow, program: Program
) -> None:
    field = row(program, opened, NumberKind.WAVE).field
    field.setFocus()
    program.until(field.hasFocus)
    assert topic(opened.window, "settings") == "settings#numbers"
    pinyin.load()
    set_language("zh_CN")
    try:
        program.quiet(opened)
        for typed in ("编号", "bianhao", "bh", "liushuihao", "counter"):
            assert section(program, opened).thin_out(typed), typed
            assert not any(one.isHidden() for one in section(program, opened).rows), typed
    finally:
        set_language("en")
