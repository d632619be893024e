"""Writes: stopping parcels in the last second, as one step."""

from __future__ import annotations

from collections.abc import Sequence

from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order
from services.errors import NotAllowed, NothingSelected
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.orders import rules
from services.orders.commands import change
from services.orders.hold_rules import HoldRule
from services.orders.holding import judge, reconsider

_OPEN = frozenset({OrderStatus.UNPAID, OrderStatus.PAID})


@command("orders.stop", NN_("Stop {count} order: a refund was asked", "Stop {count} orders: a refund was asked"))
def stop_orders(uow: UnitOfWork, order_ids: Sequence[int]) -> None:
    """Note that the buyers of open orders asked for their money: no paper and no ship file takes these any more."""
    orders = uow.get_many(Order, dict.fromkeys(order_ids))
    if not orders:
        raise NothingSelected(what=message(N_("none of these orders can be stopped")))
    gone = [order for order in orders if order.status not in _OPEN]
    if gone:
        raise NotAllowed(rows=rules.numbers(gone), reason=message(N_("they have been shipped or closed already")))
    stopping = [order for order in orders if order.refund_status is not RefundStatus.REFUNDED]
    for order in stopping:
        change(order, {"refund_status": RefundStatus.REQUESTED})
    judge(uow, [order.id for order in stopping])
    reconsider(uow, HoldRule.STOCK, HoldRule.DUPLICATE)
    uow.describe(count=len(stopping))
