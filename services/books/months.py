"""Reads: the months of a shop with what became of their books."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, select

from models.books import MonthClose, Posting
from services import clock, settings
from services.books.checklist import Check, checklist
from services.books.lines import last_of
from services.books.rules import OPENING_DAY

_closes = MonthClose.table()
_p = Posting.table()


@dataclass(frozen=True, slots=True)
class MonthView:
    """One month; `closed_at` is None while its books are open, `may_close` says that it is its turn.

    `with_earlier`: closing it closes everything before it as well, which is so for the first that is closed.
    """

    month: str
    closed_at: datetime | None
    note: str | None
    left_open: str | None
    may_close: bool
    may_open: bool
    with_earlier: bool = False


@dataclass(frozen=True, slots=True)
class Closing:
    """Every month there is something in, the newest first, and what happens to late changes."""

    months: tuple[MonthView, ...]
    late_changes: str
    zone: str


def closing(connection: Connection) -> Closing:
    """The months from the first posting to this one."""
    zone = settings.read(connection, settings.ZONE)
    today = clock.business_day(clock.now(), zone)
    closes = {row.month: row for row in connection.execute(select(_closes))}
    first = connection.execute(select(func.min(_p.c.day)).where(_p.c.day > OPENING_DAY)).scalar()
    names = _months(min(first or today, today), today)
    first_closed, last_closed = min(closes, default=None), max(closes, default=None)
    following = None if last_closed is None else f"{last_of(last_closed) + timedelta(days=1):%Y-%m}"
    views = []
    for month in names:
        # the first close holds everything before it
        row = closes.get(month) if first_closed is None or month > first_closed else closes[first_closed]
        in_turn = following is None or month == following
        views.append(
            MonthView(
                month,
                row.closed_at if row is not None else None,
                row.note if row is not None else None,
                row.left_open if row is not None else None,
                may_close=row is None and in_turn and last_of(month) < today,
                may_open=month == last_closed,
                with_earlier=last_closed is None and month != names[0],
            )
        )
    return Closing(tuple(reversed(views)), settings.read(connection, settings.LATE_CHANGES), zone)


def month_checks(connection: Connection, month: str) -> tuple[Check, ...]:
    """What a month still lacks, most first."""
    return tuple(sorted(checklist(connection, month), key=lambda check: check.is_done))


def _months(first: date, last: date) -> list[str]:
    found = []
    day = first.replace(day=1)
    while day <= last:
        found.append(f"{day:%Y-%m}")
        day = (day + timedelta(days=31)).replace(day=1)
    return found
