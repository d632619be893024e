"""The board says where every open order stands, and its filters find exactly those."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection

from models.enums.orders import OrderStatus, Platform, PrintKind
from services import clock, settings
from services.channels.commands import add as add_channel
from services.fulfilment.commands import log_print
from services.kernel.table_query import Filter, TableRequest
from services.kernel.totals import totals_of
from services.orders import commands, entering
from services.orders.entering import LineDraft, OrderDraft
from services.orders.listing import ORDER_LIST
from services.orders.promises import set_ship_hours
from services.orders.stages import Due, Stage, StageCount, board
from services.shop import Shop

NOON = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)


@pytest.fixture
def channel(shop: Shop) -> int:
    clock.set_source(lambda: NOON)
    return int(shop.run(add_channel, "Taobao A", Platform.TAOBAO).value)


def order(shop: Shop, channel: int, *, hours_ago: int = 0, status: OrderStatus = OrderStatus.PAID) -> int:
    clock.set_source(lambda: NOON - timedelta(hours=hours_ago))
    made = int(shop.run(entering.add, OrderDraft(channel, (LineDraft("Candle", 1),), status=status)).value)
    clock.set_source(lambda: NOON)
    return made


def listed(shop: Shop, key: str, *values: str) -> set[int]:
    request = TableRequest(filters=(Filter(key, "in", values),))
    statement = ORDER_LIST.select([ORDER_LIST.row_id], request)
    return shop.ask(lambda connection: set(connection.execute(statement).scalars()))


def test_every_open_order_stands_in_one_stage_and_the_filter_finds_it(shop: Shop, channel: int) -> None:
    held, fresh, picked, packed, tracked, sent, old = (order(shop, channel, hours_ago=number) for number in range(7))
    shop.run(commands.hold, [held], "call first")
    shop.run(log_print, PrintKind.PICK_LIST, [picked, packed], "A4")
    shop.run(log_print, PrintKind.PACKING_LIST, [packed], "A5")
    shop.run(commands.set_tracking, [(tracked, "SF", "SF1234567890")])
    shop.run(commands.set_status, [sent], OrderStatus.SHIPPED)
    clock.set_source(lambda: NOON - timedelta(days=1))
    shop.run(commands.set_status, [old], OrderStatus.SHIPPED)
    clock.set_source(lambda: NOON)
    order(shop, channel, status=OrderStatus.UNPAID)
    stages = shop.ask(board).stages
    assert stages == {
        Stage.CHECK: StageCount(1, NOON),
        Stage.PICK: StageCount(1, NOON - timedelta(hours=1)),
        Stage.PACK: StageCount(1, NOON - timedelta(hours=2)),
        Stage.SEND: StageCount(2, NOON - timedelta(hours=4)),
        Stage.SENT: StageCount(1, NOON),
    }
    assert [listed(shop, "stage", stage) for stage in Stage] == [{held}, {fresh}, {picked}, {packed, tracked}, {sent}]
    assert listed(shop, "stage", "pick", "pack") == {fresh, picked}
    assert listed(shop, "stage", "no such stage") == set()


def test_deadlines_are_late_soon_or_today(shop: Shop, channel: int) -> None:
    shop.run(set_ship_hours, channel, 10)
    late, soon, today, tomorrow = (order(shop, channel, hours_ago=hours) for hours in (11, 8, 5, 0))
    held = order(shop, channel, hours_ago=12)
    shop.run(commands.hold, [held])
    clock.set_source(lambda: NOON)
    assert shop.ask(board).due == {Due.LATE: 1, Due.SOON: 1, Due.TODAY: 2}
    assert listed(shop, "due", "late") == {late, held}
    assert listed(shop, "due", "soon") == {soon}
    assert listed(shop, "due", "today") == {today, tomorrow}


def test_today_is_the_day_of_the_shop_on_the_board_and_in_its_filters(shop: Shop, channel: int) -> None:
    # It is 23:00 of the 20th in New York, and noon of the 21st in Shanghai.
    shop.run(settings.change, settings.ZONE.key, "America/New_York")
    sent = order(shop, channel, hours_ago=30)
    clock.set_source(lambda: NOON - timedelta(hours=22))
    shop.run(commands.set_status, [sent], OrderStatus.SHIPPED)
    shop.run(set_ship_hours, channel, 6)
    tomorrow = order(shop, channel)
    clock.set_source(lambda: NOON)
    found = shop.ask(board)
    assert (found.due[Due.TODAY], listed(shop, "due", "today")) == (0, set())
    assert (found.stages[Stage.SENT].orders, listed(shop, "stage", "sent")) == (1, {sent})
    shop.run(settings.change, settings.ZONE.key, "Asia/Shanghai")
    found = shop.ask(board)
    assert (found.due[Due.TODAY], listed(shop, "due", "today")) == (1, {tomorrow})
    assert (found.stages[Stage.SENT].orders, listed(shop, "stage", "sent")) == (0, set())


def test_the_sums_of_what_left_today_do_not_outlive_the_day(shop: Shop, channel: int) -> None:
    shop.run(commands.set_status, [order(shop, channel)], OrderStatus.SHIPPED)
    request = TableRequest(filters=(Filter("stage", "in", (str(Stage.SENT),)),))

    def pieces_of_two_days(connection: Connection) -> list[int]:
        found = [totals_of(connection, ORDER_LIST, request)["pieces"][0][1]]
        clock.set_source(lambda: NOON + timedelta(days=1))
        return [*found, totals_of(connection, ORDER_LIST, request)["pieces"][0][1]]

    assert shop.ask(pieces_of_two_days) == [1, 0]


def test_an_empty_shop_has_an_empty_board(shop: Shop) -> None:
    found = shop.ask(board)
    assert (found.waiting, found.waves) == (0, 0)
    assert set(found.stages) == set(Stage)
