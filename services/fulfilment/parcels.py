"""Writes: orders that travel together or in parts. What is in no parcel ships whole, order by order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.values import OrderStatus, ParcelState
from services import clock
from services.errors import Invalid, NotAllowed
from services.fulfilment.settling import orders_in
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules
from services.orders.commands import change, times_for
from services.stock.shipping import require_enough


@command("parcels.merge", NN_("Send {count} order in one parcel", "Send {count} orders in one parcel"))
def merge(uow: UnitOfWork, order_ids: Sequence[int]) -> int:
    """Put all open pieces of these orders into one parcel; every order keeps its number and note. Returns its id."""
    orders = uow.get_many(Order, dict.fromkeys(order_ids))
    if len(orders) < 2:
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("a parcel of one order needs no merging")))
    _require_one_channel(orders)
    rules.require_shippable(orders)
    lines = _open_lines(uow, orders)
    _require_unpacked(uow, orders, lines)
    parcel = _new_parcel(uow, orders[0].channel_id, {line.id: line.quantity for line in lines})
    uow.describe(count=len(orders))
    return parcel.id


@command("parcels.take_apart", NN_("Take {count} parcel apart", "Take {count} parcels apart"))
def take_apart(uow: UnitOfWork, parcel_ids: Sequence[int]) -> None:
    """Undo a merge or a split: the pieces go back to their orders. Possible until the parcel has left."""
    parcels = uow.get_many(Parcel, parcel_ids)
    _require_not_gone(uow, parcels)
    for line in uow.all_in(ParcelLine, ParcelLine.parcel_id, parcel_ids):
        uow.delete(line)
    uow.flush()
    for parcel in parcels:
        uow.delete(parcel)
    uow.describe(count=len(parcels))


@command("parcels.split", N_("Split the order {number}"))
def split(
    uow: UnitOfWork, order_id: int, pieces: Mapping[int, int], *, rest_note: str | None = None
) -> tuple[int, int]:
    """Send `pieces` (order line id → how many) first and the rest later. Returns the ids of both parcels.

    `rest_note` keeps the rest back until it is cleared, and says why (back-ordered, for instance).
    """
    order = uow.get(Order, order_id)
    if order.status is not OrderStatus.PAID:
        raise NotAllowed(rows=rules.numbers([order]), reason=message(N_("only what waits to be sent can be split")))
    lines = _open_lines(uow, [order])
    _require_unpacked(uow, [order], lines)
    first = {line.id: pieces.get(line.id, 0) for line in lines}
    _require_within(lines, pieces)
    rest = {line.id: line.quantity - first[line.id] for line in lines}
    if not any(first.values()) or not any(rest.values()):
        reason = message(N_("something must go now, and something must remain"))
        raise Invalid(field=message(N_("Pieces")), value=str(sum(first.values())), reason=reason)
    made = _new_parcel(uow, order.channel_id, first)
    later = _new_parcel(uow, order.channel_id, rest, hold_note=(rest_note or "").strip() or None)
    uow.describe(number=order.external_no)
    return made.id, later.id


@command("parcels.hold", NN_("Keep {count} parcel back", "Keep {count} parcels back"))
def hold(uow: UnitOfWork, parcel_ids: Sequence[int], note: str) -> None:
    """Keep open parcels back, with the reason; an empty note lets them go."""
    parcels = uow.get_many(Parcel, parcel_ids)
    _require_not_gone(uow, parcels)
    for parcel in parcels:
        parcel.hold_note = note.strip() or None
    uow.describe(count=len(parcels))


@command("parcels.ship", NN_("Send {count} parcel", "Send {count} parcels"))
def ship(uow: UnitOfWork, parcel_ids: Sequence[int]) -> None:
    """Note that parcels have left. An order is shipped when the last of its pieces has."""
    parcels = uow.get_many(Parcel, parcel_ids)
    _require_not_gone(uow, parcels)
    kept = [parcel for parcel in parcels if parcel.hold_note is not None]
    orders = orders_in(uow, parcel_ids)
    if kept:
        held = orders_in(uow, [parcel.id for parcel in kept])
        raise NotAllowed(rows=rules.numbers(held), reason=message(N_("they are on hold")))
    rules.require_shippable(orders)
    now = clock.this_second()
    for parcel in parcels:
        parcel.state, parcel.shipped_at = ParcelState.SHIPPED, now
        parcel.packed_at = parcel.packed_at or now
    uow.flush()
    leaving = gone_whole(uow, orders)
    require_enough(uow, [order.id for order in leaving])
    for order in leaving:
        change(order, {"status": OrderStatus.SHIPPED, **times_for(order, OrderStatus.SHIPPED, now)})
    uow.describe(count=len(parcels))


def gone_whole(uow: UnitOfWork, orders: Sequence[Order]) -> list[Order]:
    """Those of the orders all open pieces of which are in parcels that have left."""
    lines = _open_lines(uow, orders)
    left: dict[int, int] = {}
    packed = uow.all_in(ParcelLine, ParcelLine.order_line_id, [line.id for line in lines])
    states = {parcel.id: parcel.state for parcel in uow.get_many(Parcel, {one.parcel_id for one in packed})}
    for one in packed:
        if states[one.parcel_id] is ParcelState.SHIPPED:
            left[one.order_line_id] = left.get(one.order_line_id, 0) + one.quantity
    waiting = {line.order_id for line in lines if left.get(line.id, 0) < line.quantity}
    return [order for order in orders if order.id not in waiting]


def _new_parcel(uow: UnitOfWork, channel_id: int, pieces: Mapping[int, int], *, hold_note: str | None = None) -> Parcel:
    parcel = Parcel(channel_id=channel_id, state=ParcelState.OPEN, hold_note=hold_note)
    uow.add(parcel)
    uow.flush()
    uow.add_all(
        ParcelLine(parcel_id=parcel.id, order_line_id=line_id, quantity=count)
        for line_id, count in pieces.items()
        if count
    )
    return parcel


def _open_lines(uow: UnitOfWork, orders: Sequence[Order]) -> list[OrderLine]:
    found = uow.all_in(OrderLine, OrderLine.order_id, [order.id for order in orders])
    lines = [line for line in found if not line.is_closed]
    having = {line.order_id for line in lines}
    empty = [order for order in orders if order.id not in having]
    if empty:
        raise NotAllowed(rows=rules.numbers(empty), reason=message(N_("they have no items yet")))
    return sorted(lines, key=lambda line: (line.order_id, line.position))


def _require_one_channel(orders: Sequence[Order]) -> None:
    if len({order.channel_id for order in orders}) > 1:
        reason = message(N_("they belong to different channels, which never share a parcel"))
        raise NotAllowed(rows=rules.numbers(orders), reason=reason)


def _require_unpacked(uow: UnitOfWork, orders: Sequence[Order], lines: Sequence[OrderLine]) -> None:
    packed = {
        one.order_line_id for one in uow.all_in(ParcelLine, ParcelLine.order_line_id, [line.id for line in lines])
    }
    taken = {line.order_id for line in lines if line.id in packed}
    if taken:
        named = [order for order in orders if order.id in taken]
        raise NotAllowed(
            rows=rules.numbers(named), reason=message(N_("they are in a parcel already; take it apart first"))
        )


def _require_within(lines: Sequence[OrderLine], pieces: Mapping[int, int]) -> None:
    known = {line.id: line.quantity for line in lines}
    for line_id, count in pieces.items():
        if line_id not in known or not 0 <= count <= known[line_id]:
            reason = message(N_("there are {count} pieces of it"), count=known.get(line_id, 0))
            raise Invalid(field=message(N_("Pieces")), value=str(count), reason=reason)


def _require_not_gone(uow: UnitOfWork, parcels: Sequence[Parcel]) -> None:
    gone = [parcel.id for parcel in parcels if parcel.state is ParcelState.SHIPPED]
    if gone:
        orders = orders_in(uow, gone)
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("their parcel has left already")))
