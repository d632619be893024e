"""Competitors: their shops, the items of theirs that are watched, and what was seen of them day by day."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.orders import Platform


class Competitor(Journaled, Base):
    """A shop that sells the like; `name_key` is its name normalised. The last four say what she makes of it (SWOT)."""

    __tablename__ = "competitor"
    __table_args__ = (UniqueConstraint("platform", "name_key"),)

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    platform: Mapped[Platform] = mapped_column(CodeEnum(Platform))
    link: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    strengths: Mapped[str | None] = mapped_column(Text)
    weaknesses: Mapped[str | None] = mapped_column(Text)
    opportunities: Mapped[str | None] = mapped_column(Text)
    threats: Mapped[str | None] = mapped_column(Text)


class CompetitorItem(Journaled, Base):
    """An item of a competitor, beside the SKU of ours it competes with where there is one.

    She is told when ours is dearer by more than `dearer_ppm`, and when theirs moved by more than `change_ppm` from
    one day seen to the next; NULL never tells. The picture lies beside the shop, named by its `sha256`.
    """

    __tablename__ = "competitor_item"
    __table_args__ = (UniqueConstraint("competitor_id", "title_key"), Index(None, "sku_id"))

    competitor_id: Mapped[int] = mapped_column(ForeignKey("competitor.id"))
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    title: Mapped[str] = mapped_column(Text)
    title_key: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(Text)
    suffix: Mapped[str | None] = mapped_column(Text)
    file_name: Mapped[str | None] = mapped_column(Text)
    size_bytes: Mapped[int | None]
    dearer_ppm: Mapped[int | None]
    change_ppm: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)

    competitor: Mapped[Competitor] = relationship(lazy="raise")
    sku: Mapped[Sku | None] = relationship(lazy="raise")


class CompetitorDay(Journaled, Base):
    """What was seen of a competitor's item on a day; what was not looked at is NULL and never 0.

    The price is in the competitor's currency; `campaign` is what they were running.
    """

    __tablename__ = "competitor_day"
    __table_args__ = (
        UniqueConstraint("item_id", "day"),
        Index(None, "day"),
        CheckConstraint("price_minor IS NULL OR price_minor >= 0", name="price"),
    )

    item_id: Mapped[int] = mapped_column(ForeignKey("competitor_item.id"))
    day: Mapped[date] = mapped_column(BusinessDate)
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    sales: Mapped[int | None]
    favourites: Mapped[int | None]
    campaign: Mapped[str | None] = mapped_column(Text)

    item: Mapped[CompetitorItem] = relationship(lazy="raise")
