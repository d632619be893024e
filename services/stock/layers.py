"""What costing remembers between two steps: layers of goods, debts, and what order lines still have out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Layer:
    """Pieces that came in together; their value in all, None where it is unknown."""

    pieces: int
    value: int | None
    source: int | None = None

    def take(self, pieces: int) -> int | None:
        """Take so many pieces off; returns their value."""
        if self.value is None:
            self.pieces -= pieces
            return None
        share = self.value if pieces == self.pieces else portion(self.value, pieces, self.pieces)
        self.pieces -= pieces
        self.value -= share
        return share


@dataclass(slots=True)
class Debt:
    """Pieces of an entry that left when there were none.

    `late` is what of their cost has become known since, `unknown` how many of all the entry's
    pieces nobody knows the cost of.
    """

    id: int
    line: int | None
    pending: int
    late: int = 0
    unknown: int = 0


@dataclass(slots=True)
class Left:
    """What of an order line is still with the buyer: pieces of known cost with their value, and the others."""

    known: int = 0
    value: int = 0
    unknown: int = 0
    pending: int = 0


@dataclass(slots=True)
class State:
    """All that costing remembers between two steps; `last` is a (value, pieces) that says what a piece costs."""

    layers: list[Layer] = field(default_factory=list)
    debts: list[Debt] = field(default_factory=list)
    last: tuple[int, int] | None = None
    steps: int = 0

    def as_json(self) -> Any:
        """The state as plain lists."""
        layers = [[layer.pieces, layer.value, layer.source] for layer in self.layers]
        debts = [[debt.id, debt.line, debt.pending, debt.late, debt.unknown] for debt in self.debts]
        return [layers, debts, list(self.last) if self.last else None, self.steps]

    @classmethod
    def from_json(cls, stored: Any) -> State:
        """The state that `as_json` gave."""
        if stored is None:
            return cls()
        layers, debts, last, steps = stored
        basis = (last[0], last[1]) if last else None
        return cls([Layer(*one) for one in layers], [Debt(*one) for one in debts], basis, steps)


def portion(value: int, pieces: int, whole: int) -> int:
    """The share of `pieces` out of `whole` in a value, rounded half away from zero."""
    share = (2 * abs(value) * pieces + whole) // (2 * whole)
    return share if value >= 0 else -share
