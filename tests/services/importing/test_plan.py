"""What an import does to a shop that already has orders: new, changed, the same, or a conflict."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection

from services.errors import Invalid
from services.importing.commands import ImportResult
from services.importing.service import ImportSession
from services.integrity import check
from services.kernel.table_query import TableRequest
from services.orders import commands as orders
from services.orders import one_order, queries
from services.shop import Shop
from services.types import OrderStatus, Platform, RefundStatus

_HEADERS = (
    "Order no.", "Channel", "Order status", "Item", "Code", "Quantity", "Price", "Paid", "Ordered at", "Receiver",
    "Phone", "Buyer note", "Tracking no.", "Courier", "Refund status",
)  # fmt: skip
_ONE = {
    "Order no.": "A-1001",
    "Channel": "Stall",
    "Order status": "To ship",
    "Item": "Beeswax candle",
    "Code": "BW-1",
    "Quantity": "2",
    "Price": "39.00",
    "Paid": "78.00",
    "Ordered at": "2026-11-20 09:30:00",
    "Receiver": "Zhou Min",
    "Phone": "13800001234",
}


def _file(folder: Path, name: str, *rows: Mapping[str, str]) -> Path:
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, _HEADERS)
        writer.writeheader()
        writer.writerows([{**dict.fromkeys(_HEADERS, ""), **row} for row in rows])
    return path


def _import(
    shop: Shop, *paths: Path, chosen: frozenset[tuple[str, str]] = frozenset(), channel: str | None = None
) -> ImportResult:
    with ImportSession(shop) as session:
        for path in paths:
            found = session.add(path, channel=channel)
            assert found.error is None, str(found.error)
        return session.submit_apply(chosen=chosen).result().value


def _counts(result: ImportResult, file: int = 0) -> tuple[int, int, int, int]:
    plan = result.plan.files[file]
    return plan.counts.new, plan.counts.updated, plan.counts.unchanged, plan.rejected


def _ids(shop: Shop) -> list[int]:
    snapshot = shop.table(queries.ORDERS, TableRequest(sort=(("external_no", False),)), ("external_no",))
    try:
        return [row[0] for row in snapshot.first.result()]
    finally:
        snapshot.close()


def test_the_same_file_twice_changes_nothing_and_leaves_no_line_of_history(shop: Shop, tmp_path: Path) -> None:
    path = _file(tmp_path, "orders.csv", _ONE, {**_ONE, "Order no.": "A-1002"})
    assert _counts(_import(shop, path)) == (2, 0, 0, 0)
    again = _import(shop, path)
    assert _counts(again) == (0, 0, 2, 0)
    assert again.plan.is_empty
    assert again.file_ids == ()
    assert shop.ask(check) == ()


def test_what_the_platform_changed_is_taken_over(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _file(tmp_path, "monday.csv", _ONE))
    later = {**_ONE, "Order status": "Shipped", "Tracking no.": "YT2233445566", "Courier": "YTO"}
    assert _counts(_import(shop, _file(tmp_path, "tuesday.csv", later))) == (0, 1, 0, 0)
    detail = shop.ask(one_order.detail, _ids(shop)[0])
    assert (detail.status, detail.tracking_no, detail.courier) == (OrderStatus.SHIPPED, "YT2233445566", "YTO")


def test_an_older_file_never_takes_an_order_back(shop: Shop, tmp_path: Path) -> None:
    monday = _file(tmp_path, "monday.csv", _ONE)
    _import(shop, _file(tmp_path, "tuesday.csv", {**_ONE, "Order status": "Completed"}))
    result = _import(shop, monday)
    assert [(one.field, one.ours, one.theirs) for one in result.plan.conflicts] == [("status", "completed", "paid")]
    assert shop.ask(one_order.detail, _ids(shop)[0]).status is OrderStatus.COMPLETED


def test_a_note_of_the_shops_own_survives_the_next_import(shop: Shop, tmp_path: Path) -> None:
    path = _file(tmp_path, "orders.csv", {**_ONE, "Buyer note": "leave at the door"})
    _import(shop, path)
    order_id = _ids(shop)[0]
    shop.run(orders.edit, order_id, {"receiver": "Zhou Min (office)"})
    assert _counts(_import(shop, path)) == (0, 0, 1, 0)
    assert shop.ask(one_order.detail, order_id).receiver == "Zhou Min (office)"


def test_where_both_changed_ours_stays_until_theirs_is_chosen(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _file(tmp_path, "orders.csv", _ONE))
    order_id = _ids(shop)[0]
    shop.run(orders.edit, order_id, {"receiver": "Zhou Min (office)"})
    changed = _file(tmp_path, "changed.csv", {**_ONE, "Receiver": "Zhou Ming"})
    result = _import(shop, changed)
    assert [(one.key, one.field, one.ours, one.theirs) for one in result.plan.conflicts] == [
        ("A-1001", "receiver", "Zhou Min (office)", "Zhou Ming")
    ]
    assert shop.ask(one_order.detail, order_id).receiver == "Zhou Min (office)"
    _import(shop, changed, chosen=frozenset({("A-1001", "receiver")}))
    assert shop.ask(one_order.detail, order_id).receiver == "Zhou Ming"
    assert _counts(_import(shop, changed)) == (0, 0, 1, 0)


def test_the_platform_catching_up_with_us_is_no_conflict(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _file(tmp_path, "orders.csv", _ONE))
    order_id = _ids(shop)[0]
    shop.run(orders.set_tracking, [(order_id, "YTO", "YT2233445566")], mark_shipped=True)
    caught_up = {**_ONE, "Order status": "Shipped", "Tracking no.": "YT2233445566", "Courier": "YTO"}
    result = _import(shop, _file(tmp_path, "later.csv", caught_up))
    assert result.plan.conflicts == []
    result = _import(shop, _file(tmp_path, "done.csv", {**caught_up, "Order status": "Completed"}))
    assert result.plan.conflicts == []
    assert shop.ask(one_order.detail, order_id).status is OrderStatus.COMPLETED


def test_a_refund_since_yesterday_takes_the_order_off_the_ready_list(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _file(tmp_path, "orders.csv", _ONE))
    assert shop.ask(queries.view_counts)["to_ship"] == 1
    _import(shop, _file(tmp_path, "later.csv", {**_ONE, "Refund status": "Requested"}))
    assert shop.ask(one_order.detail, _ids(shop)[0]).refund_status is RefundStatus.REQUESTED
    counts = shop.ask(queries.view_counts)
    assert (counts["to_ship"], counts["refunding"]) == (0, 1)


def test_an_item_that_left_the_file_is_a_conflict_until_the_file_is_believed(shop: Shop, tmp_path: Path) -> None:
    second = {**_ONE, "Item": "Matches", "Code": "M-1", "Quantity": "1", "Price": "3.00"}
    _import(shop, _file(tmp_path, "both.csv", _ONE, second))
    one = _file(tmp_path, "one.csv", _ONE)
    result = _import(shop, one)
    assert [(found.field, found.ours, found.theirs) for found in result.plan.conflicts] == [("lines", 2, 1)]
    assert [line.is_closed for line in shop.ask(one_order.detail, _ids(shop)[0]).lines] == [False, False]
    _import(shop, one, chosen=frozenset({("A-1001", "lines")}))
    assert [line.is_closed for line in shop.ask(one_order.detail, _ids(shop)[0]).lines] == [False, True]
    assert _import(shop, one).plan.is_empty


def test_only_tracking_numbers_of_our_own_go_into_a_ship_file(shop: Shop, tmp_path: Path) -> None:
    from services.fulfilment.queries import shipments

    _import(shop, _file(tmp_path, "orders.csv", _ONE, {**_ONE, "Order no.": "A-1002"}))
    platform = {**_ONE, "Tracking no.": "YT1111111111", "Courier": "YTO"}
    _import(shop, _file(tmp_path, "later.csv", platform))
    numbers = tmp_path / "tracking.csv"
    numbers.write_text("Order no.,Courier,Tracking no.\nA-1002,STO,ST2222222222\nA-9999,STO,ST3333333333\n")
    result = _import(shop, numbers)
    assert _counts(result) == (0, 1, 0, 1)
    assert [problem.code for problem in result.plan.files[0].problems] == ["order_unknown"]
    channel_id = shop.ask(one_order.detail, _ids(shop)[0]).channel_id
    assert [(one.order_no, one.tracking_no) for one in shop.ask(shipments, channel_id)] == [("A-1002", "ST2222222222")]


def test_one_channel_per_name_in_the_own_workbook(shop: Shop, tmp_path: Path) -> None:
    path = _file(tmp_path, "orders.csv", _ONE, {**_ONE, "Order no.": "A-1002", "Channel": "Fair"})
    _import(shop, path)
    assert {shop.ask(one_order.detail, order_id).channel for order_id in _ids(shop)} == {"Stall", "Fair"}


def test_the_same_number_in_two_channels_is_two_orders(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _file(tmp_path, "a.csv", _ONE), _file(tmp_path, "b.csv", {**_ONE, "Channel": "Fair"}))
    assert len(_ids(shop)) == 2


def test_a_file_that_fits_several_channels_asks_which(shop: Shop, shared_sample: Path) -> None:
    from services.channels.commands import add

    shop.run(add, "North", Platform.SHOPIFY)
    shop.run(add, "South", Platform.SHOPIFY)
    with ImportSession(shop) as session:
        session.add(shared_sample)
        with pytest.raises(Invalid, match="North, South"):
            session.submit_apply().result()
        session.choose_channel(shared_sample, "South")
        result = session.submit_apply().result().value
    assert {channel.name for channel in result.plan.orders} == {"South"}


@pytest.fixture
def shared_sample() -> Path:
    """A Shopify file of our own making."""
    folder = Path(__file__).resolve().parents[2] / "data" / "formats" / "shopify.orders"
    return next(path for path in sorted(folder.glob("sample*")) if path.suffix == ".csv")


def _taobao(name: str) -> Path:
    folder = Path(__file__).resolve().parents[2] / "data" / "formats" / name
    return sorted(folder.glob("sample*.csv"))[0]


@pytest.mark.parametrize("first", ["taobao.orders", "taobao.order_lines"])
def test_order_and_item_files_join_in_either_order(shop: Shop, first: str) -> None:
    second = "taobao.order_lines" if first == "taobao.orders" else "taobao.orders"
    _import(shop, _taobao(first))
    _import(shop, _taobao(second))
    apart = _rows(shop)
    again = _import(shop, _taobao(first), _taobao(second))
    assert again.plan.is_empty
    shop.undo()
    shop.undo()
    assert _rows(shop) == []
    _import(shop, _taobao(first), _taobao(second))
    assert _rows(shop) == apart


def _rows(shop: Shop) -> Sequence[tuple[object, ...]]:
    columns = ("external_no", "status", "refund_status", "hold_code", "buyer", "title", "lines", "pieces", "paid")
    snapshot = shop.table(queries.ORDERS, TableRequest(sort=(("external_no", False),)), columns)
    try:
        return [row[1:] for row in snapshot.first.result()]
    finally:
        snapshot.close()


def test_orders_without_their_items_are_held_until_the_items_come(shop: Shop) -> None:
    _import(shop, _taobao("taobao.orders"))
    held = [row for row in _rows(shop) if row[3] == "lines_missing"]
    waiting = [row for row in _rows(shop) if row[1] in ("paid", "unpaid")]
    assert held == waiting
    assert held
    _import(shop, _taobao("taobao.order_lines"))
    assert not [row for row in _rows(shop) if row[3] is not None and row[6]]


def test_a_bad_row_never_blocks_the_good_ones_and_waits_with_its_cells(shop: Shop, tmp_path: Path) -> None:
    path = _file(tmp_path, "orders.csv", _ONE, {**_ONE, "Order no.": "A-1002", "Paid": "99.00x2"})
    result = _import(shop, path)
    assert _counts(result) == (1, 0, 0, 1)
    problem = result.plan.files[0].problems[0]
    assert (problem.row, problem.column, problem.value, problem.code) == (3, "Paid", "99.00x2", "not_money")
    assert shop.ask(check) == ()


def test_two_orders_cut_to_the_same_number_both_wait(shop: Shop, tmp_path: Path) -> None:
    text = _taobao("taobao.orders").read_bytes().decode("gb18030").splitlines()
    path = tmp_path / "cut.csv"
    twin = text[1].replace(text[1].split(",")[1], "somebody else", 1)
    path.write_bytes("\n".join([*text, twin]).encode("gb18030"))
    result = _import(shop, path)
    number = result.plan.files[0].problems[-1].key
    assert number not in [row[0] for row in _rows(shop)]
    assert _counts(result)[0] == len(_rows(shop)) > 0
    assert [problem.code for problem in result.plan.files[0].problems if problem.rejects] == [
        "waits_with_row",
        "same_number",
    ]


def test_lines_are_linked_by_code_and_never_by_title(shop: Shop, tmp_path: Path) -> None:
    from services.catalog.commands import add_sku, link
    from services.catalog.drafts import SkuDraft

    shop.run(add_sku, SkuDraft(code="bw-1 ", title="Candle"))
    shop.run(add_sku, SkuDraft(code="X-9", title="Beeswax candle"))
    other = {**_ONE, "Order no.": "A-1002", "Code": "SET-2"}
    _import(shop, _file(tmp_path, "orders.csv", _ONE, other))
    first, second = (shop.ask(one_order.detail, order_id).lines[0] for order_id in _ids(shop))
    assert first.sku_code == "bw-1"
    assert second.sku_id is None
    channel_id = shop.ask(one_order.detail, _ids(shop)[0]).channel_id
    assert shop.run(link, channel_id, " set-2", first.sku_id, quantity=3).value == 1
    _import(shop, _file(tmp_path, "next.csv", {**other, "Order no.": "A-1003"}))
    assert all(shop.ask(one_order.detail, order_id).lines[0].sku_code == "bw-1" for order_id in _ids(shop))


def test_the_real_toy_shop_adds_up(shop: Shop, shared_data: Path) -> None:
    files = sorted((shared_data / "taobao").glob("ExportOrder*.csv"))
    result = _import(shop, *files)
    assert [_counts(result, index) for index in range(2)] == [(3989, 0, 0, 0), (3989, 0, 0, 0)]
    assert {(w.code, w.count) for plan in result.plan.files for w in plan.warnings} == {("ids_truncated", 3928)}
    snapshot = shop.table(queries.ORDERS, TableRequest(), ("external_no",))
    totals = dict(snapshot.ready.result().totals)
    lines = shop.table(queries.LINES, TableRequest(), ("code",)).ready.result()
    assert (snapshot.ready.result().count, lines.count) == (3989, 21897)
    assert totals["paid"] == (("CNY", 28_965_594),)
    assert totals["freight"] == (("CNY", 1_017_030),)
    assert totals["refunded"] == (("CNY", 135_549),)
    assert (totals["pieces"], lines.totals["quantity"]) == ((("", 96_111),), (("", 96_111),))
    assert shop.ask(check) == ()
    assert _import(shop, *files).plan.is_empty
    shop.undo()
    assert shop.ask(queries.view_counts)["all"] == 0
    assert shop.ask(check) == ()


def test_our_own_workbook_is_not_the_platforms_word(shop: Shop, tmp_path: Path) -> None:
    _import(shop, _taobao("taobao.orders"), _taobao("taobao.order_lines"))
    order_id = shop.ask(queries.find, shop.ask(_some_ready_order))[0].id
    detail = shop.ask(one_order.detail, order_id)
    shop.run(orders.edit, order_id, {"receiver": "Somebody Else"})
    line = detail.lines[0]
    ours = {"Order no.": detail.external_no, "Channel": detail.channel, "Order status": "To ship"}
    ours |= {"Receiver": "Somebody Else", "Item": line.title, "Quantity": str(line.quantity)}
    assert _counts(_import(shop, _file(tmp_path, "ours.csv", ours)))[1] == 0
    again = _import(shop, _taobao("taobao.orders"))
    assert again.plan.conflicts == []
    assert shop.ask(one_order.detail, order_id).receiver == "Somebody Else"


def _some_ready_order(connection: Connection) -> str:
    ready = [hit for hit in queries.find(connection, "2", limit=200) if hit.details[1] == "paid"]
    assert ready
    return ready[0].title


def test_orders_in_several_currencies_are_one_channel(shop: Shop, shared_sample: Path) -> None:
    result = _import(shop, shared_sample)
    assert len(result.plan.orders) == 1
    currencies = {shop.ask(one_order.detail, order_id).currency for order_id in _ids(shop)}
    assert len(currencies) > 1


def test_one_workbook_may_hold_the_same_number_of_two_shops(shop: Shop, tmp_path: Path) -> None:
    path = _file(tmp_path, "both.csv", _ONE, {**_ONE, "Channel": "Fair", "Receiver": "Li Lei"})
    assert _counts(_import(shop, path)) == (2, 0, 0, 0)
    receivers = {shop.ask(one_order.detail, order_id).receiver for order_id in _ids(shop)}
    assert receivers == {"Zhou Min", "Li Lei"}
    assert _import(shop, path).plan.is_empty
