"""Reads: the sales tax is worked out from, month by month, as the books have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection

from services.books.lines import by_month, corrections, last_of, unknown_between

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
    gross = dict.fromkeys(months_between(first, last), 0)
    for (month, account, _currency), (_amount, home) in by_month(connection, first, last).items():
        if account in ACCOUNTS:
            gross[month] -= home
    for one in corrections(connection):
        if one.account in ACCOUNTS and first <= one.day <= last:
            gross[f"{one.day:%Y-%m}"] -= one.home_minor
    found = {}
    for month, minor in gross.items():
        unknown = unknown_between(connection, max(first, date.fromisoformat(f"{month}-01")), min(last, last_of(month)))
        found[month] = MonthSales(month, minor, sum(unknown.get(account, 0) for account in ACCOUNTS))
    return found
