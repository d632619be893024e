"""Reads: how many pieces lie where at this moment, booked moves of the running command included."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, func, select

from models.enums.goods import Condition
from models.stock import StockMove
from models.stock_ledger import SALE_IDS, StockEntry, StockLevel

_levels = StockLevel.table()
_moves = StockMove.table()
_entries = StockEntry.table()
_CHUNK = 900

Spot = tuple[int, int, int, Condition]
"""(SKU id, place id, lot id or 0, condition)."""


def now(connection: Connection, sku_ids: Iterable[int]) -> dict[Spot, int]:
    """Pieces of these SKUs by spot, where there are any."""
    wanted = sorted(set(sku_ids))
    found: dict[Spot, int] = {}
    columns = (_levels.c.sku_id, _levels.c.place_id, _levels.c.lot_id, _levels.c.condition, _levels.c.quantity)
    for start in range(0, len(wanted), _CHUNK):
        statement = select(*columns).where(_levels.c.sku_id.in_(wanted[start : start + _CHUNK]))
        found.update({(row[0], row[1], row[2], row[3]): row[4] for row in connection.execute(statement)})
    _add_unwritten(connection, set(wanted), found)
    return found


def good_on_hand(connection: Connection, sku_ids: Iterable[int]) -> Mapping[int, int]:
    """Good pieces of these SKUs in all places together; SKUs that have never moved are left out."""
    wanted = sorted(set(sku_ids))
    total: dict[int, int] = {}
    for start in range(0, len(wanted), _CHUNK):
        statement = select(_moves.c.sku_id).where(_moves.c.sku_id.in_(wanted[start : start + _CHUNK])).distinct()
        total.update(dict.fromkeys(connection.execute(statement).scalars(), 0))
    for (sku_id, _place, _lot, condition), pieces in now(connection, total).items():
        if condition is Condition.GOOD:
            total[sku_id] += pieces
    return total


def _add_unwritten(connection: Connection, wanted: set[int], found: dict[Spot, int]) -> None:
    """Moves booked a moment ago, which the ledger takes in at the end of the command."""
    newest = select(func.coalesce(func.max(_entries.c.id), 0)).where(_entries.c.id < SALE_IDS).scalar_subquery()
    columns = (_moves.c.sku_id, _moves.c.place_id, _moves.c.lot_id, _moves.c.condition, _moves.c.quantity)
    for sku_id, place_id, lot_id, condition, quantity in connection.execute(
        select(*columns).where(_moves.c.id > newest)
    ):
        if sku_id in wanted:
            spot = (sku_id, place_id, lot_id or 0, condition)
            found[spot] = found.get(spot, 0) + quantity


def pieces_in(connection: Connection, place_id: int) -> int:
    """How many spots of a place hold anything."""
    statement = select(func.count()).where(_levels.c.place_id == place_id, _levels.c.quantity != 0)
    return int(connection.execute(statement).scalar_one())


def is_any_counted(connection: Connection) -> bool:
    """Whether any SKU has ever moved."""
    return connection.execute(select(_moves.c.id).limit(1)).first() is not None
