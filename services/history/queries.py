"""Reads: what was done, which is History and the audit log in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlalchemy.orm import Session

from models.journal import Change, Operation, OperationKind
from services.kernel import journal
from services.messages import Message, from_json

_operations = Operation.table()
_changes = Change.table()


@dataclass(frozen=True, slots=True)
class OperationView:
    """One line of History. `is_undone` says whether its effect is out of force now."""

    id: int
    root_id: int
    kind: OperationKind
    code: str
    text: Message
    source: str
    at: datetime
    is_undone: bool
    final_reason: Message | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """What an operation did to a row or a block of rows."""

    entity: str
    first_id: int
    last_id: int
    kind: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


def operations(connection: Connection, *, limit: int = 500, before_id: int | None = None) -> tuple[OperationView, ...]:
    """The newest operations first; page on with the last id seen."""
    statement = select(_operations).order_by(_operations.c.id.desc()).limit(limit)
    if before_id is not None:
        statement = statement.where(_operations.c.id < before_id)
    return tuple(_view(dict(row)) for row in connection.execute(statement).mappings())


def operation_count(connection: Connection) -> int:
    """How many lines History has."""
    return int(connection.execute(select(func.count()).select_from(_operations)).scalar_one())


def changes_of(connection: Connection, operation_id: int, limit: int = 200) -> tuple[ChangeView, ...]:
    """The rows an operation changed, for its detail."""
    columns = ("entity", "row_id", "last_id", "kind", "before", "after")
    statement = (
        select(*(_changes.c[name] for name in columns))
        .where(_changes.c.op_id == operation_id)
        .order_by(_changes.c.id)
        .limit(limit)
    )
    return tuple(ChangeView(*row) for row in connection.execute(statement))


def rows_to_invert(connection: Connection, operation_id: int | None, kind: OperationKind) -> int:
    """How many rows the undo or redo of an operation would change, or of the newest suitable one where none is named.

    Raises what the undo or redo itself would.
    """
    with Session(connection) as session:
        root = journal.root_for(session, operation_id, kind)
        source = root.applied_by if kind is OperationKind.UNDO else root.reverted_by
    rows = func.coalesce(func.sum(_changes.c.last_id - _changes.c.row_id + 1), 0)
    return int(connection.execute(select(rows).where(_changes.c.op_id == source)).scalar_one())


@dataclass(frozen=True, slots=True)
class UndoState:
    """What Ctrl+Z and Ctrl+Shift+Z would do now."""

    undo_id: int | None = None
    undo_text: Message | None = None
    redo_id: int | None = None
    redo_text: Message | None = None


def undo_state(connection: Connection) -> UndoState:
    """The operations undo and redo would act on, by the journal's own rule."""
    with Session(connection) as session:
        undo, redo = journal.last_undoable(session), journal.last_redoable(session)
        return UndoState(
            undo.id if undo else None,
            journal.label_of(undo) if undo else None,
            redo.id if redo else None,
            journal.label_of(redo) if redo else None,
        )


def _view(row: dict[str, Any]) -> OperationView:
    final = row["final_reason"]
    return OperationView(
        id=row["id"],
        root_id=row["root_id"],
        kind=row["kind"],
        code=row["code"],
        text=from_json(row["label"]),
        source=row["source"],
        at=row["at"],
        is_undone=row["kind"] is OperationKind.DO and row["applied_by"] is None,
        final_reason=from_json(final) if final else None,
    )
