"""Cases, reviews, charges and daily figures as our own workbook layouts, which an import reads back unchanged."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Connection, Table, and_, func, literal, select

from models.aftersales import Case
from models.channels import Channel
from models.couriers import CourierCharge
from models.growth import AdDay, ItemDay, ShopDay
from models.purchasing import Purchase, Supplier
from models.reviews import Review
from models.tax import Invoice, PlatformIncome
from services import settings
from services.aftersales.queries import CASES
from services.exporting.writer import Cell, table_file
from services.growth.queries import AD_DAYS, ITEM_DAYS, SHOP_DAYS
from services.importing.shapes import FieldType
from services.importing.vocabulary import KINDS
from services.kernel.table_query import TableQuery, TableRequest, stored_rows
from services.kernel.tasks import Task
from services.purchasing.tables import SUPPLIERS
from services.reviews.queries import REVIEWS
from services.round_trip.layout import Field, cell_of, instant_of, layout_of, out_columns
from services.tax.invoice_list import INVOICES

_channels = Channel.table()
_purchases = Purchase.table()
_CHUNK = 500
_COLUMNS = {"bounce": "bounce_ppm"}  # fields whose column is called otherwise


@dataclass(frozen=True, slots=True)
class _Layout:
    """A workbook of rows of one table: its format, and whether rows belong to a channel."""

    format_id: str
    kind: str
    table: Table


_CASES = _Layout("zhanggui.cases", "cases", Case.table())
_REVIEWS = _Layout("zhanggui.reviews", "reviews", Review.table())
_CHARGES = _Layout("zhanggui.courier_charges", "courier_charges", CourierCharge.table())
_SHOP_DAYS = _Layout("zhanggui.shop_days", "shop_days", ShopDay.table())
_AD_DAYS = _Layout("zhanggui.ad_days", "ad_days", AdDay.table())
_ITEM_DAYS = _Layout("zhanggui.item_days", "item_days", ItemDay.table())
_INVOICES = _Layout("zhanggui.invoices", "invoices", Invoice.table())
_INCOMES = _Layout("zhanggui.platform_incomes", "platform_incomes", PlatformIncome.table())
_SUPPLIERS = _Layout("zhanggui.suppliers", "suppliers", Supplier.table())


def export_cases(
    connection: Connection,
    out: Path,
    *,
    request: TableRequest | None = None,
    query: TableQuery = CASES,
    task: Task | None = None,
) -> int:
    """Write the after-sales cases a list shows, oldest import first; all without a `request`. Returns the rows.

    `query` is the list, where it is another one of cases.
    """
    wanted = query.condition(request) if request is not None else None
    return _export(connection, out, _CASES, task or Task(), wanted)


def export_reviews(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the reviews a list shows, oldest import first; all without a `request`. Returns the rows."""
    wanted = None
    if request is not None:
        table = Review.table()
        wanted = table.c.id.in_(REVIEWS.select([REVIEWS.row_id], request))
    return _export(connection, out, _REVIEWS, task or Task(), wanted)


def export_courier_charges(connection: Connection, out: Path, *, task: Task | None = None) -> int:
    """Write every courier charge, oldest import first. Returns the rows."""
    return _export(connection, out, _CHARGES, task or Task())


