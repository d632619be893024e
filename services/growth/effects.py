"""Reads: a figure before and after something was changed, and whether the difference can say anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from sqlalchemy import Connection, select

from models.catalog import Sku
from models.channels import Channel
from models.enums.growth import GoalFigure
from models.growth import ActionNote
from models.values import WHOLE_PPM
from services.business_day import shop_today
from services.errors import NotFound
from services.festivals import festivals
from services.growth.actions import ActionDraft
from services.growth.figures import MONEY_FIGURES, Measured, daily, main_currency
from services.i18n import N_
from services.kernel.table_query import stored_rows
from services.messages import message

WEEK, MOST_WEEKS = 7, 4
LEAST_EVENTS = 30
"""With fewer orders (buyers, visitors) before and after together nothing is concluded."""
LEAST_COMPARISONS = 8
"""Usual changes are known from at least so many pairs of weeks in the past."""
_PAST_WEEKS = 26

_actions = ActionNote.table()
_skus = Sku.table()
_channels = Channel.table()


class Verdict(StrEnum):
    """What before and after can say."""

    TOO_EARLY = "too_early"
    TOO_FEW = "too_few"
    NO_PAST = "no_past"
    USUAL = "usual"
    ROSE = "rose"
    FELL = "fell"


@dataclass(frozen=True, slots=True)
class Effect:
    """The figure of as many whole weeks before the day as after it; the day itself counts in neither.

    `usual_ppm` is the change that nine of ten pairs of neighbouring spans of the same length in the past did not
    exceed. `others` are what else fell into these days: festivals and other noted actions, as (day, words).
    """

    days: int
    before: int
    after: int
    usual_ppm: int | None
    verdict: Verdict
    others: tuple[tuple[date, str], ...] = ()

    @property
    def change_ppm(self) -> int | None:
        """The change as parts per million of before; None where before was nothing."""
        return change_of(self.before, self.after)


@dataclass(frozen=True, slots=True)
class ActionView:
    """One noted action whole, with what came after it. Values are minor units of `currency` where `is_money`."""

    id: int
    version: int
    draft: ActionDraft
    channel: str | None
    currency: str
    first: date
    values: tuple[int, ...]
    effect: Effect

    @property
    def is_money(self) -> bool:
        """Whether the figure is an amount."""
        return self.draft.figure in MONEY_FIGURES


def action_view(connection: Connection, action_id: int) -> ActionView:
    """A noted action with its figure from four weeks before it to four weeks after, as far as days are over."""
    a = _actions.c
    source = _actions.outerjoin(_skus, _skus.c.id == a.sku_id).outerjoin(_channels, _channels.c.id == a.channel_id)
    columns = select(_actions, _skus.c.code, _channels.c.name.label("channel")).select_from(source)
    row = connection.execute(columns.where(a.id == action_id)).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("noted action")), which=str(action_id))
    draft = ActionDraft(**{name: row[name] for name in ActionDraft.__slots__})
    what = Measured(draft.figure, main_currency(connection, draft.channel_id), draft.channel_id, row["sku_id"])
    yesterday = shop_today(connection) - timedelta(days=1)
    span = timedelta(days=WEEK * MOST_WEEKS)
    first, last = draft.day - span, min(draft.day + span, yesterday)
    values = daily(connection, what, first, last) if last >= first else []
    return ActionView(
        row["id"], row["version"], draft, row["channel"], what.currency, first, tuple(values),
        _effect(connection, what, draft.day, yesterday, action_id),
    )  # fmt: skip


def change_of(before: int, after: int) -> int | None:
    """The change as parts per million of `before`, towards zero; None where that was nothing or below."""
    if before <= 0:
        return None
    size = abs(after - before) * WHOLE_PPM // before
    return size if after >= before else -size


def usual_change(past: Sequence[int], days: int) -> int | None:
    """The change, in ppm, that nine of ten neighbouring spans of `days` days did not exceed; spans step by weeks."""
    changes = []
    for start in range(0, len(past) - 2 * days + 1, WEEK):
        found = change_of(sum(past[start : start + days]), sum(past[start + days : start + 2 * days]))
        if found is not None:
            changes.append(abs(found))
    if len(changes) < LEAST_COMPARISONS:
        return None
    changes.sort()
    return changes[-(len(changes) // 10) - 1]


def judge(before: int, after: int, events: int, usual: int | None, days: int) -> Verdict:
    """What can be said; `events` is how many orders, buyers or visitors both spans count."""
    change = change_of(before, after)
    if days < WEEK:
        return Verdict.TOO_EARLY
    if events < LEAST_EVENTS:
        return Verdict.TOO_FEW
    if usual is None or change is None:
        return Verdict.NO_PAST
    if abs(change) <= usual:
        return Verdict.USUAL
    return Verdict.ROSE if change > 0 else Verdict.FELL


def _effect(connection: Connection, what: Measured, day: date, yesterday: date, action_id: int) -> Effect:
    weeks = min(max((yesterday - day).days, 0) // WEEK, MOST_WEEKS)
    days = WEEK * weeks
    if not days:
        return Effect(0, 0, 0, None, Verdict.TOO_EARLY)
    span, one = timedelta(days=days), timedelta(days=1)
    before = sum(daily(connection, what, day - span, day - one))
    after = sum(daily(connection, what, day + one, day + span))
    past = daily(connection, what, day - timedelta(days=WEEK * _PAST_WEEKS), day - one)
    usual = usual_change(past[_first_known(past) :], days)
    counted = Measured(_counted(what.figure), what.currency, what.channel_id, what.sku_id)
    events = sum(daily(connection, counted, day - span, day + span))
    others = _others(connection, day - span, day + span, action_id)
    return Effect(days, before, after, usual, judge(before, after, events, usual, days), others)


def _first_known(past: Sequence[int]) -> int:
    return next((place for place, value in enumerate(past) if value), len(past))


def _counted(figure: GoalFigure) -> GoalFigure:
    return GoalFigure.ORDERS if figure in MONEY_FIGURES else figure


def _others(connection: Connection, first: date, last: date, action_id: int) -> tuple[tuple[date, str], ...]:
    a = _actions.c
    statement = select(a.day, a.what).where(a.day.between(first, last), a.id != action_id)
    noted = [(date.fromisoformat(day), what) for day, what in stored_rows(connection, statement)]
    return tuple(sorted([*festivals(first, last), *noted]))
