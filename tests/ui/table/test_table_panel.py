"""A whole list: chips, tabs, totals, saved views, and what stands there when there are no rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from services.i18n import NN_
from services.types import Filter, TableRequest
from tests.ui.sure import there
from tests.ui.table.conftest import ROWS
from tests.ui.table.order_columns import WORDS, order_columns, total_money
from tests.ui.table.sqlite_source import SqliteShop, make_shop
from ui.table.filters import FilterSpec
from ui.table.popovers import FilterPopover
from ui.table.saved_views import SavedView, SavedViews
from ui.table.table_panel import EmptyTexts, PanelTexts, TablePanel
from ui.theme.apply import apply
from ui.widgets.toast import ToastStack

TABS = (("all", "All"), ("unpaid", "Unpaid"), ("paid", "To ship"))
CODES = (("jd", "JD"), ("taobao", "Taobao"), ("douyin", "Douyin"), ("shopify", "Shopify"))


def _fen(text: str) -> str | None:
    return str(int(text) * 100) if text.isdigit() else None


FILTERS = (
    FilterSpec("status", "Status", "in", lambda: list(WORDS.items())),
    FilterSpec("platform", "Platform", "in", lambda: CODES),
    FilterSpec("paid", "Paid", "between", spans=lambda: (("Over 500", "50000", "90000"),), parse=_fen),
    FilterSpec("buyer", "Buyer", "contains"),
)


class Store:
    """One text kept in memory, as the settings would keep it in the shop file."""

    def __init__(self) -> None:
        self.text: str | None = None

    def get(self) -> str | None:
        return self.text

    def put(self, text: str) -> None:
        self.text = text


class Panels:
    def __init__(self, qtbot: QtBot, store: Store) -> None:
        self.bot, self.store, self.opened = qtbot, store, list[TablePanel]()
        self.added = 0

    def open(self, shop: SqliteShop, width: int = 1100) -> TablePanel:
        empty = EmptyTexts(
            "receipt", "No orders yet", "They come with the first import.", (("Import", "upload", self.add),)
        )
        texts = PanelTexts("Orders", "Number, buyer", NN_("{count} order", "{count} orders"), empty)
        saved = SavedViews(self.store.get, self.store.put)
        panel = TablePanel(texts, order_columns(), shop.open, tabs=TABS, filters=FILTERS, saved=saved)
        self.bot.addWidget(panel)
        self.opened.append(panel)
        panel.resize(width, 600)
        panel.show()
        panel.open()
        self.settle(panel)
        return panel

    def settle(self, panel: TablePanel) -> None:
        self.until(lambda: panel.model.request == panel.request and panel.model.summary is not None)

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=10_000)

    def add(self) -> None:
        self.added += 1


@pytest.fixture
def panels(qtbot: QtBot, qapp: QApplication) -> Iterator[Panels]:
    apply(qapp, "light")
    made = Panels(qtbot, Store())
    yield made
    for panel in made.opened:
        panel.close_table()


def _count(panel: TablePanel) -> int:
    assert panel.model.summary is not None
    return panel.model.summary.count


def test_others_wait_until_rows_read_ahead_are_painted(qtbot: QtBot, qapp: QApplication, shop: SqliteShop) -> None:
    apply(qapp, "light")
    shop.gate.clear()
    panel = TablePanel(PanelTexts("Orders"), order_columns(), shop.open, ahead=True)
    qtbot.addWidget(panel)
    panel.resize(1100, 600)
    panel.show()
    panel.open()
    (snapshot,) = shop.opened
    seen: list[tuple[int, bool]] = []
    panel.model.swapped.connect(lambda _landing: seen.append((panel.model.rowCount(), snapshot.is_holding)))
    assert snapshot.is_holding
    shop.gate.set()
    qtbot.waitUntil(panel.rows_there().done, timeout=10_000)
    assert seen[0][0] > 0
    assert seen[0][1]
    assert not snapshot.is_holding
    panel.close_table()


def test_typing_filters_after_a_pause_and_enter_at_once(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panels.bot.keyClicks(panel.bar.box, "26110000000000012")
    panels.bot.keyClick(panel.bar.box, Qt.Key.Key_Return)
    assert panel.request.search == "26110000000000012"
    panels.settle(panel)
    assert _count(panel) == 10
    panel.bar.box.clear()
    panels.until(lambda: panel.request.search == "")
    panels.settle(panel)
    assert _count(panel) == ROWS


def test_a_filter_is_chosen_in_a_sheet_shown_as_a_chip_and_taken_off_there(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    sheet = panel.bar.open_editor("platform")
    sheet.boxes["jd"].click()
    sheet.boxes["taobao"].click()
    sheet.apply_button.click()
    panels.settle(panel)
    assert [chip.text() for chip in panel.bar.chips] == ["Platform: JD, Taobao"]
    assert _count(panel) == shop.scalar("SELECT count(*) FROM orders WHERE platform IN ('jd', 'taobao')")
    panels.bot.keyClick(panel.bar.chips[0], Qt.Key.Key_Delete)
    panels.settle(panel)
    assert (panel.bar.chips, _count(panel)) == ([], ROWS)


def test_a_span_can_be_typed_and_what_cannot_be_read_is_said(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    sheet = panel.bar.open_editor("paid")
    sheet.fields[0].setText("much")
    sheet.fields[1].setText("600")
    sheet.apply()
    assert sheet.isVisible()
    assert "much" in sheet.problem.text()
    sheet.fields[0].setText("500")
    sheet.apply()
    panels.settle(panel)
    assert panel.request.filters == (Filter("paid", "between", ("50000", "60000")),)
    assert _count(panel) == shop.scalar("SELECT count(*) FROM orders WHERE paid BETWEEN 50000 AND 60000")


def test_all_filters_go_at_once(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.open(TableRequest(filters=(Filter("platform", "in", ("jd",)), Filter("buyer", "contains", ("x",)))))
    panels.settle(panel)
    assert len(panel.bar.chips) == 2
    panel.bar.clear_all.click()
    panels.settle(panel)
    assert panel.request.filters == ()


def test_chips_that_do_not_fit_are_counted(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop, width=620)
    filters = (
        Filter("platform", "in", ("jd", "taobao")),
        Filter("buyer", "contains", ("x",)),
        Filter("status", "in", ("paid",)),
    )
    panel.open(TableRequest(filters=filters))
    panels.settle(panel)
    hidden = sum(chip.isHidden() for chip in panel.bar.chips)
    assert hidden > 0
    assert panel.bar.more.text() == f"+{hidden}"
    for button in panel.bar.findChildren(QAbstractButton):
        if button.isVisible() and button.parent() is panel.bar:
            assert button.geometry().right() <= panel.bar.width()


def test_totals_are_those_of_the_filtered_rows_and_of_the_ticked_ones(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.open(TableRequest(view="paid"))
    panels.settle(panel)

    def sums(where: str) -> str:
        rows = []
        for currency in ("CNY", "USD"):
            total = shop.scalar(f"SELECT sum(paid) FROM orders WHERE {where} AND currency = ?", (currency,))
            rows += [(currency, total)] if total is not None else []
        return total_money(tuple(rows))

    assert dict(panel.totals.values())["Paid"] == sums("status = 'paid'")
    panel.model.selection.set_ranges([(0, 0)])
    assert dict(panel.totals.values())["Paid"] == sums("status = 'paid'")
    panel.model.selection.set_ranges([(0, 0), (10, 12)])
    ids = ",".join(map(str, panel.view.selected_ids().result(10)))
    panels.until(lambda: dict(panel.totals.values())["Paid"] == sums(f"id IN ({ids})"))
    count = shop.scalar("SELECT count(*) FROM orders WHERE status = 'paid'")
    assert panel.totals.left.text() == f"4 of {count:,} orders selected"


def test_sums_make_room_for_the_words_about_ticks_and_come_back(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    bar = panel.totals

    def all_shown(width: int) -> bool:
        bar.setFixedWidth(width)
        return not any(value.isHidden() for _label, value in bar._pairs)

    just_enough = next(width for width in range(200, 3_000) if all_shown(width))
    panel.model.selection.set_ranges([(0, 0)])  # longer words, the same sums
    assert [value.isHidden() for _label, value in bar._pairs][-1]
    panel.model.selection.clear()
    assert bar.width() == just_enough
    assert not any(value.isHidden() for _label, value in bar._pairs)


def test_thousands_of_scattered_ticks_have_totals_and_survive_another_order(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.model.selection.set_ranges([(row, row) for row in range(0, 9_000, 3)])
    expected = shop.scalar("SELECT sum(quantity) FROM orders WHERE id <= 9000 AND id % 3 = 1")
    panels.until(lambda: dict(panel.totals.values())["Pieces"] == f"{expected:,}")
    panel.view.sort_requested.emit((("paid", True),))
    panels.settle(panel)
    assert panel.view.selected_count == 3_000
    assert list(panel.view.selected_ids().result(10)) == list(range(1, 9_000, 3))
    panels.until(lambda: dict(panel.totals.values())["Pieces"] == f"{expected:,}")


def test_rows_that_are_asked_for_without_an_order_keep_the_one_there_is(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.view.sort_requested.emit((("paid", True),))
    panels.settle(panel)
    panel.open(TableRequest(view="unpaid"))
    panels.settle(panel)
    assert panel.model.request.sort == (("paid", True),)
    panel.open(TableRequest(sort=(("number", False),)))
    assert panel.request.sort == (("number", False),)


def test_a_block_that_no_list_takes_is_answered_in_words(panels: Panels, shop: SqliteShop, qtbot: QtBot) -> None:
    panel = panels.open(shop)
    stack = ToastStack(panel.window())
    QGuiApplication.clipboard().setText("1\t2\n")
    qtbot.keyClick(panel.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert "Nothing is pasted into this list" in stack.toasts()[0].words
    stack.clear()
    pasted: list[object] = []
    panel.view.pasted.connect(pasted.append)
    qtbot.keyClick(panel.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert pasted == [[["1", "2"]]]
    assert stack.toasts() == ()


def test_a_tab_is_a_view_and_keeps_the_filters(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.open(TableRequest(filters=(Filter("platform", "in", ("jd",)),)))
    panels.settle(panel)
    panel.tabs.changed.emit("unpaid")
    panels.settle(panel)
    assert _count(panel) == shop.scalar("SELECT count(*) FROM orders WHERE platform = 'jd' AND status = 'unpaid'")


def test_a_saved_view_brings_back_filter_sort_columns_and_row_height(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    request = TableRequest("2611", "paid", (Filter("platform", "in", ("jd",)),), (("paid", True),))
    panel.open(request)
    panels.settle(panel)
    panel.view.set_density("compact")
    panel.bar.column_toggled.emit("margin", False)
    panel.save_view("Big ones")
    assert panel.tabs.keys() == ["all", "unpaid", "paid", "saved:Big ones"]
    state = panel.view.save_state()

    other = panels.open(shop)
    other.tabs.set_current("saved:Big ones")
    other.tabs.changed.emit("saved:Big ones")
    panels.settle(other)
    assert other.request == request
    assert other.view.save_state() == state
    assert [chip.text() for chip in other.bar.chips] == ["Platform: JD"]
    other.remove_view("Big ones")
    assert other.tabs.keys() == ["all", "unpaid", "paid"]


def test_stored_views_that_cannot_be_read_are_left_out() -> None:
    store = Store()
    views = SavedViews(store.get, store.put)
    views.save(SavedView("a", TableRequest(filters=(Filter("x", "in", ("1", "2")),))))
    views.save(SavedView("b", TableRequest(sort=(("x", True),))))
    views.rename("a", "c")
    assert [view.name for view in views.all()] == ["c", "b"]
    assert store.text is not None
    store.text = store.text.replace('"search"', '"other"', 1)
    assert [view.name for view in views.all()] == ["b"]
    store.text = "{"
    assert views.all() == []


def test_no_match_offers_to_clear_the_filters(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.open(TableRequest(search="no such thing", filters=(Filter("platform", "in", ("jd",)),)))
    panels.settle(panel)
    assert panel.notice is not None
    assert [button.text() for button in panel.notice.buttons] == ["Clear filters"]
    panel.notice.buttons[0].click()
    panels.settle(panel)
    assert panel.notice is None
    assert (_count(panel), panel.bar.box.text(), panel.bar.chips) == (ROWS, "", [])


def test_an_empty_shop_says_what_to_do_first(panels: Panels, tmp_path: Path) -> None:
    shop = SqliteShop(make_shop(tmp_path / "empty.db", 0))
    panel = panels.open(shop)
    assert panel.notice is not None
    assert panel.notice.title.text() == "No orders yet"
    panel.notice.buttons[0].click()
    assert panels.added == 1
    panel.close_table()
    shop.close()


def test_the_keyboard_stays_on_the_button_while_counts_come(panels: Panels, tmp_path: Path) -> None:
    shop = SqliteShop(make_shop(tmp_path / "empty.db", 0))
    panel = panels.open(shop)
    notice = panel.notice
    assert notice is not None
    notice.buttons[0].setFocus()
    panel.set_counts({"all": 0, "unpaid": 0})
    assert panel.notice is notice
    assert QApplication.focusWidget() is notice.buttons[0]
    panel.close_table()
    shop.close()


def test_a_list_that_cannot_be_read_says_so_and_can_be_tried_again(panels: Panels, own_shop: SqliteShop) -> None:
    panel = panels.open(own_shop)
    own_shop.write("ALTER TABLE orders RENAME TO elsewhere")
    with panels.bot.waitSignal(panel.failed) as failed:
        panel.reload()
    assert isinstance(failed.args[0], sqlite3.OperationalError)
    assert panel.notice is not None
    assert "OperationalError" not in panel.notice.accessibleName()
    own_shop.write("ALTER TABLE elsewhere RENAME TO orders")
    panel.notice.buttons[0].click()
    panels.until(lambda: panel.notice is None and _count(panel) == ROWS)


def test_nobody_waits_for_the_count_of_a_list_that_cannot_be_read(panels: Panels, own_shop: SqliteShop) -> None:
    panel = panels.open(own_shop)
    panels.until(lambda: panel.isVisible())
    own_shop.gate.clear()
    panel.bar.box.setFocus()
    panels.bot.keyClicks(panel.bar.box, "2611")
    panels.bot.keyClick(panel.bar.box, Qt.Key.Key_Return)
    panels.until(lambda: panel.totals.left.text() == "Counting…")
    own_shop.write("ALTER TABLE orders RENAME TO elsewhere")
    with panels.bot.waitSignal(panel.failed):
        own_shop.gate.set()
    assert panel.totals.left.text() == "Could not be counted"
    own_shop.write("ALTER TABLE elsewhere RENAME TO orders")
    panel.open(TableRequest())
    panels.until(lambda: panel.notice is None and _count(panel) == ROWS)
    assert panel.totals.left.text() == f"{ROWS:,} orders"


def test_everything_that_can_be_pressed_has_a_name(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.open(TableRequest(filters=(Filter("platform", "in", ("jd",)),)))
    panels.settle(panel)
    sheet = panel.bar.open_editor("paid")
    for parent in (panel, sheet):
        for widget in parent.findChildren(QWidget):
            if isinstance(widget, QAbstractButton | QLineEdit) and widget.isVisible():
                assert widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()), widget
    assert panel.view.accessibleName() == "Orders"
    sheet.close()


def test_escape_closes_a_sheet_without_changing_anything(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    sheet: FilterPopover = panel.bar.open_editor("platform")
    sheet.boxes["jd"].click()
    event = QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(sheet, event)
    assert panel.request.filters == ()
    assert not _visible(sheet)


def _visible(widget: Any) -> bool:
    try:
        return bool(widget.isVisible())
    except RuntimeError:  # it deleted itself on closing
        return False


def test_rows_of_what_is_asked_no_more_go_before_the_others_come(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panels.until(lambda: panel.isVisible())
    shop.gate.clear()
    panels.bot.keyClicks(panel.bar.box, "26110000000000012")
    panels.bot.keyClick(panel.bar.box, Qt.Key.Key_Return)
    assert panel.model.rowCount() == ROWS  # at first: what comes soon takes their place without a flicker
    panels.until(lambda: panel.model.rowCount() == 0)
    assert panel.model.summary is None
    assert panel.totals.left.text() == "Counting…"
    assert panel.notice is None  # it is not empty: it is on its way
    shop.gate.set()
    panels.settle(panel)
    assert _count(panel) == 10


def test_who_comes_to_a_list_for_other_rows_never_sees_those_it_had(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.hide()
    shop.gate.clear()
    panel.show()
    panel.open(TableRequest(view="paid"))
    assert panel.model.rowCount() == 0
    assert panel.tabs.current() == "paid"
    shop.gate.set()
    panels.settle(panel)
    assert _count(panel) == shop.scalar("SELECT count(*) FROM orders WHERE status = 'paid'")


def test_nothing_found_is_not_said_of_what_is_still_looked_for(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    panel.open(TableRequest(search="nobody"))
    panels.settle(panel)
    assert panel.notice is not None
    shop.gate.clear()
    panel.open(TableRequest())
    panels.until(lambda: panel.notice is None)
    assert panel.model.rowCount() == 0
    shop.gate.set()
    panels.settle(panel)
    assert _count(panel) == ROWS


def test_the_same_rows_in_another_order_stay_until_they_come(panels: Panels, shop: SqliteShop) -> None:
    panel = panels.open(shop)
    shop.gate.clear()
    panel.view.sort_requested.emit((("number", True),))
    assert not there(panel.model.findChild(QTimer)).isActive()  # nothing will take them away before that
    assert panel.model.rowCount() == ROWS
    shop.gate.set()
    panels.settle(panel)
    assert panel.model.request.sort == (("number", True),)
