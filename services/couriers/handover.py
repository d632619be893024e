"""Reads: the parcels a courier takes along, as the list both sides sign."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from models.enums.orders import OrderStatus, PrintKind, RefundStatus
from models.fulfilment import Parcel, ParcelLine, PrintedOrder, PrintRun
from models.orders import Order, OrderLine
from services import clock, settings
from services.couriers.book import Courier, couriers, named, recognised
from services.couriers.expected import loads_of
from services.errors import NothingSelected
from services.fulfilment.stopped import require_not_stopped
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.messages import message
from services.numbering.kinds import NumberKind
from services.numbering.numbers import next_number

_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_runs = PrintRun.table()
_printed = PrintedOrder.table()


@dataclass(frozen=True, slots=True)
class HandoverLine:
    """One parcel: its place on the list, its waybill, the orders in it, where it goes, and grams where known."""

    place: int
    waybill: str
    order_numbers: tuple[str, ...]
    city: str
    weight_g: int | None


@dataclass(frozen=True, slots=True)
class HandoverPart:
    """What one courier takes; `courier` is empty where nobody is named and the number tells nobody."""

    courier: str
    lines: tuple[HandoverLine, ...]


@dataclass(frozen=True, slots=True)
class HandoverList:
    """All parcels of one handover, a part for each courier. `printed_at` is aware; `zone` is the shop's."""

    number: str
    shop_name: str
    printed_at: datetime
    zone: str
    parts: tuple[HandoverPart, ...]
    order_ids: tuple[int, ...]

    @property
    def parcels(self) -> int:
        """How many parcels are on the list."""
        return sum(len(part.lines) for part in self.parts)


def waiting_for_handover(connection: Connection) -> tuple[int, ...]:
    """Orders whose tracking number was entered here and that were on no handover list yet, oldest first."""
    listed = (
        select(_printed.c.id)
        .join_from(_printed, _runs, _runs.c.id == _printed.c.run_id)
        .where(_printed.c.order_id == _orders.c.id, _runs.c.kind == PrintKind.HANDOVER)
    )
    statement = (
        select(_orders.c.id)
        .where(
            _orders.c.status.in_([OrderStatus.PAID, OrderStatus.SHIPPED]),
            _orders.c.tracking_no.is_not(None),
            _orders.c.tracking_entered_at.is_not(None),
            _orders.c.refund_status.not_in([RefundStatus.REQUESTED, RefundStatus.REFUNDED]),
            or_(_orders.c.status == OrderStatus.SHIPPED, _orders.c.hold_code.is_(None)),
            ~listed.exists(),
        )
        .order_by(_orders.c.tracking_entered_at, _orders.c.id)
    )
    return tuple(connection.execute(statement).scalars())


def handover_list(connection: Connection, order_ids: Sequence[int]) -> HandoverList:
    """The parcels of these orders by courier; such as have no waybill are left out, and none at all is an error."""
    require_not_stopped(connection, order_ids)
    known = couriers(connection)
    weights = loads_of(connection, order_ids)
    gathered: dict[str, dict[str, list[Any]]] = {}
    carried: dict[int, None] = {}
    for waybill, row in _parcel_rows(connection, order_ids):
        courier = _courier_name(known, row.courier or "", waybill)
        gathered.setdefault(courier, {}).setdefault(waybill, []).append(row)
        carried[row.id] = None
    if not gathered:
        raise NothingSelected(what=message(N_("no parcel with a tracking number waits to be handed over")))
    parts = [
        HandoverPart(
            courier,
            tuple(
                HandoverLine(place, waybill, _numbers(rows), _city(rows), _weight(rows, weights))
                for place, (waybill, rows) in enumerate(parcels.items(), start=1)
            ),
        )
        for courier, parcels in sorted(gathered.items(), key=lambda one: (not one[0], one[0]))
    ]
    return HandoverList(
        number=next_number(connection, NumberKind.HANDOVER),
        shop_name=settings.read(connection, settings.SHOP_NAME),
        printed_at=clock.now(),
        zone=settings.read(connection, settings.ZONE),
        parts=tuple(parts),
        order_ids=tuple(carried),
    )


def _parcel_rows(connection: Connection, order_ids: Sequence[int]) -> Iterator[tuple[str, Any]]:
    """(waybill, order) of every parcel; the parts of a split order have waybills of their own."""
    own = _own_waybills(connection, order_ids)
    columns = ("id", "external_no", "courier", "tracking_no", "province", "city")
    found: dict[int, Any] = {}
    for chunk in sorted_chunks(order_ids):
        for row in connection.execute(select(*(_orders.c[name] for name in columns)).where(_orders.c.id.in_(chunk))):
            found[row.id] = row
    for order_id in dict.fromkeys(order_ids):
        if order_id in found:
            waybills = own.get(order_id) or [found[order_id].tracking_no]
            yield from ((waybill, found[order_id]) for waybill in waybills if waybill)


def _own_waybills(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(_lines.c.order_id, _parcels.c.tracking_no)
            .join_from(_packed, _parcels, _parcels.c.id == _packed.c.parcel_id)
            .join(_lines, _lines.c.id == _packed.c.order_line_id)
            .where(_lines.c.order_id.in_(chunk), _parcels.c.tracking_no.is_not(None))
            .distinct()
            .order_by(_parcels.c.id)
        )
        for order_id, waybill in connection.execute(statement):
            found.setdefault(order_id, []).append(waybill)
    return {order_id: list(dict.fromkeys(waybills)) for order_id, waybills in found.items()}


def _courier_name(known: Sequence[Courier], word: str, waybill: str) -> str:
    courier = named(known, word) or (recognised(known, waybill) if not word.strip() else None)
    return courier.name if courier is not None else word.strip()


def _numbers(rows: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.external_no for row in rows))


def _city(rows: Sequence[Any]) -> str:
    return next((" ".join(filter(None, (row.province, row.city))) for row in rows if row.province or row.city), "")


def _weight(rows: Sequence[Any], weights: Any) -> int | None:
    known = [weights[row.id].weight_g for row in rows if row.id in weights]
    return sum(known) if known and all(weight is not None for weight in known) else None
