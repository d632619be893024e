"""Reads: the days charts over time mark because the owner changed something."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, select

from models.growth import ActionNote

_actions = ActionNote.table()


def own_marks(connection: Connection, first: date, last: date) -> Sequence[tuple[date, str]]:
    """(day, what) of every noted action from `first` to `last`, in order."""
    statement = select(_actions.c.day, _actions.c.what).where(_actions.c.day.between(first, last))
    return [(day, what) for day, what in connection.execute(statement.order_by(_actions.c.day, _actions.c.id))]
