"""Reads: the order list of the window, what it can be filtered by, and facts about chosen orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, case, func, select

from models.enums.orders import SALE_KINDS, OrderStatus
from models.orders import Order, OrderLine
from models.projections import OrderSummary
from services.channels.queries import ChannelView, channels
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import Filter, Kind, QueryColumn
from services.kernel.walking import by_values
from services.orders.kept_profit import KEPT, KEPT_JOIN, LOSES, MARGIN, MISSING, PROFIT, by_profit, of_losses
from services.orders.kinds import KIND, each_kind, of_kind
from services.orders.queries import ORDERS
from services.orders.stages import SPECIAL

_orders = Order.table()
_lines = OrderLine.table()
_summaries = OrderSummary.table()

_NOTES = func.coalesce(_orders.c.buyer_note, "") + func.coalesce(_orders.c.seller_note, "")
_HAS_NOTE = case((_NOTES != "", 1), else_=0)
_IS_PACKED = case((_summaries.c.pack_prints > 0, 1), else_=0)

ORDER_LIST = replace(
    ORDERS,
    columns={
        **ORDERS.columns,
        "id": QueryColumn("id", N_("New orders"), Kind.INTEGER, _orders.c.id),
        "has_note": QueryColumn("has_note", N_("Has a note"), Kind.FLAG, _HAS_NOTE),
        "is_packed": QueryColumn("is_packed", N_("Packing list printed"), Kind.FLAG, _IS_PACKED),
        "kind": QueryColumn("kind", N_("Kind"), Kind.CODE, KIND, walk=by_values(each_kind)),
        "profit": QueryColumn("profit", N_("Profit"), Kind.MONEY, PROFIT, walk=by_profit(KEPT.c.profit_minor, PROFIT)),
        "margin": QueryColumn("margin", N_("Margin"), Kind.INTEGER, MARGIN, walk=by_profit(KEPT.c.margin_ppm, MARGIN)),
        "loses": QueryColumn("loses", N_("Loses money"), Kind.FLAG, LOSES),
        "missing": QueryColumn("missing", N_("Missing for the profit"), Kind.INTEGER, MISSING),
    },
    joins=(*ORDERS.joins, KEPT_JOIN),
    companions=ORDERS.companions | {KEPT},
    special={**SPECIAL, "kind": of_kind, "loses": of_losses},
)


def sales_of(day: date, currency: str) -> tuple[Filter, ...]:
    """What leaves in the list the very orders whose money counts as sales of a day, in one currency."""
    counted = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)
    return (
        Filter("ordered_on", "between", (day.isoformat(), day.isoformat())),
        Filter("status", "in", tuple(map(str, counted))),
        Filter("kind", "in", tuple(map(str, SALE_KINDS))),
        Filter("currency", "in", (currency,)),
    )


@dataclass(frozen=True, slots=True)
class FilterValues:
    """What orders can be filtered by in this shop."""

    channels: tuple[ChannelView, ...] = ()
    couriers: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()


def filter_values(connection: Connection, couriers: int = 40) -> FilterValues:
    """Channels, currencies, and the couriers used most."""
    statement = (
        select(_orders.c.courier)
        .where(_orders.c.courier.is_not(None))
        .group_by(_orders.c.courier)
        .order_by(func.count().desc(), _orders.c.courier)
        .limit(couriers)
    )
    found = channels(connection)
    names = tuple(connection.execute(statement).scalars())
    return FilterValues(found, names, tuple(sorted({channel.currency for channel in found})))


@dataclass(frozen=True, slots=True)
class Chosen:
    """Some orders as a question about them needs them: how many of each status, and one number to name."""

    count: int
    by_status: tuple[tuple[OrderStatus, int], ...]
    example: str


def chosen(connection: Connection, order_ids: Sequence[int]) -> Chosen:
    """How many of these orders there are, status by status, in the order statuses are passed."""
    counts = dict.fromkeys(OrderStatus, 0)
    example = ""
    for chunk in sorted_chunks(order_ids):
        statement = select(_orders.c.status, func.count(), func.max(_orders.c.external_no))
        for status, count, number in connection.execute(
            statement.where(_orders.c.id.in_(chunk)).group_by(_orders.c.status)
        ):
            counts[status] += count
            example = number
    found = tuple((status, count) for status, count in counts.items() if count)
    return Chosen(sum(count for _status, count in found), found, example)


def numbers_of(connection: Connection, order_ids: Sequence[int]) -> tuple[tuple[int, str], ...]:
    """(id, order number) of these orders, in the order given; those that are gone are left out."""
    found: dict[int, str] = {}
    for chunk in sorted_chunks(order_ids):
        statement = select(_orders.c.id, _orders.c.external_no).where(_orders.c.id.in_(chunk))
        found.update((row.id, row.external_no) for row in connection.execute(statement))
    return tuple((order_id, found[order_id]) for order_id in order_ids if order_id in found)


def with_items(connection: Connection, order_ids: Sequence[int]) -> tuple[int, ...]:
    """Those of the orders that have something to pack, in the order given; the others get no paper."""
    found: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        statement = select(_lines.c.order_id).where(_lines.c.order_id.in_(chunk), _lines.c.is_closed.is_(False))
        found.update(connection.execute(statement.distinct()).scalars())
    return tuple(order_id for order_id in order_ids if order_id in found)
