"""Reads: which of the chosen orders a change may be made to, and what keeps the others from it.

The commands decide again when they run; this only lets a person be asked about the orders that can go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, select

from models.fulfilment import PrintedOrder
from models.orders import NEXT_STATUSES, Order
from models.values import OrderStatus, RefundStatus
from services.stock.shipping import by_deadline, counts_stock, wave

_orders = Order.table()
_printed = PrintedOrder.table()
_CHUNK = 900


class Obstacle(StrEnum):
    """What keeps an order from a change."""

    HELD = "held"
    REFUND = "refund"
    STATUS = "status"
    GONE = "gone"
    PRINTED = "printed"
    STOCK = "stock"


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
    found = _sorted_out(connection, order_ids, lambda row: _status_obstacle(row, status))
    if status is not OrderStatus.SHIPPED or not counts_stock(connection):
        return found
    servable = frozenset(wave(connection, found.ids).servable(by_deadline(connection, found.ids)))
    kept = tuple(order_id for order_id in found.ids if order_id in servable)
    missing = len(found.ids) - len(kept)
    return Allowed(kept, (*found.stopped, *(((Obstacle.STOCK, missing),) if missing else ())))


def for_hold(connection: Connection, order_ids: Sequence[int]) -> Allowed:
    """The orders that `commands.hold` takes."""
    open_ones = (OrderStatus.UNPAID, OrderStatus.PAID)
    return _sorted_out(connection, order_ids, lambda row: None if row.status in open_ones else Obstacle.GONE)


def for_delete(connection: Connection, order_ids: Sequence[int]) -> Allowed:
    """The orders that `commands.delete` takes: those on no printed list."""
    printed: set[int] = set()
    for chunk in _chunks(order_ids):
        statement = select(_printed.c.order_id).where(_printed.c.order_id.in_(chunk))
        printed.update(connection.execute(statement.distinct()).scalars())
    return _sorted_out(connection, order_ids, lambda row: Obstacle.PRINTED if row.id in printed else None)


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
    for chunk in _chunks(order_ids):
        for row in connection.execute(select(*columns).where(_orders.c.id.in_(chunk))):
            found[row.id] = obstacle_of(row)
    stopped = [obstacle for obstacle in found.values() if obstacle is not None]
    ids = tuple(one for one in dict.fromkeys(order_ids) if one in found and found[one] is None)
    return Allowed(ids, tuple((kind, stopped.count(kind)) for kind in Obstacle if kind in stopped))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _CHUNK):
        yield ids[start : start + _CHUNK]
