"""Orders as the program's own workbook layouts, which an import reads back unchanged.

Headings and status words come from the import format itself, so that the two cannot drift
apart: whatever ``zhanggui.orders`` and ``zhanggui.products`` read is what is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.orders import Order, OrderLine
from models.values import IdRanges
from services.exporting.layout import Field, cell_of, instant_of, layout_of, out_columns
from services.exporting.products import export_products
from services.exporting.purchases import export_purchases, export_stock
from services.exporting.records import (
    export_ad_days,
    export_cases,
    export_courier_charges,
    export_invoices,
    export_item_days,
    export_platform_incomes,
    export_reviews,
    export_shop_days,
    export_suppliers,
)
from services.exporting.transactions import export_transactions
from services.exporting.writer import Cell, table_file
from services.importing.vocabulary import FieldType
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task

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
    with table_file(out, out_columns(fields)) as add:
        for chunk in _order_chunks(connection, fields, order_ids):
            job.checkpoint(done, total)
            lines = _lines_of(connection, fields, [order["id"] for order in chunk])
            for order in chunk:
                for values in _order_rows(order, lines.get(order["id"], [{}]), fields, spec.zone):
                    add(values)
                    rows += 1
            done += len(chunk)
        job.checkpoint(done, total)
    return rows


EXPORTS: Mapping[str, Callable[..., int]] = {
    "orders": export_orders,
    "products": export_products,
    "skus": export_products,
    "transactions": export_transactions,
    "cases": export_cases,
    "courier_charges": export_courier_charges,
    "reviews": export_reviews,
    "shop_days": export_shop_days,
    "ad_days": export_ad_days,
    "item_days": export_item_days,
    "purchases": export_purchases,
    "suppliers": export_suppliers,
    "stock": export_stock,
    "invoices": export_invoices,
    "platform_incomes": export_platform_incomes,
}


# -- orders -----------------------------------------------------------------------------------------------


def _order_chunks(
    connection: Connection, fields: Sequence[Field], order_ids: IdRanges | None
) -> Iterator[list[dict[str, Any]]]:
    names = ["id", "zone", *(field.column for field in fields if not field.is_line)]
    columns = [_orders.c.id, _channels.c.zone]
    columns += [
        _channels.c.name if field.name == "channel_name" else _orders.c[field.column]
        for field in fields
        if not field.is_line
    ]
    base = select(*columns).join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
    if order_ids is not None:
        ids = list(order_ids)
        for start in range(0, len(ids), _CHUNK):
            statement = base.where(_orders.c.id.in_(ids[start : start + _CHUNK])).order_by(_orders.c.id)
            yield [dict(zip(names, row, strict=True)) for row in stored_rows(connection, statement)]
        return
    last = 0
    while rows := stored_rows(connection, base.where(_orders.c.id > last).order_by(_orders.c.id).limit(_CHUNK)):
        last = rows[-1][0]
        yield [dict(zip(names, row, strict=True)) for row in rows]


def _lines_of(
    connection: Connection, fields: Sequence[Field], order_ids: Sequence[int]
) -> dict[int, list[dict[str, Any]]]:
    names = ["order_id", *(field.column for field in fields if field.is_line)]
    columns = [_lines.c.is_closed if name == "status" else _lines.c[name] for name in names]
    statement = select(*columns).where(_lines.c.order_id.in_(order_ids)).order_by(_lines.c.order_id, _lines.c.position)
    found: dict[int, list[dict[str, Any]]] = {}
    for row in stored_rows(connection, statement):
        line = dict(zip(names, row, strict=True))
        line["status"] = "closed" if line["status"] else None
        found.setdefault(line["order_id"], []).append(line)
    return found


def _order_rows(
    order: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], fields: Sequence[Field], format_zone: str
) -> Iterator[list[Cell]]:
    zone, currency = order["zone"], order["currency"]
    of_order = [
        None if field.is_line
        else instant_of(order[field.column], zone, format_zone) if field.kind is FieldType.INSTANT
        else cell_of(field, order[field.column], currency)
        for field in fields
    ]  # fmt: skip
    later = [None if field.kind is FieldType.MONEY else cell for field, cell in zip(fields, of_order, strict=True)]
    of_lines = [(place, field, field.column) for place, field in enumerate(fields) if field.is_line]
    for number, line in enumerate(lines):
        row = list(later if number else of_order)
        for place, field, column in of_lines:
            value = line.get(column)
            is_time = field.kind is FieldType.INSTANT
            row[place] = instant_of(value, zone, format_zone) if is_time else cell_of(field, value, currency)
        yield row


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
