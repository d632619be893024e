"""The rows of a list that fits in memory; cells are made when they are painted."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QObject, Qt

from services.types import TableRequest
from ui.table.columns import CellKind, ColumnSpec, ListCell, total_text
from ui.table.opening import Landing
from ui.table.source import RowRange, Summary, Total
from ui.table.table_model import CHECKED, DISPLAY, TOOLTIP, Index, TableModel, TableRow

Line = Sequence[ListCell]
_FREE = 160
_ENOUGH_TO_SCROLL = 3
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
_MINUS = re.compile(r"[-−–(]")


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its heading (marked with `N_`), width in pixels (0: the rest), side, and a tip (marked too).

    `total` is the label of a sum in the totals bar (marked), `amount` what a row adds to it, as currency and minor
    units, `sums` how it reads.
    `key` names the column where it is kept (else the heading does). One that `stays` cannot be hidden. Where there is
    no room for all, those that `yields` are left out, the highest first; one that somebody put on screen stays.
    """

    header: str
    width: int = 120
    right: bool = False
    tip: str = ""
    total: str = ""
    amount: Callable[[Any], tuple[str, int] | None] | None = None
    sums: Callable[[Total], str] = total_text
    key: str = ""
    stays: bool = False
    yields: int = 0


@dataclass(frozen=True, slots=True)
class ListSummary:
    """How many rows there are, and their sums by column key."""

    count: int
    totals: Mapping[str, Total]


@dataclass(frozen=True, slots=True)
class ListRow:
    """One row as the painters and the clipboard see it."""

    row_id: int
    line: Line
    deleted: bool = False

    def cell(self, column: int) -> ListCell:
        """The cell of a column."""
        return self.line[column]


