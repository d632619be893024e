"""Reads: when platforms are likely to pay for what was sold, learnt from when they paid for orders before."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Text, case, func, select, type_coerce

from models.channels import Channel
from models.enums.money import Flow
from models.orders import Order
from models.reconcile import OrderMoney
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
class _Orders:
    """Orders of a channel, currency, state and day: when money came for how many, how many wait and for how much."""

    ordered_on: date
    channel_id: int
    currency: str
    paid_on: Mapping[date, int]
    waiting: int
    amount_minor: int


def _delays(orders: Iterable[_Orders]) -> Mapping[int, int]:
    """By channel, the median of the days between an order and its money."""
    found: defaultdict[int, Counter[int]] = defaultdict(Counter)
    for one in orders:
        for paid_on, count in one.paid_on.items():
            found[one.channel_id][max((paid_on - one.ordered_on).days, 0)] += count
    return {channel: _median(days) for channel, days in found.items() if days.total() >= LEAST_ORDERS}


def expected_payouts(connection: Connection, today: date, last: date) -> Payouts:
    """What is likely to come from `today` through `last` for orders nothing came for yet, fees by the terms taken off.

    What is a little late is expected today. Looked at are the orders of the last `LOOK_BACK`.
    """
    orders, channels = _lately(connection, today), {row[0]: row[1] for row in connection.execute(_NAMES)}
    delays = _delays(orders)
    sums: defaultdict[tuple[int, str, str, date], list[int]] = defaultdict(lambda: [0, 0])
    missing: defaultdict[tuple[str, str, bool], list[int]] = defaultdict(lambda: [0, 0])
    for one in orders:
        delay, channel = delays.get(one.channel_id), channels[one.channel_id]
        day = None if delay is None else one.ordered_on + timedelta(days=delay)
        if day is None or day < today - timedelta(days=LATE_DAYS):
            into = missing[channel, one.currency, day is not None]
        elif day <= last:
            into = sums[one.channel_id, channel, one.currency, max(day, today)]
        else:
            continue
        into[0], into[1] = into[0] + one.waiting, into[1] + one.amount_minor
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


def _lately(connection: Connection, today: date) -> list[_Orders]:
    """The orders of the last `LOOK_BACK`, walked through once and grouped as the index of days lies: nothing is sorted.

    Columns that the index lacks are asked for last: most orders were paid, and of those nothing more is read. What
    is waited for comes as a list, so that why an order waits is asked once, not for the count and for the sum.
    """
    o, day = _orders.c, _orders.c.ordered_on
    came_for = func.coalesce(_money.c.payout_minor, 0) != 0
    left = EXPECTED - func.coalesce(o.refunded_minor, 0) - func.coalesce(SHARE, 0)
    waits = (REASON.in_([GapReason.WAITING.value]), case((left > 0, type_coerce(left, Text)), else_="0"))
    amounts = func.aggregate_strings(case((came_for, None), (~COUNTED, None), waits), ",")
    paid_on = func.aggregate_strings(case((_money.c.payout_minor > 0, type_coerce(_money.c.last_on, Text))), ",")
    statement = (
        select(day, o.channel_id, o.currency, paid_on, amounts)
        .select_from(_orders.outerjoin(_money, _money.c.order_id == o.id))
        .where(day >= today - LOOK_BACK)
        .group_by(day, o.status, o.channel_id, o.currency)
    )
    return [_orders_of(date.fromisoformat(day), today, *rest) for day, *rest in stored_rows(connection, statement)]


def _orders_of(
    day: date, today: date, channel_id: int, currency: str, paid_on: str | None, amounts: str | None
) -> _Orders:
    """Of the orders of a day: when they were paid, if it is one to learn from, and the amounts that are waited for."""
    is_learnt = today - timedelta(days=LEARNT_DAYS) <= day <= today
    waiting = [int(amount) for amount in amounts.split(",")] if amounts else []
    paid = _days_in(paid_on) if is_learnt else {}
    return _Orders(day, channel_id, currency, paid, len(waiting), sum(waiting))


def _days_in(listed: str | None) -> Mapping[date, int]:
    """The days a list names, and how often."""
    return {date.fromisoformat(day): count for day, count in Counter(listed.split(",") if listed else ()).items()}


def _median(days: Counter[int]) -> int:
    """The day by which half of the orders had been paid."""
    half, passed = (days.total() + 1) // 2, 0
    for day in sorted(days):
        passed += days[day]
        if passed >= half:
            return day
    return 0
