"""One change to many SKUs, made by one command; `preview` shows it as old → new before."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.catalog import Sku
from models.entities import Entity
from services.catalog.bulk_preview import (
    AMOUNTS,
    BulkRow,
    Value,
    is_of_product,
    kept_text,
    label_of,
    preview,
)
from services.catalog.changes import BulkChange, SetArchived, SetNumber, SetSupplier, SetText
from services.catalog.drafts import Offer
from services.catalog.offers import offers_of, write_offers
from services.catalog.prices import set_price_of_many
from services.catalog.removal import set_archived
from services.i18n import NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message


@command("catalog.bulk", NN_("Change {what} of {count} product", "Change {what} of {count} products"))
def apply_change(uow: UnitOfWork, sku_ids: Sequence[int], change: BulkChange, *, reason: str = "") -> int:
    """Make a change to SKUs; amounts leave their history with `reason`. Returns how many changed."""
    rows = [row for row in preview(uow.connection, sku_ids, change).rows if row.changes]
    _apply(change, uow, rows, reason.strip() or None)
    uow.describe(what=message(label_of(change)), count=len(rows))
    return len(rows)


def _apply(change: BulkChange, uow: UnitOfWork, rows: Sequence[BulkRow], reason: str | None) -> None:
    ids = [row.sku_id for row in rows]
    if isinstance(change, AMOUNTS):
        changes = [(row.sku_id, _amount(row.old), _amount(row.new)) for row in rows]
        set_price_of_many(uow, change.field, changes, reason=reason)
    elif isinstance(change, SetSupplier):
        _set_supplier(change, uow, ids)
    elif isinstance(change, SetArchived):
        set_archived(uow, uow.get_many(Sku, ids), change.is_archived)
    elif isinstance(change, SetNumber):
        uow.set_columns(Entity.SKU, ids, {str(change.field): change.number})
    elif isinstance(change, SetText) and not is_of_product(change):
        uow.set_columns(Entity.SKU, ids, {str(change.field): kept_text(change)})
    elif isinstance(change, SetText):
        _set_of_products(uow, rows, str(change.field), lambda _row: kept_text(change))
    else:
        _set_of_products(uow, rows, "tags", lambda row: row.new)


def _amount(value: Value) -> int | None:
    return value if isinstance(value, int) else None


def _set_supplier(change: SetSupplier, uow: UnitOfWork, ids: Sequence[int]) -> None:
    known = offers_of(uow.connection, ids)
    for sku in uow.get_many(Sku, ids):
        offers = [one.offer for one in known.get(sku.id, ())]
        first = next((one for one in offers if one.supplier_id == change.supplier_id), Offer(change.supplier_id))
        write_offers(uow, sku, [first, *(one for one in offers if one is not first)])


def _set_of_products(uow: UnitOfWork, rows: Sequence[BulkRow], name: str, value_of: Callable[[BulkRow], Value]) -> None:
    products = {sku.id: sku.product_id for sku in uow.get_many(Sku, [row.sku_id for row in rows])}
    wanted: dict[Value, list[int]] = {}
    for row in rows:
        wanted.setdefault(value_of(row), []).append(products[row.sku_id])
    for value, product_ids in wanted.items():
        uow.set_columns(Entity.PRODUCT, product_ids, {name: value})
