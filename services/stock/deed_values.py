"""What single deeds moved in and out of stock were worth."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Connection, select

from models.enums.goods import MoveKind
from models.stock import StockMove
from models.stock_ledger import StockEntry
from models.values import Money
from services.kernel.chunks import sorted_chunks

_entries = StockEntry.table()
_moves = StockMove.table()


def values_of_deeds(connection: Connection, deed_nos: Iterable[int]) -> dict[int, int | None]:
    """What each incoming move of these deeds costs: together exactly what left with the deed.

    None where that was not known when it left. Several that come of one deed share by what
    they were said to be worth (`StockMove.value_minor`), or else by their pieces.
    """
    parts: dict[int, list[Any]] = {}
    c = _moves.c
    for chunk in sorted_chunks(deed_nos):
        statement = (
            select(
                c.deed_no, c.id, c.quantity, c.value_minor, _entries.c.value_minor, _entries.c.unknown, _entries.c.owed
            )
            .join_from(_moves, _entries, _entries.c.id == c.id, isouter=True)
            .where(c.deed_no.in_(chunk), c.kind == MoveKind.ASSEMBLY)
            .order_by(c.id)
        )
        for row in connection.execute(statement):
            parts.setdefault(row[0], []).append(row)
    found: dict[int, int | None] = {}
    for rows in parts.values():
        found.update(_shared([row for row in rows if row[2] < 0], [row for row in rows if row[2] > 0]))
    return found


def _shared(leaving: Sequence[Any], coming: Sequence[Any]) -> dict[int, int | None]:
    if not coming:
        return {}
    if any(row[4] is None or row[5] or row[6] for row in leaving):
        return {row[1]: None for row in coming}
    weights = [row[3] for row in coming]
    if None in weights or not sum(weights):
        weights = [row[2] for row in coming]
    shares = Money(-sum(row[4] for row in leaving)).split(weights)
    return {row[1]: share.minor for row, share in zip(coming, shares, strict=True)}
