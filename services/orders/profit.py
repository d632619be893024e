"""What is left of an order: each part named, and what is still missing to know it. Pure: integers in, integers out.

Amounts are minor units of one currency. What costs money is below zero, so that the parts add up to the profit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from models.enums.orders import OrderKind, OrderStatus
from models.values import WHOLE_PPM
from services.catalog.margin import share
from services.i18n import N_


class Part(StrEnum):
    """What an order's profit consists of."""

    PAID = "paid"
    PLATFORM_DISCOUNT = "platform_discount"
    REFUNDED = "refunded"
    GOODS = "goods"
    FEE = "fee"
    COMMISSION = "commission"
    ADS = "ads"
    FREIGHT = "freight"
    PACKING = "packing"
    AFTER_SALES = "after_sales"


PART_LABELS: dict[Part, str] = {
    Part.PAID: N_("Paid by the buyer"),
    Part.PLATFORM_DISCOUNT: N_("Paid by the platform"),
    Part.REFUNDED: N_("Refunded"),
    Part.GOODS: N_("Goods at cost"),
    Part.FEE: N_("Platform fee"),
    Part.COMMISSION: N_("Commission"),
    Part.ADS: N_("Ads"),
    Part.FREIGHT: N_("Freight"),
    Part.PACKING: N_("Packing"),
    Part.AFTER_SALES: N_("After-sales"),
}

MISSING_BITS: dict[Part, int] = {
    Part.PAID: 1,
    Part.GOODS: 2,
    Part.FEE: 4,
    Part.COMMISSION: 8,
    Part.ADS: 16,
    Part.FREIGHT: 32,
    Part.PACKING: 64,
}
"""How lists carry what is missing in one number."""
ESSENTIAL = (Part.PAID, Part.GOODS)
"""Without these there is no profit at all; without the others it is shown as what it is at most."""


@dataclass(frozen=True, slots=True)
class ProfitFacts:
    """All that is known of one order's money. Rates are ppm of what the buyer paid; None is unknown.

    `freight_minor` and `packing_minor` are this order's part of its parcel. `is_home` says that the order
    is in the currency costs are kept in, `has_left` that it was sent before it was closed.
    """

    status: OrderStatus
    kind: OrderKind
    is_home: bool
    paid_minor: int | None
    total_minor: int | None
    refunded_minor: int | None = None
    platform_discount_minor: int | None = None
    goods_minor: int | None = None
    fee_ppm: int | None = None
    commission_ppm: int | None = None
    ads_ppm: int | None = None
    freight_minor: int | None = None
    packing_minor: int | None = None
    after_sales_minor: int = 0
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class ProfitLine:
    """One part; `minor` is None where it is not known."""

    part: Part
    minor: int | None
    ppm: int | None = None


@dataclass(frozen=True, slots=True)
class Profit:
    """An order taken apart. `profit_minor` is None where the money or the cost of the goods is unknown.

    `margin_ppm` is the profit's share of what came in, None where nothing did; rounded towards zero.
    """

    lines: tuple[ProfitLine, ...]
    profit_minor: int | None
    margin_ppm: int | None
    missing: tuple[Part, ...]


def is_reckoned(facts: ProfitFacts) -> bool:
    """Whether a profit of the order means anything: it was not closed before it left, is no test, and in the shop's
    currency.
    """
    was_sent = facts.status is not OrderStatus.CLOSED or facts.has_left
    return was_sent and facts.kind is not OrderKind.NOT_REAL and facts.is_home


def income(facts: ProfitFacts) -> int | None:
    """What the buyer paid, or is going to pay; nothing for what is given away."""
    if facts.kind in (OrderKind.GIFT, OrderKind.SAMPLE, OrderKind.RESHIP, OrderKind.EXCHANGE):
        return facts.paid_minor or 0
    is_unpaid = facts.status is OrderStatus.UNPAID  # what came so far is nothing, or a deposit
    first, then = (facts.total_minor, facts.paid_minor) if is_unpaid else (facts.paid_minor, facts.total_minor)
    return first if first is not None else then


def profit_of(facts: ProfitFacts) -> Profit | None:
    """The order's profit by its parts; None where it has none (`is_reckoned`)."""
    if not is_reckoned(facts):
        return None
    if facts.status is OrderStatus.CLOSED:
        facts = _without_money(facts)
    paid = income(facts)
    kept = None if paid is None else paid - (facts.refunded_minor or 0)
    lines = [
        ProfitLine(Part.PAID, paid),
        *_if_any(Part.PLATFORM_DISCOUNT, facts.platform_discount_minor or 0),
        *_if_any(Part.REFUNDED, -(facts.refunded_minor or 0)),
        ProfitLine(Part.GOODS, _less(facts.goods_minor)),
        _share_line(Part.FEE, kept, facts.fee_ppm),
        _share_line(Part.COMMISSION, kept, facts.commission_ppm),
        _share_line(Part.ADS, kept, facts.ads_ppm),
        ProfitLine(Part.FREIGHT, _less(facts.freight_minor)),
        ProfitLine(Part.PACKING, _less(facts.packing_minor)),
        *_if_any(Part.AFTER_SALES, facts.after_sales_minor),
    ]
    missing = tuple(line.part for line in lines if _is_missing(line))
    if any(part in missing for part in ESSENTIAL):
        return Profit(tuple(lines), None, None, missing)
    profit = sum(line.minor or 0 for line in lines)
    came_in = (kept or 0) + (facts.platform_discount_minor or 0)
    return Profit(tuple(lines), profit, _towards_zero(profit * WHOLE_PPM, came_in) if came_in > 0 else None, missing)


def _without_money(facts: ProfitFacts) -> ProfitFacts:
    """Of an order that was sent and closed no money stayed, as the books have it too: what it cost did."""
    return replace(
        facts, paid_minor=0, total_minor=0, refunded_minor=None, platform_discount_minor=None,
        fee_ppm=0, commission_ppm=0, ads_ppm=0,
    )  # fmt: skip


def missing_parts(bits: int) -> tuple[Part, ...]:
    """The parts a list's number says are missing."""
    return tuple(part for part, bit in MISSING_BITS.items() if bits & bit)


def _if_any(part: Part, minor: int) -> tuple[ProfitLine, ...]:
    return (ProfitLine(part, minor),) if minor else ()


def _less(minor: int | None) -> int | None:
    return None if minor is None else -minor


def _share_line(part: Part, kept: int | None, ppm: int | None) -> ProfitLine:
    if ppm is None:
        return ProfitLine(part, None)
    return ProfitLine(part, None if kept is None else -share(max(kept, 0), ppm), ppm)


def _is_missing(line: ProfitLine) -> bool:
    """A share of money nobody knows is not missing for itself: its rate is known."""
    return line.minor is None and line.ppm is None


def _towards_zero(value: int, divisor: int) -> int:
    return value // divisor if value >= 0 else -(-value // divisor)
