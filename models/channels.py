"""Channels: each is one shop on one platform, with its own currency and time zone."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.orders import Platform


class Channel(Journaled, Base):
    """A shop on a platform. Order numbers are unique within it, not beyond.

    `ship_hours` after the payment its orders have to leave, where the platform's files say nothing.
    """

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(Text)
    platform: Mapped[Platform] = mapped_column(CodeEnum(Platform))
    currency: Mapped[str] = mapped_column(Text)
    zone: Mapped[str] = mapped_column(Text)
    ship_hours: Mapped[int | None]


class ChannelTerms(Journaled, Base):
    """What selling in a channel costs from the business day `since` on, until newer terms begin.

    Shares are parts per million of what the buyer paid, amounts are per parcel in minor units of
    the channel's currency. NULL is what nobody has said, and never 0.
    """

    __tablename__ = "channel_terms"
    __table_args__ = (UniqueConstraint("channel_id", "since"),)

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    since: Mapped[date] = mapped_column(BusinessDate)
    fee_ppm: Mapped[int | None]
    commission_ppm: Mapped[int | None]
    ads_ppm: Mapped[int | None]
    freight_minor: Mapped[int | None] = mapped_column(MinorUnits)
    packing_minor: Mapped[int | None] = mapped_column(MinorUnits)

    channel: Mapped[Channel] = relationship(lazy="raise")
