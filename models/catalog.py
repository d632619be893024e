"""The catalogue: products, their SKUs, and the codes platforms know our SKUs by."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import MinorUnits


class Product(Journaled, Base):
    """What is sold, whatever its variants."""

    __tablename__ = "product"

    title: Mapped[str] = mapped_column(Text)
    category: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    is_archived: Mapped[bool] = mapped_column(default=False)


class Sku(Journaled, Base):
    """One variant that lies on a shelf and can be counted.

    `code` is the shop's own; `code_key` is its normalised form (`services.text.key`), by
    which it is found and kept unique. Prices are in the shop's currency.
    """

    __tablename__ = "sku"
    __table_args__ = (UniqueConstraint("code_key"), Index(None, "product_id"))

    product_id: Mapped[int] = mapped_column(ForeignKey("product.id"))
    code: Mapped[str] = mapped_column(Text)
    code_key: Mapped[str] = mapped_column(Text)
    variant: Mapped[str | None] = mapped_column(Text)
    barcode: Mapped[str | None] = mapped_column(Text)
    unit: Mapped[str | None] = mapped_column(Text)
    shelf: Mapped[str | None] = mapped_column(Text)
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    cost_minor: Mapped[int | None] = mapped_column(MinorUnits)
    weight_g: Mapped[int | None]
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
