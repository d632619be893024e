"""Advice on bundles: what is bought together more often than by chance."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.advice import PairDay
from models.catalog import Component
from models.enums.growth import AdviceKind
from models.orders import Order, OrderLine
from models.rollups import SalesDay, SkuDay
from services import formatting
from services.advice.advice import Advice, Evidence, NewBundle
from services.advice.basis import Basis, Goods
from services.catalog.margin import price_for
from services.errors import Invalid
from services.exporting.text_export import ListColumn
from services.i18n import N_, NN_
from services.kernel.table_query import Kind, stored_rows
from services.messages import Message, message, plural_message
from services.orders.kinds import IS_SALE
from services.rollups.day_sums import IS_COUNTED

DAYS = 180
LEAST_ORDERS = 200
"""With fewer orders nothing is said about what goes together."""
LEAST_TOGETHER = 8
LEAST_CONFIDENCE_PERCENT, LEAST_LIFT_PERCENT = 10, 150
OFF_PERCENT = 5
_MOST, _ROWS, _ROUND = 20, 200, 10
_pairs, _sku_days, _sales = PairDay.table(), SkuDay.table(), SalesDay.table()
_components, _orders, _lines = Component.table(), Order.table(), OrderLine.table()
_COLUMNS = (
    ListColumn("number", N_("Order no."), Kind.ID),
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("pieces", N_("Pieces of both"), Kind.INTEGER),
)
_TOGETHER = NN_(
    "Together in {count} of {all} orders of 180 days ({support}); of those with {rarer}, {confidence} had {other} too, "
    "{lift} times as often as by chance.",
    "Together in {count} of {all} orders of 180 days ({support}); of those with {rarer}, {confidence} had {other} too, "
    "{lift} times as often as by chance.",
)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two SKUs in `together` of `orders` orders; `rare` and `usual` are the ids, and how many orders have each."""

    rare_id: int
    usual_id: int
    together: int
    rare: int
    usual: int
    orders: int

    @property
    def lift_percent(self) -> int:
        """How often they meet, in percent of what chance would bring."""
        return self.together * self.orders * 100 // (self.rare * self.usual)

    @property
    def confidence_percent(self) -> int:
        """Of the orders with the rarer one, how many percent also have the other."""
        return self.together * 100 // self.rare


def pairs(connection: Connection, today: date) -> tuple[Pair, ...]:
    """What is bought together more often than by chance in the last 180 days, what meets most often first."""
    first = today - timedelta(days=DAYS - 1)
    orders = order_count(connection, today)
    if orders < LEAST_ORDERS:
        return ()
    count = func.sum(_pairs.c.orders)
    met = select(_pairs.c.low_id, _pairs.c.high_id, count).where(_pairs.c.day.between(first, today))
    found = stored_rows(connection, met.group_by(_pairs.c.low_id, _pairs.c.high_id).having(count >= LEAST_TOGETHER))
    has = select(_sku_days.c.sku_id, func.sum(_sku_days.c.orders)).where(_sku_days.c.day.between(first, today))
    single: dict[int, int] = dict(stored_rows(connection, has.group_by(_sku_days.c.sku_id))) if found else {}
    made = []
    for low, high, together in found:
        rare, usual = sorted((low, high), key=lambda one: (single.get(one, 0), one))
        if single.get(rare, 0) > 0:
            made.append(Pair(rare, usual, together, single[rare], single[usual], orders))
    fit = [
        one for one in made
        if one.lift_percent >= LEAST_LIFT_PERCENT and one.confidence_percent >= LEAST_CONFIDENCE_PERCENT
    ]  # fmt: skip
    return tuple(sorted(fit, key=lambda one: (-one.together, -one.lift_percent, one.rare_id, one.usual_id)))


def order_count(connection: Connection, today: date) -> int:
    """How many sales there were in the last 180 days."""
    first = today - timedelta(days=DAYS - 1)
    statement = select(func.coalesce(func.sum(_sales.c.orders), 0)).where(_sales.c.day.between(first, today))
    return int(connection.execute(statement).scalar_one())


def too_few(connection: Connection, basis: Basis) -> Message | None:
    """What is missing for advice on bundles; None where there is enough."""
    count = order_count(connection, basis.asked.today)
    if count >= LEAST_ORDERS:
        return None
    words = N_("Bundles: {count} orders in 180 days are too few to say what goes together; it takes {least}.")
    return message(words, count=count, least=LEAST_ORDERS)


