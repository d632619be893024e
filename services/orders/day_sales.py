"""Reads: orders and money day by day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, select

from models.projections import DailySales

_days = DailySales.table()


@dataclass(frozen=True, slots=True)
class DaySales:
    """Orders and money of one business day, all channels together, in one currency."""

    day: date
    orders: int
    paid_minor: int
    refunded_minor: int


def daily_sales(connection: Connection, first: date, last: date, currency: str) -> tuple[DaySales, ...]:
    """The days from `first` to `last` that had orders in this currency."""
    statement = (
        select(_days.c.day, func.sum(_days.c.orders), func.sum(_days.c.paid_minor), func.sum(_days.c.refunded_minor))
        .where(_days.c.day.between(first, last), _days.c.currency == currency)
        .group_by(_days.c.day)
        .order_by(_days.c.day)
    )
    return tuple(DaySales(*row) for row in connection.execute(statement))


def main_currency(connection: Connection) -> str | None:
    """The currency most days of sales are in, or None in an empty shop."""
    statement = select(_days.c.currency).group_by(_days.c.currency).order_by(func.sum(_days.c.orders).desc()).limit(1)
    return connection.execute(statement).scalar()
