"""What the orders of customers come to: computed from orders, lines and merges, and from nothing else."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

from sqlalchemy import Connection, and_, case, func, or_, select

from models.customers import Customer, CustomerMerge, OrderCustomer
from models.dialects import sqlite
from models.orders import Order, OrderLine
from models.values import SALE_KINDS, OrderStatus
from services import text
from services.customers.identity import FIELDS, Evidence, Identity, identity_of, is_masked
from services.kernel.chunks import chunks

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
_NEEDED = tuple(_orders.c[name] for name in _ORDER_FIELDS)
_HAS_GONE = or_(_lines.c.is_closed.is_(False), _lines.c.has_left.is_(True))


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose an order is: the buyer of its channel, and the person he is."""

    order_id: int
    identity_id: int
    customer_id: int


def heads(connection: Connection, identity_ids: Collection[int]) -> dict[int, int]:
    """Buyer → the customer he was joined to, for those of these that were."""
    found: dict[int, int] = {}
    for ids in chunks(identity_ids):
        statement = select(_merges.c.member_id, _merges.c.head_id).where(_merges.c.member_id.in_(ids))
        found.update((row[0], row[1]) for row in connection.execute(statement))
    return found


def owners(connection: Connection, order_ids: Sequence[int]) -> list[Owner]:
    """Whose these orders are, by what they say now; orders that tell nobody are left out."""
    statement = select(_orders.c.id, *(_orders.c[name] for name in FIELDS)).where(_orders.c.id.in_(order_ids))
    told: list[tuple[int, Identity]] = []
    for row in connection.execute(statement.order_by(_orders.c.id)).mappings():
        identity = identity_of(dict(row))
        if identity is not None:
            told.append((int(row["id"]), identity))
    joined = heads(connection, {identity.id for _order, identity in told})
    return [Owner(order, identity.id, joined.get(identity.id, identity.id)) for order, identity in told]


def told_by(image: Mapping[str, Any]) -> tuple[Any, ...]:
    """What of an order (as stored) the figures of its customer are made of."""
    return (*(image[name] for name in _ORDER_FIELDS if name != "status"), image["status"] in COUNTED)


def figures(connection: Connection, customer_ids: Sequence[int]) -> list[dict[str, Any]]:
    """The row of each of these customers who has an order, as `Customer` stores it."""
    statement = (
        select(_owners.c.customer_id, _owners.c.identity_id, *_NEEDED)
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .where(_owners.c.customer_id.in_(customer_ids))
    )
    grouped: dict[int, list[dict[str, Any]]] = {}
    names = ("customer_id", "identity_id", *_ORDER_FIELDS)
    for values in sqlite.stored_result(connection, statement):
        row = dict(zip(names, values, strict=True))
        grouped.setdefault(row["customer_id"], []).append(row)
    pieces = _pieces(connection, customer_ids)
    return [_figures_of(one, grouped[one], pieces) for one in sorted(grouped)]


def _pieces(connection: Connection, customer_ids: Sequence[int]) -> dict[int, int]:
    # Counted within the sum: as a condition the status has an index, by which all orders would be walked through.
    counted = and_(_orders.c.status.in_(sorted(COUNTED)), or_(_orders.c.kind.is_(None), _orders.c.kind.in_(SALE_KINDS)))
    statement = (
        select(_owners.c.customer_id, func.sum(case((and_(counted, _HAS_GONE), _lines.c.quantity), else_=0)))
        .select_from(
            _owners.join(_orders, _orders.c.id == _owners.c.order_id).join(_lines, _lines.c.order_id == _orders.c.id)
        )
        .where(_owners.c.customer_id.in_(customer_ids))
        .group_by(_owners.c.customer_id)
    )
    return {row[0]: int(row[1] or 0) for row in connection.execute(statement)}


def _figures_of(customer_id: int, orders: list[dict[str, Any]], pieces: dict[int, int]) -> dict[str, Any]:
    orders.sort(key=lambda one: (one["ordered_at"] is not None, one["ordered_at"] or 0, one["id"]))
    newest, own = orders[-1], next((one for one in orders if one["identity_id"] == customer_id), orders[0])
    identity = identity_of(own)
    currency = newest["currency"]
    sales = [one for one in orders if one["status"] in COUNTED and one["kind"] in _SALES]
    at_home = [one for one in sales if one["currency"] == currency]
    paid = sum(one["paid_minor"] or 0 for one in at_home)
    refunded = sum(one["refunded_minor"] or 0 for one in at_home)
    days = sorted({one["ordered_on"] for one in sales if one["ordered_on"] is not None})
    return {
        "id": customer_id,
        "channel_id": own["channel_id"],
        "evidence": str(identity.evidence if identity is not None else Evidence.ADDRESS),
        "name": shown_name(own, newest),
        "phone_tail": _last(orders, "phone_tail"),
        "province": _last(orders, "province"),
        "city": _last(orders, "city"),
        "members": len({one["identity_id"] for one in orders}),
        "orders": len(sales),
        "other_orders": len(orders) - len(sales),
        "foreign_orders": len(sales) - len(at_home),
        "pieces": pieces.get(customer_id, 0),
        "currency": currency,
        "paid_minor": paid,
        "refunded_minor": refunded,
        "net_minor": paid - refunded,
        "first_on": days[0] if days else None,
        "last_on": days[-1] if days else None,
        "typical_days": typical_interval([date.fromisoformat(day) for day in days]),
        "search": _search_text(orders),
    }


def shown_name(own: dict[str, Any], newest: dict[str, Any]) -> str:
    """What a customer is called: his nickname or account, the receiver where the channel masks both."""
    candidates = [own["buyer"], own["buyer_account"], own["receiver"], newest["receiver"], newest["buyer"]]
    plain = next((one for one in candidates if one and not is_masked(one)), None)
    return str(plain or next((one for one in candidates if one), ""))


def typical_interval(days: Sequence[date]) -> int | None:
    """The median of the days between neighbouring buying days (the lower middle one); None for fewer than three."""
    if len(days) < _FEWEST_DAYS:
        return None
    between = sorted((later - earlier).days for earlier, later in pairwise(days))
    return between[(len(between) - 1) // 2]


def _last(orders: Iterable[dict[str, Any]], name: str) -> str | None:
    return next((one[name] for one in reversed(list(orders)) if one[name]), None)


def _search_text(orders: list[dict[str, Any]]) -> str:
    names: dict[str, None] = {}
    for one in reversed(orders):
        for name in (one["buyer"], one["buyer_account"], one["receiver"], one["phone_tail"]):
            if name and len(names) < _NAMES_SEARCHED * 4:
                names[name] = None
    return " ".join(dict.fromkeys(filter(None, map(text.searchable, names))))


CUSTOMER_COLUMNS = tuple(column.name for column in Customer.table().columns)
