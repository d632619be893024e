"""Reads: the list of what there is, SKU by SKU, and the list of everything that moved."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import (
    ColumnElement,
    FromClause,
    ScalarSelect,
    Select,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.sql.expression import Subquery

from models.catalog import Component, Product, Sku
from models.columns import UtcInstant
from models.entities import Entity
from models.enums.goods import Condition, MoveKind, PurchaseState
from models.orders import Order
from models.projections import SkuSearch
from models.purchasing import Purchase, PurchaseLine, ReceiptLine, ReorderRule
from models.stock import Lot, Place, StockMove
from models.stock_ledger import SkuStock, StockEntry, StockLevel
from services import clock
from services.business_day import day_in
from services.catalog.queries import SKUS
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern

SOLD_DAYS = 28
"""Days of sales that days of cover are reckoned from: four whole weeks."""
DEAD_DAYS = 90
"""Days without a sale after which what is left counts as dead."""

_skus = Sku.table()
_products = Product.table()
_searches = SkuSearch.table()
_stock = SkuStock.table()
_entries = StockEntry.table()
_levels = StockLevel.table()
_lots = Lot.table()
_places = Place.table()
_orders = Order.table()
_moves = StockMove.table()
_purchases = Purchase.table()
_bought = PurchaseLine.table()
_received = ReceiptLine.table()
_rules = ReorderRule.table()
_components = Component.table()
_HAS_PARTS = exists().where(_components.c.bundle_id == _skus.c.id)


def _stock_table() -> TableQuery:
    """One row per SKU with what there is of it, as of whenever it is asked.

    Of SKUs that were never counted everything is empty; the unit cost of pieces is empty where
    it is not known. Views: counted (all), low, out, short (more promised than there is),
    set_aside (for campaigns), below_zero, defective, unknown_cost, dead, bundles, uncounted.
    """
    sold = _sold_since(_ago(SOLD_DAYS))
    incoming = _incoming()
    return TableQuery(
        name="stock",
        entity=Entity.SKU,
        base=_skus,
        joins=(
            (_products, _products.c.id == _skus.c.product_id),
            (_searches, _searches.c.sku_id == _skus.c.id),
            (_stock, _stock.c.sku_id == _skus.c.id),
            (_rules, _rules.c.sku_id == _skus.c.id),
            (sold, sold.c.sku_id == _skus.c.id),
            (incoming, incoming.c.sku_id == _skus.c.id),
        ),
        columns=by_key(*_columns(sold, incoming)),
        views=_views(_ago(DEAD_DAYS)),
        default_sort=(("code", False),),
        search=SKUS.search,
        currency=literal(""),
        companions=frozenset({_products, _searches}),
    )


def _ago(days: int) -> ColumnElement[datetime]:
    """So many days before the instant the statement is run at."""
    return bindparam(None, type_=UtcInstant(), callable_=lambda: clock.now() - timedelta(days=days))


_KNOWN = _stock.c.on_hand + _stock.c.defective - _stock.c.unknown


def _columns(sold: Subquery, incoming: Subquery) -> tuple[QueryColumn, ...]:
    pieces = func.coalesce(sold.c.pieces, 0)
    cover = case((pieces > 0, func.max(_stock.c.available, 0) * SOLD_DAYS // pieces))
    unit_cost = case((_KNOWN > 0, (2 * _stock.c.value_minor + _KNOWN) // (2 * _KNOWN)))
    value = case((_stock.c.is_bundle.is_(False), _stock.c.value_minor))
    return (
        QueryColumn("code", N_("Code"), Kind.ID, _skus.c.code),
        QueryColumn("title", N_("Product"), Kind.TEXT, _products.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _skus.c.variant),
        QueryColumn("barcode", N_("Barcode"), Kind.ID, _skus.c.barcode),
        QueryColumn("category", N_("Category"), Kind.TEXT, _products.c.category),
        QueryColumn("shelf", N_("Shelf"), Kind.TEXT, _skus.c.shelf),
        QueryColumn("on_hand", N_("On hand"), Kind.INTEGER, _stock.c.on_hand, has_total=True),
        QueryColumn("reserved", N_("Reserved"), Kind.INTEGER, _stock.c.reserved, has_total=True),
        QueryColumn("set_aside", N_("Set aside"), Kind.INTEGER, _stock.c.set_aside, has_total=True),
        QueryColumn("available", N_("Available"), Kind.INTEGER, _stock.c.available, has_total=True),
        QueryColumn("incoming", N_("Incoming"), Kind.INTEGER, incoming.c.pieces, has_total=True),
        QueryColumn("defective", N_("Defective"), Kind.INTEGER, _stock.c.defective, has_total=True),
        QueryColumn("unit_cost", N_("Unit cost"), Kind.MONEY, unit_cost),
        QueryColumn("value", N_("Stock value"), Kind.MONEY, value, has_total=True),
        QueryColumn("unknown", N_("Cost unknown"), Kind.INTEGER, _stock.c.unknown, has_total=True),
        QueryColumn("pending", N_("Cost pending"), Kind.INTEGER, _stock.c.pending, has_total=True),
        QueryColumn("sold", N_("Sold, 28 days"), Kind.INTEGER, sold.c.pieces, has_total=True),
        QueryColumn("cover", N_("Days of cover"), Kind.INTEGER, cover),
        QueryColumn("last_in_at", N_("Last arrival"), Kind.INSTANT, _stock.c.last_in_at),
        QueryColumn("last_out_at", N_("Last sale"), Kind.INSTANT, _stock.c.last_out_at),
        QueryColumn("below_zero", N_("May go below zero"), Kind.FLAG, _skus.c.below_zero),
        QueryColumn("has_lots", N_("Lots"), Kind.FLAG, _skus.c.has_lots),
        QueryColumn("is_bundle", N_("Bundle"), Kind.FLAG, func.coalesce(_stock.c.is_bundle, 0)),
        QueryColumn("has_parts", N_("Packed from parts"), Kind.FLAG, case((_HAS_PARTS, 1), else_=0)),
    )


def _views(dead_before: ColumnElement[datetime]) -> dict[str, ColumnElement[bool] | None]:
    is_counted = and_(_skus.c.is_archived.is_(False), _stock.c.sku_id.is_not(None))
    is_own = and_(is_counted, _stock.c.is_bundle.is_(False))
    limit = func.coalesce(_rules.c.low_stock, _rules.c.reorder_point, 0)
    last_seen = func.coalesce(_stock.c.last_out_at, _stock.c.first_at)
    return {
        "all": is_counted,
        "low": and_(is_counted, _stock.c.available <= limit),
        "out": and_(is_counted, _stock.c.available <= 0),
        "short": and_(is_own, _stock.c.reserved > _stock.c.on_hand),
        "set_aside": and_(is_own, _stock.c.set_aside > 0),
        "below_zero": and_(is_own, _stock.c.on_hand < 0),
        "defective": and_(is_own, _stock.c.defective != 0),
        "unknown_cost": and_(is_own, or_(_stock.c.unknown > 0, _stock.c.pending > 0)),
        "dead": and_(is_own, _stock.c.on_hand > 0, last_seen < dead_before),
        "bundles": and_(is_counted, _stock.c.is_bundle.is_(True)),
        "uncounted": and_(_skus.c.is_archived.is_(False), _stock.c.sku_id.is_(None)),
    }


def _sold_since(since: ColumnElement[datetime]) -> Subquery:
    """Pieces of each SKU that left with orders since this instant, bundles by their parts.

    Told by what lay there then and lies there now and by the moves between, which are few: no sale is read, and
    nothing of a SKU that is not asked for.
    """
    s, m = _stock.alias("counted"), _moves.alias("moved").c
    moved = select(func.sum(m.quantity)).where(m.sku_id == s.c.sku_id, m.at >= since).scalar_subquery()
    there = func.coalesce(_newest_balance(s, since), 0) + func.coalesce(moved, 0)
    left = func.nullif(there - func.coalesce(_newest_balance(s), 0), 0)
    return select(s.c.sku_id, left.label("pieces")).where(s.c.is_bundle.is_(False)).subquery("sold_lately")


def _newest_balance(stock: FromClause, before: ColumnElement[datetime] | None = None) -> ScalarSelect[int]:
    """Of the newest entry of a SKU's story, or the newest before an instant: one look, however long it is."""
    c = _entries.alias("last").c
    conditions = [c.sku_id == stock.c.sku_id, *([c.at < before] if before is not None else [])]
    return select(c.balance).where(*conditions).order_by(c.at.desc(), c.id.desc()).limit(1).scalar_subquery()


