"""Days of the shop as spans of instants, and quarters of an hour as days."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from models.columns import from_epoch_ms, to_epoch_ms
from services import clock

QUARTER_MS = 900_000  # every offset from UTC is a multiple of a quarter of an hour
_ONE = timedelta(days=1)


@lru_cache(maxsize=8_192)
def day_of_quarter(quarter: int, zone: str) -> date:
    """The shop's day of a quarter of an hour, counted since 1970."""
    return clock.business_day(from_epoch_ms(quarter * QUARTER_MS), zone)


def spans(days: Collection[date], zone: str) -> list[tuple[int, int]]:
    """The days as few spans of epoch milliseconds: from, and before."""
    found: list[tuple[int, int]] = []
    for first, last in runs(days):
        found.append((_start(first, zone), _start(last + _ONE, zone)))
    return found


def runs(days: Iterable[date]) -> list[tuple[date, date]]:
    """The days as runs of days that follow one another."""
    found: list[tuple[date, date]] = []
    for day in sorted(set(days)):
        if found and day == found[-1][1] + _ONE:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found


def _start(day: date, zone: str) -> int:
    return to_epoch_ms(datetime.combine(day, time.min, ZoneInfo(zone)).astimezone(UTC))
