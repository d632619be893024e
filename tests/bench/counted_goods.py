"""The goods of the generated shop, counted from its first day on: every month brings what the next one sells.

The moves go through a command, so that the ledger, the levels and the promises are what the program makes of them.
"""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random
from typing import Any

from measuring import timed
from sqlalchemy import Connection, func, select

from models.catalog import Sku
from models.entities import Entity
from models.enums.goods import Condition, MoveKind
from models.stock import StockMove
from services import clock
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from services.stock.booking import default_place

_MONTH_MS = 30 * 86_400_000
_DAY_MS = 86_400_000
_SPARE = 20  # pieces of each SKU that are never sold
_skus = Sku.table()


def count_goods(shop: Shop) -> float:
    """Book the moves where nothing is counted yet; seconds it took."""
    if shop.ask(_is_counted):
        return 0.0
    return timed(lambda: shop.run(bring_in, 1))[0] / 1000


@command("bench.goods", N_("Make up what came in"))
def bring_in(uow: UnitOfWork, seed: int) -> None:
    """An opening count of every SKU, and a receipt for each of the months that follow."""
    connection, drawn = uow.connection, Random(seed)
    first_ms = connection.exec_driver_sql("SELECT min(ordered_at) FROM orders").scalar_one() - _DAY_MS
    sold = _sold_by_month(connection, first_ms)
    costs = connection.execute(select(_skus.c.id, _skus.c.cost_minor).order_by(_skus.c.id)).all()
    months = 1 + max((month for _sku, month in sold), default=0)
    place_id, now_ms = default_place(uow).id, int(clock.now().timestamp() * 1000)
    rows = []
    for month in range(months):
        at = min(first_ms + month * _MONTH_MS, now_ms)
        for sku_id, cost in costs:
            pieces = sold.get((sku_id, month), 0) + (_SPARE if month == 0 else 0)
            if pieces:
                each = cost * (90 + drawn.randrange(21)) // 100
                rows.append(_move(sku_id, at, pieces, pieces * each, place_id, is_first=month == 0))
    uow.bulk_insert(Entity.STOCK_MOVE, rows)


def _sold_by_month(connection: Connection, first_ms: int) -> dict[tuple[int, int], int]:
    """(SKU, number of the month) → pieces ordered in it."""
    text = """SELECT l.sku_id, (o.ordered_at - ?) / ?, sum(l.sku_quantity) FROM order_line l JOIN orders o
 ON o.id = l.order_id WHERE l.sku_id IS NOT NULL GROUP BY 1, 2"""
    return {(sku, at): pieces for sku, at, pieces in connection.exec_driver_sql(text, (first_ms, _MONTH_MS))}


def _move(sku_id: int, at: int, pieces: int, value_minor: int, place_id: int, *, is_first: bool) -> dict[str, Any]:
    return {
        "sku_id": sku_id,
        "kind": str(MoveKind.OPENING if is_first else MoveKind.RECEIPT),
        "at": at,
        "on": datetime.fromtimestamp(at / 1000, UTC).date().isoformat(),
        "quantity": pieces,
        "value_minor": value_minor,
        "place_id": place_id,
        "condition": str(Condition.GOOD),
    }


def _is_counted(connection: Connection) -> bool:
    return bool(connection.execute(select(func.count()).select_from(StockMove.table())).scalar_one())
