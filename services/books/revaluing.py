"""Reads: what accounts in other currencies are worth on a day, and the gain or loss that rates alone made."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy import Connection

from services.books.chart import MONEY, PAYABLE, RECEIVABLE, family
from services.books.lines import Account, Sums, summed
from services.books.rates import Rates

_MONETARY = (MONEY, RECEIVABLE, PAYABLE)


def worth(connection: Connection, sums: Mapping[Account, Sums], day: date) -> tuple[dict[Account, int], set[str]]:
    """What each account holds in the shop's currency on a day, and the currencies without a rate.

    Money, and what is owed either way, is worth what the day's rate says; everything else what it was
    posted at.
    """
    rates = Rates.read(connection)
    found: dict[Account, int] = {}
    missing: set[str] = set()
    for (account, currency), (amount, home) in sums.items():
        now: int | None = home
        if currency != rates.home and family(account) in _MONETARY:
            now = rates.home_minor(amount, currency, day)
            if now is None:
                missing.add(currency)
        found[account, currency] = home if now is None else now
    return found, missing


def gain(connection: Connection, first: date, last: date) -> tuple[int, set[str]]:
    """What rates alone made of money and debts in other currencies between two days."""
    after, missing = _beyond_postings(connection, last)
    before, missing_before = _beyond_postings(connection, first - timedelta(days=1))
    return after - before, missing | missing_before


def _beyond_postings(connection: Connection, day: date) -> tuple[int, set[str]]:
    home = Rates.read(connection).home
    foreign = {key: one for key, one in summed(connection, None, day).items() if key[1] != home}
    if not foreign:
        return 0, set()
    values, missing = worth(connection, foreign, day)
    return sum(values[key] - foreign[key][1] for key in foreign), missing
