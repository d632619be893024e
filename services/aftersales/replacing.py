"""Writes: what is sent to the buyer for a case: an exchange, a re-ship, or their own piece after a repair."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from sqlalchemy import select

from models.aftersales import OPEN_STATES, Case
from models.catalog import Product, Sku
from models.enums.aftersales import CaseState
from models.enums.orders import OrderKind, OrderStatus
from models.orders import Order
from services import clock
from services.aftersales.following import go_on, require_open
from services.aftersales.kinds import DEFAULTS
from services.errors import Invalid, NotAtThisPoint
from services.formatting import money
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message
from services.orders.entering import LineDraft, OrderDraft, add
from services.orders.kinds import KIND_LABELS, take_kind

_RECEIVER = ("buyer", "receiver", "phone", "province", "city", "district", "address")


@dataclass(frozen=True, slots=True)
class Replacement:
    """Pieces of a SKU that are sent in exchange or again."""

    sku_id: int
    quantity: int = 1


@command("cases.send_replacement", N_("Send the order {number} for the case {of}"))
def send_replacement(
    uow: UnitOfWork,
    case_id: int,
    pieces: Sequence[Replacement],
    *,
    kind: OrderKind | None = None,
    paid_minor: int | None = None,
) -> int:
    """Make the order that goes out for a case, to the receiver of the first one; its goods have their own cost.

    `paid_minor` is what the buyer adds to the price. Returns the new order's id. `NotAllowed` where one
    was sent already.
    """
    case = uow.get(Case, case_id)
    require_open(case)
    order = _order_of(uow, case)
    if case.new_order_id is not None:
        _refuse_second(uow, case)
    skus = uow.get_many(Sku, [one.sku_id for one in pieces])
    products = {one.id: one for one in uow.get_many(Product, dict.fromkeys(sku.product_id for sku in skus))}
    lines = tuple(
        LineDraft(products[sku.product_id].title, one.quantity, code=sku.code, sku_id=sku.id)
        for sku, one in zip(skus, pieces, strict=True)
    )
    chosen = kind or DEFAULTS[case.kind].sends or OrderKind.RESHIP
    copied = {name: getattr(order, name) for name in _RECEIVER}
    new_id = add(
        uow,
        OrderDraft(
            order.channel_id, lines, kind=chosen, status=OrderStatus.PAID, paid_minor=paid_minor,
            seller_note=f"{case.external_no} · {order.external_no}", **copied,
        ),
    )  # fmt: skip
    case.new_order_id = new_id
    go_on(uow, case)
    uow.describe(number=uow.get(Order, new_id).external_no, of=case.external_no)
    return new_id


@command("cases.link_replacement", N_("Link the order {number} to the case {of}"))
def link_replacement(uow: UnitOfWork, case_id: int, order_id: int) -> None:
    """An order that is here already is the one sent for the case; without money it is a sale no longer.

    `Invalid` for the order the case is about, for a closed one, and for one that was sent for another case;
    `NotAtThisPoint` where an order was made for the case already. A case that is over stays over.
    """
    case, order = uow.get(Case, case_id), uow.get(Order, order_id)
    if case.new_order_id is not None:
        _refuse_second(uow, case)
    _require_free(uow, case, order)
    if order.kind is None and _brings_nothing(order):
        take_kind(order, DEFAULTS[case.kind].sends or OrderKind.RESHIP)
    case.new_order_id = order.id
    if case.state in OPEN_STATES:
        go_on(uow, case)
    uow.describe(number=order.external_no, of=case.external_no)


@command("cases.unlink_replacement", N_("The order {number} was not sent for the case {of}"))
def unlink_replacement(uow: UnitOfWork, case_id: int) -> None:
    """The order has nothing to do with the case; it stays as it is, its kind too: that may be said elsewhere.

    `NotAtThisPoint` where none was sent.
    """
    case = uow.get(Case, case_id)
    if case.new_order_id is None:
        reason = message(N_("no order was made for it"))
        raise NotAtThisPoint(rows=(case.external_no,), reason=reason)
    order = uow.get(Order, case.new_order_id)
    number: str | Message = order.external_no
    if order.kind is not None:
        number = message(N_("{number} (still marked: {kind})"), number=number, kind=message(KIND_LABELS[order.kind]))
    case.new_order_id = None
    if case.state in OPEN_STATES or (case.is_own and case.state is CaseState.DONE):
        go_on(uow, case)
    uow.describe(number=number, of=case.external_no)


@command("cases.repair_out", N_("Give the piece of the case {number} to be repaired"))
def repair_out(uow: UnitOfWork, case_id: int, *, at: datetime | None = None) -> None:
    """The buyer's piece went to whoever repairs it. It is not ours, so that no stock moves."""
    case = _in_repair(uow, case_id)
    if case.received_at is None:
        raise NotAtThisPoint(rows=(case.external_no,), reason=message(N_("its goods have not come yet")))
    case.repair_sent_at, case.repair_back_at = at or clock.this_second(), None
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.repair_back", N_("The piece of the case {number} is repaired"))
def repair_back(uow: UnitOfWork, case_id: int, *, cost_minor: int | None = None, at: datetime | None = None) -> None:
    """The piece is back from repair; `cost_minor` is what that cost us, None unknown."""
    case = _in_repair(uow, case_id)
    if case.repair_sent_at is None:
        raise NotAtThisPoint(rows=(case.external_no,), reason=message(N_("it was not given to be repaired")))
    if cost_minor is not None and cost_minor < 0:
        reason = message(N_("it must not be negative"))
        raise Invalid(field=message(N_("Repair cost")), value=money(cost_minor, case.currency), reason=reason)
    case.repair_back_at, case.repair_minor = at or clock.this_second(), cost_minor
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.send_back", N_("Send the piece of the case {number} back to the buyer"))
def send_back(uow: UnitOfWork, case_id: int, tracking_no: str | None = None, *, at: datetime | None = None) -> None:
    """The buyer's own piece is on its way back to them."""
    case = _in_repair(uow, case_id)
    if case.received_at is None or (case.repair_sent_at is not None and case.repair_back_at is None):
        raise NotAtThisPoint(rows=(case.external_no,), reason=message(N_("the piece is not here")))
    case.sent_back_at, case.sent_back_no = at or clock.this_second(), "".join((tracking_no or "").split()) or None
    go_on(uow, case)
    uow.describe(number=case.external_no)


