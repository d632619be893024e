"""What the deliveries of a purchase cost as its prices and costs stand, and bringing the ledger to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from models.catalog import Sku
from models.enums.goods import LandedBasis
from models.purchasing import Purchase, PurchaseLine, Receipt, ReceiptLine
from services import settings
from services.errors import Invalid, NotFound
from services.exchange import converted
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.purchasing import rules
from services.purchasing.landed import CostedLine, DeliveryCost, delivery_costs, portion
from services.stock.commands import reprice

_purchases = Purchase.table()
_lines = PurchaseLine.table()
_receipts = Receipt.table()
_arrived = ReceiptLine.table()
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class Costs:
    """What there is to share, and how: freight in the purchase's currency, the rest in the shop's."""

    freight_minor: int
    duty_minor: int
    other_minor: int
    basis: LandedBasis
    rate_ppm: int
    is_done: bool

    @property
    def total_minor(self) -> int:
        """All of it in the shop's currency."""
        return converted(self.freight_minor, self.rate_ppm) + self.duty_minor + self.other_minor


@dataclass(frozen=True, slots=True)
class Arrival:
    """A line of a receipt as it is booked now."""

    id: int
    purchase_line_id: int
    sku_id: int
    receipt: str
    received_on: date
    good: int
    defective: int
    goods_minor: int | None
    landed_minor: int
    good_move_id: int | None
    defective_move_id: int | None

    @property
    def pieces(self) -> int:
        """Good and defective together: both are billed."""
        return self.good + self.defective

    @property
    def cost(self) -> DeliveryCost:
        """What it is booked at."""
        return DeliveryCost(self.goods_minor, self.landed_minor)


def costs_of(connection: Connection, purchase_id: int) -> Costs:
    """The purchase's costs as they stand."""
    columns = ("freight_minor", "duty_minor", "other_minor", "landed_basis", "rate_ppm", "state")
    statement = select(*(_purchases.c[name] for name in columns)).where(_purchases.c.id == purchase_id)
    found = connection.execute(statement).first()
    if found is None:
        raise NotFound(what=message(N_("purchase")), which=f"#{purchase_id}")
    freight, duty, other, basis, rate, state = found
    return Costs(freight, duty, other, basis, rate, state in rules.SETTLED)


def arrivals_of(connection: Connection, purchase_id: int) -> tuple[Arrival, ...]:
    """Everything that has arrived of the purchase, in the order it came."""
    names = ("id", "purchase_line_id", "sku_id", "good", "defective", "goods_minor", "landed_minor",
             "good_move_id", "defective_move_id")  # fmt: skip
    statement = (
        select(*(_arrived.c[name] for name in names), _receipts.c.number.label("receipt"), _receipts.c.received_on)
        .join_from(_arrived, _receipts, _receipts.c.id == _arrived.c.receipt_id)
        .where(_receipts.c.purchase_id == purchase_id)
        .order_by(_receipts.c.received_at, _receipts.c.id, _arrived.c.id)
    )
    return tuple(Arrival(**row) for row in connection.execute(statement).mappings())


def costed(
    connection: Connection,
    purchase_id: int,
    costs: Costs,
    arrivals: Sequence[Arrival],
    amounts: Mapping[int, int | None] | None = None,
) -> dict[int, DeliveryCost]:
    """What each arrival costs under these costs, with `amounts` of lines in place of those kept."""
    lines = _costed_lines(connection, purchase_id, costs, arrivals)
    if amounts:
        lines = [replace(line, amount_minor=amounts.get(line.id, line.amount_minor)) for line in lines]
    found: dict[int, DeliveryCost] = {}
    for line_id, deliveries in delivery_costs(lines, costs.total_minor, costs.basis, costs.rate_ppm).items():
        of_line = [arrival for arrival in arrivals if arrival.purchase_line_id == line_id]
        found.update({arrival.id: cost for arrival, cost in zip(of_line, deliveries, strict=True)})
    return found


def billed(connection: Connection, purchase_id: int) -> dict[int, int | None]:
    """What the supplier bills for each arrival, in the purchase's currency; None where the price is not known."""
    statement = select(_lines.c.id, _lines.c.quantity, _lines.c.amount_minor).where(_lines.c.purchase_id == purchase_id)
    lines = {row.id: row for row in connection.execute(statement)}
    before = dict.fromkeys(lines, 0)
    found: dict[int, int | None] = {}
    for arrival in arrivals_of(connection, purchase_id):
        line = lines[arrival.purchase_line_id]
        first = before[line.id]
        known = line.amount_minor is not None
        found[arrival.id] = portion(line.amount_minor, line.quantity, first, arrival.pieces) if known else None
        before[line.id] = first + arrival.pieces
    return found


