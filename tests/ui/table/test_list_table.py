"""Short lists: the same view as the big tables, over rows in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from tests.ui.sure import there
from ui.pages.finance import audit, bill_columns, budgets, owing_rows, profit_rows, tax_rows
from ui.pages.inventory import reorder_rows
from ui.table.list_panel import ListPanel
from ui.table.list_table import Line, ListCell, ListColumn, ListTable
from ui.table.table_panel import PanelTexts
from ui.theme.apply import apply, current_theme
from ui.widgets.buttons import SecondaryButton
from ui.widgets.text import Text


@dataclass(frozen=True)
class Fruit:
    name: str
    pieces: int
    minor: int
    day: str
    rank: int
    bought: bool = False


FRUITS = (
    Fruit("Pear", 12, 1_050, "Nov 2", 2), Fruit("apple", 9, -30_00, "Oct 30", 1),
    Fruit("Quince", 1_200, 99_900, "Jan 4", 3), Fruit("Fig", 0, 0, "", 0),
)  # fmt: skip
COLUMNS = (
    ListColumn("", 40), ListColumn("Name", 120), ListColumn("Where from", 0),
    ListColumn("Pieces", 80, right=True, total="Pieces", amount=lambda one: ("", one.pieces)),
    ListColumn("Worth", 90, right=True), ListColumn("Day", 80),
)  # fmt: skip
TICK, NAME, FROM, PIECES, WORTH, DAY = range(6)


def line(one: Fruit) -> Line:
    return (
        ListCell("", ticked=one.bought), ListCell(one.name, link=True), ListCell("the market"),
        ListCell(f"{one.pieces:,}" if one.pieces else ""), ListCell(f"¥{one.minor / 100:,.2f}"),
        ListCell(one.day, order=one.rank or None),
    )  # fmt: skip


@pytest.fixture
def make(qtbot: QtBot, qapp: QApplication) -> Callable[..., ListTable]:
    apply(qapp, "light")

    def made(
        width: int = 900, columns: tuple[ListColumn, ...] = COLUMNS, line_of: Any = line, **named: Any
    ) -> ListTable:
        table = ListTable(columns, line_of, **named)
        qtbot.addWidget(table)
        table.resize(width, 400)
        table.set_rows(FRUITS)
        table.show()
        qtbot.waitUntil(table.isVisible)
        return table

    return made


def names(table: ListTable) -> list[str]:
    return [one.name for one in table.list.rows]


def click(table: ListTable, row: int, column: int, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    pane = table.pane if table.list.specs[column].frozen else table
    QTest.mouseClick(pane.viewport(), button, pos=pane.visualRect(table.list.index(row, column)).center())


def click_heading(table: ListTable, column: int) -> None:
    header = table.pane.header if table.list.specs[column].frozen else table.header
    spot = QPoint(header.sectionViewportPosition(column) + 20, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=spot)


def test_headings_sort_by_what_the_cells_mean_and_empty_ones_come_last(make: Callable[..., ListTable]) -> None:
    table = make()
    click_heading(table, NAME)
    assert names(table) == ["apple", "Fig", "Pear", "Quince"]
    click_heading(table, PIECES)
    assert names(table) == ["apple", "Pear", "Quince", "Fig"]
    click_heading(table, PIECES)
    assert names(table) == ["Quince", "Pear", "apple", "Fig"]
    click_heading(table, WORTH)
    assert names(table)[0] == "apple"
    click_heading(table, DAY)
    assert names(table) == ["apple", "Pear", "Quince", "Fig"]
    for _twice in range(2):
        click_heading(table, DAY)
    assert names(table) == [one.name for one in FRUITS]


def test_a_word_in_the_place_of_a_day_comes_last_whichever_way(make: Callable[..., ListTable]) -> None:
    table = make()
    table.set_rows((*FRUITS, Fruit("Plum", 1, 1, "Never", 0)))
    click_heading(table, DAY)
    assert names(table)[:3] == ["apple", "Pear", "Quince"]
    click_heading(table, DAY)
    assert names(table)[:3] == ["Quince", "Pear", "apple"]
    assert sorted(names(table)[3:]) == ["Fig", "Plum"]


def test_a_list_in_an_order_of_its_own_does_not_sort_and_a_total_stays_last(make: Callable[..., ListTable]) -> None:
    fixed = make(sorts=False)
    click_heading(fixed, NAME)
    assert names(fixed) == [one.name for one in FRUITS]
    summed = make(stays=lambda one: one.name == "Pear")
    for _way in range(2):
        click_heading(summed, NAME)
        assert names(summed)[-1] == "Pear"


def test_sorting_keeps_what_is_chosen(make: Callable[..., ListTable]) -> None:
    table = make()
    table.selectRow(0)
    click_heading(table, NAME)
    assert [one.name for one in table.selected()] == ["Pear"]
    assert table.current_row() == 2


def test_keys_take_the_choice_along_and_shift_and_ctrl_choose_several(make: Callable[..., ListTable]) -> None:
    table = make()
    heard: list[int] = []
    table.chosen.connect(lambda: heard.append(len(table.selected())))
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down)
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert [one.name for one in table.selected()] == ["apple"]
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [one.name for one in table.selected()] == ["apple", "Quince"]
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(table.selected()) == 4
    click(table, 3, FROM)
    assert [one.name for one in table.selected()] == ["Fig"]
    assert heard == [1, 1, 2, 4, 1]


def test_a_list_of_one_choice_never_has_two(make: Callable[..., ListTable]) -> None:
    table = make(single=True)
    table.selectRow(0)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(table, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert [one.name for one in table.selected()] == ["apple"]


def test_enter_opens_space_ticks_and_a_click_on_a_link_is_told(make: Callable[..., ListTable]) -> None:
    table = make()
    opened: list[Fruit] = []
    clicked: list[tuple[str, int]] = []
    table.opened.connect(opened.append)
    table.clicked_cell.connect(lambda row, column: clicked.append((row.name, column)))
    table.selectRow(1)
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert [one.name for one in opened] == ["apple"]
    QTest.keyClick(table, Qt.Key.Key_Space)
    click(table, 2, NAME)
    click(table, 2, FROM)
    assert clicked == [("apple", TICK), ("Quince", NAME)]


def test_chosen_rows_are_copied_for_a_spreadsheet(make: Callable[..., ListTable]) -> None:
    table = make()
    table.select_rows([0, 2])
    QTest.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().mimeData()
    assert copied.text().splitlines()[1] == "\tQuince\tthe market\t1,200\t¥999.00\tJan 4"
    assert "<td style=\"mso-number-format:'\\@'\">Quince</td><td" in copied.html()
    assert "<td>1,200</td>" in copied.html()


def test_the_first_columns_stay_while_the_others_scroll(make: Callable[..., ListTable]) -> None:
    table = make(width=420)
    assert table.horizontalScrollBar().maximum() > 0
    table.horizontalScrollBar().setValue(table.horizontalScrollBar().maximum())
    assert table.pane.visualRect(table.list.index(0, NAME)).left() == 40
    assert table.pane.isVisible()


@pytest.mark.parametrize("width", [1_400, 900, 600, 420])
def test_a_column_without_a_width_takes_the_rest_and_never_vanishes(make: Callable[..., ListTable], width: int) -> None:
    table = make(width=width)
    assert table.columnWidth(FROM) >= 120
    if width >= 900:
        shown = table.pane.width_needed() + sum(table.columnWidth(one) for one in (FROM, PIECES, WORTH, DAY))
        assert shown == table.pane.width_needed() + table.viewport().width()


def test_a_free_column_gives_way_before_a_few_pixels_cut_the_last_one(make: Callable[..., ListTable]) -> None:
    table = make(width=900)
    table.resize(900 - (table.columnWidth(FROM) - 140), 400)  # where it would want 160
    assert table.columnWidth(FROM) == 140
    assert table.horizontalScrollBar().maximum() == 0


def test_columns_are_hidden_moved_and_come_back_in_another_window(make: Callable[..., ListTable]) -> None:
    table = make(kept="fruits")
    sheet = table.open_columns()
    assert list(sheet.boxes) == ["Name", "Where from", "Pieces", "Worth", "Day"]
    sheet.boxes["Worth"].setChecked(False)
    sheet.close()
    table.setColumnWidth(FROM, 333)
    click_heading(table, NAME)
    again = make(kept="fruits")
    assert again.isColumnHidden(WORTH)
    assert again.columnWidth(FROM) == 333
    assert names(again)[0] == "apple"


def test_a_heading_has_its_height_also_while_its_window_ends(make: Callable[..., ListTable]) -> None:
    header: Any = make().horizontalHeader()
    height = header.sizeHint().height()
    assert height == header.height() > 20
    kept = dict(vars(header))
    vars(header).clear()  # as the search for garbage does, before Qt deletes what belongs together
    asked = header.sizeHint()
    vars(header).update(kept)
    assert asked.height() == height


def test_a_column_that_says_nothing_now_is_not_offered(make: Callable[..., ListTable]) -> None:
    table = make()
    table.show_column(DAY, False)
    assert table.isColumnHidden(DAY)
    assert "Day" not in table.open_columns().boxes
    table.show_column(DAY, True)
    assert not table.isColumnHidden(DAY)


NARROW = (
    ListColumn("", 34, key="tick"), ListColumn("Name", 120), ListColumn("Where from", 0),
    ListColumn("Pieces", 80, right=True, yields=1), ListColumn("Worth", 90, right=True, yields=2),
    ListColumn("Day", 80),
)  # fmt: skip


def _left_out(table: ListTable) -> list[int]:
    return [place for place in range(len(NARROW)) if not table.list.specs[place].frozen and table.isColumnHidden(place)]


def test_columns_that_yield_make_room_and_come_back(make: Callable[..., ListTable]) -> None:
    table = make(columns=NARROW)
    assert _left_out(table) == []
    table.resize(500, 400)  # 34 + 120 + 160 + 80 + 80: not with what it is worth
    assert _left_out(table) == [WORTH]
    assert table.horizontalScrollBar().maximum() == 0
    table.resize(400, 400)
    assert _left_out(table) == [PIECES, WORTH]
    table.resize(900, 400)
    assert _left_out(table) == []
    assert table.columnWidth(WORTH) == 90


def test_a_free_column_that_stays_fills_a_list_that_became_narrower(make: Callable[..., ListTable]) -> None:
    columns = (
        ListColumn("Name", 0), *(ListColumn(f"{one}", 110, right=True, yields=one) for one in range(7)),
        ListColumn("Day", 80),
    )  # fmt: skip
    table = make(width=1140, columns=columns, line_of=lambda one: (ListCell(one.name),) * 9)
    table.resize(836, 400)
    shown = [table.columnWidth(place) for place in range(1, 9) if not table.isColumnHidden(place)]
    assert table.pane.width_needed() + sum(shown) == table.contentsRect().width()


def test_a_narrow_list_is_exported_with_all_the_columns_that_were_chosen(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, "light")
    panel = ListPanel(ListTable(NARROW, line), PanelTexts("Fruits"))
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.view.set_rows(FRUITS)
    panel.show()
    qtbot.waitUntil(panel.isVisible)
    panel.view.show_column(DAY, False)
    wide = panel.shown_texts()
    assert wide[0] == ["Name", "Where from", "Pieces", "Worth"]
    panel.resize(320, 400)
    assert _left_out(panel.view) == [PIECES, WORTH, DAY]
    assert panel.shown_texts() == wide
    panel.view.arrangement.set_shown("Pieces", False)  # by a person
    assert panel.shown_texts()[0] == ["Name", "Where from", "Worth"]


def test_copied_rows_have_the_columns_that_are_seen(make: Callable[..., ListTable]) -> None:
    """What is copied is laid over the columns on screen again, one by one."""
    table = make(width=500, columns=NARROW)
    assert _left_out(table) == [WORTH]
    table.select_rows([2])
    table.copy()
    assert QGuiApplication.clipboard().text() == "\tQuince\tthe market\t1,200\tJan 4\n"


def test_a_width_of_ones_own_is_kept_while_there_is_no_room_for_its_column(make: Callable[..., ListTable]) -> None:
    table = make(columns=NARROW, kept="narrow widths")
    table.setColumnWidth(WORTH, 200)
    table.resize(500, 400)
    assert _left_out(table) == [WORTH]
    table.set_density("compact")  # keeps how the list is arranged
    again = make(columns=NARROW, kept="narrow widths")
    assert again.columnWidth(WORTH) == 200
    again.resize(500, 400)
    again.set_density("roomy")
    yet_again = make(width=500, columns=NARROW, kept="narrow widths")  # begins without room for it
    yet_again.set_density("compact")
    yet_again.resize(1000, 400)
    assert yet_again.columnWidth(WORTH) == 200


def test_a_column_put_on_screen_by_hand_stays_where_there_is_no_room(make: Callable[..., ListTable]) -> None:
    table = make(width=500, columns=NARROW, kept="narrow")
    sheet = table.open_columns()
    assert not sheet.boxes["Worth"].isChecked()
    sheet.boxes["Worth"].setChecked(True)
    sheet.close()
    assert _left_out(table) == [PIECES]
    again = make(width=500, columns=NARROW, kept="narrow")
    assert _left_out(again) == [PIECES]
    sheet = again.open_columns()
    sheet.boxes["Worth"].setChecked(False)
    sheet.close()
    assert _left_out(again) == [WORTH]


@pytest.mark.parametrize(
    ("columns", "room"),
    [
        (profit_rows.COLUMNS, 836), (reorder_rows.COLUMNS, 836), (bill_columns.COLUMNS, 1140),
        (owing_rows.CALENDAR, 640), (owing_rows.ITEMS, 380), (tax_rows.VAT_COLUMNS, 974),
        (audit._COLUMNS, 974), (budgets._COLUMNS, 974),
    ],
)  # fmt: skip
def test_lists_of_pages_have_room_beside_their_panel(
    make: Callable[..., ListTable], columns: tuple[ListColumn, ...], room: int
) -> None:
    """`room` is what a window of 1366 × 768 leaves them, or one of 1200 where no panel opens beside them."""
    table = make(width=room, columns=columns, line_of=lambda one: tuple(ListCell(one.name) for _ in columns))
    assert table.horizontalScrollBar().maximum() == 0


def test_the_menu_of_a_row_has_the_deeds_of_the_page_and_those_of_every_list(make: Callable[..., ListTable]) -> None:
    done: list[str] = []
    table: ListTable = make(deeds=lambda menu: menu.addAction("Eat", lambda: done.append(table.selected()[0].name)))
    click(table, 1, FROM, Qt.MouseButton.RightButton)
    menu = table.menu()
    menu.actions()[0].trigger()
    assert done == ["apple"]
    assert len(menu.actions()) == 4


def test_what_can_be_done_with_the_rows_stands_in_the_line_that_counts_them(qtbot: QtBot, qapp: QApplication) -> None:
    apply(qapp, "light")
    change, told = SecondaryButton("Change…"), Text("All of them ripe", elide=True)
    panel = ListPanel(ListTable(COLUMNS, line), PanelTexts("Fruits"), foot=(told, change))
    panel.view.set_rows(FRUITS)
    qtbot.addWidget(panel)
    panel.resize(900, 400)
    panel.show()
    qtbot.waitUntil(change.isVisible)
    assert change.parentWidget() is panel.totals
    assert change.geometry().right() > panel.totals.left.geometry().right()
    assert panel.totals.rect().contains(change.geometry())
    assert panel.totals.height() == current_theme().sizes["footer"]
    worth = panel.totals.values()
    panel.resize(360, 400)  # sums that have no room are left out; what can be done stays
    assert panel.totals.values() == worth
    assert panel.totals.rect().contains(change.geometry())


def test_a_panel_finds_counts_sums_and_saves_views(make: Callable[..., ListTable], qtbot: QtBot) -> None:
    panel = ListPanel(make(kept="panel-of-fruits"), PanelTexts("Fruits"))
    qtbot.addWidget(panel)
    panel.resize(900, 500)
    panel.show()
    assert panel.totals.values() == [("Pieces", "1,221")]
    assert panel.totals.left.text() == "4 rows"
    assert panel.tabs.isHidden()
    panel.bar.box.setText("qui")
    qtbot.waitUntil(lambda: names(panel.view) == ["Quince"])
    panel.save_view("One fruit")
    assert not panel.tabs.isHidden()
    panel.bar.box.setText("nothing like it")
    qtbot.waitUntil(lambda: panel.notice is not None)
    assert "Nothing found" in [one.text() for one in there(panel.notice).findChildren(QLabel)]
    panel.clear_filters()
    assert len(names(panel.view)) == 4
    panel.tabs.changed.emit("saved:One fruit")
    assert names(panel.view) == ["Quince"]
    panel.view.select_rows([0])


def test_a_panel_waits_for_rows_before_it_says_that_there_are_none(qtbot: QtBot) -> None:
    table = ListTable(COLUMNS, line)
    panel = ListPanel(table, PanelTexts("Fruits"))
    qtbot.addWidget(panel)
    assert panel.notice is None
    table.set_rows(())
    assert panel.notice is not None
