"""What platforms are expected to pay, against plain Python over the raw rows of the demo and of invented orders."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from math import ceil
from typing import Any, TypeAlias

import pytest
from sqlalchemy import Connection, func, select

from models.channels import Channel, ChannelTerms
from models.orders import Order
from models.reconcile import OrderMoney
from services import settings
from services.owing import payouts
from services.owing.payouts import LATE_DAYS, LEARNT_DAYS, LEAST_ORDERS, Payouts, expected_payouts
from services.shop import Shop
from tests.ready_shops import ready_shop
from tests.services.charts.plain import COUNTED, SALES

_orders, _money, _terms = Order.table(), OrderMoney.table(), ChannelTerms.table()
_Sums: TypeAlias = dict[tuple[Any, ...], tuple[int, int]]
AHEAD = timedelta(days=90)


def _waits(order: Any, money: Any, tolerance: int) -> bool:
    """Whether nothing came for a sale, and something is still to come."""
    came = money.payout_minor if money else 0
    is_counted = order.kind in SALES and (order.status in COUNTED or money is not None)
    total = order.paid_minor if order.paid_minor is not None else order.total_minor
    if came or not is_counted or total is None:
        return False
    expected = total + (order.platform_discount_minor or 0)
    back = (order.refunded_minor or 0) + (money.refund_minor if money else 0)
    is_settled = abs(expected - (money.received_minor if money else 0)) <= tolerance
    is_refunded = (order.refunded_minor or 0) > 0 and max(expected - max(back, 0), 0) <= tolerance
    return not (is_settled or is_refunded or (money is not None and abs(expected) <= tolerance))


def _left(order: Any, terms: list[Any]) -> int:
    """What is still to come of an order: not what was refunded, nor the platform's share."""
    total = order.paid_minor if order.paid_minor is not None else order.total_minor
    whole: int = total + (order.platform_discount_minor or 0) - (order.refunded_minor or 0)
    valid = [one for one in terms if one.channel_id == order.channel_id and one.since <= order.ordered_on]
    newest = max(valid, key=lambda one: one.since, default=None)
    ppm = (newest.fee_ppm or 0) + (newest.commission_ppm or 0) if newest is not None else 0
    return max(whole - (2 * whole * ppm + 1_000_000) // 2_000_000, 0)


def _learnt_from(orders: list[Any]) -> list[Any]:
    """All of them, but of too many the first of each thousand that were written, and all of a channel with few."""
    sold = Counter(one.channel_id for one in orders if one.status in COUNTED and one.kind in SALES)
    most = payouts.LEARNT_ORDERS
    if sold.total() <= most:
        return orders
    few = {channel for channel, count in sold.items() if count <= most // 10}
    return [one for one in orders if one.id % 1_000 < ceil(1_000 * most / sold.total()) or one.channel_id in few]


def _paces(orders: list[Any], money: Mapping[int, Any], today: date) -> dict[int, int]:
    """By channel, the lower median of the days its orders waited for their money."""
    took: defaultdict[int, list[int]] = defaultdict(list)
    for one in _learnt_from([one for one in orders if today - timedelta(days=LEARNT_DAYS) <= one.ordered_on <= today]):
        its = money.get(one.id)
        if its and its.payout_minor > 0:
            took[one.channel_id].append(max((its.last_on - one.ordered_on).days, 0))
    return {key: sorted(days)[(len(days) - 1) // 2] for key, days in took.items() if len(days) >= LEAST_ORDERS}


def _plain(connection: Connection, today: date) -> tuple[_Sums, _Sums]:
    """(expected by channel, currency and day; not counted by channel, currency and whether late): orders and amount."""
    names = {row.id: row.name for row in connection.execute(select(Channel.table()))}
    money = {row.order_id: row for row in connection.execute(select(_money))}
    terms = list(connection.execute(select(_terms)))
    tolerance = int(settings.read(connection, settings.RECONCILE_TOLERANCE))
    orders = [row for row in connection.execute(select(_orders)) if row.ordered_on is not None]
    paces = _paces(orders, money, today)
    counts: Counter[tuple[bool, tuple[Any, ...]]] = Counter()
    amounts: Counter[tuple[bool, tuple[Any, ...]]] = Counter()
    for one in orders:
        is_looked_at = one.ordered_on >= today - timedelta(days=LEARNT_DAYS + LATE_DAYS)
        if not is_looked_at or not _waits(one, money.get(one.id), tolerance):
            continue
        pace, name = paces.get(one.channel_id), names[one.channel_id]
        day = None if pace is None else one.ordered_on + timedelta(days=pace)
        if day is None or day < today - timedelta(days=LATE_DAYS):
            into = (False, (name, one.currency, day is not None))
        elif day <= today + AHEAD:
            into = (True, (name, one.currency, max(day, today)))
        else:
            continue
        counts[into] += 1
        amounts[into] += _left(one, terms)
    found = {key: (counts[key], amounts[key]) for key in counts if amounts[key]}
    return tuple({key: value for (is_due, key), value in found.items() if is_due is due} for due in (True, False))  # type: ignore[return-value]


def _told(found: Payouts) -> tuple[_Sums, _Sums]:
    dues = {(one.name, one.currency, one.due_on): (one.documents, one.amount_minor) for one in found.dues}
    left = {(one.channel, one.currency, one.is_late): (one.orders, one.amount_minor) for one in found.not_counted}
    return dues, left


@pytest.mark.parametrize("orders", [None, 900], ids=["demo", "invented"])
def test_payouts_are_those_of_the_rows(tmp_path_factory: pytest.TempPathFactory, orders: int | None) -> None:
    path = ready_shop(tmp_path_factory) if orders is None else ready_shop(tmp_path_factory, orders, seed=7)
    with Shop.open(path, read_only=True, who="tests") as shop:
        newest = shop.ask(lambda connection: connection.execute(select(func.max(_orders.c.ordered_on))).scalar_one())
        seen: list[_Sums] = []
        for back in (0, 20, 60, 150):
            today = newest - timedelta(days=back)
            told = _told(shop.ask(expected_payouts, today, today + AHEAD))
            assert told == shop.ask(_plain, today), today
            seen += told
        assert any(seen)
        if orders is None:
            assert seen[0], "nothing is expected in the demo: this compares nothing"


def test_of_very_many_orders_some_say_how_quickly_a_platform_pays(
    tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Shop.open(ready_shop(tmp_path_factory), read_only=True, who="tests") as shop:
        today = shop.ask(lambda connection: connection.execute(select(func.max(_orders.c.ordered_on))).scalar_one())
        orders = [one for one in shop.ask(lambda connection: list(connection.execute(select(_orders))))
                  if one.ordered_on is not None]  # fmt: skip
        for most in (10, 50):
            monkeypatch.setattr(payouts, "LEARNT_ORDERS", most)
            assert 0 < len(_learnt_from(orders)) < len(orders), "all are looked at: this compares nothing"
            assert _told(shop.ask(expected_payouts, today, today + AHEAD)) == shop.ask(_plain, today), most
