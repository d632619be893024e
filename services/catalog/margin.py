"""What is left of a price, and which price leaves what is wanted: integers in, integers out.

Amounts are minor units of one currency, shares are parts per million of the price.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from models.values import WHOLE_PPM
from services.errors import Invalid
from services.i18n import N_
from services.messages import message


@dataclass(frozen=True, slots=True)
class Costs:
    """What selling one piece costs: amounts that do not depend on the price, and shares of it."""

    cost_minor: int = 0
    freight_minor: int = 0
    packing_minor: int = 0
    fee_ppm: int = 0
    commission_ppm: int = 0
    ads_ppm: int = 0

    @property
    def fixed_minor(self) -> int:
        """What has to be paid whatever the price is."""
        return self.cost_minor + self.freight_minor + self.packing_minor

    @property
    def shares_ppm(self) -> int:
        """What goes away with the price."""
        return self.fee_ppm + self.commission_ppm + self.ads_ppm


@dataclass(frozen=True, slots=True)
class Margin:
    """A price taken apart: the parts and `profit_minor` add up to it exactly.

    `margin_ppm` is the profit's share of the price (None at a price of 0), `markup_ppm` that
    of the cost (None where the goods cost nothing); both are rounded down.
    """

    price_minor: int
    fee_minor: int
    commission_minor: int
    ads_minor: int
    freight_minor: int
    packing_minor: int
    cost_minor: int
    profit_minor: int
    margin_ppm: int | None
    markup_ppm: int | None


def share(amount_minor: int, ppm: int) -> int:
    """A share of an amount that is not negative, rounded half up."""
    return (amount_minor * ppm + WHOLE_PPM // 2) // WHOLE_PPM


def margin_at(price_minor: int, costs: Costs) -> Margin:
    """What is left of a price. Raises `Invalid` for amounts or shares below zero."""
    _require_possible(price_minor, costs)
    fee, commission = share(price_minor, costs.fee_ppm), share(price_minor, costs.commission_ppm)
    ads = share(price_minor, costs.ads_ppm)
    profit = price_minor - fee - commission - ads - costs.fixed_minor
    return Margin(
        price_minor=price_minor,
        fee_minor=fee,
        commission_minor=commission,
        ads_minor=ads,
        freight_minor=costs.freight_minor,
        packing_minor=costs.packing_minor,
        cost_minor=costs.cost_minor,
        profit_minor=profit,
        margin_ppm=profit * WHOLE_PPM // price_minor if price_minor else None,
        markup_ppm=profit * WHOLE_PPM // costs.cost_minor if costs.cost_minor else None,
    )


def price_for(target_ppm: int, costs: Costs) -> int:
    """The lowest price from which on at least `target_ppm` of it is left; 0 ppm is the break-even price.

    Raises `Invalid` where no price can leave that much.
    """
    _require_possible(0, costs)
    left = WHOLE_PPM - costs.shares_ppm - target_ppm
    if left <= 0:
        raise Invalid(
            field=message(N_("Target margin")),
            value=f"{target_ppm / 10_000:g} %",
            reason=message(
                N_("fees, commission and ads take {share} % already"), share=f"{costs.shares_ppm / 10_000:g}"
            ),
        )
    # Three shares are rounded apart from each other, so the exact price may miss by a few units either way.
    spread = 2 * WHOLE_PPM // left + 1
    price = max(0, costs.fixed_minor * WHOLE_PPM // left - spread)
    ceiling = costs.fixed_minor * WHOLE_PPM // left + spread
    lowest = ceiling
    for candidate in range(ceiling, price - 1, -1):
        if not _leaves(candidate, target_ppm, costs):
            break
        lowest = candidate
    return lowest


def most_for_ads(price_minor: int, target_ppm: int, costs: Costs) -> int | None:
    """The greatest share of the price (ppm) that ads may take so that the target is left; None where nothing may."""
    without = margin_at(price_minor, replace(costs, ads_ppm=0))
    if price_minor == 0 or without.margin_ppm is None or without.margin_ppm < target_ppm:
        return None
    spare = without.profit_minor - -(-price_minor * target_ppm // WHOLE_PPM)
    return max(0, spare * WHOLE_PPM // price_minor)


def _leaves(price_minor: int, target_ppm: int, costs: Costs) -> bool:
    return margin_at(price_minor, costs).profit_minor * WHOLE_PPM >= price_minor * target_ppm


def _require_possible(price_minor: int, costs: Costs) -> None:
    named = (
        (N_("Price"), price_minor),
        (N_("Cost"), costs.cost_minor),
        (N_("Freight"), costs.freight_minor),
        (N_("Packing"), costs.packing_minor),
        (N_("Platform fee"), costs.fee_ppm),
        (N_("Commission"), costs.commission_ppm),
        (N_("Ads"), costs.ads_ppm),
    )
    for label, amount in named:
        if amount < 0:
            raise Invalid(field=message(label), value=str(amount), reason=message(N_("it must not be negative")))
