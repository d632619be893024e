"""From the rows of a table to typed records, lines and problems in a scratch file.

Nothing vanishes: every row below the header is a data row, or is counted as blank, repeated
header, explanation, footer or duplicate. An order is staged whole or not at all: when one of
its rows is rejected, its other rows wait with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from typing import Any

from models.enums.orders import OrderStatus
from services.exporting.cells import plain
from services.importing.cells import CellProblem, fold
from services.importing.column_totals import ColumnTotals
from services.importing.columns import Column, RowReader
from services.importing.complaints import Complaints
from services.importing.facts import proof, stated
from services.importing.measures import year_in
from services.importing.record_keys import RecordKeys
from services.importing.row_counts import Counts, general_warnings
from services.importing.row_parts import RowParts
from services.importing.scratch import Scratch, as_json
from services.importing.shapes import BY_KIND, Gather, PlaceKind, Shape
from services.importing.sheets import FileWarning, Sheet
from services.importing.spec import FormatSpec
from services.messages import to_json

_BATCH = 2000


@dataclass(slots=True)
class _Order:
    """The order-level values gathered so far for one key."""

    row: int
    data: dict[str, Any]


@dataclass(slots=True)
class Staging:
    """One table on its way into a scratch file."""

    spec: FormatSpec
    sheet: Sheet
    header_row: int
    patches: Mapping[tuple[int, str], str] = field(default_factory=dict)
    only_rows: AbstractSet[int] | None = None
    counts: Counts = field(default_factory=Counts)
    reader: RowReader = field(init=False)
    keys: RecordKeys = field(init=False)
    shape: Shape = field(init=False)
    parts: RowParts = field(init=False)
    totals: ColumnTotals = field(init=False)
    complaints: Complaints = field(init=False)
    _places: dict[str, int] = field(default_factory=dict)
    _records: dict[str, _Order] = field(default_factory=dict)
    _several: list[tuple[str, str, int, str]] = field(default_factory=list)
    _lines: list[tuple[str, int, int, str]] = field(default_factory=list)
    _positions: dict[str, int] = field(default_factory=dict)
    _rows_of: dict[str, list[int]] = field(default_factory=dict)
    _footer: Sequence[Sequence[str]] = ()
    _movements: list[dict[str, Any]] = field(default_factory=list)
    _found: list[FileWarning] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.shape = BY_KIND[self.spec.kind]
        self.keys = RecordKeys(self.shape)
        year = year_in(self.sheet.rows[: self.header_row - 1])
        self.reader = RowReader(self.spec, self.sheet.rows[self.header_row - 1], year)
        self.totals = ColumnTotals(self.reader)
        self.complaints = Complaints(self.reader)
        first = self.header_row + self.spec.layout.explanation_rows
        self.parts = RowParts(self.spec.layout, self.reader.headers, self.sheet.rows, first)
        for place, header in enumerate(self.reader.headers):
            self._places.setdefault(plain(header), place)

    def run(self, progress: Callable[[int, int], None]) -> None:
        """Read every row below the header; `progress` hears rows done and rows in all."""
        width, total = len(self.reader.headers), len(self.sheet.rows)
        first = self.header_row + self.spec.layout.explanation_rows
        self.counts.explanation_rows = min(first, total) - self.header_row
        folded = [fold(header) for header in self.reader.headers]
        for index in range(first, total):
            if index % _BATCH == 0:
                progress(index, total)
            cells = self.sheet.rows[index]
            if not "".join(cells).strip(" \t\r\n\u3000\xa0\ufeff"):
                self.counts.blank_rows += 1
            elif self._is_footer(cells):
                self._found += self.totals.held_against(cells) if self.only_rows is None else ()
                self.counts.footer_rows += sum(1 for rest in self.sheet.rows[index:] if "".join(rest).strip())
                self.counts.blank_rows += sum(1 for rest in self.sheet.rows[index:] if not "".join(rest).strip())
                self._footer = self.sheet.rows[index:]
                break
            elif cells[0] == self.reader.headers[0] and [fold(cell) for cell in cells[:width]] == folded:
                self.counts.repeated_headers += 1
            elif self.only_rows is not None and index + 1 not in self.only_rows:
                self.counts.left_out_rows += 1
            elif not self.parts.admits(cells):
                self.counts.part_rows += 1
            else:
                self._row(index + 1, self._prepared(index + 1, cells))
        progress(total, total)

    def write(self, scratch: Scratch, facts: Mapping[str, Any]) -> None:
        """Put everything into the scratch file; keys with a rejected row stay out as a whole."""
        wrong = self.complaints
        wrong.let_others_wait(self._rows_of, lambda row: self._prepared(row, self.sheet.rows[row - 1]))
        bad = wrong.bad_keys
        kind = self.shape.record
        scratch.records(
            (kind, key, order.row, as_json(order.data)) for key, order in self._records.items() if key not in bad
        )
        scratch.records(entry for entry in self._several if entry[2] not in wrong.bad_rows)
        scratch.lines(entry for entry in self._lines if entry[0] not in bad)
        scratch.problems(sorted(wrong.problems, key=lambda problem: problem.row))
        scratch.raw(sorted(wrong.cells_of.items()))
        said = stated(self.spec, self.sheet.rows[: self.header_row - 1], self.reader.headers, self._footer)
        if self.only_rows is None:
            self.sheet.warnings += proof(self.spec, said, self._movements)
        counted = {name: getattr(self.counts, name) for name in Counts.__slots__}
        warnings = [
            {"code": found.code, "count": found.count, "message": to_json(found.message)} for found in self._warnings()
        ]
        scratch.meta(
            {
                **facts,
                **counted,
                "provider": self.spec.provider,
                "account": said.account,
                "headers": [plain(text) for text in self.reader.headers],
                "warnings": warnings,
            }
        )

    def _prepared(self, row: int, cells: list[str]) -> list[str]:
        width = len(self.reader.headers)
        if len(cells) < width:
            cells = cells + [""] * (width - len(cells))
        cells = self.parts.whole(row - 1, cells)
        if self.patches:
            cells = list(cells)
            for header, place in self._places.items():
                cells[place] = self.patches.get((row, header), cells[place])
        return cells

    def _is_footer(self, cells: Sequence[str]) -> bool:
        if not self.spec.layout.stop:
            return False
        filled = [text for cell in cells if (text := plain(cell))]
        # eBay's last lines begin with a count in a cell of its own: 83,record(s) downloaded
        words = filled[1:2] if len(filled) > 1 and filled[0].isdecimal() else filled[:1]
        return bool(words) and words[0].startswith(self.spec.layout.stop)

    def _row(self, row: int, cells: list[str]) -> None:
        self.counts.rows += 1
        key = self.reader.key_of(cells)
        known = self._records.get(key) if key is not None else None
        currency = (
            self.reader.currency_of(cells) or (known.data.get("currency") if known else None) or self.spec.currency
        )
        order: dict[str, Any] = {}
        line: dict[str, Any] = {}
        missing: list[Column] = []
        rejected = self.complaints.too_wide(row, cells, key)
        for column in self.reader.columns(currency):
            try:
                value = column.read(cells)
            except CellProblem as problem:
                text = self.complaints.cannot_read(row, column, cells, problem, key)
                rejected = rejected or column.rejects
                if not column.keeps_text:
                    continue
                value = plain(text)
            if value is None:
                if column.required:
                    missing.append(column)
            elif isinstance(value, dict):
                order.update({name: part for name, part in value.items() if name not in order})
            elif column.is_line:
                line[column.name] = value
            else:
                order[column.name] = value
        self.totals.add(order)
        for column in missing:
            if not column.is_line or line:
                self.complaints.missing(row, column, cells, key)
                rejected = True
        if self.shape.one_of and not rejected and not any(name in order for name in self.shape.one_of):
            rejected = self.complaints.none_of(row, self.shape.one_of, cells, key)
        if rejected:
            self.complaints.reject(row, cells)
        self._keep(row, key, order, line, cells, rejected)

    def _keep(
        self, row: int, key: str | None, order: dict[str, Any], line: dict[str, Any], cells: list[str], rejected: bool
    ) -> None:
        shape, kind = self.shape, self.spec.kind
        if shape.keeps_extra and (extra := self.reader.extra_of(cells)):
            order["extra"] = extra
        if shape.may_wait:
            self.complaints.cells_of[row] = cells  # only the plan knows whether it can be taken in; it must not be lost
        if shape.gather is Gather.EACH:
            self._keep_each(row, key, order, rejected)
            return
        if key is None:
            return
        self._rows_of.setdefault(key, []).append(row)
        if rejected:
            self.complaints.bad_keys.add(key)
        if line and (kind == "order_lines" or self.spec.layout.rows == "line"):
            position = self._positions[key] = self._positions.get(key, 0) + 1
            self._lines.append((key, position, row, as_json(line)))
        if shape.gather is not Gather.LINES:
            self._merge(row, key, order, rejected, cells)

    def _keep_each(self, row: int, key: str | None, record: dict[str, Any], rejected: bool) -> None:
        """A row that is a record of its own; one that says again what an earlier one said counts as a repeat."""
        if rejected:
            return
        found = self.keys.key(key, record)
        if found is None:
            self.counts.duplicate_rows += 1
            return
        self._rows_of.setdefault(found, []).append(row)
        if self.shape.place is PlaceKind.ACCOUNT:
            self._movements.append(record)
        self._several.append((self.shape.record, found, row, as_json(record)))

    def _merge(self, row: int, key: str, order: dict[str, Any], rejected: bool, cells: list[str]) -> None:
        known = self._records.get(key)
        if known is None:
            self._records[key] = _Order(row, order)
            return
        if self.spec.layout.rows != "line":
            self._repeated(row, key, order, known, cells)
            return
        for name, value in order.items():
            first = known.data.get(name)
            if first is None:
                known.data[name] = value
            elif name in self.reader.summed:
                known.data[name] = first + value
            elif name == "status":
                known.data[name] = _least_advanced(first, value)
            elif first != value and name != "extra" and not rejected:
                self.complaints.differs(row, key, name, cells, known.row)

    def _repeated(self, row: int, key: str, order: Mapping[str, Any], known: _Order, cells: list[str]) -> None:
        """A second row of the same order, where every order has one: the same again, or another order altogether."""
        self.counts.duplicate_rows += 1
        if any(known.data.get(name, value) != value for name, value in order.items() if name != "extra"):
            self.complaints.same_number(row, key, cells, known.row)

    def _warnings(self) -> list[FileWarning]:
        general = general_warnings(self.counts, self._rows_of, self.reader.headers)
        return [*self.sheet.warnings, *self.parts.warnings(), *self._found, *general]


def _least_advanced(one: str, other: str) -> str:
    """The status of an order whose rows differ: the least advanced of the rows that are still open."""
    order = tuple(OrderStatus)
    open_ones = [status for status in (one, other) if status != OrderStatus.CLOSED]
    return min(open_ones, key=lambda status: order.index(OrderStatus(status)), default=one)
