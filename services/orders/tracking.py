"""Tracking numbers as people paste them: rows of order number, courier and tracking number."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from sqlalchemy import Connection, select

from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order
from services.couriers.book import Courier, couriers, named, recognised
from services.errors import Invalid
from services.kernel.chunks import sorted_chunks
from services.orders.commands import require_tracking
from services.orders.waybills import taken

_orders = Order.table()
_COLUMNS = ("id", "external_no", "buyer", "tracking_no", "status", "refund_status", "hold_code")


class Fate(StrEnum):
    """What becomes of a pasted row."""

    READY = "ready"
    SAME = "same"
    REPLACES = "replaces"
    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    REPEATED = "repeated"
    BAD_NUMBER = "bad_number"
    ORDER_NO = "order_no"
    INCOMPLETE = "incomplete"
    TAKEN = "taken"
    SHIPPED = "shipped"
    UNPAID = "unpaid"
    HELD = "held"
    REFUND = "refund"
    CLOSED = "closed"


APPLIED = frozenset({Fate.READY, Fate.REPLACES})


@dataclass(frozen=True, slots=True)
class TrackingRow:
    """One pasted row: `text` as it was, what was read in it, and what becomes of it.

    A courier nobody named is the one the number belongs to. `looks_like` is set where the number has the
    form of another courier's, `owner` where it is another order's.
    """

    text: str
    order_no: str
    courier: str
    tracking_no: str
    fate: Fate
    order_id: int | None = None
    buyer: str = ""
    old: str = ""
    owner: str = ""
    looks_like: str = ""


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of an order a row may mean."""

    id: int
    buyer: str
    old: str
    obstacle: Fate | None


def match(connection: Connection, pasted: str) -> tuple[TrackingRow, ...]:
    """Find the order of every row; none is dropped, each says what becomes of it."""
    rows = list(_rows(pasted))
    known = _known(connection, sorted({cells[0] for _text, cells in rows}))
    counted = Counter(cells[0] for _text, cells in rows)
    book = couriers(connection)
    found = [_row(text, cells, known.get(cells[0], []), counted[cells[0]], book) for text, cells in rows]
    found = _without_order_numbers(connection, found)
    wanted = {
        row.order_id: require_tracking(row.tracking_no)
        for row in found
        if row.fate in APPLIED and row.order_id is not None
    }
    owners = taken(connection, wanted)
    return tuple(
        replace(row, fate=Fate.TAKEN, owner=owners[row.order_id]) if row.order_id in owners else row for row in found
    )


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
            yield line, cells_of(line)


def cells_of(line: str) -> tuple[str, str, str]:
    """Order number, courier and tracking number of a pasted line; of two cells, the first and the last."""
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


def _without_order_numbers(connection: Connection, rows: list[TrackingRow]) -> list[TrackingRow]:
    """The number of an order was pasted, or scanned off its packing list, where its tracking number belongs.

    Compared as it would be entered, without white space, and however its letters are written. Orders that are not in
    the list are found in one case only, all capitals or none: numbers of mixed case no shop platform gives.
    """
    wanted = {index: require_tracking(row.tracking_no) for index, row in enumerate(rows) if row.fate in APPLIED}
    spelled = {one for number in wanted.values() for one in (number, number.upper(), number.lower())}
    orders = {number.casefold() for number in _known(connection, sorted(spelled))}
    orders |= {row.order_no.casefold() for row in rows if row.order_id is not None}
    are_orders = {index for index, number in wanted.items() if number.casefold() in orders}
    return [replace(row, fate=Fate.ORDER_NO) if index in are_orders else row for index, row in enumerate(rows)]


def _known(connection: Connection, numbers: list[str]) -> dict[str, list[_Known]]:
    found: dict[str, list[_Known]] = {}
    columns = [_orders.c[name] for name in _COLUMNS]
    for chunk in sorted_chunks(numbers):
        statement = select(*columns).where(_orders.c.external_no.in_(chunk))
        for row in connection.execute(statement):
            obstacle = _obstacle(row.status, row.refund_status, row.hold_code)
            one = _Known(row.id, row.buyer or "", row.tracking_no or "", obstacle)
            found.setdefault(row.external_no, []).append(one)
    return found


def _obstacle(status: OrderStatus, refund: RefundStatus, hold_code: str | None) -> Fate | None:
    """What keeps a parcel from being sent; an order that has left only lacks its number."""
    if status in (OrderStatus.CLOSED, OrderStatus.COMPLETED):
        return Fate.CLOSED
    if status is OrderStatus.SHIPPED:
        return Fate.SHIPPED
    if status is OrderStatus.UNPAID:
        return Fate.UNPAID
    if refund in (RefundStatus.REQUESTED, RefundStatus.REFUNDED):
        return Fate.REFUND
    return Fate.HELD if hold_code is not None else None


def _row(
    text: str, cells: tuple[str, str, str], orders: list[_Known], times: int, book: Sequence[Courier]
) -> TrackingRow:
    number, courier, tracking_no = cells
    order = orders[0] if len(orders) == 1 else None
    fate = _fate(tracking_no, order, len(orders), times)
    fitting = recognised(book, tracking_no) if tracking_no else None
    meant = named(book, courier)
    differs = fitting is not None and meant is not None and not meant.fits("".join(tracking_no.split()))
    return TrackingRow(
        text=text,
        order_no=number,
        courier=courier or (fitting.name if fitting is not None else ""),
        tracking_no=tracking_no,
        fate=fate,
        order_id=order.id if order is not None else None,
        buyer=order.buyer if order is not None else "",
        old=order.old if order is not None else "",
        looks_like=fitting.name if differs and fitting is not None else "",
    )


def _fate(tracking_no: str, order: _Known | None, found: int, times: int) -> Fate:
    if order is None:
        return Fate.AMBIGUOUS if found else Fate.UNKNOWN
    if times > 1:
        return Fate.REPEATED
    if not tracking_no:
        return Fate.INCOMPLETE
    try:
        clean = require_tracking(tracking_no)
    except Invalid:
        return Fate.BAD_NUMBER
    if order.old == clean:
        return Fate.SAME
    if order.obstacle is Fate.SHIPPED and not order.old:
        return Fate.READY
    return order.obstacle or (Fate.REPLACES if order.old else Fate.READY)
