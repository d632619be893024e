"""Writes: an order somebody typed or pasted, with its lines, its gifts and its deadline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from models.catalog import Sku
from models.channels import Channel
from models.enums.orders import SALE_KINDS, OrderKind, OrderStatus
from models.orders import Order, OrderLine
from models.values import Money
from services import clock, text
from services.catalog.linking import SkuFinder, sku_finder
from services.errors import Invalid
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number
from services.orders.gifts import deserve
from services.orders.holding import judge
from services.orders.kinds import require_deposit, take_kind
from services.orders.promises import promise
from services.stock.freezing import freeze
from services.stock.shipping import require_enough


@dataclass(frozen=True, slots=True)
class LineDraft:
    """One line of a typed order. `amount_minor` is the line's total in the order's currency."""

    title: str
    quantity: int
    code: str | None = None
    variant: str | None = None
    price_minor: int | None = None
    sku_id: int | None = None


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """A typed order. Amounts are minor units of the channel's currency; None is unknown.

    `pasted` is the message the recipient was read from; it is kept with the order.
    """

    channel_id: int
    lines: tuple[LineDraft, ...]
    external_no: str = ""
    status: OrderStatus = OrderStatus.PAID
    buyer: str | None = None
    receiver: str | None = None
    phone: str | None = None
    province: str | None = None
    city: str | None = None
    district: str | None = None
    address: str | None = None
    buyer_note: str | None = None
    seller_note: str | None = None
    pasted: str | None = None
    freight_minor: int | None = None
    discount_minor: int | None = None
    paid_minor: int | None = None
    kind: OrderKind = OrderKind.NORMAL
    deposit_minor: int | None = None


_TYPED = ("buyer", "receiver", "phone", "province", "city", "district", "address", "buyer_note", "seller_note")


@command("orders.add", N_("Add the order {number}"))
def add(uow: UnitOfWork, draft: OrderDraft) -> int:
    """A typed order; a number is made up where none is given. Returns its id."""
    channel = uow.get(Channel, draft.channel_id)
    _require_lines(draft.lines)
    now = clock.this_second()
    day = clock.business_day(now, channel.zone)
    number = draft.external_no.strip() or next_number(uow.connection, NumberKind.ORDER, day)
    _require_free_number(uow, channel, number)
    has_left = draft.status in (OrderStatus.SHIPPED, OrderStatus.COMPLETED)
    status = OrderStatus.PAID if has_left else draft.status
    order = Order(channel_id=channel.id, external_no=number, status=status, currency=channel.currency)
    for name in _TYPED:
        setattr(order, name, text.clean(getattr(draft, name)))
    if pasted := text.clean(draft.pasted):
        order.extra = {"pasted": pasted}
    order.phone_tail = text.tail(order.phone)
    order.ordered_at, order.ordered_on = now, day
    order.paid_at = now if draft.status is not OrderStatus.UNPAID else None
    _set_amounts(order, draft)
    if draft.deposit_minor is not None:
        require_deposit(draft.kind, Money(draft.deposit_minor, channel.currency), order.total_minor)
    take_kind(order, draft.kind, draft.deposit_minor)
    uow.add(order)
    uow.flush()
    find_sku = sku_finder(uow.connection, channel.id)
    lines = [_new_line(uow, order, position, line, find_sku) for position, line in enumerate(draft.lines, start=1)]
    uow.add_all(lines)
    freeze(uow, ((line.id, line.sku_id) for line in lines), are_new=True)
    if has_left:
        require_enough(uow, [order.id])
        order.status, order.shipped_at = draft.status, now
    deserve(uow, [order.id])
    promise(uow, [order.id])
    judge(uow)
    uow.describe(number=number)
    return order.id


def _require_lines(lines: Sequence[LineDraft]) -> None:
    if not lines:
        raise Invalid(field=message(N_("Items")), value="", reason=message(N_("an order needs at least one item")))
    for line in lines:
        if not line.title.strip():
            raise Invalid(field=message(N_("Item")), value="", reason=message(N_("it must not be empty")))
        if line.quantity < 1:
            raise Invalid(
                field=message(N_("Quantity")), value=str(line.quantity), reason=message(N_("it must be 1 or more"))
            )


def _require_free_number(uow: UnitOfWork, channel: Channel, number: str) -> None:
    statement = select(Order).where(Order.channel_id == channel.id, Order.external_no == number)
    if uow.all(statement):
        raise Invalid(field=message(N_("Order no.")), value=number, reason=message(N_("this channel has it already")))


def _set_amounts(order: Order, draft: OrderDraft) -> None:
    prices = [line.price_minor * line.quantity for line in draft.lines if line.price_minor is not None]
    order.goods_minor = sum(prices) if len(prices) == len(draft.lines) else None
    order.freight_minor, order.discount_minor = draft.freight_minor, draft.discount_minor
    if order.goods_minor is not None:
        order.total_minor = order.goods_minor + (draft.freight_minor or 0) - (draft.discount_minor or 0)
    order.paid_minor = draft.paid_minor if draft.paid_minor is not None else order.total_minor
    pays_later = order.status is OrderStatus.UNPAID or draft.kind is OrderKind.COD or draft.kind not in SALE_KINDS
    if pays_later and draft.paid_minor is None:
        order.paid_minor = draft.deposit_minor


def _new_line(uow: UnitOfWork, order: Order, position: int, draft: LineDraft, find_sku: SkuFinder) -> OrderLine:
    code = text.clean(draft.code)
    linked = find_sku(text.key(code)) if code else None
    if draft.sku_id is not None:
        linked = (uow.get(Sku, draft.sku_id).id, 1)
    return OrderLine(
        order_id=order.id,
        position=position,
        code=code,
        code_key=text.key(code) if code else None,
        title=draft.title.strip(),
        variant=text.clean(draft.variant),
        quantity=draft.quantity,
        price_minor=draft.price_minor,
        amount_minor=None if draft.price_minor is None else draft.price_minor * draft.quantity,
        sku_id=linked[0] if linked else None,
        sku_quantity=draft.quantity * linked[1] if linked else None,
    )
