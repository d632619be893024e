"""Reads: the lists of orders and of their lines, and the counts around them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.catalog import Sku
from models.channels import Channel
from models.entities import Entity
from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order, OrderLine
from models.projections import OrderSummary
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern, stored_rows
from services.kernel.walking import Walk, by_index, by_values
from services.orders import search

_orders = Order.table()
_lines = OrderLine.table()
_summaries = OrderSummary.table()
_channels = Channel.table()
_skus = Sku.table()

_NO_REFUND_ASKED = _orders.c.refund_status.in_([RefundStatus.NONE, RefundStatus.PARTIAL])
READY = and_(_orders.c.status == OrderStatus.PAID, _NO_REFUND_ASKED, _orders.c.hold_code.is_(None))

_NOT_COMPLETED = [one for one in OrderStatus if one is not OrderStatus.COMPLETED]

VIEWS: dict[str, ColumnElement[bool] | None] = {
    "all": None,
    "unpaid": _orders.c.status == OrderStatus.UNPAID,
    "to_ship": READY,
    "held": and_(_orders.c.status.in_([OrderStatus.UNPAID, OrderStatus.PAID]), _orders.c.hold_code.is_not(None)),
    "shipped": _orders.c.status == OrderStatus.SHIPPED,
    # With a status, the index that begins with it can be used; without one every order would be read.
    "refunding": and_(_orders.c.status.in_(list(OrderStatus)), _orders.c.refund_status == RefundStatus.REQUESTED),
    # Most orders are: said this way SQLite walks them by date, instead of sorting what an index finds.
    "completed": _orders.c.status.not_in(_NOT_COMPLETED),
    "closed": _orders.c.status == OrderStatus.CLOSED,
    "unlinked": _summaries.c.unmatched > 0,
    "unprinted": and_(READY, _summaries.c.pack_prints == 0),
}


def _by(name: str, common: str | None = None) -> Walk:
    return by_index(_orders, name, common)


def _shown(name: str, common: int) -> Walk:
    return by_index(_summaries, name, common)


def _by_status(_connection: Connection) -> list[ColumnElement[bool]]:
    return [_orders.c.status == status for status in sorted(OrderStatus)]


def _by_channel(connection: Connection) -> list[ColumnElement[bool]]:
    """The orders of each name, which two channels may share."""
    rows = connection.execute(select(_channels.c.name, _channels.c.id).order_by(_channels.c.name)).all()
    named = groupby(rows, key=itemgetter(0))
    return [_orders.c.channel_id.in_([row[1] for row in of_name]) for _name, of_name in named]


ORDERS = TableQuery(
    name="orders",
    entity=Entity.ORDER,
    base=_orders,
    joins=(
        (_summaries, _summaries.c.order_id == _orders.c.id),
        (_channels, _channels.c.id == _orders.c.channel_id),
    ),
    columns=by_key(
        QueryColumn("external_no", N_("Order no."), Kind.ID, _orders.c.external_no),
        QueryColumn("status", N_("Status"), Kind.CODE, _orders.c.status, walk=by_values(_by_status)),
        QueryColumn(
            "refund_status", N_("Refund"), Kind.CODE, _orders.c.refund_status, walk=_by("refund_status", "none")
        ),
        QueryColumn("hold_code", N_("Hold"), Kind.CODE, _orders.c.hold_code, walk=_by("hold_code")),
        QueryColumn("flag", N_("Flag"), Kind.CODE, _orders.c.flag, walk=_by("flag", "none")),
        QueryColumn("buyer", N_("Buyer"), Kind.TEXT, _orders.c.buyer),
        QueryColumn("title", N_("Product"), Kind.TEXT, _summaries.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _summaries.c.variant),
        QueryColumn("lines", N_("Items"), Kind.INTEGER, _summaries.c.lines, walk=_shown("lines", 1)),
        QueryColumn("pieces", N_("Pieces"), Kind.INTEGER, _summaries.c.pieces, has_total=True),
        QueryColumn("unmatched", N_("Unlinked"), Kind.INTEGER, _summaries.c.unmatched),
        QueryColumn("paid", N_("Paid"), Kind.MONEY, _orders.c.paid_minor, has_total=True),
        QueryColumn("goods", N_("Goods"), Kind.MONEY, _orders.c.goods_minor, walk=_by("goods_minor")),
        QueryColumn(
            "freight", N_("Freight"), Kind.MONEY, _orders.c.freight_minor, has_total=True, walk=_by("freight_minor")
        ),
        QueryColumn("discount", N_("Discount"), Kind.MONEY, _orders.c.discount_minor, walk=_by("discount_minor")),
        QueryColumn("total", N_("Total"), Kind.MONEY, _orders.c.total_minor, has_total=True, walk=_by("total_minor")),
        QueryColumn(
            "refunded",
            N_("Refunded"),
            Kind.MONEY,
            _orders.c.refunded_minor,
            has_total=True,
            walk=_by("refunded_minor"),
        ),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _orders.c.currency, walk=_by("currency", "CNY")),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name, walk=by_values(_by_channel)),
        QueryColumn("platform", N_("Platform"), Kind.CODE, _channels.c.platform),
        QueryColumn("ordered_at", N_("Ordered"), Kind.INSTANT, _orders.c.ordered_at),
        QueryColumn("ordered_on", N_("Day"), Kind.DATE, _orders.c.ordered_on),
        QueryColumn("paid_at", N_("Paid at"), Kind.INSTANT, _orders.c.paid_at, walk=_by("paid_at")),
        QueryColumn("shipped_at", N_("Shipped at"), Kind.INSTANT, _orders.c.shipped_at),
        QueryColumn("completed_at", N_("Completed at"), Kind.INSTANT, _orders.c.completed_at, walk=_by("completed_at")),
        QueryColumn("deliver_by", N_("Ship by"), Kind.INSTANT, _orders.c.deliver_by, walk=_by("deliver_by")),
        QueryColumn("receiver", N_("Receiver"), Kind.TEXT, _orders.c.receiver),
        QueryColumn("phone", N_("Phone"), Kind.ID, _orders.c.phone),
        QueryColumn("province", N_("Province"), Kind.TEXT, _orders.c.province, walk=_by("province")),
        QueryColumn("city", N_("City"), Kind.TEXT, _orders.c.city, walk=_by("city")),
        QueryColumn("address", N_("Address"), Kind.TEXT, _orders.c.address),
        QueryColumn("buyer_note", N_("Buyer's note"), Kind.TEXT, _orders.c.buyer_note, walk=_by("buyer_note")),
        QueryColumn("seller_note", N_("Own note"), Kind.TEXT, _orders.c.seller_note, walk=_by("seller_note")),
        QueryColumn("courier", N_("Courier"), Kind.TEXT, _orders.c.courier, walk=_by("courier")),
        QueryColumn("tracking_no", N_("Tracking no."), Kind.ID, _orders.c.tracking_no),
        QueryColumn(
            "pick_prints",
            N_("Pick lists"),
            Kind.INTEGER,
            _summaries.c.pick_prints,
            walk=_shown("pick_prints", 0),
        ),
        QueryColumn(
            "pack_prints",
            N_("Packing lists"),
            Kind.INTEGER,
            _summaries.c.pack_prints,
            walk=_shown("pack_prints", 0),
        ),
        QueryColumn("parcels", N_("Parcels"), Kind.INTEGER, _summaries.c.parcels, walk=_shown("parcels", 0)),
        QueryColumn("together", N_("Travels with"), Kind.INTEGER, _summaries.c.together),
        QueryColumn("sent_pieces", N_("Pieces sent in part"), Kind.INTEGER, _summaries.c.sent_pieces),
        QueryColumn("is_damaged_no", N_("Number cut by Excel"), Kind.FLAG, _orders.c.is_damaged_no),
    ),
    views=VIEWS,
    default_sort=(("ordered_at", True),),
    search=search.condition,
    broad_search=search.broad_condition,
    currency=_orders.c.currency,
    companions=frozenset({_summaries, _channels}),
    left_out_of={"completed": _orders.c.status.in_(_NOT_COMPLETED)},
)


def _line_search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        found.append(
            or_(
                _orders.c.external_no.between(term.plain, term.plain + "~"),
                _lines.c.code_key.like(pattern, escape="\\"),
                _lines.c.title.like(pattern, escape="\\"),
            )
        )
    return and_(*found) if found else None


LINES = TableQuery(
    name="lines",
    entity=Entity.ORDER_LINE,
    base=_lines,
    joins=(
        (_orders, _orders.c.id == _lines.c.order_id),
        (_channels, _channels.c.id == _orders.c.channel_id),
        (_skus, _skus.c.id == _lines.c.sku_id),
    ),
    columns=by_key(
        QueryColumn("order_no", N_("Order no."), Kind.ID, _orders.c.external_no),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("position", N_("Line"), Kind.INTEGER, _lines.c.position),
        QueryColumn("line_no", N_("Line no."), Kind.ID, _lines.c.external_no),
        QueryColumn("code", N_("Code"), Kind.ID, _lines.c.code),
        QueryColumn("title", N_("Product"), Kind.TEXT, _lines.c.title),
        QueryColumn("variant", N_("Variant"), Kind.TEXT, _lines.c.variant),
        QueryColumn("quantity", N_("Quantity"), Kind.INTEGER, _lines.c.quantity, has_total=True),
        QueryColumn("price", N_("Price"), Kind.MONEY, _lines.c.price_minor),
        QueryColumn("amount", N_("Amount"), Kind.MONEY, _lines.c.amount_minor, has_total=True),
        QueryColumn("currency", N_("Currency"), Kind.TEXT, _orders.c.currency),
        QueryColumn("sku", N_("Own code"), Kind.ID, _skus.c.code),
        QueryColumn("sku_quantity", N_("Pieces of it"), Kind.INTEGER, _lines.c.sku_quantity),
        QueryColumn("is_closed", N_("Closed"), Kind.FLAG, _lines.c.is_closed),
        QueryColumn("refund_status", N_("Refund"), Kind.CODE, _lines.c.refund_status),
        QueryColumn("note", N_("Note"), Kind.TEXT, _lines.c.note),
    ),
    views={"all": None, "unlinked": and_(_lines.c.sku_id.is_(None), _lines.c.is_closed.is_(False))},
    default_sort=(("order_no", False), ("position", False)),
    search=_line_search,
    currency=_orders.c.currency,
    companions=frozenset({_orders, _channels}),
)


def view_counts(connection: Connection) -> dict[str, int]:
    """How many orders each view holds, from one pass over an index."""
    statement = select(
        _orders.c.status, _orders.c.refund_status, _orders.c.hold_code.is_not(None), func.count()
    ).group_by(_orders.c.status, _orders.c.refund_status, _orders.c.hold_code.is_not(None))
    counts = dict.fromkeys(VIEWS, 0)
    for status, refund, held, found in connection.execute(statement):
        counts["all"] += found
        for view in _views_of(status, refund, bool(held)):
            counts[view] += found
    counts["unlinked"] = _count(connection, _summaries.c.unmatched > 0, of=_summaries)
    counts["unprinted"] = connection.execute(
        select(func.count())
        .join_from(_orders, _summaries, _summaries.c.order_id == _orders.c.id)
        .where(READY, _summaries.c.pack_prints == 0)
    ).scalar_one()
    return counts


def _views_of(status: OrderStatus, refund: RefundStatus, held: bool) -> list[str]:
    views = []
    if status is OrderStatus.PAID:
        if not held and refund in (RefundStatus.NONE, RefundStatus.PARTIAL):
            views.append("to_ship")
    else:
        views.append(str(status))
    if held and status in (OrderStatus.UNPAID, OrderStatus.PAID):
        views.append("held")
    if refund is RefundStatus.REQUESTED:
        views.append("refunding")
    return views


def _count(connection: Connection, condition: ColumnElement[bool], *, of: Any) -> int:
    return int(connection.execute(select(func.count()).select_from(of).where(condition)).scalar_one())


@dataclass(frozen=True, slots=True)
class Hit:
    """One result of the palette: what it is, its id, and two lines to show."""

    kind: Entity
    id: int
    title: str
    details: tuple[str, ...]


def find(connection: Connection, typed: str, limit: int = 6) -> tuple[Hit, ...]:
    """The newest orders that match, for the palette."""
    condition = search.broad_condition(connection, typed)
    if condition is None:
        condition = search.condition(typed)
    if condition is None:
        return ()
    statement = (
        select(_orders.c.id, _orders.c.external_no, _orders.c.buyer, _orders.c.status, _summaries.c.title)
        .select_from(_orders.outerjoin(_summaries, _summaries.c.order_id == _orders.c.id))
        .where(condition)
        .order_by(_orders.c.ordered_at.desc(), _orders.c.id.desc())
        .limit(limit)
    )
    rows = stored_rows(connection, statement)
    return tuple(Hit(Entity.ORDER, row[0], row[1], (row[2] or "", row[3], row[4] or "")) for row in rows)


def ids_of(connection: Connection, external_nos: tuple[str, ...]) -> dict[str, list[int]]:
    """Order ids by order number; a number may exist in more than one channel."""
    found: dict[str, list[int]] = {number: [] for number in external_nos}
    for chunk in sorted_chunks(external_nos):
        rows = connection.execute(select(_orders.c.external_no, _orders.c.id).where(_orders.c.external_no.in_(chunk)))
        for number, order_id in rows:
            found[number].append(order_id)
    return found
