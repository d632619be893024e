"""Reads: what was sold of each SKU in a period, and what that cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, select

from models.catalog import Product, Sku
from models.rollups import SkuDay
from services.kernel.remembering import remembered_rows
from services.kernel.table_query import stored_rows
from services.rollups.asked import Asked
from services.rollups.sums import goods_at_cost_now, limited, of_category

_goods = SkuDay.table()
_skus = Sku.table()
_products = Product.table()
_SUMS = ("pieces", "orders", "amount_minor", "cost_minor", "unknown")


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
    still = goods_at_cost_now(connection, asked, "sold_id") if costs else {}
    titles, found = names_of_skus(connection), []
    for sku_id, pieces, orders, amount, *known in remembered_rows(connection, _by_sku(asked, *_SUMS)):
        cost, unknown = known if costs else (0, pieces)
        more, uncosted = still.get(sku_id, (0, 0))
        if orders:
            name = titles.get(sku_id, "")
            found.append(Sold(sku_id, name, orders, pieces, amount, cost + more, unknown + uncosted))
    return tuple(sorted(found, key=lambda one: (-one.amount, one.sku_id)))


def _by_sku(asked: Asked, *names: str) -> Select[Any]:
    columns = select(_goods.c.sku_id, *(func.sum(_goods.c[name]) for name in names)).where(*limited(_goods, asked))
    if asked.category is not None:
        columns = of_category(columns, _goods.c.sku_id, asked.category)
    return columns.group_by(_goods.c.sku_id)


def best_sellers(connection: Connection, asked: Asked, count: int, beside: Asked) -> dict[int, str]:
    """The names of the SKUs of which most pieces were sold in the period, best first.

    Other charts ask for the sums of a period `beside` it: where that saves reading, they are taken from there, and only
    the days in which the two differ are read.
    """
    sold_of = _pieces_sold(connection, asked, beside)
    best = sorted((-pieces, sku_id) for sku_id, pieces in sold_of.items() if sku_id and pieces > 0)
    names = names_of_skus(connection)
    return {sku_id: names.get(sku_id, "") for _pieces, sku_id in best[:count]}


def _pieces_sold(connection: Connection, asked: Asked, beside: Asked) -> Counter[int]:
    more, less = list(_outside(asked, beside)), list(_outside(beside, asked))
    if sum(one.days for one in (*more, *less)) >= asked.days:
        return Counter(dict[int, int](stored_rows(connection, _by_sku(asked, "pieces"))))
    found = Counter({row[0]: row[1] for row in remembered_rows(connection, _by_sku(beside, *_SUMS))})
    for one in more:
        found.update(dict[int, int](stored_rows(connection, _by_sku(one, "pieces"))))
    for one in less:
        found.subtract(dict[int, int](stored_rows(connection, _by_sku(one, "pieces"))))
    return found


def _outside(asked: Asked, other: Asked) -> Iterator[Asked]:
    """The days of a period that the other has not."""
    day = timedelta(days=1)
    for first, last in (
        (asked.first, min(asked.last, other.first - day)), (max(asked.first, other.last + day), asked.last)
    ):  # fmt: skip
        if first <= last:
            yield replace(asked, first=first, last=last)


def names_of_skus(connection: Connection) -> dict[int, str]:
    """The title of each SKU's product, with its variant."""
    columns = select(_skus.c.id, _products.c.title, _skus.c.variant)
    rows = remembered_rows(connection, columns.join_from(_skus, _products, _products.c.id == _skus.c.product_id))
    return {row[0]: f"{row[1]} · {row[2]}" if row[2] else row[1] for row in rows}
