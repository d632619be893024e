"""Reads: how sales went lately, beside the same span before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Connection

from services import settings
from services.business_day import shop_today
from services.orders.day_sales import DaySales, daily_sales, main_currency


@dataclass(frozen=True, slots=True)
class Span:
    """Sums over some business days in one currency. Amounts are minor units; unpaid and closed orders do not count."""

    orders: int = 0
    paid_minor: int = 0
    refunded_minor: int = 0

    @property
    def average_minor(self) -> int | None:
        """Average order value, rounded half up; None without orders."""
        return None if not self.orders else (2 * self.paid_minor + self.orders) // (2 * self.orders)


@dataclass(frozen=True, slots=True)
class LatelyFigures:
    """The last days up to today, each one present, and the sums of them and of as many days before."""

    currency: str
    days: tuple[DaySales, ...]
    now: Span
    before: Span


def lately(connection: Connection, days: int = 30) -> LatelyFigures:
    """Sales of the last `days` business days, today included, in the currency most sales are in."""
    currency = main_currency(connection) or settings.read(connection, settings.CURRENCY)
    today = shop_today(connection)
    first = today - timedelta(days=days - 1)
    found = {one.day: one for one in daily_sales(connection, first, today, currency)}
    every = [first + timedelta(days=number) for number in range(days)]
    before = daily_sales(connection, first - timedelta(days=days), first - timedelta(days=1), currency)
    return LatelyFigures(
        currency,
        tuple(found.get(day, DaySales(day, 0, 0, 0)) for day in every),
        _span(tuple(found.values())),
        _span(before),
    )


def _span(days: tuple[DaySales, ...]) -> Span:
    return Span(
        sum(day.orders for day in days), sum(day.paid_minor for day in days), sum(day.refunded_minor for day in days)
    )
