"""What happened to goods: moves, the places they lie in, their lots, and what a sold bundle consisted of.

Sales are not among the moves: what left the shelf with an order follows from the order itself
(models/stock_ledger.py), so that no import, link, close or undo can leave the two apart.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.enums.goods import Condition, MoveKind
from models.orders import OrderLine


class Place(Journaled, Base):
    """Where goods lie: a room, a warehouse, the defective box. Sales leave from the default place."""

    __tablename__ = "place"
    __table_args__ = (UniqueConstraint("name_key"),)

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    is_default: Mapped[bool] = mapped_column(default=False)
    is_archived: Mapped[bool] = mapped_column(default=False)


class Lot(Journaled, Base):
    """Pieces of a SKU that were made together, and the day they expire on."""

    __tablename__ = "lot"
    __table_args__ = (UniqueConstraint("sku_id", "number_key"), Index(None, "expires_on"))

    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    number: Mapped[str] = mapped_column(Text)
    number_key: Mapped[str] = mapped_column(Text)
    expires_on: Mapped[date | None] = mapped_column(BusinessDate)

    sku: Mapped[Sku] = relationship(lazy="raise")


class StockMove(Journaled, Base):
    """Pieces of one SKU that came (`quantity` above 0) or went (below 0) at the instant `at`.

    A move is never edited but for the cost it came in at (`services.stock.commands.reprice`):
    a mistake is put right by a further move or by undo. `value_minor` is the total the pieces
    of an incoming move cost, in the shop's currency; NULL means that nobody knows it. What
    outgoing moves cost is computed from it (services/stock/costing.py). `on` is `at` in the
    shop's zone. A return names the `order_line_id` it left with, and goods that go back where
    they came from name that move in `of_move_id`; both go at the cost of what they take back.
    Moves of one deed (the two ends of a transfer, a bundle and its parts) share `deed_no`,
    the id of the first of them; what comes of a bundle taken apart shares its cost by
    `value_minor`. `document` is the kind of paper behind it and `document_id`
    its row.
    """

    __tablename__ = "stock_move"
    __table_args__ = (
        Index("ix_stock_move_story", "sku_id", "at", "id"),
        Index(None, "at"),
        Index(None, "document", "document_id"),
        Index(None, "deed_no"),
        Index(None, "order_line_id"),
        Index(None, "of_move_id"),
        CheckConstraint("quantity <> 0 OR kind IN ('opening', 'revalue')", name="moves_something"),
    )

    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    kind: Mapped[MoveKind] = mapped_column(CodeEnum(MoveKind))
    at: Mapped[datetime] = mapped_column(UtcInstant)
    on: Mapped[date] = mapped_column(BusinessDate)
    quantity: Mapped[int]
    value_minor: Mapped[int | None] = mapped_column(MinorUnits)
    place_id: Mapped[int] = mapped_column(ForeignKey("place.id"))
    lot_id: Mapped[int | None] = mapped_column(ForeignKey("lot.id"))
    condition: Mapped[Condition] = mapped_column(CodeEnum(Condition), default=Condition.GOOD)
    reason: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    document: Mapped[str | None] = mapped_column(Text)
    document_id: Mapped[int | None] = mapped_column(BigInteger)
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    of_move_id: Mapped[int | None] = mapped_column(ForeignKey("stock_move.id"))
    deed_no: Mapped[int | None] = mapped_column(BigInteger)

    sku: Mapped[Sku] = relationship(lazy="raise")
    place: Mapped[Place] = relationship(lazy="raise")
    lot: Mapped[Lot | None] = relationship(lazy="raise")
    order_line: Mapped[OrderLine | None] = relationship(lazy="raise")


class OrderLinePart(Journaled, Base):
    """What one piece of the bundle an order line sold consisted of, when the line was linked to it.

    `quantity` pieces of `sku` for each of the line's `sku_quantity`; a later change of the
    bundle changes nothing about orders that were there before.
    """

    __tablename__ = "order_line_part"
    __table_args__ = (UniqueConstraint("order_line_id", "sku_id"), Index(None, "sku_id"))

    order_line_id: Mapped[int] = mapped_column(ForeignKey("order_line.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    quantity: Mapped[int]

    order_line: Mapped[OrderLine] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")
