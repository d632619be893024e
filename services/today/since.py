"""Reads: what happened in the shop since a moment, from the journal: each step is in it with the rows it made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from models.entities import Entity
from models.journal import Change, ChangeKind, Operation, OperationKind
from services import clock

_operations = Operation.table()
_changes = Change.table()
_MADE = (Entity.ORDER, Entity.IMPORT_FILE, Entity.CASE, Entity.REVIEW, Entity.TRANSACTION)


@dataclass(frozen=True, slots=True)
class Look:
    """A moment somebody looked: the newest step of History then, and when that was."""

    operation_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Since:
    """What came since a look. Counts of rows that are still in force; `undone` counts steps taken back.

    `new_orders` are the first and last id of the new orders, None where there are none.
    """

    look: Look
    steps: int
    orders: int
    files: int
    cases: int
    reviews: int
    transactions: int
    undone: int
    new_orders: tuple[int, int] | None

    @property
    def is_quiet(self) -> bool:
        """Whether nothing at all was done."""
        return not self.steps


def look_now(connection: Connection) -> Look:
    """The look of this moment."""
    newest = connection.execute(select(func.coalesce(func.max(_operations.c.id), 0))).scalar_one()
    return Look(int(newest), clock.now())


def since(connection: Connection, look: Look) -> Since:
    """What was done after the look."""
    kinds = select(_operations.c.kind, func.count()).where(_operations.c.id > look.operation_id)
    steps = {row[0]: int(row[1]) for row in connection.execute(kinds.group_by(_operations.c.kind))}
    counts: dict[Entity, int] = dict.fromkeys(_MADE, 0)
    first, last = 0, 0
    rows = func.sum(_changes.c.last_id - _changes.c.row_id + 1)
    made = (
        select(_changes.c.entity, rows, func.min(_changes.c.row_id), func.max(_changes.c.last_id))
        .join_from(_operations, _changes, _changes.c.op_id == _operations.c.id)
        .where(
            _operations.c.id > look.operation_id,
            _operations.c.kind == OperationKind.DO,
            _operations.c.applied_by.is_not(None),
            _changes.c.kind == ChangeKind.INSERT,
            _changes.c.entity.in_([str(one) for one in _MADE]),
        )
        .group_by(_changes.c.entity)
    )
    for entity, count, low, high in connection.execute(made):
        counts[Entity(entity)] = int(count)
        if entity == Entity.ORDER:
            first, last = int(low), int(high)
    return Since(
        look,
        sum(steps.values()),
        counts[Entity.ORDER],
        counts[Entity.IMPORT_FILE],
        counts[Entity.CASE],
        counts[Entity.REVIEW],
        counts[Entity.TRANSACTION],
        steps.get(OperationKind.UNDO, 0),
        (first, last) if first else None,
    )
