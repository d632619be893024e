"""The stock ledger: every move and every sale in their order, costed. Derived; may be dropped and rebuilt."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, BigInteger, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.enums.goods import Condition, MoveKind


class StockEntry(Base):
    """One line of a SKU's story: a move, or what left with an order line, and what it cost.

    Entries of a SKU follow one another by (`at`, `id`). The id is that of the move; sales have
    theirs beyond `SALE_IDS` (a plain line), `PART_IDS` (a bundle's part) or `PARCEL_IDS` (what of
    either left in a parcel), so that of things of the same instant goods come before they go.

    `value_minor` is the known value that came (above 0) or went (below 0) with the entry, and
    `unknown` how many of its pieces nobody knows the cost of. `owed` pieces left when there were
    none; those still `pending` get their cost when goods arrive: the arrival's `settled_minor`
    is what of its value goes straight to them, and their own `late_minor` is what they got that
    way. The balance is that of the SKU over all places after the entry: pieces, their known
    value, pieces of unknown cost. Every so many entries `state` keeps all that costing needs to
    go on from there.
    """

    __tablename__ = "stock_entry"
    __table_args__ = (
        Index("ix_stock_entry_story", "sku_id", "at", "id"),
        Index("ix_stock_entry_time", "at", "kind", "sku_id", "quantity"),
        Index(None, "order_id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(UtcInstant)
    on: Mapped[date] = mapped_column(BusinessDate)
    kind: Mapped[MoveKind] = mapped_column(CodeEnum(MoveKind))
    quantity: Mapped[int]
    place_id: Mapped[int] = mapped_column(BigInteger)
    lot_id: Mapped[int | None] = mapped_column(BigInteger)
    condition: Mapped[Condition] = mapped_column(CodeEnum(Condition))
    move_id: Mapped[int | None] = mapped_column(BigInteger)
    order_id: Mapped[int | None] = mapped_column(BigInteger)
    order_line_id: Mapped[int | None] = mapped_column(BigInteger)
    value_minor: Mapped[int] = mapped_column(MinorUnits)
    settled_minor: Mapped[int] = mapped_column(MinorUnits)
    late_minor: Mapped[int] = mapped_column(MinorUnits)
    unknown: Mapped[int]
    owed: Mapped[int]
    pending: Mapped[int]
    balance: Mapped[int]
    balance_minor: Mapped[int] = mapped_column(MinorUnits)
    balance_unknown: Mapped[int]
    state: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))


_c = StockEntry.table().c
Index("ix_stock_entry_unknown", _c.on, sqlite_where=(_c.unknown > 0) | (_c.pending > 0))

SALE_IDS = 1 << 52
PART_IDS = 1 << 53
PARCEL_IDS = 1 << 62
PARCEL_STEP = 1 << 31  # beyond PARCEL_IDS: the parcel line's id times this, and the bundle part's id


class StockLevel(Base):
    """Pieces of a SKU that lie in one place in one condition, by lot (0: no lot)."""

    __tablename__ = "stock_level"

    sku_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    lot_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    condition: Mapped[Condition] = mapped_column(CodeEnum(Condition), primary_key=True)
    quantity: Mapped[int]


class Reservation(Base):
    """Pieces of a SKU that a paid order still waits for. The id is that of the entry it will become."""

    __tablename__ = "stock_reservation"
    __table_args__ = (Index(None, "sku_id"), Index(None, "order_id"))

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    sku_id: Mapped[int] = mapped_column(BigInteger)
    order_id: Mapped[int] = mapped_column(BigInteger)
    order_line_id: Mapped[int] = mapped_column(BigInteger)
    quantity: Mapped[int]


class SkuStock(Base):
    """What there is of one SKU in all places together; SKUs nobody ever counted have no row.

    `on_hand` counts good pieces and `defective` the others; `available` is what is on hand and
    neither promised to an order (`reserved`) nor kept for a campaign (`set_aside`). A bundle's
    `available` is how many its parts make, and it has nothing else. Value and unknown pieces are
    of good and defective ones together; `pending` are pieces sold below zero that wait for their
    cost. `first_at` is the first move: sales before it are not the ledger's. `method` and `state`
    let the next entry go on from here.
    """

    __tablename__ = "sku_stock"
    __table_args__ = (Index(None, "available"), Index(None, "value_minor"))

    sku_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    is_bundle: Mapped[bool]
    on_hand: Mapped[int]
    defective: Mapped[int]
    reserved: Mapped[int]
    set_aside: Mapped[int] = mapped_column(default=0, server_default="0")
    available: Mapped[int]
    value_minor: Mapped[int] = mapped_column(MinorUnits)
    unknown: Mapped[int]
    pending: Mapped[int]
    first_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    last_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    last_in_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    last_out_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    method: Mapped[str | None] = mapped_column(Text)
    state: Mapped[Any | None] = mapped_column(JSON(none_as_null=True))
