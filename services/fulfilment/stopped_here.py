"""Reads: how many parcels lie here that must not leave, for the board."""

from __future__ import annotations

from sqlalchemy import Connection, func, or_, select

from models.enums.orders import OrderStatus, ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services.fulfilment.stopped import WANTED_BACK

_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()


def stopped_here(connection: Connection) -> int:
    """Orders that lie in a wave or a parcel, or have a waybill, and whose buyers want the money back."""
    in_parcels = (
        select(_lines.c.order_id)
        .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
        .join(_lines, _lines.c.id == _packed.c.order_line_id)
        .where(_parcels.c.state != ParcelState.SHIPPED)
    )
    statement = select(func.count()).where(
        _orders.c.status == OrderStatus.PAID,
        _orders.c.refund_status.in_(WANTED_BACK),
        or_(_orders.c.tracking_no.is_not(None), _orders.c.id.in_(in_parcels)),
    )
    return int(connection.execute(statement).scalar_one())
