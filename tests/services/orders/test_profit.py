"""What an order leaves: its parts add up, the list says what the panel says, and what is missing is named."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from models.orders import Order
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, remove_terms, set_terms, terms_of, terms_on
from services.errors import Invalid
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.kept_profit import order_profit
from services.orders.kinds import set_kind
from services.orders.listing import ORDER_LIST
from services.orders.profit import ESSENTIAL, Part, Profit, ProfitFacts, missing_parts, profit_of
from services.orders.profit_columns import unknown_costs
from services.shop import Shop
from services.stock import commands as stock
from services.types import Filter, OrderKind, OrderStatus, Platform, RefundStatus, TableRequest

LONG_AGO = date(2000, 1, 1)
ALL = Terms(LONG_AGO, fee_ppm=6_000, commission_ppm=20_000, ads_ppm=50_000, freight_minor=320, packing_minor=80)


@pytest.fixture
def channel(shop: Shop) -> int:
    return shop.run(add_channel, "Stall", Platform.OTHER).value


@pytest.fixture
def candle(shop: Shop) -> int:
    return shop.run(add_sku, SkuDraft("LZ-200", "Candle", cost_minor=1_500)).value


def _order(shop: Shop, channel: int, sku: int | None, pieces: int = 2, price: int = 3_900, **more: Any) -> int:
    line = LineDraft("Candle", pieces, price_minor=price, sku_id=sku)
    return shop.run(entering.add, OrderDraft(channel, (line,), **more)).value


def _profit(shop: Shop, order_id: int) -> Profit:
    found = shop.ask(order_profit, order_id)
    assert found is not None
    return found


def _listed(shop: Shop, *filters: Filter) -> dict[int, tuple[Any, ...]]:
    snapshot = shop.table(ORDER_LIST, TableRequest(filters=filters), ("profit", "margin", "missing"))
    try:
        snapshot.ready.result(10)
        return {row[0]: row[1:] for row in snapshot.first.result(10)}
    finally:
        snapshot.close()


def test_the_parts_of_an_order_add_up_to_its_profit(shop: Shop, channel: int, candle: int) -> None:
    shop.run(set_terms, channel, ALL)
    found = _profit(shop, _order(shop, channel, candle))
    parts = {line.part: line.minor for line in found.lines}
    assert parts == {
        Part.PAID: 7_800, Part.GOODS: -3_000, Part.FEE: -47, Part.COMMISSION: -156, Part.ADS: -390,
        Part.FREIGHT: -320, Part.PACKING: -80,
    }  # fmt: skip
    assert (found.profit_minor, found.margin_ppm, found.missing) == (3_807, 488_076, ())


def test_what_nobody_said_is_missing_and_never_nothing(shop: Shop, channel: int, candle: int) -> None:
    without_terms = _profit(shop, _order(shop, channel, candle))
    assert without_terms.missing == (Part.FEE, Part.COMMISSION, Part.ADS, Part.FREIGHT, Part.PACKING)
    assert without_terms.profit_minor == 4_800
    unlinked = _order(shop, channel, None)
    assert _profit(shop, unlinked).profit_minor is None
    assert Part.GOODS in _profit(shop, unlinked).missing
    assert shop.ask(unknown_costs, unlinked) == ("Candle",)


def test_terms_hold_from_their_day_on(shop: Shop, channel: int, candle: int) -> None:
    today = clock.business_day(clock.now(), "Asia/Shanghai")
    shop.run(set_terms, channel, ALL)
    shop.run(set_terms, channel, Terms(today + timedelta(days=1), fee_ppm=500_000))
    order_id = _order(shop, channel, candle)
    assert _profit(shop, order_id).profit_minor == 3_807
    assert [one.since for one in shop.ask(terms_of, channel)] == [today + timedelta(days=1), LONG_AGO]
    assert shop.ask(terms_on, channel, LONG_AGO - timedelta(days=1)) is None
    shop.run(remove_terms, channel, LONG_AGO)
    assert Part.FEE in _profit(shop, order_id).missing


@pytest.mark.parametrize("terms", [Terms(LONG_AGO, fee_ppm=-1), Terms(LONG_AGO, packing_minor=-1),
                                   Terms(LONG_AGO, fee_ppm=600_000, ads_ppm=500_000)])  # fmt: skip
def test_terms_that_cannot_be_are_refused(shop: Shop, channel: int, terms: Terms) -> None:
    with pytest.raises(Invalid):
        shop.run(set_terms, channel, terms)
    assert shop.ask(terms_of, channel) == ()


def test_before_it_leaves_the_stock_says_what_it_costs_and_afterwards_the_ledger(
    shop: Shop, channel: int, candle: int
) -> None:
    shop.run(stock.receive, candle, 10, value_minor=10_000, at=clock.now() - timedelta(days=3))
    order_id = _order(shop, channel, candle)
    assert _goods(shop, order_id) == -2_000
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    shop.run(stock.receive, candle, 100, value_minor=900_000, at=clock.now())
    assert _goods(shop, order_id) == -2_000
    assert _goods(shop, _order(shop, channel, candle, 1)) == -8_407  # 908,000 for 108 pieces, rounded


def _goods(shop: Shop, order_id: int) -> int | None:
    return next(line.minor for line in _profit(shop, order_id).lines if line.part is Part.GOODS)


def test_a_gift_and_a_sample_cost_what_they_cost(shop: Shop, channel: int, candle: int) -> None:
    shop.run(set_terms, channel, ALL)
    order_id = _order(shop, channel, candle, kind=OrderKind.SAMPLE)
    assert (_profit(shop, order_id).profit_minor, _profit(shop, order_id).margin_ppm) == (-3_400, None)
    shop.run(set_kind, [order_id], OrderKind.NOT_REAL)
    assert shop.ask(order_profit, order_id) is None


def test_orders_that_lose_money_are_found(shop: Shop, channel: int, candle: int) -> None:
    shop.run(set_terms, channel, ALL)
    good, bad, unknown = (
        _order(shop, channel, sku, 1, price) for sku, price in ((candle, 9_000), (candle, 1_600), (None, 1))
    )
    assert set(_listed(shop, Filter("loses", "is", ("1",)))) == {bad}
    assert set(_listed(shop, Filter("loses", "is", ("0",)))) == {good, unknown}


def test_orders_are_found_by_their_kind(shop: Shop, channel: int, candle: int) -> None:
    plain, sample, gone = (
        _order(shop, channel, candle, kind=kind) for kind in (OrderKind.NORMAL, OrderKind.SAMPLE, OrderKind.NOT_REAL)
    )
    assert set(_listed(shop, Filter("kind", "in", ("sample", "not_real")))) == {sample, gone}
    assert set(_listed(shop, Filter("kind", "in", ("normal", "not_real")))) == {plain, gone}


def test_orders_in_one_parcel_share_what_it_costs(shop: Shop, channel: int, candle: int) -> None:
    shop.run(set_terms, channel, ALL)
    both = [_order(shop, channel, candle) for _ in range(2)]
    alone = _profit(shop, both[0]).profit_minor
    for order_id in both:
        shop.run(commands.edit, order_id, {"courier": "YTO", "tracking_no": "YT2233445566"})
    assert alone is not None
    assert _profit(shop, both[0]).profit_minor == alone + (320 + 80) // 2


def test_a_closed_order_and_one_in_a_foreign_currency_have_no_profit(shop: Shop, channel: int, candle: int) -> None:
    closed = _order(shop, channel, candle)
    shop.run(commands.set_status, [closed], OrderStatus.CLOSED)
    etsy = shop.run(add_channel, "Etsy", Platform.ETSY, currency="USD").value
    foreign = _order(shop, etsy, candle)
    assert [shop.ask(order_profit, one) for one in (closed, foreign)] == [None, None]
    assert _listed(shop) == {closed: (None, None, 0), foreign: (None, None, 0)}


@command("tests.told_of_money", "What a file tells of an order's money")
def _told(uow: UnitOfWork, order_id: int, refunded_minor: int, added_minor: int) -> None:
    order = uow.get(Order, order_id)
    order.refunded_minor, order.platform_discount_minor = refunded_minor, added_minor


def test_a_platform_takes_back_what_it_added_once_all_of_an_order_was_refunded(
    shop: Shop, channel: int, candle: int
) -> None:
    part, whole = (_order(shop, channel, candle, 1, 2_000) for _number in range(2))
    for order_id, refunded in ((part, 500), (whole, 2_000)):
        shop.run(_told, order_id, refunded, 400)
    before = _profit(shop, part).profit_minor
    shop.run(commands.set_refund, [part], RefundStatus.PARTIAL)
    shop.run(commands.set_refund, [whole], RefundStatus.REFUNDED)
    assert _profit(shop, part).profit_minor == before
    assert {line.part: line.minor for line in _profit(shop, part).lines}[Part.PLATFORM_DISCOUNT] == 400
    assert Part.PLATFORM_DISCOUNT not in {line.part for line in _profit(shop, whole).lines}
    assert before is not None
    assert _profit(shop, whole).profit_minor == before - 400 - 1_500
    assert _listed(shop)[whole][0] == before - 1_900


def test_the_list_says_what_the_panel_says(shop: Shop, channel: int, candle: int) -> None:
    shop.run(set_terms, channel, Terms(LONG_AGO, fee_ppm=6_543, packing_minor=77))
    shop.run(stock.receive, candle, 7, value_minor=7_007)
    made = [
        _order(shop, channel, candle, pieces, price, kind=kind, status=status, freight_minor=pieces)
        for pieces, price in ((1, 1), (3, 3_333), (2, 700))
        for kind in OrderKind
        for status in (OrderStatus.UNPAID, OrderStatus.PAID)
        if pieces * 2 < 7 or status is OrderStatus.UNPAID
    ]
    shop.run(commands.set_refund, made[:3], RefundStatus.REQUESTED)
    made.append(_order(shop, channel, None))
    listed = _listed(shop)
    for order_id in made:
        found = shop.ask(order_profit, order_id)
        profit, margin, missing = listed[order_id]
        if found is None:
            assert (profit, margin, missing) == (None, None, 0)
        else:
            assert (profit, margin) == (found.profit_minor, found.margin_ppm)
            assert missing_parts(missing) == tuple(part for part in missing_parts(127) if part in found.missing)


@given(
    facts=st.builds(
        ProfitFacts,
        status=st.sampled_from(OrderStatus),
        kind=st.sampled_from(OrderKind),
        is_home=st.booleans(),
        paid_minor=st.none() | st.integers(0, 10**9),
        total_minor=st.none() | st.integers(0, 10**9),
        refunded_minor=st.none() | st.integers(0, 10**9),
        platform_discount_minor=st.none() | st.integers(0, 10**6),
        goods_minor=st.none() | st.integers(0, 10**9),
        fee_ppm=st.none() | st.integers(0, 10**6),
        commission_ppm=st.none() | st.integers(0, 10**6),
        ads_ppm=st.none() | st.integers(0, 10**6),
        freight_minor=st.none() | st.integers(0, 10**6),
        packing_minor=st.none() | st.integers(0, 10**6),
        has_left=st.booleans(),
    )
)
@hypothesis_settings(max_examples=150)
def test_whatever_is_known_the_parts_add_up(facts: ProfitFacts) -> None:
    found = profit_of(facts)
    if found is None:
        assert facts.status is OrderStatus.CLOSED or facts.kind is OrderKind.NOT_REAL or not facts.is_home
        return
    if found.profit_minor is None:
        assert any(part in found.missing for part in ESSENTIAL)
    else:
        assert found.profit_minor == sum(line.minor or 0 for line in found.lines)
        assert not any(part in found.missing for part in ESSENTIAL)
