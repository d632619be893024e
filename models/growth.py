"""Traffic and advertising, day by day, as the platforms report them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import BusinessDate, MinorUnits


class ShopDay(Journaled, Base):
    """What one channel's data page says about one day; an unknown figure is NULL and never 0.

    Shares (`bounce_ppm`) are parts per million, scores hundredths (4.86 is 486), stays seconds.
    `paid_minor` is what buyers paid that day, refunds not taken off, as the platforms count it.
    """

    __tablename__ = "shop_day"
    __table_args__ = (UniqueConstraint("channel_id", "day"), Index(None, "day"))

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    day: Mapped[date] = mapped_column(BusinessDate)
    currency: Mapped[str] = mapped_column(Text)

    visitors: Mapped[int | None]
    new_visitors: Mapped[int | None]
    old_visitors: Mapped[int | None]
    item_visitors: Mapped[int | None]
    views: Mapped[int | None]
    stay_seconds: Mapped[int | None]
    bounce_ppm: Mapped[int | None]
    favourites: Mapped[int | None]
    carts: Mapped[int | None]

    ordered_minor: Mapped[int | None] = mapped_column(MinorUnits)
    ordered_buyers: Mapped[int | None]
    paid_minor: Mapped[int | None] = mapped_column(MinorUnits)
    buyers: Mapped[int | None]
    old_buyers: Mapped[int | None]
    old_buyers_paid_minor: Mapped[int | None] = mapped_column(MinorUnits)
    orders: Mapped[int | None]
    pieces: Mapped[int | None]
    refunded_minor: Mapped[int | None] = mapped_column(MinorUnits)

    search_spend_minor: Mapped[int | None] = mapped_column(MinorUnits)
    display_spend_minor: Mapped[int | None] = mapped_column(MinorUnits)
    sitewide_spend_minor: Mapped[int | None] = mapped_column(MinorUnits)
    affiliate_spend_minor: Mapped[int | None] = mapped_column(MinorUnits)

    reviews: Mapped[int | None]
    good_reviews: Mapped[int | None]
    bad_reviews: Mapped[int | None]
    item_score: Mapped[int | None]
    service_score: Mapped[int | None]
    delivery_score: Mapped[int | None]
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    channel: Mapped[Channel] = relationship(lazy="raise")


class AdDay(Journaled, Base):
    """What one advertising plan spent on one item on one day, and what it brought.

    `plan` and `item_no` are empty texts where the sheet does not divide by them. `natural_key`
    puts day, plan and item together, so that sheets whose days overlap never count one twice.
    """

    __tablename__ = "ad_day"
    __table_args__ = (UniqueConstraint("channel_id", "natural_key"), Index(None, "day"))

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    natural_key: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(BusinessDate)
    plan: Mapped[str] = mapped_column(Text, default="")
    item_no: Mapped[str] = mapped_column(Text, default="")
    title: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    spend_minor: Mapped[int | None] = mapped_column(MinorUnits)
    sales_minor: Mapped[int | None] = mapped_column(MinorUnits)
    impressions: Mapped[int | None]
    clicks: Mapped[int | None]
    orders: Mapped[int | None]
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    channel: Mapped[Channel] = relationship(lazy="raise")
