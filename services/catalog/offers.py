"""How suppliers sell our SKUs: their codes, prices, packs and lead times."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Sku, SupplierItem
from models.purchasing import Supplier
from services import text
from services.catalog.drafts import Offer
from services.catalog.writing import NOT_NEGATIVE, invalid
from services.i18n import N_
from services.kernel.chunks import sorted_chunks
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork

_items = SupplierItem.table()
_suppliers = Supplier.table()


@dataclass(frozen=True, slots=True)
class OfferView:
    """One supplier's offer of a SKU, with the supplier's name; `lead_days` falls back to the supplier's own."""

    sku_id: int
    supplier: str
    lead_days: int | None
    offer: Offer


@command("catalog.set_offers", N_("Set the suppliers of {code}"))
def set_offers(uow: UnitOfWork, sku_id: int, offers: Sequence[Offer]) -> None:
    """Make these the suppliers of a SKU, the one to be asked first at the head."""
    sku = uow.get(Sku, sku_id)
    write_offers(uow, sku, offers)
    uow.describe(code=sku.code)


def write_offers(uow: UnitOfWork, sku: Sku, offers: Sequence[Offer], at: str = "offers") -> None:
    """Replace the offers of a SKU; `Invalid` names the one that makes no sense."""
    _require_sound(uow, offers, at)
    known = {row.supplier_id: row for row in uow.all(select(SupplierItem).where(SupplierItem.sku_id == sku.id))}
    for position, offer in enumerate(offers):
        row = known.pop(offer.supplier_id, None)
        code = text.clean(offer.code)
        values = {
            "position": position,
            "code": code,
            "code_key": text.key(code) if code else None,
            "price_minor": offer.price_minor,
            "lead_days": offer.lead_days,
            "pack_size": offer.pack_size,
            "minimum": offer.minimum,
        }
        if row is None:
            uow.add(SupplierItem(sku_id=sku.id, supplier_id=offer.supplier_id, **values))
            continue
        for name, value in values.items():
            setattr(row, name, value)
    for gone in known.values():
        uow.delete(gone)
    uow.flush()


def offers_of(connection: Connection, sku_ids: Iterable[int]) -> dict[int, tuple[OfferView, ...]]:
    """The offers of SKUs by SKU id, the first supplier to ask at the head."""
    found: dict[int, list[OfferView]] = {}
    for chunk in sorted_chunks(sku_ids):
        statement = (
            select(_items, _suppliers.c.name, _suppliers.c.lead_days.label("usual_days"))
            .join_from(_items, _suppliers, _suppliers.c.id == _items.c.supplier_id)
            .where(_items.c.sku_id.in_(chunk))
            .order_by(_items.c.sku_id, _items.c.position, _items.c.id)
        )
        for row in connection.execute(statement):
            offer = Offer(row.supplier_id, row.code, row.price_minor, row.lead_days, row.pack_size, row.minimum)
            days = row.lead_days if row.lead_days is not None else row.usual_days
            found.setdefault(row.sku_id, []).append(OfferView(row.sku_id, row.name, days, offer))
    return {sku_id: tuple(offers) for sku_id, offers in found.items()}


def supplier_names(connection: Connection) -> tuple[tuple[int, str], ...]:
    """The (id, name) of every supplier one can still buy from, by name."""
    statement = select(_suppliers.c.id, _suppliers.c.name).where(_suppliers.c.is_archived.is_(False))
    return tuple((row.id, row.name) for row in connection.execute(statement.order_by(_suppliers.c.name)))


def _require_sound(uow: UnitOfWork, offers: Sequence[Offer], at: str) -> None:
    seen: set[int] = set()
    for number, offer in enumerate(offers):
        place = f"{at}.{number}"
        name = uow.get(Supplier, offer.supplier_id).name
        if offer.supplier_id in seen:
            raise invalid("offers", name, N_("it stands in the list twice"), place)
        seen.add(offer.supplier_id)
        for amount in (offer.price_minor, offer.lead_days):
            if amount is not None and amount < 0:
                raise invalid("offers", amount, NOT_NEGATIVE, place)
        for pieces in (offer.pack_size, offer.minimum):
            if pieces < 1:
                raise invalid("offers", pieces, N_("it must be 1 or more"), place)
