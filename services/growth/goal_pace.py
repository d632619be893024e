"""Reads: how far each goal has come, whether that is on pace, and what is likely by its end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Row, Select, select

from models.channels import Channel
from models.growth import Goal
from models.values import WHOLE_PPM
from services.business_day import shop_today
from services.growth.figures import MONEY_FIGURES, Measured, daily
from services.growth.goals import GoalDraft
from services.rollups.forecast import forecast

LEAST_DAYS = 7
"""Before a week of a goal is over nothing is said of its end from its own pace."""
_LEARNT = 182

_goals = Goal.table()
_channels = Channel.table()


class Outlook(StrEnum):
    """What can be said of a goal today."""

    PLANNED = "planned"
    REACHED = "reached"
    LIKELY = "likely"
    OPEN = "open"
    UNLIKELY = "unlikely"
    TOO_EARLY = "too_early"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Expected:
    """Where a goal is likely to end, between `low` and `high`.

    `error_ppm` is how far such forecasts were off in the past; None where there is too little past and the
    goal's own pace so far is carried on.
    """

    value: int
    low: int
    high: int
    error_ppm: int | None


@dataclass(frozen=True, slots=True)
class GoalView:
    """One goal with its progress. Values are counts, or minor units of `currency` where `is_money`.

    `values` are those of its days up to today; `due` is what should be done by the end of yesterday,
    and `done_before` what was; `done` counts today as far as it is known.
    """

    id: int
    version: int
    draft: GoalDraft
    review: str | None
    channel: str | None
    currency: str
    today: date
    values: tuple[int, ...]
    due: int
    expected: Expected | None
    outlook: Outlook

    @property
    def is_money(self) -> bool:
        """Whether the figure is an amount."""
        return self.draft.figure in MONEY_FIGURES

    @property
    def days(self) -> int:
        """How many days the goal has."""
        return (self.draft.last_on - self.draft.first_on).days + 1

    @property
    def over_days(self) -> int:
        """How many of them are over."""
        return over_days(self.draft.first_on, self.draft.last_on, self.today)

    @property
    def done(self) -> int:
        """What has been reached so far."""
        return sum(self.values)

    @property
    def done_before(self) -> int:
        """What had been reached by the end of yesterday."""
        return sum(self.values[: self.over_days])

    @property
    def has_ended(self) -> bool:
        """Whether its last day is over."""
        return self.today > self.draft.last_on

    @property
    def needed_a_day(self) -> int | None:
        """What every day that is left, today among them, must bring; None where nothing is left to do."""
        left_days = self.days - self.over_days
        missing = self.draft.target_value - self.done_before
        return None if left_days <= 0 or missing <= 0 else -(-missing // left_days)


def goals(connection: Connection) -> tuple[GoalView, ...]:
    """All goals: the running ones by their end, then the planned, then those that have ended, newest first."""
    today = shop_today(connection)
    found = [_view(connection, row, today) for row in connection.execute(_statement())]
    running = [one for one in found if one.draft.first_on <= today <= one.draft.last_on]
    planned = [one for one in found if one.draft.first_on > today]
    ended = [one for one in found if one.has_ended]
    running.sort(key=lambda one: (one.draft.last_on, one.id))
    planned.sort(key=lambda one: (one.draft.first_on, one.id))
    ended.sort(key=lambda one: (one.draft.last_on, one.id), reverse=True)
    return (*running, *planned, *ended)


def over_days(first: date, last: date, today: date) -> int:
    """How many days of a period are over: today is not."""
    return min(max((today - first).days, 0), (last - first).days + 1)


def due_by(target: int, days: int, over: int) -> int:
    """What should be done when `over` of `days` days are over, every day alike; rounded half up."""
    return (2 * target * over + days) // (2 * days)


def _statement() -> Select[Any]:
    return select(_goals, _channels.c.name.label("channel")).outerjoin(_channels, _channels.c.id == _goals.c.channel_id)


def _view(connection: Connection, row: Row[Any], today: date) -> GoalView:
    known = row._mapping
    draft = GoalDraft(**{name: known[name] for name in GoalDraft.__slots__})
    what = Measured(draft.figure, known["currency"], draft.channel_id)
    until = min(today, draft.last_on)
    values = daily(connection, what, draft.first_on, until) if until >= draft.first_on else []
    days, over = (draft.last_on - draft.first_on).days + 1, over_days(draft.first_on, draft.last_on, today)
    expected = None
    if draft.first_on <= today <= draft.last_on:
        past = daily(connection, what, today - timedelta(days=_LEARNT), today - timedelta(days=1))
        expected = likely_end(sum(values[:over]), over, days - over, past)
    view_outlook = outlook(draft, sum(values), expected, today)
    return GoalView(
        known["id"], known["version"], draft, known["review"], known["channel"], known["currency"], today,
        tuple(values), due_by(draft.target_value, days, over), expected, view_outlook,
    )  # fmt: skip


def likely_end(done: int, over: int, left: int, past: Sequence[int]) -> Expected | None:
    """What a goal comes to: done by yesterday plus the forecast of the days left, else plus its own pace."""
    made = forecast(past, left)
    if made is not None:
        ahead = sum(made.values)
        miss = ahead * min(made.error_ppm if made.error_ppm is not None else WHOLE_PPM, WHOLE_PPM) // WHOLE_PPM
        return Expected(done + ahead, done + ahead - miss, done + ahead + miss, made.error_ppm)
    if over < LEAST_DAYS:
        return None
    ahead = done * left // over
    return Expected(done + ahead, done, done + 2 * max(ahead, 0), None)


def outlook(draft: GoalDraft, done: int, expected: Expected | None, today: date) -> Outlook:
    """What can be said of a goal: what is certain first, then what the forecast's bounds allow."""
    if today < draft.first_on:
        return Outlook.PLANNED
    if done >= draft.target_value:
        return Outlook.REACHED
    if today > draft.last_on:
        return Outlook.MISSED
    if expected is None:
        return Outlook.TOO_EARLY
    if expected.low >= draft.target_value:
        return Outlook.LIKELY
    return Outlook.OPEN if expected.high >= draft.target_value else Outlook.UNLIKELY
