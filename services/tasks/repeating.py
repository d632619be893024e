"""When a repeating task comes again. Pure: days in, a day out."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta

from models.enums.growth import Repeat

_ONE = timedelta(days=1)
_FRIDAY = 5


def next_day(repeat: Repeat, every: int, due_on: date, today: date, month_day: int | None = None) -> date:
    """The first day of the series after both `due_on` and `today`: a task left lying comes once, not many times.

    The series goes on from `due_on` in steps of `every`; `month_day` is the day of the month it keeps to.
    """
    if repeat is Repeat.WORKDAY:
        return _next_workday(due_on, every, max(due_on, today))
    if repeat in (Repeat.DAY, Repeat.WEEK):
        step = every * (7 if repeat is Repeat.WEEK else 1)
        behind = max((today - due_on).days, 0)
        return due_on + timedelta(days=step * (behind // step + 1))
    wanted = 31 if repeat is Repeat.MONTH_END else month_day or due_on.day
    found, months = due_on, 0
    while found <= max(due_on, today):
        months += every
        found = _in_month(due_on, months, wanted)
    return found


def _next_workday(due_on: date, every: int, after: date) -> date:
    found = due_on
    while found <= after:
        left = every
        while left:
            found += _ONE
            left -= found.weekday() < _FRIDAY
    return found


def _in_month(start: date, months: int, wanted: int) -> date:
    """The wanted day so many months later, or the last one of a month that is shorter."""
    index = start.year * 12 + start.month - 1 + months
    year, month = divmod(index, 12)
    return date(year, month + 1, min(wanted, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return _in_month(day, 0, 31)
