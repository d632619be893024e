"""What the planner of SQLite has to be told: without statistics every index is as good as any other to it."""

from __future__ import annotations

from typing import TypeVar

from sqlalchemy import ColumnElement
from sqlalchemy.sql.elements import UnaryExpression
from sqlalchemy.sql.operators import custom_op

T = TypeVar("T")


def unindexed(column: ColumnElement[T]) -> ColumnElement[T]:
    """The same value, in a comparison that no index of the column shall serve: another condition finds fewer rows.

    It is the unary plus of https://www.sqlite.org/optoverview.html, "Disqualifying WHERE clause terms".
    """
    return UnaryExpression(column, operator=custom_op("+"), type_=column.type)
