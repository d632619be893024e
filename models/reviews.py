"""Reviews buyers wrote, and what was done about the bad ones."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.channels import Channel
from models.columns import BusinessDate, CodeEnum, UtcInstant
from models.enums.aftersales import FollowResult, FollowState, FollowStep
from models.orders import Order


class Review(Journaled, Base):
    """What a buyer wrote about an item of one order, with one to five stars.

    `external_no` is the platform's number, or ours for a review typed here. `order_no`, `code`
    and `title` are kept as they were told; `order_id` links the order once it is known, and
    `sku_id` is set where a person chose the product. `reviewed_on` is the day in the channel's
    zone. `tags` are joined by ``, ``; `pictures` are addresses, one on a line. `reply` is our
    public answer. `follow` says how far a bad review has been followed up.
    """

    __tablename__ = "review"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_no"),
        CheckConstraint("rating BETWEEN 1 AND 5", name="rating_of_five"),
        Index(None, "order_id"),
        Index(None, "order_no"),
        Index(None, "sku_id"),
        Index("ix_review_day", "reviewed_on", "rating"),
        Index("ix_review_follow", "follow", "reviewed_at"),
    )

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    external_no: Mapped[str] = mapped_column(Text)
    order_no: Mapped[str | None] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    code: Mapped[str | None] = mapped_column(Text)
    code_key: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    variant: Mapped[str | None] = mapped_column(Text)
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))

    rating: Mapped[int]
    text: Mapped[str | None] = mapped_column(Text)
    added_text: Mapped[str | None] = mapped_column(Text)
    tags: Mapped[str | None] = mapped_column(Text)
    pictures: Mapped[str | None] = mapped_column(Text)
    buyer: Mapped[str | None] = mapped_column(Text)
    reviewed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    reviewed_on: Mapped[date | None] = mapped_column(BusinessDate)

    reply: Mapped[str | None] = mapped_column(Text)
    replied_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    follow: Mapped[FollowState] = mapped_column(CodeEnum(FollowState), default=FollowState.NONE)
    note: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    channel: Mapped[Channel] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    sku: Mapped[Sku | None] = relationship(lazy="raise")


class ReviewStep(Journaled, Base):
    """One step of following up a review: when it was taken, and what was said, offered or reached.

    `result` is filled for the step that ends the follow-up and for no other.
    """

    __tablename__ = "review_step"
    __table_args__ = (Index(None, "review_id"),)

    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    step: Mapped[FollowStep] = mapped_column(CodeEnum(FollowStep))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    result: Mapped[FollowResult | None] = mapped_column(CodeEnum(FollowResult))
    note: Mapped[str | None] = mapped_column(Text)

    review: Mapped[Review] = relationship(lazy="raise")
