"""Stocktakes: what was to be counted, what was counted, and when each line was."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.columns import BusinessDate, CodeEnum, UtcInstant
from models.enums.goods import StocktakeScope, StocktakeState
from models.stock import Lot, Place


class Stocktake(Journaled, Base):
    """One count. While it `is_blind`, nobody is shown what the books expect.

    `scope_values` are the category names, shelf beginnings or ABC classes of the scope, in the
    words they had when it began.
    """

    __tablename__ = "stocktake"
    __table_args__ = (UniqueConstraint("number"), Index(None, "state"))

    number: Mapped[str] = mapped_column(Text)
    scope: Mapped[StocktakeScope] = mapped_column(CodeEnum(StocktakeScope))
    scope_values: Mapped[list[Any]] = mapped_column(JSON)
    state: Mapped[StocktakeState] = mapped_column(CodeEnum(StocktakeState), default=StocktakeState.OPEN)
    is_blind: Mapped[bool] = mapped_column(default=False)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    started_at: Mapped[datetime] = mapped_column(UtcInstant)
    started_on: Mapped[date] = mapped_column(BusinessDate)
    finished_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    note: Mapped[str | None] = mapped_column(Text)

    place: Mapped[Place] = relationship(lazy="raise")


class CountLine(Journaled, Base):
    """One SKU (one lot of it, where lots are kept) to be counted: good pieces at the stocktake's place.

    `quantity` is NULL until it is counted, and 0 where none was found. `counted_at` is when the
    last piece was counted and `begun_at` when the first one was: what the books say is taken
    at `counted_at`. Posting fixes `expected`; the moves it books name the stocktake as their
    document and say what the difference was worth. `is_extra`: found, though not in the scope.
    """

    __tablename__ = "count_line"
    __table_args__ = (
        UniqueConstraint("stocktake_id", "sku_id", "lot_id"),
        Index(None, "sku_id", "counted_at"),
        CheckConstraint("quantity >= 0", name="quantity_not_negative"),
    )

    stocktake_id: Mapped[int] = mapped_column(ForeignKey("stocktake.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    quantity: Mapped[int | None]
    begun_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    counted_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    counter: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    is_extra: Mapped[bool] = mapped_column(default=False)
    expected: Mapped[int | None]

    stocktake: Mapped[Stocktake] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")
    lot: Mapped[Lot | None] = relationship(lazy="raise")