def pieces_sold(among: Select[tuple[int]]) -> Select[tuple[int]]:
    """What `sold` adds up to in the rows of these SKUs, without putting what left in the order of SKUs first."""
    sku_id = _entries.c.sku_id + 0
    return select(func.coalesce(-func.sum(_entries.c.quantity), 0)).where(
        _entries.c.at >= _ago(SOLD_DAYS), _entries.c.kind == MoveKind.SALE, sku_id.in_(among)
    )


_AWAITED = (PurchaseState.ORDERED, PurchaseState.PART_RECEIVED)


def _incoming() -> Subquery:
    """Pieces ordered from suppliers that have not arrived."""
    arrived = (
        select(func.coalesce(func.sum(_received.c.good + _received.c.defective), 0))
        .where(_received.c.purchase_line_id == _bought.c.id)
        .scalar_subquery()
    )
    return (
        select(_bought.c.sku_id, func.sum(func.max(_bought.c.quantity - arrived, 0)).label("pieces"))
        .join_from(_bought, _purchases, _purchases.c.id == _bought.c.purchase_id)
        .where(_purchases.c.state.in_(_AWAITED), _bought.c.sku_id.is_not(None))
        .group_by(_bought.c.sku_id)
        .subquery("incoming")
    )


STOCK = _stock_table()


