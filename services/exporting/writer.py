"""Tables as files: one row after the other into a workbook or a CSV file, never the whole table in memory.

Ids are texts and amounts are numbers with the decimals of their currency, so that a workbook
shows every digit and still adds up.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from services.errors import CannotWrite, Invalid
from services.exporting.cells import BLANK, marked_inside, needs_no_mark, plain, safe_csv_text
from services.exporting.files import replacing
from services.exporting.workbook import new_workbook
from services.i18n import N_
from services.messages import message

Cell: TypeAlias = str | int | Decimal | None


@dataclass(frozen=True, slots=True)
class PictureCell:
    """A picture file shown in a cell of a workbook; other kinds of table leave the cell empty."""

    path: Path


WriteRow: TypeAlias = Callable[[Sequence[Cell | PictureCell]], None]

_LAST_ROW = 1_048_575
_LONGEST_TEXT = 32_767
_EXACT_DIGITS = 15  # what a spreadsheet keeps of a number
_SHORT_NUMBER = 12  # characters of a number of which a float shows the same digits again
_REMEMBERED = 4_096  # texts, and amounts, of a workbook
_PICTURE_POINTS = 75  # as high as a small picture of 96 pixels


@dataclass(frozen=True, slots=True)
class OutColumn:
    """A column of the file: its heading and its width in characters."""

    heading: str
    width: int = 14


@contextmanager
def table_file(out: Path, columns: Sequence[OutColumn]) -> Iterator[WriteRow]:
    """A function that adds a row to the .xlsx or .csv file `out`, which appears complete or not at all."""
    kind = out.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        reason = message(N_("the name must end in .xlsx or .csv"))
        raise Invalid(field=message(N_("File")), value=out.name, reason=reason)
    with replacing(out) as part, _workbook(part, out, columns) if kind == ".xlsx" else _csv(part, columns) as add:
        yield add


def as_it_reads_back(value: str) -> str:
    """`value`, marked where an import would take something off it that belongs to it."""
    if value[:1].isalnum() and value[-1:].isalnum() and "'" not in value:
        return value  # nothing is ever taken off those, and most texts are such
    return value if plain(value) == value.strip(BLANK) else _marked(value)


def csv_text(value: str) -> str:
    """`value` for a CSV cell: no spreadsheet runs it, and an import reads it back as it was."""
    if needs_no_mark(value):
        return value
    safe = safe_csv_text(value)
    return safe if plain(safe) == value.strip(BLANK) else _marked(value)


def _marked(value: str) -> str:
    """`value` behind a mark that the import takes off; an apostrophe is none where another one ends the text."""
    mark = "`" if value.rstrip(BLANK)[-1:] in ("", "'") else "'"
    return mark + marked_inside(value)


@contextmanager
def _csv(part: Path, columns: Sequence[OutColumn]) -> Iterator[WriteRow]:
    with part.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([csv_text(column.heading) for column in columns])

        def add(values: Sequence[Cell | PictureCell]) -> None:
            writer.writerow([_csv_cell(value) for value in values])

        yield add


def _csv_cell(value: Cell | PictureCell) -> Cell:
    if isinstance(value, PictureCell):
        return None
    return csv_text(value) if isinstance(value, str) else value


@contextmanager
def _workbook(part: Path, out: Path, columns: Sequence[OutColumn]) -> Iterator[WriteRow]:
    with new_workbook(part, streams=True) as book:
        yield _Sheet(book, out, columns).add


class _Sheet:
    """The one worksheet of a workbook that is being written."""

    def __init__(self, book: Any, out: Path, columns: Sequence[OutColumn]) -> None:
        self._sheet = book.add_worksheet()
        self._out = out
        self._row = 0
        self._as_text = book.add_format({"num_format": "@"})
        self._as_amount = {digits: book.add_format({"num_format": _pattern(digits)}) for digits in range(4)}
        self._texts: dict[str, str] = {}
        self._amounts: dict[str, tuple[float | Decimal | str, Any]] = {}
        heading = book.add_format({"num_format": "@", "bold": True})
        self._sheet.freeze_panes(1, 0)
        for place, column in enumerate(columns):
            self._sheet.set_column(place, place, column.width, self._as_text)
        for place, column in enumerate(columns):
            self._sheet.write_string(0, place, column.heading, heading)

    def add(self, values: Sequence[Cell | PictureCell]) -> None:
        """Write the next row."""
        self._row += 1
        if self._row > _LAST_ROW:
            raise self._refused(N_("a workbook has no room for so many rows"))
        row, write_text, as_text, texts = self._row, self._sheet.write_string, self._as_text, self._texts
        for place, value in enumerate(values):
            if isinstance(value, str):  # most cells are texts, and most time is spent here
                if value:
                    write_text(row, place, texts.get(value) or self._text(value), as_text)
            elif value is None:
                continue
            elif isinstance(value, Decimal):
                self._amount(place, value)
            elif isinstance(value, int):
                self._sheet.write_number(row, place, value, self._as_amount[0])
            else:
                self._picture(place, value.path)

    def _text(self, value: str) -> str:
        """How a text is written; it is remembered, as lines say again what their order or the line before said."""
        written = as_it_reads_back(value)
        if len(written) > _LONGEST_TEXT:
            raise self._refused(N_("a text is too long for a workbook's cell"))
        if len(self._texts) >= _REMEMBERED:
            self._texts.clear()
        self._texts[value] = written
        return written

    def _refused(self, reason: str) -> CannotWrite:
        return CannotWrite(path=str(self._out), reason=message(reason))

    def _picture(self, place: int, path: Path) -> None:
        """Show a picture over its cell; it moves along when rows above are removed."""
        self._sheet.set_row(self._row, _PICTURE_POINTS)
        self._sheet.insert_image(self._row, place, str(path), {"object_position": 2, "x_offset": 2, "y_offset": 2})

    def _amount(self, place: int, value: Decimal) -> None:
        text = str(value)
        known = self._amounts.get(text)
        if known is None:
            if len(self._amounts) >= _REMEMBERED:
                self._amounts.clear()
            known = self._amounts[text] = self._number(value, text)
        number, how = known
        if isinstance(number, str):
            self._sheet.write_string(self._row, place, number, how)
        else:
            self._sheet.write_number(self._row, place, number, how)

    def _number(self, value: Decimal, text: str) -> tuple[float | Decimal | str, Any]:
        """What is written for an amount, and how it is shown: one of more digits than a spreadsheet keeps is a text."""
        if len(text) <= _SHORT_NUMBER and "E" not in text:  # nearly all: their figures need not be taken apart
            return float(value), self._as_amount[len(text.partition(".")[2])]
        _sign, figures, exponent = value.as_tuple()
        if len(figures) > _EXACT_DIGITS:
            return text, self._as_text
        return value, self._as_amount[-exponent if isinstance(exponent, int) else 0]


def _pattern(digits: int) -> str:
    return "0" if digits == 0 else "0." + "0" * digits
