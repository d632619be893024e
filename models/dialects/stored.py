"""Rows as SQLite stores them (integers, texts, NULL), read and written without building objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from typing import Any

from sqlalchemy import Connection, Select

from models.dialects.prepared import run_text


def insert_stored(connection: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of stored values (integers, texts, NULL) as they are."""
    names = ", ".join(f'"{column}"' for column in columns)
    marks = ", ".join("?" * len(columns))
    values = list(map(tuple, rows))
    if values:
        run_text(connection, f'INSERT INTO "{table}" ({names}) VALUES ({marks})', values, many=True).close()


def add_stored(
    connection: Connection, table: str, keys: Sequence[str], sums: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Add to the sums in the rows of these keys, which are made where they are not; a row of zeros is taken out."""
    if not rows:
        return
    names, marks = ", ".join(f'"{name}"' for name in (*keys, *sums)), ", ".join("?" * (len(keys) + len(sums)))
    added = ", ".join(f'"{name}" = "{name}" + excluded."{name}"' for name in sums)
    which = ", ".join(f'"{name}"' for name in keys)
    text = f'INSERT INTO "{table}" ({names}) VALUES ({marks}) ON CONFLICT({which}) DO UPDATE SET {added}'
    run_text(connection, text, [tuple(row) for row in rows], many=True).close()
    empty = " AND ".join([*(f'"{name}" = ?' for name in keys), *(f'"{name}" = 0' for name in sums)])
    gone = [tuple(row[: len(keys)]) for row in rows]
    run_text(connection, f'DELETE FROM "{table}" WHERE {empty}', gone, many=True).close()


def delete_stored(connection: Connection, table: str, keys: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Delete the rows of these keys one by one: of a list of several columns SQLite's index serves the first alone."""
    if rows:
        which = " AND ".join(f'"{name}" = ?' for name in keys)
        run_text(connection, f'DELETE FROM "{table}" WHERE {which}', list(map(tuple, rows)), many=True).close()


def replace_stored(
    connection: Connection,
    table: str,
    columns: Sequence[str],
    keys: int,
    old: Iterable[tuple[Any, ...]],
    new: Iterable[tuple[Any, ...]],
) -> None:
    """Make the rows that are `old` the `new` ones; the first `keys` columns tell which is which.

    What is as it was is not written: of a row that stays, only the indexes of the columns that change are.
    """
    before = {row[:keys]: row for row in old}
    fresh: list[tuple[Any, ...]] = []
    changed: dict[tuple[int, ...], list[tuple[Any, ...]]] = {}
    for row in new:
        kept = before.pop(row[:keys], None)
        if kept is None:
            fresh.append(row)
        elif kept != row:
            places = tuple([place for place in range(keys, len(columns)) if kept[place] != row[place]])
            changed.setdefault(places, []).append((*[row[place] for place in places], *row[:keys]))
    delete_stored(connection, table, columns[:keys], list(before))
    which = " AND ".join(f'"{name}" = ?' for name in columns[:keys])
    for places, rows in changed.items():
        values = ", ".join(f'"{columns[place]}" = ?' for place in places)
        run_text(connection, f'UPDATE "{table}" SET {values} WHERE {which}', rows, many=True).close()
    insert_stored(connection, table, columns, fresh)


def note_stored(connection: Connection, table: str, key: str, values: Iterable[int]) -> None:
    """Put numbers into a table of one column, those that are in it already but once."""
    rows = [(value,) for value in values]
    if rows:
        run_text(connection, f'INSERT OR IGNORE INTO "{table}" ("{key}") VALUES (?)', rows, many=True).close()


def select_stored(
    connection: Connection, table: str, columns: Sequence[str], first: int, last: int, key: str = "id"
) -> list[Any]:
    """The stored values of the rows whose `key` lies from `first` to `last`, in its order."""
    names = ", ".join(f'"{column}"' for column in columns)
    text = f'SELECT {names} FROM "{table}" WHERE "{key}" BETWEEN ? AND ? ORDER BY "{key}"'
    with closing(run_text(connection, text, (first, last))) as cursor:
        return list(cursor.fetchall())


def filled_columns(
    connection: Connection, table: str, columns: Sequence[str], first: int, last: int
) -> tuple[int, list[str]]:
    """(rows with ids from `first` to `last`, the columns that hold something in one of them)."""
    counts = ", ".join(f'count("{column}")' for column in columns)
    row = connection.exec_driver_sql(
        f'SELECT count(*), {counts} FROM "{table}" WHERE id BETWEEN ? AND ?', (first, last)
    )
    total, *filled = row.one()
    return int(total), [name for name, count in zip(columns, filled, strict=True) if count]


def update_stored(connection: Connection, table: str, values: Mapping[str, Any], row_ids: Sequence[int]) -> None:
    """Set stored values in the rows of these ids, and count their versions up."""
    assignments = ", ".join(f'"{name}" = ?' for name in values)
    text = f'UPDATE "{table}" SET {assignments}, version = version + 1 WHERE id = ?'
    run_text(connection, text, [(*values.values(), row_id) for row_id in row_ids], many=True).close()


def delete_range(connection: Connection, table: str, first: int, last: int, key: str = "id") -> int:
    """Delete the rows whose `key` lies from `first` to `last`; how many there were."""
    result = connection.exec_driver_sql(f'DELETE FROM "{table}" WHERE "{key}" BETWEEN ? AND ?', (first, last))
    return int(result.rowcount)


def stored_result(
    connection: Connection, statement: Select[Any], values: Mapping[str, Any] | None = None
) -> list[tuple[Any, ...]]:
    """The rows of a statement as the file holds them: integers, texts, None; nothing is converted."""
    result = connection.execute(statement, values)
    try:
        cursor = result.cursor
        return [] if cursor is None else list(map(tuple, cursor.fetchall()))
    finally:
        result.close()
