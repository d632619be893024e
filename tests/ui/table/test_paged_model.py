"""Pages, snapshots and late answers, over a real file of 100,000 orders."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import shiboken6
from pytestqt.qtbot import QtBot

from services.types import Filter, TableRequest
from tests.ui.table.conftest import ROWS, Opened
from tests.ui.table.order_columns import money_text, order_columns
from tests.ui.table.sqlite_source import SqliteShop
from ui.table.cache import ALWAYS_KEPT, LATER, MAX_PAGES, PAGE_ROWS, PageCache, PageRow, RowFormatter
from ui.table.columns import EMPTY, Cell, ColumnSpec
from ui.table.paged_model import PagedModel
from ui.table.table_model import LOADING

OpenTable = Callable[..., Opened]


def test_the_first_rows_are_shown_before_all_rows_are_counted(shop: SqliteShop, qtbot: QtBot) -> None:
    model = PagedModel(order_columns(), shop.open)
    counts: list[int] = []
    model.swapped.connect(lambda _landing: counts.append(model.rowCount()))
    with qtbot.waitSignal(model.rowsInserted, timeout=10_000):
        model.reopen(TableRequest())
    assert counts == [PAGE_ROWS]
    assert model.rowCount() == ROWS
    model.close()


def test_rows_that_are_read_ahead_are_read_once(shop: SqliteShop, qtbot: QtBot) -> None:
    model, wanted = PagedModel(order_columns(), shop.open), TableRequest(sort=(("number", True),))
    with qtbot.waitSignal(model.rowsInserted, timeout=10_000):
        model.open_ahead(wanted)
        model.reopen(wanted, keep_position=False)
    assert len(shop.opened) == 1
    with qtbot.waitSignal(model.swapped, timeout=10_000):
        model.reopen(wanted, keep_position=False)  # asked for again, it is read again
    assert [one.is_closed for one in shop.opened] == [True, False]
    model.close()


def test_rows_that_were_read_ahead_and_are_not_wanted_are_never_shown(shop: SqliteShop, qtbot: QtBot) -> None:
    model, wanted = PagedModel(order_columns(), shop.open), TableRequest(sort=(("number", True),))
    with qtbot.waitSignal(model.rowsInserted, timeout=10_000):
        model.open_ahead(TableRequest())
        model.reopen(wanted, keep_position=False)
    assert model.request == wanted
    assert [one.is_closed for one in shop.opened] == [True, False]
    model.close()


def test_what_the_first_rows_lack_says_so_until_it_comes(shop: SqliteShop, qtbot: QtBot) -> None:
    shop.lacking = frozenset({"buyer"})
    model = PagedModel(order_columns(), shop.open)
    column = next(place for place, spec in enumerate(model.specs) if spec.key == "buyer")

    def shown() -> str:
        cell = model.cell(0, column)
        assert isinstance(cell, Cell)
        return cell.text

    first: list[str] = []
    model.swapped.connect(lambda _landing: first.append(shown()))
    model.reopen(TableRequest())
    qtbot.waitUntil(lambda: first != [] and shown() != LATER, timeout=10_000)
    buyer = shown()
    assert first == [LATER]
    with qtbot.waitSignal(model.swapped, timeout=10_000):
        model.reopen(TableRequest())  # read again where the reader is: nothing that was known disappears
    assert first == [LATER, buyer]
    model.close()


def test_a_jump_anywhere_shows_that_row_and_a_placeholder_until_then(table: Opened) -> None:
    for row in (99_999, 50_000, 123, 77_777):
        table.view.go_to(row)
        assert table.text(row, "buyer") == LOADING or table.model.row(row) is not None
        table.until(partial(lambda row: table.model.row(row) is not None, row))
        assert table.text(row, "number") == f"2611{row + 1:014d}"


def test_only_the_pages_on_screen_are_fetched_while_the_scroll_bar_is_dragged(table: Opened, shop: SqliteShop) -> None:
    shop.fetches.clear()
    shop.gate.clear()
    for row in range(1_000, 91_000, 1_000):
        table.model.row(row)
    shop.gate.set()
    table.until(lambda: table.model.is_loaded(90_000))
    assert shop.fetches == [(1_000, PAGE_ROWS), (90_000, PAGE_ROWS)]


def test_memory_holds_sixty_pages_and_no_more(table: Opened) -> None:
    for page in range(1, MAX_PAGES + 6):
        table.model.row(page * PAGE_ROWS)
        table.until(partial(table.model.is_loaded, page * PAGE_ROWS))
    loaded = [page for page in range(MAX_PAGES + 6) if table.model.is_loaded(page * PAGE_ROWS)]
    assert len(loaded) == MAX_PAGES
    assert not table.model.is_loaded(PAGE_ROWS)


def test_all_lists_together_keep_as_many_pages_as_one_beside_what_each_of_them_shows() -> None:
    lists = [PageCache() for _number in range(40)]
    for page in range(10 * MAX_PAGES):
        for one in lists:
            one.put(page, [])
    last = 10 * MAX_PAGES - 1
    assert sum(map(len, lists)) == MAX_PAGES - ALWAYS_KEPT + ALWAYS_KEPT * len(lists)
    assert all(last in one for one in lists)
    for page in range(MAX_PAGES):
        lists[0].put(page, [])
    assert len(lists[0]) == MAX_PAGES  # whoever scrolls has all of them
    assert [len(one) for one in lists[1:]] == [ALWAYS_KEPT] * (len(lists) - 1)


def test_a_row_tells_the_cells_it_was_made_of_and_keeps_equal_ones_once() -> None:
    pill = Cell("Paid", tone="pos", tip="on time")
    specs = [
        ColumnSpec("name", "Name"), ColumnSpec("state", "State", format=lambda _value, _row: pill._replace()),
    ]  # fmt: skip
    rows = RowFormatter(specs, ("name", "state")).page([(7, "Anna", 1), (8, None, 2), None])
    first, second = (row for row in rows if isinstance(row, PageRow))
    assert [first.cell(0), second.cell(0), first.cell(1), second.cell(1)] == [Cell("Anna"), Cell(""), pill, pill]
    assert first._cells[1] is second._cells[1]
    first.put(0, pill)
    assert (first.cell(0), first.as_deleted().cell(0), first.as_deleted().deleted) == (pill, pill, True)


def test_sorting_shows_the_order_of_the_database(table: Opened, shop: SqliteShop) -> None:
    table.reopen(TableRequest(sort=(("paid", True),)))
    assert table.text(0, "paid") == money_text(shop.scalar("SELECT max(paid) FROM orders"))
    table.show_row(ROWS - 1)
    assert table.text(ROWS - 1, "paid") == money_text(shop.scalar("SELECT min(paid) FROM orders"))


def test_a_filter_leaves_the_rows_the_database_counts(table: Opened, shop: SqliteShop) -> None:
    filters = (Filter("status", "in", ("paid", "unpaid")), Filter("paid", "between", ("50000", "60000")))
    table.reopen(TableRequest(filters=filters))
    where = "status IN ('paid', 'unpaid') AND paid BETWEEN 50000 AND 60000"
    assert table.model.rowCount() == shop.scalar(f"SELECT count(*) FROM orders WHERE {where}")
    assert table.model.summary is not None
    assert dict(table.model.summary.totals["paid"])["CNY"] == shop.scalar(
        f"SELECT sum(paid) FROM orders WHERE {where} AND currency = 'CNY'"
    )


def test_answers_for_a_request_that_was_replaced_are_dropped(table: Opened, shop: SqliteShop) -> None:
    swaps: list[object] = []
    table.model.swapped.connect(swaps.append)
    shop.gate.clear()
    for text in ("2", "26", "261", "26110000000000012"):
        table.model.reopen(TableRequest(search=text), keep_position=False)
    shop.gate.set()
    table.until(lambda: table.model.request.search == "26110000000000012" and table.model.summary is not None)
    assert len(swaps) == 1
    assert table.model.rowCount() == 10
    assert [snapshot.is_closed for snapshot in shop.opened] == [True] * 4 + [False]


def test_a_page_that_arrives_after_the_swap_is_not_shown(table: Opened, shop: SqliteShop) -> None:
    shop.gate.clear()
    table.model.row(60_000)
    table.model.reopen(TableRequest(sort=(("number", True),)), keep_position=False)
    shop.gate.set()
    table.until(lambda: bool(table.model.request.sort))
    table.show_row(60_000)
    assert table.text(60_000, "number") == f"2611{ROWS - 60_000:014d}"


def test_what_is_asked_of_ticked_rows_is_answered_though_the_table_is_built_anew(
    table: Opened, shop: SqliteShop
) -> None:
    asked: list[Future[Any]] = []

    def ask_at_the_last_moment() -> None:
        shop.gate.clear()
        asked.append(table.view.selected_ids())

    table.model.selection.set_ranges([(2, 3)])
    expected = [table.model.row_id(2), table.model.row_id(3)]
    table.model.modelAboutToBeReset.connect(ask_at_the_last_moment)
    table.reopen(TableRequest())
    assert [snapshot.is_closed for snapshot in shop.opened] == [False, False]
    shop.gate.set()
    assert list(asked[0].result(10)) == expected
    table.until(lambda: [snapshot.is_closed for snapshot in shop.opened] == [True, False])


def test_what_was_begun_with_ticked_rows_is_done_though_others_are_asked_for_at_once(
    table: Opened, shop: SqliteShop
) -> None:
    table.model.selection.set_ranges([(2, 3)])
    expected = [table.model.row_id(2), table.model.row_id(3)]
    shop.gate.clear()
    asked = table.view.selected_ids()
    table.model.reopen(TableRequest(search="26110000000000012"), keep_position=False)
    table.model.let_go_of_others()  # as when they take their time
    assert (table.model.rowCount(), table.model.selection.count) == (0, 0)
    shop.gate.set()
    assert list(asked.result(10)) == expected
    table.until(lambda: [snapshot.is_closed for snapshot in shop.opened] == [True, False])
    table.until(lambda: table.model.rowCount() == 10)


def test_closing_while_answers_are_under_way_is_quiet(open_table: OpenTable, shop: SqliteShop, qtbot: QtBot) -> None:
    table = open_table(shop)
    shop.gate.clear()
    table.model.row(60_000)
    table.model.reopen(TableRequest(search="x"))
    table.model.close()
    shop.gate.set()
    qtbot.wait(50)
    assert not table.errors


def test_answers_for_a_table_that_is_gone_are_dropped(shop: SqliteShop, qtbot: QtBot) -> None:
    model = PagedModel(order_columns(), shop.open)
    shop.gate.clear()
    model.reopen(TableRequest())
    shiboken6.delete(model)
    shop.gate.set()
    shop.opened[0].ready.result(10)
    qtbot.wait(20)


def test_a_changed_row_is_read_again_where_it_stands(open_table: OpenTable, own_shop: SqliteShop) -> None:
    table = open_table(own_shop)
    own_shop.write("UPDATE orders SET buyer = 'Someone new' WHERE id = 5")
    assert table.text(4, "buyer") != "Someone new"
    own_shop.fetches.clear()
    table.model.refresh([5])
    table.until(lambda: table.text(4, "buyer") == "Someone new")
    assert own_shop.fetches == [(0, PAGE_ROWS)]


def test_ids_that_are_on_no_cached_page_cost_nothing(table: Opened, shop: SqliteShop) -> None:
    shop.fetches.clear()
    table.model.refresh([70_000])
    assert shop.fetches == []


def test_a_deleted_row_stays_greyed_until_the_table_is_built_anew(open_table: OpenTable, own_shop: SqliteShop) -> None:
    table = open_table(own_shop)
    buyer = table.text(2, "buyer")
    own_shop.write("DELETE FROM orders WHERE id IN (3, 60001)")
    table.model.refresh([3])
    table.until(lambda: (row := table.model.row(2)) is not None and row.deleted)
    assert table.text(2, "buyer") == buyer
    table.view.go_to(60_000)
    table.until(lambda: table.model.is_loaded(60_000))
    assert table.text(60_000, "buyer") == EMPTY
    table.view.viewport().repaint()
    table.reopen(TableRequest())
    assert table.model.rowCount() == ROWS - 2


def test_a_column_whose_values_cannot_be_formatted_is_reported_not_hidden(shop: SqliteShop, qtbot: QtBot) -> None:
    def broken(value: object, _row: object) -> object:
        raise ValueError(value)

    model = PagedModel([ColumnSpec("buyer", "Buyer", format=broken)], shop.open)  # type: ignore[arg-type]
    with qtbot.waitSignal(model.failed, timeout=10_000) as caught:
        model.reopen(TableRequest())
    assert isinstance(caught.args[0], ValueError)
    model.close()


def test_a_source_that_fails_is_reported(shop: SqliteShop, qtbot: QtBot) -> None:
    model = PagedModel(order_columns(), shop.open)
    with qtbot.waitSignal(model.failed, timeout=10_000):
        model.reopen(TableRequest(filters=(Filter("no_such_column", "is", ("1",)),)))
    assert model.rowCount() == 0
    model.close()
