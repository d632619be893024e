"""Reads: when platforms are likely to pay for what was sold, learnt from when they paid for orders before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, Select, Text, and_, case, func, or_, select, type_coerce

from models.channels import Channel
from models.enums.money import Flow
from models.enums.orders import OrderStatus
from models.orders import Order
from models.reconcile import OrderMoney
from models.rollups import SalesDay
from services.kernel.table_query import stored_rows
from services.owing.queries import Due, DueSource
from services.reconcile.receivables import COUNTED, EXPECTED, REASON, SHARE, GapReason

LEARNT_DAYS = 180
LEARNT = timedelta(days=LEARNT_DAYS)
LEARNT_ORDERS = 25_000
"""Of more orders than these only so many are looked at: their median is half a day off on the average, and two days at
the worst, where money takes anything from 5 to 60 days to come."""
LEAST_ORDERS = 5
"""With fewer paid orders than these nothing is said of when a platform pays."""
LATE_DAYS = 30
"""What is later than this by a platform's own pace is not counted on any more."""
LOOK_BACK = timedelta(days=LEARNT_DAYS + LATE_DAYS)
"""Orders older than this are in no forecast and in no note of one: no pace learnt makes them due again."""
_orders = Order.table()
_money = OrderMoney.table()
_channels = Channel.table()
_sales = SalesDay.table()
_NOT_SOLD = (OrderStatus.UNPAID, OrderStatus.CLOSED)
_ZONES = timedelta(days=1)  # a day begins at most so much before it does in Greenwich
_NAMES = select(_channels.c.id, _channels.c.name)


