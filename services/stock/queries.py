"""Reads: what there is of one SKU and where, who waits for it, and its story."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, and_, func, select

from models.enums.goods import Condition, MoveKind
from models.orders import Order
from models.stock import Lot, Place, StockMove
from models.stock_ledger import Reservation, SkuStock, StockEntry, StockLevel
from services.stock.layers import portion

_orders = Order.table()
_entries = StockEntry.table()
_levels = StockLevel.table()
_stock = SkuStock.table()
_places = Place.table()
_lots = Lot.table()
_moves = StockMove.table()
_reservations = Reservation.table()


@dataclass(frozen=True, slots=True)
class StockView:
    """What there is of one SKU in all places; see `models.stock_ledger.SkuStock`.

    `is_counted` is False where the SKU never moved; then everything else is 0.
    """

    sku_id: int
    is_counted: bool = False
    is_bundle: bool = False
    on_hand: int = 0
    defective: int = 0
    reserved: int = 0
    available: int = 0
    set_aside: int = 0
    value_minor: int = 0
    unknown: int = 0
    pending: int = 0

    @property
    def unit_cost_minor(self) -> int | None:
        """What a piece costs, of those whose cost is known; None where there is none."""
        known = self.on_hand + self.defective - self.unknown
        return portion(self.value_minor, 1, known) if known > 0 else None


@dataclass(frozen=True, slots=True)
class SpotView:
    """Pieces of a SKU in one place, of one lot, in one condition."""

    place_id: int
    place: str
    lot_id: int | None
    lot: str | None
    expires_on: date | None
    condition: Condition
    quantity: int


@dataclass(frozen=True, slots=True)
class PlaceView:
    """A place goods can lie in."""

    id: int
    name: str
    is_default: bool
    is_archived: bool


@dataclass(frozen=True, slots=True)
class StoryLine:
    """One entry of a SKU's story, to be read from top to bottom.

    `cost_minor` is what the pieces that came or went cost as far as that is known (never
    negative, but for a correction); `unknown` of them have an unknown cost, `pending` ones get
    theirs when goods arrive. `owed` pieces left when there were none, and `late_minor` is what
    they cost when goods came; `settled_minor` of an arrival went to such pieces. The balance is
    that of all places together.
    """

    id: int
    at: datetime
    on: date
    kind: MoveKind
    quantity: int
    cost_minor: int
    late_minor: int
    settled_minor: int
    unknown: int
    owed: int
    pending: int
    balance: int
    balance_minor: int
    place: str
    lot: str | None
    condition: Condition
    order_id: int | None
    order_no: str | None
    document: str | None
    document_id: int | None
    reason: str | None
    note: str | None
    move_id: int | None

    @property
    def unit_cost_minor(self) -> int | None:
        """What a piece of it cost; None where not all of them have a known cost."""
        pieces = abs(self.quantity)
        return None if self.unknown or self.pending or not pieces else portion(self.cost_minor, 1, pieces)


@dataclass(frozen=True, slots=True)
class Promised:
    """Pieces one order waits for."""

    order_id: int
    order_no: str
    deliver_by: datetime | None
    quantity: int


def stock_of(connection: Connection, sku_id: int) -> StockView:
    """What there is of the SKU; one row, however long its story."""
    names = (
        "is_bundle",
        "on_hand",
        "defective",
        "reserved",
        "available",
        "set_aside",
        "value_minor",
        "unknown",
        "pending",
    )
    row = connection.execute(select(*(_stock.c[name] for name in names)).where(_stock.c.sku_id == sku_id)).first()
    return StockView(sku_id) if row is None else StockView(sku_id, True, *row)


def spots_of(connection: Connection, sku_id: int) -> tuple[SpotView, ...]:
    """Where the SKU's pieces lie: good before defective, what expires first at the front."""
    statement = (
        select(_levels.c.place_id, _places.c.name, _lots.c.id, _lots.c.number, _lots.c.expires_on, _levels.c.condition,
               _levels.c.quantity)
        .join_from(_levels, _places, _places.c.id == _levels.c.place_id)
        .outerjoin(_lots, _lots.c.id == _levels.c.lot_id)
        .where(_levels.c.sku_id == sku_id)
        .order_by(_levels.c.condition.desc(), _places.c.id, _lots.c.expires_on.asc().nulls_last(), _lots.c.id)
    )  # fmt: skip
    return tuple(SpotView(*row) for row in connection.execute(statement))


def places(connection: Connection, *, with_archived: bool = False) -> tuple[PlaceView, ...]:
    """The places goods can lie in, the one sales leave from first."""
    statement = select(_places.c.id, _places.c.name, _places.c.is_default, _places.c.is_archived)
    if not with_archived:
        statement = statement.where(_places.c.is_archived.is_(False))
    rows = connection.execute(statement.order_by(_places.c.is_default.desc(), _places.c.name))
    return tuple(PlaceView(*row) for row in rows)


def story(
    connection: Connection, sku_id: int, *, limit: int = 200, before: tuple[datetime, int] | None = None
) -> tuple[StoryLine, ...]:
    """The SKU's newest entries, newest first; `before` (an entry's time and id) gives the page after that one."""
    c, m = _entries.c, _moves.c
    statement = (
        select(
            c.id, c.at, c.on, c.kind, c.quantity, func.abs(c.value_minor - c.late_minor), c.late_minor, c.settled_minor,
            c.unknown, c.owed, c.pending, c.balance, c.balance_minor, _places.c.name, _lots.c.number, c.condition,
            c.order_id, _orders.c.external_no, m.document, m.document_id, m.reason, m.note, c.move_id,
        )
        .join_from(_entries, _places, _places.c.id == c.place_id)
        .outerjoin(_lots, _lots.c.id == c.lot_id)
        .outerjoin(_orders, _orders.c.id == c.order_id)
        .outerjoin(_moves, m.id == c.move_id)
        .where(c.sku_id == sku_id)
        .order_by(c.at.desc(), c.id.desc())
        .limit(limit)
    )  # fmt: skip
    if before is not None:
        at, entry_id = before
        statement = statement.where((c.at < at) | and_(c.at == at, c.id < entry_id))
    return tuple(StoryLine(*tuple(row)) for row in connection.execute(statement))


def promised_to(connection: Connection, sku_id: int) -> tuple[Promised, ...]:
    """The orders that wait for the SKU, the nearest deadline first."""
    r = _reservations.c
    statement = (
        select(r.order_id, _orders.c.external_no, _orders.c.deliver_by, func.sum(r.quantity))
        .join_from(_reservations, _orders, _orders.c.id == r.order_id)
        .where(r.sku_id == sku_id)
        .group_by(r.order_id)
        .order_by(_orders.c.deliver_by.asc().nulls_last(), _orders.c.ordered_at, r.order_id)
    )
    return tuple(Promised(*row) for row in connection.execute(statement))
