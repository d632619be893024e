"""Suppliers, what is bought from them, what arrived, what went back, and when to buy again."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.enums.goods import LandedBasis, PurchaseState
from models.stock import StockMove


class Supplier(Journaled, Base):
    """Who goods are bought from. `lead_days` is what they promise; what they keep is measured."""

    __tablename__ = "supplier"
    __table_args__ = (UniqueConstraint("name_key"),)

    name: Mapped[str] = mapped_column(Text)
    name_key: Mapped[str] = mapped_column(Text)
    contact: Mapped[str | None] = mapped_column(Text)
    phone: Mapped[str | None] = mapped_column(Text)
    wechat: Mapped[str | None] = mapped_column(Text)
    email: Mapped[str | None] = mapped_column(Text)
    website: Mapped[str | None] = mapped_column(Text)
    address: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    currency: Mapped[str | None] = mapped_column(Text)
    lead_days: Mapped[int | None]
    payment_terms_days: Mapped[int | None]
    is_archived: Mapped[bool] = mapped_column(default=False)


class Purchase(Journaled, Base):
    """One order at one supplier.

    Line prices and `freight_minor` are in `currency`, for the supplier bills them; `duty_minor`
    and `other_minor` are in the shop's currency, for they are paid to others. `rate_ppm` says
    how many millionths of the shop's smallest unit one smallest unit of `currency` is worth
    (1,000,000 for the shop's own). `stated_minor` is the whole as the supplier's document has it.
    """

    __tablename__ = "purchase"
    __table_args__ = (
        UniqueConstraint("number"),
        UniqueConstraint("supplier_id", "external_no"),
        Index(None, "state"),
        Index(None, "ordered_on"),
        CheckConstraint("length(number) > 0", name="number_filled"),
    )

    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    number: Mapped[str] = mapped_column(Text)
    external_no: Mapped[str | None] = mapped_column(Text)
    state: Mapped[PurchaseState] = mapped_column(CodeEnum(PurchaseState), default=PurchaseState.DRAFT)
    created_on: Mapped[date | None] = mapped_column(BusinessDate)
    ordered_on: Mapped[date | None] = mapped_column(BusinessDate)
    expected_on: Mapped[date | None] = mapped_column(BusinessDate)
    currency: Mapped[str] = mapped_column(Text)
    rate_ppm: Mapped[int] = mapped_column(default=1_000_000)
    freight_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    duty_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    other_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    stated_minor: Mapped[int | None] = mapped_column(MinorUnits)
    landed_basis: Mapped[LandedBasis] = mapped_column(CodeEnum(LandedBasis), default=LandedBasis.VALUE)
    courier: Mapped[str | None] = mapped_column(Text)
    tracking_no: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    close_reason: Mapped[str | None] = mapped_column(Text)
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    supplier: Mapped[Supplier] = relationship(lazy="raise")


class PurchaseLine(Journaled, Base):
    """One item of a purchase: a SKU of ours, or goods that nobody has linked to one yet.

    `amount_minor` is the line's total in the purchase's currency; NULL means the price is not known.
    """

    __tablename__ = "purchase_line"
    __table_args__ = (
        UniqueConstraint("purchase_id", "position"),
        CheckConstraint("quantity > 0", name="quantity_positive"),
        Index(None, "sku_id"),
    )

    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"))
    position: Mapped[int]
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    title: Mapped[str] = mapped_column(Text)
    variant: Mapped[str | None] = mapped_column(Text)
    supplier_code: Mapped[str | None] = mapped_column(Text)
    quantity: Mapped[int]
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    amount_minor: Mapped[int | None] = mapped_column(MinorUnits)
    note: Mapped[str | None] = mapped_column(Text)

    purchase: Mapped[Purchase] = relationship(lazy="raise")
    sku: Mapped[Sku | None] = relationship(lazy="raise")


class Receipt(Journaled, Base):
    """Goods of one purchase that arrived together. `over_reason` says why more came in than was ordered."""

    __tablename__ = "receipt"
    __table_args__ = (UniqueConstraint("number"), Index(None, "purchase_id"))

    purchase_id: Mapped[int] = mapped_column(ForeignKey("purchase.id"))
    number: Mapped[str] = mapped_column(Text)
    received_at: Mapped[datetime] = mapped_column(UtcInstant)
    received_on: Mapped[date] = mapped_column(BusinessDate)
    over_reason: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)

    purchase: Mapped[Purchase] = relationship(lazy="raise")


class ReceiptLine(Journaled, Base):
    """What arrived of one purchase line: `good` and `defective` pieces.

    `goods_minor` is what those pieces cost at the supplier and `landed_minor` their share of
    freight, duty and other costs, both in the shop's currency; NULL goods means cost unknown.
    The two moves are what the ledger booked for the good and for the defective pieces.
    """

    __tablename__ = "receipt_line"
    __table_args__ = (
        Index(None, "receipt_id"),
        Index(None, "purchase_line_id"),
        Index(None, "sku_id"),
        CheckConstraint("good >= 0 AND defective >= 0 AND good + defective > 0", name="pieces_arrived"),
    )

    receipt_id: Mapped[int] = mapped_column(ForeignKey("receipt.id"))
    purchase_line_id: Mapped[int] = mapped_column(ForeignKey("purchase_line.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    good: Mapped[int]
    defective: Mapped[int] = mapped_column(default=0)
    goods_minor: Mapped[int | None] = mapped_column(MinorUnits)
    landed_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    lot_number: Mapped[str | None] = mapped_column(Text)
    expires_on: Mapped[date | None] = mapped_column(BusinessDate)
    good_move_id: Mapped[int | None] = mapped_column(ForeignKey("stock_move.id"))
    defective_move_id: Mapped[int | None] = mapped_column(ForeignKey("stock_move.id"))

    good_move: Mapped[StockMove | None] = relationship(lazy="raise", foreign_keys="ReceiptLine.good_move_id")
    defective_move: Mapped[StockMove | None] = relationship(lazy="raise", foreign_keys="ReceiptLine.defective_move_id")
    receipt: Mapped[Receipt] = relationship(lazy="raise")
    purchase_line: Mapped[PurchaseLine] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")


class SupplierReturn(Journaled, Base):
    """Goods that went back to a supplier."""

    __tablename__ = "supplier_return"
    __table_args__ = (UniqueConstraint("number"), Index(None, "supplier_id"))

    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    number: Mapped[str] = mapped_column(Text)
    returned_at: Mapped[datetime] = mapped_column(UtcInstant)
    returned_on: Mapped[date] = mapped_column(BusinessDate)
    currency: Mapped[str] = mapped_column(Text)
    courier: Mapped[str | None] = mapped_column(Text)
    tracking_no: Mapped[str | None] = mapped_column(Text)
    reason: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)

    supplier: Mapped[Supplier] = relationship(lazy="raise")


class SupplierReturnLine(Journaled, Base):
    """Pieces of one receipt line that went back; the ledger takes them out at the cost they came in at.

    `credit_minor` is what the supplier owes us for them, in the return's currency; NULL where
    the price was unknown.
    """

    __tablename__ = "supplier_return_line"
    __table_args__ = (
        Index(None, "supplier_return_id"),
        Index(None, "receipt_line_id"),
        CheckConstraint("good >= 0 AND defective >= 0 AND good + defective > 0", name="pieces_left"),
    )

    supplier_return_id: Mapped[int] = mapped_column(ForeignKey("supplier_return.id"))
    receipt_line_id: Mapped[int] = mapped_column(ForeignKey("receipt_line.id"))
    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    good: Mapped[int]
    defective: Mapped[int] = mapped_column(default=0)
    credit_minor: Mapped[int | None] = mapped_column(MinorUnits)

    supplier_return: Mapped[SupplierReturn] = relationship(lazy="raise")
    receipt_line: Mapped[ReceiptLine] = relationship(lazy="raise")
    sku: Mapped[Sku] = relationship(lazy="raise")


class SupplierPayment(Journaled, Base):
    """Money paid to a supplier (negative: money they gave back), for one purchase or on account."""

    __tablename__ = "supplier_payment"
    __table_args__ = (Index(None, "supplier_id"), Index(None, "purchase_id"))

    supplier_id: Mapped[int] = mapped_column(ForeignKey("supplier.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchase.id"))
    paid_on: Mapped[date] = mapped_column(BusinessDate)
    currency: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    method: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)

    supplier: Mapped[Supplier] = relationship(lazy="raise")
    purchase: Mapped[Purchase | None] = relationship(lazy="raise")


class ReorderRule(Journaled, Base):
    """What a person decided about buying one SKU again; an empty field leaves it to the sales.

    `low_stock` only warns; `reorder_point` starts a suggestion; `max_stock` caps it;
    `no_reorder` silences suggestions and leaves the warning alone.
    """

    __tablename__ = "reorder_rule"
    __table_args__ = (UniqueConstraint("sku_id"),)

    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    low_stock: Mapped[int | None]
    reorder_point: Mapped[int | None]
    max_stock: Mapped[int | None]
    safety_days: Mapped[int | None]
    cover_days: Mapped[int | None]
    no_reorder: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)

    sku: Mapped[Sku] = relationship(lazy="raise")


class SalesEvent(Journaled, Base):
    """Days on which more (or less) is sold than usual: `lift_percent` 300 is three times as much."""

    __tablename__ = "sales_event"
    __table_args__ = (Index(None, "first_on"), CheckConstraint("last_on >= first_on", name="ends_after_it_begins"))

    name: Mapped[str] = mapped_column(Text)
    first_on: Mapped[date] = mapped_column(BusinessDate)
    last_on: Mapped[date] = mapped_column(BusinessDate)
    lift_percent: Mapped[int]
