"""What an order earned is kept, follows every change, and is what the facts say."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from models.entities import Entity
from models.orders import Order
from models.rollups import OrderProfit
from services import clock, settings
from services.catalog.commands import add_sku, edit_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.couriers.commands import set_freight_rules
from services.couriers.freight import FreightRule, to_json
from services.errors import Cancelled
from services.integrity import check, rebuild
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Progress, Task
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.kept_profit import order_profit
from services.orders.listing import ORDER_LIST
from services.orders.profit_columns import kept
from services.profit.order_profits import OrderProfits
from services.rollups import freight_days
from services.shop import Shop
from services.stock import commands as stock
from services.types import Filter, OrderStatus, Platform, TableRequest
from tests.services.plans import plan

TERMS = Terms(date(2000, 1, 1), fee_ppm=6_000, commission_ppm=50_000, ads_ppm=0, freight_minor=300, packing_minor=80)


class Stall:
    """A channel and a candle; every order sells some of it."""

    def __init__(self, shop: Shop) -> None:
        self.shop = shop
        self.channel = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
        self.candle = int(shop.run(add_sku, SkuDraft("C", "Candle", cost_minor=700, weight_g=500)).value)

    def order(self, price: int = 1_000, pieces: int = 1, **more: Any) -> int:
        line = LineDraft("Candle", pieces, price_minor=price, sku_id=self.candle)
        draft = OrderDraft(self.channel, (line,), province="浙江省", **more)
        return int(self.shop.run(entering.add, draft).value)

    def order_on(self, year: int, month: int, day: int) -> int:
        clock.set_source(lambda: datetime(year, month, day, 4, tzinfo=UTC))
        try:
            return self.order()
        finally:
            clock.set_source(None)

    def kept(self, order_id: int) -> Any:
        table = OrderProfit.table()
        return self.shop.ask(lambda one: one.execute(select(table).where(table.c.order_id == order_id)).one())

    def listed(self, key: str, request: TableRequest | None = None) -> list[int]:
        def read(connection: Connection) -> list[int]:
            asked = request or TableRequest()
            statement = ORDER_LIST.select([ORDER_LIST.row_id, ORDER_LIST.columns[key].expression], asked)
            return [row[0] for row in stored_rows(connection, statement.order_by(*ORDER_LIST.order(asked)))]

        return self.shop.ask(read)

    def agrees(self) -> None:
        """The list, the panel and the facts say the same."""
        columns = [ORDER_LIST.row_id, *(ORDER_LIST.columns[key].expression for key in ("profit", "margin"))]
        for order_id, profit, margin in self.shop.ask(
            lambda one: stored_rows(one, ORDER_LIST.select(columns, TableRequest()))
        ):
            found = self.shop.ask(order_profit, order_id)
            assert (profit, margin) == ((found.profit_minor, found.margin_ppm) if found else (None, None))
        assert self.shop.ask(OrderProfits().verify) == []


@pytest.fixture
def stall(shop: Shop) -> Stall:
    return Stall(shop)


def test_each_change_of_what_it_depends_on_is_in_the_kept_row(stall: Stall) -> None:
    shop, order_id = stall.shop, stall.order()
    assert stall.kept(order_id).profit_minor == 300
    shop.run(set_terms, stall.channel, TERMS)
    assert stall.kept(order_id).profit_minor == 300 - 6 - 50 - 300 - 80
    shop.run(set_freight_rules, [FreightRule("zto", 1000, 350, 1000, 120)])
    assert stall.kept(order_id).freight_minor == 350
    stall.agrees()
    for profit in (300 - 6 - 50 - 300 - 80, 300):
        shop.undo()
        assert stall.kept(order_id).profit_minor == profit
    stall.agrees()


def test_another_written_cost_is_in_every_order_of_it(stall: Stall) -> None:
    orders = [stall.order(), stall.order(pieces=2)]
    stall.shop.run(edit_sku, stall.candle, SkuDraft("C", "Candle", cost_minor=400, weight_g=500))
    assert [stall.kept(one).profit_minor for one in orders] == [600, 1_200]
    stall.agrees()


def test_goods_that_are_there_are_priced_as_they_are_read(stall: Stall) -> None:
    order_id = stall.order()
    stall.shop.run(stock.receive, stall.candle, 10, value_minor=5_000)
    row = stall.kept(order_id)
    assert row.is_priced_now
    assert row.profit_minor is None
    assert row.rest_minor == 1_000
    stall.agrees()
    stall.shop.undo()
    assert stall.kept(order_id).profit_minor == 300


def test_what_has_left_is_kept_at_what_the_ledger_says(stall: Stall) -> None:
    stall.shop.run(stock.receive, stall.candle, 10, value_minor=5_000)
    order_id = stall.order()
    stall.shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    row = stall.kept(order_id)
    assert (row.is_priced_now, row.goods_minor, row.profit_minor) == (False, 500, 500)
    stall.agrees()


def test_losses_are_found_kept_or_priced_now(stall: Stall) -> None:
    lost, won, closed = (stall.order(price) for price in (500, 900, 1))
    stall.shop.run(commands.set_status, [closed], OrderStatus.CLOSED)
    losing, others = (TableRequest(filters=(Filter("loses", "is", (code,)),)) for code in "10")
    assert stall.listed("id", losing) == [lost]
    assert sorted(stall.listed("id", others)) == [won, closed]
    stall.shop.run(stock.receive, stall.candle, 10, value_minor=9_500)
    assert sorted(stall.listed("id", losing)) == [lost, won]
    assert stall.listed("id", others) == [closed]


def test_orders_are_sorted_by_profit_and_margin(stall: Stall) -> None:
    small, large, middle = stall.order(750), stall.order(2_000), stall.order(1_000)
    for key in ("profit", "margin"):
        assert stall.listed(key, TableRequest(sort=((key, False),))) == [small, middle, large]
        assert stall.listed(key, TableRequest(sort=((key, True),))) == [large, middle, small]


@pytest.mark.without_undo_check("what is derived is damaged on purpose")
def test_a_wrong_row_is_found_by_check_and_mended(stall: Stall) -> None:
    order_id = stall.order()
    table = OrderProfit.table()
    writer = stall.shop._database.writer
    assert writer is not None
    with writer.begin() as connection:
        connection.execute(update(table).values(profit_minor=1))
    assert [one.code for one in stall.shop.ask(check)] == ["projection.order_profits"]
    stall.shop.run(rebuild)
    assert stall.kept(order_id).profit_minor == 300
    assert stall.shop.ask(check) == ()


def test_the_home_currency_decides_which_orders_have_a_profit(stall: Stall) -> None:
    order_id = stall.order()
    stall.shop.run(settings.change, settings.CURRENCY.key, "USD")
    assert stall.kept(order_id).profit_minor is None
    stall.agrees()


def test_computing_some_orders_walks_through_no_others(stall: Stall) -> None:
    found = stall.shop.ask(plan, kept(Order.table().c.id.in_([1, 2])))
    assert any(step.startswith("SEARCH orders USING INTEGER PRIMARY KEY") for step in found)
    assert not [step for step in found if step.startswith("SCAN ") and not step.startswith("SCAN each_")]
    # A SKU has as many entries as it was sold, and there are as many moves of cases as cases: not for each order.
    assert not [step for step in found if step.endswith(("(sku_id=?)", "(document=?)"))]


def test_rules_of_a_later_day_leave_earlier_orders_alone(stall: Stall) -> None:
    shop = stall.shop
    early, late = (stall.order_on(2025, month, 9) for month in (3, 6))
    first = FreightRule("zto", 1000, 350, 1000, 120)
    shop.run(set_freight_rules, [first])
    assert [stall.kept(one).freight_minor for one in (early, late)] == [350, 350]
    then = FreightRule("zto", 1000, 500, since=date(2025, 6, 1))
    shop.run(set_freight_rules, [first, then])
    assert stall.kept(late).freight_minor == 500
    stall.agrees()
    images = ({"key": settings.FREIGHT_RULES.key, "value": list(map(to_json, one))} for one in ([first], [first, then]))
    keys = {key for image in images for key in freight_days.keys_of(Entity.SETTING, image)}
    assert not freight_days.is_all(keys)
    assert shop.ask(freight_days.orders, keys) == {late}
    shop.run(set_freight_rules, [FreightRule("zto", 1000, 400), FreightRule("zto", 1000, 500, since=date(2025, 6, 1))])
    assert [stall.kept(one).freight_minor for one in (early, late)] == [400, 500]


def test_an_order_that_left_after_the_day_of_a_rule_goes_by_it(stall: Stall) -> None:
    shop, order_id = stall.shop, stall.order_on(2025, 5, 30)
    shop.run(set_freight_rules, [FreightRule("zto", 1000, 350)])
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    shop.run(set_freight_rules, [FreightRule("zto", 1000, 350), FreightRule("zto", 1000, 500, since=date(2025, 6, 1))])
    assert stall.kept(order_id).freight_minor == 500
    stall.agrees()


def test_of_two_rules_since_one_day_their_order_decides_and_is_followed(stall: Stall) -> None:
    shop, order_id = stall.shop, stall.order_on(2025, 5, 30)
    rules = [FreightRule("zto", 1000, 350), FreightRule("zto", 1000, 390)]
    shop.run(set_freight_rules, rules)
    assert stall.kept(order_id).freight_minor == 350
    shop.run(set_freight_rules, rules[::-1])
    assert stall.kept(order_id).freight_minor == 390
    stall.agrees()


def test_computing_every_order_again_tells_how_far_it_is_and_can_be_stopped(stall: Stall) -> None:
    shop, order_id = stall.shop, stall.order()
    told: list[Progress] = []
    shop.run(set_freight_rules, [FreightRule("zto", 1000, 350)], task=Task(on_progress=told.append))
    assert any(one.total for one in told)
    stopped = Task()
    stopped.on_progress = lambda _progress: stopped.cancel()
    with pytest.raises(Cancelled):
        shop.run(set_freight_rules, [], task=stopped)
    assert stall.kept(order_id).freight_minor == 350
    stall.agrees()
