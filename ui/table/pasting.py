"""A block from a spreadsheet over the cells of a table: where it falls, and why it may not fall there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from services.i18n import N_
from services.messages import Message, message
from ui.table.columns import ColumnSpec
from ui.table.table_model import TableRow
from ui.table.table_view import TableView

MOST_ROWS = 1000
_TOO_WIDE = N_("The copied block is {count} columns wide; from this cell on there are {room}. Nothing was written.")
_TOO_HIGH = N_("The copied block is {count} rows high; from this row on there are {room}. Nothing was written.")
_TOO_MANY = N_("The copied block has {count} rows; {limit} can be pasted at once. Nothing was written.")
_GONE = N_("Some of these rows were deleted meanwhile. Paste again. Nothing was written.")
_CLOSED = N_("“{column}” is not typed by hand. Go to a cell that is, and paste again. Nothing was written.")


@dataclass(frozen=True, slots=True)
class PastedBlock:
    """What would be written: cells as (row id, key of the column, text), and how far they reach."""

    cells: tuple[tuple[int, str, str], ...]
    rows: int
    first: ColumnSpec
    last: ColumnSpec


def place_block(
    view: TableView,
    texts: Sequence[Sequence[str]],
    then: Callable[[PastedBlock], object],
    refuse: Callable[[Message], object],
) -> None:
    """Lay rows of texts over the table from the current cell on; `then` gets the block once its rows are in memory."""
    index, specs = view.currentIndex(), view.table.specs
    columns = view.arrangement.shown_columns()
    start = columns.index(index.column()) if index.column() in columns else 0
    width = max(len(row) for row in texts)
    targets = [specs[place] for place in columns[start : start + width]]
    first = max(index.row(), 0)
    room = view.table.rowCount() - first
    closed = next((spec for spec in targets if not spec.editable), None)
    if len(targets) < width:
        refuse(message(_TOO_WIDE, count=width, room=len(targets)))
    elif closed is not None:
        refuse(message(_CLOSED, column=message(closed.header)))
    elif len(texts) > MOST_ROWS:
        refuse(message(_TOO_MANY, count=len(texts), limit=MOST_ROWS))
    elif len(texts) > room:
        refuse(message(_TOO_HIGH, count=len(texts), room=room))
    else:
        view.table.read(first, len(texts), partial(_placed, texts, targets, then, refuse))


def _placed(
    texts: Sequence[Sequence[str]],
    targets: Sequence[ColumnSpec],
    then: Callable[[PastedBlock], object],
    refuse: Callable[[Message], object],
    rows: Sequence[TableRow | None],
) -> None:
    there = [row for row in rows if row is not None and not row.deleted]
    if len(there) < len(texts):
        refuse(message(_GONE))
        return
    cells = [
        (row.row_id, spec.key, text.strip())
        for row, line in zip(there, texts, strict=True)
        for spec, text in zip(targets, line, strict=False)
    ]
    then(PastedBlock(tuple(cells), len(texts), targets[0], targets[-1]))