MOVES = TableQuery(
    name="moves",
    entity=Entity.STOCK_MOVE,
    base=_entries,
    joins=(
        (_skus, _skus.c.id == _entries.c.sku_id),
        (_products, _products.c.id == _skus.c.product_id),
        (_searches, _searches.c.sku_id == _entries.c.sku_id),
        (_places, _places.c.id == _entries.c.place_id),
        (_lots, _lots.c.id == _entries.c.lot_id),
        (_orders, _orders.c.id == _entries.c.order_id),
        (_moves, _moves.c.id == _entries.c.move_id),
    ),
    columns=by_key(
        QueryColumn("at", N_("Time"), Kind.INSTANT, _entries.c.at),
        QueryColumn("on", N_("Day"), Kind.DATE, _entries.c.on),
        QueryColumn("kind", N_("What"), Kind.CODE, _entries.c.kind),
        QueryColumn("code", N_("Code"), Kind.ID, _skus.c.code),
        QueryColumn("title", N_("Product"), Kind.TEXT, _products.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _skus.c.variant),
        QueryColumn("quantity", N_("Pieces"), Kind.INTEGER, _entries.c.quantity, has_total=True),
        QueryColumn("value", N_("Value"), Kind.MONEY, _entries.c.value_minor - _entries.c.late_minor, has_total=True),
        QueryColumn("unknown", N_("Cost unknown"), Kind.INTEGER, _entries.c.unknown, has_total=True),
        QueryColumn("pending", N_("Cost pending"), Kind.INTEGER, _entries.c.pending, has_total=True),
        QueryColumn("balance", N_("Balance"), Kind.INTEGER, _entries.c.balance),
        QueryColumn("balance_value", N_("Value after"), Kind.MONEY, _entries.c.balance_minor),
        QueryColumn("place", N_("Place"), Kind.TEXT, _places.c.name),
        QueryColumn("lot", N_("Lot"), Kind.ID, _lots.c.number),
        QueryColumn("condition", N_("Condition"), Kind.CODE, _entries.c.condition),
        QueryColumn("order", N_("Order no."), Kind.ID, _orders.c.external_no),
        QueryColumn("reason", N_("Reason"), Kind.TEXT, _moves.c.reason),
        QueryColumn("note", N_("Note"), Kind.TEXT, _moves.c.note),
        QueryColumn("document", N_("Document"), Kind.CODE, _moves.c.document),
        QueryColumn("document_id", N_("Document no."), Kind.ID, _moves.c.document_id),
    ),
    views={
        "all": None,
        "in": _entries.c.quantity > 0,
        "out": _entries.c.quantity < 0,
        "sales": _entries.c.kind == MoveKind.SALE,
        "by_hand": _entries.c.move_id.is_not(None),
        "unknown_cost": or_(_entries.c.unknown > 0, _entries.c.pending > 0),
    },
    default_sort=(("at", True),),
    search=SKUS.search,
    currency=literal(""),
)

EXPIRY_DAYS = 30
"""Days before a lot expires in which it is warned of."""

_LEFT_OF_LOT = (
    select(func.coalesce(func.sum(_levels.c.quantity), 0))
    .where(
        _levels.c.sku_id == _lots.c.sku_id,
        _levels.c.lot_id == _lots.c.id,
        _levels.c.condition == Condition.GOOD,
    )
    .scalar_subquery()
)


LOTS = TableQuery(
    name="lots",
    entity=Entity.LOT,
    base=_lots,
    joins=(
        (_skus, _skus.c.id == _lots.c.sku_id),
        (_products, _products.c.id == _skus.c.product_id),
    ),
    columns=by_key(
        QueryColumn("code", N_("Code"), Kind.ID, _skus.c.code),
        QueryColumn("title", N_("Product"), Kind.TEXT, _products.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _skus.c.variant),
        QueryColumn("lot", N_("Lot"), Kind.ID, _lots.c.number),
        QueryColumn("expires_on", N_("Expires on"), Kind.DATE, _lots.c.expires_on),
        QueryColumn("on_hand", N_("On hand"), Kind.INTEGER, _LEFT_OF_LOT, has_total=True),
    ),
    views={
        "all": None,
        "left": _LEFT_OF_LOT > 0,
        "expiring": and_(_LEFT_OF_LOT > 0, _lots.c.expires_on.between(day_in(0), day_in(EXPIRY_DAYS))),
        "expired": and_(_LEFT_OF_LOT > 0, _lots.c.expires_on < day_in(0)),
    },
    default_sort=(("expires_on", False),),
    search=lambda typed: and_(*(_lot_matches(term.plain) for term in terms(typed))),
)


def _lot_matches(plain: str) -> ColumnElement[bool]:
    pattern = like_pattern(plain)
    texts = (_lots.c.number, _skus.c.code, _products.c.title)
    return or_(*(text.like(pattern, escape="\\") for text in texts))
