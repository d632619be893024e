"""What a reading left in its scratch file, opened for the plan."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from models.enums.orders import Platform
from services.importing.columns import order_no
from services.importing.scratch import read_meta
from services.messages import Message, from_json, to_json

_TOGETHER = 500
GOOD_NEWS = frozenset({"totals_agree", "balances_agree"})


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A cell or row that was not understood. `rejects` says whether the row waits because of it."""

    row: int
    column: str | None
    value: str | None
    code: str
    message: Message
    key: str | None
    rejects: bool


@dataclass(frozen=True, slots=True)
class FileWarning:
    """Something about the whole file that a person should know; nothing was left out for it."""

    code: str
    count: int
    message: Message

    @property
    def is_good(self) -> bool:
        """Whether it is good news: something the file says about itself was proved."""
        return self.code in GOOD_NEWS

    def as_json(self) -> dict[str, Any]:
        """As it is kept with the import."""
        return {"code": self.code, "count": self.count, "message": to_json(self.message)}


@dataclass(frozen=True, slots=True)
class StagedFile:
    """One file that was read: what it is, how its rows were counted, and where its values wait.

    `channel` is the name of the channel (of the account, for statements) the person chose; None
    leaves it to the plan. `provider` keeps the account of a statement, `account` is its number
    where the file tells it.
    """

    scratch: Path
    file_name: str
    sha256: str
    format_id: str
    kind: str
    platform: Platform
    zone: str
    currency: str
    rows: int
    skipped: int
    headers: tuple[str, ...]
    warnings: tuple[FileWarning, ...]
    channel: str | None = None
    provider: str = ""
    account: str | None = None

    @classmethod
    def opened(cls, scratch: Path, *, channel: str | None = None) -> StagedFile:
        """The staged file of a finished scratch file."""
        meta = read_meta(scratch)
        skipped = ("blank_rows", "repeated_headers", "footer_rows", "explanation_rows", "left_out_rows", "part_rows")
        return cls(
            scratch=scratch,
            file_name=meta["file"],
            sha256=meta["sha256"],
            format_id=meta["format_id"],
            kind=meta["kind"],
            platform=Platform(meta["platform"]),
            zone=meta["zone"],
            currency=meta["currency"],
            rows=meta["rows"],
            skipped=sum(meta.get(name, 0) for name in skipped),
            headers=tuple(meta["headers"]),
            warnings=tuple(
                FileWarning(one["code"], one["count"], from_json(one["message"])) for one in meta["warnings"]
            ),
            channel=channel,
            provider=meta.get("provider") or meta["platform"],
            account=meta.get("account"),
        )

    def records(self) -> Iterator[tuple[str, int, dict[str, Any]]]:
        """(key, row in the file, fields) of every order, product or tracking row, in file order."""
        with self._reading() as db:
            for (key, row, _data), fields in _with_fields(db.execute("SELECT key, row, data FROM record ORDER BY seq")):
                yield key, row, fields

    def lines(self) -> Iterator[tuple[str, int, int, dict[str, Any]]]:
        """(order key, position, row in the file, fields) of every order line, in file order."""
        with self._reading() as db:
            rows = db.execute("SELECT key, position, row, data FROM line ORDER BY seq")
            for (key, position, row, _data), fields in _with_fields(rows):
                yield key, position, row, fields

    def problems(self) -> tuple[RowProblem, ...]:
        """Everything that was not understood, by row."""
        with self._reading() as db:
            found = db.execute(
                'SELECT row, "column", value, code, message, key, rejects FROM problem ORDER BY row, seq'
            )
            return tuple(
                RowProblem(row, column, value, code, from_json(json.loads(text)), key and order_no(key), bool(rejects))
                for row, column, value, code, text, key, rejects in found
            )

    def keys(self) -> frozenset[str]:
        """What the records of the file are known by."""
        with self._reading() as db:
            found = db.execute("SELECT key FROM record UNION SELECT key FROM line")
            return frozenset(order_no(key) for (key,) in found)

    def waiting_cells(self) -> Mapping[int, dict[str, str]]:
        """The cells of the rows that wait, by row number and header; of columns with one name the first counts."""
        found: dict[int, dict[str, str]] = {}
        with self._reading() as db:
            for row, cells in db.execute("SELECT row, cells FROM raw ORDER BY row"):
                of_row = found[row] = {}
                for header, text in zip(self.headers, json.loads(cells), strict=False):
                    of_row.setdefault(header, text)
        return found

    def _reading(self) -> closing[sqlite3.Connection]:
        return closing(sqlite3.connect(f"file:{quote(str(self.scratch))}?mode=ro", uri=True))


def _with_fields(cursor: sqlite3.Cursor) -> Iterator[tuple[tuple[Any, ...], dict[str, Any]]]:
    """The rows with their last column, a JSON text, read; many at once, as each reading has its own cost."""
    while rows := cursor.fetchmany(_TOGETHER):
        yield from zip(rows, json.loads(f"[{','.join(row[-1] for row in rows)}]"), strict=True)


@dataclass(slots=True)
class Counts:
    """How many orders (or products, or tracking numbers) of a file became what."""

    new: int = 0
    updated: int = 0
    unchanged: int = 0
    waiting_rows: set[int] = field(default_factory=set)
