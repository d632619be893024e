"""Reads: what travels together and in parts, order by order, parcel by parcel, and as a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, or_, select

from models.channels import Channel
from models.entities import Entity
from models.enums.orders import ParcelState
from models.fulfilment import Parcel, ParcelLine, Wave
from models.orders import Order, OrderLine
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern

_orders = Order.table()
_lines = OrderLine.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_channels = Channel.table()
_waves = Wave.table()


@dataclass(frozen=True, slots=True)
class PackedLine:
    """Pieces of an order's line in a parcel."""

    line_id: int
    order_id: int
    title: str
    variant: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Passenger:
    """An order in a parcel, with what was written on it."""

    id: int
    external_no: str
    buyer_note: str = ""
    seller_note: str = ""


@dataclass(frozen=True, slots=True)
class ParcelView:
    """One parcel: what is in it, whose it is, and how far it has come."""

    id: int
    state: ParcelState
    hold_note: str | None
    courier: str | None
    tracking_no: str | None
    shipped_at: datetime | None
    orders: tuple[Passenger, ...]
    lines: tuple[PackedLine, ...]

    @property
    def has_left(self) -> bool:
        """Whether it has been sent."""
        return self.state is ParcelState.SHIPPED

    @property
    def is_packed(self) -> bool:
        """Whether it was verified and closed, and still stands here."""
        return self.state is ParcelState.PACKED

    @property
    def pieces(self) -> int:
        """Everything in it."""
        return sum(line.quantity for line in self.lines)

    def pieces_of(self, order_id: int) -> int:
        """What of one order is in it."""
        return sum(line.quantity for line in self.lines if line.order_id == order_id)


@dataclass(frozen=True, slots=True)
class Divisible:
    """A line that can be split: its pieces that have not left, wherever they lie."""

    line_id: int
    title: str
    variant: str
    pieces: int


def parcels_of(connection: Connection, order_ids: Sequence[int]) -> tuple[ParcelView, ...]:
    """The parcels that hold anything of these orders, oldest first."""
    ids: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        statement = select(_packed.c.parcel_id).join(_lines, _lines.c.id == _packed.c.order_line_id)
        ids.update(connection.execute(statement.where(_lines.c.order_id.in_(chunk))).scalars())
    return views(connection, sorted(ids))


def views(connection: Connection, parcel_ids: Sequence[int]) -> tuple[ParcelView, ...]:
    """These parcels, in this order; such as are gone are left out."""
    lines: dict[int, list[PackedLine]] = {}
    orders: dict[int, dict[int, Passenger]] = {}
    columns = ("id", "state", "hold_note", "courier", "tracking_no", "shipped_at")
    found: dict[int, ParcelView] = {}
    for chunk in sorted_chunks(parcel_ids):
        for row in _contents(connection, chunk):
            packed = PackedLine(row.line_id, row.order_id, row.title, row.variant or "", row.quantity)
            lines.setdefault(row.parcel_id, []).append(packed)
            passenger = Passenger(row.order_id, row.external_no, row.buyer_note or "", row.seller_note or "")
            orders.setdefault(row.parcel_id, {})[row.order_id] = passenger
        statement = select(*(_parcels.c[name] for name in columns)).where(_parcels.c.id.in_(chunk))
        for row in connection.execute(statement):
            inside = tuple(orders.get(row.id, {}).values())
            found[row.id] = ParcelView(
                row.id, row.state, row.hold_note, row.courier, row.tracking_no, row.shipped_at, inside,
                tuple(lines.get(row.id, ())),
            )  # fmt: skip
    return tuple(found[parcel_id] for parcel_id in parcel_ids if parcel_id in found)


def divisible(connection: Connection, order_id: int) -> tuple[Divisible, ...]:
    """What of an order can still be split."""
    statement = (
        select(_lines.c.id, _lines.c.title, _lines.c.variant, _lines.c.quantity)
        .where(_lines.c.order_id == order_id, _lines.c.is_closed.is_(False))
        .order_by(_lines.c.position)
    )
    sent: dict[int, int] = {}
    for parcel in parcels_of(connection, [order_id]):
        for line in parcel.lines if parcel.has_left else ():
            sent[line.line_id] = sent.get(line.line_id, 0) + line.quantity
    rows = [
        Divisible(row.id, row.title, row.variant or "", row.quantity - sent.get(row.id, 0))
        for row in connection.execute(statement)
    ]
    return tuple(row for row in rows if row.pieces > 0)


