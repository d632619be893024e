"""Reads: one order in full: its lines, what happened to it, its parcels, papers, freight and profit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from models.catalog import Sku
from models.channels import Channel
from models.entities import Entity
from models.enums.orders import Flag, OrderKind, OrderStatus, Platform, PrintKind, RefundStatus
from models.fulfilment import PrintedOrder, PrintRun
from models.journal import Change, Operation
from models.orders import Order, OrderLine
from services import settings
from services.couriers.parcel_freight import FreightNote, freight_note, parcel_notes
from services.errors import NotFound
from services.fulfilment.travelling import ParcelView, parcels_of
from services.i18n import N_
from services.messages import Message, from_json, message
from services.orders.kept_profit import order_profit
from services.orders.profit import Part, Profit
from services.orders.profit_columns import unknown_costs

_orders = Order.table()
_lines = OrderLine.table()
_channels = Channel.table()
_skus = Sku.table()


@dataclass(frozen=True, slots=True)
class LineView:
    """One line in the detail panel. Amounts are minor units of the order's currency."""

    id: int
    code: str | None
    title: str
    variant: str | None
    quantity: int
    price_minor: int | None
    amount_minor: int | None
    is_closed: bool
    sku_id: int | None
    sku_code: str | None
    shelf: str | None
    is_gift: bool = False


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """Something that happened to the order: a platform's time, or one of our own operations; or `due` to happen."""

    at: datetime | None
    text: Message
    is_done: bool = True
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class OrderDetail:
    """One order in full. Amounts are minor units of `currency`; None is unknown.

    `is_masked` says that its receiver is hidden on screen until somebody asks.
    """

    id: int
    version: int
    external_no: str
    channel: str
    channel_id: int
    platform: Platform
    zone: str
    status: OrderStatus
    refund_status: RefundStatus
    hold_code: str | None
    hold_note: str | None
    flag: Flag
    kind: OrderKind | None
    currency: str
    goods_minor: int | None
    freight_minor: int | None
    discount_minor: int | None
    platform_discount_minor: int | None
    total_minor: int | None
    paid_minor: int | None
    deposit_minor: int | None
    refunded_minor: int | None
    ordered_at: datetime | None
    deliver_by: datetime | None
    buyer: str | None
    receiver: str | None
    phone: str | None
    landline: str | None
    province: str | None
    city: str | None
    district: str | None
    address: str | None
    zip: str | None
    buyer_note: str | None
    seller_note: str | None
    close_reason: str | None
    courier: str | None
    tracking_no: str | None
    declared_pieces: int | None
    is_damaged_no: bool
    extra: Mapping[str, Any] | None
    lines: tuple[LineView, ...]
    timeline: tuple[TimelineEntry, ...]
    prints: tuple[tuple[PrintKind, str, datetime], ...]
    profit: Profit | None = None
    unknown_costs: tuple[str, ...] = ()
    parcels: tuple[ParcelView, ...] = ()
    freight: FreightNote | None = None
    parcel_freight: Mapping[int, FreightNote] = field(default_factory=dict)
    is_masked: bool = True

    @property
    def is_part_shipped(self) -> bool:
        """Whether some of it has left while the rest waits."""
        return self.status is OrderStatus.PAID and any(parcel.has_left for parcel in self.parcels)

    @property
    def pasted(self) -> str:
        """The message the receiver of a typed order was read from, as it was pasted."""
        return str((self.extra or {}).get("pasted", ""))

    @property
    def pieces(self) -> int:
        """Pieces ordered, or what the platform declared while no lines are known."""
        return sum(line.quantity for line in self.lines) if self.lines else self.declared_pieces or 0


_DETAIL_COLUMNS = [name for name in OrderDetail.__dataclass_fields__ if name in _orders.c]


