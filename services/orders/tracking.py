"""Tracking numbers as people paste them: rows of order number, courier and tracking number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, select

from models.orders import Order
from services.errors import Invalid
from services.orders.commands import require_tracking as require_tracking

_orders = Order.table()
_CHUNK = 900


class Fate(StrEnum):
    """What becomes of a pasted row."""

    READY = "ready"
    SAME = "same"
    REPLACES = "replaces"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    REPEATED = "repeated"
    BAD_NUMBER = "bad_number"
    INCOMPLETE = "incomplete"


APPLIED = frozenset({Fate.READY, Fate.REPLACES})


@dataclass(frozen=True, slots=True)
class TrackingRow:
    """One pasted row: `text` as it was, what was read in it, and what becomes of it."""

    text: str
    order_no: str
    courier: str
    tracking_no: str
    fate: Fate
    order_id: int | None = None
    buyer: str = ""
    old: str = ""


def match(connection: Connection, pasted: str) -> tuple[TrackingRow, ...]:
    """Find the order of every row; none is dropped, each says what becomes of it."""
    rows = list(_rows(pasted))
    known = _known(connection, sorted({cells[0] for _text, cells in rows}))
    counted = Counter(cells[0] for _text, cells in rows)
    return tuple(_row(text, cells, known.get(cells[0], []), counted[cells[0]]) for text, cells in rows)


def entries(rows: tuple[TrackingRow, ...]) -> list[tuple[int, str | None, str]]:
    """What `commands.set_tracking` takes, of the rows that can be entered."""
    return [
        (row.order_id, row.courier or None, row.tracking_no)
        for row in rows
        if row.fate in APPLIED and row.order_id is not None
    ]


def _rows(pasted: str) -> Iterator[tuple[str, tuple[str, str, str]]]:
    """(line, (order number, courier, tracking number)); two cells are number and tracking number."""
    for line in pasted.splitlines():
        if line.strip():
            yield line, _cells(line)


def _cells(line: str) -> tuple[str, str, str]:
    separator = next((one for one in ("\t", ",", "\uff0c", ";", "\uff1b") if one in line), None)
    if separator is None:
        cells = line.split()
    elif separator == ",":
        cells = next(csv.reader(io.StringIO(line)), [])
    else:
        cells = line.split(separator)
    plain = [cell.strip().lstrip("'\u2018").strip() for cell in cells] + ["", ""]
    if len([cell for cell in plain if cell]) <= 2 and not plain[2]:
        return plain[0], "", plain[1]
    return plain[0], plain[1], plain[2]


def _known(connection: Connection, numbers: list[str]) -> dict[str, list[tuple[int, str, str]]]:
    found: dict[str, list[tuple[int, str, str]]] = {}
    for start in range(0, len(numbers), _CHUNK):
        chunk = numbers[start : start + _CHUNK]
        statement = select(_orders.c.external_no, _orders.c.id, _orders.c.buyer, _orders.c.tracking_no)
        for number, order_id, buyer, old in connection.execute(statement.where(_orders.c.external_no.in_(chunk))):
            found.setdefault(number, []).append((order_id, buyer or "", old or ""))
    return found


def _row(text: str, cells: tuple[str, str, str], orders: list[tuple[int, str, str]], times: int) -> TrackingRow:
    number, courier, tracking_no = cells
    order_id, buyer, old = orders[0] if len(orders) == 1 else (None, "", "")
    fate = _fate(tracking_no, len(orders), times, old)
    return TrackingRow(text, number, courier, tracking_no, fate, order_id, buyer, old)


def _fate(tracking_no: str, found: int, times: int, old: str) -> Fate:
    if found == 0:
        return Fate.UNKNOWN
    if found > 1:
        return Fate.AMBIGUOUS
    if times > 1:
        return Fate.REPEATED
    if not tracking_no:
        return Fate.INCOMPLETE
    try:
        clean = require_tracking(tracking_no)
    except Invalid:
        return Fate.BAD_NUMBER
    if old == clean:
        return Fate.SAME
    return Fate.REPLACES if old else Fate.READY
