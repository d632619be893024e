"""Reads: parcels that must not leave because the buyer wants the money back, and where they lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.enums.orders import OrderStatus, PrintKind, RefundStatus
from models.fulfilment import Parcel, ParcelLine, PrintedOrder, PrintRun, Wave
from models.orders import Order, OrderLine
from services.errors import NotAllowed
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.messages import message

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_waves = Wave.table()
_runs = PrintRun.table()
_printed = PrintedOrder.table()
WANTED_BACK = (RefundStatus.REQUESTED, RefundStatus.REFUNDED)


class Stop(StrEnum):
    """What a refund check found out about one order number."""

    STOPS = "stops"
    STOPPED = "stopped"
    GONE = "gone"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class StopRow:
    """One order of a refund check: what becomes of it, and where its parcel lies.

    `wave` and `position` are its place in a wave, `papers` the numbers of the lists it was printed on,
    `ship_file` the last ship file it was in: its row there must be taken out before the file is uploaded.
    """

    order_no: str
    stop: Stop
    order_id: int | None = None
    channel: str = ""
    buyer: str = ""
    wave: str = ""
    position: int | None = None
    tracking_no: str = ""
    papers: tuple[str, ...] = ()
    ship_file: str = ""
    others: tuple[str, ...] = ()


def numbers_in(pasted: str) -> tuple[str, ...]:
    """The order numbers somebody pasted, each once: any words between white space, commas and semicolons."""
    plain = pasted.translate(dict.fromkeys(map(ord, ",;\uff0c\uff1b\u3001|\"'"), " "))
    return tuple(dict.fromkeys(plain.split()))


def check_numbers(connection: Connection, pasted: str) -> tuple[StopRow, ...]:
    """What becomes of every pasted order number; none is dropped."""
    numbers = numbers_in(pasted)
    found: dict[str, list[StopRow]] = {}
    ids: list[int] = []
    for chunk in sorted_chunks(numbers):
        statement = select(_orders.c.id).where(_orders.c.external_no.in_(chunk))
        ids += connection.execute(statement).scalars()
    for row in check_orders(connection, ids):
        found.setdefault(row.order_no, []).append(row)
    return tuple(row for number in numbers for row in found.get(number, [StopRow(number, Stop.UNKNOWN)]))


def check_orders(connection: Connection, order_ids: Sequence[int]) -> tuple[StopRow, ...]:
    """Where the parcels of these orders lie, and whether they can still be stopped."""
    places, papers, ship_files = _places(connection, order_ids), _papers(connection, order_ids), {}
    for order_id, runs in papers.items():
        ship_files[order_id] = next((target for kind, _no, target in reversed(runs) if kind is PrintKind.SHIP_FILE), "")
    rows: list[StopRow] = []
    for chunk in sorted_chunks(order_ids):
        columns = ("id", "external_no", "buyer", "tracking_no", "status", "refund_status")
        statement = (
            select(*(_orders.c[name] for name in columns), _channels.c.name.label("channel"))
            .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
            .where(_orders.c.id.in_(chunk))
            .order_by(_orders.c.id)
        )
        for row in connection.execute(statement):
            wave, position, tracking_no, others = places.get(row.id, ("", None, "", ()))
            rows.append(
                StopRow(
                    order_no=row.external_no,
                    stop=_stop(row),
                    order_id=row.id,
                    channel=row.channel,
                    buyer=row.buyer or "",
                    wave=wave,
                    position=position,
                    tracking_no=row.tracking_no or tracking_no,
                    papers=tuple(no for kind, no, _t in papers.get(row.id, ()) if kind is not PrintKind.SHIP_FILE),
                    ship_file=ship_files.get(row.id, ""),
                    others=others,
                )
            )
    return tuple(rows)


def stopped_shipments(connection: Connection, channel_id: int) -> int:
    """How many orders of a channel have a tracking number and stay out of its ship file for a refund."""
    statement = select(func.count()).where(
        _orders.c.channel_id == channel_id,
        _orders.c.tracking_no.is_not(None),
        _orders.c.tracking_entered_at.is_not(None),
        _orders.c.status.in_([OrderStatus.PAID, OrderStatus.SHIPPED]),
        _orders.c.refund_status.in_(WANTED_BACK),
    )
    return int(connection.execute(statement).scalar_one())


def require_not_stopped(connection: Connection, order_ids: Sequence[int]) -> None:
    """`NotAllowed` names the orders that must not go onto paper, in the order they were asked for: their buyers want
    the money back."""
    stopped: dict[int, str] = {}
    for chunk in sorted_chunks(order_ids):
        statement = select(_orders.c.id, _orders.c.external_no).where(
            _orders.c.id.in_(chunk), _orders.c.status == OrderStatus.PAID, _orders.c.refund_status.in_(WANTED_BACK)
        )
        stopped.update((order_id, number) for order_id, number in connection.execute(statement))
    if stopped:
        numbers = [stopped[order_id] for order_id in dict.fromkeys(order_ids) if order_id in stopped]
        shown = (*numbers[:5], "…") if len(numbers) > 5 else tuple(numbers)
        raise NotAllowed(rows=shown, reason=message(N_("the buyer asked for the money back")))


def _stop(row: Any) -> Stop:
    if row.status is OrderStatus.CLOSED:
        return Stop.CLOSED
    if row.status in (OrderStatus.SHIPPED, OrderStatus.COMPLETED):
        return Stop.GONE
    return Stop.STOPPED if row.refund_status in WANTED_BACK else Stop.STOPS


def _places(
    connection: Connection, order_ids: Sequence[int]
) -> dict[int, tuple[str, int | None, str, tuple[str, ...]]]:
    """(wave, place in it, tracking number, the other orders in the parcel) by order, where it is in a parcel."""
    parcel_of: dict[int, Any] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_lines.c.order_id, _parcels.c.id, _parcels.c.position, _parcels.c.tracking_no, _waves.c.number)
            .select_from(
                _packed.join(_lines, _lines.c.id == _packed.c.order_line_id)
                .join(_parcels, _parcels.c.id == _packed.c.parcel_id)
                .outerjoin(_waves, _waves.c.id == _parcels.c.wave_id)
            )
            .where(_lines.c.order_id.in_(chunk))
        )
        for row in connection.execute(statement):
            parcel_of.setdefault(row.order_id, row)
    sharing = _orders_of(connection, sorted({row.id for row in parcel_of.values()}))
    return {
        order_id: (
            row.number or "",
            row.position,
            row.tracking_no or "",
            tuple(no for other, no in sharing.get(row.id, ()) if other != order_id),
        )
        for order_id, row in parcel_of.items()
    }


def _orders_of(connection: Connection, parcel_ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    for chunk in sorted_chunks(parcel_ids):
        statement = (
            select(_packed.c.parcel_id, _orders.c.id, _orders.c.external_no)
            .join_from(_packed, _lines, _lines.c.id == _packed.c.order_line_id)
            .join(_orders, _orders.c.id == _lines.c.order_id)
            .where(_packed.c.parcel_id.in_(chunk))
            .distinct()
            .order_by(_orders.c.id)
        )
        for parcel_id, order_id, number in connection.execute(statement):
            found.setdefault(parcel_id, []).append((order_id, number))
    return found


def _papers(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[tuple[PrintKind, str, str]]]:
    found: dict[int, list[tuple[PrintKind, str, str]]] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_printed.c.order_id, _runs.c.kind, _runs.c.number, _runs.c.target)
            .join_from(_printed, _runs, _runs.c.id == _printed.c.run_id)
            .where(_printed.c.order_id.in_(chunk))
            .order_by(_runs.c.id)
        )
        for order_id, kind, number, target in connection.execute(statement):
            found.setdefault(order_id, []).append((kind, number, target))
    return found
