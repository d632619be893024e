"""What a person does with the table: ticks, keys, columns, copying, editing, and coming back to the same place."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QGuiApplication, QInputMethodEvent
from PySide6.QtWidgets import QApplication, QTableView
from pytestqt.qtbot import QtBot

from services.messages import message
from services.types import Filter, TableRequest
from tests.ui.table.conftest import ROWS, Opened
from tests.ui.table.sqlite_source import SqliteShop
from ui.table.copying import COPY_LIMIT
from ui.table.delegate import CellEditor
from ui.table.free_width import FreeWidth
from ui.table.kept import KeptTable
from ui.table.paged_model import CellEdit
from ui.theme.apply import apply

OpenTable = Callable[..., Opened]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
PLAIN = Qt.KeyboardModifier.NoModifier


def click(table: Opened, row: int, key: str, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    column = table.column(key) if key else 0
    pane: QTableView = table.view.pane if table.model.specs[column].frozen else table.view
    spot = pane.visualRect(table.model.index(row, column)).center()
    table.bot.mouseClick(pane.viewport(), Qt.MouseButton.LeftButton, modifiers, spot)


def press(table: Opened, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    table.bot.keyClick(table.view, key, modifiers)


def ticked(table: Opened) -> list[tuple[int, int]]:
    """The rows that are ticked, as first and last of each stretch."""
    return list(table.model.selection.ranges)


def clipboard() -> str:
    return QGuiApplication.clipboard().text()


# --- ticks --------------------------------------------------------------------------------


def test_checkboxes_shift_and_ctrl_tick_what_they_do_everywhere(table: Opened) -> None:
    click(table, 1, "")
    click(table, 4, "", SHIFT)
    assert ticked(table) == [(1, 4)]
    click(table, 8, "buyer", CTRL)
    click(table, 2, "")
    assert ticked(table) == [(1, 1), (3, 4), (8, 8)]
    assert table.selected_ids() == [2, 4, 5, 9]


def test_a_click_ticks_one_row_but_never_throws_many_ticks_away(table: Opened) -> None:
    click(table, 3, "buyer")
    click(table, 5, "buyer")
    assert ticked(table) == [(5, 5)]
    click(table, 7, "")
    click(table, 1, "buyer")
    assert ticked(table) == [(5, 5), (7, 7)]
    assert table.view.current_row() == 1
    press(table, Qt.Key.Key_Escape)
    assert table.view.selected_count == 0


def test_ctrl_a_ticks_every_row_as_one_range(table: Opened, qtbot: QtBot) -> None:
    with qtbot.waitSignal(table.view.selection_changed):
        press(table, Qt.Key.Key_A, CTRL)
    assert ticked(table) == [(0, ROWS - 1)]
    assert len(table.view.selected_ids().result(10)) == ROWS


def test_the_header_checkbox_ticks_all_and_then_none(table: Opened) -> None:
    spot = QPoint(20, 15)
    viewport = table.view.pane.header.viewport()
    table.bot.mouseClick(viewport, Qt.MouseButton.LeftButton, PLAIN, spot)
    assert table.view.selected_count == ROWS
    table.bot.mouseClick(viewport, Qt.MouseButton.LeftButton, PLAIN, spot)
    assert table.view.selected_count == 0


def test_a_press_on_the_header_takes_the_keyboard_but_chooses_no_row(table: Opened) -> None:
    table.view.clearFocus()
    table.view.setCurrentIndex(QModelIndex())  # Qt may have marked the first row when the window became active
    assert table.view.current_row() == -1
    spot = QPoint(table.view.header.sectionViewportPosition(table.column("buyer")) + 20, 15)
    table.bot.mouseClick(table.view.header.viewport(), Qt.MouseButton.LeftButton, PLAIN, spot)
    assert table.view.hasFocus()
    assert table.view.current_row() == -1
    press(table, Qt.Key.Key_Down)
    assert table.view.current_row() == 0


def test_a_number_without_room_keeps_both_of_its_ends(table: Opened) -> None:
    script = table.view._state.ink.body
    number = "260517-507198974342888"
    whole = script.metrics.horizontalAdvance(number)
    assert script.ends(number, whole) == number
    shown = script.ends(number, whole - 30)
    assert shown.startswith("2605")
    assert shown.endswith("2888")


def test_a_row_is_lit_no_more_when_the_mouse_goes_to_the_header(table: Opened) -> None:
    table.view.hover(2)
    spot = QPointF(30, 15)
    QApplication.sendEvent(table.view.header, QEnterEvent(spot, spot, spot))
    assert table.view._state.hover == -1


# --- keys ---------------------------------------------------------------------------------


def test_arrows_pages_home_and_end_move_the_current_row(table: Opened) -> None:
    table.view.go_to(0)
    press(table, Qt.Key.Key_Down)
    press(table, Qt.Key.Key_Down)
    assert table.view.current_row() == 2
    press(table, Qt.Key.Key_PageDown)
    assert table.view.current_row() == 2 + table.view.page_rows()
    press(table, Qt.Key.Key_End, CTRL)
    assert table.view.current_row() == ROWS - 1
    table.until(lambda: table.model.row(ROWS - 1) is not None)
    assert table.view.rowAt(table.view.viewport().height() - 5) == ROWS - 1
    press(table, Qt.Key.Key_Home, CTRL)
    press(table, Qt.Key.Key_Up)
    assert table.view.current_row() == 0


def test_left_and_right_go_through_frozen_and_other_columns(table: Opened) -> None:
    table.view.go_to(0, table.column("number"))
    press(table, Qt.Key.Key_Right)
    assert table.view.currentIndex().column() == table.column("status")
    press(table, Qt.Key.Key_End)
    assert table.view.currentIndex().column() == table.column("sku")
    press(table, Qt.Key.Key_Home)
    assert table.view.currentIndex().column() == table.column("number")
    press(table, Qt.Key.Key_Left)
    press(table, Qt.Key.Key_Space)
    assert ticked(table) == [(0, 0)]


def test_shift_and_arrows_tick_rows(table: Opened) -> None:
    table.view.go_to(5)
    press(table, Qt.Key.Key_Down, SHIFT)
    press(table, Qt.Key.Key_Down, SHIFT)
    assert ticked(table) == [(5, 7)]


def test_enter_opens_space_peeks_and_ctrl_space_ticks(table: Opened, qtbot: QtBot) -> None:
    table.view.go_to(3, table.column("status"))
    with qtbot.waitSignal(table.view.open_requested) as opened:
        press(table, Qt.Key.Key_Return)
    with qtbot.waitSignal(table.view.peek_requested) as peeked:
        press(table, Qt.Key.Key_Space)
    press(table, Qt.Key.Key_Space, CTRL)
    assert (opened.args, peeked.args, ticked(table)) == ([4], [4], [(3, 3)])


def test_a_right_click_ticks_the_row_under_it_and_asks_for_the_menu(table: Opened, qtbot: QtBot) -> None:
    spot = table.view.pane.visualRect(table.model.index(4, 1)).center()
    viewport = table.view.pane.viewport()
    qtbot.mouseClick(viewport, Qt.MouseButton.RightButton, PLAIN, spot)
    assert ticked(table) == [(4, 4)]
    with qtbot.waitSignal(table.view.menu_requested) as asked:
        QApplication.sendEvent(
            viewport, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, spot, viewport.mapToGlobal(spot))
        )
    assert asked.args == [viewport.mapToGlobal(spot)]


# --- columns ------------------------------------------------------------------------------


def test_frozen_columns_stay_when_the_others_scroll(table: Opened) -> None:
    bar = table.view.horizontalScrollBar()
    bar.setValue(bar.maximum())
    pane = table.view.pane
    assert bar.maximum() > 0
    assert pane.visualRect(table.model.index(0, table.column("number"))).left() == 46
    assert table.view.viewport().geometry().left() == pane.width()
    table.view.verticalScrollBar().setValue(1_234)
    assert pane.verticalScrollBar().value() == 1_234
    pane.verticalScrollBar().setValue(50_000)
    assert table.view.verticalScrollBar().value() == 50_000


def test_both_panes_end_at_the_same_row(table: Opened) -> None:
    table.view.verticalScrollBar().setValue(table.view.verticalScrollBar().maximum())
    assert table.view.pane.verticalScrollBar().value() == table.view.verticalScrollBar().value()
    assert table.view.pane.viewport().height() == table.view.viewport().height()


def test_columns_widths_and_row_height_come_back(open_table: OpenTable, shop: SqliteShop) -> None:
    first = open_table(shop)
    view = first.view
    view.header.moveSection(
        view.header.visualIndex(first.column("paid")), view.header.visualIndex(first.column("status"))
    )
    view.setColumnWidth(first.column("buyer"), 222)
    view.pane.setColumnWidth(first.column("number"), 190)
    view.arrangement.set_shown("margin", False)
    view.arrangement.set_shown("variant", True)
    view.set_density("roomy")
    state = view.save_state()
    second = open_table(shop)
    second.view.restore_state(state)
    assert second.view.save_state() == state
    assert second.view.arrangement.shown_columns() == view.arrangement.shown_columns()
    assert second.view.row_height() == 44
    assert second.view.pane.columnWidth(second.column("number")) == 190
    assert second.view.columnWidth(second.column("buyer")) == 222
    assert second.view.isColumnHidden(second.column("margin"))


def test_a_column_that_was_hidden_as_wide_as_there_was_room_goes_on_growing(
    open_table: OpenTable, shop: SqliteShop
) -> None:
    first, second = open_table(shop), open_table(shop)
    kept, column = KeptTable("growing"), first.column("buyer")
    first.view.resize(2_400, 500)
    FreeWidth(first.view, "buyer", kept).fit()
    grown = first.view.columnWidth(column)
    assert grown > first.model.specs[column].width
    first.view.arrangement.set_shown("buyer", False)
    second.view.resize(2_400, 500)
    second.view.restore_state(first.view.save_state())
    free = FreeWidth(second.view, "buyer", kept)
    second.view.arrangement.set_shown("buyer", True)
    free.arranged()
    second.view.resize(2_300, 500)
    free.fit()
    assert second.view.columnWidth(column) == grown - 100


def test_a_stored_state_from_another_version_does_no_harm(table: Opened) -> None:
    before = table.view.save_state()
    odd = {"order": ["gone", 5], "widths": {"gone": 9, "buyer": "x"}, "hidden": ["gone"], "density": "?"}
    table.view.restore_state(odd)
    assert table.view.save_state()["order"] == before["order"]
    assert table.view.density == "comfort"


def test_columns_keep_their_place_when_the_rows_are_built_anew(table: Opened) -> None:
    table.view.setColumnWidth(table.column("buyer"), 222)
    table.view.arrangement.set_shown("margin", False)
    state = table.view.save_state()
    table.reopen(TableRequest(sort=(("paid", True),)))
    assert table.view.save_state() == state
    assert table.view.row_height() == 36


def test_a_click_on_a_header_sorts_up_then_down_then_not(table: Opened) -> None:
    asked: list[object] = []
    table.view.sort_requested.connect(asked.append)
    header = table.view.header
    spot = QPoint(header.sectionViewportPosition(table.column("buyer")) + 30, 15)
    for sort in ((("buyer", False),), (("buyer", True),), ()):
        table.bot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, PLAIN, spot)
        assert asked[-1] == sort
        table.reopen(TableRequest(sort=sort))


@pytest.mark.parametrize(("density", "height"), [("compact", 28), ("comfort", 36), ("roomy", 44)])
def test_row_heights_are_those_of_the_design(table: Opened, density: str, height: int) -> None:
    table.view.set_density(density)
    assert table.view.rowHeight(0) == table.view.pane.rowHeight(0) == height


# --- place and ticks over a new snapshot -----------------------------------------------------


def test_place_current_row_and_ticks_survive_new_rows_above(open_table: OpenTable, own_shop: SqliteShop) -> None:
    table = open_table(own_shop, TableRequest(sort=(("id", True),)))
    table.show_row(30_000)
    table.view.verticalScrollBar().setValue(30_000 * 36 + 7)
    table.until(lambda: table.model.row(30_000) is not None)
    top, current = table.model.row_id(30_000), table.model.row_id(table.view.current_row())
    table.model.selection.set_ranges([(30_001, 30_003), (70_000, 70_500)])
    ids = table.selected_ids()
    own_shop.write("INSERT INTO orders SELECT id + 100000, currency, " + _names() + " FROM orders WHERE id <= 50")
    own_shop.write("DELETE FROM orders WHERE id = ?", (ids[0],))
    table.reopen(TableRequest(sort=(("id", True),)))
    row = table.view.rowAt(0)
    assert (row, table.model.row_id(row)) == (30_050, top)
    assert table.view.verticalScrollBar().value() == 30_050 * 36 + 7
    assert table.model.row_id(table.view.current_row()) == current
    assert table.selected_ids() == ids[1:]


def _names() -> str:
    from tests.ui.table.sqlite_source import COLUMNS

    return ", ".join(COLUMNS)


def test_everything_ticked_stays_everything_ticked(open_table: OpenTable, own_shop: SqliteShop) -> None:
    table = open_table(own_shop)
    table.model.selection.select_all(ROWS)
    own_shop.write("DELETE FROM orders WHERE id <= 10")
    table.reopen(TableRequest(sort=(("paid", False),)))
    assert ticked(table) == [(0, ROWS - 11)]


def test_what_is_ticked_while_the_table_is_on_its_way_is_what_is_meant(table: Opened) -> None:
    table.model.selection.set_ranges([(2, 4)])
    meant = table.model.row_id(7)
    wanted = TableRequest(sort=(("paid", False),))
    with table.bot.waitSignal(table.model.swapped):
        table.model.reopen(wanted)
        table.model.selection.set_ranges([(7, 7)])
    table.until(lambda: table.view.selected_count == 1)
    assert table.selected_ids() == [meant]
    with table.bot.waitSignal(table.model.swapped):
        table.model.reopen(wanted)
        table.model.selection.clear()
    assert table.view.selected_count == 0


def test_the_only_row_ticked_is_that_row_and_not_everything(open_table: OpenTable, own_shop: SqliteShop) -> None:
    own_shop.write("DELETE FROM orders WHERE id > 1")
    table = open_table(own_shop)
    table.model.selection.set_ranges([(0, 0)])
    own_shop.write(f"INSERT INTO orders SELECT 2, currency, {_names()} FROM orders WHERE id = 1")
    table.reopen(table.model.request)
    assert table.view.selected_count == 1


def test_ticks_do_not_stay_on_rows_a_new_filter_may_hide(table: Opened) -> None:
    table.model.selection.set_ranges([(1, 5)])
    table.reopen(TableRequest(filters=(Filter("status", "in", ("paid",)),)))
    assert table.view.selected_count == 0


# --- clipboard ----------------------------------------------------------------------------


def test_copied_rows_are_text_with_tabs_and_a_table_with_ids_as_text(table: Opened, shop: SqliteShop) -> None:
    for key in ("status", "platform", "flag"):
        table.view.arrangement.set_shown(key, False)
    table.model.selection.set_ranges([(0, 1), (90_000, 90_000)])
    press(table, Qt.Key.Key_C, CTRL)
    table.until(lambda: f"2611{90_001:014d}" in clipboard())
    lines = clipboard().splitlines()
    assert len(lines) == 3
    assert lines[0].split("\t")[0] == f"2611{1:014d}"
    assert lines[0].split("\t")[1] == shop.scalar("SELECT buyer FROM orders WHERE id = 1")
    html = QGuiApplication.clipboard().mimeData().html()
    assert html.count("<tr>") == 3
    assert f"<td style=\"mso-number-format:'\\@'\">2611{1:014d}</td>" in html


def test_without_ticks_the_current_row_is_copied(table: Opened) -> None:
    table.view.go_to(6)
    press(table, Qt.Key.Key_C, CTRL)
    table.until(lambda: clipboard().startswith(f"2611{7:014d}"))


def test_too_many_rows_for_the_clipboard_are_refused_with_a_reason(table: Opened, qtbot: QtBot) -> None:
    press(table, Qt.Key.Key_A, CTRL)
    with qtbot.waitSignal(table.view.refused) as refused:
        press(table, Qt.Key.Key_C, CTRL)
    assert f"{COPY_LIMIT:,}" in str(refused.args[0])
    assert "100,000" in str(refused.args[0])


def test_an_empty_clipboard_pastes_nothing(table: Opened, qtbot: QtBot) -> None:
    """Qt has no data for it at all on some systems."""
    QGuiApplication.clipboard().clear()
    with qtbot.assertNotEmitted(table.view.pasted):
        press(table, Qt.Key.Key_V, CTRL)


def test_pasted_cells_are_handed_on_row_by_row(table: Opened, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText('a\t1\r\n"two\nlines"\t2\r\n')
    with qtbot.waitSignal(table.view.pasted) as pasted:
        press(table, Qt.Key.Key_V, CTRL)
    assert pasted.args[0] == [["a", "1"], ["two\nlines", "2"]]


# --- editing ------------------------------------------------------------------------------


def _edit(table: Opened, row: int, key: str) -> CellEditor:
    table.view.go_to(row, table.column(key))
    press(table, Qt.Key.Key_F2)
    editor = table.view.viewport().findChild(CellEditor)
    assert isinstance(editor, CellEditor)
    return editor


def test_an_edit_shows_at_once_goes_down_and_is_read_again_when_accepted(
    open_table: OpenTable, own_shop: SqliteShop
) -> None:
    table = open_table(own_shop)
    edits: list[CellEdit] = []
    table.model.on_edit = edits.append
    editor = _edit(table, 2, "buyer")
    editor.setText("Wang Wei")
    table.bot.keyClick(editor, Qt.Key.Key_Return)
    table.until(lambda: len(edits) == 1)
    assert (edits[0].row_id, edits[0].key, edits[0].text) == (3, "buyer", "Wang Wei")
    assert table.text(2, "buyer") == "Wang Wei"
    assert table.view.current_row() == 3
    own_shop.write("UPDATE orders SET buyer = 'WANG WEI' WHERE id = 3")
    edits[0].accept()
    table.until(lambda: table.text(2, "buyer") == "WANG WEI")


def test_a_refused_edit_puts_the_old_value_back_and_says_why(table: Opened, qtbot: QtBot) -> None:
    edits: list[CellEdit] = []
    table.model.on_edit = edits.append
    old = table.text(2, "buyer")
    assert table.model.setData(table.model.index(2, table.column("buyer")), "X")
    assert table.text(2, "buyer") == "X"
    with qtbot.waitSignal(table.model.edit_rejected) as refused:
        edits[0].reject(message("Somebody else changed it"))
    assert table.text(2, "buyer") == old
    assert refused.args[:2] == [3, "buyer"]


def test_a_bad_value_stays_open_with_the_reason(table: Opened) -> None:
    edits: list[CellEdit] = []
    table.model.on_edit = edits.append
    editor = _edit(table, 2, "quantity")
    editor.setText("many")
    table.bot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert editor.accessibleDescription() == "A whole number is needed"
    editor.setText("12")
    table.bot.keyClick(editor, Qt.Key.Key_Return)
    table.until(lambda: [edit.text for edit in edits] == ["12"])


def test_typing_begins_an_edit_and_tab_goes_right(table: Opened) -> None:
    edits: list[CellEdit] = []
    table.model.on_edit = edits.append
    table.view.go_to(4, table.column("buyer"))
    table.bot.keyClick(table.view, "L")
    editor = table.view.viewport().findChild(CellEditor)
    assert isinstance(editor, CellEditor)
    table.bot.keyClicks(editor, "i")
    table.bot.keyClick(editor, Qt.Key.Key_Tab)
    table.until(lambda: [edit.text for edit in edits] == ["Li"])
    assert table.view.currentIndex() == table.model.index(4, table.column("product"))


def test_typing_in_a_column_that_cannot_be_edited_does_nothing(table: Opened) -> None:
    table.model.on_edit = lambda _edit: None
    for key in ("status", "number"):
        table.view.go_to(4, table.column(key))
        table.bot.keyClick(table.view, "L")
        assert table.view.findChild(CellEditor) is None
        assert table.view.currentIndex() == table.model.index(4, table.column(key))


def test_escape_leaves_the_value_alone(table: Opened) -> None:
    edits: list[CellEdit] = []
    table.model.on_edit = edits.append
    editor = _edit(table, 2, "buyer")
    editor.setText("nobody")
    table.bot.keyClick(editor, Qt.Key.Key_Escape)
    table.until(lambda: table.view.viewport().findChild(CellEditor) is None)
    assert edits == []


def test_enter_belongs_to_the_input_method_while_it_composes(table: Opened) -> None:
    edits: list[CellEdit] = []
    table.model.on_edit = edits.append
    editor = _edit(table, 2, "quantity")
    QApplication.sendEvent(editor, QInputMethodEvent("shi", []))
    assert editor.composing
    table.bot.keyClick(editor, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert edits == []


def test_columns_are_read_only_unless_somebody_takes_the_edits(table: Opened) -> None:
    index = table.model.index(0, table.column("buyer"))
    assert not table.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    table.model.on_edit = lambda _edit: None
    assert table.model.flags(index) & Qt.ItemFlag.ItemIsEditable
    assert not table.model.flags(table.model.index(0, table.column("status"))) & Qt.ItemFlag.ItemIsEditable


# --- looks --------------------------------------------------------------------------------


def test_no_style_sheet_and_no_frame_slow_the_table_down(table: Opened) -> None:
    for view in (table.view, table.view.pane):
        assert view.styleSheet() == ""
        assert view.frameWidth() == 0
        assert not view.showGrid()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_kind_of_cell_is_painted_in_both_themes(table: Opened, qapp: QApplication, mode: str) -> None:
    theme = apply(qapp, mode)
    table.view.resize(2000, 400)
    table.model.selection.set_ranges([(1, 1)])
    table.view.hover(3)
    image = table.view.grab().toImage()
    row = 34 + 36
    assert image.pixelColor(1, row + 10) == theme.color("accent")
    assert image.pixelColor(600, row + 3) == theme.color("row_sel")
    assert image.pixelColor(600, row + 72 + 3) == theme.color("hover")
    assert image.pixelColor(600, row + 35) == theme.color("border")


def test_cells_can_be_read_out(table: Opened) -> None:
    index = table.model.index(0, table.column("product"))
    text = str(table.model.data(index, Qt.ItemDataRole.AccessibleTextRole))
    row = table.model.row(0)
    assert row is not None
    assert row.cell(table.column("product")).extra in text
    tick = table.model.index(0, 0)
    assert table.model.data(tick, Qt.ItemDataRole.AccessibleTextRole) == "not selected"
    table.model.selection.toggle(0)
    assert table.model.data(tick, Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
    assert table.model.headerData(1, Qt.Orientation.Horizontal) == "Order no."
