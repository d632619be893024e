"""What a campaign can set aside: pieces that are there, promised to nobody and kept for no other campaign."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Component, Sku
from models.stock_ledger import SkuStock
from services.campaigns.drafts import ItemDraft
from services.campaigns.errors import StockSpokenFor
from services.errors import Invalid
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import stored_rows
from services.messages import message
from services.stock.setting_aside import set_aside

_NAMED = 5
_skus = Sku.table()
_stock = SkuStock.table()
_components = Component.table()


@dataclass(frozen=True, slots=True)
class Shortfall:
    """More pieces of a SKU are wanted than are free; `free` may be below zero."""

    sku_id: int
    code: str
    wanted: int
    free: int


def free_pieces(connection: Connection, sku_ids: Iterable[int], campaign_id: int | None = None) -> dict[int, int]:
    """The pieces of each SKU a campaign may set aside, those it keeps already among them; 0 of uncounted ones."""
    found = dict.fromkeys(sku_ids, 0)
    for chunk in sorted_chunks(found):
        statement = select(_stock.c.sku_id, _stock.c.available).where(_stock.c.sku_id.in_(chunk))
        found.update({row[0]: row[1] for row in stored_rows(connection, statement)})
    if campaign_id is not None:
        for sku_id in found:
            own = [one.left for one in set_aside(connection, sku_id) if one.campaign_id == campaign_id]
            found[sku_id] += sum(own)
    return found


def shortfalls(
    connection: Connection, drafts: Sequence[ItemDraft], campaign_id: int | None = None, taken: Mapping[int, int] = {}
) -> tuple[Shortfall, ...]:
    """The items that want more than is free; `taken` are pieces of them the campaign has sold already."""
    wanted = {one.sku_id: one.set_aside - taken.get(one.sku_id, 0) for one in drafts if one.set_aside > 0}
    free = free_pieces(connection, wanted, campaign_id)
    short = {sku_id: pieces for sku_id, pieces in wanted.items() if pieces > max(free[sku_id], 0)}
    codes = _codes(connection, short)
    return tuple(Shortfall(sku_id, codes[sku_id], pieces, free[sku_id]) for sku_id, pieces in short.items())


def require_free(
    connection: Connection, drafts: Sequence[ItemDraft], campaign_id: int | None = None, taken: Mapping[int, int] = {}
) -> None:
    """Refuse to set more aside than is free, naming what is short."""
    short = shortfalls(connection, drafts, campaign_id, taken)
    if short:
        named = ", ".join(f"{one.code} ({max(one.free, 0)}/{one.wanted})" for one in short[:_NAMED])
        raise StockSpokenFor(products=named + ("…" if len(short) > _NAMED else ""))


def require_no_bundles(connection: Connection, drafts: Sequence[ItemDraft]) -> None:
    """Refuse to set pieces of a bundle aside: there are only its parts."""
    wanted = [one.sku_id for one in drafts if one.set_aside > 0]
    statement = select(_components.c.bundle_id).where(_components.c.bundle_id.in_(wanted)).limit(1)
    bundle = connection.execute(statement).scalar()
    if bundle is not None:
        reason = message(N_("of a bundle nothing is set aside; set its parts aside"))
        raise Invalid(field=message(N_("Set aside")), value=_codes(connection, [bundle])[bundle], reason=reason)


def _codes(connection: Connection, sku_ids: Iterable[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for chunk in sorted_chunks(sku_ids):
        found.update({row[0]: row[1] for row in stored_rows(connection, select(_skus.c.id, _skus.c.code).where(
            _skus.c.id.in_(chunk)))})  # fmt: skip
    return found
