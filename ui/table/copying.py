"""Rows on the clipboard: as text with tabs, and as a table whose long numbers a spreadsheet leaves alone."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from functools import partial
from html import escape

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from services import formatting
from services.i18n import N_
from services.messages import Message, message
from ui.table.columns import CellKind, ColumnSpec
from ui.table.source import RowRange
from ui.table.table_model import TableModel, TableRow

COPY_LIMIT = 50_000
"""Rows; more than this belongs into an exported file."""

_CHUNK = 1000
_NUMERIC = frozenset({CellKind.NUMBER, CellKind.MONEY, CellKind.MARGIN})


Rows = Sequence[TableRow | None]


def to_mime(rows: Sequence[TableRow], columns: Sequence[tuple[int, ColumnSpec]]) -> QMimeData:
    """The rows as TSV and HTML; everything that is no number is marked as text for Excel."""
    text: list[str] = []
    html = ["<html><body><table>"]
    for row in rows:
        values = [_copied(row.cell(place).full_text, spec) for place, spec in columns]
        text.append("\t".join(_plain(value) for value in values))
        html.append(f"<tr>{''.join(map(_html_cell, values, (spec for _place, spec in columns)))}</tr>")
    html.append("</table></body></html>")
    data = QMimeData()
    data.setText("\n".join(text) + "\n")
    data.setHtml("".join(html))
    return data


def from_text(text: str) -> list[list[str]]:
    """Cells pasted from a spreadsheet; quoted cells may hold line breaks."""
    return [row for row in csv.reader(io.StringIO(text, newline=""), dialect="excel-tab") if row]


class Copier:
    """Fetches rows piece by piece and puts them on the clipboard when all are there; the last request wins."""

    def __init__(self, model: TableModel) -> None:
        self._model = model
        self._number = 0

    def copy(self, ranges: Sequence[RowRange], columns: Sequence[int]) -> Message | None:
        """Begin to copy these rows; says so where they are too many."""
        count = sum(last - first + 1 for first, last in ranges)
        if count > COPY_LIMIT:
            too_many = N_("{count} rows are too many for the clipboard; at most {limit} fit. Export them to a file.")
            return message(too_many, count=count, limit=COPY_LIMIT)
        if count:
            self._number += 1
            wanted = [
                (start, min(_CHUNK, last - start + 1))
                for first, last in ranges
                for start in range(first, last + 1, _CHUNK)
            ]
            self._next(self._number, [(place, self._model.specs[place]) for place in columns], wanted, [])
        return None

    def _next(
        self, number: int, columns: list[tuple[int, ColumnSpec]], wanted: list[tuple[int, int]], found: list[TableRow]
    ) -> None:
        if number != self._number:
            return
        if not wanted:
            QGuiApplication.clipboard().setMimeData(to_mime(found, columns))
            return
        self._model.read(*wanted[0], partial(self._arrived, number, columns, wanted[1:], found))

    def _arrived(
        self,
        number: int,
        columns: list[tuple[int, ColumnSpec]],
        wanted: list[tuple[int, int]],
        found: list[TableRow],
        rows: Rows,
    ) -> None:
        self._next(number, columns, wanted, [*found, *(row for row in rows if row is not None)])


def _plain(value: str) -> str:
    return " ".join(value.split()) if any(mark in value for mark in "\t\r\n") else value


def _is_number(spec: ColumnSpec) -> bool:
    return spec.kind in _NUMERIC or (spec.kind is CellKind.LINE and spec.align == "right")


def _copied(value: str, spec: ColumnSpec) -> str:
    """A spreadsheet takes a minus sign for text, and the number behind it too."""
    return formatting.with_hyphen(value) if _is_number(spec) else value


def _html_cell(value: str, spec: ColumnSpec) -> str:
    if _is_number(spec):
        return f"<td>{escape(value)}</td>"
    return f"<td style=\"mso-number-format:'\\@'\">{escape(value)}</td>"
