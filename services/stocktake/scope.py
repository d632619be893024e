"""Which SKUs a stocktake is about, the lots of them that are counted apart, and what that is called."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, false, or_, select

from models.catalog import Component, Product, Sku
from models.enums.goods import Condition, StocktakeScope
from models.stock_ledger import StockLevel
from services import clock
from services.catalog.rules import CATEGORY_JOIN
from services.i18n import N_, NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.table_query import like_pattern
from services.messages import Message, message, plural_message
from services.stock.analysis import classes

_skus = Sku.table()
_products = Product.table()
_components = Component.table()
_levels = StockLevel.table()


@dataclass(frozen=True, slots=True)
class Scope:
    """What is to be counted.

    `values` are category paths (with what is below them), beginnings of shelf names, or ABC
    classes; `sku_ids` are the chosen SKUs. Archived SKUs and bundles are never in it.
    """

    kind: StocktakeScope
    values: tuple[str, ...] = ()
    sku_ids: tuple[int, ...] = ()


def skus_of(connection: Connection, scope: Scope) -> list[int]:
    """The SKUs of a scope by id."""
    plain = (_skus.c.is_archived.is_(False), _skus.c.id.not_in(select(_components.c.bundle_id)))
    statement = select(_skus.c.id).join_from(_skus, _products, _products.c.id == _skus.c.product_id).where(*plain)
    if scope.kind is StocktakeScope.CATEGORY:
        statement = statement.where(_in_categories(scope.values))
    elif scope.kind is StocktakeScope.SHELF:
        statement = statement.where(_on_shelves(scope.values))
    found = list(connection.execute(statement.order_by(_skus.c.id)).scalars())
    if scope.kind is StocktakeScope.CHOSEN:
        wanted = set(scope.sku_ids)
    elif scope.kind is StocktakeScope.ABC:
        wanted = {sku_id for sku_id, abc in classes(connection, clock.now()).items() if abc in scope.values}
    else:
        return found
    return [sku_id for sku_id in found if sku_id in wanted]


def lots_of(connection: Connection, sku_ids: Sequence[int], place_id: int) -> Mapping[int, tuple[int | None, ...]]:
    """The lots that are counted apart, by SKU; SKUs that are not named have none."""
    found: dict[int, list[int | None]] = {}
    for chunk in sorted_chunks(sku_ids):
        statement = select(_levels.c.sku_id, _levels.c.lot_id).where(
            _levels.c.sku_id.in_(chunk),
            _levels.c.place_id == place_id,
            _levels.c.condition == Condition.GOOD,
            _levels.c.quantity != 0,
        )
        for sku_id, lot_id in connection.execute(statement.order_by(_levels.c.sku_id, _levels.c.lot_id)):
            found.setdefault(sku_id, []).append(lot_id or None)
    return {sku_id: tuple(lots) for sku_id, lots in found.items() if lots != [None]}


_ONE = {
    StocktakeScope.CATEGORY: N_("Category: {names}"),
    StocktakeScope.SHELF: N_("Shelf: {names}"),
    StocktakeScope.ABC: N_("Class {names}"),
}
_CHOSEN = NN_("{count} chosen product", "{count} chosen products")


def words(kind: StocktakeScope, values: Sequence[str], lines: int) -> Message:
    """What a scope is called; `lines` is how many products were chosen."""
    if kind is StocktakeScope.ALL:
        return message(N_("Everything"))
    if kind is StocktakeScope.CHOSEN:
        return plural_message(_CHOSEN, lines)
    return message(_ONE[kind], names=tuple(values))


def _in_categories(paths: Sequence[str]) -> ColumnElement[bool]:
    category = _products.c.category
    below = [category.like(_beginning(path + CATEGORY_JOIN), escape="\\") for path in paths]
    return or_(false(), category.in_(paths), *below)


def _on_shelves(beginnings: Sequence[str]) -> ColumnElement[bool]:
    patterns = [_beginning(one.strip()) for one in beginnings if one.strip()]
    empty = [_skus.c.shelf.is_(None), _skus.c.shelf == ""] if any(not one.strip() for one in beginnings) else []
    return or_(false(), *empty, *(_skus.c.shelf.like(pattern, escape="\\") for pattern in patterns))


def _beginning(text: str) -> str:
    return like_pattern(text)[1:]