def bundles(connection: Connection, basis: Basis) -> Iterator[Advice]:
    """A piece of advice for every pair that is no bundle yet, nor a bundle and its own part."""
    taken = _bundled(connection)
    shown = 0
    for pair in pairs(connection, basis.asked.today):
        one, other = basis.goods.get(pair.rare_id), basis.goods.get(pair.usual_id)
        if one is None or other is None or frozenset((pair.rare_id, pair.usual_id)) in taken or shown == _MOST:
            continue
        shown += 1
        proposal = bundle_of(basis, one, other)
        gain = pair.together * (proposal.price_minor - (proposal.cost_minor or 0)) if proposal is not None else 0
        yield Advice(
            AdviceKind.BUNDLE, f"{min(pair.rare_id, pair.usual_id)}+{max(pair.rare_id, pair.usual_id)}",
            (one.sku_id, other.sku_id), f"{one.name} + {other.name}", _said(pair, one, other), max(gain, 0),
            f"{pair.together.bit_length()}|{pair.lift_percent // 100}", proposal,
        )  # fmt: skip


def bundle_of(basis: Basis, one: Goods, other: Goods) -> NewBundle | None:
    """A bundle of both, 5 % below the sum of their prices and never at a loss; None without prices."""
    if one.price_minor is None or other.price_minor is None:
        return None
    parts = one.price_minor + other.price_minor
    cost = None if one.cost_minor is None or other.cost_minor is None else one.cost_minor + other.cost_minor
    floor = (one.min_price_minor or 0) + (other.min_price_minor or 0)
    costs = basis.costs_of(Goods(0, "", "", None, None, cost))
    if costs is not None:
        try:
            floor = max(floor, price_for(0, costs))
        except Invalid:
            return None
    price = max(-(-parts * (100 - OFF_PERCENT) // 100 // _ROUND) * _ROUND, floor)
    return NewBundle(
        (one.sku_id, other.sku_id), f"{one.code}+{other.code}", f"{one.name} + {other.name}", parts, price, cost
    )


def pair_evidence(connection: Connection, basis: Basis, subject: str) -> Evidence:
    """The orders both stand in, newest first."""
    low, high = (int(part) for part in subject.split("+"))
    one, other = _lines.alias("one"), _lines.alias("other")
    first = basis.asked.today - timedelta(days=DAYS - 1)
    pieces = func.sum(
        func.coalesce(one.c.sku_quantity, one.c.quantity) + func.coalesce(other.c.sku_quantity, other.c.quantity)
    )
    joined = _orders.join(one, one.c.order_id == _orders.c.id).join(other, other.c.order_id == _orders.c.id)
    both = (one.c.sku_id == low, other.c.sku_id == high, one.c.is_closed.is_(False), other.c.is_closed.is_(False))
    statement = (
        select(_orders.c.external_no, _orders.c.ordered_on, pieces)
        .select_from(joined)
        .where(_orders.c.ordered_on.between(first, basis.asked.today), IS_COUNTED, IS_SALE, *both)
        .group_by(_orders.c.id)
        .order_by(_orders.c.ordered_on.desc(), _orders.c.id.desc())
        .limit(_ROWS)
    )
    return Evidence(_COLUMNS, tuple(tuple(row) for row in stored_rows(connection, statement)), basis.asked.home)


def _bundled(connection: Connection) -> set[frozenset[int]]:
    """Pairs that are parts of one bundle, and bundles with each of their parts."""
    parts: dict[int, list[int]] = {}
    for bundle, part in connection.execute(select(_components.c.bundle_id, _components.c.part_id)):
        parts.setdefault(bundle, []).append(part)
    found = {frozenset((bundle, part)) for bundle, known in parts.items() for part in known}
    return found | {frozenset((a, b)) for known in parts.values() for a in known for b in known if a < b}


def _said(pair: Pair, one: Goods, other: Goods) -> Message:
    return plural_message(
        _TOGETHER, pair.together, all=formatting.integer(pair.orders), rarer=one.name, other=other.name,
        support=formatting.percent(pair.together / pair.orders), confidence=f"{pair.confidence_percent}%",
        lift=f"{pair.lift_percent // 100}.{pair.lift_percent % 100 // 10}",
    )  # fmt: skip
