"""Writes: what a person does to orders. Imports write through `services.importing.commands`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from models.aftersales import Case, DefectiveOutcome
from models.entities import Entity
from models.enums.orders import Flag, OrderStatus, RefundStatus
from models.finance import TransactionLink
from models.fulfilment import ParcelLine, PrintedOrder
from models.orders import Order, OrderLine
from models.reviews import Review
from models.stock import StockMove
from models.tax import Invoice
from services import clock, settings, text
from services.editing import require_unchanged
from services.errors import Invalid, NotAllowed
from services.fulfilment import numbering
from services.fulfilment.settling import leave, require_none_kept, settle
from services.i18n import N_, NN_
from services.kernel import images
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules, waybills
from services.orders.hold_rules import HoldRule
from services.orders.holding import forget_rules, judge, reconsider
from services.orders.kinds import money_for
from services.orders.promises import promise
from services.stock.booking import require_open
from services.stock.freezing import thaw
from services.stock.shipping import require_enough, require_enough_for_parcels

_EDITABLE = ("buyer", "receiver", "phone", "landline", "province", "city", "district", "address", "zip",
             "buyer_note", "seller_note", "courier", "tracking_no", "paid_minor", "freight_minor")  # fmt: skip

NAMED_BY: tuple[tuple[type[Any], str, str], ...] = (
    (PrintedOrder, "order_id", N_("they are on a printed list; close them instead")),
    (Case, "order_id", N_("they have after-sales cases; close them instead")),
    (Case, "new_order_id", N_("they were made for an after-sales case; close them instead")),
    (TransactionLink, "order_id", N_("money was matched to them by hand; take it off them first, or close them")),
    (Invoice, "order_id", N_("they have invoices; close them instead")),
    (Review, "order_id", N_("they have reviews; close them instead")),
    (DefectiveOutcome, "order_id", N_("defective goods were sold with them; close them instead")),
)
"""What else names an order, in which column, and why the order therefore stays; its lines go with it."""


@command("orders.edit", N_("Edit the order {number}"))
def edit(uow: UnitOfWork, order_id: int, values: Mapping[str, Any], *, version: int | None = None) -> None:
    """Change fields of one order. With `version` given, refuse when somebody else changed it meanwhile."""
    order = uow.get(Order, order_id)
    require_unchanged(order, version, N_("order"))
    for name in values:
        if name not in _EDITABLE:
            raise Invalid(field=name, value=str(values[name]), reason=message(N_("it cannot be edited here")))
    clean = {name: text.clean(value) if isinstance(value, str) else value for name, value in values.items()}
    if "phone" in clean:
        clean["phone_tail"] = text.tail(clean["phone"])
    if "tracking_no" in clean:
        clean["tracking_entered_at"] = clock.this_second() if clean["tracking_no"] else None
    change(order, clean)
    judge(uow, [order.id])
    uow.describe(number=order.external_no)


@command("orders.hold", NN_("Hold {count} order", "Hold {count} orders"))
def hold(uow: UnitOfWork, order_ids: Sequence[int], note: str | None = None) -> None:
    """Keep orders off every pick list and packing list until they are released."""
    orders = uow.get_many(Order, order_ids)
    gone = [o for o in orders if o.status not in (OrderStatus.UNPAID, OrderStatus.PAID)]
    if gone:
        raise NotAllowed(rows=rules.numbers(gone), reason=message(N_("they have been shipped or closed already")))
    for order in orders:
        order.hold_code, order.hold_note = "manual", text.clean(note)
    uow.describe(count=len(orders))


@command("orders.release", NN_("Release {count} held order", "Release {count} held orders"))
def release(uow: UnitOfWork, order_ids: Sequence[int]) -> None:
    """Let held orders go on; the rules that speak against them now hold them no more."""
    orders = uow.get_many(Order, order_ids)
    forget_rules(uow, orders)
    for order in orders:
        order.hold_code = order.hold_note = None
    uow.describe(count=len(order_ids))


@command("orders.set_status", NN_("Mark {count} order as {status}", "Mark {count} orders as {status}"))
def set_status(uow: UnitOfWork, order_ids: Sequence[int], status: OrderStatus) -> None:
    """Move orders to a status that theirs leads to; all of them or none."""
    orders = uow.get_many(Order, order_ids)
    if status is OrderStatus.SHIPPED:
        leaving = [order for order in orders if order.status is not status]
        rules.require_shippable(leaving)
        require_none_kept(uow, leaving)
        require_enough(uow, [order.id for order in leaving])
    else:
        rules.require_reachable(orders, status)
        _require_may_come_back(uow, orders, status)
    now = clock.this_second()
    was = {order.id: order.status for order in orders}
    for order in orders:
        change(order, {"status": status, **money_for(order, status), **times_for(order, status, now)})
    settle(uow, list(was), was)
    if status in (OrderStatus.UNPAID, OrderStatus.PAID):
        promise(uow, [order.id for order in orders])
        judge(uow, [order.id for order in orders])
    else:
        reconsider(uow, HoldRule.STOCK, HoldRule.DUPLICATE)
    moved = sum(old is not status for old in was.values())  # those that are there already are not marked once more
    uow.describe(count=moved or len(orders), status=message(STATUS_LABELS[status]))


@command(
    "orders.set_refund",
    NN_("Set the refund of {count} order to {status}", "Set the refund of {count} orders to {status}"),
)
def set_refund(uow: UnitOfWork, order_ids: Sequence[int], status: RefundStatus) -> None:
    """Note what became of the buyers' money; the orders' own status stays."""
    for order in uow.get_many(Order, order_ids):
        change(order, {"refund_status": status})
    judge(uow, order_ids)
    reconsider(uow, HoldRule.STOCK, HoldRule.DUPLICATE)
    uow.describe(count=len(order_ids), status=message(REFUND_LABELS[status]))


@command("orders.set_flag", NN_("Flag {count} order", "Flag {count} orders"))
def set_flag(uow: UnitOfWork, order_ids: Sequence[int], flag: Flag) -> None:
    """Put a coloured flag on orders, or take it off."""
    for order in uow.get_many(Order, order_ids):
        change(order, {"flag": flag})
    uow.describe(count=len(order_ids))


@command("orders.set_note", NN_("Write a note on {count} order", "Write a note on {count} orders"))
def set_note(uow: UnitOfWork, order_ids: Sequence[int], note: str | None) -> None:
    """Replace our own note; the buyer's is never touched."""
    for order in uow.get_many(Order, order_ids):
        change(order, {"seller_note": text.clean(note)})
    uow.describe(count=len(order_ids))


