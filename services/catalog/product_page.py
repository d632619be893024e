"""Reads: one product in full: its SKUs with stock, how it sells, its orders, returns, prices and listings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.aftersales import Case
from models.catalog import Product, Sku
from models.channels import Channel
from models.orders import Order, OrderLine
from models.values import CaseKind, CaseState, OrderStatus, RefundStatus
from services import clock, settings
from services.catalog.bundles import PartView, bundles_with, parts_of
from services.catalog.custom_fields import CustomField, custom_fields
from services.catalog.gallery import PictureView, pictures_of
from services.catalog.listings import ListingView, listings_of
from services.catalog.offers import OfferView, offers_of
from services.catalog.prices import PriceStep, price_history
from services.catalog.queries import AliasView, aliases_of, barcodes_of
from services.catalog.rules import split_tags
from services.errors import NotFound
from services.i18n import N_
from services.messages import message
from services.stock.queries import StockView, stock_of

WEEKS = 26
_skus = Sku.table()
_products = Product.table()
_lines = OrderLine.table()
_orders = Order.table()
_channels = Channel.table()
_cases = Case.table()
_SOLD = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)


@dataclass(frozen=True, slots=True)
class SkuFacts:
    """One SKU of the product; amounts in the shop's currency, weights in grams, lengths in millimetres."""

    id: int
    code: str
    variant: str | None
    is_archived: bool
    unit: str | None
    shelf: str | None
    price_minor: int | None
    min_price_minor: int | None
    cost_minor: int | None
    weight_g: int | None
    size_mm: tuple[int | None, int | None, int | None]
    barcodes: tuple[str, ...]
    stock: StockView
    aliases: tuple[AliasView, ...]
    offers: tuple[OfferView, ...]
    parts: tuple[PartView, ...]
    part_of: tuple[PartView, ...]


@dataclass(frozen=True, slots=True)
class WeekSales:
    """Pieces sold in the week that begins on Monday `first`, and in how many orders."""

    first: date
    pieces: int
    orders: int


@dataclass(frozen=True, slots=True)
class SoldLine:
    """One line of an order in which the product was sold; the amount is in the order's currency."""

    order_id: int
    order_no: str
    channel: str
    ordered_at: datetime | None
    status: OrderStatus
    refund_status: RefundStatus
    sku_code: str
    pieces: int
    amount_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class ReturnLine:
    """One after-sales case about the product; the amount is in the case's currency."""

    case_id: int
    case_no: str
    order_id: int | None
    order_no: str | None
    kind: CaseKind
    state: CaseState
    reason: str | None
    asked_at: datetime | None
    refunded_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class ProductPage:
    """Everything the product page shows. `returned` counts sold lines that were refunded wholly or in part."""

    product_id: int
    title: str
    category: str | None
    tags: tuple[str, ...]
    note: str | None
    is_archived: bool
    own: tuple[tuple[CustomField, Any], ...]
    currency: str
    skus: tuple[SkuFacts, ...]
    pictures: tuple[PictureView, ...]
    weeks: tuple[WeekSales, ...]
    sold_lines: int
    returned: int
    orders: tuple[SoldLine, ...]
    returns: tuple[ReturnLine, ...]
    prices: tuple[PriceStep, ...]
    listings: tuple[ListingView, ...]


def product_page(connection: Connection, product_id: int, *, limit: int = 50) -> ProductPage:
    """The page of a product, with at most `limit` orders, returns and price steps, newest first."""
    product = connection.execute(select(_products).where(_products.c.id == product_id)).first()
    if product is None:
        raise NotFound(what=message(N_("product")), which=f"#{product_id}")
    ids = list(connection.execute(select(_skus.c.id).where(_skus.c.product_id == product_id)).scalars())
    own = product.custom or {}
    sold, returned = _line_counts(connection, ids)
    steps = sorted(
        (step for sku_id in ids for step in price_history(connection, sku_id, limit)), key=lambda step: -step.id
    )
    return ProductPage(
        product_id=product_id,
        title=product.title,
        category=product.category,
        tags=split_tags(product.tags),
        note=product.note,
        is_archived=product.is_archived,
        own=tuple((field, own[field.key]) for field in custom_fields(connection) if field.key in own),
        currency=settings.read(connection, settings.CURRENCY),
        skus=_sku_facts(connection, ids),
        pictures=pictures_of(connection, product_id),
        weeks=sales_by_week(connection, ids),
        sold_lines=sold,
        returned=returned,
        orders=orders_with(connection, ids, limit),
        returns=returns_of(connection, ids, limit),
        prices=tuple(steps[:limit]),
        listings=listings_of(connection, ids),
    )


def product_of(connection: Connection, sku_id: int) -> int:
    """The product a SKU belongs to; `NotFound` where there is none."""
    found = connection.execute(select(_skus.c.product_id).where(_skus.c.id == sku_id)).scalar()
    if found is None:
        raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
    return int(found)


