"""What goods cost when they leave: a pure function over the steps of one SKU in their order, in integers only.

Nothing is ever lost or made: what came in (less what went straight to pieces sold before it)
minus what went out is always what is left, to the smallest unit, because a share is taken off
the whole and the last piece gets the rest.

* The cost of some pieces may be unknown. They stay apart: with the moving average they leave
  first, with the oldest first in their turn, and whoever gets them has an unknown cost.
* Pieces that leave when there are none become a debt. What arrives next pays it: the earlier
  entry gets its cost then (`late`), and the arrival says how much of its value went there
  (`settled`).
* A return comes back at what its order line left with, pieces still in debt first, then those
  of unknown cost. Goods that go back to a supplier leave at what they came in at.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import NamedTuple

from models.enums.goods import CostMethod
from services.stock.layers import Debt, Layer, Left, State, portion


class Role(Enum):
    """What a step does to the pool of goods."""

    IN = auto()
    FOUND = auto()
    BACK = auto()
    OUT = auto()
    BACK_OUT = auto()
    NEUTRAL = auto()
    REVALUE = auto()


class Step(NamedTuple):
    """One entry to be costed; steps come sorted by their instant and id.

    `value` is what incoming pieces cost in all (None: unknown), or the amount of a REVALUE.
    `line` is the order line of a sale or of a return. `source` is the move that BACK_OUT and
    REVALUE are about, and `basis` what it came in at: (value, pieces).
    """

    id: int
    role: Role
    quantity: int
    value: int | None = None
    line: int | None = None
    source: int | None = None
    basis: tuple[int, int] | None = None


@dataclass(slots=True)
class Costed:
    """What a step did, and what there is after it; see `models.stock_ledger.StockEntry`."""

    id: int
    value: int = 0
    settled: int = 0
    late: int = 0
    unknown: int = 0
    owed: int = 0
    pending: int = 0
    balance: int = 0
    balance_value: int = 0
    balance_unknown: int = 0


class Replay:
    """Costs steps one after the other, going on from `state`.

    `lines` says what is still out of the order lines that left earlier and that a return among
    the steps names. Afterwards `updates` has the earlier entries whose cost has become known.
    """

    def __init__(self, method: CostMethod, state: State, lines: Mapping[int, Left] | None = None) -> None:
        self.state = state
        self.updates: dict[int, Debt] = {}
        self._is_fifo = method is CostMethod.FIFO
        self._lines: dict[int, Left] = dict(lines or {})
        self._owing: dict[int, Costed] = {}
        self._pieces = sum(one.pieces for one in state.layers) - sum(one.pending for one in state.debts)
        self._value = sum(one.value for one in state.layers if one.value is not None)
        self._unknown = sum(one.pieces for one in state.layers if one.value is None)

    def run(self, steps: Iterable[Step], returned: Collection[int] = ()) -> Iterator[Costed]:
        """What each step did. A later step may still complete an earlier one: use them when all have come.

        `returned` are the order lines of which one of the steps is a return.
        """
        for step in steps:
            done = Costed(step.id)
            self.state.steps += 1
            _DEEDS[step.role](self, done, step)
            if step.line is not None and step.role is Role.OUT and step.line in returned:
                self._go_with(step.line, -step.quantity - done.unknown - done.owed, done)
            done.balance, done.balance_value, done.balance_unknown = self._pieces, self._value, self._unknown
            yield done

    def _go_with(self, line: int, known: int, done: Costed) -> None:
        """More of an order line is out: it may leave in several parcels."""
        left = self._lines.setdefault(line, Left())
        left.known += known
        left.value -= done.value
        left.unknown += done.unknown
        left.pending += done.owed

    # -- coming ----------------------------------------------------------------------------------

    def _come_in(self, done: Costed, step: Step) -> None:
        self._arrive(done, step.quantity, step.value, step.id)

    def _turn_up(self, done: Costed, step: Step) -> None:
        self._arrive(done, step.quantity, self._current_cost(step.quantity), step.id)

    def _come_back(self, done: Costed, step: Step) -> None:
        left = self._lines.get(step.line) if step.line is not None else None
        if left is None:
            self._arrive(done, step.quantity, None, step.id)
            return
        done.pending = self._forgive(step.line, min(step.quantity, left.pending))
        left.pending -= done.pending
        known = min(step.quantity - done.pending, left.known)
        share = left.value if known == left.known else portion(left.value, known, max(left.known, 1))
        unknown = step.quantity - done.pending - known
        left.known, left.value, left.unknown = left.known - known, left.value - share, left.unknown - unknown
        self._arrive(done, known, share, step.id)
        self._arrive(done, unknown, None, step.id)

    def _forgive(self, line: int | None, pieces: int) -> int:
        """Pieces that come back before they were ever paid for cancel their own debts."""
        forgiven = 0
        for debt in [one for one in self.state.debts if one.line == line]:
            taken = min(pieces - forgiven, debt.pending)
            if not taken:
                break
            debt.pending -= taken
            self._pieces += taken
            forgiven += taken
            self._note(debt)
            if not debt.pending:
                self.state.debts.remove(debt)
        return forgiven

    def _arrive(self, done: Costed, pieces: int, value: int | None, source: int) -> None:
        if pieces <= 0:
            return
        arrived = Layer(pieces, value, source)
        self._pieces += pieces
        if value is None:
            done.unknown += pieces
        else:
            done.value += value
        done.settled += self._pay_debts(arrived)
        if arrived.pieces:
            self._store(arrived)
        if value is not None:
            pool = next((one for one in self.state.layers if one.value is not None), None)
            is_average = not self._is_fifo and pool is not None
            self.state.last = (pool.value or 0, pool.pieces) if pool is not None and is_average else (value, pieces)

    def _pay_debts(self, arrived: Layer) -> int:
        settled = 0
        while self.state.debts and arrived.pieces:
            debt = self.state.debts[0]
            pieces = min(arrived.pieces, debt.pending)
            share = arrived.take(pieces)
            debt.pending -= pieces
            if share is None:
                debt.unknown += pieces
            else:
                debt.late += share
                settled += share
            self._tell_line(debt.line, pieces, share)
            self._note(debt)
            if not debt.pending:
                del self.state.debts[0]
        return settled

    def _tell_line(self, line: int | None, pieces: int, share: int | None) -> None:
        """What is still out of the order line has a cost now."""
        left = self._lines.get(line) if line is not None else None
        if left is None:
            return
        left.pending -= pieces
        if share is None:
            left.unknown += pieces
        else:
            left.known += pieces
            left.value += share

    def _note(self, debt: Debt) -> None:
        entry = self._owing.get(debt.id)
        if entry is None:
            self.updates[debt.id] = debt
        else:
            entry.late, entry.unknown, entry.pending = debt.late, debt.unknown, debt.pending

    def _store(self, arrived: Layer) -> None:
        self._value += arrived.value or 0
        self._unknown += arrived.pieces if arrived.value is None else 0
        if self._is_fifo:
            self.state.layers.append(arrived)
            return
        arrived.source = None
        pool = next((one for one in self.state.layers if (one.value is None) == (arrived.value is None)), None)
        if pool is None:  # pieces of unknown cost leave first
            self.state.layers.insert(0 if arrived.value is None else len(self.state.layers), arrived)
            return
        pool.pieces += arrived.pieces
        if pool.value is not None and arrived.value is not None:
            pool.value += arrived.value

    def _current_cost(self, pieces: int) -> int | None:
        """What so many pieces would cost today; None where that is not known."""
        known = [one for one in self.state.layers if one.value is not None]
        if known:
            newest = known[-1]
            return portion(newest.value or 0, pieces, newest.pieces)
        return None if self.state.last is None else portion(self.state.last[0], pieces, self.state.last[1])

    # -- going -----------------------------------------------------------------------------------

    def _go(self, done: Costed, step: Step) -> None:
        self._leave(done, -step.quantity)
        self._owe(done, step)

    def _go_back(self, done: Costed, step: Step) -> None:
        """Out at what it came in at, as far as such pieces are still there."""
        pieces = -step.quantity
        layer = self._layer_of(step.source, step.basis)
        if layer is not None:
            taken = min(pieces, layer.pieces)
            pieces -= taken
            if not self._is_fifo and layer.value is not None and step.basis is not None and taken < layer.pieces:
                wanted = min(portion(step.basis[0], taken, step.basis[1]), layer.value)
                layer.pieces -= taken
                layer.value -= wanted
                self._book_out(done, taken, wanted)
            else:
                self._book_out(done, taken, layer.take(taken))
            if not layer.pieces:
                self.state.layers.remove(layer)
        self._leave(done, pieces)
        self._owe(done, step)

    def _leave(self, done: Costed, pieces: int) -> None:
        while pieces and self.state.layers:
            layer = self.state.layers[0]
            taken = min(pieces, layer.pieces)
            pieces -= taken
            self._book_out(done, taken, layer.take(taken))
            if not layer.pieces:
                del self.state.layers[0]
        done.owed = done.pending = pieces
        self._pieces -= pieces

    def _book_out(self, done: Costed, pieces: int, value: int | None) -> None:
        self._pieces -= pieces
        if value is None:
            done.unknown += pieces
            self._unknown -= pieces
        else:
            done.value -= value
            self._value -= value

    def _owe(self, done: Costed, step: Step) -> None:
        if done.owed:
            self.state.debts.append(Debt(done.id, step.line, done.owed, 0, done.unknown))
            self._owing[done.id] = done

    # -- what something cost after all -----------------------------------------------------------

    def _revalue(self, done: Costed, step: Step) -> None:
        """The pieces still here carry their share of the correction; that of the others is an expense at once."""
        amount = step.value or 0
        share = 0
        layer = self._layer_of(step.source, step.basis)
        if layer is not None and layer.value is not None:
            whole = step.basis[1] if step.basis is not None else layer.pieces
            share = max(portion(amount, min(layer.pieces, whole), whole), -layer.value)
            layer.value += share
            self._value += share
        done.value, done.settled = amount, amount - share

    def _layer_of(self, source: int | None, basis: tuple[int, int] | None) -> Layer | None:
        """The pieces that came in with the move: its own, or with the average all of known cost."""
        if self._is_fifo:
            return next((one for one in self.state.layers if source is not None and one.source == source), None)
        is_known = basis is not None
        return next((one for one in self.state.layers if (one.value is not None) == is_known), None)

    def _stay(self, done: Costed, step: Step) -> None:
        """Pieces that only change their place or condition cost what they did."""


_DEEDS: dict[Role, Callable[[Replay, Costed, Step], None]] = {
    Role.IN: Replay._come_in,
    Role.FOUND: Replay._turn_up,
    Role.BACK: Replay._come_back,
    Role.OUT: Replay._go,
    Role.BACK_OUT: Replay._go_back,
    Role.NEUTRAL: Replay._stay,
    Role.REVALUE: Replay._revalue,
}
