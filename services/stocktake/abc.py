"""ABC classes of what is counted: the goods that make most of the value that leaves are counted most often."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from sqlalchemy import Connection, func, select

from models.stock_ledger import SkuStock, StockEntry
from models.values import MoveKind
from services import clock
from services.stock.analysis import WEEKS, ranked

_entries = StockEntry.table()
_stocks = SkuStock.table()


def classes(connection: Connection) -> Mapping[int, str]:
    """The class of every SKU whose stock is kept, as `services.stock.analysis` ranks them; nothing else is read."""
    since = clock.now() - timedelta(weeks=WEEKS)
    statement = (
        select(_entries.c.sku_id, func.sum(_entries.c.late_minor - _entries.c.value_minor).label("worth"))
        .where(_entries.c.kind == MoveKind.SALE, _entries.c.at >= since)
        .group_by(_entries.c.sku_id)
    )
    sold = {row.sku_id: row.worth for row in connection.execute(statement)}
    kept = connection.execute(select(_stocks.c.sku_id).where(_stocks.c.is_bundle.is_(False))).scalars()
    ranks = ranked(sold)
    return {sku_id: ranks.get(sku_id, "C") for sku_id in kept}
