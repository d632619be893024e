"""What a column is: its key in a row, its header, and how one value becomes a cell.

A cell is made once per page, on the reader thread; painting, copying and screen readers only read it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

from services.i18n import N_
from services.messages import Message
from ui.table.source import Row, Total

EMPTY = "—"


class CellKind(StrEnum):
    """How a cell is painted."""

    TEXT = "text"
    ID = "id"
    NUMBER = "number"
    MONEY = "money"
    PILL = "pill"
    PLATFORM = "platform"
    PRODUCT = "product"
    MARGIN = "margin"
    DATE = "date"
    FLAG = "flag"
    PARCEL = "parcel"
    TICK = "tick"
    LINE = "line"


class Cell(NamedTuple):
    """One prepared cell: `text` is what is shown, copied and read out.

    `extra` is a second, quieter text; `tone` names a colour (of a pill, a flag, a brand square);
    `share` is a margin in 1/1000; `edit` is what the editor starts with, where it differs from `text`;
    `picture` is the file of a product's small picture.
    """

    text: str
    extra: str = ""
    tone: str = ""
    share: int = -1
    tip: str = ""
    edit: str | None = None
    picture: str = ""

    @property
    def full_text(self) -> str:
        """Text and extra as one line, for the clipboard and for screen readers."""
        return f"{self.text} {self.extra}" if self.extra else self.text


@dataclass(frozen=True, slots=True)
class ListCell:
    """One cell of a short list: text and colour role; `ticked` makes it a check box, `link` something to click.

    `order` is what rows are sorted by where the text will not do: the day behind ``Nov 21``. `is_part` draws it a step
    further in, as what belongs to the heading above it.
    """

    text: str
    tone: str = "text"
    ticked: bool | None = None
    link: bool = False
    strong: bool = False
    tip: str = ""
    order: Any = None
    is_part: bool = False

    @property
    def full_text(self) -> str:
        """The text as it is copied and read out."""
        return self.text

    @property
    def edit(self) -> str | None:
        """What an editor would start with: its text."""
        return None


AnyCell = Cell | ListCell


class RowReader:
    """The raw values of one row, by column key; lets a cell use more than its own value."""

    __slots__ = ("_places", "values")

    def __init__(self, columns: Sequence[str]) -> None:
        self._places = {key: place for place, key in enumerate(columns, start=1)}
        self.values: Row = ()

    def __getitem__(self, key: str) -> Any:
        return self.values[self._places[key]]

    def get(self, key: str) -> Any:
        """The value, or ``None`` where the table has no such column."""
        place = self._places.get(key)
        return None if place is None else self.values[place]


Format = Callable[[Any, RowReader], Cell]


def text_cell(value: Any, _row: RowReader) -> Cell:
    """Any value as plain text; nothing for ``None``."""
    return BLANK if value is None or value == "" else Cell(str(value))


def number_cell(value: Any, _row: RowReader) -> Cell:
    """A whole number with thousands separators."""
    return BLANK if value is None else Cell(f"{value:,}", edit=str(value))


def total_text(total: Total) -> str:
    """A sum with thousands separators; sums of several currencies side by side, in minor units."""
    return " + ".join(f"{amount:,} {currency}".rstrip() for currency, amount in total) or EMPTY


BLANK = Cell("")


@dataclass(frozen=True)
class ColumnSpec:
    """One column. `header` and `tooltip` are English texts marked with `N_`; `width` is in pixels.

    `tone` is a token name (``pos``, ``text2``) for plain text. `check` names what is wrong with a
    typed text, or ``None``. One that `stays` cannot be hidden. `total` is the label in the totals bar; empty: the
    column has no total.
    """

    key: str
    header: str
    width: int = 120
    align: str = "left"
    kind: CellKind = CellKind.TEXT
    format: Format = text_cell
    tone: str = ""
    strong: bool = False
    hidden_by_default: bool = False
    frozen: bool = False
    sortable: bool = True
    editable: bool = False
    stays: bool = False
    tooltip: str = ""
    check: Callable[[str], Message | None] | None = None
    total: str = ""
    total_format: Callable[[Total], str] = total_text


TICK = ColumnSpec(
    "", N_("Selected"), width=46, kind=CellKind.TICK, frozen=True, sortable=False, format=text_cell, align="center"
)
"""The checkbox column every table begins with; it has no value in the row."""


def layout(columns: Sequence[ColumnSpec]) -> tuple[ColumnSpec, ...]:
    """The columns of a table in model order: tick, frozen ones, the rest."""
    frozen = [spec for spec in columns if spec.frozen]
    return (TICK, *frozen, *(spec for spec in columns if not spec.frozen))
