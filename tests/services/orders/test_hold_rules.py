"""Rules hold orders when they arrive, let them go when the cause is gone, and respect what a person decided."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from models.enums.goods import MoveKind
from models.enums.orders import OrderStatus, Platform, RefundStatus
from models.orders import Order
from services import settings
from services.catalog.commands import add_sku, link
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.fulfilment.parcels import merge
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.hold_rules import HoldRule
from services.orders.holding import check_open
from services.orders.rules import HOLD_REASONS
from services.shop import Shop
from services.stock.booking import MoveDraft, book
from tests.services.purchasing.buying import buyer

SOUND = OrderDraft(
    channel_id=0,
    lines=(LineDraft("Candle", 1, code="LZ", price_minor=5000),),
    buyer="许知夏",
    receiver="许知夏",
    phone="13900009591",
    province="浙江省",
    city="杭州市",
    address="浙江省杭州市西湖区文三路1号",
)


@command("tests.book_for_holds", "Book")
def _book(uow: UnitOfWork, sku_id: int, pieces: int) -> None:
    book(uow, [MoveDraft(sku_id, MoveKind.OPENING, pieces, value_minor=pieces * 1000)])


@pytest.fixture
def channel(shop: Shop) -> int:
    return int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)


def switch(shop: Shop, declared: settings.Declared[Any], value: Any = True) -> None:
    shop.run(settings.change, declared.key, value)


def order(shop: Shop, channel: int, **more: Any) -> int:
    return int(shop.run(entering.add, replace(SOUND, channel_id=channel, **more)).value)


def hold(shop: Shop, order_id: int) -> tuple[str | None, str | None]:
    statement = select(Order.hold_code, Order.hold_note).where(Order.id == order_id)
    return tuple(shop.ask(lambda connection: connection.execute(statement).one()))  # type: ignore[return-value]


def test_nothing_is_held_while_no_rule_is_on(shop: Shop, channel: int) -> None:
    assert hold(shop, order(shop, channel, buyer_note="Please hurry", phone=None)) == (None, None)


def test_a_note_holds_and_only_notes_with_her_words_do_when_she_says_so(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_NOTE)
    first = order(shop, channel, buyer_note="麻烦发顺丰")
    assert hold(shop, first) == ("note_present", None)
    assert hold(shop, order(shop, channel, buyer="Other")) == (None, None)
    switch(shop, settings.HOLD_NOTE_WORDS, "京东, 改地址")
    assert shop.run(check_open).value.released == 1
    assert hold(shop, first) == (None, None)
    assert hold(shop, order(shop, channel, buyer_note="请改地址：文二路")) == ("note_present", None)


@pytest.mark.parametrize(
    "odd",
    [{"phone": None}, {"address": None}, {"province": None, "city": None, "address": "三楼左转找小王"}],
)
def test_an_address_nobody_can_deliver_to_holds_until_it_is_put_right(
    shop: Shop, channel: int, odd: dict[str, Any]
) -> None:
    switch(shop, settings.HOLD_ADDRESS)
    assert hold(shop, order(shop, channel)) == (None, None)
    held = order(shop, channel, **odd)
    assert hold(shop, held) == ("address_odd", None)
    right = {"phone": SOUND.phone, "address": SOUND.address}
    shop.run(commands.edit, held, right)
    assert hold(shop, held) == (None, None)


def test_a_place_written_only_in_the_address_is_enough(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_ADDRESS)
    assert hold(shop, order(shop, channel, province=None, city=None)) == (None, None)
    etsy = int(shop.run(add_channel, "Etsy", Platform.ETSY, currency="USD").value)
    abroad = order(shop, etsy, province=None, city=None, address="12 Elm Street, Springfield")
    assert hold(shop, abroad) == (None, None)


def test_an_unlinked_code_holds_until_it_is_linked(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_UNMATCHED)
    held = order(shop, channel)
    assert hold(shop, held) == ("sku_unmatched", "LZ")
    sku_id = shop.run(add_sku, SkuDraft("OWN-1", "Candle")).value
    shop.run(link, channel, "LZ", sku_id)
    assert hold(shop, held) == (None, None)


def test_too_little_stock_holds_the_orders_that_would_get_nothing_and_goods_release_them(
    shop: Shop, channel: int
) -> None:
    switch(shop, settings.HOLD_STOCK)
    sku_id = shop.run(add_sku, SkuDraft("LZ", "Candle")).value
    shop.run(_book, sku_id, 3)
    first = order(shop, channel, lines=(LineDraft("Candle", 2, code="LZ"),))
    second = order(shop, channel, lines=(LineDraft("Candle", 2, code="LZ"),))
    assert hold(shop, first) == (None, None)
    assert hold(shop, second) == ("stock_short", "LZ")
    shop.run(_book, sku_id, 1)
    assert shop.run(check_open).value.released == 1
    assert hold(shop, second) == (None, None)


def test_goods_that_arrive_release_what_waited_for_them(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_STOCK)
    mine = buyer(shop)
    shop.run(_book, mine.cup, 1)
    waiting = order(shop, channel, lines=(LineDraft("Tea cup", 3, code="CUP"),))
    assert hold(shop, waiting) == ("stock_short", "CUP")
    mine.receive(mine.purchase((mine.cup, 5, 100)), (5, 0))
    assert hold(shop, waiting) == (None, None)


def test_the_blacklist_holds_by_name_account_or_phone(shop: Shop, channel: int) -> None:
    switch(shop, settings.BLACKLIST, "坏买家\n139 0000 9591\n")
    assert hold(shop, order(shop, channel, buyer="坏买家", phone="1")) == ("blacklist", "坏买家")
    assert hold(shop, order(shop, channel)) == ("blacklist", "13900009591")
    assert hold(shop, order(shop, channel, phone="13900000000")) == (None, None)


def test_a_refund_that_is_asked_for_holds_and_one_that_is_withdrawn_releases(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_REFUND)
    one = order(shop, channel)
    shop.run(commands.set_refund, [one], RefundStatus.REQUESTED)
    assert hold(shop, one) == ("refund_asked", None)
    shop.run(commands.set_refund, [one], RefundStatus.NONE)
    assert hold(shop, one) == (None, None)


def test_several_open_orders_of_one_buyer_hold_each_other_until_they_travel_together(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_DUPLICATE)
    first = order(shop, channel, external_no="A-1")
    assert hold(shop, first) == (None, None)
    second = order(shop, channel, external_no="A-2")
    assert hold(shop, first) == ("duplicate_buyer", "A-2")
    assert hold(shop, second) == ("duplicate_buyer", "A-1")
    switch(shop, settings.HOLD_DUPLICATE, False)
    shop.run(check_open)
    shop.run(merge, [first, second])
    switch(shop, settings.HOLD_DUPLICATE)
    shop.run(check_open)
    assert hold(shop, first) == hold(shop, second) == (None, None)


def test_masked_names_are_one_buyer_only_with_one_phone(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_DUPLICATE)
    first = order(shop, channel, buyer="许**", phone="139****9591", external_no="A-1")
    order(shop, channel, buyer="许**", phone="139****9592", external_no="A-2")
    assert hold(shop, first) == (None, None)
    order(shop, channel, buyer="许**", phone="139****9591", external_no="A-3")
    assert hold(shop, first) == ("duplicate_buyer", "A-3")


def test_an_order_that_loses_money_holds_where_all_costs_are_known(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_MARGIN)
    shop.run(add_sku, SkuDraft("LZ", "Candle", cost_minor=5100))
    assert hold(shop, order(shop, channel)) == ("margin_negative", None)
    dearer = (LineDraft("Candle", 1, code="LZ", price_minor=6000),)
    assert hold(shop, order(shop, channel, lines=dearer)) == (None, None)
    unknown = (LineDraft("Candle", 1, code="LZ", price_minor=1), LineDraft("Box", 1, price_minor=1))
    assert hold(shop, order(shop, channel, lines=unknown)) == (None, None)
    switch(shop, settings.HOLD_LEAST_MARGIN, 20)
    assert shop.run(check_open).value.held == 1


def test_what_a_person_released_stays_released_for_every_rule_that_spoke(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_NOTE)
    switch(shop, settings.HOLD_UNMATCHED)
    one = order(shop, channel, buyer_note="Hurry")
    assert hold(shop, one) == ("sku_unmatched", "LZ")
    shop.run(commands.release, [one])
    assert hold(shop, one) == (None, None)
    assert shop.run(check_open).value.held == 0
    assert hold(shop, one) == (None, None)
    shop.undo()
    assert hold(shop, one) == ("sku_unmatched", "LZ")


def test_what_a_person_held_is_no_rule_s_business(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_NOTE)
    one = order(shop, channel, status=OrderStatus.UNPAID, buyer_note="Hurry")
    assert hold(shop, one) == (None, None)
    shop.run(commands.hold, [one], "Waiting for a call")
    shop.run(commands.set_status, [one], OrderStatus.PAID)
    assert hold(shop, one) == ("manual", "Waiting for a call")


def test_a_rule_that_is_switched_off_lets_its_orders_go_at_the_next_check(shop: Shop, channel: int) -> None:
    switch(shop, settings.HOLD_NOTE)
    one = order(shop, channel, buyer_note="Hurry")
    switch(shop, settings.HOLD_NOTE, False)
    assert shop.run(check_open).value.released == 1
    assert hold(shop, one) == (None, None)


def test_every_rule_has_words() -> None:
    assert {str(rule) for rule in HoldRule} <= HOLD_REASONS.keys()
