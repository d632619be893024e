"""What charts are asked for: days, the channel and category they are limited to, and what they are compared with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.rollups import SalesDay
from services import clock, settings
from services.i18n import N_

_channels = Channel.table()
_days = SalesDay.table()
_DAYS_AS_DAYS, _DAYS_AS_WEEKS = 62, 280


class Compare(StrEnum):
    """What a period is compared with."""

    BEFORE = "before"
    LAST_YEAR = "last_year"
    NOTHING = "nothing"


class Step(StrEnum):
    """How finely a period is divided."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


COMPARE_LABELS = {
    Compare.BEFORE: N_("The period before"),
    Compare.LAST_YEAR: N_("A year ago"),
    Compare.NOTHING: N_("Nothing"),
}
STEP_LABELS = {Step.DAY: N_("By day"), Step.WEEK: N_("By week"), Step.MONTH: N_("By month")}


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters all charts share, and the facts they need to be read with.

    `today` is the shop's business day. Amounts are in `currency`: the channel's, or the one most sales
    are in. `step` None lets the length of the period decide.
    """

    first: date
    last: date
    today: date
    zone: str
    currency: str
    home: str
    channel_id: int | None = None
    category: str | None = None
    compare: Compare = Compare.BEFORE
    step: Step | None = None

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.last - self.first).days + 1

    @property
    def divided(self) -> Step:
        """The step in force."""
        if self.step is not None:
            return self.step
        return Step.DAY if self.days <= _DAYS_AS_DAYS else Step.WEEK if self.days <= _DAYS_AS_WEEKS else Step.MONTH

    def buckets(self) -> tuple[tuple[date, date], ...]:
        """(first, last) day of every part of the period, in order; parts at the ends may be short."""
        return tuple(buckets(self.first, self.last, self.divided))

    def compared(self) -> Asked | None:
        """The same question of the period it is compared with; None where with nothing."""
        if self.compare is Compare.NOTHING:
            return None
        if self.compare is Compare.BEFORE:
            back = timedelta(days=self.days)
            return replace(self, first=self.first - back, last=self.last - back, step=self.divided)
        return replace(self, first=year_before(self.first), last=year_before(self.last), step=self.divided)


def buckets(first: date, last: date, step: Step) -> list[tuple[date, date]]:
    """The days from `first` to `last` in days, weeks from Monday, or calendar months."""
    found, start = [], first
    while start <= last:
        end = min(part_end(start, step), last)
        found.append((start, end))
        start = end + timedelta(days=1)
    return found


def part_end(start: date, step: Step) -> date:
    """The last day of the day's day, week or month."""
    if step is Step.DAY:
        return start
    if step is Step.WEEK:
        return start + timedelta(days=6 - start.weekday())
    return month_end(start)


def month_end(day: date) -> date:
    """The last day of the day's month."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def year_before(day: date) -> date:
    """The same day a year earlier; 28 February for a leap day."""
    return day.replace(year=day.year - 1, day=28 if (day.month, day.day) == (2, 29) else day.day)


def ask(
    connection: Connection,
    first: date | None = None,
    last: date | None = None,
    *,
    channel_id: int | None = None,
    category: str | None = None,
    compare: Compare = Compare.BEFORE,
    step: Step | None = None,
    days: int = 30,
) -> Asked:
    """The question for these days, or for the last `days` days up to today."""
    zone = settings.read(connection, settings.ZONE)
    today = clock.business_day(clock.now(), zone)
    end = last or today
    begin = first or end - timedelta(days=days - 1)
    home = settings.read(connection, settings.CURRENCY)
    currency = _currency(connection, begin, end, channel_id) or home
    return Asked(begin, max(begin, end), today, zone, currency, home, channel_id, category, compare, step)


def _currency(connection: Connection, first: date, last: date, channel_id: int | None) -> str | None:
    """The channel's own currency, else the one most orders of the period are in, else of all."""
    if channel_id is not None:
        found = connection.execute(select(_channels.c.currency).where(_channels.c.id == channel_id)).scalar()
        return str(found) if found is not None else None
    counted = select(_days.c.currency).group_by(_days.c.currency).order_by(func.sum(_days.c.orders).desc()).limit(1)
    in_period = connection.execute(counted.where(_days.c.day.between(first, last))).scalar()
    return in_period or connection.execute(counted).scalar()
