"""Words of launches, and the checklist they begin with."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from models.enums.growth import LaunchCostKind, LaunchStage
from services import settings
from services.errors import Invalid
from services.i18n import N_, translate
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

LAUNCH_STAGES: Mapping[LaunchStage, str] = {
    LaunchStage.IDEA: N_("Idea"),
    LaunchStage.SAMPLE: N_("Sample"),
    LaunchStage.COST: N_("Cost"),
    LaunchStage.LISTING: N_("Listing"),
    LaunchStage.PICTURES: N_("Pictures"),
    LaunchStage.PRICE: N_("Price"),
    LaunchStage.STOCK: N_("Stock"),
    LaunchStage.LAUNCH: N_("Launch"),
    LaunchStage.DAY_7: N_("Day 7"),
    LaunchStage.DAY_30: N_("Day 30"),
}
COST_LABELS: Mapping[LaunchCostKind, str] = {
    LaunchCostKind.PURCHASE: N_("Goods bought"),
    LaunchCostKind.FREIGHT: N_("Freight"),
    LaunchCostKind.PACKING: N_("Packing"),
    LaunchCostKind.PLATFORM: N_("Platform fee"),
    LaunchCostKind.ADS: N_("Ads"),
    LaunchCostKind.OTHER: N_("Other"),
}
_USUAL = (
    (LaunchStage.IDEA, N_("Look at what competitors sell, at which price and with which complaints"), -45),
    (LaunchStage.SAMPLE, N_("Order samples of two suppliers"), -40),
    (LaunchStage.SAMPLE, N_("Test the sample: quality, smell, size, packing"), -30),
    (LaunchStage.COST, N_("Fill in the cost sheet"), -28),
    (LaunchStage.COST, N_("Agree price, smallest quantity and delivery time with the supplier"), -26),
    (LaunchStage.PICTURES, N_("Take main picture, detail pictures and a short video"), -18),
    (LaunchStage.LISTING, N_("Write title, options and detail page"), -14),
    (LaunchStage.LISTING, N_("Add the product here and link the platform's code"), -12),
    (LaunchStage.PRICE, N_("Set sale price and minimum price"), -10),
    (LaunchStage.STOCK, N_("Order the first stock and receive it"), -7),
    (LaunchStage.STOCK, N_("Weigh and pack one piece, check the freight"), -3),
    (LaunchStage.LAUNCH, N_("Put it on sale and tell the regulars"), 0),
    (LaunchStage.LAUNCH, N_("Publish the first post"), 0),
    (LaunchStage.DAY_7, N_("Review day 7: visitors, conversion, questions, first reviews"), 7),
    (LaunchStage.DAY_30, N_("Review day 30: go on, change or stop"), 30),
)  # fmt: skip
USUAL_NAME = N_("Usual checklist")
MOST_STEPS, MOST_TEMPLATES, LONGEST_NAME, MOST_DAYS = 60, 20, 80, 730


@dataclass(frozen=True, slots=True)
class TemplateStep:
    """A step of a checklist: due so many days after the launch day, before it where negative; None: on no day."""

    stage: LaunchStage
    title: str
    days: int | None


@dataclass(frozen=True, slots=True)
class LaunchTemplate:
    """A checklist launches begin with."""

    name: str
    steps: tuple[TemplateStep, ...]


def usual_template() -> LaunchTemplate:
    """The built-in checklist in the language that is on."""
    return LaunchTemplate(
        translate(USUAL_NAME), tuple(TemplateStep(one[0], translate(one[1]), one[2]) for one in _USUAL)
    )


def launch_templates(connection: Connection) -> tuple[LaunchTemplate, ...]:
    """The owner's own checklists by name; the built-in one is not among them."""
    return tuple(_read(one) for one in settings.read(connection, settings.LAUNCH_TEMPLATES))


@command("growth.keep_launch_template", N_("Keep the checklist “{name}”"))
def keep_launch_template(uow: UnitOfWork, template: LaunchTemplate) -> None:
    """Keep a checklist under its name, in place of the one that has it."""
    name = " ".join(template.name.split())
    if not name or len(name) > LONGEST_NAME:
        reason = message(N_("it must have 1 to {most} characters"), most=LONGEST_NAME)
        raise Invalid(field=message(N_("Name")), value=name[:40], reason=reason)
    kept = [one for one in settings.read(uow.connection, settings.LAUNCH_TEMPLATES) if one["name"] != name]
    if len(kept) >= MOST_TEMPLATES:
        reason = message(N_("there may be {most} at most"), most=MOST_TEMPLATES)
        raise Invalid(field=message(N_("Checklists")), value=str(len(kept) + 1), reason=reason)
    made = {"name": name, "steps": [_stored(one) for one in require_steps(template.steps)]}
    settings.keep(uow, settings.LAUNCH_TEMPLATES, sorted([*kept, made], key=lambda one: str(one["name"])))
    uow.describe(name=name)


@command("growth.delete_launch_template", N_("Delete the checklist “{name}”"))
def delete_launch_template(uow: UnitOfWork, name: str) -> None:
    """Offer a checklist no more; launches that began with it keep their steps."""
    kept = settings.read(uow.connection, settings.LAUNCH_TEMPLATES)
    settings.keep(uow, settings.LAUNCH_TEMPLATES, [one for one in kept if one["name"] != name])
    uow.describe(name=name)


def require_steps(steps: Sequence[TemplateStep]) -> tuple[TemplateStep, ...]:
    """Steps with a title each, `MOST_STEPS` at most and within two years of the launch; raises `Invalid`."""
    if not 1 <= len(steps) <= MOST_STEPS:
        reason = message(N_("there must be 1 to {most}"), most=MOST_STEPS)
        raise Invalid(field=message(N_("Steps")), value=str(len(steps)), reason=reason)
    for one in steps:
        if not one.title.strip():
            raise Invalid(field=message(N_("Step")), value="", reason=message(N_("it must not be empty")))
        if one.days is not None and abs(one.days) > MOST_DAYS:
            reason = message(N_("it must be within {most} days of the launch"), most=MOST_DAYS)
            raise Invalid(field=message(N_("Step")), value=one.title, reason=reason)
    return tuple(steps)


def _stored(one: TemplateStep) -> dict[str, Any]:
    return {"stage": str(one.stage), "title": one.title.strip(), "days": one.days}


def _read(one: dict[str, Any]) -> LaunchTemplate:
    steps = (TemplateStep(LaunchStage(step["stage"]), step["title"], step["days"]) for step in one["steps"])
    return LaunchTemplate(one["name"], tuple(steps))
