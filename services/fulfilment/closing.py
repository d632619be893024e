"""Writes: a parcel that was verified on the bench is closed, and with it its weight and waybill."""

from __future__ import annotations

from collections.abc import Sequence

from models.enums.orders import ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from services import clock
from services.errors import Invalid, NotAllowed
from services.fulfilment import parcels
from services.fulfilment.settling import orders_in
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules


@command("parcels.close", N_("Close the parcel of {number}"))
def close(
    uow: UnitOfWork,
    order_ids: Sequence[int],
    parcel_id: int | None,
    tracking_no: str,
    *,
    courier: str | None = None,
    weight_g: int | None = None,
    ships: bool = False,
) -> int:
    """The parcel is packed: its waybill, courier and weight are known. With `ships` it leaves at once.

    Without `parcel_id` it is what the one order has in no parcel yet; it becomes one. Returns the parcel's id.
    `NotAllowed` where an order is held, asked back, sent or closed, or the waybill is another order's.
    """
    parcel = uow.get(Parcel, parcel_id) if parcel_id is not None else _parcel_for(uow, order_ids)
    orders = orders_in(uow, [parcel.id])
    _require_here(parcel, orders)
    rules.require_shippable(orders)
    if weight_g is not None and weight_g <= 0:
        raise Invalid(field=message(N_("Weight")), value=str(weight_g), reason=message(N_("it must be 1 or more")))
    parcels.set_tracking(uow, parcel.id, courier, tracking_no)
    parcel.state, parcel.packed_at = ParcelState.PACKED, clock.this_second()
    parcel.weight_g = weight_g if weight_g is not None else parcel.weight_g
    uow.flush()
    if ships:
        parcels.ship(uow, [parcel.id])
    uow.describe(number=orders[0].external_no)
    return parcel.id


@command("parcels.open_again", N_("Open the parcel of {number} again"))
def open_again(uow: UnitOfWork, parcel_id: int) -> None:
    """A packed parcel is open again, to be verified anew; its number and weight stay."""
    parcel = uow.get(Parcel, parcel_id)
    orders = orders_in(uow, [parcel_id])
    if parcel.state is not ParcelState.PACKED:
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("it is not packed, or it has left already")))
    parcel.state, parcel.packed_at = ParcelState.OPEN, None
    uow.describe(number=orders[0].external_no)


def _parcel_for(uow: UnitOfWork, order_ids: Sequence[int]) -> Parcel:
    """A new parcel with the open pieces of one order that lie in none."""
    orders = uow.get_many(Order, order_ids)
    lines = [line for line in uow.all_in(OrderLine, OrderLine.order_id, order_ids) if not line.is_closed]
    loose = {line.id: line.quantity for line in lines}
    for one in uow.all_in(ParcelLine, ParcelLine.order_line_id, loose):
        loose[one.order_line_id] -= one.quantity
    if len(orders) != 1 or not any(count > 0 for count in loose.values()):
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("nothing of it waits to be packed")))
    parcel = Parcel(channel_id=orders[0].channel_id, state=ParcelState.OPEN)
    uow.add(parcel)
    uow.flush()
    uow.add_all(
        ParcelLine(parcel_id=parcel.id, order_line_id=line_id, quantity=count)
        for line_id, count in loose.items()
        if count > 0
    )
    uow.flush()
    return parcel


def _require_here(parcel: Parcel, orders: Sequence[Order]) -> None:
    if parcel.state is ParcelState.SHIPPED:
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("their parcel has left already")))
    if parcel.hold_note is not None:
        raise NotAllowed(rows=rules.numbers(orders), reason=message(N_("a parcel of theirs is kept back")))
