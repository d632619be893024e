"""What the orders of customers come to: computed from orders, lines and merges, and from nothing else."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from itertools import pairwise
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, func, or_, select

from models.customers import Customer, CustomerMerge, OrderCustomer
from models.dialects.listed import as_list, listed
from models.dialects.stored import stored_result
from models.enums.orders import SALE_KINDS, OrderStatus
from models.orders import Order, OrderLine
from services import text
from services.customers.identity import FIELDS, Evidence, Identity, evidence_of, identity_of, is_masked

COUNTED = frozenset(str(status) for status in (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED))
_SALES = frozenset({None, *(str(kind) for kind in SALE_KINDS)})
_FEWEST_DAYS = 3
_NAMES_SEARCHED = 6
_orders = Order.table()
_lines = OrderLine.table()
_owners = OrderCustomer.table()
_merges = CustomerMerge.table()
_ORDER_FIELDS = ("id", *FIELDS, "phone_tail", "status", "kind", "currency", "paid_minor", "refunded_minor",
                 "ordered_at", "ordered_on")  # fmt: skip
_FACTS = ("customer_id", "identity_id", *_ORDER_FIELDS, "pieces")

# Built once: an import asks them for hundreds of customers at a time.
_TOLD_BY = (
    select(_orders.c.id, *(_orders.c[name] for name in FIELDS))
    .where(_orders.c.id.in_(listed("ids")))
    .order_by(_orders.c.id)
)
_JOINED = select(_merges.c.member_id, _merges.c.head_id).where(_merges.c.member_id.in_(listed("ids")))
_ANY_JOINED = select(_merges.c.id).limit(1)
_HAS_GONE = or_(_lines.c.is_closed.is_(False), _lines.c.has_left.is_(True))
_PIECES = select(func.sum(_lines.c.quantity)).where(_lines.c.order_id == _orders.c.id, _HAS_GONE)
_ORDERS_OF = (
    select(
        _owners.c.customer_id,
        _owners.c.identity_id,
        *(_orders.c[name] for name in _ORDER_FIELDS),
        _PIECES.correlate(_orders).scalar_subquery(),
    )
    .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
    .where(_owners.c.customer_id.in_(listed("ids")))
)


class Owner(NamedTuple):
    """Whose an order is: the buyer of its channel, and the person he is."""

    order_id: int
    identity_id: int
    customer_id: int


def heads(connection: Connection, identity_ids: Collection[int]) -> dict[int, int]:
    """Buyer → the customer he was joined to, for those of these that were."""
    if connection.execute(_ANY_JOINED).first() is None:
        return {}
    return {row[0]: row[1] for row in connection.execute(_JOINED, {"ids": as_list(identity_ids)})}


def owners(connection: Connection, order_ids: Sequence[int]) -> list[Owner]:
    """Whose these orders are, by what they say now; orders that tell nobody are left out."""
    told: list[tuple[int, Identity]] = []
    for order_id, *values in stored_result(connection, _TOLD_BY, {"ids": as_list(order_ids)}):
        identity = identity_of(dict(zip(FIELDS, values, strict=True)))
        if identity is not None:
            told.append((order_id, identity))
    joined = heads(connection, {identity.id for _order, identity in told})
    return [Owner(order, identity.id, joined.get(identity.id, identity.id)) for order, identity in told]


def told_by(image: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of an order (as stored) the figures of its customer are made of."""
    return (*(image[name] for name in _ORDER_FIELDS if name != "status"), image["status"] in COUNTED)


def figures(connection: Connection, customer_ids: Sequence[int]) -> list[tuple[Any, ...]]:
    """The row (`CUSTOMER_COLUMNS`) of each of these customers who has an order, as `Customer` stores it."""
    grouped: dict[int, list[dict[str, Any]]] = {}
    for values in stored_result(connection, _ORDERS_OF, {"ids": as_list(customer_ids)}):
        grouped.setdefault(values[0], []).append(dict(zip(_FACTS, values, strict=True)))
    return [_figures_of(one, grouped[one]) for one in sorted(grouped)]


def _figures_of(customer_id: int, orders: list[dict[str, Any]]) -> tuple[Any, ...]:
    if len(orders) > 1:  # of most customers there is one
        orders.sort(key=lambda one: (one["ordered_at"] is not None, one["ordered_at"] or 0, one["id"]))
    newest, own = orders[-1], next((one for one in orders if one["identity_id"] == customer_id), orders[0])
    currency = newest["currency"]
    sales = [one for one in orders if one["status"] in COUNTED and one["kind"] in _SALES]
    at_home = [one for one in sales if one["currency"] == currency]
    paid = sum([one["paid_minor"] or 0 for one in at_home])
    refunded = sum([one["refunded_minor"] or 0 for one in at_home])
    days = sorted({one["ordered_on"] for one in sales if one["ordered_on"] is not None})
    values = {
        "id": customer_id,
        "channel_id": own["channel_id"],
        "evidence": str(evidence_of(own) or Evidence.ADDRESS),
        "name": shown_name(own, newest),
        "phone_tail": _last(orders, "phone_tail"),
        "province": _last(orders, "province"),
        "city": _last(orders, "city"),
        "members": len({one["identity_id"] for one in orders}),
        "orders": len(sales),
        "other_orders": len(orders) - len(sales),
        "foreign_orders": len(sales) - len(at_home),
        "pieces": sum([one["pieces"] or 0 for one in sales]),
        "currency": currency,
        "paid_minor": paid,
        "refunded_minor": refunded,
        "net_minor": paid - refunded,
        "first_on": days[0] if days else None,
        "last_on": days[-1] if days else None,
        "typical_days": typical_interval(days),
        "search": _search_text(orders),
    }
    return tuple(_IN_ORDER(values))


def shown_name(own: dict[str, Any], newest: dict[str, Any]) -> str:
    """What a customer is called: his nickname or account, the receiver where the channel masks both."""
    candidates = (own["buyer"], own["buyer_account"], own["receiver"], newest["receiver"], newest["buyer"])
    for one in candidates:
        if one and not is_masked(one):
            return str(one)
    return str(next(filter(None, candidates), ""))


def typical_interval(buying_days: Sequence[date | str]) -> int | None:
    """The median of the days between neighbouring buying days (the lower middle one); None for fewer than three."""
    if len(buying_days) < _FEWEST_DAYS:
        return None
    days = [date.fromisoformat(day) if isinstance(day, str) else day for day in buying_days]
    between = sorted((later - earlier).days for earlier, later in pairwise(days))
    return between[(len(between) - 1) // 2]


def _last(orders: Sequence[dict[str, Any]], name: str) -> str | None:
    for one in reversed(orders):
        if one[name]:
            return str(one[name])
    return None


def _search_text(orders: list[dict[str, Any]]) -> str:
    names: dict[str, None] = {}
    for one in reversed(orders):
        for name in (one["buyer"], one["buyer_account"], one["receiver"], one["phone_tail"]):
            if name and len(names) < _NAMES_SEARCHED * 4:
                names[name] = None
    return " ".join(dict.fromkeys(filter(None, map(text.searchable, names))))


CUSTOMER_COLUMNS = tuple(column.name for column in Customer.table().columns)
_IN_ORDER = itemgetter(*CUSTOMER_COLUMNS)
