"""Writes: product launches with their steps and their cost sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from models.enums.growth import LaunchStage
from models.launches import Launch, LaunchCost, LaunchStep
from models.values import WHOLE_PPM
from services import settings, text
from services.business_day import shop_today
from services.catalog.writing import sku_id_of
from services.editing import overwrite, require_unchanged
from services.errors import Invalid
from services.formatting import money
from services.growth.launch_costs import CostLine
from services.growth.launch_words import LONGEST_NAME, MOST_STEPS, TemplateStep, require_steps
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

MOST_COSTS = 40
_HIGHEST = 10**13


@dataclass(frozen=True, slots=True)
class LaunchDraft:
    """A launch as a form describes it; `code` is that of the SKU it became, `price_minor` in the shop's currency."""

    name: str
    launch_on: date | None = None
    code: str | None = None
    price_minor: int | None = None
    note: str | None = None


@command("growth.add_launch", N_("Begin the launch “{name}”"))
def add_launch(uow: UnitOfWork, draft: LaunchDraft, steps: Sequence[TemplateStep]) -> int:
    """A launch with the steps of a checklist, each due on its day before or after the launch. Returns its id."""
    row = Launch(**_valid(uow, draft))
    uow.add(row)
    uow.flush()
    uow.add_all(
        LaunchStep(launch_id=row.id, position=place, stage=one.stage, title=one.title.strip(),
                   due_on=_due(row.launch_on, one.days))
        for place, one in enumerate(require_steps(steps))
    )  # fmt: skip
    uow.describe(name=row.name)
    return row.id


@command("growth.edit_launch", N_("Edit the launch “{name}”"))
def edit_launch(uow: UnitOfWork, launch_id: int, draft: LaunchDraft, *, version: int | None = None) -> None:
    """Name, day, price and product anew; another launch day moves the open steps by as many days."""
    row = uow.get(Launch, launch_id)
    require_unchanged(row, version, N_("launch"))
    values = _valid(uow, draft)
    if row.launch_on is not None and values["launch_on"] is not None:
        moved = values["launch_on"] - row.launch_on
        for step in _steps(uow, launch_id) if moved else ():
            if step.done_on is None and step.due_on is not None:
                step.due_on = step.due_on + moved
    overwrite(row, values)
    uow.describe(name=row.name)


@command("growth.tick_launch_step", N_("{done}: {title}"))
def tick_launch_step(uow: UnitOfWork, step_id: int, *, is_done: bool) -> None:
    """Mark a step done today, or open again."""
    step = uow.get(LaunchStep, step_id)
    step.done_on = shop_today(uow.connection) if is_done else None
    uow.describe(done=message(N_("Done")) if is_done else message(N_("Not done")), title=step.title)


@command("growth.set_launch_step", N_("Edit the step “{title}”"))
def set_launch_step(
    uow: UnitOfWork, step_id: int, stage: LaunchStage, title: str, due_on: date | None, note: str | None = None
) -> None:
    """Another stage, title, due day or note of a step."""
    step = uow.get(LaunchStep, step_id)
    require_steps([TemplateStep(stage, title, None)])
    step.stage, step.title, step.due_on = stage, title.strip(), due_on
    step.note = text.clean(note)
    uow.describe(title=step.title)


@command("growth.add_launch_step", N_("Add the step “{title}”"))
def add_launch_step(
    uow: UnitOfWork, launch_id: int, stage: LaunchStage, title: str, due_on: date | None, note: str | None = None
) -> int:
    """One more step, at the end of its stage. Returns its id."""
    uow.get(Launch, launch_id)
    require_steps([TemplateStep(stage, title, None)])
    known = _steps(uow, launch_id)
    if len(known) >= MOST_STEPS:
        reason = message(N_("there must be 1 to {most}"), most=MOST_STEPS)
        raise Invalid(field=message(N_("Steps")), value=str(len(known) + 1), reason=reason)
    order = list(LaunchStage)
    place = next((n for n, one in enumerate(known) if order.index(one.stage) > order.index(stage)), len(known))
    for number, one in enumerate(known):  # those before it too: a deleted step leaves a gap
        one.position = number if number < place else number + 1
    row = LaunchStep(launch_id=launch_id, position=place, stage=stage, title=title.strip(), due_on=due_on,
                     note=text.clean(note))  # fmt: skip
    uow.add(row)
    uow.flush()
    uow.describe(title=row.title)
    return row.id


