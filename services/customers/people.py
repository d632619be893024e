"""Reads: which buyers one person is, and who is on the blacklist."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, func, select

from models.customers import Customer, CustomerCard, CustomerMerge, OrderCustomer
from models.orders import Order
from services.customers.identity import full_phone
from services.kernel.chunks import sorted_chunks

_customers = Customer.table()
_cards = CustomerCard.table()
_merges = CustomerMerge.table()
_owners = OrderCustomer.table()
_orders = Order.table()


def head_of(connection: Connection, customer_id: int) -> int | None:
    """The customer this buyer is: himself, or the one he was joined to; None where no order is his."""
    joined = connection.execute(select(_merges.c.head_id).where(_merges.c.member_id == customer_id)).scalar()
    head = int(joined) if joined is not None else customer_id
    found = connection.execute(select(_customers.c.id).where(_customers.c.id == head)).first()
    return head if found is not None else None


def members_of(connection: Connection, customer_id: int) -> tuple[int, ...]:
    """The numbers of all buyers a person is, his own first."""
    joined = select(_merges.c.member_id).where(_merges.c.head_id == customer_id).order_by(_merges.c.member_id)
    return customer_id, *connection.execute(joined).scalars()


def blacklisted(connection: Connection) -> dict[int, str]:
    """Buyer → why he is on the blacklist, for everybody who is on it and all he was joined with."""
    statement = select(_cards.c.customer_id, _cards.c.blacklist_reason).where(_cards.c.blacklist_reason.is_not(None))
    reasons = {int(row[0]): str(row[1]) for row in connection.execute(statement)}
    if not reasons:
        return {}
    for member, head in connection.execute(select(_merges.c.member_id, _merges.c.head_id)):
        if head in reasons:
            reasons.setdefault(int(member), reasons[head])
    return reasons


def phones_of(connection: Connection, identity_ids: Collection[int]) -> dict[str, int]:
    """Full phone numbers in the orders of these buyers → one of the buyers."""
    found: dict[str, int] = {}
    for ids in sorted_chunks(identity_ids):
        statement = (
            select(_orders.c.phone, _owners.c.identity_id)
            .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
            .where(_owners.c.identity_id.in_(ids), _orders.c.phone.is_not(None))
        )
        for phone, identity_id in connection.execute(statement):
            full = full_phone(phone)
            if full is not None:
                found[full] = int(identity_id)
    return found


def orders_without_buyer(connection: Connection) -> int:
    """How many orders tell nobody, as far as their channels show who bought."""
    known = connection.execute(select(func.count()).select_from(_owners)).scalar_one()
    total = connection.execute(select(func.count()).select_from(_orders)).scalar_one()
    return int(total) - int(known)
