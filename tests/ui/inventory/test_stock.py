"""Stock and moves in the real window."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services import i18n
from services.catalog.bundles import set_components
from services.catalog.drafts import Part
from services.channels.commands import add as add_channel
from services.inventory.queries import StockSheet, stock_sheet
from services.orders import commands as orders
from services.orders import entering
from services.orders.entering import LineDraft, OrderDraft
from services.stock.commands import receive
from services.stock.queries import stock_of
from services.types import OrderStatus, Platform
from tests.ui.inventory.conftest import OrdersPage, Room
from tests.ui.sure import of, sheet_of
from ui.pages.inventory.stock_deeds import entries
from ui.widgets.buttons import IconButton


def shown(room: Room, count: int) -> Any:
    """The stock section, once its list has so many rows."""
    section = room.section("stock")
    room.wait(lambda: section.table.model.summary is not None and section.table.model.summary.count == count)
    return section


def panel(room: Room, section: Any, sku_id: int) -> StockSheet:
    """The panel with one product."""
    section.open_panel(sku_id)
    room.wait(lambda: section.panel.shown is not None and section.panel.shown.sku_id == sku_id)
    sheet: StockSheet = section.panel.shown
    return sheet


def fill(section: Any, key: str, sheet: StockSheet, **typed: str) -> Any:
    """The form of a deed, filled in and sent off."""
    section.do(key, sheet)
    form = section.dialog
    for name, value in typed.items():
        form.rows[name].field.setText(value)
    form.save()
    return form


def text_of(section: Any, row: int, key: str) -> str:
    """What a cell of the stock list says."""
    model = section.table.model
    column = next(place for place, spec in enumerate(model.specs) if spec.key == key)
    cell = model.cell(row, column)
    return cell.text if cell is not None else ""


def test_an_empty_shop_offers_to_enter_what_there_is(room: Room) -> None:
    section = shown(room, 0)
    assert section.table.notice is not None
    section.table.notice.buttons[0].click()
    assert section.dialog is not None
    assert not section.figures.isVisible()


def test_the_list_says_what_there_is_and_what_nobody_knows(room: Room) -> None:
    room.goods("A", 10, 1000, shelf="A-1")
    room.goods("B", 5)
    section = shown(room, 2)
    room.wait(lambda: text_of(section, 0, "on_hand") == "10")
    assert (text_of(section, 0, "unit_cost"), text_of(section, 0, "value")) == ("1.00", "10.00")
    assert text_of(section, 1, "unit_cost") == "unknown"
    room.wait(section.figures.isVisible)
    section.table._tab_chosen("unknown_cost")
    shown(room, 1)


def test_esc_closes_the_panel_of_the_section_on_screen_alone(room: Room) -> None:
    sku = room.goods("A", 10, 1000)
    section = shown(room, 1)
    panel(room, section, sku)
    room.page.show_section("purchases")
    room.wait(lambda: not section.panel.isVisible())
    QTest.keyClick(room.window, Qt.Key.Key_Escape)
    room.page.show_section("stock")
    room.wait(section.panel.isVisible)
    QTest.keyClick(room.window, Qt.Key.Key_Escape)
    assert not section.panel.isVisible()


def test_a_product_is_received_adjusted_thrown_away_and_marked_defective(room: Room) -> None:
    sku = room.goods("A", 10, 1000)
    section = shown(room, 1)
    sheet = panel(room, section, sku)
    fill(section, "receive", sheet, pieces="5", value="10.00")
    room.wait(lambda: section.panel.shown.stock.on_hand == 15)
    fill(section, "adjust", section.panel.shown, counted="14", reason="counted wrong")
    room.wait(lambda: section.panel.shown.stock.on_hand == 14)
    fill(section, "adjust", section.panel.shown, difference="−2", reason="lost")
    room.wait(lambda: section.panel.shown.stock.on_hand == 12)
    fill(section, "scrap", section.panel.shown, pieces="1", reason="broken")
    room.wait(lambda: section.panel.shown.stock.on_hand == 11)
    fill(section, "defective", section.panel.shown, pieces="3", reason="scratched")
    room.wait(lambda: section.panel.shown.stock.defective == 3)
    fill(section, "transfer", section.panel.shown, pieces="2", to_place="Attic")
    room.wait(lambda: len(section.panel.shown.spots) == 3)
    words = [line.kind.value for line in section.panel.shown.story]
    assert words == ["transfer", "transfer", "regrade", "regrade", "scrap", "adjust", "adjust", "receipt", "opening"]
    room.undo()
    room.wait(lambda: len(section.panel.shown.spots) == 2)


def test_problems_stand_under_their_fields_and_nothing_is_written(room: Room) -> None:
    sku = room.goods("A", 3, 300)
    section = shown(room, 1)
    sheet = panel(room, section, sku)
    form = fill(section, "scrap", sheet, pieces="1.5")
    assert form.rows["pieces"].problem()
    assert form.rows["reason"].problem()
    form.reject()
    form = fill(section, "adjust", sheet, counted="3", difference="1", reason="x")
    assert form.rows["counted"].problem()
    form.reject()
    form = fill(section, "receive", sheet, pieces="0", value="x")
    assert form.rows["value"].problem()
    form.rows["value"].field.setText("")
    form.save()
    room.wait(lambda: bool(form.rows["pieces"].problem()))
    assert not form.may_close()
    form.reject()
    assert room.ask(stock_of, sku).on_hand == 3


def test_lots_are_switched_on_and_their_expiry_is_typed(room: Room) -> None:
    sku = room.goods("A", 3, 300)
    section = shown(room, 1)
    section.do("lots", panel(room, section, sku))
    room.wait(lambda: section.panel.shown.has_lots)
    form = fill(section, "receive", section.panel.shown, pieces="2", expires="soon")
    assert form.rows["expires"].problem()
    assert form.rows["lot"].problem()
    form.rows["expires"].field.setText("2027/6/30")
    form.rows["lot"].field.setText("L1")
    form.save()
    room.wait(lambda: any(spot.lot == "L1" for spot in section.panel.shown.spots))
    spot = next(spot for spot in section.panel.shown.spots if spot.lot == "L1")
    assert str(spot.expires_on) == "2027-06-30"
    section.do("below_zero", section.panel.shown)
    room.wait(lambda: section.panel.shown.below_zero)


def test_the_day_a_lot_expires_on_is_corrected_from_its_row_and_taken_back(room: Room) -> None:
    sku = room.goods("A")
    room.run(receive, sku, 2, lot_number="L1", expires_on=date(2027, 6, 30))
    section = shown(room, 1)
    panel(room, section, sku)
    name = "Change when lot L1 expires"
    button = next(one for one in section.panel.findChildren(IconButton) if one.accessibleName() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    form = section.dialog
    form.rows["expires"].field.setText("soon")
    form.submit()
    assert "a day such as" in form.rows["expires"].problem()
    form.rows["expires"].field.setText("2027/7/31")
    form.submit()
    room.wait(lambda: section.panel.shown.spots[0].expires_on == date(2027, 7, 31))
    room.undo()
    room.wait(lambda: section.panel.shown.spots[0].expires_on == date(2027, 6, 30))


def test_a_product_nobody_counted_begins_with_its_opening_stock(room: Room) -> None:
    sku = room.goods("A")
    section = room.section("stock", sku=sku)
    room.wait(lambda: section.panel.shown is not None)
    assert not section.panel.receive_button.isVisible()
    section.panel.adjust_button.click()
    form = section.dialog
    assert set(form.rows) == {"pieces", "value", "note"}
    form.rows["pieces"].field.setText("12")
    form.rows["value"].field.setText("24")
    form.save()
    room.wait(lambda: section.panel.shown.stock.on_hand == 12)
    assert section.panel.shown.stock.unit_cost_minor == 200


def test_opening_stock_of_many_is_pasted_looked_at_and_entered_in_one_step(room: Room) -> None:
    a, b = room.goods("A"), room.goods("B")
    section = shown(room, 0)
    section.enter_opening()
    dialog = section.dialog
    dialog.field.setPlainText("A\t10\t2.50\nB\t4\nnone\t1")
    room.wait(lambda: len(dialog.found) == 3)
    assert dialog.go.text() == "Enter 2 products"
    assert "1 row is left out" in dialog.said.text()
    dialog.go.click()
    shown(room, 2)
    assert room.ask(stock_of, a).value_minor == 2500
    assert room.ask(stock_of, b).unknown == 4
    room.undo()
    shown(room, 0)


def test_a_file_with_columns_of_its_own_leads_from_opening_stock_to_teaching_it(room: Room, tmp_path: Path) -> None:
    room.goods("A")
    section = shown(room, 0)
    section.enter_opening()
    dialog = section.dialog
    assert not dialog.teach_button.isVisible()
    file = tmp_path / "mine.csv"
    file.write_text("Where,What,Left\nBalcony,A,12\n", encoding="utf-8")
    dialog.read_file(file)
    room.wait(lambda: bool(dialog.found) and dialog.teach_button.isVisible())
    assert "teach them once" in dialog.said.text()
    dialog.field.setPlainText("A\t10\t2.50")
    room.wait(lambda: len(dialog.found) == 1)
    assert not dialog.teach_button.isVisible()


def test_a_copied_file_is_read_in_the_field_for_the_rows(room: Room, tmp_path: Path) -> None:
    room.goods("A")
    section = shown(room, 0)
    section.enter_opening()
    file = tmp_path / "mine.csv"
    file.write_text("Code,Pieces\nA,12\n", encoding="utf-8")
    copied = QMimeData()
    copied.setUrls([QUrl.fromLocalFile(str(file))])
    QGuiApplication.clipboard().setMimeData(copied)
    section.dialog.field.paste()
    room.wait(lambda: section.dialog.go.text() == "Enter 1 product")
    assert section.dialog.field.toPlainText() == ""


def test_a_bundle_is_put_together_and_taken_apart_from_its_row(room: Room) -> None:
    cup, lid = room.goods("CUP", 10, 1000), room.goods("LID", 3, 90)
    bundle = room.goods("SET")
    room.run(set_components, bundle, [Part(cup, 2), Part(lid, 1)])
    section = shown(room, 3)
    room.wait(lambda: text_of(section, 2, "available") == "3")
    assert "Put together…" not in menu_of(room, section, 0)
    menu_of(room, section, 2)["Put together…"].trigger()
    room.wait(lambda: section.dialog is not None)
    form = section.dialog
    form.rows["pieces"].field.setText("4")
    form.go.click()
    room.wait(lambda: "LID (needs 4, has 3)" in form.rows["pieces"].problem())
    form.rows["pieces"].field.setText("2")
    form.go.click()
    room.wait(lambda: room.ask(stock_of, bundle).on_hand == 2)
    assert (room.ask(stock_of, cup).on_hand, room.ask(stock_of, bundle).value_minor) == (6, 460)
    sheet = panel(room, section, bundle)
    assert [key for key, _words in entries(sheet)][:2] == ["assemble", "take_apart"]
    fill(section, "take_apart", sheet, pieces="1")
    room.wait(lambda: room.ask(stock_of, bundle).on_hand == 1)
    room.undo()
    room.undo()
    room.wait(lambda: room.ask(stock_of, bundle).is_bundle)
    assert room.ask(stock_of, cup).on_hand == 10


def menu_of(room: Room, section: Any, row: int) -> dict[str, Any]:
    """What the menu on a row of the list offers, by its words."""
    view = section.table.view
    view.go_to(row)
    view.menu_requested.emit(view.rect().center())
    room.wait(lambda: section.menu.menu is not None and section.menu.menu.isVisible())
    found = {action.text(): action for action in section.menu.menu.actions()}
    section.menu.menu.close()
    return found


def test_a_bundle_nobody_counted_says_to_count_its_parts_and_can_be_put_together(room: Room) -> None:
    cup, bundle = room.goods("CUP"), room.goods("SET")
    room.run(set_components, bundle, [Part(cup, 2)])
    section = room.section("stock", sku=bundle)
    room.wait(lambda: section.panel.shown is not None)
    assert not section.panel.adjust_button.isVisible()
    section.panel.assemble_button.click()
    assert set(section.dialog.rows) == {"pieces", "note"}


def test_a_sale_shows_in_the_story_and_leads_to_its_order(room: Room) -> None:
    sku = room.goods("A", 10, 1000)
    channel = room.run(add_channel, "Stall", Platform.OTHER)
    order = room.run(entering.add, OrderDraft(channel, (LineDraft("Cup A", 2, code="A", price_minor=900),)))
    section = shown(room, 1)
    assert panel(room, section, sku).promised[0].quantity == 2
    room.run(orders.set_status, [order], OrderStatus.SHIPPED)
    room.wait(lambda: section.panel.shown.stock.on_hand == 8)
    assert section.panel.shown.story[0].order_id == order
    section._open_order(order)
    assert of(OrdersPage, room.window.page("orders")).wanted[-1] == {"order": order}


def test_a_cost_that_becomes_known_late_says_which_orders_it_changes_first(room: Room) -> None:
    sku = room.goods("A", 10)
    channel = room.run(add_channel, "Stall", Platform.OTHER)
    order = room.run(entering.add, OrderDraft(channel, (LineDraft("Cup A", 2, code="A", price_minor=900),)))
    room.run(orders.set_status, [order], OrderStatus.SHIPPED)
    section = shown(room, 1)
    sheet = panel(room, section, sku)
    opening = sheet.story[-1]
    assert opening.unknown == 10
    section.panel._open_line(opening)
    dialog = section.dialog
    dialog.field.setText("twenty")
    dialog.save()
    assert dialog.row.problem()
    dialog.field.setText("20.00")
    room.wait(lambda: bool(dialog.effect.text()))
    assert "1 order" in dialog.effect.text()
    assert room.ask(stock_of, sku).unknown == 8
    dialog.save()
    room.wait(lambda: section.panel.shown.stock.unknown == 0)
    assert section.panel.shown.stock.value_minor == 1600
    room.undo()
    room.wait(lambda: section.panel.shown.stock.unknown == 8)


def test_what_is_ticked_is_counted_next(room: Room) -> None:
    for code in ("A", "B", "C"):
        room.goods(code, 3)
    section = shown(room, 3)
    section.table.model.selection.set_ranges(((0, 1),))
    room.wait(section.bulk.isVisible)
    section.count_chosen()
    stocktakes: dict[str, Any] = room.page.sections
    room.wait(lambda: "stocktakes" in stocktakes and stocktakes["stocktakes"].dialog is not None)
    room.wait(stocktakes["stocktakes"].dialog.go.isEnabled)
    assert stocktakes["stocktakes"].dialog.size_words.text() == "2 products will be counted."


def test_looks_show_value_on_a_day_and_are_written(room: Room, tmp_path: Path) -> None:
    room.goods("A", 10, 1000)
    section = shown(room, 1)
    section.show_looks()
    room.wait(lambda: section.looks.table is not None and len(section.looks.table.list.rows) == 1)
    assert "¥10.00" in section.looks.sums.text()
    section.looks.day.setText("2020-01-01")
    section.looks.refresh()
    room.wait(lambda: len(section.looks.table.list.rows) == 0)
    section.looks.day.setText("soon")
    section.looks.refresh()
    assert section.looks.problem.text()
    section.looks.day.setText("")
    section.looks.choice.setCurrentIndex(section.looks.choice.findData("age"))
    room.wait(lambda: section.looks.found is not None and len(section.looks.found.columns) == 10)
    out = tmp_path / "age.xlsx"
    section.looks.write_to(out)
    room.wait(out.exists)
    QTest.keyClick(section.looks, Qt.Key.Key_Escape)
    assert section.stack.currentWidget() is not section.looks


def test_the_lists_are_written_to_workbooks(room: Room, tmp_path: Path) -> None:
    room.goods("A", 10, 1000)
    section = shown(room, 1)
    section.export_to(section.table.request, tmp_path / "stock.xlsx")
    room.wait((tmp_path / "stock.xlsx").exists)
    moves = room.section("moves", code="A")
    room.wait(lambda: moves.table.model.summary is not None and moves.table.model.summary.count == 1)
    moves.export_to(moves.table.request, tmp_path / "moves.xlsx")
    room.wait((tmp_path / "moves.xlsx").exists)
    assert sheet_of(tmp_path / "moves.xlsx").max_row == 2


def test_arrow_keys_go_from_section_to_section(room: Room) -> None:
    section = shown(room, 0)
    keys = list(section.switch.buttons)
    button = section.switch.buttons["stock"]
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Left)
    assert room.page.current == keys[-1]
    assert room.page.section.switch.buttons[keys[-1]].isChecked()
    room.page.section.switch.buttons["stock"].click()
    assert room.page.current == "stock"


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_every_section_can_be_shown_in_both_languages(room: Room, language: str) -> None:
    sku = room.goods("A", 10, 1000)
    section = shown(room, 1)
    panel(room, section, sku)
    i18n.set_language(language)
    for key in list(section.switch.buttons):
        room.section(key)
    room.page.retranslate()
    room.wait(room.link.is_quiet)
    assert room.ask(stock_sheet, sku).stock.on_hand == 10


def test_going_to_another_part_of_the_list_closes_the_panel_of_what_was_shown_before(room: Room) -> None:
    first = room.goods("A", 10, 1000)
    second = room.goods("B", 5, 500)
    section = shown(room, 2)
    panel(room, section, first)
    room.wait(section.panel.isVisible)
    room.window.navigate("inventory", section="stock", search="B")
    shown(room, 1)
    assert section.panel.isHidden()
    room.window.navigate("inventory", section="stock", search="B", sku=second)
    room.wait(lambda: section.panel.isVisible() and section.panel.shown.sku_id == second)