@command("orders.set_tracking", NN_("Enter {count} tracking number", "Enter {count} tracking numbers"))
def set_tracking(
    uow: UnitOfWork, entries: Sequence[tuple[int, str | None, str]], *, mark_shipped: bool = False
) -> None:
    """Enter (order id, courier, tracking number); with `mark_shipped` the orders count as shipped at once.

    Orders of one parcel share its number; of an order in parts only the parcel that gets the number leaves.
    """
    by_id = {order_id: (courier, require_tracking(number)) for order_id, courier, number in entries}
    _at_hand = uow.get_many(Order, by_id)  # held, as the session forgets what nobody holds: read once
    numbered = numbering.spread(uow, by_id)
    orders = uow.get_many(Order, numbered.entries)
    waybills.require_free(uow, {order_id: number for order_id, (_courier, number) in numbered.entries.items()})
    now = clock.this_second()
    shipped = _shipped_by(uow, orders, numbered, now) if mark_shipped else []
    for order in numbering.write(numbered, orders):
        courier, number = numbered.entries[order.id]
        values: dict[str, Any] = {"tracking_no": number, "tracking_entered_at": now}
        if courier:
            values["courier"] = courier.strip()
        change(order, values)
    for order in shipped:
        change(order, {"status": OrderStatus.SHIPPED, **times_for(order, OrderStatus.SHIPPED, now)})
    settle(uow, [order.id for order in shipped])
    uow.describe(count=len(by_id))  # what was typed: that orders of one parcel share a number is no further number


def _shipped_by(uow: UnitOfWork, orders: Sequence[Order], numbered: numbering.Numbered, now: datetime) -> list[Order]:
    """The orders that leave with their numbers; of orders in parts the parcels that were numbered leave."""
    leaving = [order for order in orders if order.status is not OrderStatus.SHIPPED]
    rules.require_shippable(leaving)
    parcels = numbered.leaving()
    whole = [order for order in leaving if order.id not in numbered.apart]
    require_none_kept(uow, whole)
    parcel_ids = [parcel.id for parcel in parcels]
    require_enough_for_parcels(uow, parcel_ids)
    left = leave(uow, parcels, now)
    require_enough(uow, [order.id for order in whole])
    return list({order.id: order for order in [*whole, *left]}.values())


