"""Writes inside other commands: parcels follow the orders in them when those change by themselves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, or_, select

from models.dialects.prepared import Prepared
from models.enums.orders import OrderStatus, ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import clock
from services.errors import NotAllowed
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules

_GONE = frozenset({OrderStatus.SHIPPED, OrderStatus.COMPLETED})
_HERE = frozenset({OrderStatus.UNPAID, OrderStatus.PAID})
_ANY_PARCEL = Prepared(select(Parcel.table().c.id).limit(1))
_lines = OrderLine.table()
_parcels = Parcel.table()
_pieces = ParcelLine.table()
_INSIDE = _pieces.join(_parcels, _parcels.c.id == _pieces.c.parcel_id).join(
    _lines, _lines.c.id == _pieces.c.order_line_id
)
_IS_TOLD = or_(_parcels.c.state == ParcelState.SHIPPED, _parcels.c.hold_note.is_not(None))


def settle(uow: UnitOfWork, order_ids: Iterable[int], was: Mapping[int, OrderStatus] | None = None) -> None:
    """Parcels after the status of these orders changed; `was` is what it had been.

    A parcel has left when all its orders have, and lies here again when all of them came back; an
    order that came back alone was not in it. A closed order leaves the parcels that are still here.
    """
    if not any_parcel(uow.connection):
        return
    uow.flush()
    ids = list(order_ids)
    parcels = uow.get_many(Parcel, dict.fromkeys(one.parcel_id for one in _packed(uow, ids)))
    inside = _inside(uow, parcels)
    closed = {order.id for order in uow.get_many(Order, ids) if order.status is OrderStatus.CLOSED}
    back = {one for one, before in (was or {}).items() if before in _GONE}
    now = clock.this_second()
    for parcel in parcels:
        orders = list({order.id: order for _piece, order in inside[parcel.id]}.values())
        statuses = {order.status for order in orders}
        returned = {order.id for order in orders if order.id in back and order.status in _HERE}
        if parcel.state is not ParcelState.SHIPPED:
            if statuses <= _GONE:
                _leave(parcel, max((order.shipped_at or now for order in orders), default=now))
            else:
                _take_out(uow, parcel, inside[parcel.id], {order.id for order in orders if order.id in closed})
        elif returned and statuses <= _HERE:
            parcel.state, parcel.shipped_at = ParcelState.OPEN, None
        else:
            _take_out(uow, parcel, inside[parcel.id], returned)


def any_parcel(connection: Connection) -> bool:
    """Whether orders were ever merged, split or put into a wave."""
    return _ANY_PARCEL.first(connection) is not None


def orders_in(uow: UnitOfWork, parcel_ids: Sequence[int]) -> list[Order]:
    """The orders whose pieces are in these parcels."""
    line_ids = [one.order_line_id for one in uow.all_in(ParcelLine, ParcelLine.parcel_id, parcel_ids)]
    return uow.get_many(Order, dict.fromkeys(line.order_id for line in uow.get_many(OrderLine, line_ids)))


def leave(uow: UnitOfWork, parcels: Sequence[Parcel], now: datetime) -> list[Order]:
    """Parcels leave, without lines that were closed meanwhile; returns the orders that are gone whole with them."""
    orders = orders_in(uow, [parcel.id for parcel in parcels])
    packed = uow.all_in(ParcelLine, ParcelLine.parcel_id, [parcel.id for parcel in parcels])
    closed = {line.id for line in uow.get_many(OrderLine, {one.order_line_id for one in packed}) if line.is_closed}
    for one in packed:
        if one.order_line_id in closed:
            uow.delete(one)
    for parcel in parcels:
        _leave(parcel, now)
    uow.flush()
    return gone_whole(uow, orders)


def gone_whole(uow: UnitOfWork, orders: Sequence[Order]) -> list[Order]:
    """Those of the orders all open pieces of which are in parcels that have left."""
    waiting = waiting_pieces(uow, [order.id for order in orders])
    return [order for order in orders if not waiting[order.id]]


def waiting_pieces(uow: UnitOfWork, order_ids: Iterable[int]) -> dict[int, int]:
    """Order → its open pieces that are in no parcel that has left."""
    ids = list(order_ids)
    lines = [line for line in uow.all_in(OrderLine, OrderLine.order_id, ids) if not line.is_closed]
    found = dict.fromkeys(ids, 0)
    order_of = {line.id: line.order_id for line in lines}
    for line in lines:
        found[line.order_id] += line.quantity
    packed = uow.all_in(ParcelLine, ParcelLine.order_line_id, order_of)
    states = {parcel.id: parcel.state for parcel in uow.get_many(Parcel, {one.parcel_id for one in packed})}
    for one in packed:
        if states[one.parcel_id] is ParcelState.SHIPPED:
            found[order_of[one.order_line_id]] -= one.quantity
    return found


def stay_behind(uow: UnitOfWork, order_ids: Iterable[int]) -> set[int]:
    """`staying_behind`, within a command."""
    ids = list(order_ids)
    if not ids or not any_parcel(uow.connection):
        return set()
    uow.flush()
    return staying_behind(uow.connection, ids)


def staying_behind(connection: Connection, order_ids: Sequence[int]) -> set[int]:
    """Orders a part of which stays here whatever a platform says: some of it left already, or some is kept back."""
    if not order_ids or not any_parcel(connection):
        return set()
    found: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        told = select(_lines.c.order_id).select_from(_INSIDE).where(_lines.c.order_id.in_(chunk), _IS_TOLD)
        ids = list(connection.execute(told.distinct()).scalars())
        sent = (
            select(func.coalesce(func.sum(_pieces.c.quantity), 0))
            .select_from(_pieces.join(_parcels, _parcels.c.id == _pieces.c.parcel_id))
            .where(_pieces.c.order_line_id == _lines.c.id, _parcels.c.state == ParcelState.SHIPPED)
            .correlate(_lines)
            .scalar_subquery()
        )
        waiting = (
            select(_lines.c.order_id)
            .where(_lines.c.order_id.in_(ids), _lines.c.is_closed.is_(False))
            .group_by(_lines.c.order_id)
            .having(func.sum(_lines.c.quantity - sent) > 0)
        )
        found.update(connection.execute(waiting).scalars())
    return found


def require_none_kept(uow: UnitOfWork, orders: Sequence[Order]) -> None:
    """`NotAllowed` where pieces of the orders lie in a parcel that is kept back."""
    if not orders or not any_parcel(uow.connection):
        return
    uow.flush()
    packed = _packed(uow, [order.id for order in orders])
    kept = {
        parcel.id
        for parcel in uow.get_many(Parcel, {one.parcel_id for one in packed})
        if parcel.hold_note is not None and parcel.state is not ParcelState.SHIPPED
    }
    lines = uow.get_many(OrderLine, {one.order_line_id for one in packed if one.parcel_id in kept})
    named = {line.order_id for line in lines}
    if named:
        held = [order for order in orders if order.id in named]
        raise NotAllowed(rows=rules.numbers(held), reason=message(N_("a parcel of theirs is kept back")))


def _packed(uow: UnitOfWork, order_ids: Iterable[int]) -> list[ParcelLine]:
    lines = uow.all_in(OrderLine, OrderLine.order_id, order_ids)
    return uow.all_in(ParcelLine, ParcelLine.order_line_id, [line.id for line in lines])


def _leave(parcel: Parcel, at: datetime) -> None:
    parcel.state, parcel.shipped_at = ParcelState.SHIPPED, at
    parcel.packed_at = parcel.packed_at or at


def _inside(uow: UnitOfWork, parcels: Sequence[Parcel]) -> dict[int, list[tuple[ParcelLine, Order]]]:
    """Parcel → the pieces in it, each with its order."""
    packed = uow.all_in(ParcelLine, ParcelLine.parcel_id, [parcel.id for parcel in parcels])
    order_of = {line.id: line.order_id for line in uow.get_many(OrderLine, {one.order_line_id for one in packed})}
    orders = {order.id: order for order in uow.get_many(Order, set(order_of.values()))}
    found: dict[int, list[tuple[ParcelLine, Order]]] = {parcel.id: [] for parcel in parcels}
    for one in packed:
        found[one.parcel_id].append((one, orders[order_of[one.order_line_id]]))
    return found


def _take_out(uow: UnitOfWork, parcel: Parcel, inside: Sequence[tuple[ParcelLine, Order]], order_ids: set[int]) -> None:
    """These orders' pieces are no longer in the parcel; an empty parcel is none."""
    if not order_ids:
        return
    leaving = [piece for piece, order in inside if order.id in order_ids]
    for piece in leaving:
        uow.delete(piece)
    if len(leaving) == len(inside):
        uow.flush()
        uow.delete(parcel)