@dataclass(frozen=True, slots=True)
class NotCounted:
    """Orders of a channel whose money is in no forecast; `is_late` that it should have come long ago.

    Else nobody knows yet when the platform pays. The amount is in minor units of `currency`.
    """

    channel: str
    currency: str
    orders: int
    amount_minor: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Payouts:
    """What platforms are expected to pay, grouped by channel and day, and what is not counted."""

    dues: tuple[Due, ...]
    not_counted: tuple[NotCounted, ...]


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Orders of a channel, currency and day that nothing came for yet: how many, and what is still to come."""

    ordered_on: date
    channel_id: int
    currency: str
    orders: int
    amount_minor: int


def expected_payouts(connection: Connection, today: date, last: date) -> Payouts:
    """What is likely to come from `today` through `last` for orders nothing came for yet, fees by the terms taken off.

    What is a little late is expected today. Looked at are the orders of the last `LOOK_BACK`.
    """
    delays, channels = _delays(connection, today), {row[0]: row[1] for row in connection.execute(_NAMES)}
    sums: defaultdict[tuple[int, str, str, date], list[int]] = defaultdict(lambda: [0, 0])
    missing: defaultdict[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for one in _waiting(connection, today):
        delay, channel = delays.get(one.channel_id), channels[one.channel_id]
        day = None if delay is None else one.ordered_on + timedelta(days=delay)
        if day is None or day < today - timedelta(days=LATE_DAYS):
            into = missing[channel, one.currency, day is not None]
        elif day <= last:
            into = sums[one.channel_id, channel, one.currency, max(day, today)]
        else:
            continue
        into[0], into[1] = into[0] + one.orders, into[1] + one.amount_minor
    dues = [
        Due(DueSource.PAYOUT, channel_id, day, channel, None, Flow.IN, currency, amount, documents=count)
        for (channel_id, channel, currency, day), (count, amount) in sums.items()
        if amount
    ]
    left = tuple(
        NotCounted(channel, currency, orders, amount, is_late)
        for (channel, currency, is_late), (orders, amount) in sorted(missing.items())
        if amount
    )
    return Payouts(tuple(sorted(dues, key=lambda one: (one.due_on, one.key, one.currency))), left)


def _waiting(connection: Connection, today: date) -> list[_Waiting]:
    """The orders of the last `LOOK_BACK` that money is waited for.

    They are walked through by the instant of the order, about as they came in and as what was paid for them lies:
    looking that up costs a third of what it does in the order of the index of days. Most orders were paid, and of
    those nothing else is read, nor of what was never sold, which the index of days tells: one case asks in this order.
    """
    o, since = _orders.c, today - LOOK_BACK
    begin = datetime.combine(since - _ZONES, time(), UTC)
    waits = case(
        (func.coalesce(_money.c.payout_minor, 0) != 0, 0),
        (and_(_money.c.order_id.is_(None), o.id.in_(_never_sold(since, today))), 0),
        (o.ordered_on < since, 0),
        (~COUNTED, 0),
        (REASON.in_([GapReason.WAITING.value]), 1),
        else_=0,
    )
    left = EXPECTED - func.coalesce(o.refunded_minor, 0) - func.coalesce(SHARE, 0)
    statement = (
        select(o.ordered_on, o.channel_id, o.currency, func.count(), func.sum(func.max(left, 0)))
        .select_from(_orders.outerjoin(_money, _money.c.order_id == o.id))
        .where(o.ordered_at >= begin, waits == 1)
        .group_by(func.coalesce(o.ordered_on, None), o.channel_id, o.currency)  # no column: its index is not walked
    )
    return [_Waiting(date.fromisoformat(day), *rest) for day, *rest in stored_rows(connection, statement)]


def _never_sold(since: date, today: date) -> Select[Any]:
    days = [since + timedelta(days=number) for number in range((today - since).days + 1)]
    other = _orders.alias("other")
    return select(other.c.id).where(other.c.ordered_on.in_(days), other.c.status.in_(_NOT_SOLD))


def _delays(connection: Connection, today: date) -> Mapping[int, int]:
    """By channel, the median of the days between an order and its money."""
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for ordered_on, channel_id, listed in stored_rows(connection, _paid(connection, today)):
        day, days = date.fromisoformat(ordered_on), found[channel_id]
        for paid_on, count in Counter(listed.split(",") if listed else ()).items():
            days[max((date.fromisoformat(paid_on) - day).days, 0)] += count
    return {channel: _median(days) for channel, days in found.items() if days.total() >= LEAST_ORDERS}


def _paid(connection: Connection, today: date) -> Select[Any]:
    """(day, channel, days its orders were paid on), grouped as the index of days lies: nothing is sorted."""
    o, day = _orders.c, _orders.c.ordered_on
    listed = func.aggregate_strings(case((_money.c.payout_minor > 0, type_coerce(_money.c.last_on, Text))), ",")
    return (
        select(day, o.channel_id, listed)
        .select_from(_orders.join(_money, _money.c.order_id == o.id))
        .where(day.between(today - LEARNT, today), *_chosen(connection, today))
        .group_by(day, o.status, o.channel_id)
    )


def _chosen(connection: Connection, today: date) -> list[ColumnElement[bool]]:
    """Where there are more than `LEARNT_ORDERS`, about so many of them, and all of a channel with few.

    Of every thousand orders that were written one after the other the first so many: no pattern in how they came, such
    as channels that take turns, leaves any out, and every day has its share.
    """
    sums = select(_sales.c.channel_id, func.sum(_sales.c.orders)).where(_sales.c.day.between(today - LEARNT, today))
    orders = dict[int, int](stored_rows(connection, sums.group_by(_sales.c.channel_id)))
    total = sum(orders.values())
    if total <= LEARNT_ORDERS:
        return []
    is_chosen = type_coerce(_orders.c.id, BigInteger) % 1_000 < -(-1_000 * LEARNT_ORDERS // total)
    few = [channel for channel, count in orders.items() if count <= LEARNT_ORDERS // 10]
    return [or_(is_chosen, _orders.c.channel_id.in_(few)) if few else is_chosen]


def _median(days: Counter[int]) -> int:
    """The day by which half of the orders had been paid."""
    half, passed = (days.total() + 1) // 2, 0
    for day in sorted(days):
        passed += days[day]
        if passed >= half:
            return day
    return 0
