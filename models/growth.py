"""Traffic and advertising day by day as the platforms report them, the owner's goals, and what she changed when."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import JSON, BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.growth import ActionKind, GoalFigure


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


class ItemDay(Journaled, Base):
    """What one channel's data page says about one listed item on one day; an unknown figure is NULL and never 0.

    `item_no` is the platform's number of the listing; `natural_key` puts day and item together. `search_visitors`
    came by the platform's search; `bounce_ppm` (parts per million) left the item's page at once.
    """

    __tablename__ = "item_day"
    __table_args__ = (UniqueConstraint("channel_id", "natural_key"), Index(None, "day"))

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    natural_key: Mapped[str] = mapped_column(Text)
    day: Mapped[date] = mapped_column(BusinessDate)
    item_no: Mapped[str] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    visitors: Mapped[int | None]
    views: Mapped[int | None]
    search_visitors: Mapped[int | None]
    bounce_ppm: Mapped[int | None]
    favourites: Mapped[int | None]
    carts: Mapped[int | None]
    buyers: Mapped[int | None]
    pieces: Mapped[int | None]
    paid_minor: Mapped[int | None] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int | None] = mapped_column(MinorUnits)
    bad_reviews: Mapped[int | None]
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    channel: Mapped[Channel] = relationship(lazy="raise")


class Goal(Journaled, Base):
    """A figure to be reached from `first_on` to `last_on`; `reason` is why, `steps` how, `review` what came of it.

    `target_value` counts pieces of the figure, or minor units of `currency` where the figure is money. Without a
    channel the whole shop counts.
    """

    __tablename__ = "goal"
    __table_args__ = (
        Index(None, "last_on"),
        CheckConstraint("last_on >= first_on", name="ends_after_it_begins"),
        CheckConstraint("target_value > 0", name="is_above_zero"),
    )

    name: Mapped[str] = mapped_column(Text)
    figure: Mapped[GoalFigure] = mapped_column(CodeEnum(GoalFigure))
    first_on: Mapped[date] = mapped_column(BusinessDate)
    last_on: Mapped[date] = mapped_column(BusinessDate)
    target_value: Mapped[int] = mapped_column(BigInteger)
    currency: Mapped[str] = mapped_column(Text)
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    reason: Mapped[str | None] = mapped_column(Text)
    steps: Mapped[str | None] = mapped_column(Text)
    review: Mapped[str | None] = mapped_column(Text)

    channel: Mapped[Channel | None] = relationship(lazy="raise")


class ActionNote(Journaled, Base):
    """Something the owner changed on a day: why, what she expects of it, and the figure that would show it.

    With a SKU only what is sold of that SKU counts, and with a channel only that channel.
    """

    __tablename__ = "action_note"
    __table_args__ = (Index(None, "day"),)

    day: Mapped[date] = mapped_column(BusinessDate)
    kind: Mapped[ActionKind] = mapped_column(CodeEnum(ActionKind))
    what: Mapped[str] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    expected_effect: Mapped[str | None] = mapped_column(Text)
    figure: Mapped[GoalFigure] = mapped_column(CodeEnum(GoalFigure))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))

    channel: Mapped[Channel | None] = relationship(lazy="raise")
