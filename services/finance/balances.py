"""Opening + in − out = closing: a statement's own balances followed row by row. Pure: integers in, integers out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from models.enums.money import Flow


@dataclass(frozen=True, slots=True)
class Line:
    """One movement with what the statement says was there afterwards; `at` is in epoch milliseconds.

    Money out is below zero. The figure of a neutral movement may have come or gone; None is a balance nobody told.
    """

    id: int
    at: int
    direction: Flow
    amount_minor: int
    balance_minor: int | None

    @property
    def start_minor(self) -> int | None:
        """What was there before; None where it cannot be said."""
        if self.balance_minor is None or (self.direction is Flow.NEUTRAL and self.amount_minor):
            return None
        return self.balance_minor - self.amount_minor

    def follows(self, before_minor: int) -> bool:
        """Whether it can come after a moment at which so much was there."""
        if self.balance_minor is None:
            return True
        if self.direction is Flow.NEUTRAL:
            return abs(self.balance_minor - before_minor) in (0, abs(self.amount_minor))
        return self.balance_minor - self.amount_minor == before_minor


@dataclass(frozen=True, slots=True)
class Gap:
    """A row whose balance does not follow from the one before: there lay `before_minor`, it begins at `start_minor`."""

    line: Line
    before_minor: int
    start_minor: int


@dataclass(frozen=True, slots=True)
class Proof:
    """Whether an account's rows lead from what was there to what is there; amounts in minor units.

    `told_minor` is what the last row that tells a balance says was there; None where none does. `since_minor` is what
    moved after that row. `beside_minor` is what was booked on the account by no row of it and is in no told balance.
    """

    opening_minor: int
    in_minor: int
    out_minor: int
    told_minor: int | None
    gaps: tuple[Gap, ...]
    since_minor: int = 0
    beside_minor: int = 0

    @property
    def closing_minor(self) -> int:
        """Opening + in − out, and what was booked beside the rows."""
        return self.opening_minor + self.in_minor - self.out_minor + self.beside_minor

    @property
    def closes(self) -> bool:
        """Whether the rows prove what is told; rows that tell nothing prove nothing and contradict nothing."""
        return not self.gaps and self.expected_minor in (None, self.closing_minor)

    @property
    def expected_minor(self) -> int | None:
        """What must be there by what was told last and what moved since; None where nothing was told."""
        return None if self.told_minor is None else self.told_minor + self.since_minor + self.beside_minor


def prove(lines: Iterable[Line], opening_minor: int | None = None) -> Proof:
    """Follow the balances of an account from `opening_minor`; None takes it from the first row that tells one."""
    ordered = chain(list(lines))
    start = opening_minor
    if start is None:
        start = _opening(ordered)
    gaps: list[Gap] = []
    told, now = None, start
    came_in = went_out = since = 0
    for line in ordered:
        moved = _moved(line, now)
        since += moved
        if line.balance_minor is not None:
            told, since = line.balance_minor, 0
            if not line.follows(now):
                gaps.append(Gap(line, now, line.balance_minor - line.amount_minor))
                now = line.balance_minor - moved
        now += moved
        came_in, went_out = came_in + max(moved, 0), went_out + max(-moved, 0)
    return Proof(start, came_in, went_out, told, tuple(gaps), since)


def _opening(ordered: Sequence[Line]) -> int:
    """What must have been there before the first row."""
    moved = 0
    for line in ordered:
        if line.start_minor is not None:
            return line.start_minor - moved
        moved += line.amount_minor if line.direction is not Flow.NEUTRAL else 0
    return 0


def _moved(line: Line, before_minor: int) -> int:
    """What the row did to the account: the way a neutral one went is told by its balance, else it did nothing."""
    if line.direction is not Flow.NEUTRAL:
        return line.amount_minor
    if line.balance_minor is None:
        return 0
    difference = line.balance_minor - before_minor
    return difference if abs(difference) == abs(line.amount_minor) else 0


def chain(lines: Sequence[Line]) -> list[Line]:
    """The rows in the order in which they happened; those of one instant so that each begins where another ended."""
    moments: dict[int, list[Line]] = defaultdict(list)
    for line in lines:
        moments[line.at].append(line)
    found: list[Line] = []
    now: int | None = None
    for at in sorted(moments):
        ordered = _untangle(sorted(moments[at], key=lambda line: line.id), now)
        found += ordered
        now = ordered[-1].balance_minor if ordered[-1].balance_minor is not None else now
    return found


def _untangle(lines: list[Line], now: int | None) -> list[Line]:
    """The rows of one instant, each after the one it begins with the balance of."""
    if len(lines) < 2 or any(line.balance_minor is None for line in lines):
        return lines
    starts: dict[int | None, list[Line]] = defaultdict(list)
    for line in lines:
        starts[line.start_minor].append(line)
    ends: dict[int | None, int] = defaultdict(int)
    for line in lines:
        ends[line.balance_minor] += 1
    at = now
    if at not in starts:  # the first of them is the one that no other leads to
        at = next((line.start_minor for line in lines if not ends[line.start_minor]), lines[0].start_minor)
    found: list[Line] = []
    while starts.get(at):
        line = starts[at].pop(0)
        found.append(line)
        at = line.balance_minor
    taken = {id(line) for line in found}
    return [*found, *(line for line in lines if id(line) not in taken)]
