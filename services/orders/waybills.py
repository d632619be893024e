"""Whose a waybill number is: no two orders share one, unless they travel in one parcel."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Connection, bindparam, select

from models.dialects.prepared import Prepared
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services.errors import NotAllowed
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
# Built once: putting them together takes longer than answering them for one number.
_NUMBERS: BindParameter[Any] = bindparam("numbers", expanding=True)
_ORDERS_WITH = Prepared(
    select(_orders.c.tracking_no, _orders.c.id, _orders.c.external_no).where(_orders.c.tracking_no.in_(_NUMBERS))
)
# An order in several parcels carries the number of its first; the others are on their parcels.
_PARCELS_WITH = Prepared(
    select(_parcels.c.tracking_no, _orders.c.id, _orders.c.external_no)
    .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
    .join(_lines, _lines.c.id == _packed.c.order_line_id)
    .join(_orders, _orders.c.id == _lines.c.order_id)
    .where(_parcels.c.tracking_no.in_(_NUMBERS))
)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_NAMES_OF = Prepared(select(_orders.c.id, _orders.c.external_no).where(_orders.c.id.in_(_IDS)))


def taken(connection: Connection, numbers: Mapping[int, str]) -> dict[int, str]:
    """Of (order id → waybill number), those whose number is another order's: order id → that order's number.

    Two orders of the mapping that want one number take it from each other.
    """
    holders: dict[str, dict[int, str]] = {}
    for chunk in sorted_chunks(number for number in numbers.values() if number):
        for statement in (_ORDERS_WITH, _PARCELS_WITH):
            for number, order_id, external_no in statement.rows(connection, numbers=chunk):
                holders.setdefault(number, {})[order_id] = external_no
    names = _names(connection, list(numbers))
    for order_id, number in numbers.items():
        holders.setdefault(number, {})[order_id] = names.get(order_id, "")
    disputed = {number: ids for number, ids in holders.items() if len(ids) > 1}
    parcels = _parcels_of(connection, [order_id for ids in disputed.values() for order_id in ids])
    found: dict[int, str] = {}
    for order_id, number in numbers.items():
        for other, name in disputed.get(number, {}).items():
            if other != order_id and not parcels.get(order_id, frozenset()) & parcels.get(other, frozenset()):
                found.setdefault(order_id, name)
    return found


def require_free(uow: UnitOfWork, numbers: Mapping[int, str]) -> None:
    """`NotAllowed` names the orders whose waybill number belongs to an order of another parcel."""
    uow.flush()
    found = taken(uow.connection, numbers)
    if found:
        names = _names(uow.connection, list(found))
        rows = tuple(names[order_id] for order_id in list(found)[:5])
        owner = next(iter(found.values()))
        reason = message(N_("the tracking number belongs to the order {number}; merge them if they share a parcel"),
                         number=owner)  # fmt: skip
        raise NotAllowed(rows=rows, reason=reason)


def _names(connection: Connection, order_ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in sorted_chunks(order_ids):
        found.update(dict(_NAMES_OF.rows(connection, ids=chunk)))
    return found


def _parcels_of(connection: Connection, order_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_lines.c.order_id, _packed.c.parcel_id)
            .join_from(_packed, _lines, _lines.c.id == _packed.c.order_line_id)
            .where(_lines.c.order_id.in_(chunk))
        )
        for order_id, parcel_id in connection.execute(statement):
            found.setdefault(order_id, set()).add(parcel_id)
    return {order_id: frozenset(ids) for order_id, ids in found.items()}
