"""Reads: what can become one parcel of a wave: orders nobody packed yet, and parcels of merged or split ones."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from models.catalog import Sku
from models.enums.orders import ParcelState
from models.fulfilment import Parcel, ParcelLine
from models.orders import Order, OrderLine
from models.stock import OrderLinePart
from services.fulfilment.papers import Key, walking_key
from services.kernel.chunks import sorted_chunks
from services.orders.queries import READY

_orders = Order.table()
_lines = OrderLine.table()
_parts = OrderLinePart.table()
_skus = Sku.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_NEVER = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Pick:
    """Pieces of one SKU, or of something nobody linked, and where they lie."""

    line_id: int
    key: Any
    code: str
    shelf: str

    @property
    def walk(self) -> tuple[bool, Key, Key]:
        """Where on the walk it is taken."""
        return walking_key(self.shelf, self.code)


@dataclass(frozen=True, slots=True)
class Unit:
    """What becomes one parcel of a wave: an order, or a parcel that orders were merged or split into."""

    order_ids: tuple[int, ...]
    parcel_id: int | None
    numbers: tuple[str, ...]
    channel_id: int
    couriers: frozenset[str]
    deliver_by: datetime | None
    paid_at: datetime | None
    picks: tuple[Pick, ...] = ()

    @property
    def is_single(self) -> bool:
        """Whether one kind of thing is all there is in it."""
        return len({pick.key for pick in self.picks}) == 1

    @property
    def urgency(self) -> tuple[datetime, datetime, int]:
        """The one to be sent first comes first: by deadline, then by payment."""
        return (self.deliver_by or _NEVER, self.paid_at or _NEVER, self.order_ids[0])


@dataclass(slots=True)
class _Loose:
    """Parcels of orders: which lines are in which, and which parcels can go into a wave."""

    lines: dict[int, set[int]] = field(default_factory=dict)
    orders: dict[int, list[int]] = field(default_factory=dict)
    free: set[int] = field(default_factory=set)


def units(
    connection: Connection, only: Collection[int] | None = None, *, wave_id: int | None = None
) -> tuple[Unit, ...]:
    """Every parcel-to-be of orders that are ready and in no wave yet; with `only` those of these orders.

    With `wave_id` the open parcels of this wave instead, as far as their orders are ready.
    """
    columns = ("id", "external_no", "channel_id", "courier", "deliver_by", "paid_at")
    rows = connection.execute(select(*(_orders.c[name] for name in columns)).where(READY))
    ready = {row.id: row for row in rows}
    if wave_id is not None:
        only = _orders_in_wave(connection, wave_id)
    wanted = [one for one in ready if only is None or one in only]
    loose = _parcels_of(connection, wanted, wave_id)
    together = dict.fromkeys(one for order_ids in loose.orders.values() for one in order_ids if one in ready)
    picks = _picks(connection, list(dict.fromkeys([*wanted, *together])))
    in_parcels = {order_id for order_ids in loose.orders.values() for order_id in order_ids}
    found = [_unit([ready[one]], None, picks.get(one, [])) for one in wanted if one not in in_parcels]
    for parcel_id in sorted(loose.free):
        order_ids = loose.orders[parcel_id]
        if all(one in picks for one in order_ids):
            held = [pick for one in order_ids for pick in picks[one] if pick.line_id in loose.lines[parcel_id]]
            found.append(_unit([ready[one] for one in order_ids], parcel_id, held))
    return tuple(unit for unit in found if unit.picks)


def _unit(rows: Sequence[Any], parcel_id: int | None, picks: Sequence[Pick]) -> Unit:
    due = [row.deliver_by for row in rows if row.deliver_by is not None]
    paid = [row.paid_at for row in rows if row.paid_at is not None]
    return Unit(
        order_ids=tuple(row.id for row in rows),
        parcel_id=parcel_id,
        numbers=tuple(row.external_no for row in rows),
        channel_id=rows[0].channel_id,
        couriers=frozenset(row.courier or "" for row in rows),
        deliver_by=min(due, default=None),
        paid_at=min(paid, default=None),
        picks=tuple(picks),
    )


def _picks(connection: Connection, order_ids: Sequence[int]) -> dict[int, list[Pick]]:
    """What is taken for each order, bundles by the parts they had when they were sold."""
    found: dict[int, list[Pick]] = {}
    sku_id = func.coalesce(_parts.c.sku_id, _lines.c.sku_id)
    for chunk in sorted_chunks(order_ids):
        statement = (
            select(
                _lines.c.order_id, _lines.c.id, _lines.c.code, _lines.c.title, _skus.c.id, _skus.c.code, _skus.c.shelf
            )
            .select_from(
                _lines.outerjoin(_parts, _parts.c.order_line_id == _lines.c.id).outerjoin(_skus, _skus.c.id == sku_id)
            )
            .where(_lines.c.order_id.in_(chunk), _lines.c.is_closed.is_(False))
            .order_by(_lines.c.order_id, _lines.c.position)
        )
        for order_id, line_id, code, title, sku, own_code, shelf in connection.execute(statement):
            pick = Pick(line_id, sku or (code, title), own_code or code or title, shelf or "")
            found.setdefault(order_id, []).append(pick)
    return found


def _orders_in_wave(connection: Connection, wave_id: int) -> frozenset[int]:
    statement = (
        select(_lines.c.order_id)
        .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
        .join(_lines, _lines.c.id == _packed.c.order_line_id)
        .where(_parcels.c.wave_id == wave_id)
    )
    return frozenset(connection.execute(statement).scalars())


def _parcels_of(connection: Connection, order_ids: Sequence[int], wave_id: int | None = None) -> _Loose:
    """The parcels these orders are in, with everything that lies in them; free are the open ones of this wave."""
    ids: set[int] = set()
    for chunk in sorted_chunks(order_ids):
        statement = select(_packed.c.parcel_id).join(_lines, _lines.c.id == _packed.c.order_line_id)
        ids.update(connection.execute(statement.where(_lines.c.order_id.in_(chunk))).scalars())
    found = _Loose()
    for chunk in sorted_chunks(ids):
        statement = (
            select(_parcels, _lines.c.id.label("line_id"), _lines.c.order_id)
            .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
            .join(_lines, _lines.c.id == _packed.c.order_line_id)
            .where(_parcels.c.id.in_(chunk))
            .order_by(_packed.c.id)
        )
        for row in connection.execute(statement):
            found.lines.setdefault(row.id, set()).add(row.line_id)
            held = found.orders.setdefault(row.id, [])
            if row.order_id not in held:
                held.append(row.order_id)
            if row.state is ParcelState.OPEN and row.wave_id == wave_id and row.hold_note is None:
                found.free.add(row.id)
    return found
