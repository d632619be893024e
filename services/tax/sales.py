"""Reads: the sales tax is worked out from, month by month, as the books have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import BigInteger, Connection, Text, func, select, type_coerce

from models.books import Posting
from services.books.lines import corrections

_p = Posting.table()

ACCOUNTS = ("sales", "platform_subsidy", "refunds")
"""The accounts of the books that together are taxable sales, tax included: what platforms pay of a discount is one."""


@dataclass(frozen=True, slots=True)
class MonthSales:
    """A month's sales with the tax in them, in the shop's currency; `unknown` documents have no known amount."""

    month: str
    gross_minor: int
    unknown: int


def months_between(first: date, last: date) -> tuple[str, ...]:
    """The months of a span of days, written ``YYYY-MM``."""
    found, day = [], first.replace(day=1)
    while day <= last:
        found.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return tuple(found)


def sales_by_month(connection: Connection, first: date, last: date) -> dict[str, MonthSales]:
    """The sales of every month of the days, closed months as they were closed; zero where nothing was sold."""
    gross: dict[str, int] = dict.fromkeys(months_between(first, last), 0)
    unknown = dict(gross)
    month = func.substr(type_coerce(_p.c.day, Text()), 1, 7)
    home = func.sum(type_coerce(_p.c.home_minor, BigInteger()))
    statement = (
        select(month, home, func.sum(_p.c.unknown))
        .where(_p.c.account.in_(ACCOUNTS), _p.c.day.between(first, last))
        .group_by(month)
    )
    for name, minor, count in connection.execute(statement):
        gross[name], unknown[name] = -int(minor), int(count)
    for one in corrections(connection):
        if one.account in ACCOUNTS and first <= one.day <= last:
            gross[f"{one.day:%Y-%m}"] -= one.home_minor
    return {name: MonthSales(name, minor, unknown[name]) for name, minor in gross.items()}
