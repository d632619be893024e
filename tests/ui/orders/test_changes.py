"""Changing one order and many, typing a new one, tracking numbers, deleting, printing, ship files, export."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from services.fulfilment.print_log import print_log
from services.fulfilment.queries import shipments
from services.orders.listing import FilterValues
from services.orders.one_order import OrderDetail, detail
from services.orders.queries import ids_of
from services.shop import Shop
from services.types import OrderStatus, PrintKind
from tests.ui.orders.conftest import Person
from tests.ui.sure import focused, there
from ui.dialogs.dialog import Dialog
from ui.pages.orders.gift_dialog import GiftDialog
from ui.pages.orders.new_order import NewOrderDialog
from ui.pages.orders.printing import PrintDialog
from ui.pages.orders.ship_file import ShipFileDialog
from ui.pages.orders.tracking import TrackingDialog
from ui.pause import Pause
from ui.widgets.text import Text

CONTROL = Qt.KeyboardModifier.ControlModifier
NUMBERS = [f"26112149265548{place:02d}" for place in range(10)]


def order(person: Person, number: str) -> OrderDetail:
    found: OrderDetail = person.stored(detail, person.stored(ids_of, (number,))[number][0])
    return found


def words(widget: QWidget) -> str:
    return "\n".join(label.text() for label in widget.findChildren(Text) if label.isVisible())


def undo(person: Person, part: str) -> None:
    toast = person.said(part)
    assert toast.button is not None
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)


def test_two_ticked_orders_bring_the_bar_with_count_and_sum(person: Person) -> None:
    person.tick(0)
    assert not person.page.bulk.isVisible()
    person.tick(1)
    person.until(lambda: person.page.bulk.label.text() == "2 orders selected · ¥347.00")
    person.view.setFocus()
    person.keys(Qt.Key.Key_Escape)
    assert not person.page.bulk.isVisible()


def test_a_bulk_change_says_what_will_happen_and_is_one_undo_step(person: Person) -> None:
    person.tick(0, 1, 3)
    person.press("Change status", person.page.bulk)
    person.choose("Mark as shipped")
    question = person.dialog(Dialog)
    assert question.title.text() == "Change the status of 3 orders?"
    assert "3 orders will change from “To ship” to “Shipped”." in words(question)
    person.confirm("Change")
    person.until(lambda: order(person, NUMBERS[3]).status is OrderStatus.SHIPPED)
    person.until(lambda: person.text(0, "status") == "Shipped")
    undo(person, "Mark 3 orders as Shipped")
    person.until(lambda: order(person, NUMBERS[3]).status is OrderStatus.PAID)
    assert order(person, NUMBERS[0]).status is OrderStatus.PAID


def test_a_gift_is_put_into_ticked_orders_by_hand_and_taken_back(person: Person) -> None:
    person.tick(0, 3)
    person.window.registry.trigger("orders.gift_by_hand")
    person.until(lambda: bool(person.window.findChildren(GiftDialog)))
    card = person.dialog(GiftDialog)
    assert card.title.text() == "Add a gift to 2 orders"
    QTest.keyClick(card.product.search, Qt.Key.Key_S, CONTROL)
    assert card.failure.text() == "Choose the product."
    QTest.keyClicks(card.product.search, "LZ-200")
    QTest.keyClick(card.product.search, Qt.Key.Key_Return)  # before anything is listed, as a scanner does
    person.until(card.product.found.hasFocus)
    assert not card.failure.isVisible()
    assert [hit.details[0] for hit in card.product.found.selected()] == ["LZ-200"]
    card.pieces.setValue(2)
    QTest.mouseClick(card.save, Qt.MouseButton.LeftButton)
    person.until(lambda: gifts_of(person) == [2, 2])
    undo(person, "Add a gift to 2 orders")
    person.until(lambda: not gifts_of(person))


def test_a_gift_is_found_and_added_by_keys_alone(person: Person) -> None:
    person.tick(0, 3)
    person.window.registry.trigger("orders.gift_by_hand")
    person.until(lambda: bool(person.window.findChildren(GiftDialog)))
    card = person.dialog(GiftDialog)
    QTest.keyClicks(card.product.search, "LZ-200")
    person.until(lambda: bool(card.product.found.list.rowCount()))
    assert card.product.picked() is None, "being found is not being chosen"
    QTest.keyClick(card.product.search, Qt.Key.Key_Down)
    assert card.product.found.hasFocus()
    QTest.keyClick(card.product.found, Qt.Key.Key_Return)
    person.until(lambda: gifts_of(person) == [1, 1])


def test_no_gift_is_taken_while_other_words_stand_in_the_search(
    person: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    person.tick(0, 3)
    monkeypatch.setattr(Pause, "share", 1000.0)  # nothing is listed but what is asked for
    person.window.registry.trigger("orders.gift_by_hand")
    person.until(lambda: bool(person.window.findChildren(GiftDialog)))
    card = person.dialog(GiftDialog)
    QTest.keyClicks(card.product.search, "LZ-200")
    QTest.keyClick(card.product.search, Qt.Key.Key_Return)
    person.until(lambda: card.product.picked() is not None)
    card.product.search.setFocus()
    card.product.search.selectAll()
    QTest.keyClicks(card.product.search, "another")
    assert card.product.found.selected(), "it is still listed"
    QTest.keyClick(card.product.search, Qt.Key.Key_S, CONTROL)
    assert card.failure.text() == "Choose the product."
    assert card.isVisible()


def gifts_of(person: Person) -> list[int]:
    found = [line for place in (0, 3) for line in order(person, NUMBERS[place]).lines]
    return [line.quantity for line in found if line.is_gift]


def test_a_change_that_is_not_allowed_names_the_orders_and_changes_nothing(person: Person) -> None:
    person.tick(4)
    person.page.deeds.changes.set_status(OrderStatus.SHIPPED)
    person.until(lambda: "asked for the money back" in words(person.window))
    assert NUMBERS[4] in words(person.window)
    assert order(person, NUMBERS[4]).status is OrderStatus.PAID


def test_orders_that_cannot_be_changed_do_not_stop_the_others(person: Person) -> None:
    person.tick(0, 1, 4)
    person.page.deeds.changes.set_status(OrderStatus.SHIPPED)
    question = person.dialog(Dialog)
    assert question.title.text() == "Change the status of 2 orders?"
    assert "2 of 3 can be changed." in words(question)
    assert "1 cannot: the buyer asked for the money back." in words(question)
    person.confirm("Change the other 2")
    person.until(lambda: order(person, NUMBERS[1]).status is OrderStatus.SHIPPED)
    assert order(person, NUMBERS[4]).status is OrderStatus.PAID
    undo(person, "Mark 2 orders as Shipped")
    person.until(lambda: order(person, NUMBERS[0]).status is OrderStatus.PAID)
    assert order(person, NUMBERS[1]).status is OrderStatus.PAID


def test_a_closed_order_does_not_stop_the_hold_of_the_others(person: Person) -> None:
    person.tick(0, 9)
    person.page.deeds.changes.hold()
    dialog = person.dialog(Dialog)
    assert "1 cannot: it has been shipped or closed already." in words(dialog)
    person.press("Hold the other 1", dialog)
    person.until(lambda: order(person, NUMBERS[0]).hold_code == "manual")
    assert order(person, NUMBERS[9]).hold_code is None


def test_printed_orders_do_not_stop_the_deletion_of_the_others(person: Person) -> None:
    from services.fulfilment.commands import log_print

    person.shop.submit(log_print, PrintKind.PICK_LIST, [person.id_at(0)], "pdf").result(10)
    person.tick(0, 1, 3)
    person.page.deeds.changes.delete()
    question = person.dialog(Dialog)
    assert "2 of 3 can be deleted." in words(question)
    assert "1 cannot: it is on a printed list." in words(question)
    person.confirm("Delete the other 2")
    person.until(lambda: person.count == 8)
    undo(person, "Delete 2 orders")
    person.until(lambda: person.count == 10)


def test_one_order_is_changed_without_a_question(person: Person) -> None:
    person.tick(2)
    person.window.registry.trigger("orders.paid")
    person.until(lambda: order(person, NUMBERS[2]).status is OrderStatus.PAID)
    person.until(lambda: person.text(2, "status") == "To ship")


def test_holding_asks_for_the_reason_and_releasing_lets_go(person: Person) -> None:
    person.tick(0)
    person.view.setFocus()
    person.keys(Qt.Key.Key_H, CONTROL)
    dialog = person.dialog(Dialog)
    field = dialog.findChild(QLineEdit)
    assert field is not None
    QTest.keyClicks(field, "out of wax")
    QTest.keyClick(field, Qt.Key.Key_Return)
    person.until(lambda: order(person, NUMBERS[0]).hold_note == "out of wax")
    person.until(lambda: person.text(0, "status").startswith("On hold"))
    person.page.open_detail(person.id_at(0))
    person.until(lambda: "out of wax" in words(person.page.detail))
    person.press("Release", person.page.detail)
    person.until(lambda: order(person, NUMBERS[0]).hold_code is None)


def test_flag_and_note_for_several(person: Person) -> None:
    person.tick(0, 1)
    person.window.registry.trigger("orders.flag.red")
    person.confirm("Change")
    person.until(lambda: person.text(1, "flag") == "Red")
    person.window.registry.trigger("orders.note")
    dialog = person.dialog(Dialog)
    assert "It replaces the own note of all 2 orders" in words(dialog)
    field = dialog.findChild(QPlainTextEdit)
    assert field is not None
    field.setPlainText("gift")
    person.press("Save", dialog)
    person.until(lambda: order(person, NUMBERS[1]).seller_note == "gift")


def test_deleting_says_what_goes_and_comes_back_whole(person: Person) -> None:
    person.tick(5)
    person.view.setFocus()
    person.keys(Qt.Key.Key_Delete)
    question = person.dialog(Dialog)
    assert f"Order {NUMBERS[5]} and its items are removed" in words(question)
    person.confirm("Delete")
    person.until(lambda: person.count == 9)
    undo(person, "Delete 1 order")
    person.until(lambda: person.count == 10)
    assert [line.title for line in order(person, NUMBERS[5]).lines] == ["山茶花香薰蜡烛"]


# --- a typed order ---------------------------------------------------------------------------


def open_form(person: Person) -> NewOrderDialog:
    person.view.setFocus()
    person.keys(Qt.Key.Key_N, CONTROL)
    return person.dialog(NewOrderDialog)


def test_a_typed_order_finds_its_product_and_its_sum(person: Person) -> None:
    form = open_form(person)
    form.channel.setCurrentText("淘宝 木白")
    line = form.lines[0]
    assert QApplication.focusWidget() is line.product
    QTest.keyClicks(line.product, "yms")
    popup = line.product._popup.popup()
    assert popup is not None
    person.until(popup.isVisible)
    QTest.keyClick(popup, Qt.Key.Key_Down)
    QTest.keyClick(popup, Qt.Key.Key_Return)
    person.until(lambda: line.price.text() == "129.00")
    assert line.variant.text() == "燕麦色"
    line.quantity.clear()
    QTest.keyClicks(line.quantity, "3")
    QTest.keyClicks(form.amounts["freight"], "10")
    assert form.amounts["paid"].placeholderText() == "397.00"
    form.texts["buyer"].insert("王小明")
    person.keys(Qt.Key.Key_S, CONTROL)
    person.said("Add the order M261121-0001")
    person.no_dialog()
    saved = order(person, "M261121-0001")
    assert (saved.paid_minor, saved.buyer, saved.status) == (39700, "王小明", OrderStatus.PAID)
    assert saved.lines[0].sku_code == "WQ-YM"
    person.until(lambda: person.count == 11)
    assert person.text(0, "external_no") == "M261121-0001"


def test_a_pasted_message_fills_the_receiver_and_stays_with_the_order(person: Person) -> None:
    form = open_form(person)
    form.lines[0].product.insert("茶杯")
    QApplication.clipboard().setText("李四 13912345678-1234\n浙江杭州西湖区文三路90号东部软件园")
    form.pasted.field.setFocus()
    person.keys(Qt.Key.Key_V, CONTROL)
    texts = {name: form.texts[name].text() for name in ("receiver", "phone", "province", "city", "district", "address")}
    assert texts == {
        "receiver": "李四",
        "phone": "13912345678-1234",
        "province": "浙江省",
        "city": "杭州市",
        "district": "西湖区",
        "address": "文三路90号东部软件园",
    }
    assert "Read with certainty" in words(form)
    form.pasted.field.setPlainText("138****1234 文三路90号")
    assert "the phone number is masked" in words(form)
    assert form.texts["receiver"].text() == "李四"  # what a message does not say is not wiped out
    person.keys(Qt.Key.Key_S, CONTROL)
    person.said("Add the order M261121-0001")
    saved = order(person, "M261121-0001")
    assert (saved.receiver, saved.province, saved.city, saved.district) == ("李四", "浙江省", "杭州市", "西湖区")
    assert saved.pasted == "138****1234 文三路90号"


def test_bad_input_is_said_under_its_field_and_nothing_is_saved(person: Person) -> None:
    form = open_form(person)
    form.submit()
    assert "An order needs at least one item." in words(form)
    form.lines[0].product.insert("茶杯")
    form.lines[0].quantity.setText("zero")
    QTest.keyClicks(form.amounts["discount"], "1,2x")
    form.submit()
    assert "Pieces must be a whole number from 1." in words(form)
    assert form.rows["discount"].problem() == "“1,2x” is not an amount."
    form.lines[0].quantity.setText("1")
    form.amounts["discount"].clear()
    form.channel.setCurrentText("淘宝 木白")
    form.number.setText(NUMBERS[0])
    form.submit()
    person.until(lambda: "this channel has it already" in form.rows["number"].problem())
    assert person.count == 10
    form.number.setText("W-1")
    form.submit()
    person.until(lambda: person.count == 11)


def test_a_half_written_order_is_not_thrown_away_by_mistake(person: Person) -> None:
    form = open_form(person)
    form.lines[0].product.insert("茶杯")
    person.keys(Qt.Key.Key_Escape)
    question = person.dialog(Dialog)
    assert question.title.text() == "Throw this order away?"
    person.press("Cancel", question)
    assert form.isVisible()
    assert not person.page.may_leave()
    person.confirm("Throw away")
    person.no_dialog()
    assert person.page.may_leave()


def test_an_untouched_form_closes_without_a_question(person: Person) -> None:
    open_form(person)
    person.keys(Qt.Key.Key_Escape)
    person.no_dialog()


def test_enter_goes_to_the_next_field_and_saves_nothing(person: Person) -> None:
    form = open_form(person)
    form.lines[0].product.insert("6901234567892")
    person.keys(Qt.Key.Key_Return)
    assert form.isVisible()
    assert QApplication.focusWidget() is form.lines[0].variant


def test_the_first_order_of_a_shop_makes_its_channel(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    with Shop.create(tmp_path / "empty.shop", who="tests") as empty:
        person = sit_down(empty)
        form = open_form(person)
        form.lines[0].product.insert("茶杯")
        form.submit()
        person.until(lambda: person.count == 1)
        assert person.text(0, "channel") == "Own orders"
        person.close()
        empty.forbid_thread(None)


# --- tracking numbers ------------------------------------------------------------------------


def test_pasted_tracking_numbers_are_sorted_into_found_and_not_found(person: Person) -> None:
    person.view.setFocus()
    person.keys(Qt.Key.Key_T, CONTROL)
    dialog = person.dialog(TrackingDialog)
    QApplication.clipboard().setText(
        f"{NUMBERS[0]}\t中通快递\tZT7700012345\r\n{NUMBERS[1]}\tYT8800012345\r\n999\t圆通\tYT1234567\r\n{NUMBERS[3]}\t圆通\tx"
    )
    dialog.list.setFocus()
    person.keys(Qt.Key.Key_V, CONTROL)
    person.until(lambda: dialog.save.text() == "Enter 2 tracking numbers")
    assert "2 found" in dialog.result.text()
    assert "999: no order has this number" in dialog.reasons.text()
    person.press("Enter 2 tracking numbers", dialog)
    person.said("Enter 2 tracking numbers")
    saved = order(person, NUMBERS[0])
    assert (saved.courier, saved.tracking_no, saved.status) == ("中通快递", "ZT7700012345", OrderStatus.SHIPPED)
    person.until(lambda: dialog.list.toPlainText() == f"999\t圆通\tYT1234567\n{NUMBERS[3]}\t圆通\tx")
    assert "2 rows could not be entered" in dialog.title.text()
    dialog.escape()
    person.no_dialog()


def test_ticked_orders_wait_for_their_numbers_and_are_copied_as_they_stand_on_screen(person: Person) -> None:
    person.tick(4, 0, 1)
    column = [spec.key for spec in person.table.model.specs].index("external_no")
    shown = [str(person.table.model.index(row, column).data()) for row in (0, 1, 4)]
    person.window.registry.trigger("orders.tracking")
    dialog = person.dialog(TrackingDialog)
    assert [line.strip() for line in dialog.list.toPlainText().splitlines()] == shown
    dialog.escape()
    person.no_dialog()
    QApplication.clipboard().clear()
    person.window.registry.trigger("orders.copy_no")
    person.until(lambda: QApplication.clipboard().text().splitlines() == shown)


def test_rows_pasted_into_the_list_are_taken_as_tracking_numbers(person: Person) -> None:
    QApplication.clipboard().setText(f"{NUMBERS[0]}\t中通快递\tZT7700012345")
    person.view.setFocus()
    QTest.keyClick(person.view, Qt.Key.Key_V, CONTROL)
    dialog = person.dialog(TrackingDialog)
    person.until(lambda: dialog.save.text() == "Enter 1 tracking number")


def test_scanning_goes_from_order_to_waybill_and_on(person: Person) -> None:
    person.window.registry.trigger("orders.tracking")
    dialog = person.dialog(TrackingDialog)
    dialog.order_no.setFocus()
    for number, waybill in ((NUMBERS[0], "SF1000000001"), (NUMBERS[1], "SF1000000002")):
        QTest.keyClicks(focused(), number)
        person.keys(Qt.Key.Key_Return)
        QTest.keyClicks(focused(), waybill)
        person.keys(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is dialog.order_no
    person.until(lambda: dialog.save.text() == "Enter 2 tracking numbers")
    dialog.ship.setChecked(False)
    person.press("Enter 2 tracking numbers", dialog)
    person.until(lambda: order(person, NUMBERS[1]).tracking_no == "SF1000000002")
    assert order(person, NUMBERS[1]).status is OrderStatus.PAID
    person.no_dialog()


def test_one_order_needs_only_its_waybill(person: Person) -> None:
    person.page.open_detail(person.id_at(0))
    person.until(lambda: person.page.detail.order is not None)
    person.press("Enter tracking no.", person.page.detail)
    dialog = person.dialog(TrackingDialog)
    assert dialog.first_focus() is dialog.number
    QTest.keyClicks(dialog.number, "SF1000000001")
    QTest.keyClick(dialog.number, Qt.Key.Key_Return)
    person.until(lambda: dialog.save.text() == "Enter 1 tracking number")
    person.press("Enter 1 tracking number", dialog)
    person.until(lambda: order(person, NUMBERS[0]).tracking_no == "SF1000000001")


def test_a_scanned_row_is_in_sight_below_many_others(person: Person) -> None:
    person.window.registry.trigger("orders.tracking")
    dialog = person.dialog(TrackingDialog)
    dialog.list.setPlainText("\n".join(f"{90_000 + number}\t\tSF{number:010}" for number in range(60)))
    QTest.keyClicks(dialog.order_no, NUMBERS[0])
    QTest.keyClicks(dialog.number, "SF1000000001")
    QTest.keyClick(dialog.number, Qt.Key.Key_Return)
    cursor = dialog.list.textCursor()
    assert cursor.block().text() == f"{NUMBERS[0]}\t\tSF1000000001"
    assert dialog.list.viewport().rect().contains(dialog.list.cursorRect().center())
    dialog.list.clear()
    dialog.escape()
    person.no_dialog()


def test_rows_pasted_over_chosen_orders_find_theirs_and_enter_alone_saves(person: Person) -> None:
    person.tick(0, 1)
    person.window.registry.trigger("orders.tracking")
    dialog = person.dialog(TrackingDialog)
    person.until(lambda: "2 without tracking no." in dialog.result.text())
    rows = f"Order no.\tCourier\tTracking no.\n{NUMBERS[0]}\t中通快递\tZT7700012345\n{NUMBERS[1]}\t\tYT8800012345"
    QApplication.clipboard().setText(rows)
    person.keys(Qt.Key.Key_V, CONTROL)
    person.until(lambda: dialog.save.text() == "Enter 2 tracking numbers")
    assert dialog.result.text() == "2 found"
    dialog.order_no.setFocus()
    person.keys(Qt.Key.Key_Return)
    person.until(lambda: order(person, NUMBERS[1]).tracking_no == "YT8800012345")
    person.no_dialog()


def test_a_pasted_column_of_numbers_goes_down_the_chosen_orders_and_back(person: Person) -> None:
    person.tick(0, 1)
    person.window.registry.trigger("orders.tracking")
    dialog = person.dialog(TrackingDialog)
    before = dialog.list.toPlainText()
    QApplication.clipboard().setText("SF1000000001\r\nSF1000000002\r\n")
    dialog.list.setFocus()
    person.keys(Qt.Key.Key_V, CONTROL)
    person.until(lambda: dialog.save.text() == "Enter 2 tracking numbers")
    assert dialog.list.textCursor().blockNumber() == 0
    person.keys(Qt.Key.Key_Z, CONTROL)
    assert dialog.list.toPlainText() == before
    dialog.escape()
    person.no_dialog()


def test_what_is_pasted_takes_the_place_of_the_marked_rows(person: Person) -> None:
    person.tick(0, 1)
    person.window.registry.trigger("orders.tracking")
    dialog = person.dialog(TrackingDialog)
    dialog.list.setFocus()
    row = f"{NUMBERS[4]}\t\tSF1000000009"
    QApplication.clipboard().setText(row)
    person.keys(Qt.Key.Key_A, CONTROL)
    person.keys(Qt.Key.Key_V, CONTROL)
    assert dialog.list.toPlainText() == row
    person.keys(Qt.Key.Key_Z, CONTROL)
    dialog.escape()
    person.no_dialog()


def test_typed_tracking_numbers_are_not_thrown_away_by_mistake(person: Person) -> None:
    person.window.registry.trigger("orders.tracking")
    dialog = person.dialog(TrackingDialog)
    dialog.list.setPlainText(f"{NUMBERS[0]} SF1000000001")
    dialog.escape()
    assert person.dialog(Dialog).title.text() == "Throw these tracking numbers away?"


def test_keys_nobody_has_go_to_the_list(person: Person) -> None:
    there(person.window.centralWidget()).setFocus()
    person.keys(Qt.Key.Key_A, CONTROL)
    assert person.view.hasFocus()
    person.until(lambda: person.view.selected_count > 1)


# --- paper and files -------------------------------------------------------------------------


def test_packing_lists_go_through_the_preview_into_the_print_log(person: Person, tmp_path: Path) -> None:
    person.tick(0, 1)
    person.view.setFocus()
    person.keys(Qt.Key.Key_P, CONTROL)
    dialog = person.dialog(PrintDialog)
    assert dialog.which.currentText() == "2 selected orders"
    person.press("Preview", dialog)
    person.until(lambda: person.page.deeds.printing.preview is not None)
    preview = person.page.deeds.printing.preview
    assert preview is not None
    person.until(lambda: preview.page.page_count == 2)
    assert preview.page.save_to(tmp_path / "lists.pdf") == 2
    person.said("2 orders noted as printed")
    assert "2 orders noted as printed" in preview.page.bar._problem.text()  # the toast lies behind the preview
    assert (tmp_path / "lists.pdf").read_bytes().startswith(b"%PDF")
    assert [(run.kind, run.orders) for run in person.stored(print_log)] == [(PrintKind.PACKING_LIST, 2)]
    person.until(lambda: person.text(0, "pack_prints") == "1")
    preview.close()


def test_of_selected_orders_those_to_ship_are_meant(person: Person) -> None:
    person.view.setFocus()
    person.keys(Qt.Key.Key_A, CONTROL)
    person.keys(Qt.Key.Key_P, CONTROL)
    dialog = person.dialog(PrintDialog)
    shown = [dialog.which.itemText(place) for place in range(dialog.which.count())]
    count = person.view.selected_count
    assert shown[:2] == ["6 selected orders that are to ship", f"All {count} selected orders, sent and unpaid ones too"]
    assert len(dialog.which.currentData()) == 6
    dialog.escape()


def test_the_pick_list_offers_all_orders_to_ship_and_those_not_printed(person: Person) -> None:
    person.press("Print pick list")
    dialog = person.dialog(PrintDialog)
    shown = [dialog.which.itemText(place) for place in range(dialog.which.count())]
    assert shown == ["6 orders not printed yet", "All 6 orders to ship"]
    person.press("Preview", dialog)
    person.until(lambda: person.page.deeds.printing.preview is not None)
    preview = person.page.deeds.printing.preview
    assert preview is not None
    person.until(lambda: preview.page.page_count >= 1)
    preview.close()
    assert person.stored(print_log) == ()


def test_printed_orders_cannot_be_deleted(person: Person) -> None:
    from services.fulfilment.commands import log_print

    person.shop.submit(log_print, PrintKind.PICK_LIST, [person.id_at(0)], "pdf").result(10)
    person.tick(0)
    person.page.deeds.changes.delete()
    person.until(lambda: "they are on a printed list" in words(person.window))
    assert person.count == 10


def test_a_deed_begun_with_the_page_knows_the_channels(person: Person) -> None:
    person.page.deeds.values = FilterValues()  # as on a page that was only just built
    person.window.registry.trigger("orders.ship_file")
    dialog = person.dialog(ShipFileDialog)
    assert dialog.channel.count() > 0
    dialog.escape()
    person.no_dialog()
    assert open_form(person).channel.findText("淘宝 木白") >= 0


def test_a_ship_file_is_written_noted_and_marks_the_orders(person: Person, tmp_path: Path) -> None:
    from services.orders.commands import set_tracking

    ids = [person.id_at(row) for row in (0, 1)]
    entries = [(order_id, "中通快递", f"ZT770001234{order_id}") for order_id in ids]
    person.shop.submit(set_tracking, entries).result(10)
    person.window.registry.trigger("orders.ship_file")
    dialog = person.dialog(ShipFileDialog)
    dialog.channel.setCurrentText("淘宝 木白")
    person.until(lambda: dialog.count.text() == "2 shipments go into the file.")
    person.press("Save as…", dialog)
    choose_file(person, tmp_path / "ship.xlsx")
    person.said("ship.xlsx: 2 shipments written.")
    person.said("Mark 2 orders as Shipped")
    sheet = openpyxl.load_workbook(tmp_path / "ship.xlsx").active
    assert sheet is not None
    assert {row[0].value for row in sheet.iter_rows(min_row=2)} == {NUMBERS[0], NUMBERS[1]}
    assert order(person, NUMBERS[0]).status is OrderStatus.SHIPPED
    channel_id = order(person, NUMBERS[0]).channel_id
    assert person.stored(shipments, channel_id) == ()


def test_export_writes_what_the_list_shows(person: Person, tmp_path: Path) -> None:
    person.click_tab("unpaid")
    person.view.setFocus()
    person.keys(Qt.Key.Key_E, CONTROL)
    choose_file(person, tmp_path / "orders.csv")
    person.said("orders.csv: 2 rows written.")
    written = (tmp_path / "orders.csv").read_text("utf-8-sig")
    assert NUMBERS[2] in written
    assert NUMBERS[0] not in written


def choose_file(person: Person, path: Path) -> None:
    person.until(lambda: person.window.findChildren(QFileDialog))
    chooser = person.window.findChildren(QFileDialog)[-1]
    chooser.fileSelected.emit(str(path))
    chooser.close()


def test_every_action_of_the_page_is_in_the_palette_or_a_menu(person: Person) -> None:
    person.tick(0)
    ids = {spec.id for spec in person.window.registry.specs() if spec.scope == "orders"}
    offered = {spec.id for spec in person.window.registry.for_palette()}
    assert {"orders.new", "orders.ship_file", "orders.delete", "orders.shipped", "orders.export"} <= offered
    assert all(one.startswith("orders.") for one in ids)


def test_every_icon_button_has_a_name(person: Person) -> None:
    person.page.open_detail(person.id_at(1))
    person.until(lambda: person.page.detail.order is not None)
    for button in person.page.findChildren(QPushButton):
        assert button.text() or button.accessibleName(), button


def test_enter_does_not_delete_until_the_button_was_gone_to(person: Person) -> None:
    person.tick(5)
    person.view.setFocus()
    person.keys(Qt.Key.Key_Delete)
    question = person.dialog(Dialog)
    focused = question.focusWidget()
    assert isinstance(focused, QPushButton)
    assert focused.text() == "Cancel"
    person.keys(Qt.Key.Key_Return)
    person.no_dialog()
    assert person.count == 10
    person.page.deeds.changes.delete()
    question = person.dialog(Dialog)
    next(one for one in question.findChildren(QPushButton) if one.text() == "Delete").setFocus()
    person.keys(Qt.Key.Key_Return)
    person.until(lambda: person.count == 9)


def test_the_fields_of_an_item_are_named_in_sight_and_for_screen_readers(person: Person) -> None:
    person.window.registry.trigger("orders.new")
    form = person.dialog(NewOrderDialog)
    line = form.lines[0]
    fields = (line.product, line.variant, line.quantity, line.price)
    names = ["Product", "Variant", "Pieces", "Price"]
    assert [field.accessibleName() for field in fields] == names
    captions = {label.text(): label for label in form.findChildren(Text) if label.isVisible()}
    for name, field in zip(names, fields, strict=True):
        left = captions[name].mapTo(form, captions[name].rect().topLeft()).x()
        assert abs(left - field.mapTo(form, field.rect().topLeft()).x()) <= 12
