"""Reads: everything the product form needs before it opens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.catalog import Product, Sku
from services import settings
from services.catalog.custom_fields import CustomField, custom_fields
from services.catalog.drafts import ProductDraft
from services.catalog.offers import supplier_names
from services.catalog.page_overview import all_tags, category_paths
from services.catalog.products import product_draft
from services.errors import NotFound
from services.i18n import N_
from services.messages import message

_skus = Sku.table()
_products = Product.table()


@dataclass(frozen=True, slots=True)
class PartName:
    """What a bundle's part is called, and what one piece of it costs."""

    code: str
    title: str
    cost_minor: int | None


@dataclass(frozen=True, slots=True)
class FormData:
    """A product as the form shows it (None: a new one), the SKU it was opened for, and what can be chosen."""

    product_id: int | None
    sku_id: int | None
    draft: ProductDraft | None
    currency: str
    fields: tuple[CustomField, ...]
    categories: tuple[str, ...]
    tags: tuple[str, ...]
    suppliers: tuple[tuple[int, str], ...]
    parts: Mapping[int, PartName]


def form_data(connection: Connection, sku_id: int | None = None) -> FormData:
    """What the form of a SKU's product needs; of a new product where no SKU is named."""
    product_id = None if sku_id is None else _product_of(connection, sku_id)
    draft = None if product_id is None else product_draft(connection, product_id)
    return FormData(
        product_id,
        sku_id,
        draft,
        settings.read(connection, settings.CURRENCY),
        custom_fields(connection),
        category_paths(connection),
        all_tags(connection),
        supplier_names(connection),
        _parts(connection, draft),
    )


def _product_of(connection: Connection, sku_id: int) -> int:
    found = connection.execute(select(_skus.c.product_id).where(_skus.c.id == sku_id)).scalar()
    if found is None:
        raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
    return int(found)


def _parts(connection: Connection, draft: ProductDraft | None) -> dict[int, PartName]:
    ids = {part.sku_id for sku in draft.skus for part in sku.parts} if draft is not None else set()
    return {number: part_name(connection, number) for number in sorted(ids)}


def part_name(connection: Connection, sku_id: int) -> PartName:
    """What a SKU is called among the parts of a bundle."""
    statement = (
        select(_skus.c.code, _products.c.title, _skus.c.variant, _skus.c.cost_minor)
        .join_from(_skus, _products, _products.c.id == _skus.c.product_id)
        .where(_skus.c.id == sku_id)
    )
    row = connection.execute(statement).first()
    if row is None:
        raise NotFound(what=message(N_("product")), which=f"#{sku_id}")
    return PartName(row.code, " ".join(part for part in (row.title, row.variant) if part), row.cost_minor)
