"""Until when an order has to leave: the platform's word first, the channel's own rule where it says nothing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from models.enums.orders import OrderStatus, Platform
from models.orders import Order
from services import clock
from services.channels.commands import add as add_channel
from services.errors import Invalid
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.promises import set_ship_hours
from services.shop import Shop

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def channel(shop: Shop) -> int:
    clock.set_source(lambda: NOON)
    return int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)


def order(shop: Shop, channel: int, status: OrderStatus = OrderStatus.PAID) -> int:
    return int(shop.run(entering.add, OrderDraft(channel, (LineDraft("Candle", 1),), status=status)).value)


def due(shop: Shop, order_id: int) -> datetime | None:
    statement = select(Order.deliver_by).where(Order.id == order_id)
    return shop.ask(lambda connection: connection.execute(statement).scalar_one())


def test_a_rule_of_the_channel_gives_open_and_new_orders_their_deadline(shop: Shop, channel: int) -> None:
    early = order(shop, channel)
    assert due(shop, early) is None
    assert shop.run(set_ship_hours, channel, 48).value == 1
    assert due(shop, early) == due(shop, order(shop, channel)) == NOON + timedelta(hours=48)
    shop.run(set_ship_hours, channel, 24)
    assert due(shop, early) == NOON + timedelta(hours=24)
    shop.run(set_ship_hours, channel, None)
    assert due(shop, early) is None


def test_an_unpaid_order_gets_its_deadline_when_it_is_paid(shop: Shop, channel: int) -> None:
    shop.run(set_ship_hours, channel, 48)
    one = order(shop, channel, OrderStatus.UNPAID)
    assert due(shop, one) is None
    clock.set_source(lambda: NOON + timedelta(hours=3))
    shop.run(commands.set_status, [one], OrderStatus.PAID)
    assert due(shop, one) == NOON + timedelta(hours=51)


@pytest.mark.parametrize("hours", [0, -1, 24 * 90 + 1])
def test_hours_that_make_no_sense_are_refused(shop: Shop, channel: int, hours: int) -> None:
    with pytest.raises(Invalid):
        shop.run(set_ship_hours, channel, hours)
