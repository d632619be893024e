"""The scratch file: what a reading leaves behind for the plan, as a small SQLite file of its own."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from services.importing.columns import Problem
from services.messages import to_json

_SCHEMA = """
CREATE TABLE meta(key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE record(seq INTEGER PRIMARY KEY, kind TEXT, key TEXT, row INTEGER, data TEXT);
CREATE TABLE line(seq INTEGER PRIMARY KEY, key TEXT, position INTEGER, row INTEGER, data TEXT);
CREATE TABLE problem(seq INTEGER PRIMARY KEY, row INTEGER, "column" TEXT, value TEXT, code TEXT,
                     message TEXT, key TEXT, rejects INTEGER);
CREATE TABLE raw(row INTEGER PRIMARY KEY, cells TEXT);
"""
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def as_json(value: Any) -> str:
    """Compact JSON with the text readable."""
    return _ENCODER.encode(value)


class Scratch:
    """Writes one scratch file; nothing in it outlives the import, so it is not synced."""

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        self._db = sqlite3.connect(path, isolation_level=None)
        self._db.execute("PRAGMA journal_mode=OFF")
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.executescript(_SCHEMA)
        self._db.execute("BEGIN")

    def meta(self, values: Mapping[str, Any]) -> None:
        """Facts about the file and the reading, one JSON value each."""
        self._db.executemany("INSERT INTO meta VALUES (?, ?)", [(key, as_json(value)) for key, value in values.items()])

    def records(self, rows: Iterable[tuple[str, str, int, str]]) -> None:
        """(kind, key, row, data as JSON) of orders, products or tracking rows."""
        self._db.executemany("INSERT INTO record(kind, key, row, data) VALUES (?, ?, ?, ?)", rows)

    def lines(self, rows: Iterable[tuple[str, int, int, str]]) -> None:
        """(key, position, row, data as JSON) of order lines."""
        self._db.executemany("INSERT INTO line(key, position, row, data) VALUES (?, ?, ?, ?)", rows)

    def problems(self, found: Iterable[Problem]) -> None:
        """What is wrong, row by row."""
        self._db.executemany(
            'INSERT INTO problem(row, "column", value, code, message, key, rejects) VALUES (?, ?, ?, ?, ?, ?, ?)',
            ((p.row, p.column, p.value, p.code, as_json(to_json(p.message)), p.key, int(p.rejects)) for p in found),
        )

    def raw(self, rows: Iterable[tuple[int, list[str]]]) -> None:
        """The cells of rows that wait."""
        self._db.executemany("INSERT OR REPLACE INTO raw VALUES (?, ?)", ((row, as_json(cells)) for row, cells in rows))

    def close(self) -> None:
        """Finish the file."""
        self._db.execute("COMMIT")
        self._db.close()


def read_meta(path: Path) -> dict[str, Any]:
    """Everything in the `meta` table of a finished scratch file."""
    with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True)) as db:
        return {key: json.loads(value) for key, value in db.execute("SELECT key, value FROM meta")}
