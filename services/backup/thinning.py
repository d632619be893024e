"""Which backups are kept: fewer and fewer of older days, and never too few."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from datetime import datetime, timedelta

from services.backup.archive import Manifest

AT_LEAST = 10
REST_AFTER_RESTORE = timedelta(days=14)


def _hour(at: datetime) -> Hashable:
    return at.year, at.month, at.day, at.hour


def _day(at: datetime) -> Hashable:
    return at.date()


def _week(at: datetime) -> Hashable:
    return at.isocalendar()[:2]


def _month(at: datetime) -> Hashable:
    return at.year, at.month


_KEPT: tuple[tuple[Callable[[datetime], Hashable], int], ...] = ((_hour, 24), (_day, 14), (_week, 8), (_month, 12))


def too_many(kept: Sequence[Manifest], *, now: datetime, restored_at: datetime | None) -> set[int]:
    """The sequence numbers that may go.

    The order is that of the sequence numbers: a clock that was wrong never makes the newest look old.
    Nothing goes for 14 days after a restore: what was wrong may show only then.
    """
    if restored_at is not None and now - restored_at < REST_AFTER_RESTORE:
        return set()
    newest_first = sorted(kept, key=lambda one: one.sequence, reverse=True)
    staying = {one.sequence for one in newest_first[:AT_LEAST]}
    for period_of, wanted in _KEPT:
        seen: set[Hashable] = set()
        for one in newest_first:
            period = period_of(one.made_at)
            if period not in seen and len(seen) < wanted:
                seen.add(period)
                staying.add(one.sequence)
    return {one.sequence for one in newest_first} - staying
