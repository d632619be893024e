"""What stock can be asked: lists, past days, shortages, what a late price would change, how goods sell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.enums.goods import MoveKind
from services import clock, settings
from services.kernel.table_query import TableQuery, TableRequest
from services.orders.commands import set_status
from services.shop import Shop
from services.stock import backdating
from services.stock import commands as stock
from services.stock.analysis import AGES, Sales, ages, evenness, goods, ranked
from services.stock.booking import MoveDraft
from services.stock.keeping import allow_below_zero
from services.stock.listing import LOTS, MOVES, STOCK
from services.stock.queries import story
from services.stock.shipping import by_deadline
from services.stock.shortages import shortages
from services.stock.worth import value_on, worth_now
from services.types import OrderStatus
from tests.services.plans import asked, reading, steps
from tests.services.stock.conftest import START, Clock

Sell = Callable[..., int]


def _open(shop: Shop, sku_id: int, quantity: int, value: int | None = None) -> int:
    return shop.run(stock.set_opening, [stock.OpeningDraft(sku_id, quantity, value)]).value[0]


def _ship(shop: Shop, *orders: int) -> None:
    shop.run(set_status, list(orders), OrderStatus.SHIPPED)


def _table(shop: Shop, query: TableQuery, *columns: str, view: str = "all") -> list[tuple[object, ...]]:
    snapshot = shop.table(query, TableRequest(view=view), columns)
    try:
        rows = snapshot.first.result()
        assert snapshot.ready.result().count == len(rows)
        return [row[1:] for row in rows]
    finally:
        snapshot.close()


def test_the_list_says_what_there_is_and_views_what_needs_attention(
    shop: Shop, mug: int, lid: int, sell: Sell, time: Clock
) -> None:
    assert _table(shop, STOCK, "code", view="uncounted") == [("LID",), ("MUG",)]
    _open(shop, mug, 10, 1000)
    _open(shop, lid, 0)
    shop.run(allow_below_zero, [lid], True)
    time.forward(hours=1)
    _ship(shop, sell(("MUG", 7)), sell(("LID", 1)))
    sell(("MUG", 1))
    columns = ("code", "on_hand", "reserved", "available", "unit_cost", "value", "sold", "cover")
    assert _table(shop, STOCK, *columns) == [("LID", -1, 0, -1, None, 0, 1, 0), ("MUG", 3, 1, 2, 100, 300, 7, 8)]
    seen = {view: [row[0] for row in _table(shop, STOCK, "code", view=view)] for view in STOCK.views}
    assert seen == {
        "all": ["LID", "MUG"], "low": ["LID"], "out": ["LID"], "short": ["LID"], "set_aside": [], "below_zero": ["LID"],
        "defective": [], "unknown_cost": ["LID"], "dead": [], "bundles": [], "uncounted": [],
    }  # fmt: skip
    time.forward(days=91)
    assert _table(shop, STOCK, "code", view="dead") == [("MUG",)]


def test_every_column_of_every_list_can_be_read_and_sorted_by(shop: Shop, mug: int) -> None:
    shop.run(stock.receive, mug, 5, value_minor=500, lot_number="A", expires_on=date(2026, 9, 1))
    for query in (STOCK, MOVES, LOTS):
        for view in query.views:
            assert len(_table(shop, query, *query.columns, view=view)) <= 1
        for key in query.columns:
            shop.table(query, TableRequest(sort=((key, True),)), ()).ready.result()


def test_a_lot_expires_when_its_day_is_over_where_the_shop_is(shop: Shop, mug: int) -> None:
    shop.run(stock.receive, mug, 5, value_minor=500, lot_number="A", expires_on=date(2026, 9, 1))
    clock.set_source(lambda: datetime(2026, 9, 1, 16, 30, tzinfo=START.tzinfo))  # half past midnight in Shanghai
    assert (_table(shop, LOTS, "lot", view="expired"), _table(shop, LOTS, "lot", view="expiring")) == (
        [("A",)],
        [],
    )
    shop.run(settings.change, settings.ZONE.key, "America/New_York")
    assert (_table(shop, LOTS, "lot", view="expired"), _table(shop, LOTS, "lot", view="expiring")) == (
        [],
        [("A",)],
    )


def test_the_list_of_moves_has_sales_among_what_was_booked(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 3, 300)
    time.forward(hours=1)
    _ship(shop, sell(("MUG", 1)))
    rows = _table(shop, MOVES, "kind", "quantity", "value", "balance", "balance_value")
    assert rows == [("sale", -1, -100, 2, 200), ("opening", 3, 300, 3, 300)]
    assert _table(shop, MOVES, "kind", view="sales") == [("sale",)]


def test_what_goods_were_worth_can_be_asked_of_any_day(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 10, 1000)
    time.forward(days=2)
    _ship(shop, sell(("MUG", 4)))
    time.forward(days=2)
    shop.run(stock.receive, mug, 2)
    days = [START.date() + timedelta(days=one) for one in (-1, 0, 1, 2, 4)]
    found = [[(line.quantity, line.value_minor, line.unknown) for line in shop.ask(value_on, day)] for day in days]
    assert found == [[], [(10, 1000, 0)], [(10, 1000, 0)], [(6, 600, 0)], [(8, 600, 2)]]
    now = shop.ask(worth_now)
    assert (now.skus, now.pieces, now.value_minor, now.unknown, now.below_zero) == (1, 8, 600, 2, 0)


def test_a_day_ends_when_the_shops_clock_says_so(shop: Shop, mug: int) -> None:
    late = datetime(2026, 2, 27, 16, 30, tzinfo=START.tzinfo)  # half past midnight on the 28th in Shanghai
    shop.run(stock.receive, mug, 1, at=late)
    assert shop.ask(value_on, date(2026, 2, 27)) == ()
    assert len(shop.ask(value_on, date(2026, 2, 28))) == 1


def test_a_shortage_names_the_orders_that_get_nothing(shop: Shop, mug: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 3)
    first = sell(("MUG", 2))
    time.forward(hours=1)
    second = sell(("MUG", 2))
    (short,) = shop.ask(shortages)
    assert (short.code, short.on_hand, short.reserved, short.missing) == ("MUG", 3, 4, 1)
    assert [one.order_id for one in short.waiting] == [second]
    assert shop.ask(by_deadline, [second, first]) == [first, second]


def test_a_corrected_price_says_beforehand_what_it_does_to_profit(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    move = _open(shop, mug, 10, 1000)
    time.forward(hours=1)
    orders = [sell(("MUG", 2)), sell(("MUG", 1))]
    _ship(shop, *orders)
    effect = shop.ask(backdating.of_prices, [(move, 1500)])
    assert [(one.order_id, one.before_minor, one.after_minor) for one in effect.orders] == [
        (orders[0], 200, 300), (orders[1], 100, 150),
    ]  # fmt: skip
    assert (effect.profit_minor, effect.value_minor, effect.locked) == (-150, 350, False)
    shop.run(stock.reprice, [(move, 1500)])
    assert [line.cost_minor for line in shop.ask(story, mug) if line.kind is MoveKind.SALE] == [150, 300]
    unknown = shop.ask(backdating.of_prices, [(move, None)])
    assert (unknown.profit_minor, unknown.became_unknown, unknown.value_minor) == (0, 2, -1050)


def test_a_delivery_entered_late_says_beforehand_what_it_does_to_profit(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 10, 1000)
    time.forward(days=3)
    _ship(shop, sell(("MUG", 2)))
    late = MoveDraft(mug, MoveKind.RECEIPT, 10, value_minor=3000, at=START + timedelta(days=1))
    effect = shop.ask(backdating.of_moves, [late])
    assert (effect.profit_minor, effect.value_minor, effect.locked) == (-200, 2800, False)
    shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-03-02")
    assert shop.ask(backdating.of_moves, [late]).locked


def test_goods_are_ranked_aged_and_seen_to_turn(shop: Shop, mug: int, lid: int, sell: Sell, time: Clock) -> None:
    _open(shop, mug, 20, 2000)
    _open(shop, lid, 5, 50)
    for _week in range(13):
        time.forward(days=7)
        _ship(shop, sell(("MUG", 1)))
    time.forward(hours=1)
    shop.run(stock.receive, mug, 3, value_minor=300)
    mugs, lids = shop.ask(goods, clock.now())
    assert (mugs.abc, mugs.xyz, mugs.sold, mugs.sold_cost_minor, mugs.idle_days) == ("A", "X", 13, 1300, 0)
    assert (lids.abc, lids.xyz, lids.sold, lids.turns_percent, lids.idle_days) == ("C", "Z", 0, 0, 91)
    assert [(age.pieces, age.value_minor) for age in mugs.ages] == [(3, 300), (0, 0), (0, 0), (7, 700), (0, 0)]


@pytest.mark.parametrize(
    ("sold", "letter"), [([1] * 13, "X"), ([13], "Z"), ([], "Z"), ([3, 3, 3, 3, 3, 3, 3], "Y"), ([0] * 13, "Z")]
)
def test_evenness_is_told_from_the_weeks(sold: list[int], letter: str) -> None:
    assert evenness(sold, 13) == letter


def test_pieces_sold_lately_are_told_without_reading_a_sale(shop: Shop, mug: int) -> None:
    _open(shop, mug, 10, 1000)
    with asked() as found:
        shop.ask(goods, clock.now(), Sales.PIECES, with_ages=False)
    ways = steps(shop, [one for one in reading(found) if "sum(stock_entry.quantity)" in one[0]])
    assert ways[0] == "SEARCH stock_entry USING INTEGER PRIMARY KEY (rowid<?)"


def test_ranks_follow_the_cost_of_what_is_sold() -> None:
    assert ranked({1: 70, 2: 20, 3: 6, 4: 4, 5: 0}) == {1: "A", 2: "A", 3: "B", 4: "C", 5: "C"}
    assert ranked({}) == {}


@given(
    pieces=st.integers(0, 500),
    value=st.integers(0, 10**9),
    arrivals=st.lists(st.tuples(st.integers(0, 400), st.integers(1, 100)), max_size=8),
)
def test_ages_add_up_to_what_there_is(pieces: int, value: int, arrivals: list[tuple[int, int]]) -> None:
    day = 86_400_000
    found = ages(pieces, value, [(-days * day, came) for days, came in sorted(arrivals)], 0)
    assert len(found) == len(AGES) + 1
    assert sum(age.pieces for age in found) == pieces
    assert sum(age.value_minor for age in found) == (value if pieces else 0)
