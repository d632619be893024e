"""What the search box and the views of the order list find, against a plain look at every order."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, select

from models.orders import Order
from models.projections import OrderSummary
from services import text
from services.kernel import paging, table_query
from services.kernel.table_query import Filter, TableRequest
from services.orders import search
from services.orders.queries import ORDERS, VIEWS, find, view_counts
from services.shop import Shop
from tests.ready_shops import ready_shop
from tests.services import plans


@pytest.fixture(scope="module")
def big(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """A generated shop of 2,000 orders that the tests only read."""
    with Shop.open(ready_shop(tmp_path_factory, 2_000), read_only=True) as shop:
        yield shop


def _found(shop: Shop, request: TableRequest) -> set[int]:
    snapshot = shop.table(ORDERS, request, ("external_no",))
    snapshot.ready.result()
    ids = set(snapshot.ids([(0, 1_000_000)]).result())
    snapshot.close()
    return ids


def _texts(connection: Connection) -> list[tuple[int, str, str, str, str, str]]:
    orders, summaries = Order.table(), OrderSummary.table()
    columns = (orders.c.id, orders.c.external_no, orders.c.tracking_no, orders.c.phone_tail, orders.c.phone)
    statement = select(*columns, summaries.c.search).join_from(orders, summaries, summaries.c.order_id == orders.c.id)
    return [(row[0], *(value or "" for value in row[1:])) for row in connection.execute(statement)]


def _expected(shop: Shop, typed: str) -> set[int]:
    wanted = text.key(typed)
    if not wanted.isdecimal():
        return {row[0] for row in shop.ask(_texts) if wanted in row[5]}
    return {
        order_id
        for order_id, number, tracking, tail, phone, found in shop.ask(_texts)
        if number.startswith(wanted)
        or tracking.startswith(wanted)
        or (len(wanted) == 4 and tail == wanted)
        or (len(wanted) >= 4 and number.endswith(wanted))
        or (len(wanted) >= 7 and phone == wanted)
        or (len(wanted) < 4 and wanted in found)
    }


def test_numbers_are_found_by_their_start_their_end_and_a_phone_by_its_tail(big: Shop) -> None:
    for _id, number, tracking, tail, phone, _search in big.ask(_texts)[7::411]:
        typed = (number, number[:5], number[-4:], number[-6:], tail, phone, tracking[:4], tracking, number[3:5])
        for one in filter(str.isdecimal, typed):
            found = _found(big, TableRequest(search=one))
            assert found, one
            assert found == _expected(big, one), one


def test_the_end_of_a_number_is_looked_up_and_not_searched_for(big: Shop) -> None:
    for typed in ("7001", "387001"):
        found = search.condition(typed)
        assert found is not None
        steps = big.ask(plans.plan, select(Order.id).where(found))
        assert any("ix_orders_number_tail" in step for step in steps)
        assert not any("SCAN orders" in step or "VIRTUAL TABLE" in step for step in steps), steps


def test_words_are_found_by_any_part_and_by_pinyin_initials(big: Shop) -> None:
    for row in big.ask(_texts)[3::397]:
        words = row[5].split()
        for word in {words[1], words[2], words[-1][1:], words[-1][:2], words[2][:2], words[-2][1:4], words[2][:1]}:
            if not word.isdecimal():
                assert _found(big, TableRequest(search=word)) == _expected(big, word), word


def test_every_view_holds_as_many_orders_as_it_is_counted_to(big: Shop) -> None:
    counts = big.ask(view_counts)
    assert {view: len(_found(big, TableRequest(view=view))) for view in VIEWS} == counts
    assert counts["completed"] > 1_000


def test_first_rows_met_on_the_way_are_those_of_the_whole_order(big: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "MANY", 20)
    monkeypatch.setattr(table_query, "MANY", 20)
    _id, number, _tracking, _tail, _phone, found = big.ask(_texts)[1_000]
    title = found.split()[2]
    wanted = [
        *(
            TableRequest(search=typed)
            for typed in (title[:2], title[:3], title[:1], "1", "20", f"{title[:2]} {number}")
        ),
        *(TableRequest(search=title[:2], sort=((key, False),)) for key in ("title", "pieces", "receiver", "paid")),
        *(TableRequest(filters=(Filter("paid", "between", ends),)) for ends in (("1000", "9000"), ("", "9000"))),
        TableRequest(filters=(Filter("paid", "between", ("1000", "9000")),), sort=(("paid", True),)),
        *(TableRequest(sort=((key, down),)) for key in ("pieces", "title", "channel") for down in (False, True)),
    ]
    for request in wanted:
        snapshot = big.table(ORDERS, request, ("external_no", "title"))
        first, summary = snapshot.first.result(), snapshot.ready.result()
        assert first == snapshot.fetch(0, paging.FIRST_ROWS).result()[: summary.count], request
        assert first, request
        snapshot.close()
    for typed in (title[:2], "1", number):
        newest = big.table(ORDERS, TableRequest(search=typed), ("external_no",)).first.result()[:6]
        assert [hit.id for hit in big.ask(find, typed)] == [row[0] for row in newest]
