"""On which days something is due. Pure: days in, days out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from models.enums.growth import Repeat
from services.tasks.repeating import next_day


def due_days(
    first_on: date, repeat: Repeat | None, every: int, last_on: date | None, first: date, last: date
) -> Iterator[date]:
    """The due days of one item from `first` to `last`, both included."""
    end = last if last_on is None else min(last, last_on)
    day: date | None = first_on
    while day is not None and day <= end:
        if day >= first:
            yield day
        day = None if repeat is None else next_day(repeat, every, day, day, first_on.day)


def month_of(due_on: date, months_back: int) -> str:
    """The month (``YYYY-MM``) a due day is for, so many months before its own."""
    year, month = divmod(due_on.year * 12 + due_on.month - 1 - months_back, 12)
    return f"{year:04d}-{month + 1:02d}"
