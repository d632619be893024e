"""What sending a parcel should cost, by the rules of the shop. Pure: no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from services.couriers.regions import province_key
from services.errors import Invalid
from services.i18n import N_
from services.messages import message

_CM3_TO_G = 1000  # a divisor says how many cubic centimetres weigh a kilogram
_MM3_PER_CM3 = 1000
_FULL_G = 1000


@dataclass(frozen=True, slots=True)
class FreightRule:
    """What one courier asks for parcels to some provinces, since a day.

    `provinces` empty: everywhere no other rule names. Weights are grams, amounts minor units of the
    shop's currency. `volume_divisor` (cubic centimetres per kilogram) is 0 where volume does not count.
    `surcharge_minor` is added for remote places.
    """

    courier: str
    first_g: int
    first_minor: int
    step_g: int = 0
    step_minor: int = 0
    provinces: tuple[str, ...] = ()
    since: date | None = None
    volume_divisor: int = 0
    surcharge_minor: int = 0


@dataclass(frozen=True, slots=True)
class Quote:
    """What one courier would ask: the weight that is billed in grams, and the amount in minor units."""

    courier: str
    billed_g: int
    minor: int


def rule_for(rules: Iterable[FreightRule], courier: str, province: str, day: date) -> FreightRule | None:
    """The newest rule of the courier that holds on `day`; one that names the province goes before one for the rest."""
    wanted = province_key(province)
    holding = [one for one in rules if one.courier == courier and (one.since is None or one.since <= day)]
    naming = [one for one in holding if wanted and wanted in {province_key(name) for name in one.provinces}]
    found = naming or [one for one in holding if not one.provinces]
    return max(found, key=lambda one: one.since or date.min, default=None)


def billed_weight(rule: FreightRule, weight_g: int, volume_mm3: int) -> int:
    """The heavier of weight and volume weight, in grams."""
    if not rule.volume_divisor:
        return weight_g
    return max(weight_g, -(-volume_mm3 * _CM3_TO_G // (rule.volume_divisor * _MM3_PER_CM3)))


def rounded_weight(rule: FreightRule | None, weight_g: int) -> int:
    """The weight a bill names for a load: full up to the first weight or the further one begun; else full kilograms."""
    first, step = (rule.first_g, rule.step_g) if rule is not None and rule.step_g else (0, _FULL_G)
    return first + -(-max(weight_g - first, 0) // step) * step


def price(rule: FreightRule, weight_g: int, volume_mm3: int = 0) -> Quote:
    """First weight, every further weight begun, and the surcharge."""
    billed = billed_weight(rule, weight_g, volume_mm3)
    further = max(billed - rule.first_g, 0)
    steps = -(-further // rule.step_g) if rule.step_g else 0
    return Quote(rule.courier, billed, rule.first_minor + steps * rule.step_minor + rule.surcharge_minor)


def quotes(
    rules: Sequence[FreightRule], couriers: Iterable[str], province: str, weight_g: int, volume_mm3: int, day: date
) -> tuple[Quote, ...]:
    """What each of these couriers would ask, the cheapest first; one without a rule for the place is left out."""
    found = [rule_for(rules, courier, province, day) for courier in dict.fromkeys(couriers)]
    asked = [price(rule, weight_g, volume_mm3) for rule in found if rule is not None]
    return tuple(sorted(asked, key=lambda one: one.minor))


def require_rule(rule: FreightRule) -> None:
    """`Invalid` where a rule cannot be reckoned with."""
    amounts = (rule.first_g, rule.first_minor, rule.step_g, rule.step_minor, rule.volume_divisor, rule.surcharge_minor)
    if any(amount < 0 for amount in amounts):
        reason = message(N_("it must not be negative"))
        raise Invalid(field=message(N_("Freight rule")), value=str(min(amounts)), reason=reason)
    if bool(rule.step_g) != bool(rule.step_minor):
        reason = message(N_("further weight needs both its step and its price"))
        raise Invalid(field=message(N_("Freight rule")), value=rule.courier, reason=reason)


def from_json(kept: Mapping[str, Any]) -> FreightRule:
    """A rule as the settings keep it."""
    since = kept.get("since")
    return FreightRule(
        courier=kept["courier"],
        first_g=kept["first_g"],
        first_minor=kept["first_minor"],
        step_g=kept["step_g"],
        step_minor=kept["step_minor"],
        provinces=tuple(kept["provinces"]),
        since=date.fromisoformat(since) if since else None,
        volume_divisor=kept["volume_divisor"],
        surcharge_minor=kept["surcharge_minor"],
    )


def to_json(rule: FreightRule) -> dict[str, Any]:
    """What the settings keep of a rule."""
    return {
        "courier": rule.courier,
        "first_g": rule.first_g,
        "first_minor": rule.first_minor,
        "step_g": rule.step_g,
        "step_minor": rule.step_minor,
        "provinces": list(rule.provinces),
        "since": rule.since.isoformat() if rule.since else "",
        "volume_divisor": rule.volume_divisor,
        "surcharge_minor": rule.surcharge_minor,
    }