def settle(uow: UnitOfWork, purchase: Purchase, *, beside_closed: bool = False) -> None:
    """Cost everything that has arrived as the purchase stands now, and correct the ledger where that differs.

    Raises `MonthLocked` where a delivery in a closed month would cost something else. With
    `beside_closed` such a delivery keeps its share, and the newest open ones bear the difference:
    goods must be able to arrive, and a purchase to end, after the month of its first delivery closed.
    """
    uow.flush()
    arrivals = arrivals_of(uow.connection, purchase.id)
    costs = costs_of(uow.connection, purchase.id)
    require_weights(uow.connection, purchase.id, costs)
    wanted = costed(uow.connection, purchase.id, costs, arrivals)
    if beside_closed:
        wanted = _beside_closed(arrivals, wanted, settings.read(uow.connection, settings.LOCKED_THROUGH))
    changed = {arrival.id: arrival for arrival in arrivals if arrival.cost != wanted[arrival.id]}
    for row in uow.get_many(ReceiptLine, changed):
        row.goods_minor, row.landed_minor = wanted[row.id].goods_minor, wanted[row.id].landed_minor
    values: dict[int, int | None] = {}
    for arrival in changed.values():
        if arrival.cost.value_minor != wanted[arrival.id].value_minor:
            values.update(values_of_moves(arrival, wanted[arrival.id].value_minor))
    if values:
        reprice(uow, list(values.items()))


def _beside_closed(
    arrivals: Sequence[Arrival], wanted: Mapping[int, DeliveryCost], through: str
) -> dict[int, DeliveryCost]:
    """The costs with those of closed days as they are booked; the open ones bear the difference, the newest first.

    None of them bears less than nothing, so what they cannot give back stays out, as all does without an open one.
    """
    closed = [arrival for arrival in arrivals if arrival.received_on.isoformat() <= through]
    kept = {**wanted, **{arrival.id: arrival.cost for arrival in closed}}
    left = sum(wanted[arrival.id].landed_minor - arrival.landed_minor for arrival in closed)
    for arrival in reversed([one for one in arrivals if one not in closed]):
        cost = kept[arrival.id]
        borne = max(cost.landed_minor + left, 0)
        kept[arrival.id], left = replace(cost, landed_minor=borne), left + cost.landed_minor - borne
    return kept


def values_of_moves(arrival: Arrival, value_minor: int | None) -> dict[int, int | None]:
    """How the value of an arrival falls on its good and its defective pieces, by move."""
    good, defective = split_value(value_minor, arrival.good, arrival.defective)
    moves = ((arrival.good_move_id, good), (arrival.defective_move_id, defective))
    return {move_id: value for move_id, value in moves if move_id is not None}


def split_value(value_minor: int | None, good: int, defective: int) -> tuple[int | None, int | None]:
    """The value of the good and of the defective pieces; together it is all of it."""
    if value_minor is None:
        return None, None
    pieces = good + defective
    return portion(value_minor, pieces, 0, good), portion(value_minor, pieces, good, defective)


def lines_of(uow: UnitOfWork, purchase_id: int) -> list[PurchaseLine]:
    """The rows of a purchase's lines, in their order."""
    statement = select(PurchaseLine).where(PurchaseLine.purchase_id == purchase_id).order_by(PurchaseLine.position)
    return uow.all(statement)


def received_pieces(uow: UnitOfWork, purchase_id: int) -> dict[int, int]:
    """Pieces that have arrived of each line, good and defective; lines without any are left out."""
    uow.flush()
    statement = (
        select(_arrived.c.purchase_line_id, func.sum(_arrived.c.good + _arrived.c.defective))
        .join_from(_arrived, _lines, _lines.c.id == _arrived.c.purchase_line_id)
        .where(_lines.c.purchase_id == purchase_id)
        .group_by(_arrived.c.purchase_line_id)
    )
    return {row[0]: row[1] for row in uow.connection.execute(statement)}


def require_weights(connection: Connection, purchase_id: int, costs: Costs) -> None:
    """Costs that are shared by weight need the weight of everything that was bought."""
    if costs.basis is not LandedBasis.WEIGHT or not costs.total_minor:
        return
    statement = (
        select(_lines.c.title)
        .outerjoin_from(_lines, _skus, _skus.c.id == _lines.c.sku_id)
        .where(_lines.c.purchase_id == purchase_id, func.coalesce(_skus.c.weight_g, 0) <= 0)
        .order_by(_lines.c.position)
    )
    titles = list(connection.execute(statement).scalars())
    if titles:
        reason = message(N_("the weight of {names} is not known"), names=rules.shortened(titles))
        raise Invalid(
            field=message(N_("Share costs")), value=str(message(rules.BASIS_LABELS[costs.basis])), reason=reason
        )


def _costed_lines(
    connection: Connection, purchase_id: int, costs: Costs, arrivals: Sequence[Arrival]
) -> list[CostedLine]:
    statement = (
        select(_lines.c.id, _lines.c.quantity, _lines.c.amount_minor, _skus.c.weight_g)
        .outerjoin_from(_lines, _skus, _skus.c.id == _lines.c.sku_id)
        .where(_lines.c.purchase_id == purchase_id)
        .order_by(_lines.c.position)
    )
    return [
        CostedLine(
            id=row.id,
            ordered=row.quantity,
            amount_minor=row.amount_minor,
            weight_g=row.weight_g,
            deliveries=tuple(arrival.pieces for arrival in arrivals if arrival.purchase_line_id == row.id),
            is_done=costs.is_done,
        )
        for row in connection.execute(statement)
    ]
