"""What would usually have been sold in a campaign's days: the same weekdays before it, festivals left out.

For every weekday of the campaign up to four days before it are taken, the newest first, that are neither a festival
nor a day of another campaign there. The first of each weekday make one usual span, the second the next, and so on.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

MOST_SPANS = 4
WEEKS_BACK = 10
"""So far back usual days are looked for."""
LEAST_SPANS = 3
LEAST_EVENTS = 30
"""With fewer orders in the campaign and in a usual span together nothing is concluded."""
_WEEK = 7


class Said(StrEnum):
    """What the comparison with usual days can say."""

    TOO_EARLY = "too_early"
    NO_PAST = "no_past"
    TOO_FEW = "too_few"
    USUAL = "usual"
    MORE = "more"
    LESS = "less"


@dataclass(frozen=True, slots=True)
class Baseline:
    """The days of a campaign that are over, and the usual spans: in each a day for every weekday of them."""

    days: tuple[date, ...]
    spans: tuple[Mapping[int, date], ...]

    @property
    def compared_days(self) -> tuple[date, ...]:
        """The different days before it that are looked at, in order."""
        return tuple(sorted({day for span in self.spans for day in span.values()}))

    def compare(self, values: Mapping[date, int]) -> Compared:
        """A figure by day in the campaign and in the usual spans."""
        weekdays = Counter(day.weekday() for day in self.days)
        usual = tuple(
            sum(count * values.get(span[weekday], 0) for weekday, count in weekdays.items()) for span in self.spans
        )
        return Compared(sum(values.get(day, 0) for day in self.days), usual)


@dataclass(frozen=True, slots=True)
class Compared:
    """A figure over a campaign's days, and in each of the usual spans of the same weekdays."""

    value: int
    spans: tuple[int, ...]

    @property
    def usual(self) -> int | None:
        """The mean of the usual spans, rounded half up; None without any."""
        count = len(self.spans)
        return (2 * sum(self.spans) + count) // (2 * count) if count else None

    @property
    def change(self) -> int | None:
        """What it was more (or less, below zero) than usual."""
        return self.value - self.usual if self.usual is not None else None

    def said(self, events: Compared, days: int) -> Said:
        """Whether it was outside of everything usual; `events` are the orders behind it."""
        if not days:
            return Said.TOO_EARLY
        if len(self.spans) < LEAST_SPANS:
            return Said.NO_PAST
        if events.value + (events.usual or 0) < LEAST_EVENTS:
            return Said.TOO_FEW
        if self.value > max(self.spans):
            return Said.MORE
        return Said.LESS if self.value < min(self.spans) else Said.USUAL


def baseline(
    first: date, last: date, begins: date, yesterday: date, left_out: Collection[date], since: date | None
) -> Baseline:
    """The usual days of a campaign from `first` to `last` that is told of since `begins`.

    `left_out` are festivals and days of other campaigns; before `since` nothing was sold.
    """
    end = min(last, yesterday)
    days = tuple(first + timedelta(days=number) for number in range(max((end - first).days + 1, 0)))
    found = {weekday: _before(weekday, begins, left_out, since) for weekday in {day.weekday() for day in days}}
    count = min((len(one) for one in found.values()), default=0)
    return Baseline(days, tuple({weekday: one[number] for weekday, one in found.items()} for number in range(count)))


def _before(weekday: int, begins: date, left_out: Collection[date], since: date | None) -> Sequence[date]:
    back = (begins.weekday() - weekday - 1) % _WEEK + 1
    candidates = [begins - timedelta(days=back + _WEEK * number) for number in range(WEEKS_BACK)]
    return [day for day in candidates if day not in left_out and since is not None and day >= since][:MOST_SPANS]
