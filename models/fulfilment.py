"""Waves and parcels, what went onto paper or into a file for a platform, and which orders it carried."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import CodeEnum, UtcInstant
from models.enums.orders import ParcelState, PrintKind
from models.orders import Order, OrderLine


class Wave(Journaled, Base):
    """Parcels that are picked in one walk. `rule` is what chose them, as it was typed; `picked_at` ends the walk."""

    __tablename__ = "wave"
    __table_args__ = (UniqueConstraint("number"),)

    number: Mapped[str] = mapped_column(Text)
    made_at: Mapped[datetime] = mapped_column(UtcInstant)
    rule: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    note: Mapped[str | None] = mapped_column(Text)
    picked_at: Mapped[datetime | None] = mapped_column(UtcInstant)


class Parcel(Journaled, Base):
    """What travels under one label: pieces of one order, or of several that go to one person.

    An order none of whose lines is in a parcel ships whole, as if it were one; parcels exist
    where orders were merged or split, or belong to a wave. `position` is the place in the wave,
    counted from 1 in the order of picking. `hold_note` keeps an open parcel back and says why.
    """

    __tablename__ = "parcel"
    __table_args__ = (Index(None, "wave_id", "position"), Index(None, "state"), Index(None, "tracking_no"))

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    state: Mapped[ParcelState] = mapped_column(CodeEnum(ParcelState), default=ParcelState.OPEN)
    wave_id: Mapped[int | None] = mapped_column(ForeignKey("wave.id"))
    position: Mapped[int | None]
    hold_note: Mapped[str | None] = mapped_column(Text)
    courier: Mapped[str | None] = mapped_column(Text)
    tracking_no: Mapped[str | None] = mapped_column(Text)
    weight_g: Mapped[int | None]
    packed_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    shipped_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    note: Mapped[str | None] = mapped_column(Text)

    channel: Mapped[Channel] = relationship(lazy="raise")
    wave: Mapped[Wave | None] = relationship(lazy="raise")


class ParcelLine(Journaled, Base):
    """Pieces of an order line in a parcel, counted as the line counts them (`order_line.quantity`)."""

    __tablename__ = "parcel_line"
    __table_args__ = (
        UniqueConstraint("parcel_id", "order_line_id"),
        Index(None, "order_line_id"),
        CheckConstraint("quantity > 0", name="holds_something"),
    )

    parcel_id: Mapped[int] = mapped_column(ForeignKey("parcel.id"))
    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    quantity: Mapped[int]

    parcel: Mapped[Parcel] = relationship(lazy="raise")
    order_line: Mapped[OrderLine] = relationship(lazy="raise")


class PrintRun(Journaled, Base):
    """One pick list, one batch of packing lists, or one ship file."""

    __tablename__ = "print_run"
    __table_args__ = (UniqueConstraint("number"),)

    kind: Mapped[PrintKind] = mapped_column(CodeEnum(PrintKind))
    number: Mapped[str] = mapped_column(Text)
    printed_at: Mapped[datetime] = mapped_column(UtcInstant)
    target: Mapped[str] = mapped_column(Text)


class PrintedOrder(Journaled, Base):
    """An order that was on a print run."""

    __tablename__ = "printed_order"
    __table_args__ = (Index(None, "run_id"), Index(None, "order_id"))

    run_id: Mapped[int] = mapped_column(ForeignKey("print_run.id"))
    order_id: Mapped[int] = mapped_column(ForeignKey("orders.id"))

    run: Mapped[PrintRun] = relationship(lazy="raise")
    order: Mapped[Order] = relationship(lazy="raise")
