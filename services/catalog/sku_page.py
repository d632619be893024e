"""Reads: one SKU as the panel beside the list shows it; the pieces are those of the product's page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from services.catalog.bundles import PartView, bundles_with, parts_of
from services.catalog.custom_fields import CustomField, custom_fields
from services.catalog.drafts import CustomValue
from services.catalog.gallery import PictureView, pictures_of
from services.catalog.listings import ListingView, listings_of
from services.catalog.offers import OfferView, offers_of
from services.catalog.prices import PriceStep, price_history
from services.catalog.queries import SkuDetail, detail
from services.catalog.sold import (
    ReturnLine,
    SoldLine,
    WeekSales,
    line_counts,
    orders_with,
    returns_of,
    sales_by_week,
)
from services.errors import NotFound
from services.i18n import N_
from services.messages import message
from services.stock.queries import StockView, stock_of

_WEEKS = 13
_STEPS = 30
_NEWEST = 5
_skus = Sku.table()
_products = Product.table()


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another variant of the same product."""

    sku_id: int
    code: str
    variant: str | None
    is_archived: bool


@dataclass(frozen=True, slots=True)
class SkuPage:
    """Everything the panel of one SKU shows; `orders` and `returns` are the newest few.

    `own` are the product's values in the shop's own fields; `returned` counts those of `sold_lines`
    that were refunded wholly or in part.
    """

    product_id: int
    detail: SkuDetail
    siblings: tuple[Sibling, ...]
    pictures: tuple[PictureView, ...]
    stock: StockView
    weeks: tuple[WeekSales, ...]
    orders: tuple[SoldLine, ...]
    returns: tuple[ReturnLine, ...]
    listings: tuple[ListingView, ...]
    offers: tuple[OfferView, ...]
    parts: tuple[PartView, ...]
    bundles: tuple[PartView, ...]
    prices: tuple[PriceStep, ...]
    own: tuple[tuple[CustomField, CustomValue], ...]
    sold_lines: int
    returned: int


def sku_page(connection: Connection, sku_id: int) -> SkuPage:
    """The panel of a SKU; NotFound where it is gone."""
    product_id = product_of(connection, sku_id)
    return SkuPage(
        product_id,
        detail(connection, sku_id),
        _siblings(connection, product_id, sku_id),
        pictures_of(connection, product_id),
        stock_of(connection, sku_id),
        sales_by_week(connection, [sku_id], _WEEKS),
        orders_with(connection, [sku_id], _NEWEST),
        returns_of(connection, [sku_id], _NEWEST),
        listings_of(connection, [sku_id]),
        offers_of(connection, [sku_id]).get(sku_id, ()),
        parts_of(connection, sku_id),
        bundles_with(connection, sku_id),
        price_history(connection, sku_id, _STEPS),
        _own(connection, product_id),
        *line_counts(connection, [sku_id]),
    )


def product_of(connection: Connection, sku_id: int) -> int:
    """The product a SKU belongs to; `NotFound` where there is none."""
    found = connection.execute(select(_skus.c.product_id).where(_skus.c.id == sku_id)).scalar()
    if found is None:
        raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
    return int(found)


def _own(connection: Connection, product_id: int) -> tuple[tuple[CustomField, CustomValue], ...]:
    """What the product says in the shop's own fields, in their order."""
    kept = connection.execute(select(_products.c.custom).where(_products.c.id == product_id)).scalar() or {}
    return tuple((field, kept[field.key]) for field in custom_fields(connection) if field.key in kept)


def _siblings(connection: Connection, product_id: int, sku_id: int) -> tuple[Sibling, ...]:
    statement = (
        select(_skus.c.id, _skus.c.code, _skus.c.variant, _skus.c.is_archived)
        .where(_skus.c.product_id == product_id, _skus.c.id != sku_id)
        .order_by(_skus.c.id)
    )
    return tuple(Sibling(*row) for row in connection.execute(statement))
