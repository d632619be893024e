"""What kind of order one is: a sale, a gift, a re-ship…; and what presale and cash on delivery mean for its money."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, func, or_, type_coerce

from models.enums.orders import SALE_KINDS, OrderKind, OrderStatus, RefundStatus
from models.orders import Order
from models.values import Money
from services import clock, settings
from services.errors import Invalid, NotAllowed
from services.formatting import money
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.images import Image
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules
from services.stock.booking import require_open

_orders = Order.table()

KIND_LABELS: dict[OrderKind, str] = {
    OrderKind.NORMAL: N_("Sale"),
    OrderKind.PRESALE: N_("Presale"),
    OrderKind.COD: N_("Cash on delivery"),
    OrderKind.GIFT: N_("Gift"),
    OrderKind.SAMPLE: N_("Sample"),
    OrderKind.RESHIP: N_("Re-ship"),
    OrderKind.EXCHANGE: N_("Exchange"),
    OrderKind.NOT_REAL: N_("Not a real sale"),
}

KIND: ColumnElement[Any] = func.coalesce(_orders.c.kind, OrderKind.NORMAL.value)
"""The stored code of an order's kind."""

IS_SALE: ColumnElement[bool] = or_(_orders.c.kind.is_(None), _orders.c.kind.in_(SALE_KINDS))
"""Orders that figures count."""


_DEPOSIT_CAME = func.coalesce(_orders.c.paid_minor, _orders.c.deposit_minor)
KEPT_DEPOSIT: ColumnElement[int] = type_coerce(
    case(
        (
            and_(
                _orders.c.kind == OrderKind.PRESALE,
                _orders.c.status == OrderStatus.CLOSED,
                _orders.c.shipped_at.is_(None),
                _orders.c.refund_status != RefundStatus.REFUNDED,
                _orders.c.deposit_minor >= _DEPOSIT_CAME,
            ),
            func.max(_DEPOSIT_CAME - func.coalesce(_orders.c.refunded_minor, 0), 0),
        ),
        else_=0,
    ),
    BigInteger(),
)
"""What of a presale stayed with the shop though nobody paid the rest of it. It is no sale, for nothing was sold, and
no file tells the day from which it is the shop's: it becomes income with the line that brings it, under its category.
"""


_COUNTED = frozenset(str(status) for status in (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED))


def counted_as(image: Image) -> tuple[Any, ...]:
    """By what the figures of days count an order: where, and whether at all. Being shipped changes none of it."""
    where = ("ordered_on", "channel_id", "currency", "kind", "paid_minor", "refunded_minor", "buyer")
    return (*(image[name] for name in where), image["status"] in _COUNTED)


def of_kind(codes: tuple[str, ...]) -> ColumnElement[bool]:
    """The orders of these kinds, said so that an index serves it: a plain sale has no kind at all."""
    named = _orders.c.kind.in_([OrderKind(code) for code in codes if code != OrderKind.NORMAL])
    return or_(named, _orders.c.kind.is_(None)) if OrderKind.NORMAL in codes else named


def each_kind(_connection: Connection) -> list[ColumnElement[bool]]:
    """The orders of each kind, the first code first."""
    columns = {kind: KIND if kind is OrderKind.NORMAL else _orders.c.kind for kind in sorted(OrderKind)}
    return [column.in_([kind.value]) for kind, column in columns.items()]


@command("orders.set_kind", NN_("Mark {count} order as {kind}", "Mark {count} orders as {kind}"))
def set_kind(uow: UnitOfWork, order_ids: Sequence[int], kind: OrderKind, *, deposit_minor: int | None = None) -> None:
    """Say what kind of orders these are; a presale may say what was paid at first, in the orders' currency."""
    orders = uow.get_many(Order, order_ids)
    if deposit_minor is not None:
        currency = orders[0].currency if orders else settings.read(uow.connection, settings.CURRENCY)
        require_deposit(kind, Money(deposit_minor, currency))
    _require_no_money(orders, kind)
    _require_open_months(uow, orders, kind)
    for order in orders:
        take_kind(order, kind, deposit_minor)
    uow.describe(count=len(orders), kind=message(KIND_LABELS[kind]))


def take_kind(order: Order, kind: OrderKind, deposit_minor: int | None = None) -> None:
    """Make the order one of this kind, within another command."""
    order.kind = None if kind is OrderKind.NORMAL else kind
    if kind is not OrderKind.PRESALE:
        order.deposit_minor = None
    elif deposit_minor is not None:
        order.deposit_minor = deposit_minor


def money_for(order: Order, status: OrderStatus) -> dict[str, Any]:
    """What reaching a status says about the money: the balance of a presale, what the courier collected."""
    if order.total_minor is None:
        return {}
    if order.kind is OrderKind.PRESALE and order.status is OrderStatus.UNPAID and status is OrderStatus.PAID:
        return {"paid_minor": order.total_minor} if order.paid_minor in (None, order.deposit_minor) else {}
    if order.kind is OrderKind.COD and status is OrderStatus.COMPLETED and order.paid_minor is None:
        return {"paid_minor": order.total_minor}
    return {}


def balance_minor(total_minor: int | None, deposit_minor: int | None) -> int | None:
    """What of a presale is still to be paid after the deposit; None where the total is unknown."""
    return None if total_minor is None else total_minor - (deposit_minor or 0)


def require_deposit(kind: OrderKind, deposit: Money, total_minor: int | None = None) -> None:
    """`Invalid` for a deposit that is no deposit: below zero, above the total, or of an order that is no presale."""
    reason = ""
    if kind is not OrderKind.PRESALE:
        reason = N_("only a presale has one")
    elif deposit.minor < 0:
        reason = N_("it must not be negative")
    elif total_minor is not None and deposit.minor > total_minor:
        reason = N_("it is more than the whole order costs")
    if reason:
        value = money(deposit.minor, deposit.currency)
        raise Invalid(field=message(N_("Deposit")), value=value, reason=message(reason))


def _require_open_months(uow: UnitOfWork, orders: Sequence[Order], kind: OrderKind) -> None:
    """`MonthLocked` where goods would go out, or would not have gone, in a month whose books are closed."""
    zone = settings.read(uow.connection, settings.ZONE)
    turning = [order for order in orders if (order.kind is OrderKind.NOT_REAL) is not (kind is OrderKind.NOT_REAL)]
    require_open(uow, [clock.business_day(order.shipped_at, zone) for order in turning if order.shipped_at is not None])


def _require_no_money(orders: Sequence[Order], kind: OrderKind) -> None:
    """A gift, a sample or a re-ship that brought money is a sale: figures would lose that money in silence."""
    if kind in SALE_KINDS or kind is OrderKind.NOT_REAL:
        return
    paid = [order for order in orders if order.paid_minor]
    if paid:
        reason = message(N_("money was paid for them; an order that brings money is a sale, or not a real one"))
        raise NotAllowed(rows=rules.numbers(paid), reason=reason)
