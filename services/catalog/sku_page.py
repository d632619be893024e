"""Reads: one SKU as the panel beside the list shows it; the pieces are those of the product's page."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Sku
from services.catalog.bundles import PartView, bundles_with, parts_of
from services.catalog.gallery import PictureView, pictures_of
from services.catalog.listings import ListingView, listings_of
from services.catalog.offers import OfferView, offers_of
from services.catalog.prices import PriceStep, price_history
from services.catalog.product_page import (
    ReturnLine,
    SoldLine,
    WeekSales,
    orders_with,
    product_of,
    returns_of,
    sales_by_week,
)
from services.catalog.queries import SkuDetail, detail
from services.stock.queries import StockView, stock_of

_WEEKS = 13
_STEPS = 30
_NEWEST = 5
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another variant of the same product."""

    sku_id: int
    code: str
    variant: str | None
    is_archived: bool


@dataclass(frozen=True, slots=True)
class SkuPage:
    """Everything the panel of one SKU shows; `orders` and `returns` are the newest few."""

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
    )


def _siblings(connection: Connection, product_id: int, sku_id: int) -> tuple[Sibling, ...]:
    statement = (
        select(_skus.c.id, _skus.c.code, _skus.c.variant, _skus.c.is_archived)
        .where(_skus.c.product_id == product_id, _skus.c.id != sku_id)
        .order_by(_skus.c.id)
    )
    return tuple(Sibling(*row) for row in connection.execute(statement))
