"""Which SKU a channel's code means: what was taught for the channel first, then our own codes. Never by title."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, select

from models.catalog import Sku, SkuAlias

_skus = Sku.table()
_aliases = SkuAlias.table()

SkuFinder = Callable[[str | None], tuple[int, int] | None]


def sku_finder(connection: Connection, channel_id: int) -> SkuFinder:
    """A function from a normalised code to (SKU id, pieces per item), or None where nobody linked it.

    All codes are read at once: an import asks for every line.
    """
    known = {row.code_key: (row.id, 1) for row in connection.execute(select(_skus.c.code_key, _skus.c.id))}
    taught = select(_aliases.c.code_key, _aliases.c.sku_id, _aliases.c.quantity)
    for row in connection.execute(taught.where(_aliases.c.channel_id == channel_id)):
        known[row.code_key] = (row.sku_id, row.quantity)
    return lambda code_key: known.get(code_key) if code_key else None
