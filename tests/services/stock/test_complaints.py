"""What users of other programs suffer from (numbers as in the list of complaints), each shown not to happen here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from models.orders import OrderLine
from services.catalog.commands import add_sku, link
from services.catalog.drafts import SkuDraft
from services.errors import NotEnoughStock
from services.fulfilment.queries import pick_list
from services.orders.commands import set_status
from services.orders.entering import LineDraft, OrderDraft, add
from services.shop import Shop
from services.stock import commands as stock
from services.stock.levels import Spot
from services.stock.queries import spots_of, stock_of, story
from services.stock.returning import ReturnDraft, take_back
from services.types import OrderStatus
from tests.services.stock.conftest import START, Clock, consists_of

Sell = Callable[..., int]


def _open(shop: Shop, sku_id: int, quantity: int, value: int | None = None) -> None:
    shop.run(stock.set_opening, [stock.OpeningDraft(sku_id, quantity, value)])


def _ship(shop: Shop, *orders: int) -> None:
    shop.run(set_status, list(orders), OrderStatus.SHIPPED)


def _line(shop: Shop, order_id: int) -> int:
    statement = select(OrderLine.id).where(OrderLine.order_id == order_id)
    return int(shop.ask(lambda connection: connection.execute(statement).scalars().first() or 0))


def test_complaint_9_nothing_is_matched_by_its_title(shop: Shop, channel: int, mug: int) -> None:
    _open(shop, mug, 5)
    shop.run(add, OrderDraft(channel, (LineDraft("Mug", 2, code="other"),)))
    assert shop.ask(stock_of, mug).reserved == 0
    outcome = shop.run(link, channel, "other", mug)
    assert shop.ask(stock_of, mug).reserved == 2
    shop.undo(outcome.changes.operation_id)
    assert shop.ask(stock_of, mug).reserved == 0


def test_complaint_16_a_bundle_is_picked_by_its_parts_each_at_its_shelf(
    shop: Shop, mug: int, set_of_both: int, sell: Sell
) -> None:
    orders = [sell(("SET", 2)), sell(("LID", 1))]
    shop.run(consists_of, set_of_both, {mug: 5})
    found = shop.ask(pick_list, orders)
    assert [(line.code, line.quantity, line.order_count) for line in found.lines] == [("LID", 5, 2), ("MUG", 2, 1)]


def test_complaint_18_bundles_that_share_a_part_are_not_oversold(
    shop: Shop, mug: int, lid: int, set_of_both: int, sell: Sell
) -> None:
    _open(shop, mug, 10)
    _open(shop, lid, 5)
    big = shop.run(add_sku, SkuDraft("BIG", "Big set")).value
    shop.run(consists_of, big, {lid: 3})
    assert (shop.ask(stock_of, set_of_both).available, shop.ask(stock_of, big).available) == (2, 1)
    first, second = sell(("SET", 1)), sell(("BIG", 1))
    assert (shop.ask(stock_of, set_of_both).available, shop.ask(stock_of, big).available) == (0, 0)
    third = sell(("SET", 1))
    with pytest.raises(NotEnoughStock, match=r"LID.*needs 7, has 5"):
        _ship(shop, first, second, third)
    _ship(shop, first, second)
    assert shop.ask(stock_of, lid).on_hand == 0


def test_complaint_18_a_bundle_changed_later_leaves_earlier_orders_as_they_were(
    shop: Shop, mug: int, lid: int, set_of_both: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 10)
    _open(shop, lid, 10)
    time.forward(hours=1)
    before = sell(("SET", 1))
    shop.run(consists_of, set_of_both, {mug: 2})
    after = sell(("SET", 1))
    _ship(shop, before, after)
    assert (shop.ask(stock_of, mug).on_hand, shop.ask(stock_of, lid).on_hand) == (7, 8)


def test_complaint_19_value_stays_right_after_returns_and_backdating(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 10, 1000)
    time.forward(hours=1)
    order = sell(("MUG", 4))
    _ship(shop, order)
    time.forward(hours=1)
    shop.run(take_back, [ReturnDraft(_line(shop, order), 1)])
    shop.run(stock.receive, mug, 10, value_minor=3000, at=START + timedelta(minutes=30))
    # 20 pieces for 4000 before the sale: 4 leave at 800, and the one that came back cost 200.
    arrived_late = [(line.quantity, line.cost_minor, line.balance_minor) for line in reversed(shop.ask(story, mug))]
    assert arrived_late == [(10, 1000, 1000), (10, 3000, 4000), (-4, 800, 3200), (1, 200, 3400)]
    assert shop.ask(stock_of, mug).value_minor == 3400


def test_complaint_20_a_return_is_booked_at_its_own_cost_and_not_at_todays_average(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 4, 400)
    time.forward(hours=1)
    order = sell(("MUG", 2))
    _ship(shop, order)
    time.forward(hours=1)
    shop.run(stock.receive, mug, 2, value_minor=2000)
    time.forward(hours=1)
    shop.run(take_back, [ReturnDraft(_line(shop, order), 2)])
    back = shop.ask(story, mug)[0]
    assert (back.quantity, back.cost_minor, back.unit_cost_minor) == (2, 200, 100)
    assert shop.ask(stock_of, mug).value_minor == 2400


def test_complaint_24_a_count_is_taken_against_the_ledger_of_this_moment(
    shop: Shop, mug: int, sell: Sell, time: Clock
) -> None:
    _open(shop, mug, 10, 1000)
    time.forward(hours=1)
    _ship(shop, sell(("MUG", 3)))
    shop.run(stock.count_to, Spot(mug), 7, reason="counted while selling")
    assert [line.kind for line in shop.ask(story, mug)] == ["sale", "opening"]
    assert shop.ask(spots_of, mug)[0].quantity == 7
