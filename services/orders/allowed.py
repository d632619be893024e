"""Reads: which of the chosen orders a change may be made to, and what keeps the others from it.

The commands decide again when they run; this only lets a person be asked about the orders that can go.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from models.enums.orders import OrderStatus, ParcelState, RefundStatus
from models.fulfilment import Parcel, ParcelLine, PrintedOrder
from models.orders import NEXT_STATUSES, Order, OrderLine
from services.kernel.chunks import sorted_chunks
from services.stock.shipping import by_deadline, counts_stock, wave

_orders = Order.table()
_lines = OrderLine.table()
_printed = PrintedOrder.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()


class Obstacle(StrEnum):
    """What keeps an order from a change."""

    HELD = "held"
    REFUND = "refund"
    STATUS = "status"
    GONE = "gone"
    PRINTED = "printed"
    STOCK = "stock"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The orders that can be changed, in the order given, and how many each obstacle stops."""

    ids: tuple[int, ...]
    stopped: tuple[tuple[Obstacle, int], ...] = ()

    @property
    def asked(self) -> int:
        """How many orders were asked about."""
        return len(self.ids) + sum(count for _obstacle, count in self.stopped)


def for_status(connection: Connection, order_ids: Sequence[int], status: OrderStatus) -> Allowed:
    """The orders that `commands.set_status` takes to `status`.

    Where there is not enough for all to be sent, those with the nearest deadline are served first.
    """
    kept = _kept_back(connection, order_ids) if status is OrderStatus.SHIPPED else frozenset()
    found = _sorted_out(
        connection, order_ids, lambda row: _status_obstacle(row, status) or (Obstacle.KEPT if row.id in kept else None)
    )
    if status is not OrderStatus.SHIPPED or not counts_stock(connection):
        return found
    servable = frozenset(wave(connection, found.ids).servable(by_deadline(connection, found.ids)))
    going = tuple(order_id for order_id in found.ids if order_id in servable)
    missing = len(found.ids) - len(going)
    return Allowed(going, (*found.stopped, *(((Obstacle.STOCK, missing),) if missing else ())))


def for_hold(connection: Connection, order_ids: Sequence[int]) -> Allowed:
    """The orders that `commands.hold` takes."""
    open_ones = (OrderStatus.UNPAID, OrderStatus.PAID)
    return _sorted_out(connection, order_ids, lambda row: None if row.status in open_ones else Obstacle.GONE)


def for_delete(connection: Connection, order_ids: Sequence[int]) -> Allowed:
    """The orders that `commands.delete` takes: those on no printed list."""
    printed: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        statement = select(_printed.c.order_id).where(_printed.c.order_id.in_(chunk))
        printed.update(connection.execute(statement.distinct()).scalars())
    return _sorted_out(connection, order_ids, lambda row: Obstacle.PRINTED if row.id in printed else None)


def _kept_back(connection: Connection, order_ids: Sequence[int]) -> frozenset[int]:
    """Those of the orders a parcel of which is kept back."""
    found: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_lines.c.order_id)
            .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
            .join(_lines, _lines.c.id == _packed.c.order_line_id)
            .where(
                _parcels.c.state != ParcelState.SHIPPED,
                _parcels.c.hold_note.is_not(None),
                _lines.c.order_id.in_(chunk),
            )
        )
        found.update(connection.execute(statement).scalars())
    return frozenset(found)


def _status_obstacle(row: Any, status: OrderStatus) -> Obstacle | None:
    if row.status is status:
        return None
    if status is OrderStatus.SHIPPED:
        if row.hold_code is not None:
            return Obstacle.HELD
        if row.refund_status in (RefundStatus.REQUESTED, RefundStatus.REFUNDED):
            return Obstacle.REFUND
    return None if status in NEXT_STATUSES[row.status] else Obstacle.STATUS


def _sorted_out(
    connection: Connection, order_ids: Sequence[int], obstacle_of: Callable[[Any], Obstacle | None]
) -> Allowed:
    found: dict[int, Obstacle | None] = {}
    columns = (_orders.c.id, _orders.c.status, _orders.c.refund_status, _orders.c.hold_code)
    for chunk in sorted_chunks(order_ids):
        for row in connection.execute(select(*columns).where(_orders.c.id.in_(chunk))):
            found[row.id] = obstacle_of(row)
    stopped = [obstacle for obstacle in found.values() if obstacle is not None]
    ids = tuple(one for one in dict.fromkeys(order_ids) if one in found and found[one] is None)
    return Allowed(ids, tuple((kind, stopped.count(kind)) for kind in Obstacle if kind in stopped))
