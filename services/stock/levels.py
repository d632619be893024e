"""Reads: how many pieces lie where at this moment, booked moves of the running command included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, Connection, bindparam, func, select

from models.dialects.prepared import Prepared
from models.enums.goods import Condition
from models.stock import StockMove
from models.stock_ledger import SALE_IDS, StockEntry, StockLevel
from services.kernel.chunks import sorted_chunks

_levels = StockLevel.table()
_moves = StockMove.table()
_entries = StockEntry.table()
# Built once: putting them together takes longer than answering them.
_SKUS: BindParameter[Any] = bindparam("skus", expanding=True)
_SPOT = (_levels.c.sku_id, _levels.c.place_id, _levels.c.lot_id, _levels.c.condition, _levels.c.quantity)
_NOW = Prepared(select(*_SPOT).where(_levels.c.sku_id.in_(_SKUS)))
_MOVED = Prepared(select(_moves.c.sku_id).where(_moves.c.sku_id.in_(_SKUS)).distinct())
_NEWEST = select(func.coalesce(func.max(_entries.c.id), 0)).where(_entries.c.id < SALE_IDS).scalar_subquery()
_UNWRITTEN = (_moves.c.sku_id, _moves.c.place_id, _moves.c.lot_id, _moves.c.condition, _moves.c.quantity)
_UNWRITTEN_MOVES = Prepared(select(*_UNWRITTEN).where(_moves.c.id > _NEWEST))
_ANY_MOVE = Prepared(select(_moves.c.id).limit(1))


class Spot(NamedTuple):
    """Where pieces of one SKU lie; `lot_id` 0 is no lot, and to a command `place_id` 0 is the default place."""

    sku_id: int
    place_id: int = 0
    lot_id: int = 0
    condition: Condition = Condition.GOOD


def now(connection: Connection, sku_ids: Iterable[int]) -> dict[Spot, int]:
    """Pieces of these SKUs by spot, where there are any."""
    wanted = set(sku_ids)
    found: dict[Spot, int] = {}
    for chunk in sorted_chunks(wanted):
        for sku_id, place_id, lot_id, condition, quantity in _NOW.rows(connection, skus=chunk):
            found[Spot(sku_id, place_id, lot_id, Condition(condition))] = quantity
    _add_unwritten(connection, wanted, found)
    return found


def good_on_hand(connection: Connection, sku_ids: Iterable[int]) -> Mapping[int, int]:
    """Good pieces of these SKUs in all places together; SKUs that have never moved are left out."""
    total: dict[int, int] = {}
    for chunk in sorted_chunks(sku_ids):
        total.update(dict.fromkeys(_MOVED.column(connection, skus=chunk), 0))
    for (sku_id, _place, _lot, condition), pieces in now(connection, total).items():
        if condition is Condition.GOOD:
            total[sku_id] += pieces
    return total


def _add_unwritten(connection: Connection, wanted: set[int], found: dict[Spot, int]) -> None:
    """Moves booked a moment ago, which the ledger takes in at the end of the command."""
    for sku_id, place_id, lot_id, condition, quantity in _UNWRITTEN_MOVES.rows(connection):
        if sku_id in wanted:
            spot = Spot(sku_id, place_id, lot_id or 0, Condition(condition))
            found[spot] = found.get(spot, 0) + quantity


def pieces_in(connection: Connection, place_id: int) -> int:
    """How many spots of a place hold anything."""
    statement = select(func.count()).where(_levels.c.place_id == place_id, _levels.c.quantity != 0)
    return int(connection.execute(statement).scalar_one())


def is_any_counted(connection: Connection) -> bool:
    """Whether any SKU has ever moved."""
    return _ANY_MOVE.first(connection) is not None
