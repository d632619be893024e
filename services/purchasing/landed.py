"""What each delivery of a purchase cost: its goods, and its share of freight, duty and other costs. Pure.

Amounts are split twice, both times without losing a unit: the costs over the lines by value,
weight or pieces (largest remainder), and a line's amount over its pieces by running totals, so
that pieces 1–40 and 41–100 together cost exactly what pieces 1–100 cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import lcm

from models.enums.goods import LandedBasis
from models.values import Money
from services.exchange import OWN_RATE, converted


@dataclass(frozen=True, slots=True)
class CostedLine:
    """One purchase line: `amount_minor` in the purchase's currency (None: unknown), `deliveries` are pieces in order.

    A line that can get no more deliveries is `is_done`: what never came bears no costs.
    """

    id: int
    ordered: int
    amount_minor: int | None
    weight_g: int | None = None
    deliveries: tuple[int, ...] = ()
    is_done: bool = False

    @property
    def arrived(self) -> int:
        """Pieces of all deliveries."""
        return sum(self.deliveries)

    @property
    def bearing(self) -> int:
        """Pieces that share the costs: those expected or, once nothing more comes, those that came."""
        return self.arrived if self.is_done else max(self.ordered, self.arrived)


@dataclass(frozen=True, slots=True)
class DeliveryCost:
    """What one delivery of one line cost, in the shop's currency. Unknown goods make the whole unknown."""

    goods_minor: int | None
    landed_minor: int

    @property
    def value_minor(self) -> int | None:
        """Goods and costs together: what the pieces are booked at."""
        return None if self.goods_minor is None else self.goods_minor + self.landed_minor


def portion(amount_minor: int, pieces: int, first: int, count: int) -> int:
    """The amount of `count` pieces after the first `first`, where `pieces` cost `amount_minor` together.

    Neighbouring portions add up exactly, also beyond `pieces`, where each further one costs the same.
    """
    return amount_minor * (first + count) // pieces - amount_minor * first // pieces


def line_shares(lines: Sequence[CostedLine], total_minor: int, basis: LandedBasis) -> dict[int, int]:
    """How much of the costs each line bears; the shares add up to the total.

    Where the basis gives every line nothing (prices or weights not known), pieces decide.
    """
    weights = _weights(lines, basis)
    if not any(weights):
        weights = [line.bearing for line in lines]
    if not any(weights):
        return {line.id: 0 for line in lines}
    parts = Money(total_minor).split(weights)
    return {line.id: part.minor for line, part in zip(lines, parts, strict=True)}


def delivery_costs(
    lines: Sequence[CostedLine], total_minor: int, basis: LandedBasis, rate_ppm: int = OWN_RATE
) -> dict[int, tuple[DeliveryCost, ...]]:
    """For every line what each of its deliveries cost; `total_minor` is all there is to share."""
    shares = line_shares(lines, total_minor, basis)
    return {line.id: tuple(_of_line(line, shares[line.id], rate_ppm)) for line in lines}


def _of_line(line: CostedLine, share: int, rate_ppm: int) -> list[DeliveryCost]:
    goods = None if line.amount_minor is None else converted(line.amount_minor, rate_ppm)
    found = []
    before = 0
    for pieces in line.deliveries:
        cost = None if goods is None else portion(goods, line.ordered, before, pieces)
        found.append(DeliveryCost(cost, portion(share, line.bearing, before, pieces)))
        before += pieces
    return found


def _weights(lines: Sequence[CostedLine], basis: LandedBasis) -> list[int]:
    if basis is LandedBasis.PIECES:
        return [line.bearing for line in lines]
    if basis is LandedBasis.WEIGHT:
        return [(line.weight_g or 0) * line.bearing for line in lines]
    # A line's amount was for the pieces ordered; a common multiple keeps the price of a piece a whole number.
    common = lcm(*(line.ordered for line in lines))
    return [max(line.amount_minor or 0, 0) * line.bearing * (common // line.ordered) for line in lines]
