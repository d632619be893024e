"""Reads: what goods are worth, now and at the end of any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku
from models.stock_ledger import SkuStock, StockEntry
from services.kernel.table_query import stored_rows
from services.stock.days import end_of

_skus = Sku.table()
_products = Product.table()
_entries = StockEntry.table()
_stock = SkuStock.table()


@dataclass(frozen=True, slots=True)
class Worth:
    """What goods are worth: pieces, the value of those of known cost, the others, and how many SKUs are below zero."""

    skus: int
    pieces: int
    value_minor: int
    unknown: int
    pending: int
    below_zero: int


def worth_now(connection: Connection) -> Worth:
    """All goods at this moment."""
    s = _stock.c
    row = connection.execute(
        select(
            func.count(), _total(s.on_hand + s.defective), _total(s.value_minor), _total(s.unknown), _total(s.pending),
            _total(s.on_hand < 0),
        ).where(s.is_bundle.is_(False))
    ).one()  # fmt: skip
    return Worth(*(int(one) for one in row))


def _total(expression: Any) -> Any:
    return func.coalesce(func.sum(expression), 0)


@dataclass(frozen=True, slots=True)
class ValueLine:
    """What one SKU was worth at the end of a day."""

    sku_id: int
    code: str
    title: str
    variant: str | None
    quantity: int
    value_minor: int
    unknown: int


def value_on(connection: Connection, day: date) -> tuple[ValueLine, ...]:
    """What each SKU was worth at the end of a day of the shop; SKUs with nothing are left out.

    One look into each story, however long it is.
    """
    inner = _entries.alias("inner")
    last = (
        select(inner.c.id)
        .where(inner.c.sku_id == _stock.c.sku_id, inner.c.at < end_of(connection, day))
        .order_by(inner.c.at.desc(), inner.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    c = _entries.c
    product = (_skus.c.id, _skus.c.code, _products.c.title, _skus.c.variant)
    statement = (
        select(*product, c.balance, c.balance_minor, c.balance_unknown)
        .join_from(_stock, _entries, c.id == last)
        .join(_skus, _skus.c.id == _stock.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(_stock.c.is_bundle.is_(False), (c.balance != 0) | (c.balance_minor != 0))
        .order_by(_skus.c.code)
    )
    return tuple(ValueLine(*row) for row in stored_rows(connection, statement))
