"""What couriers charge: the rows of their bills, kept as they were billed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, Journaled
from models.columns import BusinessDate, MinorUnits, UtcInstant


class CourierCharge(Journaled, Base):
    """One charge for one waybill; a waybill may have several (freight, services, corrections).

    `natural_key` tells charges apart, so that bills whose months overlap never count one twice.
    `weight_g` is the weight that was billed; `amount_minor` is what is to be paid and negative
    for what the courier gives back. `scanned_at` is NULL where the bill names only the day.
    """

    __tablename__ = "courier_charge"
    __table_args__ = (
        UniqueConstraint("natural_key"),
        Index(None, "waybill"),
        Index(None, "charged_on"),
        Index(None, "order_no"),
    )

    natural_key: Mapped[str] = mapped_column(Text)
    courier: Mapped[str] = mapped_column(Text)
    waybill: Mapped[str] = mapped_column(Text)
    kind_text: Mapped[str | None] = mapped_column(Text)
    scanned_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    charged_on: Mapped[date | None] = mapped_column(BusinessDate)
    province: Mapped[str | None] = mapped_column(Text)
    city: Mapped[str | None] = mapped_column(Text)
    weight_g: Mapped[int | None]
    currency: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    freight_minor: Mapped[int | None] = mapped_column(MinorUnits)
    surcharge_minor: Mapped[int | None] = mapped_column(MinorUnits)
    order_no: Mapped[str | None] = mapped_column(Text)
    customer: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
