"""Reads: what of the money needs a look today: dues, budgets, the VAT threshold, the month that can be closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, Table, func, select

from models.books import MonthClose, Posting
from models.planning import Budget, Commitment
from services.books.rules import OPENING_DAY
from services.budgets.queries import Pace, budget_warnings
from services.owing.queries import commitment_dues
from services.tax.vat import VatPeriod, running_vat

_closes, _postings = MonthClose.table(), Posting.table()
_budgets, _commitments = Budget.table(), Commitment.table()
_SOON = timedelta(days=7)
_NEAR = 80
"""A threshold is spoken of once so many per cent of it are sold."""


@dataclass(frozen=True, slots=True)
class MoneyWaits:
    """How much of the money waits. `next_due_on` is the first day of `dues_soon`, `month` the one to close next.

    `vat` is the running period where its threshold is passed, near, or will be reached at this pace.
    """

    dues_late: int
    dues_soon: int
    next_due_on: date | None
    budgets_over: int
    budgets_fast: int
    vat: VatPeriod | None
    month: str | None


def money_waits(connection: Connection, day: date) -> MoneyWaits:
    """Everything at this moment; `day` is the shop's business day."""
    dues = _dues(connection, day)
    late = sum(due < day for due in dues)
    paces = [one.pace for one in budget_warnings(connection)] if _any(connection, _budgets) else []
    return MoneyWaits(
        late, len(dues) - late, dues[late] if len(dues) > late else None, paces.count(Pace.OVER),
        paces.count(Pace.FAST), _vat(connection, day), _month(connection, day),
    )  # fmt: skip


def _dues(connection: Connection, day: date) -> list[date]:
    """The days of what was written down as due and is not paid through a week from now."""
    if not _any(connection, _commitments):
        return []
    return sorted(one.due_on for one in commitment_dues(connection, day + _SOON) if one.open_minor > 0)


def _vat(connection: Connection, day: date) -> VatPeriod | None:
    running = running_vat(connection, day)
    if running.threshold_minor is None or running.net_minor <= 0:
        return None
    is_near = running.net_minor * 100 >= running.threshold_minor * _NEAR
    return running if is_near or running.reached_on is not None else None


def _month(connection: Connection, day: date) -> str | None:
    """The month that follows the last closed one, where it is over; before the first close the month before this."""
    last = connection.execute(select(func.max(_closes.c.month))).scalar()
    before = day.replace(day=1) - timedelta(days=1)
    if last is None:
        first = connection.execute(select(func.min(_postings.c.day)).where(_postings.c.day > OPENING_DAY)).scalar()
        return f"{before:%Y-%m}" if first is not None and first <= before else None
    following = (date.fromisoformat(f"{last}-01") + timedelta(days=31)).replace(day=1)
    return f"{following:%Y-%m}" if following < day.replace(day=1) else None


def _any(connection: Connection, table: Table) -> bool:
    return connection.execute(select(table.c.id).limit(1)).first() is not None
