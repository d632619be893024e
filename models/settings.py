"""Settings that belong to the shop and travel with its file."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Journaled


class Setting(Journaled, Base):
    """One setting; its meaning and default are declared in `services.settings`."""

    __tablename__ = "setting"
    __table_args__ = (UniqueConstraint("key"),)

    key: Mapped[str] = mapped_column(Text)
    value: Mapped[Any] = mapped_column(JSON)
