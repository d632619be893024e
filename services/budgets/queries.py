"""Reads: what was spent of each budget of a month, whether that is on pace, and which ones need a look."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select

from models.enums.money import LedgerClass
from models.planning import Budget
from services import settings
from services.books.chart import ChartAccount, chart
from services.books.lines import home_of, lines, summed
from services.business_day import shop_today

_budgets = Budget.table()


class Pace(StrEnum):
    """How a budget stands: spent beyond it, spent faster than the days go, or within it."""

    OVER = "over"
    FAST = "fast"
    WITHIN = "within"


@dataclass(frozen=True, slots=True)
class BudgetView:
    """One category's budget of a month in minor units of the shop's currency.

    `due_minor` is what the days that are over would use up, every day alike; `expected_minor` what the month comes
    to if it goes on as it did, None where there is no pace yet.
    """

    category: str
    name: str
    amount_minor: int
    spent_minor: int
    due_minor: int
    expected_minor: int | None
    pace: Pace

    @property
    def left_minor(self) -> int:
        """What may still be spent; below zero what was spent beyond it."""
        return self.amount_minor - self.spent_minor


@dataclass(frozen=True, slots=True)
class Budgets:
    """The budgets of one month, and the categories that have none (`others`)."""

    first: date
    last: date
    currency: str
    budgets: tuple[BudgetView, ...]
    others: tuple[ChartAccount, ...]


LEAST_DAYS = 7
"""Before a week is over nothing is said of a month's end."""
LEAST_TIMES = 3
"""Nor where money was spent on fewer days than these: rent paid on the 5th is no pace."""


def budgets(connection: Connection, month: date | None = None) -> Budgets:
    """The budgets that hold in the month of this day (this month), those that need a look first."""
    today = shop_today(connection)
    first = (month or today).replace(day=1)
    days = monthrange(first.year, first.month)[1]
    last = first + timedelta(days=days - 1)
    over = min(max((today - first).days, 0), days)
    amounts, spent = _amounts(connection, f"{first:%Y-%m}"), _spent(connection, first, last)
    before = _spent(connection, first, min(today - timedelta(days=1), last)) if over else {}
    often = _days_spent(connection, first, last)
    accounts = [one for one in chart(connection) if one.ledger_class is LedgerClass.EXPENSE]
    found = [
        _view(one, amounts[one.code], spent.get(one.code, 0), _likely(one.code, before, often, days, over), days, over)
        for one in accounts
        if one.code in amounts
    ]
    found.sort(key=lambda one: list(Pace).index(one.pace))
    others = tuple(one for one in accounts if one.code not in amounts and not one.is_archived)
    return Budgets(first, last, settings.read(connection, settings.CURRENCY), tuple(found), others)


def budget_warnings(connection: Connection) -> tuple[BudgetView, ...]:
    """The budgets of this month that are spent beyond, or faster than the days go."""
    return tuple(one for one in budgets(connection).budgets if one.pace is not Pace.WITHIN)


def _likely(category: str, before: dict[str, int], often: dict[str, int], days: int, over: int) -> int | None:
    """What the month comes to by its pace through yesterday; None where there is none to speak of."""
    if over < LEAST_DAYS or often.get(category, 0) < LEAST_TIMES:
        return None
    return before.get(category, 0) * days // over


def _view(account: ChartAccount, amount: int, spent: int, likely: int | None, days: int, over: int) -> BudgetView:
    due = (2 * amount * over + days) // (2 * days)
    expected = spent if over >= days else None if likely is None else max(likely, spent)
    pace = Pace.OVER if spent > amount else Pace.WITHIN
    if pace is Pace.WITHIN and expected is not None and expected > amount:
        pace = Pace.FAST
    return BudgetView(account.code, account.name, amount, spent, due, expected, pace)


def _amounts(connection: Connection, month: str) -> dict[str, int]:
    """By category the amount that holds in a month; ended budgets are left out."""
    statement = select(_budgets.c.category, _budgets.c.amount_minor).where(_budgets.c.since <= month)
    found = {row.category: row.amount_minor for row in connection.execute(statement.order_by(_budgets.c.since))}
    return {category: amount for category, amount in found.items() if amount}


def _spent(connection: Connection, first: date, last: date) -> dict[str, int]:
    found: dict[str, int] = {}
    for (account, _currency), (_amount, home) in summed(connection, first, last).items():
        found[account] = found.get(account, 0) + home
    return found


def _days_spent(connection: Connection, first: date, last: date) -> dict[str, int]:
    """By account, on how many of the days something was posted to it."""
    line = lines(home_of(connection)).c
    statement = select(line.account, func.count(line.day.distinct())).where(line.day.between(first, last))
    return {row[0]: int(row[1]) for row in connection.execute(statement.group_by(line.account))}
