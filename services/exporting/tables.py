"""Orders and products as the program's own workbook layouts, which an import reads back unchanged.

Headings and status words come from the import format itself, so that the two cannot drift
apart: whatever ``zhanggui.orders`` and ``zhanggui.products`` read is what is written here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, and_, func, select

from models.catalog import Product, Sku
from models.channels import Channel
from models.orders import Order, OrderLine
from models.values import IdRanges, minor_digits
from services import formatting, i18n, settings
from services.catalog.queries import SKUS
from services.exporting.writer import Cell, OutColumn, table_file
from services.importing.formats import FieldSpec, FormatSpec, load_formats
from services.importing.vocabulary import KINDS, FieldType
from services.kernel.table_query import TableRequest, stored_rows
from services.kernel.tasks import Task

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()
_skus = Sku.table()
_products = Product.table()

_CHUNK = 500
_WIDTHS = {FieldType.TEXT: 20, FieldType.ID: 22, FieldType.INSTANT: 20}
# The order of the columns: what an order is and what is in it first, then money, receiver and the rest.
_ORDER_COLUMNS = (
    "external_no", "channel_name", "status", "refund_status", "ordered_at", "buyer",
    "line.code", "line.title", "line.variant", "line.quantity", "line.price", "line.discount", "line.amount",
    "currency", "goods", "freight", "discount", "tax", "total", "paid", "refunded",
    "receiver", "phone", "landline", "province", "city", "district", "address", "zip", "country",
    "buyer_note", "seller_note", "flag", "courier", "tracking_no", "paid_at", "shipped_at", "completed_at",
    "deliver_by", "buyer_account", "email", "payment_method", "close_reason",
    "line.external_no", "line.status", "line.note",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Field:
    """A column of the layout: its name in the format, its heading, its kind and its words for codes."""

    name: str
    heading: str
    kind: FieldType
    words: Mapping[str, str]

    @property
    def column(self) -> str:
        """The database column the field is kept in."""
        bare = self.name.removeprefix("line.")
        return f"{bare}_minor" if self.kind is FieldType.MONEY else bare

    @property
    def is_line(self) -> bool:
        """Whether it belongs to a line of an order."""
        return self.name.startswith("line.")


def export_orders(
    connection: Connection, out: Path, *, order_ids: IdRanges | None = None, task: Task | None = None
) -> int:
    """Write orders, one row per line, oldest import first; all of them where no ids are given. Returns the rows.

    Amounts of the order stand in its first row only, so that a column adds up to what was paid.
    """
    job = task or Task()
    spec, fields = _layout("zhanggui.orders", _ORDER_COLUMNS)
    total = len(order_ids) if order_ids is not None else _count(connection, _orders)
    done = rows = 0
    with table_file(out, [OutColumn(field.heading, _WIDTHS.get(field.kind, 12)) for field in fields]) as add:
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


def export_products(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the SKUs a list shows, by code; without a `request` every SKU, archived ones too. Returns the rows."""
    job = task or Task()
    wanted = SKUS.condition(request) if request is not None else None
    _spec, fields = _layout("zhanggui.products", tuple(KINDS["products"]))
    currency = settings.read(connection, settings.CURRENCY)
    total = _count(connection, _skus)
    columns = [(_skus if field.column in _skus.c else _products).c[field.column] for field in fields]
    last = ""
    rows = 0
    with table_file(out, [OutColumn(field.heading, _WIDTHS.get(field.kind, 12)) for field in fields]) as add:
        while True:
            condition = (_skus.c.code_key > last) if wanted is None else and_(_skus.c.code_key > last, wanted)
            source = SKUS.source([*columns, condition])
            statement = select(_skus.c.code_key, *columns).select_from(source).where(condition)
            chunk = stored_rows(connection, statement.order_by(_skus.c.code_key).limit(_CHUNK))
            if not chunk:
                break
            for code_key, *values in chunk:
                last = code_key
                add([_cell(field, value, currency) for field, value in zip(fields, values, strict=True)])
            rows += len(chunk)
            job.checkpoint(rows, total)
    return rows


EXPORTS: Mapping[str, Callable[..., int]] = {
    "orders": export_orders,
    "products": export_products,
    "skus": export_products,
}


# -- the layout of a format ----------------------------------------------------------------------------


def _layout(format_id: str, names: Sequence[str]) -> tuple[FormatSpec, list[_Field]]:
    spec = load_formats().formats[format_id]
    known = {field.name: field for field in spec.fields}
    return spec, [_field(spec, known[name]) for name in names if name in known]


def _field(spec: FormatSpec, field: FieldSpec) -> _Field:
    source = field.sources[0]
    words: dict[str, str] = {}
    for word, code in (source.map or {}).items():
        if word.isascii() is (i18n.language() == "en"):
            words.setdefault(code, word[:1].upper() + word[1:])
    return _Field(field.name, _in_language(source.columns), KINDS[spec.kind][field.name], words)


def _in_language(words: Sequence[str]) -> str:
    """The first of the words a format knows that is in the current language."""
    return next((word for word in words if word.isascii() is (i18n.language() == "en")), words[0])


# -- orders -----------------------------------------------------------------------------------------------


def _order_chunks(
    connection: Connection, fields: Sequence[_Field], order_ids: IdRanges | None
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
    connection: Connection, fields: Sequence[_Field], order_ids: Sequence[int]
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
    order: Mapping[str, Any], lines: Sequence[Mapping[str, Any]], fields: Sequence[_Field], format_zone: str
) -> Iterator[list[Cell]]:
    zone, currency = order["zone"], order["currency"]
    for number, line in enumerate(lines):
        row: list[Cell] = []
        for field in fields:
            value = line.get(field.column) if field.is_line else order[field.column]
            if field.kind is FieldType.INSTANT:
                row.append(_instant(value, zone, format_zone))
            elif number and not field.is_line and field.kind is FieldType.MONEY:
                row.append(None)
            else:
                row.append(_cell(field, value, currency))
        yield row


def _cell(field: _Field, value: Any, currency: str) -> Cell:
    if value is None:
        return None
    if field.kind is FieldType.MONEY:
        return Decimal(value).scaleb(-minor_digits(currency))
    if field.words:
        return field.words[value]
    return value if isinstance(value, int) else str(value)


def _instant(value: int | None, zone: str, format_zone: str) -> str | None:
    """The time in the channel's zone; with its offset where the format would take another zone for granted."""
    shown = formatting.iso_ms(value, zone)
    if shown is None:
        return None
    plain = shown.replace("T", " ")
    return plain[:19] if zone == format_zone else plain


def _count(connection: Connection, table: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(table)).scalar_one())
