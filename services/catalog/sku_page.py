"""Reads: one SKU as its page shows it: stock, how it sold week by week, prices, listings, pictures, relations."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.catalog import Sku
from models.orders import Order, OrderLine
from models.stock_ledger import SkuStock
from models.values import RefundStatus
from services.catalog.bundles import PartView, bundles_with, parts_of
from services.catalog.gallery import PictureView, pictures_of
from services.catalog.listings import ListingView, listings_of
from services.catalog.offers import OfferView, offers_of
from services.catalog.page_overview import shop_today
from services.catalog.prices import PriceStep, price_history
from services.catalog.product_table import SOLD_STATES
from services.catalog.queries import SkuDetail, detail

WEEKS = 13
_STEPS = 30
_skus = Sku.table()
_lines = OrderLine.table()
_orders = Order.table()
_stock = SkuStock.table()


@dataclass(frozen=True, slots=True)
class StockNow:
    """What there is of a SKU in all places; `value_minor` leaves out `unknown` pieces whose cost nobody knows."""

    on_hand: int
    reserved: int
    available: int
    defective: int
    value_minor: int
    unknown: int
    is_bundle: bool


@dataclass(frozen=True, slots=True)
class WeekPieces:
    """Pieces sold in the seven days from `first` on."""

    first: date
    pieces: int


@dataclass(frozen=True, slots=True)
class Sibling:
    """Another variant of the same product."""

    sku_id: int
    code: str
    variant: str | None
    is_archived: bool


@dataclass(frozen=True, slots=True)
class SkuPage:
    """Everything the page of one SKU shows. `stock` is None for one that nobody ever counted.

    `weeks` end today; `refunded` counts orders with it that were paid back, wholly or in part.
    """

    product_id: int
    detail: SkuDetail
    siblings: tuple[Sibling, ...]
    pictures: tuple[PictureView, ...]
    stock: StockNow | None
    weeks: tuple[WeekPieces, ...]
    refunded: int
    listings: tuple[ListingView, ...]
    offers: tuple[OfferView, ...]
    parts: tuple[PartView, ...]
    bundles: tuple[PartView, ...]
    prices: tuple[PriceStep, ...]


def sku_page(connection: Connection, sku_id: int) -> SkuPage:
    """The page of a SKU; NotFound where it is gone."""
    shown = detail(connection, sku_id)
    product_id = int(connection.execute(select(_skus.c.product_id).where(_skus.c.id == sku_id)).scalar_one())
    return SkuPage(
        product_id,
        shown,
        _siblings(connection, product_id, sku_id),
        pictures_of(connection, product_id),
        _stock_now(connection, sku_id),
        _weeks(connection, sku_id),
        _refunded(connection, sku_id),
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


def _stock_now(connection: Connection, sku_id: int) -> StockNow | None:
    row = connection.execute(select(_stock).where(_stock.c.sku_id == sku_id)).first()
    if row is None:
        return None
    return StockNow(
        row.on_hand, row.reserved, row.available, row.defective, row.value_minor, row.unknown, row.is_bundle
    )


def _weeks(connection: Connection, sku_id: int) -> tuple[WeekPieces, ...]:
    today = shop_today(connection)
    first = today - timedelta(days=7 * WEEKS - 1)
    statement = (
        select(_orders.c.ordered_on, func.sum(_lines.c.sku_quantity))
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .where(
            _lines.c.sku_id == sku_id,
            _lines.c.is_closed.is_(False),
            _orders.c.status.in_(SOLD_STATES),
            _orders.c.ordered_on >= first,
        )
        .group_by(_orders.c.ordered_on)
    )
    pieces = [0] * WEEKS
    for day, sold in connection.execute(statement):
        if first <= day <= today:
            pieces[(day - first).days // 7] += int(sold or 0)
    return tuple(WeekPieces(first + timedelta(days=7 * number), sold) for number, sold in enumerate(pieces))


def _refunded(connection: Connection, sku_id: int) -> int:
    statement = (
        select(func.count(func.distinct(_lines.c.order_id)))
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .where(
            _lines.c.sku_id == sku_id,
            _orders.c.refund_status.in_((RefundStatus.PARTIAL, RefundStatus.REFUNDED)),
        )
    )
    return int(connection.execute(statement).scalar_one())
