"""What time it is, and which business day an instant belongs to. Replaceable in tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_source: Callable[[], datetime] = lambda: datetime.now(UTC)  # noqa: E731 - replaced as a value


def now() -> datetime:
    """The current instant, aware, in UTC."""
    return _source()


def this_second() -> datetime:
    """The current instant in whole seconds, which is all that order files carry."""
    return now().replace(microsecond=0)


def was_within(at: datetime | None, span: timedelta) -> bool:
    """Whether `at` lies within the last `span`; not where it is unknown.

    A time that is still to come was noted while the clock stood ahead. It says nothing: what is done every so often
    would else not be done again before that day.
    """
    return at is not None and timedelta() <= now() - at < span


def set_source(source: Callable[[], datetime] | None) -> None:
    """Replace the clock; ``None`` puts the computer's own back."""
    global _source
    _source = source if source is not None else lambda: datetime.now(UTC)


def business_day(instant: datetime, zone: str) -> date:
    """The calendar day of `instant` in the shop's zone. Naive times are refused."""
    if instant.tzinfo is None:
        raise ValueError("a time without zone has no business day")
    return instant.astimezone(ZoneInfo(zone)).date()
