"""Advice the owner did not want to follow, and why."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Journaled
from models.columns import CodeEnum, UtcInstant
from models.values import AdviceKind


class DismissedAdvice(Journaled, Base):
    """Advice of one kind about `subject` (SKU ids) that is not shown while its facts are still `facts`."""

    __tablename__ = "dismissed_advice"
    __table_args__ = (UniqueConstraint("kind", "subject"),)

    kind: Mapped[AdviceKind] = mapped_column(CodeEnum(AdviceKind))
    subject: Mapped[str] = mapped_column(Text)
    facts: Mapped[str] = mapped_column(Text)
    reason: Mapped[str] = mapped_column(Text)
    at: Mapped[datetime] = mapped_column(UtcInstant)
