"""ABC classes of what is counted: the goods that make most of the value that leaves are counted most often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, func, select

from models.stock_ledger import SkuStock, StockEntry
from models.values import MoveKind
from services import clock

_entries = StockEntry.table()
_stocks = SkuStock.table()
_DAYS = 90
_SHARES = (("A", 80), ("B", 95))  # percent of the value of goods sold, added up from the dearest


def classes(connection: Connection) -> Mapping[int, str]:
    """The class of every SKU whose stock is kept, by the cost of what was sold of it in 90 days."""
    since = clock.now() - timedelta(days=_DAYS)
    sold = (
        select(_entries.c.sku_id, func.sum(_entries.c.late_minor - _entries.c.value_minor).label("worth"))
        .where(_entries.c.kind == MoveKind.SALE, _entries.c.at >= since)
        .group_by(_entries.c.sku_id)
    )
    worth = {row.sku_id: max(row.worth, 0) for row in connection.execute(sold)}
    kept = connection.execute(select(_stocks.c.sku_id).where(_stocks.c.is_bundle.is_(False))).scalars()
    return ranked({sku_id: worth.get(sku_id, 0) for sku_id in kept})


def ranked(worth: Mapping[int, int]) -> Mapping[int, str]:
    """The classes of SKUs by what each is worth; what is worth nothing is C."""
    total, before = sum(worth.values()), 0
    found: dict[int, str] = {}
    for sku_id in sorted(worth, key=lambda one: (-worth[one], one)):
        share = next((name for name, percent in _SHARES if before * 100 < total * percent), "C")
        found[sku_id] = share if worth[sku_id] else "C"
        before += worth[sku_id]
    return found
