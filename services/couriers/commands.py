"""Writes: the shop's list of couriers, its freight rules, and the templates its platforms read."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from models.channels import Channel
from services import settings
from services.couriers import book, freight
from services.couriers.book import Courier
from services.couriers.freight import FreightRule
from services.errors import Invalid, TemplateProblem
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders.hold_rules import HoldRule
from services.orders.holding import reconsider

_MOST_BYTES = 2_000_000  # what platforms take at most


@command("couriers.change", N_("Change the courier {name}"))
def change_courier(uow: UnitOfWork, courier: Courier) -> None:
    """Keep a courier as it is given: a new one, or one of the list with other names, numbers or use."""
    name = courier.name.strip()
    if not name or not courier.key.strip():
        raise Invalid(field=message(N_("Courier")), value=courier.name, reason=message(N_("it must not be empty")))
    book.require_patterns(courier.patterns)
    known = book.couriers(uow.connection)
    same = book.named(known, name)
    if same is not None and same.key != courier.key:
        reason = message(N_("there is such a courier already"))
        raise Invalid(field=message(N_("Courier")), value=name, reason=reason)
    kept = [one for one in settings.read(uow.connection, settings.COURIERS) if one["key"] != courier.key]
    settings.keep(uow, settings.COURIERS, [*kept, book.to_json(courier)])
    uow.describe(name=name)


@command("couriers.restore", N_("Take the couriers as the program brings them"))
def restore_couriers(uow: UnitOfWork) -> None:
    """Forget every change of the list; couriers that were added here go too."""
    settings.keep(uow, settings.COURIERS, [])


@command("couriers.freight_rules", NN_("Keep {count} freight rule", "Keep {count} freight rules"))
def set_freight_rules(uow: UnitOfWork, rules: Sequence[FreightRule]) -> None:
    """Replace all freight rules."""
    known = {one.key for one in book.couriers(uow.connection)}
    for rule in rules:
        freight.require_rule(rule)
        if rule.courier not in known:
            reason = message(N_("there is no such courier"))
            raise Invalid(field=message(N_("Courier")), value=rule.courier, reason=reason)
    settings.keep(uow, settings.FREIGHT_RULES, [freight.to_json(rule) for rule in rules])
    reconsider(uow, HoldRule.MARGIN)
    uow.describe(count=len(rules))


@command("couriers.keep_template", N_("Keep the ship template of {channel}"))
def keep_template(uow: UnitOfWork, channel_id: int, name: str, content: bytes) -> None:
    """Keep the platform's empty template of a channel in the shop; without content it is forgotten."""
    channel = uow.get(Channel, channel_id)
    if len(content) > _MOST_BYTES:
        raise TemplateProblem(file=name, reason=message(N_("it is larger than an empty template can be")))
    known = settings.read(uow.connection, settings.SHIP_TEMPLATES)
    kept = {key: value for key, value in known.items() if key != str(channel_id)}
    if content:
        kept[str(channel_id)] = {"name": name, "content": base64.b64encode(content).decode("ascii")}
    settings.keep(uow, settings.SHIP_TEMPLATES, kept)
    uow.describe(channel=channel.name)
