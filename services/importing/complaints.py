"""What is wrong with the rows of a table, and which rows wait because of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from services.exporting.cells import plain
from services.i18n import N_
from services.importing.cells import CellProblem
from services.importing.columns import Column, Problem, RowReader, order_no
from services.messages import Message, message


@dataclass(slots=True)
class Complaints:
    """The problems of a table's rows, the cells of the rows that wait, and the keys that stay out as a whole."""

    reader: RowReader
    problems: list[Problem] = field(default_factory=list)
    cells_of: dict[int, list[str]] = field(default_factory=dict)
    bad_rows: set[int] = field(default_factory=set)
    bad_keys: set[str] = field(default_factory=set)

    def reject(self, row: int, cells: list[str]) -> None:
        """The row waits, as it stands."""
        self.bad_rows.add(row)
        self.cells_of[row] = cells

    def cannot_read(self, row: int, column: Column, cells: list[str], problem: CellProblem, key: str | None) -> str:
        """A cell does not hold what its column should; returns its text."""
        header, text = self.reader.blame(column, cells)
        self.problems.append(Problem(row, header, text, problem.code, problem.said, key, column.rejects))
        return text

    def too_wide(self, row: int, cells: list[str], key: str | None) -> bool:
        """Whether something stands beyond the last column of the header; the row waits then."""
        if len(cells) <= len(self.reader.headers):
            return False
        spilled = next((text for cell in cells[len(self.reader.headers) :] if (text := plain(cell))), "")
        if spilled:
            said = message(N_("The row has more cells than the header has columns, so its columns may have shifted."))
            self._refuse(row, "", spilled, "too_many_cells", said, key)
        return bool(spilled)

    def missing(self, row: int, column: Column, cells: list[str], key: str | None) -> None:
        """A column that is needed is empty."""
        header, _text = self.reader.blame(column, cells)
        said = message(N_("“{column}” is empty and is needed."), column=header)
        self._refuse(row, header, "", "missing_value", said, key)

    def none_of(self, row: int, names: Sequence[str], cells: list[str], key: str | None) -> bool:
        """The row lacks all of these fields, of which it needs one; whether the table has any, so that it waits."""
        first = next((column for name in names if (column := self._column(name))), None)
        if first is not None:
            self.missing(row, first, cells, key)
        return first is not None

    def same_number(self, row: int, key: str, cells: list[str], first_row: int) -> None:
        """Two orders have one number where every order has one row: both wait."""
        said = message(
            N_("Row {row} has the same order number and other values; a spreadsheet may have cut both numbers."),
            row=first_row,
        )
        header = plain(self.reader.headers[self.reader.key_column.positions[0]])
        self._refuse(row, header, order_no(key), "same_number", said, key)
        self.reject(row, cells)
        self.bad_keys.add(key)

    def differs(self, row: int, key: str, name: str, cells: list[str], first_row: int) -> None:
        """A row says something else of its order than the first one did; that one is believed."""
        column = self._column(name, of_order=True)
        header, text = self.reader.blame(column, cells) if column else (name, "")
        said = message(
            N_("“{value}” differs from row {row} with the same number; the value of that row was taken."),
            value=text,
            row=first_row,
        )
        self.problems.append(Problem(row, header, text, "order_values_differ", said, key, False))

    def let_others_wait(self, rows_of: Mapping[str, Sequence[int]], cells_of: Callable[[int], list[str]]) -> None:
        """The other rows of an order wait with the one that cannot be read."""
        for key in self.bad_keys:
            culprit = next(row for row in rows_of[key] if row in self.bad_rows)
            for row in rows_of[key]:
                if row not in self.bad_rows:
                    said = message(N_("Waits because row {row} of the same order cannot be read."), row=culprit)
                    self._refuse(row, "", "", "waits_with_row", said, key)
                    self.reject(row, cells_of(row))

    def _refuse(self, row: int, header: str, text: str, code: str, said: Message, key: str | None) -> None:
        self.problems.append(Problem(row, header, text, code, said, key, True))

    def _column(self, name: str, *, of_order: bool = False) -> Column | None:
        found = (one for one in self.reader.columns(self.reader.spec.currency) if one.name == name)
        return next((one for one in found if not (of_order and one.is_line)), None)
