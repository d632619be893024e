"""Taking SKUs out of the catalogue: archived where anything refers to them, deleted where nothing does."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, select

from models.base import Base
from models.catalog import (
    Barcode,
    Component,
    Listing,
    ListingChange,
    Picture,
    PriceChange,
    Product,
    Sku,
    SkuAlias,
    SupplierItem,
)
from models.entities import CLASSES, Entity
from models.purchasing import ReorderRule
from services.catalog.writing import settle_products
from services.errors import NotAllowed
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message

# What belongs to a SKU and goes with it; whatever else points at one is its history.
_OWNED: tuple[tuple[type[Base], str], ...] = (
    (SkuAlias, "sku_id"),
    (Barcode, "sku_id"),
    (Picture, "sku_id"),
    (SupplierItem, "sku_id"),
    (Listing, "sku_id"),
    (PriceChange, "sku_id"),
    (ReorderRule, "sku_id"),
    (Component, "bundle_id"),
)
_components = Component.table()
_REASONS: dict[str, str] = {
    "order_line": N_("it stands in orders; archive it instead"),
    "order_line_part": N_("it stands in orders; archive it instead"),
    "stock_move": N_("it has moved in stock; archive it instead"),
    "purchase_line": N_("it stands in purchases; archive it instead"),
    "receipt_line": N_("it stands in purchases; archive it instead"),
}
_PART_REASON = N_("it is part of a bundle; take it out of the bundle or archive it")
_OTHER_REASON = N_("other records refer to it; archive it instead")


@dataclass(frozen=True, slots=True)
class Removable:
    """Which of some SKUs can be deleted, and why the others cannot: (SKU id, code, reason)."""

    ids: tuple[int, ...]
    kept: tuple[tuple[int, str, Message], ...]


@command("catalog.archive", NN_("Archive {count} product", "Archive {count} products"))
def archive(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Take SKUs out of the lists; their history stays."""
    set_archived(uow, uow.get_many(Sku, sku_ids), True)
    uow.describe(count=len(sku_ids))


@command("catalog.restore", NN_("Bring back {count} archived product", "Bring back {count} archived products"))
def restore(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Put archived SKUs back into the lists."""
    set_archived(uow, uow.get_many(Sku, sku_ids), False)
    uow.describe(count=len(sku_ids))


@command("catalog.delete", NN_("Delete {count} product", "Delete {count} products"))
def delete(uow: UnitOfWork, sku_ids: Sequence[int]) -> None:
    """Remove SKUs nothing refers to, with their codes, barcodes and listings; others can only be archived."""
    skus = uow.get_many(Sku, sku_ids)
    reasons = history_of(uow.connection, sku_ids)
    if reasons:
        codes = tuple(sku.code for sku in skus if sku.id in reasons)[:10]
        raise NotAllowed(rows=codes, reason=next(reasons[sku.id] for sku in skus if sku.id in reasons))
    remove(uow, skus)
    uow.describe(count=len(skus))


def set_archived(uow: UnitOfWork, skus: Iterable[Sku], is_archived: bool) -> None:
    """Archive SKUs or bring them back, and their products where it was the last or is the first."""
    products = set()
    for sku in skus:
        sku.is_archived = is_archived
        products.add(sku.product_id)
    settle_products(uow, products)


def remove(uow: UnitOfWork, skus: Sequence[Sku], *, keeps_product: bool = False) -> None:
    """Delete SKUs nothing refers to, and what belongs to them; a product without SKUs goes too unless it is kept."""
    ids = [sku.id for sku in skus]
    listings = uow.all_in(Listing, Listing.sku_id, ids)
    for change in uow.all_in(ListingChange, ListingChange.listing_id, [one.id for one in listings]):
        uow.delete(change)
    uow.flush()
    for mapped, name in _OWNED:
        for row in uow.all_in(mapped, getattr(mapped, name), ids):
            uow.delete(row)
    uow.flush()
    products = {sku.product_id for sku in skus}
    for sku in skus:
        uow.delete(sku)
    uow.flush()
    if keeps_product:
        return
    left = products - {sku.product_id for sku in uow.all_in(Sku, Sku.product_id, products)}
    for picture in uow.all_in(Picture, Picture.product_id, left):
        uow.delete(picture)
    uow.flush()
    for product in uow.get_many(Product, sorted(left)):
        uow.delete(product)
    settle_products(uow, products - left)


def removable(connection: Connection, sku_ids: Sequence[int]) -> Removable:
    """What a deletion of these SKUs would be able to do, so that archiving the rest can be offered."""
    reasons = history_of(connection, sku_ids)
    table = Sku.table()
    codes: dict[int, str] = {}
    for chunk in sorted_chunks(sku_ids):
        found = connection.execute(select(table.c.id, table.c.code).where(table.c.id.in_(chunk)))
        codes.update((row.id, row.code) for row in found)
    kept = tuple((number, codes[number], reasons[number]) for number in sku_ids if number in reasons)
    return Removable(tuple(number for number in sku_ids if number in codes and number not in reasons), kept)


def history_of(connection: Connection, sku_ids: Collection[int]) -> dict[int, Message]:
    """Why a SKU cannot be deleted, for those that cannot; parts of a bundle that goes with them are free."""
    found: dict[int, Message] = {}
    for column in _references():
        reason = message(_REASONS.get(column.table.name, _OTHER_REASON))
        for chunk in sorted_chunks(sku_ids):
            found |= dict.fromkeys(
                connection.execute(select(column).distinct().where(column.in_(chunk))).scalars(), reason
            )
    going = set(sku_ids)
    for chunk in sorted_chunks(sku_ids):
        parts = select(_components.c.part_id, _components.c.bundle_id).where(_components.c.part_id.in_(chunk))
        kept_by = {row.part_id for row in connection.execute(parts) if row.bundle_id not in going}
        found |= dict.fromkeys(kept_by, message(_PART_REASON))
    return found


@cache
def _references() -> tuple[Column[Any], ...]:
    """Every column of journaled rows that points at a SKU and is not owned by it; parts of bundles are asked apart."""
    owned = {(mapped.table().name, name) for mapped, name in _OWNED} | {(_components.name, "part_id")}
    target = CLASSES[Entity.SKU].table().c.id
    columns = [column for mapped in CLASSES.values() for column in mapped.table().columns]
    return tuple(
        column
        for column in columns
        if any(key.column is target for key in column.foreign_keys) and (column.table.name, column.name) not in owned
    )
