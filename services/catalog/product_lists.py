"""The lists of SKUs and products as scripts read them: everything the Products page shows, in exact values."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, select

from models.catalog import Listing, Product, Sku
from models.enums.goods import ListingState
from models.stock_ledger import SkuStock
from services.catalog.product_table import product_table, sold_since
from services.catalog.queries import PRODUCTS
from services.i18n import N_
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key

_skus = Sku.table()
_products = Product.table()
_stock = SkuStock.table()
_listings = Listing.table()
_mine = _skus.alias("listed_skus")
_KEYS = (
    "code", "title", "variant", "category", "tags", "barcode", "shelf", "unit", "price", "cost", "min_price", "margin",
    "available", "on_hand", "reserved", "stock_value", "sold", "listing", "on_sale", "listings", "is_bundle",
    "weight_g", "length_mm", "width_mm", "height_mm", "note", "is_archived",
)  # fmt: skip


def sku_list(today: date) -> TableQuery:
    """One row per SKU, as of this day of the shop; `margin` is in thousandths of the price."""
    table = product_table(today)
    known = {
        **table.columns,
        "margin": replace(table.columns["margin"], header=N_("Gross margin (\u2030)")),
        "stock_value": replace(table.columns["stock_value"], kind=Kind.MONEY),
        "listing": QueryColumn("listing", N_("Listing"), Kind.CODE, _state(_mine.c.id == _skus.c.id)),
    }
    return replace(table, name="skus", columns={key: known[key] for key in _KEYS})


def product_list(today: date) -> TableQuery:
    """One row per product with what its variants have together, as of this day of the shop."""
    sold = sold_since(today)
    pieces = (
        select(_skus.c.product_id, func.sum(sold.c.pieces).label("pieces"))
        .join_from(sold, _skus, _skus.c.id == sold.c.sku_id)
        .group_by(_skus.c.product_id)
        .subquery("sold_of_products")
    )
    margin = (_skus.c.price_minor - _skus.c.cost_minor) * 1000 // _skus.c.price_minor
    columns = (
        QueryColumn("price_from", N_("Price from"), Kind.MONEY, _of_skus(func.min(_skus.c.price_minor))),
        QueryColumn("price_to", N_("Price to"), Kind.MONEY, _of_skus(func.max(_skus.c.price_minor))),
        QueryColumn("margin", N_("Lowest gross margin (\u2030)"), Kind.INTEGER,
                    _of_skus(func.min(case((_skus.c.price_minor > 0, margin))))),
        QueryColumn("available", N_("Available"), Kind.INTEGER, _of_stock(_stock.c.available)),
        QueryColumn("on_hand", N_("On hand"), Kind.INTEGER, _of_stock(_stock.c.on_hand)),
        QueryColumn("stock_value", N_("Stock value"), Kind.MONEY, _of_stock(_stock.c.value_minor)),
        QueryColumn("sold", N_("Sold, 30 days"), Kind.INTEGER, pieces.c.pieces),
        QueryColumn("listing", N_("Listing"), Kind.CODE, _state(_mine.c.product_id == _products.c.id)),
    )  # fmt: skip
    first = {key: PRODUCTS.columns[key] for key in ("title", "category", "tags", "skus")}
    last = {key: PRODUCTS.columns[key] for key in ("note", "is_archived")}
    return replace(
        PRODUCTS,
        joins=((pieces, pieces.c.product_id == _products.c.id),),
        columns={**first, **by_key(*columns), **last},
    )


def _state(condition: ColumnElement[bool]) -> Any:
    """`on_sale` where any channel offers it, `off_shelf` where all stopped, empty where none is known."""
    order = case((_listings.c.state == ListingState.ON_SALE, 0), else_=1)
    known = select(_listings.c.state).join_from(_listings, _mine, _mine.c.id == _listings.c.sku_id)
    return known.where(condition).order_by(order).limit(1).scalar_subquery()


def _of_skus(value: ColumnElement[Any]) -> Any:
    """A figure of a product's variants in use."""
    mine = (_skus.c.product_id == _products.c.id, _skus.c.is_archived.is_(False))
    return select(value).where(*mine).scalar_subquery()


def _of_stock(column: ColumnElement[Any]) -> Any:
    """The sum over a product's variants; empty where none was ever counted."""
    mine = select(func.sum(column)).join_from(_stock, _skus, _skus.c.id == _stock.c.sku_id)
    return mine.where(_skus.c.product_id == _products.c.id).scalar_subquery()
