"""Rollups follow every operation, and say what the raw rows say."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import select

from models.enums.orders import BuyerTrait
from models.orders import Order, OrderLine
from models.rollups import ChangedSale
from services import clock
from services.catalog.commands import add_sku, link
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.charts import behind
from services.charts.customers import people
from services.charts.when_where import by_hour, by_province
from services.errors import AppError
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.kept_profit import order_profit
from services.orders.kinds import set_kind
from services.orders.profit import Part
from services.profit.groups import By
from services.profit.report import ProfitAsked, profit_report
from services.registry import PROJECTIONS
from services.rollups import goods
from services.rollups.asked import ask
from services.rollups.buyer_counts import NO_SECOND, counted
from services.rollups.buyers import BuyerTotals, fact, months_between
from services.rollups.day_sums import at, of_place
from services.rollups.goods import GoodsRollup
from services.rollups.sold import sold
from services.rollups.sums import buyers, by_channel, by_day, goods_by, whole
from services.shop import Shop
from services.stock import commands as stock
from services.stock.keeping import allow_below_zero
from services.today.figures import month_profit
from services.types import OrderKind, OrderStatus, Platform
from tests.services.charts import plain
from tests.services.plans import asked, reading, steps

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
PROVINCES = ("\u6d59\u6c5f\u7701", "\u6d59\u6c5f", "\u5317\u4eac\u5e02", None)


@pytest.fixture
def channel(shop: Shop) -> int:
    return shop.run(add_channel, "Stall", Platform.OTHER).value


def _order(shop: Shop, channel: int, sku: int | None = None, pieces: int = 1, price: int = 1_000, **more: Any) -> int:
    line = LineDraft("Candle", pieces, price_minor=price, sku_id=sku)
    return shop.run(entering.add, OrderDraft(channel, (line,), **more)).value


def _agrees(shop: Shop) -> None:
    """Every figure of the rollups is that of the raw rows."""
    asked = shop.ask(ask, days=400)
    right = shop.ask(plain.plain, asked.currency, asked.first, asked.last)
    total = whole(shop.ask(by_day, asked))
    assert (total.orders, total.paid, total.refunded) == (right.orders, right.paid, right.refunded)
    assert {day: one.paid for day, one in shop.ask(by_day, asked).items() if one.orders} == dict(right.by_day)
    found = shop.ask(by_channel, asked)
    assert {key: one.paid for key, one in found.items() if one.orders} == dict(right.by_channel)
    assert shop.ask(buyers, asked) == len(right.buyers)
    assert shop.ask(by_hour, asked) == dict(right.hours)
    assert sum(one.orders for one in shop.ask(by_province, asked)) == sum(right.provinces.values())
    items = shop.ask(sold, asked)
    assert {one.sku_id: one.pieces for one in items} == {sku: n for sku, n in right.pieces.items() if n}
    amounts = {sku: amount for sku, amount in right.amounts.items() if sku in right.pieces}
    assert {one.sku_id: one.amount for one in items} == amounts
    days = shop.ask(plain.days_of_buyers, asked.currency)
    assert Counter((one.buyer, one.first, one.last, one.orders) for one in shop.ask(people, asked)) == Counter(
        (buyer, found[0], found[-1], len(found)) for (_channel, buyer), found in days.items()
    )


def test_what_is_no_sale_is_no_sale_in_the_rollups(shop: Shop, channel: int) -> None:
    _order(shop, channel, buyer="Li")
    closed = _order(shop, channel, buyer="Li")
    gift = _order(shop, channel, price=0, buyer="Wang")
    _order(shop, channel, status=OrderStatus.UNPAID)
    shop.run(commands.set_status, [closed], OrderStatus.CLOSED)
    shop.run(set_kind, [gift], OrderKind.SAMPLE)
    total = whole(shop.ask(by_day, shop.ask(ask)))
    assert (total.orders, total.paid) == (1, 1_000)
    _agrees(shop)


def _at(moment: datetime) -> None:
    clock.set_source(lambda: moment)


def test_a_buyer_who_comes_twice_in_a_span_counts_once(shop: Shop, channel: int) -> None:
    for day in (10, 5, 0):
        _at(NOON - timedelta(days=day))
        _order(shop, channel, buyer="Li")
    _order(shop, channel, buyer="Wang")
    _order(shop, channel)
    assert shop.ask(buyers, shop.ask(ask)) == 2
    (li,) = (one for one in shop.ask(people, shop.ask(ask)) if one.buyer == "Li")
    assert (li.first, li.second, li.third, li.days) == (
        (NOON - timedelta(days=10)).date(), (NOON - timedelta(days=5)).date(), NOON.date(), 3
    )  # fmt: skip
    _agrees(shop)


def test_goods_cost_what_the_ledger_says_once_they_have_left(shop: Shop, channel: int) -> None:
    candle = shop.run(add_sku, SkuDraft("LZ-200", "Candle", cost_minor=300)).value
    first = _order(shop, channel, candle, 2)
    assert _cost(shop) == (600, 0)
    shop.run(stock.receive, candle, 10, value_minor=5_000, at=clock.now() - timedelta(days=3))
    assert _cost(shop) == (1_000, 0)
    shop.run(commands.set_status, [first], OrderStatus.SHIPPED)
    shop.run(stock.receive, candle, 100, value_minor=900_000, at=clock.now())
    assert _cost(shop) == (1_000, 0)
    profit = shop.ask(order_profit, first)
    assert profit is not None
    assert {line.part: line.minor for line in profit.lines}[Part.GOODS] == -1_000


def test_goods_sold_below_zero_cost_what_those_that_came_later_cost(shop: Shop, channel: int) -> None:
    candle = shop.run(add_sku, SkuDraft("LZ-200", "Candle")).value
    shop.run(allow_below_zero, [candle], True)
    shop.run(stock.receive, candle, 1, value_minor=100, at=clock.now() - timedelta(days=3))
    order = _order(shop, channel, candle, 3)
    shop.run(commands.set_status, [order], OrderStatus.SHIPPED)
    assert _cost(shop)[1] > 0
    shop.run(stock.receive, candle, 5, value_minor=1_000, at=clock.now() + timedelta(seconds=5))
    assert _cost(shop) == (500, 0)


def test_what_nobody_knows_the_cost_of_is_counted_and_not_free(shop: Shop, channel: int) -> None:
    _order(shop, channel, None, 3)
    assert _cost(shop) == (0, 3)


def test_fees_follow_the_terms_of_the_channel(shop: Shop, channel: int) -> None:
    _order(shop, channel, price=10_000)
    assert whole(shop.ask(by_day, shop.ask(ask))).without_rates == 1
    shop.run(set_terms, channel, Terms(NOON.date().replace(year=2000), fee_ppm=6_000, commission_ppm=20_000, ads_ppm=0,
                                       freight_minor=320, packing_minor=80))  # fmt: skip
    total = whole(shop.ask(by_day, shop.ask(ask)))
    assert (total.fee, total.commission, total.ads, total.freight, total.packing) == (60, 200, 0, 320, 80)
    assert total.without_rates == total.without_freight == total.without_packing == 0


def test_no_operation_leaves_notes_about_changed_sales(shop: Shop, channel: int) -> None:
    candle = shop.run(add_sku, SkuDraft("LZ-200", "Candle")).value
    shop.run(stock.receive, candle, 10, value_minor=5_000)
    shop.run(commands.set_status, [_order(shop, channel, candle)], OrderStatus.SHIPPED)
    assert shop.ask(lambda connection: connection.execute(select(ChangedSale.table())).all()) == []


def test_the_check_finds_rollups_that_were_changed(shop: Shop, channel: int) -> None:
    _order(shop, channel, buyer="Li")
    names = {"sales_rollup", "goods_rollup", "buyer_totals"}
    assert names <= {one.name for one in PROJECTIONS}
    for one in PROJECTIONS:
        assert shop.ask(one.verify) == []


def test_buyers_who_are_alike_are_counted_as_they_come_and_go(shop: Shop, channel: int) -> None:
    def seconds() -> list[tuple[int, ...]]:
        return list(shop.ask(counted, shop.ask(ask), BuyerTrait.SECOND))

    _order(shop, channel, buyer="Li")
    _order(shop, channel, buyer="Wang")
    assert seconds() == [(NO_SECOND, 0, 2, 0)]
    again = _order(shop, channel, buyer="Li")
    assert seconds() == [(NO_SECOND, 0, 1, 0), (0, 0, 1, 0)]
    shop.run(commands.set_status, [again], OrderStatus.CLOSED)
    assert seconds() == [(NO_SECOND, 0, 2, 0)]
    shop.undo()
    shop.undo()
    assert seconds() == [(NO_SECOND, 0, 2, 0)]
    shop.undo()
    assert seconds() == [(NO_SECOND, 0, 1, 0)]
    assert shop.ask(BuyerTotals().verify) == []


def test_months_are_counted_by_the_calendar() -> None:
    day = NOON.date()
    assert months_between(day, day) == 0
    assert months_between(day.replace(month=12, day=31), day.replace(year=2027, month=1, day=1)) == 1
    row = fact((1, "Li", "CNY"), [(1, "Li", "CNY", "2026-01-31", 2, 5, 0), (1, "Li", "CNY", "2026-03-01", 1, 5, 1)])
    assert row == (
        1,
        "Li",
        "CNY",
        "2026-01-31",
        "2026-01-31",
        "2026-03-01",
        "2026-03-01",
        3,
        2,
        10,
        1,
        2026 * 12,
        0b101,
    )


_deeds = st.lists(
    st.tuples(
        st.sampled_from(["order", "order", "order", "ship", "close", "receive", "kind", "edit", "undo"]),
        st.integers(0, 5),
        st.integers(1, 4),
    ),
    min_size=4,
    max_size=12,
)


@pytest.mark.exhaustive
@hypothesis_settings(max_examples=4, suppress_health_check=list(HealthCheck))
@given(deeds=_deeds)
def test_after_any_history_the_rollups_are_those_of_the_raw_rows(
    deeds: list[tuple[str, int, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path: Path = tmp_path_factory.mktemp("rollups") / "any.shop"
    with Shop.create(path, who="tests") as shop:
        channels = [shop.run(add_channel, name, Platform.OTHER).value for name in ("A", "B")]
        skus = [shop.run(add_sku, SkuDraft(f"S{number}", f"Goods {number}")).value for number in range(2)]
        orders: list[int] = []
        for number, (deed, which, count) in enumerate(deeds):
            _at(NOON + timedelta(hours=number * 7 - which * 24 * 9))
            _do(shop, deed, which, count, channels, skus, orders)
        _agrees(shop)
        for one in PROJECTIONS:
            assert [str(problem) for problem in shop.ask(one.verify)] == []
        asked = shop.ask(ask, days=400)
        assert sum(cost for cost, _unknown in shop.ask(goods_by, asked, "day").values()) == sum(
            cost for cost, _unknown in shop.ask(goods_by, asked, "channel_id").values()
        )


def _do(shop: Shop, deed: str, which: int, count: int, channels: list[int], skus: list[int], orders: list[int]) -> None:
    order = orders[which % len(orders)] if orders else None
    if deed == "order":
        sku = [*skus, None][which % 3]
        buyer, province = ("Li", "Wang", None)[count % 3], PROVINCES[which % 4]
        orders.append(_order(shop, channels[count % 2], sku, count, buyer=buyer, province=province))
    elif deed == "receive":
        shop.run(
            stock.receive, skus[which % 2], 5 * count, value_minor=777 * count, at=clock.now() - timedelta(days=20)
        )
    elif deed == "undo" and orders:  # else what it would take back are the channels and the goods
        shop.undo()
        orders[:] = [one for one in orders if one in {row.id for row in shop.ask(plain.rows, Order)}]
    elif order is None:
        return
    elif deed == "kind":
        _tried(shop, set_kind, [order], OrderKind.NOT_REAL if count % 2 else OrderKind.NORMAL)
    else:
        _tried(shop, commands.set_status, [order], OrderStatus.SHIPPED if deed == "ship" else OrderStatus.CLOSED)


def _tried(shop: Shop, command: Any, *args: Any) -> None:
    """Run a command that may be refused in the state things are in."""
    with suppress(AppError):
        shop.run(command, *args)


def _cost(shop: Shop) -> tuple[int, int]:
    found = shop.ask(goods_by, shop.ask(ask), "currency").values()
    return sum(cost for cost, _unknown in found), sum(unknown for _cost, unknown in found)


@pytest.mark.parametrize("few", [0, 80])
def test_goods_of_one_order_are_summed_by_themselves_or_with_their_whole_day(
    shop: Shop, channel: int, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(goods, "_FEW", few)
    first, second = (shop.run(add_sku, SkuDraft(code=code, title=code)).value for code in ("A", "B"))
    shop.run(stock.receive, first, 20, value_minor=2_000)
    orders = [_order(shop, channel, sku, pieces) for sku, pieces in ((first, 2), (second, 3), (first, 1), (None, 1))]
    shop.run(commands.set_status, orders[:2], OrderStatus.SHIPPED)
    shop.run(commands.set_status, orders[2:], OrderStatus.SHIPPED)
    shop.run(stock.receive, first, 5, value_minor=5_000, at=clock.now() - timedelta(days=1))
    for projection in PROJECTIONS:
        assert shop.ask(projection.verify) == [], projection.name


@command("test.leave_lines_out", N_("Test: an order file without its item file"))
def leave_lines_out(uow: UnitOfWork, order_id: int) -> None:
    """The order as it is where nobody has said yet what is in it."""
    for line in uow.all(select(OrderLine).where(OrderLine.order_id == order_id)):
        uow.delete(line)


@command("test.name_line", N_("Test: the item file comes"))
def name_line(uow: UnitOfWork, order_id: int, sku_id: int) -> None:
    """What is in the order is known now."""
    uow.add(
        OrderLine(
            order_id=order_id, position=1, title="Candle", quantity=2, sku_id=sku_id, sku_quantity=2, amount_minor=900
        )
    )


def test_an_order_without_items_is_one_whose_cost_nobody_knows(shop: Shop, channel: int) -> None:
    sku = int(shop.run(add_sku, SkuDraft("A", "Candle", cost_minor=300)).value)
    _order(shop, channel, sku)
    order = _order(shop, channel, sku)
    assert _cost(shop) == (600, 0)
    steps = (
        (leave_lines_out, (order,), (300, 1)),
        (commands.set_status, ([order], OrderStatus.SHIPPED), (300, 1)),
        (set_kind, ([order], OrderKind.NOT_REAL), (300, 0)),
        (set_kind, ([order], OrderKind.NORMAL), (300, 1)),
        (name_line, (order, sku), (900, 0)),
        (leave_lines_out, (order,), (300, 1)),
    )
    for step, told, cost in steps:
        shop.run(step, *told)
        assert _cost(shop) == cost, step.__name__
        for projection in PROJECTIONS:
            assert shop.ask(projection.verify) == [], projection.name
    assert [(one.sku_id, one.uncosted) for one in shop.ask(sold, shop.ask(ask))] == [(sku, 0)]
    assert shop.ask(month_profit, clock.now().date(), "CNY").uncosted == 1
    shop.undo()
    assert _cost(shop) == (900, 0)
    assert shop.ask(GoodsRollup().verify) == []


def test_a_code_that_stands_for_three_sells_three_pieces(shop: Shop, channel: int) -> None:
    sku = int(shop.run(add_sku, SkuDraft("CUP", "Cup", cost_minor=250)).value)
    shop.run(link, channel, "CUP-SET", sku, quantity=3)
    line = LineDraft("Three cups", 2, code="CUP-SET", price_minor=3_000)
    shop.run(entering.add, OrderDraft(channel, (line,)))
    asked = shop.ask(ask)
    (one,) = shop.ask(sold, asked)
    assert (one.pieces, one.amount, one.goods) == (6, 6_000, 1_500)
    _agrees(shop)
    (row,) = shop.ask(lambda connection: behind.items(connection, asked)).rows
    assert row[[column.key for column in behind.ITEM_COLUMNS].index("pieces")] == 6
    wanted = ProfitAsked(asked.first, asked.last, By.SKU)
    assert [row.pieces for row in shop.ask(profit_report, wanted).rows] == [6]


def test_what_costs_on_a_day_is_found_by_the_index_of_days(shop: Shop, channel: int) -> None:
    _order(shop, channel)
    wanted = select(Order.table().c.id).where(*of_place(sales=False))
    with asked() as statements:
        shop.ask(lambda connection: connection.execute(wanted, at(("2026-11-20", channel, "CNY"))).all())
    (step,) = steps(shop, reading(statements))
    assert "ix_orders_daily (ordered_on=? AND status=? AND channel_id=? AND currency=?)" in step
