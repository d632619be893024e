"""A refund that is asked for frees what was promised; when it is withdrawn the pieces are promised again."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from models.stock_ledger import SkuStock
from services.catalog.bundles import set_components
from services.catalog.commands import add_sku
from services.catalog.drafts import Part, SkuDraft
from services.channels.commands import add as add_channel
from services.fulfilment import parcels, waves
from services.fulfilment.stopping import stop_orders
from services.fulfilment.wave_choice import WaveRule, choose
from services.integrity import check
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.shop import Shop
from services.stock.commands import count_to
from services.stock.levels import Spot
from services.types import OrderStatus, Platform, RefundStatus


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Stall", Platform.OTHER).value)


@pytest.fixture
def mug(shop: Shop) -> int:
    sku_id = int(shop.run(add_sku, SkuDraft("MUG", "Mug")).value)
    shop.run(count_to, Spot(sku_id), 5, reason="counted")
    return sku_id


def order(shop: Shop, channel: int, sku_id: int, pieces: int, number: str) -> int:
    line = LineDraft("Mug", pieces, price_minor=1_000, sku_id=sku_id)
    return int(shop.run(entering.add, OrderDraft(channel, (line,), external_no=number)).value)


def promised(shop: Shop, sku_id: int) -> tuple[int, int]:
    """(pieces promised, pieces left to sell)."""
    c = SkuStock.table().c
    row = shop.ask(
        lambda connection: connection.execute(select(c.reserved, c.available).where(c.sku_id == sku_id)).one()
    )
    return row[0], row[1]


@pytest.mark.parametrize("status", [RefundStatus.NONE, RefundStatus.PARTIAL])
def test_a_refund_asked_frees_the_pieces_until_it_is_withdrawn(
    shop: Shop, channel: int, mug: int, status: RefundStatus
) -> None:
    order_id = order(shop, channel, mug, 3, "A")
    assert promised(shop, mug) == (3, 2)
    shop.run(stop_orders, [order_id])
    assert promised(shop, mug) == (0, 5)
    assert shop.ask(check) == ()
    shop.run(commands.set_refund, [order_id], status)
    assert promised(shop, mug) == (3, 2)
    shop.undo()
    assert promised(shop, mug) == (0, 5)
    assert shop.ask(check) == ()


def test_the_parts_of_a_bundle_are_freed_with_it(shop: Shop, channel: int, mug: int) -> None:
    pair = shop.run(add_sku, SkuDraft("PAIR", "Pair")).value
    shop.run(set_components, pair, [Part(mug, 2)])
    order_id = order(shop, channel, pair, 2, "A")
    assert promised(shop, mug) == (4, 1)
    shop.run(stop_orders, [order_id])
    assert promised(shop, mug) == (0, 5)
    assert shop.ask(check) == ()


def test_what_is_freed_serves_the_next_order_even_from_a_wave(shop: Shop, channel: int, mug: int) -> None:
    first, second = (order(shop, channel, mug, 4, number) for number in "AB")
    shop.run(waves.make, [first])
    assert shop.ask(choose, WaveRule()).units == ()
    shop.run(stop_orders, [first])
    assert shop.ask(choose, WaveRule()).order_ids == (second,)
    shop.run(commands.set_status, [second], OrderStatus.SHIPPED)
    assert promised(shop, mug) == (0, 1)


def test_of_a_parcel_that_left_nothing_is_freed(shop: Shop, channel: int, mug: int) -> None:
    order_id = order(shop, channel, mug, 3, "A")
    line = shop.ask(lambda connection: connection.exec_driver_sql("SELECT id FROM order_line").scalar_one())
    first, _rest = shop.run(parcels.split, order_id, {line: 1}).value
    shop.run(parcels.ship, [first])
    assert promised(shop, mug) == (2, 2)
    shop.run(stop_orders, [order_id])
    assert promised(shop, mug) == (0, 4)
    assert shop.ask(check) == ()