@command("growth.delete_launch_step", N_("Delete the step “{title}”"))
def delete_launch_step(uow: UnitOfWork, step_id: int) -> None:
    """Take a step off its launch."""
    step = uow.get(LaunchStep, step_id)
    uow.describe(title=step.title)
    uow.delete(step)


@command("growth.set_launch_costs", N_("Cost sheet of “{name}”"))
def set_launch_costs(
    uow: UnitOfWork, launch_id: int, lines: Sequence[CostLine], price_minor: int | None = None
) -> None:
    """Replace the lines of the cost sheet, and the price it is worked out at."""
    row = uow.get(Launch, launch_id)
    if len(lines) > MOST_COSTS:
        reason = message(N_("there may be {most} at most"), most=MOST_COSTS)
        raise Invalid(field=message(N_("Costs")), value=str(len(lines)), reason=reason)
    for line in lines:
        _require_cost(line)
    row.price_minor = _price(uow, price_minor)
    known = uow.all(select(LaunchCost).where(LaunchCost.launch_id == launch_id).order_by(LaunchCost.position))
    for place, line in enumerate(lines):
        kept = replace(line, name=text.clean(line.name))
        values = {name: getattr(kept, name) for name in CostLine.__slots__}
        if place < len(known):
            for name, value in values.items():
                setattr(known[place], name, value)
        else:
            uow.add(LaunchCost(launch_id=launch_id, position=place, **values))
    for gone in known[len(lines) :]:
        uow.delete(gone)
    uow.describe(name=row.name)


@command("growth.review_launch", N_("Review of “{name}”"))
def review_launch(uow: UnitOfWork, launch_id: int, words: str) -> None:
    """Write down what came of a launch."""
    row = uow.get(Launch, launch_id)
    row.review = words.strip() or None
    uow.describe(name=row.name)


@command("growth.close_launch", N_("Close the launch “{name}”"))
def close_launch(uow: UnitOfWork, launch_id: int, *, is_closed: bool = True) -> None:
    """A launch is over (or goes on after all): its late steps are no longer called."""
    row = uow.get(Launch, launch_id)
    row.closed_on = shop_today(uow.connection) if is_closed else None
    uow.describe(name=row.name)


@command("growth.delete_launch", N_("Delete the launch “{name}”"))
def delete_launch(uow: UnitOfWork, launch_id: int) -> None:
    """Remove a launch with its steps and its cost sheet."""
    row = uow.get(Launch, launch_id)
    uow.describe(name=row.name)
    for part in (*_steps(uow, launch_id), *uow.all(select(LaunchCost).where(LaunchCost.launch_id == launch_id))):
        uow.delete(part)
    uow.flush()
    uow.delete(row)


def _steps(uow: UnitOfWork, launch_id: int) -> list[LaunchStep]:
    return uow.all(select(LaunchStep).where(LaunchStep.launch_id == launch_id).order_by(LaunchStep.position))


def _due(launch_on: date | None, days: int | None) -> date | None:
    return None if launch_on is None or days is None else launch_on + timedelta(days=days)


def _price(uow: UnitOfWork, price_minor: int | None) -> int | None:
    if price_minor is not None and not 0 <= price_minor < _HIGHEST:
        reason = message(N_("it must not be negative") if price_minor < 0 else N_("no price is so high"))
        value = money(price_minor, settings.read(uow.connection, settings.CURRENCY))
        raise Invalid(field=message(N_("Price")), value=value, reason=reason)
    return price_minor


def _require_cost(line: CostLine) -> None:
    if (line.amount_minor is None) == (line.share_ppm is None) or (line.is_once and line.share_ppm is not None):
        reason = message(N_("type an amount, or a share of the price of one piece"))
        raise Invalid(field=message(N_("Costs")), value=line.name or str(line.kind), reason=reason)
    if not 0 <= (line.amount_minor or 0) < _HIGHEST or not 0 <= (line.share_ppm or 0) <= WHOLE_PPM:
        reason = message(N_("it must not be negative, nor more than the whole price"))
        raise Invalid(field=message(N_("Costs")), value=line.name or str(line.kind), reason=reason)


def _valid(uow: UnitOfWork, draft: LaunchDraft) -> dict[str, Any]:
    name = " ".join(draft.name.split())
    if not name or len(name) > LONGEST_NAME:
        reason = message(N_("it must have 1 to {most} characters"), most=LONGEST_NAME)
        raise Invalid(field=message(N_("Name")), value=name[:40], reason=reason)
    return {
        "name": name,
        "launch_on": draft.launch_on,
        "sku_id": sku_id_of(uow, draft.code),
        "price_minor": _price(uow, draft.price_minor),
        "note": text.clean(draft.note),
    }
