"""Reads: who changed which figure from what to what: the journal, as an accountant asks for it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from models.journal import Change, ChangeKind, Operation
from services import settings
from services.history.wording import field_words, rows_words
from services.messages import Message, from_json

_operations = Operation.table()
_changes = Change.table()
_FIGURES = ("_minor", "_ppm", "quantity", "good", "defective")


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of one row, before and after; None where the row was not there. Amounts in smallest units."""

    at: datetime
    operation_id: int
    what: Message
    source: str
    rows: Message
    row_id: int
    field: str
    before: int | None
    after: int | None


def figure_changes(connection: Connection, first: date | None, last: date | None) -> Iterator[FigureChange]:
    """Every change of a figure in these days, the oldest first. Rows that came in whole are one line each file."""
    zone = ZoneInfo(settings.read(connection, settings.ZONE))
    statement = (
        select(
            _operations.c.id, _operations.c.at, _operations.c.label, _operations.c.source, _changes.c.entity,
            _changes.c.row_id, _changes.c.kind, _changes.c.before, _changes.c.after,
        )
        .join_from(_changes, _operations, _operations.c.id == _changes.c.op_id)
        .where(_changes.c.kind != ChangeKind.INSERT)
        .order_by(_changes.c.id)
    )  # fmt: skip
    if first is not None:
        statement = statement.where(_operations.c.at >= datetime.combine(first, time.min, zone))
    if last is not None:
        statement = statement.where(_operations.c.at < datetime.combine(last + timedelta(days=1), time.min, zone))
    for row in connection.execute(statement):
        yield from _told(row)


def _told(row: Any) -> Iterator[FigureChange]:
    before: dict[str, Any] = row.before or {}
    after: dict[str, Any] = row.after or {}
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if name.endswith(_FIGURES) and old != new:
            words = rows_words(row.entity, str(row.kind), 1)
            label = from_json(row.label)
            yield FigureChange(row.at, row.id, label, row.source, words, row.row_id, field_words(name), old, new)