def _contents(connection: Connection, parcel_ids: Sequence[int]) -> Sequence[Any]:
    statement = (
        select(
            _packed.c.parcel_id, _packed.c.quantity, _lines.c.id.label("line_id"), _lines.c.order_id, _lines.c.title,
            _lines.c.variant, _orders.c.external_no, _orders.c.buyer_note, _orders.c.seller_note,
        )
        .join_from(_packed, _lines, _lines.c.id == _packed.c.order_line_id)
        .join(_orders, _orders.c.id == _lines.c.order_id)
        .where(_packed.c.parcel_id.in_(parcel_ids))
        .order_by(_packed.c.parcel_id, _lines.c.order_id, _lines.c.position)
    )  # fmt: skip
    return connection.execute(statement).all()


_INSIDE = _packed.join(_lines, _lines.c.id == _packed.c.order_line_id)
_ORDERS_IN = select(_lines.c.order_id).select_from(_INSIDE).where(_packed.c.parcel_id == _parcels.c.id)
_NUMBERS = (
    select(func.aggregate_strings(_orders.c.external_no, ", "))
    .where(_orders.c.id.in_(_ORDERS_IN.correlate(_parcels)))
    .correlate(_parcels)
    .scalar_subquery()
)
_ORDER_COUNT = (
    select(func.count(_lines.c.order_id.distinct()))
    .select_from(_INSIDE)
    .where(_packed.c.parcel_id == _parcels.c.id)
    .correlate(_parcels)
    .scalar_subquery()
)
_PIECES = (
    select(func.coalesce(func.sum(_packed.c.quantity), 0))
    .where(_packed.c.parcel_id == _parcels.c.id)
    .correlate(_parcels)
    .scalar_subquery()
)


def _search(typed: str) -> ColumnElement[bool] | None:
    found = []
    for term in terms(typed):
        pattern = like_pattern(term.plain)
        found.append(or_(_parcels.c.tracking_no.like(pattern, escape="\\"), _NUMBERS.like(pattern, escape="\\")))
    return and_(*found) if found else None


PARCELS = TableQuery(
    name="parcels",
    entity=Entity.PARCEL,
    base=_parcels,
    joins=((_channels, _channels.c.id == _parcels.c.channel_id), (_waves, _waves.c.id == _parcels.c.wave_id)),
    columns=by_key(
        QueryColumn("no", N_("Parcel"), Kind.INTEGER, _parcels.c.id),
        QueryColumn("state", N_("State"), Kind.CODE, _parcels.c.state),
        QueryColumn("channel", N_("Channel"), Kind.TEXT, _channels.c.name),
        QueryColumn("orders", N_("Orders"), Kind.TEXT, _NUMBERS),
        QueryColumn("order_count", N_("Number of orders"), Kind.INTEGER, _ORDER_COUNT),
        QueryColumn("pieces", N_("Pieces"), Kind.INTEGER, _PIECES),
        QueryColumn("hold", N_("Kept back"), Kind.TEXT, _parcels.c.hold_note),
        QueryColumn("courier", N_("Courier"), Kind.TEXT, _parcels.c.courier),
        QueryColumn("tracking_no", N_("Tracking no."), Kind.ID, _parcels.c.tracking_no),
        QueryColumn("weight_g", N_("Weight (g)"), Kind.INTEGER, _parcels.c.weight_g),
        QueryColumn("wave", N_("Wave"), Kind.ID, _waves.c.number),
        QueryColumn("position", N_("Place in the wave"), Kind.INTEGER, _parcels.c.position),
        QueryColumn("packed_at", N_("Packed at"), Kind.INSTANT, _parcels.c.packed_at),
        QueryColumn("shipped_at", N_("Shipped at"), Kind.INSTANT, _parcels.c.shipped_at),
        QueryColumn("note", N_("Note"), Kind.TEXT, _parcels.c.note),
    ),
    views={
        "all": None,
        "here": _parcels.c.state != ParcelState.SHIPPED,
        "held": (_parcels.c.hold_note.is_not(None)) & (_parcels.c.state != ParcelState.SHIPPED),
        "shipped": _parcels.c.state == ParcelState.SHIPPED,
    },
    default_sort=(("no", True),),
    search=_search,
    companions=frozenset({_channels}),
)
