"""A small shop that buys: two products, one supplier, and short ways to purchases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from models.purchasing import PurchaseLine, ReceiptLine
from models.stock import StockMove
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.purchasing import commands
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import SupplierDraft, add_supplier
from services.shop import Shop


@dataclass(frozen=True)
class Buyer:
    """The shop with ids of what it has."""

    shop: Shop
    supplier: int
    cup: int
    pot: int

    def purchase(self, *lines: tuple[int, int, int | None], **fields: Any) -> int:
        """An ordered purchase of (SKU id, pieces, price)."""
        drafts = tuple(PurchaseLineDraft(pieces, sku_id, price_minor=price) for sku_id, pieces, price in lines)
        draft = PurchaseDraft(self.supplier, drafts, **fields)
        purchase_id = self.shop.run(commands.add, draft).value
        self.shop.run(commands.order, [purchase_id])
        return purchase_id

    def receive(self, purchase_id: int, *counts: tuple[int, int], **fields: Any) -> int:
        """Receive (good, defective) of the lines in their order."""
        lines = self.shop.ask(line_ids, purchase_id)
        entries = [ReceiptEntry(line, *count) for line, count in zip(lines, counts, strict=False)]
        return self.shop.run(receive, purchase_id, entries, **fields).value


def buyer(shop: Shop) -> Buyer:
    """A supplier and two products that nothing was bought of yet."""
    supplier = shop.run(add_supplier, SupplierDraft("Jingdezhen Kiln 3", lead_days=7, payment_terms_days=30)).value
    cup = shop.run(add_sku, SkuDraft("CUP", "Tea cup", weight_g=200)).value
    pot = shop.run(add_sku, SkuDraft("POT", "Tea pot", weight_g=800)).value
    return Buyer(shop, supplier, cup, pot)


def line_ids(connection: Connection, purchase_id: int) -> list[int]:
    """The ids of a purchase's lines, in their order."""
    lines = PurchaseLine.table()
    statement = select(lines.c.id).where(lines.c.purchase_id == purchase_id).order_by(lines.c.position)
    return list(connection.execute(statement).scalars())


def receipt_lines(connection: Connection) -> list[tuple[int, int, int, int | None, int]]:
    """(id, good, defective, goods, landed) of everything received."""
    arrived = ReceiptLine.table()
    columns = (arrived.c.id, arrived.c.good, arrived.c.defective, arrived.c.goods_minor, arrived.c.landed_minor)
    return [tuple(row) for row in connection.execute(select(*columns).order_by(arrived.c.id))]


def moves(connection: Connection) -> list[tuple[int, str, int, int | None, str]]:
    """(SKU id, kind, pieces, value, condition) of every move."""
    table = StockMove.table()
    columns = (table.c.sku_id, table.c.kind, table.c.quantity, table.c.value_minor, table.c.condition)
    return [(row[0], str(row[1]), row[2], row[3], str(row[4])) for row in connection.execute(select(*columns))]
