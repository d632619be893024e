"""The rows behind a figure: orders, items sold, goods, cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, func, or_, select, type_coerce

from models.catalog import Product, Sku
from models.channels import Channel
from models.orders import Order, OrderLine
from services.charts.chart import Behind
from services.exporting.text_export import ListColumn
from services.i18n import N_
from services.kernel.table_query import Kind, stored_rows
from services.orders.kinds import IS_SALE
from services.rollups.asked import Asked
from services.rollups.day_sums import IS_COSTING, IS_COUNTED

_o = Order.table()
_l = OrderLine.table()
_c = Channel.table()
_skus = Sku.table()
_products = Product.table()

ORDER_COLUMNS = (
    ListColumn("order_no", N_("Order no."), Kind.ID),
    ListColumn("channel", N_("Channel"), Kind.TEXT),
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("ordered_at", N_("Ordered"), Kind.INSTANT),
    ListColumn("status", N_("Status"), Kind.CODE),
    ListColumn("buyer", N_("Buyer"), Kind.TEXT),
    ListColumn("province", N_("Province"), Kind.TEXT),
    ListColumn("paid", N_("Paid"), Kind.MONEY),
    ListColumn("refunded", N_("Refunded"), Kind.MONEY),
)
ITEM_COLUMNS = (
    ListColumn("order_no", N_("Order no."), Kind.ID),
    ListColumn("channel", N_("Channel"), Kind.TEXT),
    ListColumn("day", N_("Day"), Kind.DATE),
    ListColumn("code", N_("Code"), Kind.ID),
    ListColumn("title", N_("Product"), Kind.TEXT),
    ListColumn("variant", N_("Variant"), Kind.TEXT),
    ListColumn("pieces", N_("Pieces"), Kind.INTEGER),
    ListColumn("amount", N_("Amount"), Kind.MONEY),
)


def orders(
    connection: Connection,
    asked: Asked,
    *conditions: ColumnElement[bool],
    span: tuple[date, date] | None = None,
    sales_only: bool = True,
) -> Behind:
    """The orders of the period (or of `span` in it) that fulfil the conditions, oldest first."""
    columns = (
        _o.c.external_no, _c.c.name, _o.c.ordered_on, _o.c.ordered_at, _o.c.status, _o.c.buyer, _o.c.province,
        _o.c.paid_minor, _o.c.refunded_minor,
    )  # fmt: skip
    statement = select(*columns).join_from(_o, _c, _c.c.id == _o.c.channel_id)
    statement = statement.where(*of(asked, span, sales_only=sales_only), *conditions)
    if asked.category is not None:
        statement = statement.where(_o.c.id.in_(_orders_of_category(asked.category)))
    rows = stored_rows(connection, statement.order_by(_o.c.ordered_on, _o.c.ordered_at, _o.c.id))
    return Behind(ORDER_COLUMNS, tuple(rows), asked.currency)


def items(
    connection: Connection, asked: Asked, *conditions: ColumnElement[bool], span: tuple[date, date] | None = None
) -> Behind:
    """The items sold in the period that fulfil the conditions, oldest first."""
    reckoned = type_coerce(_l.c.price_minor, BigInteger()) * _l.c.quantity - func.coalesce(
        type_coerce(_l.c.discount_minor, BigInteger()), 0
    )
    columns = (
        _o.c.external_no, _c.c.name, _o.c.ordered_on, func.coalesce(_skus.c.code, _l.c.code),
        func.coalesce(_products.c.title, _l.c.title), func.coalesce(_skus.c.variant, _l.c.variant),
        func.coalesce(_l.c.sku_quantity, _l.c.quantity),
        func.coalesce(type_coerce(_l.c.amount_minor, BigInteger()), reckoned),
    )  # fmt: skip
    joined = _o.join(_l, _l.c.order_id == _o.c.id).join(_c, _c.c.id == _o.c.channel_id)
    joined = joined.outerjoin(_skus, _skus.c.id == _l.c.sku_id).outerjoin(
        _products, _products.c.id == _skus.c.product_id
    )
    statement = select(*columns).select_from(joined).where(*of(asked, span), _l.c.is_closed.is_(False))
    if asked.category is not None:
        statement = statement.where(_within(asked.category))
    rows = stored_rows(connection, statement.where(*conditions).order_by(_o.c.ordered_on, _o.c.id, _l.c.position))
    return Behind(ITEM_COLUMNS, tuple(rows), asked.currency)


def of(
    asked: Asked, span: tuple[date, date] | None = None, *, sales_only: bool = True
) -> tuple[ColumnElement[bool], ...]:
    """The sales a question is about, or all orders that bring or cost something."""
    first, last = span or (asked.first, asked.last)
    which = (IS_COUNTED, IS_SALE) if sales_only else (IS_COSTING,)
    found = (_o.c.ordered_on.between(first, last), *which, _o.c.currency == asked.currency)
    return (*found, _o.c.channel_id == asked.channel_id) if asked.channel_id is not None else tuple(found)


def table(columns: Sequence[ListColumn], rows: Sequence[tuple[Any, ...]], asked: Asked) -> Behind:
    """Rows that were read anyway."""
    return Behind(tuple(columns), tuple(rows), asked.currency)


def span_of(key: str, asked: Asked) -> tuple[date, date]:
    """The days a key such as ``2026-11-01/2026-11-07`` names; the whole period where it names none."""
    first, slash, last = key.partition("/")
    return (date.fromisoformat(first), date.fromisoformat(last)) if slash else (asked.first, asked.last)


def key_of(first: date, last: date) -> str:
    """The key of some days."""
    return f"{first.isoformat()}/{last.isoformat()}"


def _within(category: str) -> ColumnElement[bool]:
    below = _products.c.category.startswith(f"{category} > ", autoescape=True)
    return or_(_products.c.category == category, below)


def _orders_of_category(category: str) -> Any:
    joined = _l.join(_skus, _skus.c.id == _l.c.sku_id).join(_products, _products.c.id == _skus.c.product_id)
    return select(_l.c.order_id).select_from(joined).where(_within(category), _l.c.is_closed.is_(False))


def of_days(connection: Connection, asked: Asked, key: str) -> Behind:
    """The sales of the days a key names."""
    return orders(connection, asked, span=span_of(key, asked))


def costing_days(connection: Connection, asked: Asked, key: str) -> Behind:
    """All orders of the days a key names that bring or cost something."""
    return orders(connection, asked, span=span_of(key, asked), sales_only=False)
