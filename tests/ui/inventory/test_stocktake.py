"""A stocktake in the real window, with the keys of a scanner."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services import clock
from services.catalog.queries import detail
from services.stock.commands import receive
from services.stock.levels import good_on_hand
from services.stocktake import commands, papers, queries
from services.stocktake.listing import rows_of
from services.stocktake.scope import Scope
from services.types import StocktakeScope, StocktakeState
from tests.ui.inventory.conftest import Room
from tests.ui.sure import of, sheet_of, there
from ui.dialogs.import_dialog import ImportDialog
from ui.pages.inventory.stocktake_lot import CountLotDialog
from ui.paper.paper_preview import PaperDialog

EVERYTHING = Scope(StocktakeScope.ALL)


def begun(room: Room, **more: Any) -> tuple[Any, int]:
    """The counting view of a new stocktake, and its id."""
    taken = room.run(commands.start, EVERYTHING, **more)
    section = room.section("stocktakes", stocktake=taken)
    view = section.count_view
    room.wait(lambda: view.shown is not None and view.table is not None and view.table.model.summary is not None)
    return view, taken


def scan(room: Room, view: Any, code: str) -> None:
    """What a keyboard wedge does: the code, quickly, and Enter."""
    del room
    QTest.keyClicks(view.scan_card.field, code)
    QTest.keyClick(view.scan_card.field, Qt.Key.Key_Return)


def counted_in_list(section: Any) -> str:
    """How much of the first stocktake of the list is counted, as it stands there."""
    model = section.table.model
    place = [spec.key for spec in model.specs].index("counted")
    cell = model.cell(0, place)
    return cell.text if cell is not None else ""


def lines(room: Room, taken: int) -> dict[str, dict[str, Any]]:
    """The lines by code."""
    rows = room.ask(rows_of, taken, ("code", "state", "quantity", "expected"))
    return {row["code"]: row for row in rows}


def test_a_whole_stocktake_from_the_first_question_to_the_posting_and_back(room: Room) -> None:
    sku = room.goods("A-1", 3, 300, barcode="6901234567892", shelf="A-01")
    other = room.goods("B-1", 2, 200, shelf="A-02")
    section = room.section("stocktakes")
    section.new()
    room.wait(lambda: section.dialog is not None and section.dialog.go.isEnabled())
    assert "2 products" in section.dialog.size_words.text()
    section.dialog.go.click()
    view = section.count_view
    room.wait(lambda: view.shown is not None and view.table is not None and section.is_counting)
    taken = view.shown.id
    for _piece in range(2):
        scan(room, view, "6901234567892")
    scan(room, view, "b-1")
    scan(room, view, "=2")
    room.wait(lambda: lines(room, taken)["B-1"]["quantity"] == 2)
    assert lines(room, taken)["A-1"]["quantity"] == 2
    room.wait(lambda: view.figures.figures["counted"][1].text() == "2 / 2")
    room.wait(lambda: view.figures.figures["different"][1].text() == "1")
    view.bar.finish.click()
    room.wait(lambda: section.dialog is not None and hasattr(section.dialog, "as_none"))
    section.dialog.go.click()
    room.wait(lambda: view.shown.state is StocktakeState.POSTED)
    assert room.ask(good_on_hand, [sku, other]) == {sku: 2, other: 2}
    assert not view.scan_card.isVisible()
    room.undo()
    room.wait(lambda: view.shown.state is StocktakeState.OPEN)
    assert room.ask(good_on_hand, [sku]) == {sku: 3}


def test_what_is_scanned_while_the_keyboard_is_in_the_list_goes_into_the_field(room: Room) -> None:
    room.goods("A-1", 3)
    view, taken = begun(room)
    room.wait(lambda: room.window.focusWidget() is view.scan_card.field)
    view.table.view.setFocus()
    QTest.keyClicks(view.table.view, "a")
    QTest.keyClicks(view.scan_card.field, "-1")
    assert view.scan_card.field.text() == "a-1"
    QTest.keyClick(view.scan_card.field, Qt.Key.Key_Return)
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 1)


def test_an_unknown_barcode_becomes_a_product_and_is_counted(room: Room) -> None:
    room.goods("A-1", 3)
    view, taken = begun(room)
    for code in ("4006381333931", "A-1", "2*4006381333931", "A-1"):
        scan(room, view, code)
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 2)
    room.wait(view.scan_card.create_button.isVisible)
    assert "3 times" in view.scan_card.unknown_words.text()
    section = room.shown_section()
    view.scan_card.create_button.click()
    dialog = section.dialog
    dialog.create_product()
    assert dialog.name_row.problem()
    dialog.name_row.field.setText("Blue cup")
    dialog.code_row.field.setText("BLUE")
    dialog.create_product()
    room.wait(lambda: lines(room, taken).get("BLUE", {}).get("quantity") == 3)
    assert not view.scan_card.create_button.isVisible()


@pytest.mark.exhaustive
def test_an_unknown_barcode_is_given_to_a_product_and_is_counted(room: Room) -> None:
    sku = room.goods("A-1", 3)
    view, taken = begun(room)
    scan(room, view, "4006381333931")
    room.wait(view.scan_card.give_button.isVisible)
    view.scan_card.give_button.click()
    dialog = room.shown_section().dialog
    dialog.search.setText("Cup A")
    room.wait(lambda: len(dialog.found.list.rows) == 1)
    dialog.found.selectRow(0)
    dialog.give()
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 1)
    assert room.ask(detail, sku).draft.barcode == "4006381333931"


def test_a_blind_count_shows_what_the_books_expect_only_when_it_is_compared(room: Room) -> None:
    room.goods("A-1", 3, 300)
    view, taken = begun(room, blind=True)
    keys = [spec.key for spec in view.table.model.specs]
    assert "expected" not in keys
    assert "different" not in set(view.table.tabs.keys())
    assert not view.figures.figures["worth"][1].isVisible()
    scan(room, view, "A-1")
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 1)
    room.wait(lambda: view.shown.tally.counted == 1)
    view.bar.finish.click()
    room.wait(lambda: not view.shown.is_blind)
    room.wait(lambda: "expected" in [spec.key for spec in view.table.model.specs])


def test_counts_are_typed_into_the_list_and_taken_out_again(room: Room) -> None:
    room.goods("A-1", 3)
    view, taken = begun(room)
    model = view.table.model
    room.wait(lambda: model.row(0) is not None)
    column = next(place for place, spec in enumerate(model.specs) if spec.key == "quantity")
    assert model.setData(model.index(0, column), "0", Qt.ItemDataRole.EditRole)
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 0)
    room.wait(lambda: model.cell(0, column) is not None and model.cell(0, column).text == "0")
    assert model.setData(model.index(0, column), "", Qt.ItemDataRole.EditRole)
    room.wait(lambda: lines(room, taken)["A-1"]["state"] == "not_counted")
    assert model.specs[column].check("x") is not None


def test_ticked_lines_are_counted_as_none_and_again(room: Room) -> None:
    for code in ("A-1", "B-1"):
        room.goods(code, 3)
    view, taken = begun(room)
    view.table.view.toggle_all()
    view.with_chosen(view.count_none)
    room.wait(lambda: all(row["quantity"] == 0 for row in lines(room, taken).values()))
    view.with_chosen(view.count_again)
    room.wait(lambda: all(row["quantity"] is None for row in lines(room, taken).values()))


def test_a_lot_the_books_do_not_have_is_counted_on_a_line_of_its_own(room: Room) -> None:
    room.goods("A-1", 3, 300)
    view, taken = begun(room)
    (row,) = room.ask(rows_of, taken, ("lot",))
    view.ask_lot([row["id"]])
    room.wait(lambda: bool(room.overlays()))
    card = of(CountLotDialog, room.overlays()[0])
    card.submit()
    assert "it must not be empty" in card.rows["lot"].remark.text()
    card.number.setText("L-7")
    card.pieces.setValue(4)
    card.submit()
    room.wait(lambda: len(room.ask(rows_of, taken, ("lot", "quantity"))) == 2)
    found = {one["lot"]: one["quantity"] for one in room.ask(rows_of, taken, ("lot", "quantity"))}
    assert found == {None: None, "L-7": 4}
    room.wait(lambda: not room.overlays())  # the card closes after what it sent is written
    view.ask_lot([row["id"]])
    room.wait(lambda: bool(room.overlays()))
    again = of(CountLotDialog, room.overlays()[0])
    again.number.setText("l-7")
    again.submit()
    room.wait(lambda: bool(again.rows["lot"].remark.text()))
    assert "4" in again.rows["lot"].remark.text()
    again.reject()
    room.undo()
    room.wait(lambda: len(room.ask(rows_of, taken, ("lot",))) == 1)


def test_a_filled_in_workbook_is_read_after_it_was_shown(room: Room, tmp_path: Path) -> None:
    room.goods("A-1", 3)
    view, taken = begun(room)
    section = room.shown_section()
    out = tmp_path / "sheet.xlsx"
    section.write_to(papers.export_count_sheet, out)
    room.wait(out.exists)
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    headings = [cell.value for cell in sheet[1]]
    sheet.cell(2, headings.index("Counted") + 1).value = 2
    book.save(out)
    section.read_file(out)
    room.wait(lambda: section.dialog is not None and hasattr(section.dialog, "go"))
    assert lines(room, taken)["A-1"]["quantity"] is None
    section.dialog.go.click()
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 2)
    assert view.shown is not None


def test_a_table_dropped_on_an_open_stocktake_is_its_counts_and_any_other_is_imported(
    room: Room, tmp_path: Path
) -> None:
    room.goods("A-1", 3)
    _view, taken = begun(room)
    section = room.shown_section()
    mine, orders = tmp_path / "mine.csv", tmp_path / "orders.csv"
    mine.write_text("\u5546\u5bb6\u7f16\u7801,\u5b9e\u76d8\u6570\nA-1,2\nNONE,1\n", encoding="utf-8")
    orders.write_text("Order,SKU,Qty\nT1,A-1,1\n", encoding="utf-8")
    number = section.count_view.shown.number
    assert section.drop_words([mine]) == f"Read counts into {number}, or import"
    assert section.drop_words([mine, orders]) == ""
    section.take_files([orders])
    room.wait(lambda: room.window.findChild(ImportDialog) is not None)
    there(room.window.findChild(ImportDialog)).escape()
    section.take_files([mine])
    room.wait(lambda: section.dialog is not None and hasattr(section.dialog, "go"))
    QTest.keyClick(section.dialog.table, Qt.Key.Key_Return)  # nothing opens from this list: Enter is the card's
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 2)
    section.show_list()
    assert section.drop_words([mine]) == ""


def test_the_list_of_stocktakes_says_how_far_the_one_is_that_was_left(room: Room) -> None:
    room.goods("A-1", 3)
    view, taken = begun(room)
    section = room.shown_section()
    section.show_list()
    room.wait(lambda: counted_in_list(section) == "0 of 1")
    section.show_stocktake(taken)
    scan(room, view, "A-1")
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 1)
    section.show_list()
    room.wait(lambda: counted_in_list(section) == "1 of 1")


def test_pasted_counts_say_which_rows_are_left_out(room: Room) -> None:
    room.goods("A-1", 3)
    view, taken = begun(room)
    QGuiApplication.clipboard().setText("A-1\t5\nnope\t1")
    view.table.view.paste()
    section = room.shown_section()
    room.wait(lambda: section.dialog is not None and hasattr(section.dialog, "table"))
    assert [bad.code for bad in section.dialog.table.list.rows] == ["nope"]
    section.dialog.go.click()
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 5)


def test_the_count_sheet_is_previewed(room: Room) -> None:
    room.goods("A-1", 3)
    view, _taken = begun(room)
    view.bar.sheet.click()
    room.wait(lambda: [one.page.page_count for one in room.window.findChildren(PaperDialog)] == [1])
    (preview,) = room.window.findChildren(PaperDialog)
    preview.close()
    room.wait(lambda: not room.window.findChildren(PaperDialog))


@pytest.mark.exhaustive
def test_an_abandoned_stocktake_changes_nothing_and_stays_in_the_list(room: Room) -> None:
    sku = room.goods("A-1", 3)
    view, taken = begun(room)
    scan(room, view, "A-1")
    room.wait(lambda: lines(room, taken)["A-1"]["quantity"] == 1)
    section = room.shown_section()
    section._wanted("abandon")
    section.dialog.accept()
    room.wait(lambda: view.shown.state is StocktakeState.ABANDONED)
    assert room.ask(good_on_hand, [sku]) == {sku: 3}
    view.bar.back.click()
    assert not section.is_counting
    room.wait(lambda: section.table.model.summary is not None and section.table.model.summary.count == 1)


def test_something_entered_late_is_said_above_a_posted_stocktake_and_put_right(room: Room) -> None:
    sku = room.goods("A-1", 3, 300)
    before = clock.now() - timedelta(seconds=1)
    view, taken = begun(room)
    room.run(commands.count, taken, [commands.Count(line["id"], 5) for line in room.ask(rows_of, taken, ())])
    room.run(commands.post, taken)
    room.wait(lambda: view.shown.state is StocktakeState.POSTED)
    assert view._banner is None
    room.run(receive, sku, 2, value_minor=200, at=before)
    room.wait(lambda: view._banner is not None)
    assert room.ask(good_on_hand, [sku]) == {sku: 7}
    view.wanted.emit("correct")
    room.wait(lambda: view._banner is None)
    assert room.ask(good_on_hand, [sku]) == {sku: 5}


def test_what_is_due_begins_a_stocktake_over_just_that(room: Room) -> None:
    room.goods("A-1", 3, 300)
    room.goods("B-1")
    section = room.section("stocktakes")
    room.wait(lambda: "C" in section.hints.buttons)
    section.hints.buttons["C"].click()
    room.wait(lambda: section.dialog is not None and section.dialog.go.isEnabled())
    assert section.dialog.scope().kind is StocktakeScope.CHOSEN
    section.dialog.go.click()
    room.wait(lambda: section.is_counting and section.count_view.shown is not None)
    assert set(lines(room, section.count_view.shown.id)) == {"A-1"}


@pytest.mark.parametrize("key", ["workbook", "result"])
def test_a_stocktake_is_written_to_a_workbook(room: Room, tmp_path: Path, key: str) -> None:
    room.goods("A-1", 3)
    _view, taken = begun(room)
    out = tmp_path / "out.xlsx"
    write = papers.export_count_sheet if key == "workbook" else papers.export_result
    room.shown_section().write_to(write, out)
    room.wait(out.exists)
    assert sheet_of(out).max_row == 2
    assert room.ask(queries.stocktake, taken).state is StocktakeState.OPEN


def test_the_views_say_how_many_stocktakes_they_have(room: Room) -> None:
    room.goods("A-1", 3)
    section = room.section("stocktakes")
    room.wait(lambda: section.table.shown_counts().get("open") == 0)
    begun(room)
    section.show_list()
    room.wait(lambda: section.table.shown_counts().get("open") == 1)
