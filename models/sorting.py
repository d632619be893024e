"""Indexes that a list is sorted by and that serve nothing else.

SQLite keeps no statistics here: it takes every equality for a narrow one, and an index of provinces would tempt it to
collect a tenth of all orders. So these hold only rows of which a statement says what no search says,
and they leave out the value most rows have: those rows are met soon by walking through all.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Index, Table, and_, literal_column


def sort_index(table: Table, name: str, common: str | int | None = None) -> Index:
    """The index of the rows that have another value than `common` in a column."""
    where = and_(_differs(table.c[name], common), literal_column(f"+{_key(table)} > 0"))
    return Index(f"ix_{table.name}_by_{name}", table.c[name], sqlite_where=where)


def is_in_sort_index(table: Table, name: str, common: str | int | None = None) -> ColumnElement[bool]:
    """The condition that has the rows met in the order of the column's `sort_index`."""
    on_purpose: ColumnElement[bool] = literal_column(f"+{table.name}.{_key(table)} > 0")
    return and_(_differs(table.c[name], common), on_purpose)


def _key(table: Table) -> str:
    return next(iter(table.primary_key.columns)).name


def _differs(column: ColumnElement[Any], common: str | int | None) -> ColumnElement[bool]:
    if common is None:
        return column.is_not(None)
    said: ColumnElement[Any] = literal_column(f"'{common}'" if isinstance(common, str) else str(common))
    return column != said
