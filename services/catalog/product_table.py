"""The list of products as its page shows it: with stock, margin, what was sold lately and where it is on sale."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, or_, select
from sqlalchemy.sql.expression import Subquery

from models.catalog import Component, Listing, Picture, Product, Sku, SkuAlias, SupplierItem
from models.enums.goods import ListingState
from models.enums.orders import SALE_KINDS, OrderStatus
from models.orders import Order, OrderLine
from models.projections import SkuSearch
from models.purchasing import ReorderRule
from models.stock_ledger import SkuStock
from services.catalog.queries import SKUS
from services.i18n import N_
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key
from services.orders.kinds import KIND

SOLD_DAYS = 30
"""How many days, today included, "sold lately" looks back."""

_skus = Sku.table()
_products = Product.table()
_searches = SkuSearch.table()
_lines = OrderLine.table()
_orders = Order.table()
_stock = SkuStock.table()
_rules = ReorderRule.table()
_listings = Listing.table()
_components = Component.table()
_pictures = Picture.table()
_aliases = SkuAlias.table()
_offers = SupplierItem.table()
LINKED_SKU = func.coalesce(_lines.c.sku_id, 0)
"""The SKU of a line (0: none) in a form that keeps the search in the days' index instead of walking by SKU."""
_STATES = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)
IS_SOLD: ColumnElement[bool] = and_(
    func.coalesce(_orders.c.status, _orders.c.status).in_(_STATES), KIND.in_([str(kind) for kind in SALE_KINDS])
)
"""Orders that were paid and are sales: gifts, re-ships and what was never real sold nothing. No index serves it."""


@lru_cache(maxsize=2)  # putting it together for each request would take the window's time
def product_table(today: date) -> TableQuery:
    """The list as it is to be asked on this day of the shop."""
    sold = sold_since(today)
    return TableQuery(
        name="product_list",
        entity=SKUS.entity,
        base=_skus,
        joins=(
            (_products, _products.c.id == _skus.c.product_id),
            (_searches, _searches.c.sku_id == _skus.c.id),
            (_stock, _stock.c.sku_id == _skus.c.id),
            (_rules, _rules.c.sku_id == _skus.c.id),
            (sold, sold.c.sku_id == _skus.c.id),
        ),
        columns={**SKUS.columns, **by_key(*_columns(sold))},
        views=_views(),
        default_sort=SKUS.default_sort,
        search=SKUS.search,
        companions=frozenset({_products, _searches}),
        special=_specials(sold),
    )


def sold_since(today: date) -> Subquery:
    """Pieces of each SKU in sales paid and made in the last `SOLD_DAYS` days; read by the days' index."""
    first = today - timedelta(days=SOLD_DAYS - 1)
    recent = select(_orders.c.id).where(_orders.c.ordered_on >= first, IS_SOLD)
    return (
        select(LINKED_SKU.label("sku_id"), func.sum(_lines.c.sku_quantity).label("pieces"))
        .where(_lines.c.order_id.in_(recent), _lines.c.is_closed.is_(False), LINKED_SKU > 0)
        .group_by(LINKED_SKU)
        .subquery("sold_lately")
    )


def is_sale(first: date, last: date | None = None) -> ColumnElement[bool]:
    """Linked lines of sales that were paid and made in these days.

    The days' index is the one to read: the rest is asked for in a form no index is tempted to serve.
    """
    days = [_orders.c.ordered_on >= first, *([_orders.c.ordered_on <= last] if last is not None else [])]
    return and_(*days, IS_SOLD, _lines.c.is_closed.is_(False), LINKED_SKU > 0)