@command("orders.delete", NN_("Delete {count} order", "Delete {count} orders"))
def delete(uow: UnitOfWork, order_ids: Sequence[int]) -> None:
    """Remove orders with their lines; such as were printed or shipped have left a trace and stay."""
    orders = uow.get_many(Order, order_ids)
    lines = uow.all_in(OrderLine, OrderLine.order_id, order_ids)
    _require_no_trace(uow, orders, lines)
    thaw(uow, [line.id for line in lines])
    for line in lines:
        uow.delete(line)
    uow.flush()
    for order in orders:
        uow.delete(order)
    reconsider(uow, HoldRule.STOCK, HoldRule.DUPLICATE)
    uow.describe(count=len(orders))


def _require_no_trace(uow: UnitOfWork, orders: Sequence[Order], lines: Sequence[OrderLine]) -> None:
    """Refuse, by number, orders that are on paper, came back, lie in a parcel, or are named by something else."""
    order_of = {line.id: line.order_id for line in lines}
    returned = {order_of[one.order_line_id] for one in uow.all_in(StockMove, StockMove.order_line_id, order_of)
                if one.order_line_id is not None}  # fmt: skip
    packed = {order_of[one.order_line_id] for one in uow.all_in(ParcelLine, ParcelLine.order_line_id, order_of)}
    for traced, reason in (
        (returned, N_("goods of them came back; close them instead")),
        (packed, N_("they are in a parcel; take it apart first")),
        *((_named_by(uow, mapped, name, orders), reason) for mapped, name, reason in NAMED_BY),
    ):
        kept = [order for order in orders if order.id in traced]
        if kept:
            raise NotAllowed(rows=rules.numbers(kept), reason=message(reason))


def _named_by(uow: UnitOfWork, mapped: type[Any], name: str, orders: Sequence[Order]) -> set[int]:
    found = uow.all_in(mapped, mapped.table().c[name], [one.id for one in orders])
    return {getattr(row, name) for row in found}


STATUS_LABELS: dict[OrderStatus, str] = {
    OrderStatus.UNPAID: N_("To pay"),
    OrderStatus.PAID: N_("To ship"),
    OrderStatus.SHIPPED: N_("Shipped"),
    OrderStatus.COMPLETED: N_("Completed"),
    OrderStatus.CLOSED: N_("Closed"),
}
REFUND_LABELS: dict[RefundStatus, str] = {
    RefundStatus.NONE: N_("No refund"),
    RefundStatus.REQUESTED: N_("Refund asked"),
    RefundStatus.PARTIAL: N_("Partly refunded"),
    RefundStatus.REFUNDED: N_("Refunded"),
}


def change(order: Order, values: Mapping[str, Any]) -> None:
    """Set fields, remembering what the platform said of each."""
    edits = {}
    for name, value in values.items():
        old, new = (images.stored(Entity.ORDER, name, v) for v in (getattr(order, name), value))
        if old != new:
            edits[name] = (old, new)
            setattr(order, name, value)
    base = rules.remembered_base(order.base, edits)
    if base != order.base:
        order.base = base


def _require_may_come_back(uow: UnitOfWork, orders: Sequence[Order], status: OrderStatus) -> None:
    """`MonthLocked` where goods would not have left after all in a month whose books are closed."""
    if status in (OrderStatus.UNPAID, OrderStatus.PAID):
        zone = settings.read(uow.connection, settings.ZONE)
        sent = [order.shipped_at for order in orders if order.status is OrderStatus.SHIPPED and order.shipped_at]
        require_open(uow, [clock.business_day(at, zone) for at in sent])


def times_for(order: Order, status: OrderStatus, now: datetime) -> dict[str, Any]:
    """The times a status implies, where they are not known yet."""
    times: dict[str, Any] = {}
    if status is not OrderStatus.UNPAID and status is not OrderStatus.CLOSED and order.paid_at is None:
        times["paid_at"] = now
    if status is OrderStatus.SHIPPED and order.shipped_at is None:
        times["shipped_at"] = now
    if status is OrderStatus.COMPLETED and order.completed_at is None:
        times["completed_at"] = now
    if status in (OrderStatus.UNPAID, OrderStatus.PAID) and order.status is OrderStatus.SHIPPED:
        times["shipped_at"] = None  # it has not left after all, and its goods are on the shelf again
    return times


def require_tracking(number: str) -> str:
    """The number without white space; `Invalid` where it cannot be a tracking number."""
    clean = "".join(number.split())
    if not 6 <= len(clean) <= 40 or not clean.isascii() or not any(ch.isdigit() for ch in clean):
        raise Invalid(
            field=message(N_("Tracking no.")),
            value=number,
            reason=message(N_("a tracking number has 6 to 40 letters and digits")),
        )
    return clean
