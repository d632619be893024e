"""A line of totals under the table, held against the rows it sums up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from models.values import Money
from services.exporting.cells import plain
from services.i18n import N_, NN_
from services.importing.cells import CellProblem
from services.importing.columns import Column, RowReader
from services.importing.shapes import FieldType
from services.importing.sheets import FileWarning
from services.importing.vocabulary import KINDS
from services.messages import message, plural_message


class ColumnTotals:
    """The sums of the columns a format says its last line adds up.

    Every row that could be read counts, also one that waits for another reason: the file's own
    total counts it too. A total the file leaves empty is not held against anything.
    """

    def __init__(self, reader: RowReader) -> None:
        self._reader = reader
        self._wanted = reader.spec.layout.totals
        self._sums = dict.fromkeys(self._wanted, 0)

    def add(self, record: Mapping[str, Any]) -> None:
        """Count what was read of one row."""
        for name in self._wanted:
            self._sums[name] += record.get(name) or 0

    def held_against(self, cells: Sequence[str]) -> list[FileWarning]:
        """What the line of totals says of the columns: where they differ both figures, else that they agree."""
        width = len(self._reader.headers)
        padded = [*cells, *[""] * (width - len(cells))]
        agreed = 0
        found: list[FileWarning] = []
        for column in self._reader.columns(self._reader.spec.currency):
            if column.name not in self._sums or column.is_line:
                continue
            told = _told(column, padded)
            if told is None:
                continue
            if told == self._sums[column.name]:
                agreed += 1
            else:
                found.append(self._differs(column, told))
        if agreed and not found:
            forms = NN_(
                "{count} total of the file's last line agrees with its rows.",
                "{count} totals of the file's last line agree with its rows.",
            )
            found.append(FileWarning("totals_agree", agreed, plural_message(forms, agreed)))
        return found

    def _differs(self, column: Column, told: int) -> FileWarning:
        said = message(
            N_("“{column}” adds up to {sum}, but the file's last line says {told}."),
            column=plain(self._reader.headers[column.positions[0]]),
            sum=self._shown(column.name, self._sums[column.name]),
            told=self._shown(column.name, told),
        )
        return FileWarning("totals_differ", 1, said)

    def _shown(self, name: str, value: int) -> str:
        spec = self._reader.spec
        return Money(value, spec.currency).decimal() if KINDS[spec.kind][name] is FieldType.MONEY else str(value)


def _told(column: Column, cells: Sequence[str]) -> int | None:
    try:
        value = column.read(cells)
    except CellProblem:
        return None
    return value if isinstance(value, int) else None