def sales_by_week(connection: Connection, sku_ids: Sequence[int], weeks: int = WEEKS) -> tuple[WeekSales, ...]:
    """Pieces and orders of the last weeks, this one included, weeks without a sale too; oldest first."""
    today = clock.business_day(clock.now(), settings.read(connection, settings.ZONE))
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks - 1)
    statement = (
        select(_orders.c.ordered_on, _lines.c.order_id, func.sum(_lines.c.sku_quantity))
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .where(_is_sale_of(sku_ids), _orders.c.ordered_on >= first)
        .group_by(_orders.c.ordered_on, _lines.c.order_id)
    )
    pieces: dict[date, int] = {}
    orders: dict[date, int] = {}
    for day, _order, count in connection.execute(statement):
        week = day - timedelta(days=day.weekday())
        pieces[week] = pieces.get(week, 0) + (count or 0)
        orders[week] = orders.get(week, 0) + 1
    all_weeks = (first + timedelta(weeks=number) for number in range(weeks))
    return tuple(WeekSales(week, pieces.get(week, 0), orders.get(week, 0)) for week in all_weeks)


def orders_with(connection: Connection, sku_ids: Sequence[int], limit: int = 50) -> tuple[SoldLine, ...]:
    """The newest order lines of these SKUs, whatever became of the orders."""
    statement = (
        select(
            _orders.c.id, _orders.c.external_no, _channels.c.name, _orders.c.ordered_at, _orders.c.status,
            _lines.c.refund_status, _skus.c.code, _lines.c.sku_quantity, _lines.c.amount_minor, _orders.c.currency,
        )
        .join_from(_lines, _orders, _orders.c.id == _lines.c.order_id)
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .join(_skus, _skus.c.id == _lines.c.sku_id)
        .where(_lines.c.sku_id.in_(sku_ids))
        .order_by(_orders.c.ordered_at.desc().nulls_last(), _lines.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    return tuple(SoldLine(*tuple(row)) for row in connection.execute(statement))


def returns_of(connection: Connection, sku_ids: Sequence[int], limit: int = 50) -> tuple[ReturnLine, ...]:
    """The newest after-sales cases about lines of these SKUs.

    A case is about the line it names; where it names none, about every line of its order.
    """
    names_none = and_(_cases.c.line_no.is_(None), _cases.c.code.is_(None))
    about = or_(_cases.c.line_no == _lines.c.external_no, _cases.c.code == _lines.c.code, names_none)
    ids = (
        select(_cases.c.id)
        .join(_lines, and_(_lines.c.order_id == _cases.c.order_id, about))
        .where(_lines.c.sku_id.in_(sku_ids))
    )
    columns = (
        _cases.c.id, _cases.c.external_no, _cases.c.order_id, _cases.c.order_no, _cases.c.kind, _cases.c.state,
        _cases.c.reason, _cases.c.asked_at, _cases.c.refunded_minor, _cases.c.currency,
    )  # fmt: skip
    statement = select(*columns).where(_cases.c.id.in_(ids))
    statement = statement.order_by(_cases.c.asked_at.desc().nulls_last(), _cases.c.id.desc()).limit(limit)
    return tuple(ReturnLine(*tuple(row)) for row in connection.execute(statement))


def _is_sale_of(sku_ids: Sequence[int]) -> ColumnElement[bool]:
    return and_(_lines.c.sku_id.in_(sku_ids), _lines.c.is_closed.is_(False), _orders.c.status.in_(_SOLD))


def _line_counts(connection: Connection, sku_ids: Sequence[int]) -> tuple[int, int]:
    """How many lines were sold, and how many of them were refunded wholly or in part."""
    refunded = _lines.c.refund_status.in_((RefundStatus.PARTIAL, RefundStatus.REFUNDED))
    statement = (
        select(func.count(), func.count().filter(refunded))
        .select_from(_lines)
        .join(_orders, _orders.c.id == _lines.c.order_id)
        .where(_lines.c.sku_id.in_(sku_ids), or_(_orders.c.status.in_(_SOLD), refunded))
    )
    row = connection.execute(statement).one()
    return row[0], row[1]


def _sku_facts(connection: Connection, ids: Sequence[int]) -> tuple[SkuFacts, ...]:
    barcodes, offers = barcodes_of(connection, ids), offers_of(connection, ids)
    rows = connection.execute(select(_skus).where(_skus.c.id.in_(ids)).order_by(_skus.c.is_archived, _skus.c.id))
    return tuple(
        SkuFacts(
            row.id, row.code, row.variant, row.is_archived, row.unit, row.shelf,
            row.price_minor, row.min_price_minor, row.cost_minor, row.weight_g,
            (row.length_mm, row.width_mm, row.height_mm),
            barcodes.get(row.id, ()), stock_of(connection, row.id), aliases_of(connection, row.id),
            offers.get(row.id, ()), parts_of(connection, row.id), bundles_with(connection, row.id),
        )
        for row in rows.all()
    )  # fmt: skip
