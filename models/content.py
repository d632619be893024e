"""What the owner publishes about the shop: posts from the idea to the figures they brought."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.campaigns import Campaign
from models.catalog import Sku
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.growth import PostState


class Post(Journaled, Base):
    """One post on one platform; `outlet` is a code of `services.growth.platforms` or the owner's own name.

    `planned_on` is a day in the shop's zone and `planned_minute` the minute of that day. The picture's file lies
    beside the shop, named by its `sha256`, as the pictures of products do. Figures nobody typed are NULL and never
    0; `sales_minor` is in the shop's currency.
    """

    __tablename__ = "post"
    __table_args__ = (
        Index(None, "planned_on"),
        Index(None, "state", "planned_on"),
        CheckConstraint("planned_minute IS NULL OR (planned_minute >= 0 AND planned_minute < 1440)", name="minute"),
        CheckConstraint("planned_on IS NOT NULL OR planned_minute IS NULL", name="minute_of_a_day"),
    )

    outlet: Mapped[str] = mapped_column(Text)
    state: Mapped[PostState] = mapped_column(CodeEnum(PostState))
    title: Mapped[str] = mapped_column(Text)
    words: Mapped[str | None] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(Text)
    planned_on: Mapped[date | None] = mapped_column(BusinessDate)
    planned_minute: Mapped[int | None]
    posted_on: Mapped[date | None] = mapped_column(BusinessDate)
    campaign_id: Mapped[int | None] = mapped_column(ForeignKey("campaign.id"))

    sha256: Mapped[str | None] = mapped_column(Text)
    suffix: Mapped[str | None] = mapped_column(Text)
    file_name: Mapped[str | None] = mapped_column(Text)
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]
    size_bytes: Mapped[int | None]

    views: Mapped[int | None]
    likes: Mapped[int | None]
    comments: Mapped[int | None]
    saves: Mapped[int | None]
    sales_minor: Mapped[int | None] = mapped_column(MinorUnits)

    campaign: Mapped[Campaign | None] = relationship(lazy="raise")


class PostSku(Journaled, Base):
    """A SKU a post shows."""

    __tablename__ = "post_sku"
    __table_args__ = (UniqueConstraint("post_id", "sku_id"), Index(None, "sku_id"))

    post_id: Mapped[int] = mapped_column(ForeignKey("post.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))

    post: Mapped[Post] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")
