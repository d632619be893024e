"""Tasks and reminders of the owner's own: things no order, case or bill tells of."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Journaled
from models.columns import BusinessDate, CodeEnum, UtcInstant
from models.enums.growth import Repeat


class OwnTask(Journaled, Base):
    """Something to do, once or again and again; every time of a repeating one is a row of its own.

    `due_on` is a day in the shop's zone and `due_minute` the minute of that day. `follows_id` is the time
    before this one, `month_day` the day of the month a monthly one keeps to though a month may be shorter.
    A row is over when it was done (`done_at`) or left out this once (`skipped_at`).
    """

    __tablename__ = "own_task"
    __table_args__ = (
        Index(None, "follows_id"),
        Index(None, "done_at", "skipped_at", "due_on"),
        CheckConstraint("every >= 1", name="every"),
        CheckConstraint("due_minute IS NULL OR (due_minute >= 0 AND due_minute < 1440)", name="due_minute"),
        CheckConstraint("due_on IS NOT NULL OR (due_minute IS NULL AND repeat IS NULL)", name="due"),
    )

    text: Mapped[str] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(BusinessDate)
    due_minute: Mapped[int | None]
    repeat: Mapped[Repeat | None] = mapped_column(CodeEnum(Repeat))
    every: Mapped[int] = mapped_column(default=1)
    month_day: Mapped[int | None]
    follows_id: Mapped[int | None] = mapped_column(BigInteger)
    done_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    skipped_at: Mapped[datetime | None] = mapped_column(UtcInstant)
