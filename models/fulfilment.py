"""What went onto paper or into a file for a platform, and which orders it carried."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.columns import CodeEnum, UtcInstant
from models.orders import Order
from models.values import PrintKind


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