def detail(connection: Connection, order_id: int) -> OrderDetail:
    """Everything the detail panel shows of one order."""
    statement = (
        select(
            *(_orders.c[name] for name in (*_DETAIL_COLUMNS, "paid_at", "shipped_at", "completed_at")),
            _channels.c.name.label("channel"),
            _channels.c.platform,
            _channels.c.zone,
        )
        .join_from(_orders, _channels, _channels.c.id == _orders.c.channel_id)
        .where(_orders.c.id == order_id)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("order")), which=f"#{order_id}")
    values = {name: row[name] for name in (*_DETAIL_COLUMNS, "channel", "platform", "zone")}
    parcels = parcels_of(connection, [order_id])
    return OrderDetail(
        **values,
        lines=lines_of(connection, order_id),
        timeline=_timeline(connection, order_id, dict(row)),
        prints=_prints(connection, order_id),
        parcels=parcels,
        parcel_freight=parcel_notes(connection, [parcel.id for parcel in parcels]),
        freight=freight_note(connection, order_id),
        is_masked=settings.read(connection, settings.MASK_SCREEN),
        profit=(found := order_profit(connection, order_id)),
        unknown_costs=unknown_costs(connection, order_id) if found is not None and Part.GOODS in found.missing else (),
    )


def lines_of(connection: Connection, order_id: int) -> tuple[LineView, ...]:
    """The lines of one order in their order."""
    columns = ("id", "code", "title", "variant", "quantity", "price_minor", "amount_minor", "is_closed", "sku_id")
    statement = (
        select(
            *(_lines.c[name] for name in columns),
            *(_skus.c.code.label("sku_code"), _skus.c.shelf, _lines.c.gift_rule.is_not(None)),
        )
        .outerjoin_from(_lines, _skus, _skus.c.id == _lines.c.sku_id)
        .where(_lines.c.order_id == order_id)
        .order_by(_lines.c.position)
    )
    return tuple(LineView(*row) for row in connection.execute(statement))


def _timeline(connection: Connection, order_id: int, row: dict[str, Any]) -> tuple[TimelineEntry, ...]:
    entries = [
        TimelineEntry(row["ordered_at"], message(N_("Order placed")), row["ordered_at"] is not None),
        TimelineEntry(
            row["paid_at"],
            message(N_("Payment received")),
            row["paid_at"] is not None or row["status"] not in ("unpaid",),
        ),
        TimelineEntry(
            row["shipped_at"],
            message(N_("Shipped")),
            row["status"] in ("shipped", "completed"),
            row["deliver_by"] if row["status"] in (OrderStatus.UNPAID, OrderStatus.PAID) else None,
        ),
        TimelineEntry(row["completed_at"], message(N_("Completed")), row["status"] == "completed"),
    ]
    if row["status"] == OrderStatus.CLOSED:
        entries = [entry for entry in entries if entry.is_done]
        entries.append(TimelineEntry(None, message(N_("Closed"))))
    return tuple(entries + _own_operations(connection, order_id))


def _own_operations(connection: Connection, order_id: int) -> list[TimelineEntry]:
    changes, operations = Change.table(), Operation.table()
    touched = select(changes.c.op_id).where(
        changes.c.entity == str(Entity.ORDER), changes.c.row_id == order_id, changes.c.last_id == order_id
    )
    statement = (
        select(operations.c.at, operations.c.label)
        .where(operations.c.id.in_(touched), operations.c.applied_by.is_not(None))
        .order_by(operations.c.id)
        .limit(50)
    )
    return [TimelineEntry(at, from_json(label)) for at, label in connection.execute(statement)]


def _prints(connection: Connection, order_id: int) -> tuple[tuple[PrintKind, str, datetime], ...]:
    runs, printed = PrintRun.table(), PrintedOrder.table()
    statement = (
        select(runs.c.kind, runs.c.number, runs.c.printed_at)
        .join_from(printed, runs, runs.c.id == printed.c.run_id)
        .where(printed.c.order_id == order_id)
        .order_by(runs.c.id)
    )
    return tuple((row[0], row[1], row[2]) for row in connection.execute(statement))
