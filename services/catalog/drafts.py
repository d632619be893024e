"""What a person enters about a product: values only, for forms, commands and imports alike.

Amounts are minor units of the shop's currency, weights grams, lengths millimetres.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

CustomValue: TypeAlias = str | int | bool


@dataclass(frozen=True, slots=True)
class SkuDraft:
    """One SKU and its product in one: what an import row or the short form says about both.

    `barcode` is the one on the label, `more_barcodes` are the others it answers to. A
    category is a path (``Home > Candles``), tags are separated by commas.
    """

    code: str
    title: str
    variant: str | None = None
    barcode: str | None = None
    category: str | None = None
    unit: str | None = None
    shelf: str | None = None
    price_minor: int | None = None
    cost_minor: int | None = None
    weight_g: int | None = None
    note: str | None = None
    min_price_minor: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    tags: str | None = None
    more_barcodes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Axis:
    """An option a product's SKUs differ in, with its values in their order."""

    name: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """`quantity` pieces of a SKU that go into one piece of a bundle."""

    sku_id: int
    quantity: int


@dataclass(frozen=True, slots=True)
class Offer:
    """How a supplier sells a SKU; the price is for one piece."""

    supplier_id: int
    code: str | None = None
    price_minor: int | None = None
    lead_days: int | None = None
    pack_size: int = 1
    minimum: int = 1


@dataclass(frozen=True, slots=True)
class SkuEntry:
    """One row of the product form; `id` is None for a SKU that is new.

    With `options` the variant is named after them and `variant` is not looked at.
    """

    id: int | None
    code: str
    options: tuple[str, ...] = ()
    variant: str | None = None
    barcodes: tuple[str, ...] = ()
    unit: str | None = None
    shelf: str | None = None
    price_minor: int | None = None
    min_price_minor: int | None = None
    cost_minor: int | None = None
    weight_g: int | None = None
    length_mm: int | None = None
    width_mm: int | None = None
    height_mm: int | None = None
    offers: tuple[Offer, ...] = ()
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductDraft:
    """A product with all of its SKUs, as its form holds it."""

    title: str
    skus: tuple[SkuEntry, ...]
    category: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None
    axes: tuple[Axis, ...] = ()
    custom: Mapping[str, Any] = field(default_factory=dict)
