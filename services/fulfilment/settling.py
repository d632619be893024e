"""Writes inside other commands: parcels follow the orders in them when those change by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.values import OrderStatus, ParcelState
from services import clock
from services.kernel.unit_of_work import UnitOfWork

_GONE = frozenset({OrderStatus.SHIPPED, OrderStatus.COMPLETED})
_HERE = frozenset({OrderStatus.UNPAID, OrderStatus.PAID})


def settle(uow: UnitOfWork, order_ids: Iterable[int]) -> None:
    """A parcel has left when all its orders have, and lies here again when none of them has."""
    if uow.session.execute(select(Parcel.id).limit(1)).first() is None:
        return
    uow.flush()
    lines = uow.all_in(OrderLine, OrderLine.order_id, order_ids)
    packed = uow.all_in(ParcelLine, ParcelLine.order_line_id, [line.id for line in lines])
    now = clock.this_second()
    for parcel in uow.get_many(Parcel, dict.fromkeys(one.parcel_id for one in packed)):
        statuses = {order.status for order in orders_in(uow, [parcel.id])}
        if statuses <= _GONE and parcel.state is not ParcelState.SHIPPED:
            parcel.state, parcel.shipped_at = ParcelState.SHIPPED, now
        elif statuses <= _HERE and parcel.state is ParcelState.SHIPPED:
            parcel.state, parcel.shipped_at = ParcelState.OPEN, None


def orders_in(uow: UnitOfWork, parcel_ids: Sequence[int]) -> list[Order]:
    """The orders whose pieces are in these parcels."""
    line_ids = [one.order_line_id for one in uow.all_in(ParcelLine, ParcelLine.parcel_id, parcel_ids)]
    return uow.get_many(Order, dict.fromkeys(line.order_id for line in uow.get_many(OrderLine, line_ids)))
