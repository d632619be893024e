"""The list: views, search, sort, columns, the panel at the right, what stays after closing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from services import i18n
from services.fulfilment.merging import Candidate
from services.orders.commands import edit, set_flag, set_status
from services.orders.one_order import detail
from services.settings import MASK_SCREEN, change
from services.shop import Shop
from services.types import Flag, OrderStatus, RefundStatus
from tests.ui.expectations.walking import spoken
from tests.ui.orders.conftest import BUYERS, Person
from tests.ui.sure import there
from ui.pages.orders.detail_parts import Thumb
from ui.pages.orders.merge_dialog import whom
from ui.theme.apply import apply

CONTROL = Qt.KeyboardModifier.ControlModifier


def body_text(person: Person) -> str:
    return "\n".join(label.text() for label in person.page.detail.findChildren(QLabel) if label.isVisible())


def hidden(name: str) -> str:
    """A buyer who is the receiver too, as lists show him."""
    return f"{name[0]}***"


def test_the_newest_order_stands_first_and_everything_is_counted(person: Person) -> None:
    assert person.texts("buyer") == [hidden(one) for one in BUYERS]
    assert person.page.header.subtitle.text() == "10 orders"
    person.until(lambda: person.table.tabs._buttons["to_ship"].accessibleName() == "To ship 6")
    assert person.table.tabs._buttons["refunding"].accessibleName() == "Refund asked 1"
    assert ("Pieces", "15") in person.table.totals.values()


def test_buyers_are_hidden_as_in_the_panel_until_the_settings_show_them(person: Person) -> None:
    assert person.text(0, "buyer") == hidden(BUYERS[0])
    person.link.run(edit, person.id_at(0), {"receiver": "许家"})
    person.until(lambda: person.text(0, "buyer") == BUYERS[0])  # an account is not a receiver
    person.link.run(change, MASK_SCREEN.key, value=False)
    person.until(lambda: person.texts("buyer") == list(BUYERS))


def test_who_could_travel_together_is_hidden_with_the_buyer_who_is_the_receiver() -> None:
    one = Candidate(1, "E1", 1, "Etsy", "Mara Smith", "Mara Smith", "13800138000", "5 Long Street")
    assert "Mara" not in whom(one, masked=True)
    assert "mara_1988" in whom(replace(one, buyer="mara_1988"), masked=True)


def test_a_view_shows_only_its_orders(person: Person) -> None:
    person.click_tab("unpaid")
    assert person.texts("buyer") == [hidden(BUYERS[2]), hidden(BUYERS[7])]
    assert set(person.texts("status")) == {"To pay"}
    person.click_tab("refunding")
    assert person.texts("status")[0].startswith("Refund asked")


def test_typing_finds_by_name_initials_phone_tail_and_number(person: Person) -> None:
    box = person.table.bar.box
    wanted = (("欧阳", BUYERS[2]), ("flx", BUYERS[1]), ("9595", BUYERS[5]), ("2611214926554803", BUYERS[3]), ("qq", ""))
    for typed, found in wanted:
        box.clear()
        box.insert(typed)
        person.until(partial(lambda typed: person.table.model.request.search == typed, typed))
        person.until(lambda: person.table.model.summary is not None)
        assert person.texts("buyer") == ([hidden(found)] if found else [])
    assert person.table.notice is not None
    person.press("Clear filters")
    person.until(lambda: person.count == 10)


def test_ctrl_f_goes_to_the_filter_box(person: Person) -> None:
    person.view.setFocus()
    person.keys(Qt.Key.Key_F, CONTROL)
    assert QApplication.focusWidget() is person.table.bar.box


def test_sorting_by_paid_puts_the_dearest_first(person: Person) -> None:
    column = [spec.key for spec in person.table.model.specs].index("paid")
    for _press in range(2):
        person.view.header.sort_clicked.emit(column, False)
        person.until(lambda: person.table.model.request == person.table.request)
        person.until(lambda: person.table.model.summary is not None)
    assert person.text(0, "paid") == "258.00"
    assert person.page.kept.sort() == (("paid", True),)


def test_space_looks_enter_opens_and_escape_closes(person: Person) -> None:
    person.click_row(1)
    panel = person.page.detail
    person.keys(Qt.Key.Key_Space)
    person.until(lambda: panel.isVisible() and panel.order is not None)
    assert panel.title.text() == "2611214926554801"
    person.keys(Qt.Key.Key_Down)
    person.until(lambda: panel.title.text() == "2611214926554802")
    person.keys(Qt.Key.Key_Escape)
    person.keys(Qt.Key.Key_Escape)
    person.until(lambda: not panel.isVisible())
    person.view.setFocus()
    person.keys(Qt.Key.Key_Return)
    person.until(panel.isVisible)


def test_the_address_is_masked_until_it_is_revealed(person: Person) -> None:
    person.page.open_detail(person.id_at(1))
    person.until(lambda: person.page.detail.order is not None)
    assert "文三路" not in body_text(person)
    assert "13900009591" not in body_text(person)
    person.press("Reveal")
    person.until(lambda: "文三路" in body_text(person))
    assert "13900009591" in body_text(person)
    person.page.open_detail(person.id_at(3))
    person.until(lambda: person.page.detail.order and person.page.detail.order.buyer == BUYERS[3])
    assert "文三路" not in body_text(person)


def test_the_panel_tells_note_shelf_and_money(person: Person) -> None:
    person.page.open_detail(person.id_at(1))
    person.until(lambda: "麻烦包好一点，送人" in body_text(person))
    shown = body_text(person)
    assert "LZ-200 · shelf A-1" in shown
    assert "¥89.00" in shown


def test_an_own_note_is_written_in_place_and_can_be_undone(person: Person) -> None:
    order_id = person.id_at(0)
    person.page.open_detail(order_id)
    person.until(lambda: person.page.detail.note is not None and person.page.detail.note.isVisible())
    note = person.page.detail.note
    assert note is not None
    note.setFocus()
    QTest.keyClicks(note, "call first")
    person.keys(Qt.Key.Key_Return, CONTROL)
    toast = person.said("Write a note on 1 order")
    assert person.stored(detail, order_id).seller_note == "call first"
    assert toast.button is not None
    QTest.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    person.until(lambda: person.stored(detail, order_id).seller_note is None)


def test_a_note_being_written_survives_a_change_from_elsewhere(person: Person) -> None:
    order_id = person.id_at(0)
    person.page.open_detail(order_id)
    person.until(lambda: person.page.detail.note is not None and person.page.detail.note.isVisible())
    first = person.page.detail.note
    assert first is not None
    first.setFocus()
    QTest.keyClicks(first, "half a sen")
    person.shop.submit(set_flag, [order_id], Flag.RED).result(10)
    person.until(lambda: person.page.detail.note is not first)
    assert person.page.detail.note is not None
    assert person.page.detail.note.toPlainText() == "half a sen"


def test_a_change_from_elsewhere_shows_in_place(person: Person) -> None:
    order_id = person.id_at(0)
    person.shop.submit(set_status, [order_id], OrderStatus.SHIPPED).result(10)
    person.until(lambda: person.text(0, "status") == "Shipped")
    person.until(lambda: person.table.tabs._buttons["to_ship"].accessibleName() == "To ship 5")


def test_columns_sort_and_the_open_panel_are_kept_for_the_next_start(
    sit_down: Callable[..., Person], shop: Shop, settings: QSettings
) -> None:
    first = sit_down(shop)
    first.table.bar.column_toggled.emit("province", True)
    first.table.bar.density_chosen.emit("compact")
    first.page.figures.set_collapsed(True)
    first.click_row(0)
    first.page.open_detail(first.id_at(0))
    first.table.save_view("Mine")
    settings.sync()
    second = sit_down(shop)
    assert second.view.arrangement.is_shown("province")
    assert second.view.density == "compact"
    assert second.page.figures.is_collapsed()
    assert second.page.kept.is_on("detail")
    assert "saved:Mine" in list(second.table.tabs._buttons)


def test_the_page_speaks_the_language_and_wears_the_theme_that_is_on(person: Person, qapp: QApplication) -> None:
    person.page.open_detail(person.id_at(1))
    person.until(lambda: person.page.detail.order is not None)
    person.tick(1, 2)
    before = person.window.grab().toImage()
    apply(qapp, "dark")
    i18n.set_language("zh_CN")
    person.until(lambda: person.window.grab().toImage() != before)
    apply(qapp, "light")


def test_at_first_the_panel_is_open_and_follows_the_row(sit_down: Callable[..., Person], settings: QSettings) -> None:
    settings.remove("orders/detail")
    person = sit_down()
    person.click_row(2)
    person.until(lambda: person.page.detail.isVisible() and person.page.detail.order is not None)
    person.until(lambda: person.page.detail.title.text() == "2611214926554802")
    person.click_row(3)
    person.until(lambda: person.page.detail.title.text() == "2611214926554803")


def test_another_page_can_ask_for_one_order_or_a_view(person: Person) -> None:
    order_id = person.id_at(4)
    person.window.navigate("orders", order=order_id)
    person.until(lambda: person.page.detail.order is not None and person.page.detail.order.id == order_id)
    person.until(lambda: person.view.current_row() == 4)
    person.window.navigate("orders", view="unprinted")
    person.until(lambda: person.count == 6)
    assert [chip.text() for chip in person.table.bar.chips] == ["Packing list: not printed yet"]
    person.window.navigate("orders", view="closed")
    person.until(lambda: person.count == 1)
    person.window.navigate("orders", filters=(("channel", "in", ("淘宝 木白",)),), search="LZ")
    person.until(lambda: person.table.model.request.search == "LZ")


def test_the_new_orders_of_an_import_can_be_shown(person: Person) -> None:
    newest = person.id_at(0)
    person.window.navigate("orders", view="all", order_ids=range(newest, newest + 3))
    person.until(lambda: person.count == 3)
    assert [chip.text() for chip in person.table.bar.chips] == ["New orders: from the last import"]


def test_filters_offer_what_this_shop_has(person: Person) -> None:
    sheet = person.table.bar.open_editor("channel")
    assert set(sheet.boxes) == {"Etsy Mubai", "淘宝 木白"}
    sheet.boxes["Etsy Mubai"].click()
    sheet.apply_button.click()
    person.until(lambda: person.table.notice is not None)
    sheet = person.table.bar.open_editor("ordered_on")
    sheet.close()
    person.press("Clear filters")
    sheet = person.table.bar.open_editor("has_note")
    sheet.boxes["1"].click()
    sheet.apply_button.click()
    person.until(lambda: person.count == 1)
    assert person.text(0, "buyer_note") == "麻烦包好一点，送人"


def test_copying_order_numbers(person: Person) -> None:
    person.tick(0, 1)
    person.keys(Qt.Key.Key_C, CONTROL, Qt.KeyboardModifier.ShiftModifier)
    person.said("is on the clipboard")
    assert set(QGuiApplication.clipboard().text().splitlines()) == {"2611214926554800", "2611214926554801"}


def test_a_narrow_window_puts_the_panel_over_the_list(sit_down: Callable[..., Person], shop: Shop) -> None:
    person = sit_down(shop, size=(1200, 680))
    assert not person.page.detail.isVisible()
    person.page.open_detail(person.id_at(0))
    person.until(person.page.detail.isVisible)
    assert person.table.width() > person.page.width() - person.page.detail.width()


def test_an_empty_shop_says_what_to_do_first(sit_down: Callable[..., Person], tmp_path: Path) -> None:
    with Shop.create(tmp_path / "empty.shop", who="tests") as empty:
        person = sit_down(empty)
        person.until(lambda: person.table.notice is not None)
        assert person.table.notice is not None
        assert person.table.notice.title.text() == "No orders yet"
        person.until(lambda: not person.page.figures.isVisible())
        assert [button.text() for button in person.table.notice.buttons] == ["Import files", "New order"]
        person.close()
        empty.forbid_thread(None)


def strip_words(person: Person) -> list[str]:
    return [label.text() for label in person.page.figures.findChildren(QLabel) if label.isVisible()]


def test_the_figures_say_which_days_they_are_about_open_and_folded(person: Person) -> None:
    person.until(lambda: "Last 30 days" in strip_words(person))
    assert not person.page.figures.chart.says_nothing()
    person.page.figures.set_collapsed(True)
    person.until(lambda: strip_words(person)[:1] == ["Last 30 days"])


def test_without_sales_the_chart_says_so_and_shows_no_axis(person: Person) -> None:
    from datetime import timedelta

    from services import clock
    from tests.ui.orders.conftest import NOON

    person.until(lambda: "Last 30 days" in strip_words(person))
    clock.set_source(lambda: NOON + timedelta(days=90))
    person.page.deeds.reload()
    person.until(person.page.figures.chart.says_nothing)
    assert person.page.figures.chart.accessibleName() == "No sales in this period"
    assert "Paid per day" not in strip_words(person)


def width(person: Person, key: str) -> int:
    column = [spec.key for spec in person.table.model.specs].index(key)
    return person.view.header.sectionSize(column)


def drag_edge(person: Person, key: str, by: int) -> None:
    header = person.view.header
    column = [spec.key for spec in person.table.model.specs].index(key)
    edge = header.sectionViewportPosition(column) + header.sectionSize(column) - 1
    start, end = QPoint(edge, 10), QPoint(edge + by, 10)
    QTest.mouseMove(header.viewport(), start)
    QTest.mousePress(header.viewport(), Qt.MouseButton.LeftButton, pos=start)
    QTest.mouseMove(header.viewport(), end)
    QTest.mouseRelease(header.viewport(), Qt.MouseButton.LeftButton, pos=end)


def right_edges(person: Person) -> list[int]:
    header = person.view.header
    return [header.sectionViewportPosition(one) + header.sectionSize(one) for one in range(header.count())]


def test_the_product_column_takes_the_free_width_until_widths_are_set_by_hand(
    sit_down: Callable[..., Person],
) -> None:
    person = sit_down(size=(2560, 1000))
    header, viewport = person.view.header, person.view.viewport()
    person.until(lambda: header.length() == viewport.width())
    wide = width(person, "title")
    assert wide > 240
    person.window.resize(1366, 768)
    person.until(lambda: viewport.width() in right_edges(person))  # no column is cut in half
    assert width(person, "title") >= 240
    person.window.resize(2560, 1000)
    person.until(lambda: width(person, "title") == wide)
    drag_edge(person, "title", -60)
    assert width(person, "title") == wide - 60
    person.window.resize(2400, 1000)
    person.until(lambda: header.length() > viewport.width())
    assert width(person, "title") == wide - 60
    person.table.reset_columns()
    person.until(lambda: header.length() == viewport.width())


def test_numbers_and_buyers_have_their_part_of_the_free_width(sit_down: Callable[..., Person]) -> None:
    from ui.theme.apply import current_theme
    from ui.widgets.painting import text_width

    person = sit_down(size=(1366, 768))
    numbers = person.view.pane.header
    column = next(place for place, spec in enumerate(person.table.model.specs) if spec.key == "external_no")
    person.until(lambda: numbers.sectionSize(column) == 178)
    assert text_width("260517-607198974342268", current_theme().font("body")) + 20 <= 178
    person.until(lambda: width(person, "buyer") > 100)
    assert width(person, "title") >= 240
    person.window.resize(2560, 1000)
    person.until(lambda: width(person, "buyer") == 132)
    drag_edge(person, "buyer", -40)
    assert width(person, "buyer") == 92
    person.window.resize(2400, 1000)
    person.until(lambda: person.view.header.length() == person.view.viewport().width())
    assert width(person, "buyer") == 92
    person.table.reset_columns()
    person.window.resize(2560, 1000)
    person.until(lambda: width(person, "buyer") == 132)
    person.window.resize(1000, 768)
    person.until(lambda: numbers.sectionSize(column) == 158)
    assert width(person, "buyer") == 86


def test_a_wider_window_cuts_no_buyer_that_was_whole(sit_down: Callable[..., Person]) -> None:
    person = sit_down(size=(1366, 768))
    before = (0, 0)
    for wide in (1366, 1500, 1600, 1707, 1800, 1920):
        person.window.resize(wide, 768)
        person.until(lambda: not person.page._fit.isActive())
        widths = (width(person, "title"), width(person, "buyer"))
        assert all(now >= min(then, least) for now, then, least in zip(widths, before, (240, 132), strict=True)), wide
        before = widths


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_status_and_buyer_are_wide_enough_for_their_words(person: Person, language: str) -> None:
    from ui.pages.orders.words import state_pill
    from ui.theme.apply import current_theme
    from ui.widgets.painting import text_width

    i18n.set_language(language)
    words = {state_pill(status, refund, held, part)[0] for status in OrderStatus for refund in RefundStatus
             for held in (False, True) for part in (False, True)}  # fmt: skip
    font = current_theme().font("body")
    assert max(text_width(one, font) for one in words) + 40 <= width(person, "status")
    assert text_width("Charlotte", font) + 20 <= width(person, "buyer")


def test_what_is_left_of_an_order_is_seen_beside_the_panel(person: Person) -> None:
    shown = ("external_no", "status", "buyer", "title", "pieces", "paid", "profit", "margin")
    specs = {spec.key: spec.width for spec in person.table.model.specs}
    assert [spec.key for spec in person.table.model.specs[1:9]] == list(shown)
    assert specs[""] + sum(specs[key] for key in shown) <= 810


def test_the_pictures_of_the_items_have_their_names_for_a_screen_reader(person: Person) -> None:
    person.page.open_detail(person.id_at(0))
    person.until(lambda: person.page.detail.findChildren(Thumb))
    order = there(person.page.detail.order)
    assert [spoken(one) for one in person.page.detail.findChildren(Thumb)] == [line.title for line in order.lines]
