"""Reads: what is promised and not there, and which orders wait for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from models.stock_ledger import SkuStock
from services.stock.queries import Promised, promised_to

_skus = Sku.table()
_products = Product.table()
_stock = SkuStock.table()


@dataclass(frozen=True, slots=True)
class Shortage:
    """A SKU of which orders wait for more than there is; `waiting` are those that get none, first in line first."""

    sku_id: int
    code: str
    title: str
    variant: str | None
    shelf: str | None
    on_hand: int
    reserved: int
    waiting: tuple[Promised, ...]

    @property
    def missing(self) -> int:
        """Pieces to get before everything promised can be sent."""
        return self.reserved - self.on_hand

    @property
    def deadline(self) -> datetime | None:
        """When the first order that cannot be served has to be sent."""
        return next((one.deliver_by for one in self.waiting if one.deliver_by is not None), None)


def shortages(connection: Connection) -> tuple[Shortage, ...]:
    """Every SKU that is short, the most urgent first: by the deadline of the first order that cannot be served."""
    statement = (
        select(
            _skus.c.id,
            _skus.c.code,
            _products.c.title,
            _skus.c.variant,
            _skus.c.shelf,
            _stock.c.on_hand,
            _stock.c.reserved,
        )
        .join_from(_stock, _skus, _skus.c.id == _stock.c.sku_id)
        .join(_products, _products.c.id == _skus.c.product_id)
        .where(_stock.c.reserved > _stock.c.on_hand, _stock.c.is_bundle.is_(False), _stock.c.reserved > 0)
    )
    found = [
        Shortage(*row[:6], row.reserved, _unserved(promised_to(connection, row.id), row.on_hand))
        for row in connection.execute(statement).all()
    ]
    return tuple(sorted(found, key=_urgency))


def _urgency(one: Shortage) -> tuple[bool, float, str]:
    return (one.deadline is None, one.deadline.timestamp() if one.deadline is not None else 0.0, one.code)


def _unserved(promised: Sequence[Promised], on_hand: int) -> tuple[Promised, ...]:
    rest = on_hand
    waiting: list[Promised] = []
    for one in promised:
        if one.quantity <= rest:
            rest -= one.quantity
        else:
            waiting.append(one)
    return tuple(waiting)
