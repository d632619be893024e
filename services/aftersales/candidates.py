"""Reads: which orders may be the one that was sent for a case."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from models.aftersales import Case
from models.customers import OrderCustomer
from models.enums.orders import OrderStatus
from models.orders import Order

_cases = Case.table()
_orders = Order.table()
_owners = OrderCustomer.table()
_SHOWN = 20


@dataclass(frozen=True, slots=True)
class SentCandidate:
    """An order of the same person that may have been sent for a case. `paid_minor` is in units of `currency`."""

    id: int
    external_no: str
    ordered_on: date | None
    status: OrderStatus
    currency: str
    paid_minor: int | None


def sent_candidates(connection: Connection, case_id: int) -> tuple[SentCandidate, ...]:
    """The newest orders the case's buyer placed after its own that are not closed and were sent for no case yet."""
    about = select(_cases.c.order_id).where(_cases.c.id == case_id).scalar_subquery()
    first = _orders.alias()
    since = select(func.coalesce(first.c.ordered_at, 0)).where(first.c.id == about).scalar_subquery()
    whose = select(_owners.c.customer_id).where(_owners.c.order_id == about).scalar_subquery()
    taken = select(_cases.c.new_order_id).where(_cases.c.new_order_id.is_not(None))
    statement = (
        select(*(_orders.c[name] for name in SentCandidate.__slots__))
        .join_from(_owners, _orders, _orders.c.id == _owners.c.order_id)
        .where(_owners.c.customer_id == whose, _orders.c.id != about, _orders.c.status != OrderStatus.CLOSED)
        .where(_orders.c.id.not_in(taken), or_(_orders.c.ordered_at.is_(None), _orders.c.ordered_at >= since))
        .order_by(_orders.c.ordered_at.desc().nulls_last(), _orders.c.id.desc())
        .limit(_SHOWN)
    )
    return tuple(SentCandidate(**row) for row in connection.execute(statement).mappings())
