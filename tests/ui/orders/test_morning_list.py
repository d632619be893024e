"""Profit in list and panel, many numbers in the search box, typing into cells, kinds and gifts from the window."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import SkuDraft
from services.catalog.queries import detail as sku_detail
from services.channels.queries import channel_named
from services.channels.terms import Terms, set_terms
from services.orders import gift_rules
from services.orders.one_order import OrderDetail, detail
from services.orders.queries import ids_of
from services.types import Filter, Flag, OrderKind, TableRequest
from tests.ui.orders.conftest import Person
from ui.dialogs.dialog import Dialog
from ui.widgets.text import Text

NUMBERS = [f"26112149265548{place:02d}" for place in range(10)]


def order(person: Person, number: str) -> OrderDetail:
    found: OrderDetail = person.stored(detail, person.stored(ids_of, (number,))[number][0])
    return found


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Text) if label.isVisible())


def type_into(person: Person, row: int, key: str, typed: str) -> None:
    """F2, the text, Enter: as it is done with the keyboard."""
    column = [spec.key for spec in person.table.model.specs].index(key)
    person.until(lambda: person.table.model.row(row) is not None)
    person.view.setFocus()
    person.view.go_to(row, column)
    QTest.keyClick(person.view, Qt.Key.Key_F2)
    person.until(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    editor.selectAll()
    QTest.keyClicks(editor, typed)
    QTest.keyClick(editor, Qt.Key.Key_Return)


def test_the_list_and_the_panel_say_what_is_left_and_what_is_missing(person: Person) -> None:
    row = person.row_of(NUMBERS[0])
    assert person.text(row, "profit") == ""
    person.page.open_detail(person.id_at(row))
    person.until(lambda: "Still missing" in words(person.page.detail))
    assert "Nobody knows yet what these cost: WQ-YM" in words(person.page.detail)

    channel = person.stored(channel_named, "淘宝 木白")
    terms = Terms(date(2020, 1, 1), fee_ppm=6_000, commission_ppm=0, ads_ppm=0, freight_minor=300, packing_minor=0)
    person.shop.submit(set_terms, channel.id, terms).result(10)
    sku_id = order(person, NUMBERS[0]).lines[0].sku_id
    found = person.stored(sku_detail, sku_id)
    person.shop.submit(edit_sku, sku_id, replace(found.draft, cost_minor=20_000)).result(10)
    person.page.deeds.reload()
    person.until(lambda: person.text(person.row_of(NUMBERS[0]), "profit") == "\u2212146.55")
    person.page.open_detail(person.id_at(person.row_of(NUMBERS[0])))
    person.until(lambda: "Platform fee 0.6 %" in words(person.page.detail))
    assert "Still missing" not in words(person.page.detail)

    person.table.open(TableRequest(filters=(Filter("loses", "is", ("1",)),)))
    person.until(lambda: person.table.model.summary is not None and 0 < person.count < 10)
    assert NUMBERS[0] in person.texts("external_no")
    assert NUMBERS[1] not in person.texts("external_no")


def test_five_hundred_numbers_in_the_search_box_find_their_orders_and_name_the_others(person: Person) -> None:
    unknown = [f"99{number:012d}" for number in range(497)]
    typed = " ".join([NUMBERS[3], *unknown, NUMBERS[5], NUMBERS[0]])
    person.table.open(TableRequest(search=typed))
    person.until(lambda: person.table.model.summary is not None and person.count == 3)
    assert set(person.texts("external_no")) == {NUMBERS[0], NUMBERS[3], NUMBERS[5]}
    person.until(lambda: "497 of these numbers belong to no order." in words(person.page.unknown_numbers))
    person.press("Copy these numbers", person.page.unknown_numbers)
    assert QApplication.clipboard().text().split("\n") == unknown
    person.table.open(TableRequest())
    person.until(lambda: person.count == 10 and not person.page.unknown_numbers.isVisible())


def test_note_flag_and_courier_are_typed_into_the_list(person: Person) -> None:
    row = person.row_of(NUMBERS[0])
    type_into(person, row, "seller_note", "send it today")
    person.until(lambda: order(person, NUMBERS[0]).seller_note == "send it today")
    type_into(person, row, "flag", "yel")
    person.until(lambda: order(person, NUMBERS[0]).flag is Flag.YELLOW)
    type_into(person, row, "courier", "SF Express")
    person.until(lambda: order(person, NUMBERS[0]).courier == "SF Express")
    toast = person.said("Edit the order")
    assert toast.button is not None
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    person.until(lambda: order(person, NUMBERS[0]).courier is None)


def test_a_flag_that_does_not_exist_stays_open_with_the_reason(person: Person) -> None:
    row = person.row_of(NUMBERS[0])
    type_into(person, row, "flag", "pink")
    editor = QApplication.focusWidget()
    assert isinstance(editor, QLineEdit)
    assert "there is no such flag" in editor.accessibleDescription()
    assert order(person, NUMBERS[0]).flag is Flag.NONE
    QTest.keyClick(editor, Qt.Key.Key_Escape)


def test_several_orders_become_samples_after_a_question(person: Person) -> None:
    person.tick(person.row_of(NUMBERS[2]), person.row_of(NUMBERS[7]))
    person.page.deeds.changes.set_kind(OrderKind.SAMPLE)
    question = person.dialog(Dialog)
    assert question.title.text() == "Change the kind of 2 orders?"
    person.confirm("Change")
    person.until(lambda: order(person, NUMBERS[7]).kind is OrderKind.SAMPLE)


def test_gifts_are_given_by_the_rules_and_taken_out_from_the_panel(person: Person) -> None:
    gift = person.shop.submit(add_sku, SkuDraft("GIFT", "Sample set")).result(10).value
    rule = gift_rules.GiftRule("a", "Big order", gift, least_minor=20_000)
    person.shop.submit(gift_rules.set_rules, [rule]).result(10)
    person.tick(person.row_of(NUMBERS[0]), person.row_of(NUMBERS[1]))
    person.window.registry.trigger("orders.gift")
    person.until(lambda: len(order(person, NUMBERS[0]).lines) == 2)
    assert len(order(person, NUMBERS[1]).lines) == 1
    person.page.open_detail(order(person, NUMBERS[0]).id)
    person.press("Take the gift out", person.page.detail)
    person.until(lambda: order(person, NUMBERS[0]).lines[1].is_closed)
