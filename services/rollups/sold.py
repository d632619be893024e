"""Reads: what was sold of each SKU in a period, and what that cost."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from models.catalog import Product, Sku
from models.rollups import SkuDay
from services.kernel.remembering import remembered_rows
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked
from services.rollups.sums import goods_at_cost_now, limited, of_category

_goods = SkuDay.table()
_skus = Sku.table()
_products = Product.table()


@dataclass(frozen=True, slots=True)
class Sold:
    """What was sold of one SKU (0: of items linked to none); `goods` is its cost, of which `uncosted` pieces lack."""

    sku_id: int
    name: str
    orders: int
    pieces: int
    amount: int
    goods: int
    uncosted: int

    @property
    def margin(self) -> int | None:
        """The amount less the cost of the goods; None where a cost is unknown."""
        return None if self.uncosted else self.amount - self.goods


def sold(connection: Connection, asked: Asked, *, costs: bool = True) -> tuple[Sold, ...]:
    """Every SKU sold in the period, what brought most first; without `costs` every margin is unknown.

    The same is read with costs and without: three charts ask it of the same period.
    """
    sums = [func.sum(_goods.c[name]) for name in ("orders", "pieces", "amount_minor", "cost_minor", "unknown")]
    columns = select(_goods.c.sku_id, *sums).where(*limited(_goods, asked))
    if asked.category is not None:
        columns = of_category(columns, _goods.c.sku_id, asked.category)
    rows = remembered_rows(connection, columns.group_by(_goods.c.sku_id))
    still = goods_at_cost_now(connection, asked, "sold_id") if costs else {}
    titles, found = names_of_skus(connection), []
    for sku_id, orders, pieces, amount, *known in rows:
        cost, unknown = known if costs else (0, pieces)
        more, uncosted = still.get(sku_id, (0, 0))
        if orders:
            name = titles.get(sku_id, "")
            found.append(Sold(sku_id, name, orders, pieces, amount, cost + more, unknown + uncosted))
    return tuple(sorted(found, key=lambda one: (-one.amount, one.sku_id)))


def best_sellers(connection: Connection, asked: Asked, count: int) -> dict[int, str]:
    """The names of the SKUs of which most pieces were sold in the period, best first."""
    columns = select(_goods.c.sku_id).where(*limited(_goods, asked), _goods.c.sku_id != 0)
    if asked.category is not None:
        columns = of_category(columns, _goods.c.sku_id, asked.category)
    best = columns.group_by(_goods.c.sku_id).order_by(func.sum(_goods.c.pieces).desc(), _goods.c.sku_id).limit(count)
    names = names_of_skus(connection)
    return {sku_id: names.get(sku_id, "") for (sku_id,) in stored_rows(connection, best)}


def names_of_skus(connection: Connection) -> dict[int, str]:
    """The title of each SKU's product, with its variant."""
    columns = select(_skus.c.id, _products.c.title, _skus.c.variant)
    rows = connection.execute(columns.join_from(_skus, _products, _products.c.id == _skus.c.product_id))
    return {row[0]: f"{row[1]} · {row[2]}" if row[2] else row[1] for row in rows}
