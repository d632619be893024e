"""Figures of the last 30 days, what the list is filtered by, and pasted tracking numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from services import clock
from services.channels.commands import add as add_channel
from services.errors import NotAllowed
from services.fulfilment import parcels
from services.importing.service import ImportSession
from services.kernel.table_query import Filter, TableRequest
from services.orders import commands
from services.orders.entering import LineDraft, OrderDraft, add
from services.orders.figures import lately
from services.orders.listing import ORDER_LIST, chosen, filter_values, numbers_of, with_items
from services.orders.one_order import detail
from services.orders.tracking import Fate, entries, match
from services.orders.tracking_paste import pasted_into, without_headings
from services.shop import Shop
from services.types import OrderStatus, Platform, RefundStatus

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


def order(shop: Shop, number: str, paid: int, *, days_ago: int = 0, channel: str = "Shop", **more: object) -> int:
    clock.set_source(lambda: NOON - timedelta(days=days_ago))
    found = {one.name: one.id for one in shop.ask(filter_values).channels}
    channel_id = found.get(channel) or shop.run(add_channel, channel, Platform.TAOBAO).value
    draft = OrderDraft(channel_id, (LineDraft("Candle", 1, price_minor=paid),), external_no=number, **more)  # type: ignore[arg-type]
    order_id: int = shop.run(add, draft).value
    clock.set_source(lambda: NOON)
    return order_id


def test_every_day_is_there_and_the_span_before_is_beside_it(shop: Shop) -> None:
    order(shop, "A1", 10_000)
    order(shop, "A2", 5_000, days_ago=29)
    order(shop, "A3", 700, days_ago=30)
    order(shop, "A4", 900, status=OrderStatus.UNPAID)
    figures = shop.ask(lately)
    assert len(figures.days) == 30
    assert (figures.days[0].paid_minor, figures.days[-1].paid_minor) == (5_000, 10_000)
    assert (figures.now.paid, figures.now.orders) == (15_000, 2)
    assert (figures.before.paid, figures.before.orders) == (700, 1)


def test_an_empty_shop_has_thirty_empty_days(shop: Shop) -> None:
    figures = shop.ask(lately)
    assert (figures.currency, len(figures.days), figures.now.orders) == ("CNY", 30, 0)


def test_notes_and_printed_lists_can_be_filtered_by(shop: Shop) -> None:
    order(shop, "A1", 100)
    order(shop, "A2", 100, buyer_note="gift")
    for key, value, expected in (("has_note", "1", ["A2"]), ("has_note", "0", ["A1"]), ("is_packed", "1", [])):
        snapshot = shop.table(ORDER_LIST, TableRequest(filters=(Filter(key, "is", (value,)),)), ("external_no",))
        assert [row[1] for row in snapshot.first.result(10)] == expected
        snapshot.close()


def test_chosen_orders_are_counted_by_status(shop: Shop) -> None:
    ids = [order(shop, f"A{n}", 100) for n in range(3)]
    shop.run(commands.set_status, ids[:1], OrderStatus.SHIPPED)
    found = shop.ask(chosen, ids)
    assert found.count == 3
    assert dict(found.by_status) == {OrderStatus.PAID: 2, OrderStatus.SHIPPED: 1}
    assert shop.ask(numbers_of, (ids[2], 999, ids[1])) == ((ids[2], "A2"), (ids[1], "A1"))
    assert shop.ask(with_items, (ids[2], ids[0], 999)) == (ids[2], ids[0])


@pytest.mark.parametrize(
    "line", ["A1\tYTO\tYT1234567", "A1,YTO,YT1234567", "A1 YTO YT1234567", "A1；YTO；YT1234567", "'A1\tYTO\t'YT1234567"]
)
def test_rows_are_read_however_they_are_separated(shop: Shop, line: str) -> None:
    order_id = order(shop, "A1", 100)
    assert entries(shop.ask(match, line)) == [(order_id, "YTO", "YT1234567")]


_WAITING = "A1\t\t\nA2\t\t\nA3\t\t\n"


def test_pasted_rows_take_the_place_of_the_empty_rows_of_their_orders() -> None:
    pasted = "\u8ba2\u5355\u53f7\t\u5feb\u9012\nA3\tZTO\t75312345678901\nB9\t\t773012345678901\n"
    assert pasted_into(_WAITING, pasted, 0) == "A1\t\t\nA2\t\t\nA3\tZTO\t75312345678901\nB9\t\t773012345678901"
    assert pasted_into("A1\t\t\nA2\tZTO\t1234567", "A1\t7654321", 1) == "A1\t7654321\nA2\tZTO\t1234567"


def test_pasted_columns_go_down_the_empty_rows() -> None:
    assert pasted_into(_WAITING, "1234567\n2345678", 1) == "A1\t\t\nA2\t\t1234567\nA3\t\t2345678"
    assert pasted_into("A1\t\t\nA2\tZTO\t1\nA3\t\t", "YTO\t1234567\nZTO\t2345678", 0) == (
        "A1\tYTO\t1234567\nA2\tZTO\t1\nA3\tZTO\t2345678"
    )


def test_an_empty_cell_of_a_pasted_column_leaves_its_order_empty() -> None:
    assert pasted_into(_WAITING, "1234567\n\n3456789\n\n", 0) == "A1\t\t1234567\nA2\t\t\nA3\t\t3456789"
    assert pasted_into(_WAITING, "\n2345678", 0) == "A1\t\t\nA2\t\t2345678\nA3\t\t"
    assert pasted_into(_WAITING, "YTO\t1234567\n\t\nZTO\t3456789", 0) == ("A1\tYTO\t1234567\nA2\t\t\nA3\tZTO\t3456789")


@pytest.mark.parametrize(
    "heading", ["运单号", "*快递单号（必填）", "Tracking no.", "\n物流单号", "快递公司\t运单号", "运单号\t"]
)
def test_the_heading_of_a_pasted_column_is_no_number(heading: str) -> None:
    assert pasted_into(_WAITING, f"{heading}\n1234567\n2345678", 0) == "A1\t\t1234567\nA2\t\t2345678\nA3\t\t"
    assert pasted_into(_WAITING, f"{heading}\n\n2345678", 0) == "A1\t\t\nA2\t\t2345678\nA3\t\t"


@pytest.mark.parametrize(
    ("listed", "pasted"),
    [
        (_WAITING, "自提\n2345678\n3456789"),  # no heading, and no number: the order is fetched
        (_WAITING, "第1批\n1234567\n2345678"),
        (_WAITING, "1234567\n合计\n2345678"),
        ("A1\t\t\nA2\tZTO\t1\nA3\t\t\nA4\t\t", "1234567\n\n3456789"),
        (_WAITING, "1234567\n\n\n4567890"),
    ],
)
def test_a_column_of_which_it_is_in_doubt_where_it_belongs_is_not_placed(listed: str, pasted: str) -> None:
    assert pasted_into(listed, pasted, 0) is None


def test_a_pasted_column_ships_the_orders_it_stands_beside(shop: Shop) -> None:
    numbers = ("A1001", "A1002", "A1003", "A1004")
    ids = {number: order(shop, number, 100) for number in numbers}
    listed = "".join(f"{number}\t\t\n" for number in numbers)
    found = pasted_into(listed, "运单号\nSF1000000001\n\nSF1000000003\n", 0)
    assert entries(shop.ask(match, found or "")) == [
        (ids["A1001"], None, "SF1000000001"),
        (ids["A1003"], None, "SF1000000003"),
    ]


@pytest.mark.parametrize(
    ("listed", "pasted"),
    [("", "A1\tZTO\t1234567"), (_WAITING, "1234567"), (_WAITING, "1\n2\n3\n4"), (_WAITING, "A2\nA3"), (_WAITING, " ")],
)
def test_what_finds_no_rows_stands_where_it_was_pasted(listed: str, pasted: str) -> None:
    assert pasted_into(listed, pasted, 0) is None


def test_a_row_of_headings_is_no_order() -> None:
    assert without_headings("Order no.\tTracking no.\nA1\t1234567\n\n") == ["A1\t1234567"]
    assert without_headings("A1\tZTO\t1234567") == ["A1\tZTO\t1234567"]


def test_the_number_of_an_order_is_no_tracking_number(shop: Shop) -> None:
    for number in ("24269429764507200", "24270488269081200"):
        order(shop, number, 1_000)
    rows = shop.ask(match, "24269429764507200\t\t24270488269081200\n24270488269081200\t\t773012345678901")
    assert [row.fate for row in rows] == [Fate.ORDER_NO, Fate.READY]
    assert len(entries(rows)) == 1


@pytest.mark.parametrize("typed", ["2427 0488 2690 8120 0", "AB12345678", "ab 1234 5678", "Ab12345678", "CD8765432101"])
def test_the_number_of_an_order_is_none_however_it_is_spaced_and_spelled(shop: Shop, typed: str) -> None:
    for number in ("24269429764507200", "24270488269081200", "ab12345678", "Cd8765432101"):
        order(shop, number, 1_000)
    pasted = f"24269429764507200\t\t{typed}\nab12345678\t\t773012345678901\nCd8765432101\t\t773012345678902"
    assert [row.fate for row in shop.ask(match, pasted)] == [Fate.ORDER_NO, Fate.READY, Fate.READY]
    assert shop.ask(match, f"ab12345678\t\t{typed}")[0].fate is (
        Fate.READY if typed.startswith("CD") else Fate.ORDER_NO  # an order of mixed case that is not in the list
    )


def test_two_cells_are_order_and_tracking_number(shop: Shop) -> None:
    order_id = order(shop, "A1", 100)
    assert entries(shop.ask(match, "A1\tYT1234567")) == [(order_id, None, "YT1234567")]


def test_every_row_says_what_becomes_of_it_and_none_is_lost(shop: Shop) -> None:
    ids = [order(shop, f"A{n}", 100) for n in range(6)]
    order(shop, "A5", 100, channel="Other")
    shop.run(commands.set_tracking, [(ids[1], None, "SAME123456"), (ids[2], None, "OLD1234567")])
    pasted = (
        "A0\tNEW1234567\nA1\tSAME123456\nA2\tNEW7654321\nA3\tx\nA4\t\nA4\tNEW1111111\nA5\tNEW2222222\n?\tNEW3333333\n\n"
    )
    rows = shop.ask(match, pasted)
    assert [row.fate for row in rows] == [
        Fate.READY, Fate.SAME, Fate.REPLACES, Fate.BAD_NUMBER, Fate.REPEATED, Fate.REPEATED, Fate.AMBIGUOUS,
        Fate.UNKNOWN,
    ]  # fmt: skip
    assert [entry[0] for entry in entries(rows)] == [ids[0], ids[2]]


def test_a_number_of_another_order_is_refused_and_its_owner_named(shop: Shop) -> None:
    ids = [order(shop, f"A{n}", 100) for n in range(4)]
    shop.run(commands.set_tracking, [(ids[0], None, "SF1234567890123")])
    rows = shop.ask(match, "A1\tSF1234567890123\nA2\tSF9999999999999\nA3\tSF9999999999999\n")
    assert [(row.fate, row.owner) for row in rows] == [(Fate.TAKEN, "A0"), (Fate.TAKEN, "A3"), (Fate.TAKEN, "A2")]
    assert entries(rows) == []
    with pytest.raises(NotAllowed, match="A0"):
        shop.run(commands.set_tracking, [(ids[1], None, "SF1234567890123")])


def test_orders_of_one_parcel_share_a_number(shop: Shop) -> None:
    ids = [order(shop, f"A{n}", 100) for n in range(2)]
    shop.run(parcels.merge, ids)
    rows = shop.ask(match, "A0\tSF1234567890123\nA1\tSF1234567890123\n")
    assert [row.fate for row in rows] == [Fate.READY, Fate.READY]
    shop.run(commands.set_tracking, entries(rows))


def test_what_cannot_be_sent_takes_no_number_and_the_rest_does(shop: Shop) -> None:
    ids = [order(shop, f"A{n}", 100) for n in range(5)]
    shop.run(commands.hold, ids[:1])
    shop.run(commands.set_refund, ids[1:2], RefundStatus.REQUESTED)
    shop.run(commands.set_status, ids[2:3], OrderStatus.CLOSED)
    shop.run(commands.set_tracking, [(ids[3], None, "SF1234567890123")], mark_shipped=True)
    rows = shop.ask(match, "".join(f"A{n}\tYT123456789012{n}\n" for n in range(5)))
    assert [row.fate for row in rows] == [Fate.HELD, Fate.REFUND, Fate.CLOSED, Fate.SHIPPED, Fate.READY]
    assert rows[3].old == "SF1234567890123"
    shop.run(commands.set_tracking, entries(rows), mark_shipped=True)
    assert shop.ask(match, "A4\tYT1234567890124")[0].fate is Fate.SAME


def test_the_courier_is_known_by_the_number_and_a_wrong_one_is_doubted(shop: Shop) -> None:
    order(shop, "A0", 100)
    assert shop.ask(match, "A0\tYT1234567890123")[0].courier == "YTO Express"
    row = shop.ask(match, "A0\t中通\tYT1234567890123")[0]
    assert (row.courier, row.looks_like, row.fate) == ("中通", "YTO Express", Fate.READY)


def test_an_imported_list_knows_couriers_and_refuses_numbers_of_others(shop: Shop, tmp_path: Path) -> None:
    ids = [order(shop, f"A{n}", 100) for n in range(3)]
    shop.run(commands.set_tracking, [(ids[0], None, "SF1234567890123")])
    file = tmp_path / "tracking.csv"
    file.write_text("Order no.,Tracking no.\nA1,YT1234567890123\nA2,SF1234567890123\n", encoding="utf-8")
    with ImportSession(shop) as session:
        session.add_all([file])
        plan = session.submit_apply().result().value.plan
    assert [(one.row, one.code) for one in plan.files[0].problems] == [(3, "tracking_taken")]
    found = shop.ask(detail, ids[1])
    assert (found.courier, found.tracking_no) == ("YTO Express", "YT1234567890123")
    assert shop.ask(detail, ids[2]).tracking_no is None
