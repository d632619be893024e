"""Reads: where orders stand between paid and shipped, with counts and the oldest of each; and what is late."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Connection, and_, case, func, or_, select, type_coerce

from models.columns import from_epoch_ms, to_epoch_ms
from models.enums.orders import OrderStatus, ParcelState
from models.fulfilment import Parcel, ParcelLine, Wave
from models.orders import Order, OrderLine
from models.projections import OrderSummary
from services import clock, settings
from services.business_day import start_in, start_of_today
from services.kernel.table_query import stored_rows
from services.orders.queries import READY, VIEWS

_orders = Order.table()
_lines = OrderLine.table()
_summaries = OrderSummary.table()
_parcels = Parcel.table()
_packed = ParcelLine.table()
_waves = Wave.table()
SOON = timedelta(hours=4)


class Stage(StrEnum):
    """One column of the board."""

    CHECK = "check"
    PICK = "pick"
    PACK = "pack"
    SEND = "send"
    SENT = "sent"


class Due(StrEnum):
    """How near the deadline is; `SOON` is within four hours, `TODAY` later on this day."""

    LATE = "late"
    SOON = "soon"
    TODAY = "today"


def _orders_of_parcels(*conditions: ColumnElement[bool]) -> Any:
    return (
        select(_lines.c.order_id)
        .join_from(_parcels, _packed, _packed.c.parcel_id == _parcels.c.id)
        .join(_lines, _lines.c.id == _packed.c.order_line_id)
        .outerjoin(_waves, _waves.c.id == _parcels.c.wave_id)
        .where(*conditions)
    )


# A wave and the packing bench know more than the paper; without them the paper tells.
_IN_WAVE = _orders.c.id.in_(_orders_of_parcels(_parcels.c.state == ParcelState.OPEN, _parcels.c.wave_id.is_not(None)))
_WALKED = _orders.c.id.in_(_orders_of_parcels(_parcels.c.state == ParcelState.OPEN, _waves.c.picked_at.is_not(None)))
_CLOSED_UP = _orders.c.id.in_(_orders_of_parcels(_parcels.c.state == ParcelState.PACKED))
_IS_PACKED = or_(
    _orders.c.tracking_no.is_not(None), _CLOSED_UP, and_(_summaries.c.pack_prints > 0, _IN_WAVE.is_not(True))
)
_IS_PICKED = or_(_WALKED, and_(_summaries.c.pick_prints > 0, _IN_WAVE.is_not(True)))
_STAGE = case((_IS_PACKED, str(Stage.SEND)), (_IS_PICKED, str(Stage.PACK)), else_=str(Stage.PICK))
_AT = func.coalesce(_orders.c.paid_at, _orders.c.ordered_at)


def stage_condition(values: tuple[str, ...]) -> ColumnElement[bool]:
    """Orders that stand in one of these stages (`Stage` codes), as a condition on the order list."""
    found: list[ColumnElement[bool]] = []
    if Stage.CHECK in values:
        found.append(_held())
    ready = [value for value in values if value in (Stage.PICK, Stage.PACK, Stage.SEND)]
    if ready:
        found.append(and_(READY, _STAGE.in_(ready)))
    if Stage.SENT in values:
        found.append(_sent_since(start_in(0)))
    return or_(*found) if found else _orders.c.id.is_(None)


def due_condition(values: tuple[str, ...]) -> ColumnElement[bool]:
    """Orders still to be sent whose deadline is this near (`Due` codes), at this moment."""
    now = clock.now()
    ends = _ends(now, start_in(1))
    found = [_between(*ends[Due(value)]) for value in values if value in ends]
    return and_(_orders.c.status == OrderStatus.PAID, or_(*found)) if found else _orders.c.id.is_(None)


@dataclass(frozen=True, slots=True)
class StageCount:
    """How many orders stand in a stage, and since when the oldest was paid (sent, for those that left)."""

    orders: int = 0
    oldest_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Board:
    """The work between paid and shipped, what of it is late or will be soon, and how many waves are on their way."""

    stages: dict[Stage, StageCount] = field(default_factory=dict)
    due: dict[Due, int] = field(default_factory=dict)
    waves: int = 0

    @property
    def waiting(self) -> int:
        """Orders that have not left yet."""
        return sum(count.orders for stage, count in self.stages.items() if stage is not Stage.SENT)


def board(connection: Connection) -> Board:
    """The board at this moment. Only open orders are looked at, and those that left today."""
    zone = settings.read(connection, settings.ZONE)
    counts = {stage: StageCount() for stage in Stage}
    ready = (
        select(_STAGE.label("stage"), func.count(), func.min(_number(_AT)))
        .join_from(_orders, _summaries, _summaries.c.order_id == _orders.c.id)
        .where(READY)
        .group_by(_STAGE)
    )
    for stage, count, oldest in stored_rows(connection, ready):
        counts[Stage(stage)] = StageCount(count, None if oldest is None else from_epoch_ms(oldest))
    counts[Stage.CHECK] = _count(connection, _AT, _held())
    counts[Stage.SENT] = _count(connection, _orders.c.shipped_at, _sent_since(start_of_today(zone)))
    waves = select(func.count(_parcels.c.wave_id.distinct())).where(_parcels.c.state != ParcelState.SHIPPED)
    return Board(counts, _due_counts(connection, zone), int(connection.execute(waves).scalar_one()))


def _due_counts(connection: Connection, zone: str) -> dict[Due, int]:
    """Orders ready to be sent by how near their deadline is."""
    now = clock.now()
    midnight = to_epoch_ms(start_of_today(zone, 1))
    ends = _ends(now, midnight)
    sums = [func.sum(case((_between(*ends[due]), 1), else_=0)) for due in Due]
    last = max(midnight, to_epoch_ms(now + SOON))
    row = connection.execute(select(*sums).where(READY, _between(0, last))).one()
    return {due: int(count or 0) for due, count in zip(Due, row, strict=True)}


def _ends(now: datetime, midnight: int | ColumnElement[int]) -> dict[Due, tuple[Any, Any]]:
    """Per nearness the deadlines from, and up to but not with, as stored; what is due soon may be past `midnight`."""
    here, soon = to_epoch_ms(now), to_epoch_ms(now + SOON)
    return {Due.LATE: (0, here), Due.SOON: (here, soon), Due.TODAY: (soon, midnight)}


def _between(low: Any, high: Any) -> ColumnElement[bool]:
    return and_(_number(_orders.c.deliver_by) >= low, _number(_orders.c.deliver_by) < high)


def _held() -> ColumnElement[bool]:
    held = VIEWS["held"]
    assert held is not None
    return held


def _sent_since(at: datetime | ColumnElement[int]) -> ColumnElement[bool]:
    # Said this way SQLite looks the day up, instead of going through all that ever left.
    stays = [OrderStatus.UNPAID, OrderStatus.PAID, OrderStatus.CLOSED]
    return and_(_orders.c.shipped_at >= at, _orders.c.status.not_in(stays))


def _count(connection: Connection, moment: Any, condition: ColumnElement[bool]) -> StageCount:
    statement = select(func.count(), func.min(_number(moment))).select_from(_orders).where(condition)
    count, oldest = stored_rows(connection, statement)[0]
    return StageCount(count, None if oldest is None else from_epoch_ms(oldest))


def _number(expression: Any) -> Any:
    return type_coerce(expression, BigInteger())


SPECIAL: dict[str, Callable[[tuple[str, ...]], ColumnElement[bool]]] = {"stage": stage_condition, "due": due_condition}
"""Filters of the order list that are no column."""
