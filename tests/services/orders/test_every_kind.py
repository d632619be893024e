"""What every kind of order means: for the shelf, the profit, the figures of sales, and the deadline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from models.stock_ledger import SkuStock
from services import clock, settings
from services.business_day import shop_today
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.page_overview import product_figures
from services.channels.commands import add as add_channel
from services.channels.terms import Terms, set_terms
from services.errors import MonthLocked
from services.integrity import check
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.figures import lately
from services.orders.kept_profit import order_profit
from services.orders.kinds import set_kind
from services.orders.one_order import detail
from services.orders.profit import Part
from services.orders.promises import set_ship_hours
from services.purchasing.demand import sold_per_day
from services.shop import Shop
from services.stock.commands import count_to
from services.stock.levels import Spot
from services.types import OrderKind, OrderStatus, Platform

NOW = datetime(2026, 11, 21, 4, tzinfo=UTC)


@dataclass(frozen=True)
class Meaning:
    """Pieces taken of two, what the buyer pays of 50.00, whether it is in the figures, the profit at 10.00 a piece."""

    taken: int
    paid: int | None
    is_sale: bool
    profit: int | None


MEANINGS: dict[OrderKind, Meaning] = {
    OrderKind.NORMAL: Meaning(2, 5_000, True, 5_000 - 2_000 - 30),
    OrderKind.PRESALE: Meaning(2, 5_000, True, 5_000 - 2_000 - 30),
    OrderKind.COD: Meaning(2, None, True, 5_000 - 2_000 - 30),
    OrderKind.GIFT: Meaning(2, None, False, -2_000),
    OrderKind.SAMPLE: Meaning(2, None, False, -2_000),
    OrderKind.RESHIP: Meaning(2, None, False, -2_000),
    OrderKind.EXCHANGE: Meaning(2, None, False, -2_000),
    OrderKind.NOT_REAL: Meaning(0, None, False, None),
}


@pytest.fixture
def channel(shop: Shop) -> int:
    clock.set_source(lambda: NOW)
    made = int(shop.run(add_channel, "Stall", Platform.OTHER).value)
    shop.run(set_terms, made, Terms(date(2000, 1, 1), fee_ppm=6_000))
    shop.run(set_ship_hours, made, 48)
    return made


@pytest.fixture
def mug(shop: Shop) -> int:
    clock.set_source(lambda: NOW)
    sku_id = int(shop.run(add_sku, SkuDraft("MUG", "Mug", cost_minor=1_000)).value)
    shop.run(count_to, Spot(sku_id), 10, reason="counted")
    return sku_id


def _order(shop: Shop, channel: int, mug: int, kind: OrderKind) -> int:
    line = LineDraft("Mug", 2, price_minor=2_500, sku_id=mug)
    return int(shop.run(entering.add, OrderDraft(channel, (line,), kind=kind)).value)


def _stock(shop: Shop, sku_id: int) -> tuple[int, int]:
    """(pieces there, pieces promised)."""
    c = SkuStock.table().c
    statement = select(c.on_hand, c.reserved).where(c.sku_id == sku_id)
    row = shop.ask(lambda connection: connection.execute(statement).one())
    return row[0], row[1]


def test_every_kind_has_its_meaning() -> None:
    assert set(MEANINGS) == set(OrderKind)


@pytest.mark.exhaustive
@pytest.mark.parametrize("kind", OrderKind)
def test_a_kind_means_the_same_for_shelf_profit_figures_and_deadline(
    shop: Shop, channel: int, mug: int, kind: OrderKind
) -> None:
    means = MEANINGS[kind]
    order_id = _order(shop, channel, mug, kind)
    assert _stock(shop, mug) == (10, means.taken)
    found = shop.ask(detail, order_id)
    assert found.paid_minor == means.paid
    assert found.deliver_by is not None  # a parcel goes out, whatever is in it
    assert shop.ask(lately).now.orders == int(means.is_sale)
    assert shop.ask(product_figures).pieces == (2 if means.is_sale else 0)
    today = shop.ask(shop_today)
    assert sum(shop.ask(sold_per_day, today, today).get(mug, {}).values()) == means.taken  # a gift leaves a gap too
    profit = shop.ask(order_profit, order_id)
    assert (None if profit is None else profit.profit_minor) == means.profit
    assert profit is None or {Part.FREIGHT, Part.PACKING} <= set(profit.missing)
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    assert _stock(shop, mug) == (10 - means.taken, 0)
    assert shop.ask(check) == ()


def test_cash_on_delivery_counts_as_money_when_it_came(shop: Shop, channel: int, mug: int) -> None:
    order_id = _order(shop, channel, mug, OrderKind.COD)
    assert shop.ask(lately).now.paid == 0
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    shop.run(commands.set_status, [order_id], OrderStatus.COMPLETED)
    assert shop.ask(lately).now.paid == 5_000


def test_an_order_that_turns_out_not_to_be_real_gives_its_goods_back(shop: Shop, channel: int, mug: int) -> None:
    order_id = _order(shop, channel, mug, OrderKind.NORMAL)
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    assert _stock(shop, mug) == (8, 0)
    shop.run(set_kind, [order_id], OrderKind.NOT_REAL)
    assert _stock(shop, mug) == (10, 0)
    shop.run(set_kind, [order_id], OrderKind.NORMAL)
    assert _stock(shop, mug) == (8, 0)
    assert shop.ask(check) == ()


def test_a_closed_month_keeps_what_went_out_in_it(shop: Shop, channel: int, mug: int) -> None:
    order_id = _order(shop, channel, mug, OrderKind.NORMAL)
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    shop.run(settings.change, settings.LOCKED_THROUGH.key, "2026-11-30")
    with pytest.raises(MonthLocked):
        shop.run(set_kind, [order_id], OrderKind.NOT_REAL)
    assert _stock(shop, mug) == (8, 0)
