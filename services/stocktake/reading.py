"""Counts from a filled-in sheet, or from cells on the clipboard: which line each is for, and what cannot be used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from models.columns import from_epoch_ms
from services import clock, paths, text
from services.catalog.queries import sku_of_scan
from services.errors import Invalid
from services.exporting.cells import plain
from services.i18n import N_, translate
from services.importing.cells import CellProblem, LongNumber, fold, identifier, instant, integer
from services.importing.child import read_tables
from services.importing.preflight import Container, preflight
from services.messages import Message, message
from services.stocktake import papers
from services.stocktake.commands import Count
from services.stocktake.errors import NotACountSheet, OtherStocktake
from services.stocktake.listing import rows_of
from services.stocktake.queries import stocktake

_LOOKED_AT = 20  # rows a heading may stand below the top
_TIME_ONLY = re.compile(r"\d{1,2}:\d{2}(:\d{2})?")
_KEYS = ("sku_id", "code", "lot", "quantity", "counted_at", "note")


@dataclass(frozen=True, slots=True)
class BadCount:
    """A row that cannot be used: its number, the code it names, and why."""

    row: int
    code: str
    reason: Message


@dataclass(slots=True)
class ReadCounts:
    """What a sheet says: counts to write down, rows that cannot be used, and rows that say nothing new.

    `headings` are those of the columns the codes and the counts were read from; empty where there are none.
    Not `is_sure`: the column of the counts has a heading that other sheets have too.
    """

    counts: list[Count] = field(default_factory=list)
    problems: list[BadCount] = field(default_factory=list)
    same: int = 0
    blank: int = 0
    headings: tuple[str, ...] = ()
    is_sure: bool = True


def read_counts(connection: Connection, stocktake_id: int, path: Path, at: datetime | None = None) -> ReadCounts:
    """The counts in a filled-in count sheet. Rows without a time were counted at `at` (None: now).

    Raises a `FileProblem` for a file that cannot be read, `NotACountSheet`, or `OtherStocktake`.
    """
    if preflight(path).container is Container.OLE_WORKBOOK:
        reason = message(N_("old .xls workbooks are not read here; save it as .xlsx"))
        raise Invalid(field=message(N_("File")), value=path.name, reason=reason)
    for sheet in read_tables(path):
        for place, row in enumerate(sheet.rows[:_LOOKED_AT]):
            columns = _columns_of(row)
            if papers.CODE in columns and papers.COUNTED in columns:
                _require_own(connection, stocktake_id, path, sheet.rows[place + 1 :], columns)
                found = _read(connection, stocktake_id, sheet.rows[place + 1 :], columns, place + 2, at)
                found.headings = (plain(row[columns[papers.CODE]]), plain(row[columns[papers.COUNTED]]))
                found.is_sure = fold(found.headings[1]) not in _words()["perhaps"]
                return found
    raise NotACountSheet(file=path.name, columns=(translate(papers.CODE), translate(papers.COUNTED)))


def counts_from_cells(connection: Connection, stocktake_id: int, cells: Sequence[Sequence[str]]) -> ReadCounts:
    """The counts in pasted rows of code and pieces, with or without headings."""
    columns = _columns_of(cells[0]) if cells else {}
    if papers.CODE in columns and papers.COUNTED in columns:
        return _read(connection, stocktake_id, cells[1:], columns, 2, None)
    return _read(connection, stocktake_id, cells, {papers.CODE: 0, papers.COUNTED: 1}, 1, None)


def _columns_of(row: Sequence[str]) -> dict[str, int]:
    names = (papers.NUMBER, papers.CODE, papers.LOT, papers.COUNTED, papers.COUNTED_AT, papers.NOTE)
    known = {fold(shown): name for name in names for shown in (name, translate(name))}
    found = {known[fold(cell)]: place for place, cell in enumerate(row) if fold(cell) in known}
    headings = [fold(cell) for cell in row]
    for name, usual in _usual().items():
        place = next((headings.index(one) for one in usual if one in headings), None)
        if name not in found and place is not None and place not in found.values():
            found[name] = place
    return found


def _usual() -> dict[str, tuple[str, ...]]:
    """What people call the columns a count needs, the surest first."""
    words = _words()
    return {papers.CODE: words["code"], papers.COUNTED: (*words["counted"], *words["perhaps"])}


@cache
def _words() -> Mapping[str, tuple[str, ...]]:
    words = tomllib.loads((paths.resources() / "count_sheets.toml").read_text("utf-8"))
    return {name: tuple(map(fold, headings)) for name, headings in words.items()}


def _require_own(
    connection: Connection, stocktake_id: int, path: Path, rows: Sequence[Sequence[str]], columns: Mapping[str, int]
) -> None:
    number = stocktake(connection, stocktake_id).number
    for row in rows:
        found = _cell(row, columns, papers.NUMBER)
        if found and text.key(found) != text.key(number):
            raise OtherStocktake(file=path.name, found=found, number=number)


def _read(
    connection: Connection, stocktake_id: int, rows: Sequence[Sequence[str]], columns: Mapping[str, int], first: int,
    at: datetime | None,
) -> ReadCounts:  # fmt: skip
    reader = _Reader(connection, stocktake_id, columns, at)
    for number, row in enumerate(rows, start=first):
        reader.take(number, row)
    return reader.found


class _Reader:
    """Turns rows into counts of the stocktake's lines."""

    def __init__(
        self, connection: Connection, stocktake_id: int, columns: Mapping[str, int], at: datetime | None
    ) -> None:
        self.found = ReadCounts()
        self._connection, self._columns, self._at = connection, columns, at or clock.now()
        self._zone = stocktake(connection, stocktake_id).zone
        self._instant = instant("ymd", self._zone)
        self._lines: dict[int, list[dict[str, object]]] = {}
        self._seen: set[int] = set()
        for line in rows_of(connection, stocktake_id, _KEYS):
            self._lines.setdefault(line["sku_id"], []).append(line)

    def take(self, number: int, row: Sequence[str]) -> None:
        """One row of the sheet."""
        code, typed = self._cell(row, papers.CODE), self._cell(row, papers.COUNTED)
        if not code and not typed:
            return
        if not typed:
            self.found.blank += 1
            return
        try:
            line = self._line(identifier(code), self._cell(row, papers.LOT))
            pieces = integer(typed)
            if pieces < 0:
                raise _Unusable(message(N_("it must not be negative")))
            at = self._moment(self._cell(row, papers.COUNTED_AT))
        except CellProblem as problem:
            self.found.problems.append(BadCount(number, code, problem.said))
        except _Unusable as problem:
            self.found.problems.append(BadCount(number, code, problem.reason))
        else:
            self._keep(line, pieces, at, self._cell(row, papers.NOTE))

    def _keep(self, line: Mapping[str, object], pieces: int, at: datetime | None, note: str) -> None:
        counted_at = line["counted_at"]
        before = from_epoch_ms(int(str(counted_at))).replace(microsecond=0) if counted_at is not None else None
        if pieces == line["quantity"] and (at is None or at == before) and (note or None) == line["note"]:
            self.found.same += 1
            return
        self.found.counts.append(Count(int(str(line["id"])), pieces, at or self._at, note))

    def _line(self, code: str, lot: str) -> Mapping[str, object]:
        sku_id = sku_of_scan(self._connection, code)
        if sku_id is None:
            raise _Unusable(message(N_("no product has this code")))
        lines = self._lines.get(sku_id, [])
        mine = [line for line in lines if text.key(str(line["lot"] or "")) == text.key(lot)] if lot else lines
        if not mine:
            raise _Unusable(message(N_("it is not in this stocktake; scan it to add it")))
        if len(mine) > 1:
            raise _Unusable(message(N_("it is counted lot by lot, and no lot is named")))
        line_id = int(str(mine[0]["id"]))
        if line_id in self._seen:
            raise _Unusable(message(N_("it stands in the sheet twice")))
        self._seen.add(line_id)
        return mine[0]

    def _moment(self, typed: str) -> datetime | None:
        if not typed:
            return None
        if _TIME_ONLY.fullmatch(typed):
            typed = f"{self._at.astimezone(ZoneInfo(self._zone)):%Y-%m-%d} {typed}"
        at = from_epoch_ms(self._instant(typed))
        if at > clock.now():
            raise _Unusable(message(N_("the time lies in the future")))
        return at

    def _cell(self, row: Sequence[str], name: str) -> str:
        return _cell(row, self._columns, name)


class _Unusable(Exception):
    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__()


def _cell(row: Sequence[str], columns: Mapping[str, int], name: str) -> str:
    place = columns.get(name)
    if place is None or place >= len(row):
        return ""
    # A number whose last digits a spreadsheet has lost stays marked as such.
    return row[place] if isinstance(row[place], LongNumber) else plain(row[place])
