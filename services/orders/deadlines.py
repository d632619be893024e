"""Reads: which orders are late or at risk, and which left too late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, and_, select

from models.channels import Channel
from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order
from models.projections import OrderSummary
from services import clock, settings
from services.business_day import start_of_today
from services.orders.penalties import late_penalties
from services.orders.stages import SOON

_orders = Order.table()
_summaries = OrderSummary.table()
_channels = Channel.table()


class Fate(StrEnum):
    """How an order stands to its deadline; `IN_TIME` and `SENT_LATE` have left."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"
    LATER = "later"
    SENT_LATE = "sent_late"
    IN_TIME = "in_time"


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One order against its deadline. `minutes` are left until it (below 0: past it, or how late it was sent).

    `penalty_minor` is what the platform took for its being late, in minor units of `currency`; None where nothing.
    """

    order_id: int
    order_no: str
    channel: str
    buyer: str
    title: str
    pieces: int
    paid_at: datetime | None
    deliver_by: datetime
    is_own: bool
    shipped_at: datetime | None
    fate: Fate
    minutes: int
    hold_code: str | None
    refund_status: RefundStatus
    currency: str
    penalty_minor: int | None = None


def at_risk(connection: Connection) -> tuple[DeadlineRow, ...]:
    """Orders still here that are late or have to leave today, the latest first; held ones too."""
    end = start_of_today(settings.read(connection, settings.ZONE), 1)
    condition = and_(_orders.c.status == OrderStatus.PAID, _orders.c.deliver_by < max(end, clock.now() + SOON))
    rows = [row for row in _rows(connection, condition) if row.refund_status is not RefundStatus.REFUNDED]
    return _with_penalties(connection, rows)


def due_in(connection: Connection, first: date | None, last: date | None) -> tuple[DeadlineRow, ...]:
    """Every paid order whose deadline lies in these days of the shop, sent or not; closed ones are left out."""
    zone = ZoneInfo(settings.read(connection, settings.ZONE))
    parts: list[ColumnElement[bool]] = [_orders.c.status.not_in([OrderStatus.UNPAID, OrderStatus.CLOSED])]
    if first is not None:
        parts.append(_orders.c.deliver_by >= datetime.combine(first, time(), zone))
    if last is not None:
        parts.append(_orders.c.deliver_by < datetime.combine(last + timedelta(days=1), time(), zone))
    return _with_penalties(connection, list(_rows(connection, and_(_orders.c.deliver_by.is_not(None), *parts))))


def _with_penalties(connection: Connection, rows: Sequence[DeadlineRow]) -> tuple[DeadlineRow, ...]:
    paid = late_penalties(connection, [row.order_id for row in rows])
    return tuple(replace(row, penalty_minor=paid.get(row.order_id)) for row in rows)


def fate_of(status: OrderStatus, deliver_by: datetime, shipped_at: datetime | None, now: datetime, zone: str) -> Fate:
    """How an order stands to its deadline; one that left at an unknown time counts as in time."""
    if status in (OrderStatus.SHIPPED, OrderStatus.COMPLETED):
        return Fate.SENT_LATE if shipped_at is not None and shipped_at > deliver_by else Fate.IN_TIME
    if deliver_by < now:
        return Fate.LATE
    if deliver_by < now + SOON:
        return Fate.SOON
    return Fate.TODAY if deliver_by < start_of_today(zone, 1) else Fate.LATER


def _rows(connection: Connection, condition: ColumnElement[bool]) -> Iterator[DeadlineRow]:
    zone, now = settings.read(connection, settings.ZONE), clock.now()
    names = ("id", "external_no", "buyer", "receiver", "paid_at", "deliver_by", "is_own_deadline", "shipped_at",
             "status", "hold_code", "refund_status", "currency")  # fmt: skip
    statement = (
        select(
            *(_orders.c[name] for name in names),
            _channels.c.name.label("channel"),
            _summaries.c.title,
            _summaries.c.pieces,
        )
        .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
        .join(_summaries, _summaries.c.order_id == _orders.c.id)
        .where(condition)
        .order_by(_orders.c.deliver_by, _orders.c.id)
    )
    for row in connection.execute(statement):
        yield _row(row, now, zone)


def _row(row: Any, now: datetime, zone: str) -> DeadlineRow:
    fate = fate_of(row.status, row.deliver_by, row.shipped_at, now, zone)
    until = row.shipped_at if fate in (Fate.SENT_LATE, Fate.IN_TIME) and row.shipped_at is not None else now
    return DeadlineRow(
        order_id=row.id,
        order_no=row.external_no,
        channel=row.channel,
        buyer=row.buyer or row.receiver or "",
        title=row.title,
        pieces=row.pieces,
        paid_at=row.paid_at,
        deliver_by=row.deliver_by,
        is_own=bool(row.is_own_deadline),
        shipped_at=row.shipped_at,
        fate=fate,
        minutes=int((row.deliver_by - until) / timedelta(minutes=1)),
        hold_code=row.hold_code,
        refund_status=row.refund_status,
        currency=row.currency,
    )
