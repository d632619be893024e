"""Reads: when platforms are likely to pay for what was sold, learnt from when they paid for orders before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, case, func, select

from models.channels import Channel
from models.orders import Order
from models.reconcile import OrderMoney
from models.values import Flow
from services.kernel.table_query import stored_rows
from services.owing.queries import Due, DueSource
from services.reconcile.receivables import COUNTED, EXPECTED, REASON, SHARE, GapReason

LEARNT_DAYS = 180
LEAST_ORDERS = 5
"""With fewer paid orders than these nothing is said of when a platform pays."""
LATE_DAYS = 30
"""What is later than this by a platform's own pace is not counted on any more."""
LOOK_BACK = timedelta(days=LEARNT_DAYS + LATE_DAYS)
"""Orders older than this are in no forecast and in no note of one: no pace learnt makes them due again."""
_orders = Order.table()
_money = OrderMoney.table()
_channels = Channel.table()


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
    delays: Mapping[int, int]


def payout_delays(connection: Connection, today: date) -> Mapping[int, int]:
    """Days from an order to its money, for each channel the median over the orders of the last half year."""
    statement = (
        select(_orders.c.channel_id, _orders.c.ordered_on, _money.c.last_on, func.count())
        .join_from(_money, _orders, _orders.c.id == _money.c.order_id)
        .where(_money.c.payout_minor > 0, _orders.c.ordered_on.between(today - timedelta(days=LEARNT_DAYS), today))
        .group_by(_orders.c.channel_id, _orders.c.ordered_on, _money.c.last_on)
    )
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for channel_id, ordered_on, paid_on, count in connection.execute(statement):
        found[channel_id][max((paid_on - ordered_on).days, 0)] += count
    return {channel: _median(days) for channel, days in found.items() if days.total() >= LEAST_ORDERS}


def expected_payouts(connection: Connection, today: date, last: date) -> Payouts:
    """What is likely to come from `today` through `last` for orders nothing came for yet, fees by the terms taken off.

    What is a little late is expected today. Looked at are the orders of the last `LOOK_BACK`.
    """
    delays = payout_delays(connection, today)
    sums: defaultdict[tuple[int, str, str, date], list[int]] = defaultdict(lambda: [0, 0])
    missing: defaultdict[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for channel_id, channel, currency, ordered_on, count, amount in _waiting(connection, today - LOOK_BACK):
        delay = delays.get(channel_id)
        day = None if delay is None else date.fromisoformat(ordered_on) + timedelta(days=delay)
        if day is None or day < today - timedelta(days=LATE_DAYS):
            into = missing[channel, currency, day is not None]
        elif day <= last:
            into = sums[channel_id, channel, currency, max(day, today)]
        else:
            continue
        into[0], into[1] = into[0] + count, into[1] + amount
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
    return Payouts(tuple(sorted(dues, key=lambda one: (one.due_on, one.key, one.currency))), left, delays)


def _waiting(connection: Connection, since: date) -> list[tuple[int, str, str, str, int, int]]:
    """(channel, its name, currency, day, orders, what they should bring) of orders since a day nothing came for."""
    came_for = func.coalesce(_money.c.payout_minor, 0) != 0  # told first, for it is what most orders end with
    left = EXPECTED - func.coalesce(_orders.c.refunded_minor, 0) - func.coalesce(SHARE, 0)
    keys = (_orders.c.channel_id, _channels.c.name, _orders.c.currency, _orders.c.ordered_on)
    statement = (
        select(*keys, func.count(), func.sum(case((left > 0, left), else_=0)))
        .select_from(
            _orders.outerjoin(_money, _money.c.order_id == _orders.c.id).join(
                _channels, _channels.c.id == _orders.c.channel_id
            )
        )
        .where(_orders.c.ordered_on >= since, ~came_for, COUNTED, REASON.in_([GapReason.WAITING.value]))
        .group_by(*keys)
    )
    return [(row[0], row[1], row[2], row[3], row[4], row[5] or 0) for row in stored_rows(connection, statement)]


def _median(days: Counter[int]) -> int:
    """The day by which half of the orders had been paid."""
    half, passed = (days.total() + 1) // 2, 0
    for day in sorted(days):
        passed += days[day]
        if passed >= half:
            return day
    return 0