class ListModel(TableModel):
    """Rows of anything; `line_of` makes the cells of one, and rows for which `stays` holds are always last.

    `rows` are those on screen, in their order: searched and sorted as the request says.
    """

    has_ticks = False

    def __init__(
        self,
        columns: Sequence[ListColumn],
        line_of: Callable[[Any], Line],
        parent: QObject | None = None,
        *,
        sorts: bool = True,
        stays: Callable[[Any], bool] | None = None,
    ) -> None:
        super().__init__(_specs(columns, sorts), parent)
        self.columns = tuple(columns)
        self.rows: tuple[Any, ...] = ()
        self.is_changing = False
        self._is_filled = False
        self._all: tuple[Any, ...] = ()
        self._line_of, self._stays = line_of, stays
        self._headings: tuple[str, ...] = ()

    # --- rows ----------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; nothing is chosen among them."""
        self._all, self._is_filled = tuple(rows), True
        self._put(())

    def reopen(self, request: TableRequest, *, keep_position: bool = True) -> None:
        """Search and sort the rows as the request says; what is chosen stays so where it is still there."""
        chosen = [self.rows[place] for place in _places(self.selection.ranges)]
        self.request = request
        self._put(chosen)

    def _put(self, chosen: Sequence[Any]) -> None:
        self.is_changing = True
        self.beginResetModel()
        self.rows = tuple(self._sorted(row for row in self._all if self._is_found(row)))
        self._rows = len(self.rows)
        self.summary = self._summary(self.rows) if self._is_filled else None
        self.endResetModel()
        kept = {id(row) for row in chosen}
        places = [place for place, row in enumerate(self.rows) if id(row) in kept]
        self.selection.set_ranges([(place, place) for place in places])
        self.swapped.emit(Landing(places[0] if places else 0, 0, places[0] if places else -1, self.selection.ranges))
        self.is_changing = False
        self.summary_changed.emit()

    def refresh(self, changed_ids: Iterable[int] | None = None) -> None:
        """The cells say something else: they are made anew when they are painted."""
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(self._rows - 1, len(self.specs) - 1))

    def row(self, number: int) -> TableRow | None:
        """The row with its cells as they are now."""
        return ListRow(number, self._line_of(self.rows[number])) if 0 <= number < self._rows else None

    def read(self, first: int, count: int, answer: Callable[[Sequence[TableRow | None]], None]) -> None:
        """Hand rows on, at once."""
        answer([self.row(number) for number in range(first, min(first + count, self._rows))])

    # --- cells ---------------------------------------------------------------------------

    def set_headings(self, headings: Sequence[str]) -> None:
        """Show these headings, in the language that is on, instead of those of the columns."""
        self._headings = tuple(headings)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.specs) - 1)

    def heading(self, section: int) -> str:
        return self._headings[section] if section < len(self._headings) else super().heading(section)

    def data(self, index: Index, role: int = DISPLAY) -> Any:
        if role not in (CHECKED, TOOLTIP):
            return super().data(index, role)
        cell = self.cell(index.row(), index.column()) if index.isValid() else None
        if not isinstance(cell, ListCell):
            return None
        if role == CHECKED:
            return None if cell.ticked is None else int(cell.ticked) * 2
        return cell.tip or cell.text

    # --- searching, sorting, adding up ---------------------------------------------------

    def _is_found(self, row: Any) -> bool:
        wanted = self.request.search.casefold().split()
        if not wanted:
            return True
        text = " ".join(cell.text for cell in self._line_of(row)).casefold()
        return all(word in text for word in wanted)

    def _sorted(self, rows: Iterable[Any]) -> list[Any]:
        found = list(rows)
        last = [row for row in found if self._stays is not None and self._stays(row)]
        if last:
            found = [row for row in found if not (self._stays is not None and self._stays(row))]
        for key, descending in reversed(self.request.sort):
            place = next((n for n, spec in enumerate(self.specs) if spec.key == key), None)
            if place is not None and self.specs[place].sortable:
                found = self._sorted_by(place, descending, found)
        return [*found, *last]

    def _sorted_by(self, place: int, descending: bool, rows: list[Any]) -> list[Any]:
        """Rows in the order of one column; those with nothing in it, or a word for a day, come last, whichever way."""
        cells = [self._line_of(row)[place] for row in rows]
        has_order = any(cell.order is not None for cell in cells)
        values = [
            (cell.order if has_order else self._value(place, cell), row) for cell, row in zip(cells, rows, strict=True)
        ]
        known = [one for one in values if one[0] is not None]
        known.sort(key=lambda one: one[0], reverse=descending)
        return [row for _value, row in known] + [row for value, row in values if value is None]

    def _value(self, place: int, cell: ListCell) -> Any:
        if cell.ticked is not None and not cell.text:
            return not cell.ticked
        return _number(cell.text) if self.columns[place].right else cell.text.casefold() or None

    def _summary(self, rows: Iterable[Any]) -> ListSummary:
        shown = [row for row in rows if self._stays is None or not self._stays(row)]
        totals: dict[str, Total] = {}
        for spec, column in zip(self.specs, self.columns, strict=True):
            if column.amount is not None:
                sums: dict[str, int] = {}
                for currency, minor in filter(None, map(column.amount, shown)):
                    sums[currency] = sums.get(currency, 0) + minor
                totals[spec.key] = tuple(sorted(sums.items()))
        return ListSummary(len(shown), totals)

    def sum_selection(self, answer: Callable[[Summary], None], failed: Callable[[BaseException], None]) -> None:
        """The sums of the chosen rows, at once."""
        answer(self._summary(self.rows[place] for place in _places(self.selection.ranges)))


def _specs(columns: Sequence[ListColumn], sorts: bool) -> tuple[ColumnSpec, ...]:
    """The columns as every table has them; keys are the headings, so that what is kept outlives new columns."""
    frozen = 0
    if len(columns) >= _ENOUGH_TO_SCROLL:
        frozen = 1 if columns[0].header or not columns[1].width else 2
    specs: list[ColumnSpec] = []
    for place, one in enumerate(columns):
        taken = {spec.key for spec in specs}
        key = one.key or (one.header if one.header and one.header not in taken else str(place))
        spec = ColumnSpec(key, one.header, one.width or _FREE, "right" if one.right else "left", CellKind.LINE)
        sortable = sorts and bool(one.header)
        spec = replace(spec, frozen=place < frozen, sortable=sortable, stays=one.stays, tooltip=one.tip)
        specs.append(replace(spec, total=one.total, total_format=one.sums))
    return tuple(specs)


def _places(ranges: Sequence[RowRange]) -> list[int]:
    return [place for first, last in ranges for place in range(first, last + 1)]


def _number(text: str) -> Decimal | None:
    """The first number of a text as it is shown, with its sign; ``None`` where there is none."""
    found = _NUMBER.search(text)
    if found is None:
        return None
    value = Decimal(found[0].replace(",", ""))
    return -value if _MINUS.search(text[: found.start()]) else value
