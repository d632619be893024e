"""Writes: orders that travel together or in parts. What is in no parcel ships whole, order by order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from models.enums.orders import OrderStatus, ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import clock, text
from services.errors import Invalid, NotAllowed, NothingSelected
from services.fulfilment.settling import leave, orders_in
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules
from services.orders.commands import change, require_tracking, times_for
from services.orders.waybills import require_free
from services.stock.shipping import require_enough_for_parcels


@command("parcels.merge", NN_("Send {count} order in one parcel", "Send {count} orders in one parcel"))
def merge(uow: UnitOfWork, order_ids: Sequence[int]) -> int:
    """Put all open pieces of these orders into one parcel; every order keeps its number and note. Returns its id."""
    (parcel_id,) = _merge(uow, [order_ids])
    uow.describe(count=len(set(order_ids)))
    return parcel_id


@command("parcels.merge_all", NN_("Make {count} parcel of several orders", "Make {count} parcels of several orders"))
def merge_all(uow: UnitOfWork, groups: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """Merge every group of orders, all groups or none. Returns the parcels' ids."""
    if not groups:
        raise NothingSelected(what=message(N_("no orders to merge")))
    made = _merge(uow, groups)
    uow.describe(count=len(made))
    return made


def _merge(uow: UnitOfWork, groups: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """A parcel for every group; all are looked at before the first is made."""
    chosen = [list(dict.fromkeys(group)) for group in groups]
    by_id = {order.id: order for order in uow.get_many(Order, dict.fromkeys(one for group in chosen for one in group))}
    members = [[by_id[order_id] for order_id in group] for group in chosen]
    for orders in members:
        if len(orders) < 2:
            raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("a parcel of one order needs no merging")))
        _require_one_channel(orders)
    _require_in_one_group(by_id, chosen)
    every = list(by_id.values())
    gone = [order for order in every if order.status is not OrderStatus.PAID]
    if gone:
        raise NotAllowed(rows=rules.numbers(gone), reason=message(N_("only what waits to be sent shares a parcel")))
    rules.require_shippable(every)
    lines = _open_lines(uow, every)
    _require_unpacked(uow, every, lines)
    made = [Parcel(channel_id=orders[0].channel_id, state=ParcelState.OPEN) for orders in members]
    uow.add_all(made)
    uow.flush()
    parcel_of = {order.id: parcel.id for parcel, orders in zip(made, members, strict=True) for order in orders}
    uow.add_all(
        ParcelLine(parcel_id=parcel_of[line.order_id], order_line_id=line.id, quantity=line.quantity) for line in lines
    )
    return tuple(parcel.id for parcel in made)


