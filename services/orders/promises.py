"""Writes: until when orders have to leave, where the platform's files do not say it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select

from models.channels import Channel
from models.enums.orders import OrderStatus
from models.orders import Order
from services.errors import Invalid
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_orders = Order.table()
_channels = Channel.table()
_LONGEST = 24 * 90


@command("channels.set_ship_hours", N_("Change until when orders of {name} have to leave"))
def set_ship_hours(uow: UnitOfWork, channel_id: int, hours: int | None) -> int:
    """Orders of a channel have to leave so many hours after their payment; None ends that.

    What the platform's files said of an order stays. Returns how many open orders have another deadline.
    """
    channel = uow.get(Channel, channel_id)
    if hours is not None and not 1 <= hours <= _LONGEST:
        reason = message(N_("a number of hours from 1 to {most}"), most=_LONGEST)
        raise Invalid(field=message(N_("Hours to ship")), value=str(hours), reason=reason)
    channel.ship_hours = hours
    uow.describe(name=channel.name)
    return promise(uow)


def promise(uow: UnitOfWork, only: Iterable[int] | None = None) -> int:
    """Give paid orders without a deadline of the platform that of their channel's rule; all, or `only` these.

    For commands that bring orders or change what was paid when. Returns how many changed.
    """
    uow.flush()
    hours_of = {row.id: row.ship_hours for row in uow.session.execute(select(_channels.c.id, _channels.c.ship_hours))}
    changed = 0
    for order in uow.get_many(Order, _concerned(uow, only)):
        wanted = deadline(order.paid_at, hours_of[order.channel_id])
        if (wanted, wanted is not None or None) != (order.deliver_by, order.is_own_deadline):
            order.deliver_by, order.is_own_deadline = wanted, True if wanted is not None else None
            changed += 1
    return changed


def deadline(paid_at: datetime | None, hours: int | None) -> datetime | None:
    """The instant `hours` after the payment, where both are known."""
    return None if paid_at is None or hours is None else paid_at + timedelta(hours=hours)


def _concerned(uow: UnitOfWork, only: Iterable[int] | None) -> list[int]:
    """Paid orders that have a deadline by our own rule, or could get one."""
    without = and_(_orders.c.deliver_by.is_(None), _orders.c.paid_at.is_not(None), _channels.c.ship_hours.is_not(None))
    statement = (
        select(_orders.c.id)
        .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
        .where(_orders.c.status == OrderStatus.PAID, or_(without, _orders.c.is_own_deadline.is_(True)))
        .order_by(_orders.c.id)
    )
    if only is None:
        return list(uow.session.execute(statement).scalars())
    ids, found = sorted(set(only)), list[int]()
    for chunk in sorted_chunks(ids):
        found += uow.session.execute(statement.where(_orders.c.id.in_(chunk))).scalars()
    return found
