"""Backups of older days become fewer, never too few, and whatever the clock says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from services.backup.archive import Manifest, Reason
from services.backup.summary import Summary
from services.backup.thinning import AT_LEAST, too_many

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
EMPTY = Summary({}, {}, 0, NOW)


def made(sequence: int, at: datetime) -> Manifest:
    return Manifest(sequence, at, Reason.CLOSE, "x.shop", None, 1, "1", "", 0, EMPTY)


def left(kept: list[Manifest], restored_at: datetime | None = None, now: datetime = NOW) -> list[Manifest]:
    gone = too_many(kept, now=now, restored_at=restored_at)
    return [one for one in kept if one.sequence not in gone]


instants = st.integers(-20 * 365 * 24 * 60, 20 * 365 * 24 * 60).map(lambda minutes: NOW + timedelta(minutes=minutes))


@given(st.lists(instants, max_size=150), instants)
def test_the_newest_always_stay_whatever_the_clock_says(clocks: list[datetime], now: datetime) -> None:
    kept = [made(number, at) for number, at in enumerate(clocks)]
    staying = left(kept, now=now)
    assert staying[-AT_LEAST:] == kept[-AT_LEAST:]
    assert len(staying) >= min(len(kept), AT_LEAST)
    assert len(staying) <= 24 + 14 + 8 + 12 + AT_LEAST
    assert left(staying, now=now) == staying


@given(st.lists(instants, max_size=60), st.timedeltas(timedelta(days=-30), timedelta(days=14) - timedelta(seconds=1)))
def test_nothing_goes_for_two_weeks_after_a_restore(clocks: list[datetime], ago: timedelta) -> None:
    kept = [made(number, at) for number, at in enumerate(clocks)]
    assert left(kept, restored_at=NOW - ago) == kept


def test_a_year_of_work_leaves_hours_days_weeks_and_months() -> None:
    kept: list[Manifest] = []
    for number in range(366 * 8):
        at = NOW - timedelta(days=366) + timedelta(hours=3 * number)
        kept = left([*kept, made(number, at)], now=at)
    days = [(NOW - one.made_at).days for one in kept]
    assert sum(day <= 3 for day in days) >= 24
    assert {day for day in days if day < 14} == set(range(14))
    assert sum(14 <= day < 60 for day in days) >= 5
    assert sum(day >= 60 for day in days) >= 9
    assert len(kept) <= 60


def test_thinning_goes_on_when_the_restore_is_long_ago() -> None:
    kept = [made(number, NOW) for number in range(30)]
    assert len(left(kept, restored_at=NOW - timedelta(days=15))) == AT_LEAST
