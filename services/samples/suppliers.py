"""Says who sells each product of the demo, so that what comes back can be asked of somebody."""

from __future__ import annotations

from sqlalchemy import Connection, select

from models.catalog import Sku, SupplierItem
from models.purchasing import Supplier
from services.catalog.drafts import Offer
from services.catalog.offers import set_offers
from services.shop import Shop


def name_suppliers(shop: Shop) -> None:
    """Every product nobody sells yet gets a supplier, in turn."""
    suppliers, skus = shop.ask(_suppliers), shop.ask(_unsold)
    for number, sku_id in enumerate(skus if suppliers else []):
        shop.run(set_offers, sku_id, [Offer(suppliers[number % len(suppliers)])], source="demo")


def _suppliers(connection: Connection) -> list[int]:
    return list(connection.execute(select(Supplier.id).order_by(Supplier.id)).scalars())


def _unsold(connection: Connection) -> list[int]:
    offered = select(SupplierItem.sku_id)
    return list(connection.execute(select(Sku.id).where(Sku.id.not_in(offered)).order_by(Sku.id)).scalars())