def _columns(sold: Subquery) -> tuple[QueryColumn, ...]:
    price, cost = _skus.c.price_minor, _skus.c.cost_minor
    margin = case((and_(price > 0, cost.is_not(None)), (price - cost) * 1000 // price))
    picture = func.coalesce(
        _first_picture(_pictures.c.sku_id == _skus.c.id),
        _first_picture(and_(_pictures.c.product_id == _skus.c.product_id, _pictures.c.sku_id.is_(None))),
    )
    on_sale = select(func.count()).where(_listings.c.sku_id == _skus.c.id, _listings.c.state == ListingState.ON_SALE)
    listed = select(func.count()).where(_listings.c.sku_id == _skus.c.id)
    return (
        QueryColumn("tags", N_("Tags"), Kind.TEXT, _products.c.tags),
        QueryColumn("min_price", N_("Minimum price"), Kind.MONEY, _skus.c.min_price_minor),
        QueryColumn("margin", N_("Gross margin"), Kind.INTEGER, margin),
        QueryColumn("on_hand", N_("On hand"), Kind.INTEGER, _stock.c.on_hand, has_total=True),
        QueryColumn("reserved", N_("Reserved"), Kind.INTEGER, _stock.c.reserved, has_total=True),
        QueryColumn("available", N_("Available"), Kind.INTEGER, _stock.c.available, has_total=True),
        QueryColumn("stock_value", N_("Stock value"), Kind.INTEGER, _stock.c.value_minor, has_total=True),
        QueryColumn("sold", N_("Sold, 30 days"), Kind.INTEGER, sold.c.pieces, has_total=True, is_late=True),
        QueryColumn("on_sale", N_("On sale"), Kind.INTEGER, on_sale.scalar_subquery()),
        QueryColumn("listings", N_("Listings"), Kind.INTEGER, listed.scalar_subquery()),
        QueryColumn("is_bundle", N_("Bundle"), Kind.FLAG, case((_is_bundle(), 1), else_=0)),
        QueryColumn("picture", N_("Picture"), Kind.TEXT, picture),
    )


def _first_picture(condition: ColumnElement[bool]) -> Any:
    kept = select(_pictures.c.sha256 + _pictures.c.suffix).where(condition)
    return kept.order_by(_pictures.c.position).limit(1).scalar_subquery()


def _is_bundle() -> ColumnElement[bool]:
    return exists().where(_components.c.bundle_id == _skus.c.id)


def _is_on_sale() -> ColumnElement[bool]:
    return exists().where(_listings.c.sku_id == _skus.c.id, _listings.c.state == ListingState.ON_SALE)


def _views() -> Mapping[str, ColumnElement[bool] | None]:
    active = _skus.c.is_archived.is_(False)
    limit = func.coalesce(_rules.c.low_stock, _rules.c.reorder_point, 0)
    return {
        **SKUS.views,
        "on_sale": and_(active, _is_on_sale()),
        "low": and_(active, _stock.c.available.is_not(None), _stock.c.available <= limit),
        "bundles": and_(active, _is_bundle()),
    }


def _specials(sold: Subquery) -> Mapping[str, Callable[[tuple[str, ...]], ColumnElement[bool]]]:
    return {
        "supplier": lambda ids: exists().where(
            _offers.c.sku_id == _skus.c.id, _offers.c.supplier_id.in_(_numbers(ids))
        ),
        "channel": _in_channels,
        "missing": _missing,
        "unsold": lambda _values: sold.c.pieces.is_(None),
    }


def _in_channels(ids: tuple[str, ...]) -> ColumnElement[bool]:
    numbers = _numbers(ids)
    return or_(
        exists().where(_listings.c.sku_id == _skus.c.id, _listings.c.channel_id.in_(numbers)),
        exists().where(_aliases.c.sku_id == _skus.c.id, _aliases.c.channel_id.in_(numbers)),
    )


def _missing(what: tuple[str, ...]) -> ColumnElement[bool]:
    has_picture = exists().where(_pictures.c.product_id == _skus.c.product_id)
    known: dict[str, ColumnElement[bool]] = {
        "category": _products.c.category.is_(None),
        "cost": _skus.c.cost_minor.is_(None),
        "price": _skus.c.price_minor.is_(None),
        "shelf": or_(_skus.c.shelf.is_(None), _skus.c.shelf == ""),
        "barcode": _skus.c.barcode.is_(None),
        "picture": ~has_picture,
        "weight": _skus.c.weight_g.is_(None),
    }
    return or_(*(known[name] for name in what if name in known))


def _numbers(ids: tuple[str, ...]) -> list[int]:
    return [int(one) for one in ids if one.isascii() and one.isdecimal()]
