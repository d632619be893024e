"""Channels: each is one shop on one platform, with its own currency and time zone."""

from __future__ import annotations

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Journaled
from models.columns import CodeEnum
from models.values import Platform


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
