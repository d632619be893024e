"""Reading what can still be read of a damaged file; what only SQLite can do."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

_BATCH = 2_000
_HIGHEST_ID = 1 << 22  # looked for where nothing tells how many there were
_MOST_LOOKS = 200_000  # at one table: a file of nothing but damage comes to an end


class Unreadable(RuntimeError):
    """Not even the description of the tables can be read."""


@dataclass(slots=True)
class TableSalvage:
    """One table: how many rows were read, and in how many places rows could not be read."""

    table: str
    rows: int = 0
    gaps: int = 0


def salvage_tables(
    damaged: Path, fresh: Path, counters: Mapping[str, str], on_table: Callable[[int], None]
) -> list[TableSalvage]:
    """Copy every readable row of these tables into `fresh`, which has them empty.

    `counters` names each table's id counter. `damaged` must be a copy: its log is folded in.

    Rows are looked for by their ids: a range that cannot be read is halved until the damage
    is surrounded. A row whose parent was lost is left out and counted as a gap of its table.
    """
    found: list[TableSalvage] = []
    with closing(_readable(damaged)) as source, closing(sqlite3.connect(fresh, isolation_level=None)) as target:
        target.execute("PRAGMA foreign_keys=OFF")
        target.execute("BEGIN")
        _require_schema(source)
        for number, table in enumerate(counters):
            on_table(number)
            found.append(_copy(source, target, table, counters[table]))
        _leave_orphans_out(target, {one.table: one for one in found})
        _count_ids_on(target, counters)
        target.execute("COMMIT")
    return found


def _require_schema(source: sqlite3.Connection) -> None:
    try:
        source.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.DatabaseError as error:
        raise Unreadable(str(error)) from error


def _readable(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode=rw", uri=True, isolation_level=None)
    connection.text_factory = lambda raw: raw.decode("utf-8", errors="replace")
    connection.execute("PRAGMA cell_size_check=ON")
    return connection


def _copy(source: sqlite3.Connection, target: sqlite3.Connection, table: str, counter: str) -> TableSalvage:
    salvaged = TableSalvage(table)
    columns = _shared_columns(source, target, table)
    if not columns:
        salvaged.gaps = 1
        return salvaged
    names = ", ".join(f'"{column}"' for column in columns)
    statement = f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(columns))})'
    batch: list[tuple[Any, ...]] = []
    for row in _rows(source, table, names, salvaged, _highest_id(source, table, counter)):
        batch.append(row)
        if len(batch) >= _BATCH:
            _insert(target, statement, batch, salvaged)
            batch.clear()
    _insert(target, statement, batch, salvaged)
    return salvaged


def _shared_columns(source: sqlite3.Connection, target: sqlite3.Connection, table: str) -> list[str]:
    wanted = [row[1] for row in target.execute(f'PRAGMA table_info("{table}")')]
    try:
        there = {row[1] for row in source.execute(f'PRAGMA table_info("{table}")')}
    except sqlite3.DatabaseError:
        return []
    return [column for column in wanted if column in there]


def _rows(
    source: sqlite3.Connection, table: str, names: str, salvaged: TableSalvage, highest: int
) -> Iterator[tuple[Any, ...]]:
    statement = f'SELECT rowid, {names} FROM "{table}" WHERE rowid BETWEEN ? AND ? ORDER BY rowid'
    ranges, looks, gap_until = [(0, highest)], 0, None
    while ranges:
        first, last = ranges.pop()
        looks += 1
        try:
            for row in source.execute(statement, (first, last)):
                first = row[0] + 1
                yield row[1:]
        except sqlite3.DatabaseError:
            if first < last and looks < _MOST_LOOKS:
                middle = (first + last) // 2
                ranges += [(middle + 1, last), (first, middle)]
                continue
            salvaged.gaps += gap_until != first - 1  # neighbours are one gap
            gap_until = last


def _highest_id(source: sqlite3.Connection, table: str, counter: str) -> int:
    """The highest id there can be: what was handed out, what is there, or a guess where neither can be read."""
    for statement, value in (
        ("SELECT next_id FROM id_counter NOT INDEXED WHERE entity = ?", (counter,)),
        (f'SELECT max(rowid) FROM "{table}"', ()),
    ):
        try:
            row = source.execute(statement, value).fetchone()
        except sqlite3.DatabaseError:
            continue
        if row is not None and row[0] is not None:
            return int(row[0])
    return _HIGHEST_ID


def _insert(
    target: sqlite3.Connection, statement: str, rows: Sequence[tuple[Any, ...]], salvaged: TableSalvage
) -> None:
    """Write rows at once; where one of them is no row of this table, each by itself."""
    target.execute("SAVEPOINT batch")
    try:
        target.executemany(statement, rows)
        salvaged.rows += len(rows)
    except sqlite3.DatabaseError:
        target.execute("ROLLBACK TO batch")
        for row in rows:
            try:
                target.execute(statement, row)
                salvaged.rows += 1
            except sqlite3.IntegrityError:
                salvaged.gaps += 1
    target.execute("RELEASE batch")


def _leave_orphans_out(target: sqlite3.Connection, by_table: dict[str, TableSalvage]) -> None:
    while orphans := {(row[0], row[1]) for row in target.execute("PRAGMA foreign_key_check")}:
        for table, row_id in orphans:
            target.execute(f'DELETE FROM "{table}" WHERE rowid = ?', (row_id,))
            by_table[table].rows -= 1
            by_table[table].gaps += 1


def _count_ids_on(target: sqlite3.Connection, counters: Mapping[str, str]) -> None:
    """No id of a row that was read is handed out again."""
    for table, counter in counters.items():
        (highest,) = target.execute(f'SELECT max(rowid) FROM "{table}"').fetchone()
        if highest is not None:
            target.execute("INSERT INTO id_counter(entity, next_id) VALUES (?, ?)", (counter, highest + 1))
