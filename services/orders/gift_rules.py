"""Gift rules: what a shop puts into a parcel for nothing, and when. They are kept among the settings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, select

from models.catalog import Sku
from services import settings, text
from services.errors import Invalid, NotFound
from services.formatting import money
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class GiftRule:
    """Who gets `quantity` pieces of the SKU for nothing: whoever fulfils every condition that is set.

    `least_minor` is what the order comes to in the shop's currency, `bought_sku_id` what must be among
    the items, `repeat_buyer` that the buyer has bought in the channel before. `key` names the rule for ever.
    """

    key: str
    name: str
    sku_id: int
    quantity: int = 1
    least_minor: int | None = None
    bought_sku_id: int | None = None
    repeat_buyer: bool = False
    channel_id: int | None = None
    is_on: bool = True


def gift_rules(connection: Connection) -> tuple[GiftRule, ...]:
    """The rules of this shop in their order, those that are off included."""
    return tuple(GiftRule(**kept) for kept in settings.read(connection, settings.GIFT_RULES))


@dataclass(frozen=True, slots=True)
class GiftRuleView:
    """A rule with the codes of its SKUs, as a person reads it."""

    rule: GiftRule
    code: str
    bought_code: str | None


def rule_views(connection: Connection) -> tuple[GiftRuleView, ...]:
    """The rules with their codes; a SKU that was deleted since is shown by its id."""
    found = gift_rules(connection)
    wanted = {rule.sku_id for rule in found} | {rule.bought_sku_id for rule in found if rule.bought_sku_id is not None}
    rows = connection.execute(select(_skus.c.id, _skus.c.code).where(_skus.c.id.in_(wanted)))
    codes = {row.id: row.code for row in rows}

    def code_of(sku_id: int) -> str:
        return str(codes.get(sku_id, f"#{sku_id}"))

    return tuple(
        GiftRuleView(rule, code_of(rule.sku_id), None if rule.bought_sku_id is None else code_of(rule.bought_sku_id))
        for rule in found
    )


@command("gifts.save_rule", N_("Save the gift rule {name}"))
def save_rule(uow: UnitOfWork, rule: GiftRule, code: str, bought_code: str = "") -> None:
    """Add a rule, or replace the one of its key; the SKUs are named by their codes. An empty key makes a new one."""
    kept = list(gift_rules(uow.connection))
    sku_id = _coded(uow.connection, N_("Gift"), code)
    bought = _coded(uow.connection, N_("Bought with it"), bought_code) if bought_code.strip() else None
    key = rule.key.strip() or uuid4().hex
    wanted = replace(rule, key=key, sku_id=sku_id, bought_sku_id=bought)
    require_sound(uow, wanted)
    places = [place for place, one in enumerate(kept) if one.key == key]
    if places:
        kept[places[0]] = wanted
    else:
        kept.append(wanted)
    settings.keep(uow, settings.GIFT_RULES, [_to_json(one) for one in kept])
    uow.describe(name=wanted.name or code.strip())


@command("gifts.remove_rule", N_("Remove the gift rule {name}"))
def remove_rule(uow: UnitOfWork, key: str) -> None:
    """Forget a rule; the gifts it gave stay. `NotFound` where there is none of this key."""
    kept = gift_rules(uow.connection)
    gone = next((rule for rule in kept if rule.key == key), None)
    if gone is None:
        raise NotFound(what=message(N_("gift rule")), which=key)
    settings.keep(uow, settings.GIFT_RULES, [_to_json(one) for one in kept if one.key != key])
    uow.describe(name=gone.name or gone.key)


def _coded(connection: Connection, label: str, code: str) -> int:
    found = connection.execute(select(_skus.c.id).where(_skus.c.code_key == text.key(code))).scalar()
    if found is None:
        reason = message(N_("no product has this code"))
        raise Invalid(field=message(label), value=code.strip(), reason=reason)
    return int(found)


@command("gifts.set_rules", N_("Change the gift rules"))
def set_rules(uow: UnitOfWork, wanted: Sequence[GiftRule]) -> None:
    """Keep these rules; orders that got their gifts keep them."""
    for rule in wanted:
        require_sound(uow, rule)
    if len({rule.key for rule in wanted}) < len(wanted):
        reason = message(N_("two rules have the same key"))
        raise Invalid(field=message(N_("Gift rule")), value=wanted[0].key, reason=reason)
    settings.keep(uow, settings.GIFT_RULES, [_to_json(rule) for rule in wanted])


def require_sound(uow: UnitOfWork, rule: GiftRule) -> None:
    """`Invalid` or `NotFound` for a rule that gives nothing, or a SKU that is not there."""
    uow.get(Sku, rule.sku_id)
    if rule.bought_sku_id is not None:
        uow.get(Sku, rule.bought_sku_id)
    if rule.quantity < 1:
        reason = message(N_("it must be 1 or more"))
        raise Invalid(field=message(N_("Quantity")), value=str(rule.quantity), reason=reason)
    if rule.least_minor is not None and rule.least_minor < 0:
        reason = message(N_("it must not be negative"))
        value = money(rule.least_minor, settings.read(uow.connection, settings.CURRENCY))
        raise Invalid(field=message(N_("Amount")), value=value, reason=reason)
    if not rule.key.strip():
        raise Invalid(field=message(N_("Gift rule")), value=rule.key, reason=message(N_("it must not be empty")))


def _to_json(rule: GiftRule) -> dict[str, Any]:
    return {name: getattr(rule, name) for name in GiftRule.__dataclass_fields__}
