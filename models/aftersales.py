"""After-sales cases: what a buyer, a courier or a platform wants back after the sale."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import CodeEnum, MinorUnits, UtcInstant
from models.orders import Order
from models.values import CaseKind, CaseState

OPEN_STATES = frozenset(
    {
        CaseState.WAITING_SELLER,
        CaseState.WAITING_BUYER,
        CaseState.WAITING_COURIER,
        CaseState.WAITING_PLATFORM,
        CaseState.AGREED,
    }
)


class Case(Journaled, Base):
    """One after-sales case of one channel.

    `external_no` is the platform's number, or ours for a case opened here. `order_no` is kept
    as it was told; `order_id` links the order once it is known. Amounts are in minor units of
    `currency`. The platform's own words stay beside our codes (`kind_text`, `state_text`).
    """

    __tablename__ = "aftersales_case"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_no"),
        Index(None, "order_id"),
        Index(None, "order_no"),
        Index(None, "return_tracking_no"),
        Index(None, "asked_at"),
        Index("ix_aftersales_case_work", "state", "deadline_at"),
    )

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    external_no: Mapped[str] = mapped_column(Text)
    order_no: Mapped[str | None] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    line_no: Mapped[str | None] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    title: Mapped[str | None] = mapped_column(Text)
    variant: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int | None]

    kind: Mapped[CaseKind] = mapped_column(CodeEnum(CaseKind))
    kind_text: Mapped[str | None] = mapped_column(Text)
    state: Mapped[CaseState] = mapped_column(CodeEnum(CaseState))
    state_text: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)

    currency: Mapped[str] = mapped_column(Text)
    asked_minor: Mapped[int | None] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int | None] = mapped_column(MinorUnits)

    asked_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    agreed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    refunded_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    closed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    deadline_at: Mapped[datetime | None] = mapped_column(UtcInstant)

    return_courier: Mapped[str | None] = mapped_column(Text)
    return_tracking_no: Mapped[str | None] = mapped_column(Text)
    return_text: Mapped[str | None] = mapped_column(Text)
    intercept_text: Mapped[str | None] = mapped_column(Text)
    payer_text: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    channel: Mapped[Channel] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
