"""Finding lines of History by the words they show, and the figures around one operation."""

from __future__ import annotations

from sqlalchemy import Connection, func, select

from models.journal import Change, OperationKind
from services.history.queries import OperationView, operations
from services.messages import render

_BLOCK = 500
_changes = Change.table()


VIEWS = ("all", "imports", "hand", "undone")


def find_operations(
    connection: Connection, typed: str = "", *, view: str = "all", limit: int = 200, before_id: int | None = None
) -> tuple[OperationView, ...]:
    """The newest lines whose words contain `typed`, in one of `VIEWS`; page on with the last id seen."""
    wanted = typed.casefold().split()
    found: list[OperationView] = []
    while len(found) < limit:
        block = operations(connection, limit=_BLOCK, before_id=before_id)
        if not block:
            break
        before_id = block[-1].id
        found += [line for line in block if _is_in(line, view) and _says(line, wanted)]
    return tuple(found[:limit])


def changed_rows(connection: Connection, operation_id: int) -> int:
    """How many rows an operation changed."""
    statement = select(func.coalesce(func.sum(_changes.c.last_id - _changes.c.row_id + 1), 0)).where(
        _changes.c.op_id == operation_id
    )
    return int(connection.execute(statement).scalar_one())


def _is_in(line: OperationView, view: str) -> bool:
    if view == "imports":
        return line.code.startswith("imports.")
    if view == "hand":
        return line.kind is OperationKind.DO and not line.code.startswith("imports.")
    if view == "undone":
        return line.is_undone
    return True


def _says(line: OperationView, words: list[str]) -> bool:
    if not words:
        return True
    text = f"{render(line.text)} {line.code}".casefold()
    return all(word in text for word in words)
