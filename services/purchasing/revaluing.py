"""Reads: what changed prices or costs of a purchase would do to goods that have arrived, before it is done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection, select

from models.enums.goods import LandedBasis
from models.purchasing import PurchaseLine
from services.purchasing.settling import arrivals_of, costed, costs_of, values_of_moves
from services.stock.backdating import Effect, of_prices

_lines = PurchaseLine.table()


@dataclass(frozen=True, slots=True)
class CostChange:
    """One delivery of one item, as it is booked and as it would be, in the shop's currency."""

    title: str
    receipt: str
    pieces: int
    old_minor: int | None
    new_minor: int | None


@dataclass(frozen=True, slots=True)
class Revaluation:
    """Every delivery that would cost something else, and what that does to orders that sold of it since."""

    changes: tuple[CostChange, ...]
    effect: Effect

    @property
    def difference_minor(self) -> int:
        """How much more (or less) the goods cost together, as far as both are known."""
        pairs = [(one.old_minor, one.new_minor) for one in self.changes]
        return sum(new - old for old, new in pairs if old is not None and new is not None)


def revaluation(
    connection: Connection,
    purchase_id: int,
    *,
    freight_minor: int | None = None,
    duty_minor: int | None = None,
    other_minor: int | None = None,
    basis: LandedBasis | None = None,
    amounts: Mapping[int, int | None] | None = None,
) -> Revaluation:
    """What the purchase's deliveries would cost with these costs and amounts of lines; None keeps what is there."""
    costs = costs_of(connection, purchase_id)
    wanted = replace(
        costs,
        freight_minor=costs.freight_minor if freight_minor is None else freight_minor,
        duty_minor=costs.duty_minor if duty_minor is None else duty_minor,
        other_minor=costs.other_minor if other_minor is None else other_minor,
        basis=costs.basis if basis is None else basis,
    )
    arrivals = arrivals_of(connection, purchase_id)
    new = costed(connection, purchase_id, wanted, arrivals, amounts)
    statement = select(_lines.c.id, _lines.c.title).where(_lines.c.purchase_id == purchase_id)
    titles = {row.id: row.title for row in connection.execute(statement)}
    changes: list[CostChange] = []
    moves: dict[int, int | None] = {}
    for arrival in arrivals:
        old_value, new_value = arrival.cost.value_minor, new[arrival.id].value_minor
        if old_value != new_value:
            title = titles[arrival.purchase_line_id]
            changes.append(CostChange(title, arrival.receipt, arrival.pieces, old_value, new_value))
            moves.update(values_of_moves(arrival, new_value))
    return Revaluation(tuple(changes), of_prices(connection, tuple(moves.items())))
