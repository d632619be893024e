"""Advice the owner did not want to follow, and why; and what is bought together, summed day by day."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Journaled
from models.columns import BusinessDate, CodeEnum, UtcInstant
from models.enums.growth import AdviceKind


class DismissedAdvice(Journaled, Base):
    """Advice of one kind about `subject` (SKU ids) that is not shown while its facts are still `facts`."""

    __tablename__ = "dismissed_advice"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    kind: Mapped[AdviceKind] = mapped_column(CodeEnum(AdviceKind))
    subject: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)


class PairDay(Base):
    """In how many orders of one day two SKUs stood together; derived from the orders, and may be rebuilt.

    `low_id` is the smaller of the two ids. Only sales are counted, as in `SkuDay`.
    """

    __tablename__ = "pair_day"
    __table_args__ = {"sqlite_with_rowid": False}  # noqa: RUF012 - SQLAlchemy reads it once

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    low_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    high_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    orders: Mapped[int]
