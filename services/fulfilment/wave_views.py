"""Reads: the waves with how far they have come, and one of them parcel by parcel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from models.channels import Channel
from models.enums.orders import OrderStatus, ParcelState, RefundStatus
from models.fulfilment import Parcel, ParcelLine, Wave
from models.orders import Order, OrderLine
from models.projections import OrderSummary
from services.errors import NotFound
from services.i18n import N_
from services.messages import message

_waves = Wave.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_lines = OrderLine.table()
_orders = Order.table()
_channels = Channel.table()
_summaries = OrderSummary.table()


@dataclass(frozen=True, slots=True)
class WaveView:
    """One wave of the list: parcels in it, and how many of them are picked, packed and gone."""

    id: int
    number: str
    made_at: datetime
    picked_at: datetime | None
    note: str
    parcels: int
    packed: int
    shipped: int

    @property
    def picked(self) -> int:
        """Parcels that were taken from the shelves; a packed one was."""
        return self.parcels if self.picked_at is not None else self.packed

    @property
    def is_done(self) -> bool:
        """Whether every parcel of it has left."""
        return self.shipped == self.parcels


@dataclass(frozen=True, slots=True)
class WaveOrder:
    """An order in a parcel of a wave; `is_stopped` where a hold or a refund keeps it here."""

    id: int
    number: str
    channel: str
    buyer: str
    title: str
    pieces: int
    deliver_by: datetime | None
    is_stopped: bool
    is_printed: bool


@dataclass(frozen=True, slots=True)
class WaveParcel:
    """One parcel of a wave, with the orders that travel in it."""

    id: int
    position: int
    state: ParcelState
    orders: tuple[WaveOrder, ...] = ()

    @property
    def is_stopped(self) -> bool:
        """Whether one of its orders may not leave now."""
        return self.state is not ParcelState.SHIPPED and any(order.is_stopped for order in self.orders)


@dataclass(frozen=True, slots=True)
class WaveDetail:
    """A wave in full, its parcels in the order of picking."""

    wave: WaveView
    parcels: tuple[WaveParcel, ...] = field(default=())

    @property
    def printable(self) -> tuple[int, ...]:
        """The orders of parcels that are still here and may leave, in the order of picking."""
        wanted = (one for one in self.parcels if one.state is not ParcelState.SHIPPED and not one.is_stopped)
        return tuple(dict.fromkeys(order.id for one in wanted for order in one.orders))


def waves(connection: Connection, limit: int = 100, *, wave_ids: Sequence[int] | None = None) -> tuple[WaveView, ...]:
    """The newest waves first, at most so many; with `wave_ids` only these."""

    def counted(*states: ParcelState) -> Any:
        return func.coalesce(func.sum(case((_parcels.c.state.in_(states), 1), else_=0)), 0)

    statement = (
        select(
            _waves.c.id, _waves.c.number, _waves.c.made_at, _waves.c.picked_at, _waves.c.note,
            func.count(_parcels.c.id), counted(ParcelState.PACKED, ParcelState.SHIPPED), counted(ParcelState.SHIPPED),
        )
        .outerjoin_from(_waves, _parcels, _parcels.c.wave_id == _waves.c.id)
        .group_by(_waves.c.id)
        .order_by(_waves.c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if wave_ids is not None:
        statement = statement.where(_waves.c.id.in_(list(wave_ids)))
    return tuple(
        WaveView(row[0], row[1], row[2], row[3], row[4] or "", row[5], row[6], row[7])
        for row in connection.execute(statement)
    )


def wave_detail(connection: Connection, wave_id: int) -> WaveDetail:
    """One wave in full; `NotFound` where it was dissolved."""
    found = waves(connection, wave_ids=[wave_id])
    if not found:
        raise NotFound(what=message(N_("wave")), which=f"#{wave_id}")
    columns = (_orders.c.id, _orders.c.external_no, _channels.c.name.label("channel"), _orders.c.buyer,
               _orders.c.receiver, _summaries.c.title, _orders.c.deliver_by, _orders.c.status,
               _orders.c.refund_status, _orders.c.hold_code, _summaries.c.pack_prints)  # fmt: skip
    statement = (
        select(
            _parcels.c.id.label("parcel_id"), _parcels.c.position, _parcels.c.state, *columns,
            func.sum(_packed.c.quantity).label("pieces"),
        )
        .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
        .join(_lines, _lines.c.id == _packed.c.order_line_id)
        .join(_orders, _orders.c.id == _lines.c.order_id)
        .join(_channels, _channels.c.id == _orders.c.channel_id)
        .join(_summaries, _summaries.c.order_id == _orders.c.id)
        .where(_parcels.c.wave_id == wave_id)
        .group_by(_parcels.c.id, _orders.c.id)
        .order_by(_parcels.c.position, _parcels.c.id, _orders.c.id)
    )  # fmt: skip
    held: dict[tuple[int, int, ParcelState], list[WaveOrder]] = {}
    for row in connection.execute(statement):
        held.setdefault((row.parcel_id, row.position or 0, row.state), []).append(_wave_order(row))
    return WaveDetail(found[0], tuple(WaveParcel(*key, tuple(orders)) for key, orders in held.items()))


def wave_numbered(connection: Connection, number: str) -> int:
    """The id of the wave of this number; `NotFound` where there is none."""
    found = connection.execute(select(_waves.c.id).where(_waves.c.number == number.strip())).scalar()
    if found is None:
        raise NotFound(what=message(N_("wave")), which=number)
    return int(found)


def wave_listed(connection: Connection, order_ids: Sequence[int]) -> int | None:
    """The wave whose orders these are, all that may leave and no others; None where they are any orders.

    Another part of such an order may lie in another wave: a paper over this wave has nothing to do with it.
    """
    if not order_ids:
        return None
    statement = (
        select(_parcels.c.wave_id)
        .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
        .join(_lines, _lines.c.id == _packed.c.order_line_id)
        .where(_lines.c.order_id == order_ids[0], _parcels.c.wave_id.is_not(None))
        .order_by(_parcels.c.wave_id.desc())
    )
    asked = set(order_ids)
    found = connection.execute(statement.distinct()).scalars().all()
    return next((one for one in found if set(wave_detail(connection, one).printable) == asked), None)


def _wave_order(row: Any) -> WaveOrder:
    is_stopped = row.hold_code is not None or row.status in (OrderStatus.UNPAID, OrderStatus.CLOSED)
    return WaveOrder(
        id=row.id,
        number=row.external_no,
        channel=row.channel,
        buyer=row.receiver or row.buyer or "",
        title=row.title,
        pieces=row.pieces,
        deliver_by=row.deliver_by,
        is_stopped=is_stopped or row.refund_status in (RefundStatus.REQUESTED, RefundStatus.REFUNDED),
        is_printed=row.pack_prints > 0,
    )
