"""Writes: the owner's goals, and what she says of them at their end."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from models.channels import Channel
from models.enums.growth import GoalFigure
from models.growth import Goal
from services import text
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.growth.figures import main_currency
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

LONGEST_DAYS = 1_100


@dataclass(frozen=True, slots=True)
class GoalDraft:
    """A goal as a form describes it; `target_value` counts, or is minor units where the figure is money."""

    name: str
    figure: GoalFigure
    first_on: date
    last_on: date
    target_value: int
    channel_id: int | None = None
    reason: str | None = None
    steps: str | None = None


@command("growth.add_goal", N_("Set the goal {name}"))
def add_goal(uow: UnitOfWork, draft: GoalDraft) -> int:
    """A new goal. Returns its id."""
    values = _valid(uow, draft)
    goal = Goal(**values, currency=main_currency(uow.connection, draft.channel_id))
    uow.add(goal)
    uow.flush()
    uow.describe(name=goal.name)
    return goal.id


@command("growth.edit_goal", N_("Edit the goal {name}"))
def edit_goal(uow: UnitOfWork, goal_id: int, draft: GoalDraft, *, version: int | None = None) -> None:
    """Replace what was entered of a goal; with `version`, refuse when it changed meanwhile. Its review stays."""
    goal = uow.get(Goal, goal_id)
    require_unchanged(goal, version, N_("goal"))
    values = _valid(uow, draft)
    if draft.channel_id != goal.channel_id:
        values["currency"] = main_currency(uow.connection, draft.channel_id)
    overwrite(goal, values)
    uow.describe(name=goal.name)


@command("growth.review_goal", N_("Review the goal {name}"))
def review_goal(uow: UnitOfWork, goal_id: int, words: str) -> None:
    """What the owner says came of a goal; an empty text takes it back."""
    goal = uow.get(Goal, goal_id)
    goal.review = words.strip() or None
    uow.describe(name=goal.name)


@command("growth.delete_goal", N_("Delete the goal {name}"))
def delete_goal(uow: UnitOfWork, goal_id: int) -> None:
    """Remove a goal with its review."""
    goal = uow.get(Goal, goal_id)
    uow.describe(name=goal.name)
    uow.delete(goal)


def _valid(uow: UnitOfWork, draft: GoalDraft) -> dict[str, Any]:
    name = draft.name.strip()
    if not name:
        raise Invalid(field=message(N_("Name")), value=draft.name, reason=message(N_("it must not be empty")))
    if draft.target_value <= 0:
        reason = message(N_("it must be more than zero"))
        raise Invalid(field=message(N_("Target")), value=str(draft.target_value), reason=reason)
    days = (draft.last_on - draft.first_on).days + 1
    if days < 1:
        reason = message(N_("it is before the first day"))
        raise Invalid(field=message(N_("Last day")), value=draft.last_on.isoformat(), reason=reason)
    if days > LONGEST_DAYS:
        reason = message(N_("a goal may last {count} days at most"), count=LONGEST_DAYS)
        raise Invalid(field=message(N_("Last day")), value=draft.last_on.isoformat(), reason=reason)
    if draft.channel_id is not None:
        uow.get(Channel, draft.channel_id)
    return {
        "name": name,
        "figure": draft.figure,
        "first_on": draft.first_on,
        "last_on": draft.last_on,
        "target_value": draft.target_value,
        "channel_id": draft.channel_id,
        "reason": text.clean(draft.reason),
        "steps": text.clean(draft.steps),
    }
