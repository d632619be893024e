"""Writes: what a bundle consists of is kept on every order line that sells it, from the moment it is linked."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from models.catalog import Component
from models.entities import Entity
from models.stock import OrderLinePart, StockMove
from services.kernel.unit_of_work import UnitOfWork
from services.stock.bundles import Composition, compositions


def freeze(uow: UnitOfWork, links: Iterable[tuple[int, int | None]], *, are_new: bool = False) -> None:
    """Keep the composition of bundles on the lines just linked: (order line id, SKU id or None).

    Every place that sets `OrderLine.sku_id` calls this. A later change of the bundle does not
    reach these lines; only linking a line anew does. A bundle that was assembled has stock of
    its own and is sold from that. `are_new` lines have no parts yet, so none are looked for.
    """
    has_bundles = uow.session.execute(select(Component.id).limit(1)).first() is not None
    if are_new and not has_bundles:
        return
    linked = dict(links)
    if not are_new:
        thaw(uow, linked)
    if not has_bundles:
        return
    parts = _sold_in_parts(uow, {sku_id for sku_id in linked.values() if sku_id is not None})
    rows = [
        {"order_line_id": line_id, "sku_id": part, "quantity": pieces}
        for line_id, sku_id in linked.items()
        if sku_id in parts
        for part, pieces in parts[sku_id].items()
    ]
    uow.bulk_insert(Entity.ORDER_LINE_PART, rows)


def thaw(uow: UnitOfWork, line_ids: Iterable[int]) -> None:
    """Forget the compositions of lines that are linked anew or about to be deleted."""
    uow.flush()
    if uow.session.execute(select(OrderLinePart.id).limit(1)).first() is None:
        return
    for part in uow.all_in(OrderLinePart, OrderLinePart.order_line_id, line_ids):
        uow.delete(part)
    uow.flush()


def _sold_in_parts(uow: UnitOfWork, sku_ids: set[int]) -> dict[int, Composition]:
    found = compositions(uow.connection, sku_ids)
    assembled = {move.sku_id for move in uow.all_in(StockMove, StockMove.sku_id, found)} if found else set()
    return {sku_id: parts for sku_id, parts in found.items() if sku_id not in assembled}
