"""Reads: what the Products page shows beside its rows: counts, what can be chosen, how it sold lately."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku
from models.channels import Channel
from models.orders import Order, OrderLine
from models.purchasing import Supplier
from models.values import WHOLE_PPM
from services import settings
from services.business_day import shop_today
from services.catalog.product_table import LINKED_SKU, SOLD_DAYS, is_sale, product_table
from services.catalog.queries import UnlinkedCode, lines_without_code, unlinked_codes
from services.catalog.rules import CATEGORY_JOIN, split_tags
from services.kernel.table_query import TableRequest

_products = Product.table()
_skus = Sku.table()
_suppliers = Supplier.table()
_channels = Channel.table()
_lines = OrderLine.table()
_orders = Order.table()


@dataclass(frozen=True, slots=True)
class PageOverview:
    """Rows per view, codes nobody linked, lines without any code, the shop's currency, what filters offer.

    `categories` are all paths with their parents; `suppliers` and `channels` are (id, name).
    """

    counts: dict[str, int]
    unlinked: tuple[UnlinkedCode, ...]
    without_code: int
    currency: str
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    suppliers: tuple[tuple[int, str], ...]
    channels: tuple[tuple[int, str], ...]


def page_overview(connection: Connection) -> PageOverview:
    """Everything the page shows beside its rows."""
    table = product_table(shop_today(connection))
    counts = {
        view: int(connection.execute(table.select([func.count()], TableRequest(view=view))).scalar_one())
        for view in table.views
    }
    names = select(_suppliers.c.id, _suppliers.c.name).where(_suppliers.c.is_archived.is_(False))
    return PageOverview(
        counts,
        unlinked_codes(connection),
        lines_without_code(connection),
        settings.read(connection, settings.CURRENCY),
        category_paths(connection),
        all_tags(connection),
        tuple((row[0], row[1]) for row in connection.execute(names.order_by(_suppliers.c.name))),
        tuple(
            (row[0], row[1])
            for row in connection.execute(select(_channels.c.id, _channels.c.name).order_by(_channels.c.name))
        ),
    )


def category_paths(connection: Connection) -> tuple[str, ...]:
    """Every category that is used, with the ones it lies in, in the order of the tree."""
    kept = connection.execute(select(_products.c.category).where(_products.c.category.is_not(None)).distinct())
    found: set[str] = set()
    for path in kept.scalars():
        names = path.split(CATEGORY_JOIN)
        found.update(CATEGORY_JOIN.join(names[: depth + 1]) for depth in range(len(names)))
    return tuple(sorted(found, key=lambda path: path.split(CATEGORY_JOIN)))


def all_tags(connection: Connection) -> tuple[str, ...]:
    """Every tag that is used, by name."""
    kept = connection.execute(select(_products.c.tags).where(_products.c.tags.is_not(None)).distinct())
    return tuple(sorted({tag for tags in kept.scalars() for tag in split_tags(tags)}))


@dataclass(frozen=True, slots=True)
class DayPieces:
    """Pieces of linked products in paid orders of one day."""

    day: date
    pieces: int


@dataclass(frozen=True, slots=True)
class ProductFigures:
    """How products did in the last `SOLD_DAYS` days and in as many before.

    Counts are of SKUs that are not archived; `margin_ppm` is what was left of the sale prices of
    what was sold, at today's price and cost, in millionths; None where nothing with both was sold.
    """

    days: tuple[DayPieces, ...]
    pieces: int
    pieces_before: int
    skus: int
    sold_skus: int
    without_cost: int
    margin_ppm: int | None


def product_figures(connection: Connection) -> ProductFigures:
    """The figures above the list."""
    today = shop_today(connection)
    first = today - timedelta(days=SOLD_DAYS - 1)
    by_day = _pieces_by_day(connection, first - timedelta(days=SOLD_DAYS), today)
    days = tuple(
        DayPieces(day, by_day.get(day, 0)) for day in (first + timedelta(days=number) for number in range(SOLD_DAYS))
    )
    pieces = sum(day.pieces for day in days)
    active = select(func.count()).where(_skus.c.is_archived.is_(False))
    counts = [active, active.where(_skus.c.cost_minor.is_(None))]
    skus, without_cost = (int(connection.execute(one).scalar_one()) for one in counts)
    sold, revenue, cost = _sold(connection, first, today)
    return ProductFigures(
        days,
        pieces,
        sum(by_day.values()) - pieces,
        skus,
        sold,
        without_cost,
        (revenue - cost) * WHOLE_PPM // revenue if revenue > 0 else None,
    )


def _pieces_by_day(connection: Connection, first: date, last: date) -> dict[date, int]:
    statement = (
        select(_orders.c.ordered_on, func.sum(_lines.c.sku_quantity))
        .join_from(_orders, _lines, _lines.c.order_id == _orders.c.id)
        .where(is_sale(first, last))
        .group_by(_orders.c.ordered_on)
    )
    return {row[0]: int(row[1] or 0) for row in connection.execute(statement)}


def _sold(connection: Connection, first: date, last: date) -> tuple[int, int, int]:
    """(SKUs that were sold, their pieces at today's price, and at today's cost; the latter two where both are known)"""
    sold = (
        select(LINKED_SKU.label("sku_id"), func.sum(_lines.c.sku_quantity).label("pieces"))
        .join_from(_orders, _lines, _lines.c.order_id == _orders.c.id)
        .where(is_sale(first, last))
        .group_by(LINKED_SKU)
        .subquery()
    )
    statement = select(sold.c.pieces, _skus.c.price_minor, _skus.c.cost_minor, _skus.c.is_archived).join_from(
        sold, _skus, _skus.c.id == sold.c.sku_id
    )
    rows = connection.execute(statement).all()
    known = [row for row in rows if row.price_minor is not None and row.cost_minor is not None]
    return (
        sum(1 for row in rows if not row.is_archived),
        sum(int(row.pieces) * row.price_minor for row in known),
        sum(int(row.pieces) * row.cost_minor for row in known),
    )