def _require_in_one_group(by_id: Mapping[int, Order], groups: Sequence[Sequence[int]]) -> None:
    """No order is asked to travel twice."""
    counted = Counter(order_id for group in groups for order_id in group)
    twice = [by_id[order_id] for order_id, times in counted.items() if times > 1]
    if twice:
        raise NotAllowed(
            rows=rules.numbers(twice), reason=message(N_("they are in a parcel already; take it apart first"))
        )


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

    What has left already does not count; a rest that was split off earlier is split again.
    `rest_note` keeps the rest back until it is cleared, and says why (back-ordered, for instance).
    """
    order = uow.get(Order, order_id)
    if order.status is not OrderStatus.PAID:
        raise NotAllowed(rows=rules.numbers([order]), reason=message(N_("only what waits to be sent can be split")))
    lines = _open_lines(uow, [order])
    _dissolve(uow, order, lines)
    there = _unpacked(uow, lines)
    _require_within(there, pieces)
    first = {line_id: pieces.get(line_id, 0) for line_id in there}
    rest = {line_id: count - first[line_id] for line_id, count in there.items()}
    if not any(first.values()) or not any(rest.values()):
        reason = message(N_("something must go now, and something must remain"))
        raise Invalid(field=message(N_("Pieces")), value=str(sum(first.values())), reason=reason)
    made = _new_parcel(uow, order.channel_id, first)
    later = _new_parcel(uow, order.channel_id, rest, hold_note=text.clean(rest_note))
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
    require_enough_for_parcels(uow, parcel_ids)
    now = clock.this_second()
    for order in leave(uow, parcels, now):
        change(order, {"status": OrderStatus.SHIPPED, **times_for(order, OrderStatus.SHIPPED, now)})
    uow.describe(count=len(parcels))


@command("parcels.set_tracking", N_("Enter the tracking number {number} of a parcel"))
def set_tracking(uow: UnitOfWork, parcel_id: int, courier: str | None, number: str) -> None:
    """The number of one parcel. Its orders carry it; one that travels in several parcels carries its first."""
    parcel = uow.get(Parcel, parcel_id)
    clean, before = require_tracking(number), parcel.tracking_no
    orders = orders_in(uow, [parcel_id])
    parcel.tracking_no, parcel.courier = clean, (courier or "").strip() or parcel.courier
    bearers = [order for order in orders if order.tracking_no in (None, before) or not _in_parts(uow, order)]
    require_free(uow, {order.id: clean for order in bearers})
    for order in bearers:
        change(order, {
            "tracking_no": clean, "tracking_entered_at": clock.this_second(), "courier": parcel.courier or order.courier
        })  # fmt: skip
    uow.describe(number=clean)


@command("parcels.take_out", NN_("Take {count} order out of its parcel", "Take {count} orders out of their parcels"))
def take_out(uow: UnitOfWork, order_ids: Sequence[int]) -> None:
    """Let orders travel alone again; the others stay together, and a parcel of one order is none."""
    orders = uow.get_many(Order, dict.fromkeys(order_ids))
    parcel_ids = {one.parcel_id for one in _packed_of(uow, orders)}
    parcels = [one for one in uow.get_many(Parcel, parcel_ids) if one.state is not ParcelState.SHIPPED]
    if not parcels:
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("they are in no parcel that is still here")))
    chosen = {order.id for order in orders}
    for parcel in parcels:
        staying = {order.id for order in orders_in(uow, [parcel.id])} - chosen
        going = [] if len(staying) > 1 else orders_in(uow, [parcel.id])
        _empty(uow, parcel, chosen | {order.id for order in going})
    uow.describe(count=len(orders))


def _in_parts(uow: UnitOfWork, order: Order) -> bool:
    return len({one.parcel_id for one in _packed_of(uow, [order])}) > 1


def _packed_of(uow: UnitOfWork, orders: Sequence[Order]) -> list[ParcelLine]:
    lines = uow.all_in(OrderLine, OrderLine.order_id, [order.id for order in orders])
    return uow.all_in(ParcelLine, ParcelLine.order_line_id, [line.id for line in lines])


def _dissolve(uow: UnitOfWork, order: Order, lines: Sequence[OrderLine]) -> None:
    """What of the order waits in parcels of its own lies loose again; one it shares is not touched."""
    parcels = uow.get_many(Parcel, {one.parcel_id for one in _packed_of(uow, [order])})
    here = [parcel for parcel in parcels if parcel.state is not ParcelState.SHIPPED]
    for parcel in here:
        if len(orders_in(uow, [parcel.id])) > 1:
            _require_unpacked(uow, [order], lines)
        _empty(uow, parcel, {order.id})


def _empty(uow: UnitOfWork, parcel: Parcel, order_ids: set[int]) -> None:
    """Take these orders' pieces out of the parcel, and the parcel away when nothing is left in it."""
    packed = uow.all_in(ParcelLine, ParcelLine.parcel_id, [parcel.id])
    order_of = {line.id: line.order_id for line in uow.get_many(OrderLine, {one.order_line_id for one in packed})}
    leaving = [one for one in packed if order_of[one.order_line_id] in order_ids]
    for one in leaving:
        uow.delete(one)
    uow.flush()
    if len(leaving) == len(packed):
        uow.delete(parcel)
        uow.flush()


def _unpacked(uow: UnitOfWork, lines: Sequence[OrderLine]) -> dict[int, int]:
    """Line → its pieces that are in no parcel; lines without such pieces are left out."""
    there = {line.id: line.quantity for line in lines}
    for one in uow.all_in(ParcelLine, ParcelLine.order_line_id, there):
        there[one.order_line_id] -= one.quantity
    return {line_id: count for line_id, count in there.items() if count > 0}


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


def _require_within(known: Mapping[int, int], pieces: Mapping[int, int]) -> None:
    for line_id, count in pieces.items():
        if line_id not in known or not 0 <= count <= known[line_id]:
            reason = message(N_("there are {count} pieces of it"), count=known.get(line_id, 0))
            raise Invalid(field=message(N_("Pieces")), value=str(count), reason=reason)


def _require_not_gone(uow: UnitOfWork, parcels: Sequence[Parcel]) -> None:
    gone = [parcel.id for parcel in parcels if parcel.state is ParcelState.SHIPPED]
    if gone:
        orders = orders_in(uow, gone)
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("their parcel has left already")))
