"""Rows of a small sheet of our own, or of cells on the clipboard, by the headings they stand under."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from services.errors import Invalid
from services.exporting.cells import plain
from services.i18n import N_, translate
from services.importing.cells import CellProblem, LongNumber, fold
from services.importing.child import read_tables
from services.importing.preflight import Container, preflight
from services.messages import Message, message

_LOOKED_AT = 20  # rows a heading may stand below the top


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that cannot be used: its number, what it names, and why."""

    row: int
    named: str
    reason: Message


class Unusable(Exception):
    """A row that cannot be used, with the reason."""

    def __init__(self, reason: Message) -> None:
        self.reason = reason
        super().__init__()


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row: its number in the sheet, and its cells by the English name of their heading."""

    number: int
    cells: dict[str, str]

    def text(self, name: str) -> str:
        """The cell without padding; empty where there is none."""
        found = self.cells.get(name, "")
        return found if isinstance(found, LongNumber) else plain(found)

    def read(self, name: str, reads: Callable[[str], int]) -> int | None:
        """The cell as a number; None where it is empty, `Unusable` where it is none."""
        typed = self.text(name)
        if not typed:
            return None
        try:
            value = reads(typed)
        except CellProblem as problem:
            raise Unusable(problem.said) from problem
        if value < 0:
            raise Unusable(message(N_("it must not be negative")))
        return value


def rows_of_file(path: Path, names: Sequence[str], needed: Sequence[str]) -> list[SheetRow]:
    """The rows under the headings, in English or in the language that is on; `Invalid` without the needed ones."""
    if preflight(path).container is Container.OLE_WORKBOOK:
        reason = message(N_("old .xls workbooks are not read here; save it as .xlsx"))
        raise Invalid(field=message(N_("File")), value=path.name, reason=reason)
    for sheet in read_tables(path):
        for place, row in enumerate(sheet.rows[:_LOOKED_AT]):
            columns = _columns(row, names)
            if all(name in columns for name in needed):
                return list(_rows(sheet.rows[place + 1 :], columns, place + 2))
    shown = ", ".join(translate(name) for name in needed)
    reason = message(N_("it has no columns called {columns}"), columns=shown)
    raise Invalid(field=message(N_("File")), value=path.name, reason=reason)


def rows_of_cells(cells: Sequence[Sequence[str]], names: Sequence[str], needed: Sequence[str]) -> list[SheetRow]:
    """Pasted rows: under their headings where they bring them, else with the columns in the order of `names`."""
    columns = _columns(cells[0], names) if cells else {}
    if cells and all(name in columns for name in needed):
        return list(_rows(cells[1:], columns, 2))
    return list(_rows(cells, {name: place for place, name in enumerate(names)}, 1))


def _columns(row: Sequence[str], names: Sequence[str]) -> dict[str, int]:
    known = {fold(shown): name for name in names for shown in (name, translate(name))}
    return {known[fold(cell)]: place for place, cell in enumerate(row) if fold(cell) in known}


def _rows(rows: Sequence[Sequence[str]], columns: dict[str, int], first: int) -> Iterator[SheetRow]:
    for number, row in enumerate(rows, start=first):
        cells = {name: row[place] for name, place in columns.items() if place < len(row)}
        if any(cell.strip() for cell in cells.values()):
            yield SheetRow(number, cells)
