"""New products on their way from the idea to the end of their first month: steps, and what one piece costs."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.growth import LaunchCostKind, LaunchStage


class Launch(Journaled, Base):
    """A product that is brought out on `launch_on`; `sku_id` is the SKU it became, once there is one.

    `price_minor` is the price it is to sell at, in the shop's currency, and `review` what came of it. With
    `closed_on` it is over, whatever steps are left.
    """

    __tablename__ = "launch"
    __table_args__ = (Index(None, "closed_on", "launch_on"),)

    name: Mapped[str] = mapped_column(Text)
    launch_on: Mapped[date | None] = mapped_column(BusinessDate)
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    note: Mapped[str | None] = mapped_column(Text)
    review: Mapped[str | None] = mapped_column(Text)
    closed_on: Mapped[date | None] = mapped_column(BusinessDate)

    sku: Mapped[Sku | None] = relationship(lazy="raise")


class LaunchStep(Journaled, Base):
    """One step of a launch, in the order of `position`; done when `done_on` says when."""

    __tablename__ = "launch_step"
    __table_args__ = (Index(None, "launch_id"), Index(None, "done_on", "due_on"))

    launch_id: Mapped[int] = mapped_column(ForeignKey("launch.id"))
    position: Mapped[int]
    stage: Mapped[LaunchStage] = mapped_column(CodeEnum(LaunchStage))
    title: Mapped[str] = mapped_column(Text)
    due_on: Mapped[date | None] = mapped_column(BusinessDate)
    done_on: Mapped[date | None] = mapped_column(BusinessDate)
    note: Mapped[str | None] = mapped_column(Text)

    launch: Mapped[Launch] = relationship(lazy="raise")


class LaunchCost(Journaled, Base):
    """One line of the cost sheet: an amount for each piece or once for all of them, or a share of the price.

    Either `amount_minor` (the shop's currency) or `share_ppm` (parts per million of the price) is set.
    """

    __tablename__ = "launch_cost"
    __table_args__ = (
        Index(None, "launch_id"),
        CheckConstraint("(amount_minor IS NULL) <> (share_ppm IS NULL)", name="amount_or_share"),
        CheckConstraint("share_ppm IS NULL OR NOT is_once", name="a_share_is_of_each"),
    )

    launch_id: Mapped[int] = mapped_column(ForeignKey("launch.id"))
    position: Mapped[int]
    kind: Mapped[LaunchCostKind] = mapped_column(CodeEnum(LaunchCostKind))
    name: Mapped[str | None] = mapped_column(Text)
    amount_minor: Mapped[int | None] = mapped_column(MinorUnits)
    share_ppm: Mapped[int | None]
    is_once: Mapped[bool] = mapped_column(default=False)

    launch: Mapped[Launch] = relationship(lazy="raise")
