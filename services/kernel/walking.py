"""How the first rows of a table sorted by one column are found without looking at every row.

The value most rows share is left out of the index: walking through the table meets such a row soon enough. Rows with
any other value are found by an index kept for sorting alone (`models.sorting`), or are few.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, ColumnElement, Connection, Integer, Select, Table, case, func, literal_column, select

from models.dialects.stored import stored_result
from models.sorting import is_in_sort_index

_ONE = literal_column("1", Integer).label("one")
MANY = 10_000  # with so many rows, walking through the table by id soon meets the first of them


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows `condition` selects, sorted by `value`; without a value they all count as equal and go by id."""

    condition: ColumnElement[bool]
    value: ColumnElement[Any] | None = None


Stage = tuple[Stretch, ...]
"""Stretches whose rows are interleaved: they are merged by value. All of a stage comes before the next one."""
Walk = Callable[[Connection, bool], Iterator[Stage]]
"""The stages of a column, ascending or descending; empty values come last either way."""


@dataclass(frozen=True, slots=True)
class IndexWalk:
    """By the column's `sort_index`: `common` is the value it leaves out.

    Every stage is in the order of an index, so that all rows can be met this way without sorting one.
    """

    table: Table
    name: str
    common: str | int | None = None

    def __call__(self, _connection: Connection, descending: bool) -> Iterator[Stage]:
        """The stages."""
        column: Column[Any] = self.table.c[self.name]
        filled = is_in_sort_index(self.table, self.name, self.common)
        if self.common is None:
            yield (Stretch(filled, column),)
        else:
            below = (Stretch(filled & (column < self.common), column),)
            above = (Stretch(filled & (column > self.common), column),)
            yield above if descending else below
            yield (Stretch(column == self.common),)
            yield below if descending else above
        if column.nullable:
            yield (Stretch(column.is_(None)),)


def by_index(table: Table, name: str, common: str | int | None = None) -> Walk:
    """`IndexWalk` of a column."""
    return IndexWalk(table, name, common)


def by_values(conditions: Callable[[Connection], Sequence[ColumnElement[bool]]]) -> Walk:
    """One value after another: `conditions` gives a condition an index can serve for each, the smallest value first."""

    def stages(connection: Connection, descending: bool) -> Iterator[Stage]:
        found = conditions(connection)
        for one in reversed(found) if descending else found:
            yield (Stretch(_unsorted(connection, one)),)

    return stages


def _unsorted(connection: Connection, condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The condition; where it selects many rows, put so that SQLite does not collect and sort them by an index."""
    return unindexed(condition) if exceeds(connection, select(_ONE).where(condition), MANY) else condition


def unindexed(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same condition in a form SQLite uses no index for."""
    return case((condition, 1), else_=0) == 1


def exceeds(connection: Connection, statement: Select[Any], count: int) -> bool:
    """Whether the statement has more than `count` rows; it reads no further than that."""
    some = statement.limit(count + 1).subquery("some")
    return bool(stored_result(connection, select(func.count()).select_from(some))[0][0] > count)
