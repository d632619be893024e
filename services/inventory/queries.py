"""Reads: everything the window shows of one SKU's stock."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from services import settings
from services.catalog.bundles import PartView, parts_of
from services.errors import NotFound
from services.i18n import N_
from services.messages import message
from services.stock.queries import (
    PlaceView,
    Promised,
    SpotView,
    StockView,
    StoryLine,
    places,
    promised_to,
    spots_of,
    stock_of,
    story,
)

_skus = Sku.table()
_products = Product.table()
STORY_LINES = 40


@dataclass(frozen=True, slots=True)
class StockSheet:
    """One SKU: what there is, where it lies, who waits for it, the newest lines of its story, and a bundle's parts."""

    sku_id: int
    code: str
    title: str
    variant: str | None
    shelf: str | None
    has_lots: bool
    below_zero: bool
    stock: StockView
    spots: tuple[SpotView, ...]
    promised: tuple[Promised, ...]
    story: tuple[StoryLine, ...]
    places: tuple[PlaceView, ...]
    currency: str
    zone: str
    parts: tuple[PartView, ...]

    @property
    def is_made(self) -> bool:
        """Whether it is a bundle that was put together, and so has stock of its own."""
        return bool(self.parts) and self.stock.is_counted and not self.stock.is_bundle


def stock_sheet(connection: Connection, sku_id: int, *, lines: int = STORY_LINES) -> StockSheet:
    """Everything about one SKU's stock, with so many lines of its story."""
    s = _skus.c
    statement = select(s.code, _products.c.title, s.variant, s.shelf, s.has_lots, s.below_zero)
    row = connection.execute(statement.join_from(_skus, _products).where(s.id == sku_id)).first()
    if row is None:
        raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
    return StockSheet(
        sku_id,
        *row,
        stock=stock_of(connection, sku_id),
        spots=spots_of(connection, sku_id),
        promised=promised_to(connection, sku_id),
        story=story(connection, sku_id, limit=lines),
        places=places(connection),
        currency=settings.read(connection, settings.CURRENCY),
        zone=settings.read(connection, settings.ZONE),
        parts=parts_of(connection, sku_id),
    )
