"""The catalogue: products, their SKUs, what they are called, cost and look like, and where they are on sale."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import CodeEnum, MinorUnits, UtcInstant
from models.enums.goods import ListingField, ListingState, PriceField


class Product(Journaled, Base):
    """What is sold, whatever its variants.

    `category` is the path of a tree, its names joined by `` > ``; `tags` are joined by ``, ``
    (services/catalog/rules.py writes both). `axes` are the options its SKUs differ in, in
    their order, each ``{"name": …, "values": […]}``; `custom` holds the shop's own fields by key.
    """

    __tablename__ = "product"
    __table_args__ = (Index(None, "category"), Index(None, "title"))

    title: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    axes: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    custom: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    is_archived: Mapped[bool] = mapped_column(default=False)


class Sku(Journaled, Base):
    """One variant that lies on a shelf and can be counted.

    `code` is the shop's own; `code_key` is its normalised form (`services.text.key`), by
    which it is found and kept unique. `options` are its values along the product's axes and
    `variant` says the same in words. `barcode` is the one printed on its label; every
    barcode it answers to, this one too, is a `Barcode`. Prices are in the shop's currency.
    `below_zero` lets it be sold when none is left, `has_lots` keeps its lots apart.
    """

    __tablename__ = "sku"
    __table_args__ = (UniqueConstraint("code_key"), Index(None, "product_id"))

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    code: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(Text)
    variant: Mapped[str | None] = mapped_column(Text)
    options: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    barcode: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    shelf: Mapped[str | None] = mapped_column(Text)
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    min_price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    cost_minor: Mapped[int | None] = mapped_column(MinorUnits)
    weight_g: Mapped[int | None]
    length_mm: Mapped[int | None]
    width_mm: Mapped[int | None]
    height_mm: Mapped[int | None]
    below_zero: Mapped[bool] = mapped_column(default=False, server_default="0")
    has_lots: Mapped[bool] = mapped_column(default=False, server_default="0")
    is_archived: Mapped[bool] = mapped_column(default=False)

    product: Mapped[Product] = relationship(lazy="raise")


class SkuAlias(Journaled, Base):
    """A code under which one channel sells one of our SKUs, `quantity` pieces of it each time."""

    __tablename__ = "sku_alias"
    __table_args__ = (UniqueConstraint("channel_id", "code_key"), Index(None, "sku_id"))

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    code: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int] = mapped_column(default=1)

    channel: Mapped[Channel] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")


class Component(Journaled, Base):
    """A part of a bundle: `quantity` pieces of `part` leave the shelf for one piece of `bundle`."""

    __tablename__ = "component"
    __table_args__ = (UniqueConstraint("bundle_id", "part_id"), Index(None, "part_id"))

    bundle_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    part_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    quantity: Mapped[int]

    bundle: Mapped[Sku] = relationship(lazy="raise", foreign_keys="Component.bundle_id")
    part: Mapped[Sku] = relationship(lazy="raise", foreign_keys="Component.part_id")


class Barcode(Journaled, Base):
    """A barcode one SKU answers to when it is scanned; no two SKUs share one. The first is printed."""

    __tablename__ = "barcode"
    __table_args__ = (UniqueConstraint("code_key"), Index(None, "sku_id"))

    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    position: Mapped[int]
    code: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(Text)

    sku: Mapped[Sku] = relationship(lazy="raise")


class Picture(Journaled, Base):
    """A picture of a product, or of one of its SKUs, in the order of `position`.

    The file lies beside the shop, named by its `sha256` (services/catalog/pictures.py).
    """

    __tablename__ = "picture"
    __table_args__ = (Index(None, "product_id"), Index(None, "sku_id"))

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    width_px: Mapped[int]
    height_px: Mapped[int]
    size_bytes: Mapped[int]

    product: Mapped[Product] = relationship(lazy="raise")


class SupplierItem(Journaled, Base):
    """How one supplier sells a SKU: under which code, at which price, how fast and in which packs.

    `price_minor` is for one piece, in the shop's currency; a pack holds `pack_size` pieces and
    at least `minimum` pieces are sold. The supplier with the lowest `position` is asked first.
    """

    __tablename__ = "supplier_item"
    __table_args__ = (UniqueConstraint("sku_id", "supplier_id"), Index(None, "supplier_id"), Index(None, "code_key"))

    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    position: Mapped[int] = mapped_column(default=0)
    code: Mapped[str | None] = mapped_column(Text)
    code_key: Mapped[str | None] = mapped_column(Text)
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    lead_days: Mapped[int | None]
    pack_size: Mapped[int] = mapped_column(default=1)
    minimum: Mapped[int] = mapped_column(default=1)

    sku: Mapped[Sku] = relationship(lazy="raise")


class Listing(Journaled, Base):
    """A SKU as a channel offers it: under which of its ids, on sale or not and since when, at which price.

    `item_key` is the normal form of the channel's two ids, empty where they are unknown.
    `price_minor` is in the channel's currency.
    """

    __tablename__ = "listing"
    __table_args__ = (UniqueConstraint("channel_id", "sku_id", "item_key"), Index(None, "sku_id"))

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    item_key: Mapped[str] = mapped_column(Text, default="")
    external_id: Mapped[str | None] = mapped_column(Text)
    external_sku_id: Mapped[str | None] = mapped_column(Text)
    state: Mapped[ListingState] = mapped_column(CodeEnum(ListingState))
    since: Mapped[datetime | None] = mapped_column(UtcInstant)
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    link: Mapped[str | None] = mapped_column(Text)

    channel: Mapped[Channel] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")


class ListingChange(Journaled, Base):
    """One line of a listing's history: what was changed, when and why. Never edited."""

    __tablename__ = "listing_change"
    __table_args__ = (Index(None, "listing_id"),)

    listing_id: Mapped[int] = mapped_column(ForeignKey("listing.id"))
    field: Mapped[ListingField] = mapped_column(CodeEnum(ListingField))
    old: Mapped[str | None] = mapped_column(Text)
    new: Mapped[str | None] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    reason: Mapped[str | None] = mapped_column(Text)

    listing: Mapped[Listing] = relationship(lazy="raise")


class PriceChange(Journaled, Base):
    """One line of the price and cost history of a SKU, in the shop's currency. Never edited.

    `reason` is what the person said about it; who did it stands in the journal, with the operation.
    """

    __tablename__ = "price_change"
    __table_args__ = (Index(None, "sku_id", "at"),)

    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    field: Mapped[PriceField] = mapped_column(CodeEnum(PriceField))
    old_minor: Mapped[int | None] = mapped_column(MinorUnits)
    new_minor: Mapped[int | None] = mapped_column(MinorUnits)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    reason: Mapped[str | None] = mapped_column(Text)

    sku: Mapped[Sku] = relationship(lazy="raise")
