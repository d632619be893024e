"""Kinds of orders and what figures make of them; gifts by rules, once per order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from models.fulfilment import ParcelLine
from models.orders import OrderLine
from services import clock
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.errors import Invalid, NotAllowed, NotFound
from services.fulfilment import closing, parcels
from services.integrity import check
from services.orders import commands, entering, gifts
from services.orders.entering import LineDraft, OrderDraft
from services.orders.figures import lately
from services.orders.gift_rules import GiftRule, gift_rules, remove_rule, rule_views, save_rule, set_rules
from services.orders.kinds import balance_minor, set_kind
from services.orders.one_order import OrderDetail, detail
from services.shop import Shop
from services.types import OrderKind, OrderStatus, Platform


@pytest.fixture
def channel(shop: Shop) -> int:
    return shop.run(add_channel, "Stall", Platform.OTHER).value


@pytest.fixture
def gift(shop: Shop) -> int:
    return shop.run(add_sku, SkuDraft("GIFT", "Sample set", cost_minor=200)).value


def _order(shop: Shop, channel: int, price: int = 3_900, **more: Any) -> int:
    line = more.pop("line", LineDraft("Candle", 1, price_minor=price))
    return shop.run(entering.add, OrderDraft(channel, (line,), **more)).value


def _detail(shop: Shop, order_id: int) -> OrderDetail:
    return shop.ask(detail, order_id)


@pytest.mark.parametrize(
    "kind", [k for k in OrderKind if k not in (OrderKind.NORMAL, OrderKind.PRESALE, OrderKind.COD)]
)
def test_what_is_no_sale_is_left_out_of_the_figures(shop: Shop, channel: int, kind: OrderKind) -> None:
    _order(shop, channel, 5_000)
    other = _order(shop, channel, 9_900, kind=kind)
    assert (shop.ask(lately).now.orders, shop.ask(lately).now.paid) == (1, 5_000)
    shop.run(set_kind, [other], OrderKind.NORMAL)
    assert shop.ask(lately).now.orders == 2
    shop.undo()
    assert shop.ask(lately).now.orders == 1


def test_an_order_that_brought_money_cannot_become_a_gift_in_silence(shop: Shop, channel: int) -> None:
    paid = _order(shop, channel)
    with pytest.raises(NotAllowed, match="money was paid"):
        shop.run(set_kind, [paid], OrderKind.GIFT)
    shop.run(set_kind, [paid], OrderKind.NOT_REAL)
    assert _detail(shop, paid).kind is OrderKind.NOT_REAL


def test_a_presale_is_paid_in_two_parts(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel, 10_000, kind=OrderKind.PRESALE, status=OrderStatus.UNPAID, deposit_minor=2_000)
    before = _detail(shop, order_id)
    assert (before.deposit_minor, before.paid_minor) == (2_000, 2_000)
    assert balance_minor(before.total_minor, before.deposit_minor) == 8_000
    assert shop.ask(lately).now.orders == 0
    shop.run(commands.set_status, [order_id], OrderStatus.PAID)
    assert _detail(shop, order_id).paid_minor == 10_000
    shop.undo()
    assert _detail(shop, order_id).paid_minor == 2_000


@pytest.mark.parametrize(
    ("kind", "deposit"), [(OrderKind.NORMAL, 100), (OrderKind.PRESALE, -1), (OrderKind.PRESALE, 3_901)]
)
def test_a_deposit_that_is_none_is_refused(shop: Shop, channel: int, kind: OrderKind, deposit: int) -> None:
    with pytest.raises(Invalid) as refused:
        _order(shop, channel, kind=kind, status=OrderStatus.UNPAID, deposit_minor=deposit)
    assert str(refused.value.params["field"]) == "Deposit"


def test_cash_on_delivery_comes_when_the_order_is_completed(shop: Shop, channel: int) -> None:
    order_id = _order(shop, channel, kind=OrderKind.COD)
    assert _detail(shop, order_id).paid_minor is None
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    assert _detail(shop, order_id).paid_minor is None
    shop.run(commands.set_status, [order_id], OrderStatus.COMPLETED)
    assert _detail(shop, order_id).paid_minor == 3_900


def _gifts(shop: Shop, order_id: int) -> list[tuple[str | None, int, int | None]]:
    return [(line.sku_code, line.quantity, line.amount_minor) for line in _detail(shop, order_id).lines
            if line.is_gift and not line.is_closed]  # fmt: skip


def test_a_typed_order_gets_its_gift_at_once_and_only_once(shop: Shop, channel: int, gift: int) -> None:
    shop.run(set_rules, [GiftRule("big", "Big order", gift, 2, least_minor=5_000)])
    small, big = _order(shop, channel, 4_999), _order(shop, channel, 5_000)
    assert (_gifts(shop, small), _gifts(shop, big)) == ([], [("GIFT", 2, 0)])
    assert shop.run(gifts.give).value == 0
    shop.run(gifts.take_out, [_detail(shop, big).lines[-1].id])
    assert shop.run(gifts.give).value == 0
    assert _gifts(shop, big) == []
    shop.undo()
    assert _gifts(shop, big) == [("GIFT", 2, 0)]


def test_each_condition_counts(shop: Shop, channel: int, gift: int) -> None:
    candle = shop.run(add_sku, SkuDraft("LZ", "Candle")).value
    elsewhere = shop.run(add_channel, "Etsy", Platform.ETSY, currency="USD").value
    plain = _order(shop, channel, 9_000, buyer="Ann")
    again = _order(shop, channel, 100, buyer="Ann")
    candles = _order(shop, channel, line=LineDraft("Candle", 1, price_minor=1, sku_id=candle), buyer="Bob")
    masked = [_order(shop, channel, 100, buyer="A***n") for _ in range(2)]
    foreign = _order(shop, elsewhere, 9_000)
    rules = [
        GiftRule("amount", "", gift, least_minor=9_000),
        GiftRule("candle", "", gift, bought_sku_id=candle, channel_id=channel),
        GiftRule("off", "", gift, is_on=False),
    ]
    shop.run(set_rules, rules)
    assert shop.ask(gift_rules) == tuple(rules)
    assert shop.run(gifts.give).value == 2
    got = {one: len(_gifts(shop, one)) for one in (plain, again, candles, *masked, foreign)}
    assert got == {plain: 1, again: 0, candles: 1, masked[0]: 0, masked[1]: 0, foreign: 0}


def test_a_buyer_who_comes_back_gets_one(shop: Shop, channel: int, gift: int) -> None:
    noon = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
    clock.set_source(lambda: noon)
    first = _order(shop, channel, 100, buyer="Ann")
    clock.set_source(lambda: noon + timedelta(days=1))
    second, other = _order(shop, channel, 100, buyer="Ann"), _order(shop, channel, 100, buyer="Bob")
    shop.run(set_rules, [GiftRule("again", "", gift, repeat_buyer=True)])
    assert shop.run(gifts.give, [first, second, other]).value == 1
    assert len(_gifts(shop, second)) == 1


def test_gifts_go_into_open_orders_only(shop: Shop, channel: int, gift: int) -> None:
    order_id = _order(shop, channel)
    shop.run(gifts.add_by_hand, [order_id], gift)
    assert len(_gifts(shop, order_id)) == 1
    line = _detail(shop, order_id).lines
    with pytest.raises(NotAllowed, match="no gift"):
        shop.run(gifts.take_out, [line[0].id])
    shop.run(commands.set_status, [order_id], OrderStatus.SHIPPED)
    for refused in ((gifts.add_by_hand, [order_id], gift), (gifts.take_out, [line[1].id])):
        with pytest.raises(NotAllowed, match="shipped or closed"):
            shop.run(*refused)


def _in_parcels(shop: Shop) -> list[tuple[int, int]]:
    """Parcel and pieces of every gift that lies in one."""
    packed, lines = ParcelLine.table(), OrderLine.table()
    inside = packed.join(lines, lines.c.id == packed.c.order_line_id)
    statement = select(packed.c.parcel_id, packed.c.quantity).select_from(inside).where(lines.c.gift_rule.is_not(None))
    return shop.ask(lambda connection: [(row[0], row[1]) for row in connection.execute(statement)])


def test_a_gift_that_is_packed_stays_until_its_parcel_is_open_again(shop: Shop, channel: int, gift: int) -> None:
    order_id = _order(shop, channel, status=OrderStatus.PAID)
    shop.run(gifts.add_by_hand, [order_id], gift)
    parcel = shop.run(closing.close, [order_id], None, "SF1234567890123").value
    line = _detail(shop, order_id).lines[-1].id
    with pytest.raises(NotAllowed, match="packed with it"):
        shop.run(gifts.take_out, [line])
    shop.run(closing.open_again, parcel)
    shop.run(gifts.take_out, [line])
    assert _gifts(shop, order_id) == []


def test_a_gift_goes_into_the_parcel_of_its_order_unless_that_is_packed(shop: Shop, channel: int, gift: int) -> None:
    mug = shop.run(add_sku, SkuDraft("MUG", "Mug")).value
    order_id = _order(shop, channel, line=LineDraft("Mug", 1, code="MUG", sku_id=mug), status=OrderStatus.PAID)
    loose = _order(shop, channel)
    parcel = shop.run(closing.close, [order_id], None, "SF1234567890123").value
    shop.run(set_rules, [GiftRule("all", "", gift)])
    with pytest.raises(NotAllowed, match="Open it again"):
        shop.run(gifts.add_by_hand, [order_id, loose], gift)
    assert not _gifts(shop, loose)
    assert shop.run(gifts.give).value == 1
    assert not _gifts(shop, order_id)
    shop.run(closing.open_again, parcel)
    shop.run(gifts.add_by_hand, [order_id, loose], gift, 2)
    assert shop.run(gifts.give).value == 1
    assert _in_parcels(shop) == [(parcel, 2), (parcel, 1)]
    shop.run(closing.close, [order_id], parcel, "SF1234567890123")
    shop.run(parcels.ship, [parcel])
    assert _detail(shop, order_id).status is OrderStatus.SHIPPED
    for _step in range(4):
        shop.undo()
    assert not _in_parcels(shop)
    assert not shop.ask(check)


@pytest.mark.parametrize("wrong", [{"quantity": 0}, {"least_minor": -1}, {"key": " "}])
def test_a_rule_that_makes_no_sense_is_refused(shop: Shop, gift: int, wrong: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        shop.run(set_rules, [GiftRule(**{"key": "a", "name": "", "sku_id": gift, **wrong})])
    with pytest.raises(NotFound):
        shop.run(set_rules, [GiftRule("a", "", 999)])
    assert shop.ask(gift_rules) == ()


def test_a_rule_is_saved_by_codes_and_removed_again(shop: Shop, channel: int, gift: int) -> None:
    shop.run(save_rule, GiftRule("", "Big order", 0, least_minor=5_000), "gift")
    (view,) = shop.ask(rule_views)
    assert (view.rule.sku_id, view.code, view.bought_code) == (gift, "GIFT", None)
    order_id = _order(shop, channel, 6_000)
    shop.run(save_rule, replace(view.rule, quantity=3), "GIFT", "GIFT")
    (changed,) = shop.ask(rule_views)
    assert (changed.rule.key, changed.rule.quantity, changed.bought_code) == (view.rule.key, 3, "GIFT")
    with pytest.raises(Invalid, match="no product has this code"):
        shop.run(save_rule, view.rule, "nothing")
    shop.run(remove_rule, view.rule.key)
    assert shop.ask(rule_views) == ()
    assert _gifts(shop, order_id) == [("GIFT", 1, 0)]
    with pytest.raises(NotFound):
        shop.run(remove_rule, view.rule.key)
