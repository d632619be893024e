"""Pasting into a list of orders that wait for their tracking numbers: what comes from a sheet finds its row."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Sequence
from functools import cache

from services import paths
from services.errors import Invalid
from services.orders.commands import require_tracking
from services.orders.tracking import cells_of

_NOT_OF_THE_NAME = re.compile(r"[\s*:.#_-]|\(.*")


def pasted_into(listed: str, pasted: str, at: int) -> str | None:
    """The list once `pasted` found its rows; None where it is to stand where it was pasted, as any text.

    Rows that name their order take the place of its empty row. A column of tracking numbers, or of couriers and
    tracking numbers, fills the empty rows downwards from row `at` (from 0); an empty cell of it leaves its row empty.
    A row of headings is left out. Where it is in doubt which number belongs to which row, none is placed.
    """
    lines, rows = listed.splitlines(), without_headings(pasted)
    waiting = {cells_of(line)[0]: place for place, line in enumerate(lines) if _waits(line)}
    named = [row for row in rows if _filled(row)]
    if not waiting or not named:
        return None
    if all(_lacks_order(row) for row in named) and (len(rows) > 1 or len(_filled(rows[0])) > 1):
        return _filled_down(lines, rows, [place for place in waiting.values() if place >= at])
    if any(len(_filled(row)) > 1 for row in named):
        return _placed(lines, named, waiting)
    return None


def without_headings(pasted: str) -> list[str]:
    """The rows up to the last that holds anything, empty ones kept: what follows them stands beside its own order.

    A first one without a digit that holds the name of a column is left out, with the empty rows above it.
    """
    rows = pasted.splitlines()
    while rows and not _filled(rows[-1]):
        rows.pop()
    first = next((place for place, row in enumerate(rows) if _filled(row)), 0)
    return rows[first + 1 :] if rows and _is_heading(rows[first]) else rows


def _is_heading(row: str) -> bool:
    """Not any word: a "none" above numbers is the cell of an order, and the numbers below must not move up."""
    cells = _filled(row)
    if any(one.isdigit() for one in row):
        return False
    return len(cells) > 2 or any(_bare(cell) in _headings() for cell in cells)


@cache
def _headings() -> frozenset[str]:
    words = tomllib.loads((paths.resources() / "tracking_headings.toml").read_text("utf-8"))
    return frozenset(map(_bare, words["names"]))


def _bare(name: str) -> str:
    return _NOT_OF_THE_NAME.sub("", unicodedata.normalize("NFKC", name)).casefold()


def _waits(line: str) -> bool:
    order_no, _courier, tracking_no = cells_of(line)
    return bool(order_no) and not tracking_no


def _filled(row: str) -> list[str]:
    return [cell for cell in cells_of(row) if cell] if row.strip() else []


def _lacks_order(row: str) -> bool:
    """Whether the row has a tracking number at most behind its courier, who has no digit in the name."""
    filled = _filled(row)
    return len(filled) == 1 or (len(filled) == 2 and not any(one.isdigit() for one in filled[0]))


def _filled_down(lines: Sequence[str], rows: Sequence[str], places: Sequence[int]) -> str | None:
    """The column beside its rows; None where it does not fit, or anything in it may have moved it against them."""
    numbers = [filled[-1] for row in rows if (filled := _filled(row))]
    names = {cells_of(line)[0] for line in lines}
    has_gaps = len(numbers) < len(rows)
    if len(rows) > len(places) or any(_filled(row)[0] in names for row in rows if _filled(row)):
        return None
    if not _is_number(numbers[0]) or not all(any(one.isdigit() for one in number) for number in numbers):
        return None  # a heading nobody knows, or a row of another kind
    if has_gaps and places[len(rows) - 1] - places[0] != len(rows) - 1:
        return None  # the empty cell may be that of an order which has its number already
    filled_lines = list(lines)
    for place, row in zip(places, rows, strict=False):
        if cells := _filled(row):
            filled_lines[place] = "\t".join([cells_of(lines[place])[0], "".join(cells[:-1]), cells[-1]])
    return "\n".join(filled_lines)


def _is_number(typed: str) -> bool:
    try:
        require_tracking(typed)
    except Invalid:
        return False
    return True


def _placed(lines: Sequence[str], rows: Sequence[str], waiting: dict[str, int]) -> str:
    placed, rest = list(lines), []
    for row in rows:
        place = waiting.pop(cells_of(row)[0], None)
        if place is None:
            rest.append(row)
        else:
            placed[place] = row
    return "\n".join([*(line for line in placed if line.strip()), *rest])
