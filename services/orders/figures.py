"""Reads: how sales went lately and what they left, beside the same span before."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from sqlalchemy import Connection

from services.rollups.asked import ask
from services.rollups.sums import Sums, by_day, whole


@dataclass(frozen=True, slots=True)
class DayFigures:
    """One business day; `profit_minor` is None where costs are kept in another currency."""

    day: date
    orders: int
    paid_minor: int
    profit_minor: int | None


@dataclass(frozen=True, slots=True)
class LatelyFigures:
    """The last days up to today, each one present, and the sums of them and of as many days before.

    Amounts are minor units of one currency. Unpaid orders do not count, and of closed ones only what those cost that
    had been sent. `has_profit` says that costs are kept in this currency.
    """

    currency: str
    has_profit: bool
    days: tuple[DayFigures, ...]
    now: Sums
    before: Sums


def lately(connection: Connection, days: int = 30) -> LatelyFigures:
    """The last `days` business days, today included, in the currency most sales are in."""
    asked = ask(connection, days=days)
    has_profit = asked.currency == asked.home
    before = asked.first - timedelta(days=days)
    found = by_day(connection, replace(asked, first=before), costs=has_profit)
    every = [asked.first + timedelta(days=number) for number in range(days)]
    return LatelyFigures(
        asked.currency,
        has_profit,
        tuple(_day(day, found.get(day, Sums()), has_profit) for day in every),
        whole(found, asked.first),
        whole(found, last=asked.first - timedelta(days=1)),
    )


def _day(day: date, sums: Sums, has_profit: bool) -> DayFigures:
    return DayFigures(day, sums.orders, sums.paid, sums.profit if has_profit else None)