@command("cases.take_back_repair", N_("Take back the last step of the repair of the case {number}"))
def take_back_repair(uow: UnitOfWork, case_id: int) -> None:
    """The last of sent back, repaired, given to be repaired did not happen. `NotAllowed` where none did."""
    case = uow.get(Case, case_id)
    if case.sent_back_at is not None:
        case.sent_back_at = case.sent_back_no = None
    elif case.repair_back_at is not None:
        case.repair_back_at = case.repair_minor = None
    elif case.repair_sent_at is not None:
        case.repair_sent_at = None
    else:
        raise NotAtThisPoint(rows=(case.external_no,), reason=message(N_("it was not given to be repaired")))
    go_on(uow, case)
    uow.describe(number=case.external_no)


def _refuse_second(uow: UnitOfWork, case: Case) -> NoReturn:
    number = uow.get(Order, case.new_order_id or 0).external_no
    reason = message(N_("the order {number} was made for it already"), number=number)
    raise NotAtThisPoint(rows=(case.external_no,), reason=reason)


def _require_free(uow: UnitOfWork, case: Case, order: Order) -> None:
    """`Invalid` for an order that cannot have been sent for this case."""
    others = uow.all(select(Case).where(Case.new_order_id == order.id))
    if order.id == case.order_id:
        reason = message(N_("it is the order the case is about"))
    elif order.status is OrderStatus.CLOSED:
        reason = message(N_("it is closed: nothing was sent with it"))
    elif others:
        reason = message(N_("it was sent for the case {number}"), number=others[0].external_no)
    else:
        return
    raise Invalid(field=message(N_("Order no.")), value=order.external_no, reason=reason)


def _brings_nothing(order: Order) -> bool:
    """Whether nothing was paid for it and nothing will be, as far as is known."""
    if order.status is OrderStatus.UNPAID:
        return False
    return not (order.total_minor if order.paid_minor is None else order.paid_minor)


def _in_repair(uow: UnitOfWork, case_id: int) -> Case:
    case = uow.get(Case, case_id)
    require_open(case)
    if DEFAULTS[case.kind].is_ours:
        raise NotAtThisPoint(rows=(case.external_no,), reason=message(N_("it is no repair")))
    return case


def _order_of(uow: UnitOfWork, case: Case) -> Order:
    if case.order_id is None:
        raise NotAtThisPoint(rows=(case.external_no,), reason=message(N_("its order is not known")))
    return uow.get(Order, case.order_id)
