"""Purchases and counted stock as our own workbook layouts, which an import reads back unchanged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku
from models.enums.goods import Condition
from models.purchasing import Purchase, PurchaseLine, Supplier
from models.stock import Place
from models.stock_ledger import StockLevel
from services import settings
from services.exporting.writer import Cell, OutColumn, table_file
from services.i18n import N_, _
from services.importing.shapes import FieldType
from services.importing.vocabulary import KINDS
from services.kernel.table_query import TableRequest, stored_rows
from services.kernel.tasks import Task
from services.purchasing.tables import PURCHASES
from services.round_trip.layout import Field, cell_of, layout_of, out_columns

_purchases = Purchase.table()
_lines = PurchaseLine.table()
_suppliers = Supplier.table()
_levels = StockLevel.table()
_places = Place.table()
_skus = Sku.table()
_products = Product.table()
_CHUNK = 500
_ITEM, _VARIANT = N_("Product"), N_("Variant")


def export_purchases(
    connection: Connection, out: Path, *, request: TableRequest | None = None, task: Task | None = None
) -> int:
    """Write the purchases a list shows, one row per item, oldest first; ours by our number. Returns the rows.

    Without a `request` every purchase. Amounts of the purchase stand in its first row only, so
    that a column adds up to what is owed.
    """
    job = task or Task()
    _spec, fields = layout_of("zhanggui.purchases", tuple(KINDS["purchases"]))
    columns = [_purchase_column(field) for field in fields if not field.is_line]
    base = select(_purchases.c.id, _purchases.c.currency, *columns).join_from(
        _purchases, _suppliers, _suppliers.c.id == _purchases.c.supplier_id
    )
    if request is not None:
        base = base.where(_purchases.c.id.in_(PURCHASES.select([PURCHASES.row_id], request)))
    total = int(connection.execute(select(func.count()).select_from(_purchases)).scalar_one())
    last = done = rows = 0
    with table_file(out, out_columns(fields)) as add:
        while chunk := stored_rows(
            connection, base.where(_purchases.c.id > last).order_by(_purchases.c.id).limit(_CHUNK)
        ):
            lines = _lines_of(connection, fields, [row[0] for row in chunk])
            for purchase_id, currency, *values in chunk:
                last = purchase_id
                for number, line in enumerate(lines.get(purchase_id, [])):
                    add(_purchase_row(fields, values, line, currency, is_first=number == 0))
                    rows += 1
            done += len(chunk)
            job.checkpoint(done, total)
    return rows


def _purchase_column(field: Field) -> Any:
    if field.name == "supplier":
        return _suppliers.c.name
    if field.name == "external_no":
        return func.coalesce(_purchases.c.external_no, _purchases.c.number)
    return _purchases.c["ordered_on" if field.name == "ordered_at" else field.column]


def _lines_of(
    connection: Connection, fields: Sequence[Field], purchase_ids: Sequence[int]
) -> Mapping[int, list[Sequence[Any]]]:
    names = ["supplier_code" if field.name == "line.code" else field.column for field in fields if field.is_line]
    statement = (
        select(_lines.c.purchase_id, *(_lines.c[name] for name in names))
        .where(_lines.c.purchase_id.in_(purchase_ids))
        .order_by(_lines.c.purchase_id, _lines.c.position)
    )
    found: dict[int, list[Sequence[Any]]] = {}
    for purchase_id, *values in stored_rows(connection, statement):
        found.setdefault(purchase_id, []).append(values)
    return found


def _purchase_row(
    fields: Sequence[Field], values: Sequence[Any], line: Sequence[Any], currency: str, *, is_first: bool
) -> list[Cell]:
    of_purchase, of_line = iter(values), iter(line)
    row: list[Cell] = []
    for field in fields:
        value = next(of_line if field.is_line else of_purchase)
        is_amount = field.kind is FieldType.MONEY and not field.is_line
        row.append(None if is_amount and not is_first else cell_of(field, value, currency))
    return row


def export_stock(connection: Connection, out: Path, *, task: Task | None = None) -> int:
    """Write how many good pieces of every counted SKU lie in every place. Returns the rows."""
    job = task or Task()
    wanted = ("code", "quantity", "place")
    _spec, fields = layout_of("zhanggui.stock", wanted)
    currency = settings.read(connection, settings.CURRENCY)
    statement = (
        select(_skus.c.code, func.sum(_levels.c.quantity), _places.c.name, _products.c.title, _skus.c.variant)
        .join_from(_levels, _skus, _skus.c.id == _levels.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .join(_places, _places.c.id == _levels.c.place_id)
        .where(_levels.c.condition == Condition.GOOD)
        .group_by(_skus.c.id, _places.c.id)
        .order_by(_skus.c.code_key, _places.c.id)
    )
    found = stored_rows(connection, statement)
    headings = [*out_columns(fields), OutColumn(_(_ITEM), 24), OutColumn(_(_VARIANT), 18)]
    with table_file(out, headings) as add:
        for number, values in enumerate(found):
            if number % _CHUNK == 0:
                job.checkpoint(number, len(found))
            add(
                [
                    *(cell_of(field, value, currency) for field, value in zip(fields, values[:3], strict=True)),
                    *values[3:],
                ]
            )
    return len(found)