def export_shop_days(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the daily figures a list shows, oldest import first; all without a `request`. Returns the rows."""
    wanted = None
    if request is not None:
        wanted = ShopDay.table().c.id.in_(SHOP_DAYS.select([SHOP_DAYS.row_id], request))
    return _export(connection, out, _SHOP_DAYS, task or Task(), wanted)


def export_ad_days(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write what the ads a list shows cost and brought, oldest import first; all without a `request`."""
    wanted = None
    if request is not None:
        wanted = AdDay.table().c.id.in_(AD_DAYS.select([AD_DAYS.row_id], request))
    return _export(connection, out, _AD_DAYS, task or Task(), wanted)


def export_item_days(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the daily figures of items a list shows, oldest import first; all without a `request`. Returns the rows."""
    wanted = None
    if request is not None:
        wanted = ItemDay.table().c.id.in_(ITEM_DAYS.select([ITEM_DAYS.row_id], request))
    return _export(connection, out, _ITEM_DAYS, task or Task(), wanted)


def export_suppliers(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the suppliers a list shows, archived ones too without a `request`. Returns the rows."""
    wanted = None
    if request is not None:
        table = Supplier.table()
        wanted = table.c.id.in_(SUPPLIERS.select([SUPPLIERS.row_id], request))
    return _export(connection, out, _SUPPLIERS, task or Task(), wanted)


def export_invoices(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the invoices a list shows that are not void, oldest entry first; all without a `request`."""
    wanted: ColumnElement[bool] = Invoice.table().c.is_void.is_(False)
    if request is not None:
        wanted = and_(wanted, Invoice.table().c.id.in_(INVOICES.select([INVOICES.row_id], request)))
    return _export(connection, out, _INVOICES, task or Task(), wanted)


def export_platform_incomes(connection: Connection, out: Path, *, task: Task | None = None) -> int:
    """Write what platforms reported, oldest entry first. Returns the rows."""
    return _export(connection, out, _INCOMES, task or Task())


def _export(
    connection: Connection, out: Path, layout: _Layout, task: Task, wanted: ColumnElement[bool] | None = None
) -> int:
    table = layout.table
    spec, fields = layout_of(layout.format_id, tuple(KINDS[layout.kind]))
    fallback = settings.read(connection, settings.ZONE)
    is_placed = "channel_id" in table.c
    columns = [_channels.c.name if field.name == "channel_name" else _column(table, field) for field in fields]
    billed = table.c.currency if "currency" in table.c else literal("")
    base = select(table.c.id, billed, *([_channels.c.zone] if is_placed else []), *columns)
    base = base.join_from(table, _channels, _channels.c.id == table.c.channel_id) if is_placed else base
    base = base.where(wanted) if wanted is not None else base
    total = int(connection.execute(select(func.count()).select_from(table)).scalar_one())
    last = rows = 0
    with table_file(out, out_columns(fields)) as add:
        while chunk := stored_rows(connection, base.where(table.c.id > last).order_by(table.c.id).limit(_CHUNK)):
            for row_id, currency, *rest in chunk:
                last = row_id
                zone, values = (rest[0], rest[1:]) if is_placed else (fallback, rest)
                add(_row(fields, values, currency, zone, spec.zone))
            rows += len(chunk)
            task.checkpoint(rows, total)
    return rows


def _column(table: Table, field: Field) -> Any:
    if field.name == "purchase_no":
        return select(_purchases.c.number).where(_purchases.c.id == table.c.purchase_id).scalar_subquery()
    return table.c[_COLUMNS.get(field.name, field.column)]


def _row(fields: Sequence[Field], values: Sequence[Any], currency: str, zone: str, format_zone: str) -> list[Cell]:
    return [_cell(field, value, currency, zone, format_zone) for field, value in zip(fields, values, strict=True)]


def _cell(field: Field, value: Any, currency: str, zone: str, format_zone: str) -> Cell:
    if value is None:
        return None
    if field.kind is FieldType.INSTANT:
        return instant_of(value, zone, format_zone)
    if field.kind is FieldType.SHARE:
        return f"{_decimal(value, 4)}%"
    if field.kind is FieldType.STARS:
        return int(value)
    if field.kind is FieldType.SCORE:
        return _decimal(value, 2)
    return cell_of(field, value, currency)


def _decimal(value: int, digits: int) -> str:
    """A whole number of the smallest parts as a plain decimal: 451200 parts of a million are 45.12 per cent."""
    whole, rest = divmod(abs(value), 10**digits)
    shown = f"{whole}.{rest:0{digits}d}".rstrip("0").rstrip(".")
    return f"-{shown}" if value < 0 else shown
