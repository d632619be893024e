"""Orders as the program's own workbook layouts, which an import reads back unchanged.

Headings and status words come from the import format itself, so that the two cannot drift
apart: whatever ``zhanggui.orders`` and ``zhanggui.products`` read is what is written here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, case, func, null, select

from models.channels import Channel
from models.orders import Order, OrderLine
from models.values import IdRanges
from services.exporting.writer import Cell, table_file
from services.importing.shapes import FieldType
from services.kernel.table_query import Row, stored_rows
from services.kernel.tasks import Task
from services.round_trip.layout import Field, MakeCell, layout_of, maker_of, out_columns

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()

_CHUNK = 500
# The order of the columns: what an order is and what is in it first, then money, receiver and the rest.
_ORDER_COLUMNS = (
    "external_no", "channel_name", "status", "refund_status", "ordered_at", "buyer",
    "line.code", "line.title", "line.variant", "line.quantity", "line.price", "line.discount", "line.amount",
    "currency", "goods", "freight", "discount", "platform_discount", "tax", "total", "paid", "refunded",
    "receiver", "phone", "landline", "province", "city", "district", "address", "zip", "country",
    "buyer_note", "seller_note", "flag", "courier", "tracking_no", "paid_at", "shipped_at", "completed_at",
    "deliver_by", "buyer_account", "email", "payment_method", "close_reason",
    "line.external_no", "line.status", "line.note",
)  # fmt: skip


def export_orders(
    connection: Connection, out: Path, *, order_ids: IdRanges | None = None, task: Task | None = None
) -> int:
    """Write orders, one row per line, oldest import first; all of them where no ids are given. Returns the rows.

    Amounts of the order stand in its first row only, so that a column adds up to what was paid.
    """
    job = task or Task()
    spec, fields = layout_of("zhanggui.orders", _ORDER_COLUMNS)
    total = len(order_ids) if order_ids is not None else _count(connection, _orders)
    done = rows = 0
    columns = _columns(fields, spec.zone)
    with table_file(out, out_columns(fields)) as add:
        for chunk in _order_chunks(connection, columns, order_ids):
            job.checkpoint(done, total)
            lines = _lines_of(connection, columns, [order[0] for order in chunk])
            for order in chunk:
                for values in _order_rows(order, lines.get(order[0], ()), columns):
                    add(values)
                    rows += 1
            done += len(chunk)
        job.checkpoint(done, total)
    return rows


@dataclass(frozen=True, slots=True)
class _Columns:
    """Where an order's own columns and those of its lines stand in a row of the file, and what of them is not plain.

    What is stored as it is written is passed on as it is: of most columns nothing has to be said again.
    """

    of_order: tuple[Any, ...]
    of_line: tuple[Any, ...]
    places: tuple[int, ...]
    made: tuple[tuple[int, MakeCell], ...]
    made_of_line: tuple[tuple[int, MakeCell], ...]
    only_once: tuple[int, ...]


def _columns(fields: Sequence[Field], format_zone: str) -> _Columns:
    makers = [(place, maker_of(field, format_zone)) for place, field in enumerate(fields)]
    places = [place for place, field in enumerate(fields) if field.is_line]
    return _Columns(
        tuple(null() if field.is_line else _of_order(field) for field in fields),
        tuple(_of_line(fields[place]) for place in places),
        tuple(places),
        tuple((place, make) for place, make in makers if make is not None and place not in places),
        tuple((number, make) for number, place in enumerate(places) if (make := makers[place][1]) is not None),
        tuple(p for p, field in enumerate(fields) if field.kind is FieldType.MONEY and not field.is_line),
    )


def _of_order(field: Field) -> Any:
    return _channels.c.name if field.name == "channel_name" else _orders.c[field.column]


def _of_line(field: Field) -> Any:
    return case((_lines.c.is_closed.is_(True), "closed")) if field.column == "status" else _lines.c[field.column]


def _order_chunks(connection: Connection, columns: _Columns, order_ids: IdRanges | None) -> Iterator[list[Row]]:
    """Some orders at a time: id, zone and currency, and then a row of the file without its lines."""
    beside = (_orders.c.id, _channels.c.zone, _orders.c.currency)
    base = select(*beside, *columns.of_order).join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
    if order_ids is not None:
        wanted = iter(order_ids)
        while ids := list(islice(wanted, _CHUNK)):
            yield stored_rows(connection, base.where(_orders.c.id.in_(ids)).order_by(_orders.c.id))
        return
    last = 0
    while rows := stored_rows(connection, base.where(_orders.c.id > last).order_by(_orders.c.id).limit(_CHUNK)):
        last = rows[-1][0]
        yield rows


def _lines_of(connection: Connection, columns: _Columns, order_ids: Sequence[int]) -> dict[int, list[Row]]:
    statement = select(_lines.c.order_id, *columns.of_line).where(_lines.c.order_id.in_(order_ids))
    found: dict[int, list[Row]] = {}
    for order_id, *line in stored_rows(connection, statement.order_by(_lines.c.order_id, _lines.c.position)):
        found.setdefault(order_id, []).append(tuple(line))
    return found


def _order_rows(order: Row, lines: Sequence[Row], columns: _Columns) -> Iterator[list[Cell]]:
    """A row for each line, or one of the order alone."""
    _id, zone, currency, *cells = order
    _make(cells, columns.made, zone, currency)
    for number, line in enumerate(lines or [()]):
        row = list(cells)
        if line:
            of_line = list(line)
            _make(of_line, columns.made_of_line, zone, currency)
            for place, cell in zip(columns.places, of_line, strict=True):
                row[place] = cell
        yield row
        if not number:
            for place in columns.only_once:
                cells[place] = None


def _make(cells: list[Any], made: Iterable[tuple[int, MakeCell]], zone: str, currency: str) -> None:
    for place, make in made:
        if cells[place] is not None:
            cells[place] = make(cells[place], zone, currency)


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
