"""Reads: what happened to a SKU, in its order: its moves, and what left with orders.

Values are as the file holds them (epoch milliseconds, codes), because there may be a million.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    bindparam,
    func,
    select,
    tuple_,
    type_coerce,
)

from models.columns import from_epoch_ms
from models.dialects.prepared import Prepared
from models.enums.goods import Condition, MoveKind
from models.stock import Place, StockMove
from services import clock
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import stored_rows
from services.stock import leaving

_moves = StockMove.table()
_places = Place.table()

SALE, GOOD = str(MoveKind.SALE), str(Condition.GOOD)  # plain texts: SQLite's module looks longer at all others
Position = tuple[int, int]
"""(epoch milliseconds, entry id): where an entry stands in its SKU's story."""
BEGINNING: Position = (-(1 << 62), 0)


class Happening(NamedTuple):
    """A move or a sale as the ledger takes it in; the id is the entry's. They sort as they stand in a story."""

    at: int
    id: int
    sku_id: int
    kind: str
    quantity: int
    on: str
    place_id: int
    lot_id: int | None = None
    condition: str = GOOD
    value: int | None = None
    order_id: int | None = None
    line_id: int | None = None
    of_move_id: int | None = None
    deed_no: int | None = None

    @property
    def position(self) -> Position:
        """Where it stands in the story."""
        return (self.at, self.id)


class Promise(NamedTuple):
    """Pieces a paid order waits for; the id is that of the entry they will become."""

    id: int
    sku_id: int
    order_id: int
    line_id: int
    quantity: int


def moves_after(connection: Connection, sku_id: int, position: Position) -> list[Happening]:
    """The SKU's moves after this position, in order."""
    if position == BEGINNING:
        rows = _ALL_MOVES.rows(connection, sku=sku_id)
    else:
        rows = _MOVES_AFTER.rows(connection, sku=sku_id, at=position[0], after_id=position[1])
    return [
        Happening(row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7], row[8], row[9], None, *row[10:])
        for row in rows
    ]


def after(at: Any, row_id: Any, position: tuple[Any, Any]) -> ColumnElement[bool]:
    """(at, id) lies after the position, as a condition the story's index serves."""
    return tuple_(type_coerce(at, BigInteger()), row_id) > tuple_(*position)


_MOVE_COLUMNS = ("at", "id", "sku_id", "kind", "quantity", "on", "place_id", "lot_id", "condition", "value_minor",
                 "order_line_id", "of_move_id", "deed_no")  # fmt: skip
_MOVES = select(*(_moves.c[name] for name in _MOVE_COLUMNS)).where(_moves.c.sku_id == bindparam("sku"))
_MOVES = _MOVES.order_by(_moves.c.at, _moves.c.id)
_ALL_MOVES = Prepared(_MOVES)
_MOVES_AFTER = Prepared(_MOVES.where(after(_moves.c.at, _moves.c.id, (bindparam("at"), bindparam("after_id")))))
_FIRST = select(_moves.c.sku_id, func.min(type_coerce(_moves.c.at, BigInteger()))).group_by(_moves.c.sku_id)
_FIRST_MOVES = Prepared(_FIRST.where(_moves.c.sku_id.in_(bindparam("skus", expanding=True))))
_PLACE = Prepared(select(func.min(_places.c.id)).where(_places.c.is_default.is_(True)))


def first_moves(connection: Connection, sku_ids: Iterable[int]) -> dict[int, int]:
    """When each of these SKUs first moved; such as never did are left out."""
    found: dict[int, int] = {}
    for chunk in sorted_chunks(sku_ids):
        found.update(dict(_FIRST_MOVES.rows(connection, skus=chunk)))
    return found


def wanted_by(connection: Connection, order_ids: Sequence[int]) -> list[Sequence[Any]]:
    """What these orders took or wait for: rows for `told`, the SKU in the second place."""
    return list(leaving.OF_ORDERS.rows(connection, ids=order_ids))


def taken_by(connection: Connection, order_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """(SKU, order, pieces) that sending these orders would take; of what left already nothing."""
    found = leaving.TAKEN_BY_ORDERS.rows(connection, ids=order_ids)
    return [(row[1], row[3], row[2]) for row in found if row[5] != leaving.GONE]


def taken_by_parcels(connection: Connection, parcel_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """(SKU, order, pieces) that sending these parcels would take; of orders that left already nothing."""
    found: list[Sequence[Any]] = []
    for statement in leaving.waiting_in(parcel_ids):
        found += stored_rows(connection, statement)
    return [(row[1], row[3], row[2]) for row in found]


def gone_with(connection: Connection, order_line_ids: Sequence[int]) -> list[tuple[int, int, int]]:
    """(SKU, order line, pieces) of what has left with these lines, whether the SKU is counted or not."""
    found = leaving.OF_LINES.rows(connection, ids=order_line_ids)
    return [(row[1], row[4], row[2]) for row in found if row[5] == leaving.GONE]


def of_sku(
    connection: Connection, sku_id: int, first_at: int, zone: str, place_id: int
) -> tuple[list[Happening], list[Promise]]:
    """Everything orders took of one SKU or wait for, the sales in order."""
    found = leaving.OF_SKU.rows(connection, sku=sku_id)
    sales, promises = told(found, {sku_id: first_at}, zone, place_id)
    return sorted(sales), promises


def default_place_id(connection: Connection) -> int:
    """The place sales leave from, 0 before goods ever moved."""
    (found,) = _PLACE.column(connection)
    return int(found or 0)


def told(
    rows: Sequence[Sequence[Any]], first_at: Mapping[int, int], zone: str, place_id: int
) -> tuple[list[Happening], list[Promise]]:
    """What left with orders and what they wait for, of SKUs that had moved by then (`first_at`)."""
    sales: list[Happening] = []
    promises: list[Promise] = []
    for entry_id, sku_id, pieces, order_id, line_id, fate, at in rows:
        if sku_id not in first_at:
            continue
        if fate == leaving.PROMISED:
            promises.append(Promise(entry_id, sku_id, order_id, line_id, pieces))
        elif at is not None and at >= first_at[sku_id]:
            on = business_day(at, zone)
            sales.append(
                Happening(at, entry_id, sku_id, SALE, -pieces, on, place_id, None, GOOD, None, order_id, line_id)
            )
    return sales, promises


@lru_cache(maxsize=4_096)
def _day_of_quarter(quarter: int, zone: str) -> str:
    return clock.business_day(from_epoch_ms(quarter * _QUARTER), zone).isoformat()


_QUARTER = 900_000  # every offset from UTC is a multiple of a quarter of an hour


def business_day(at: int, zone: str) -> str:
    """The shop's day of an instant in epoch milliseconds, as it is stored."""
    return _day_of_quarter(at // _QUARTER, zone)
