"""After-sales cases: what a buyer, a courier or a platform wants back after the sale, and what becomes of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.catalog import Sku
from models.channels import Channel
from models.columns import CodeEnum, MinorUnits, UtcInstant
from models.enums.aftersales import CaseKind, CaseParty, CaseState, DefectiveFate, Interception
from models.finance import Account, Transaction
from models.orders import Order, OrderLine
from models.purchasing import SupplierReturn

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
    `currency`. `is_told_by_order` marks a case of which only the refund column of an order file
    told, until the platform's own case comes and takes its place.
    The platform's own words stay beside our codes (`kind_text`, `state_text`), and
    `base` remembers, for each field that was edited here after an import, what the platform
    last said (as `Order.base` does).

    Four facts are kept apart: the money (`asked_minor`, `agreed_minor`, `refunded_minor`, which
    is the sum of the payments where there are any), the goods (`CaseLine.expected`, `received`),
    their quality (`CaseLine.good` …), and who is to blame (`blame`, `payer`). `freight_minor` is
    what the return cost us and `repair_minor` the repair; NULL is unknown. `new_order_id` is the
    exchange or re-ship that was sent for it.
    """

    __tablename__ = "aftersales_case"
    __table_args__ = (
        UniqueConstraint("channel_id", "external_no"),
        Index(None, "order_id"),
        Index(None, "order_no"),
        Index(None, "return_tracking_no"),
        Index(None, "asked_at"),
        Index("ix_aftersales_case_work", "state", "deadline_at"),
        Index(None, "new_order_id"),
        Index(None, "external_no"),
        Index("ix_aftersales_case_paid", "refunded_at", "currency", "kind", "refunded_minor"),
        Index(
            "ix_aftersales_case_sums", "state", "currency", "kind", "deadline_at", "received_at", "asked_minor",
            "agreed_minor", "refunded_minor", "quantity",
        ),
    )  # fmt: skip

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

    is_own: Mapped[bool | None]
    is_told_by_order: Mapped[bool | None]
    agreed_minor: Mapped[int | None] = mapped_column(MinorUnits)
    freight_minor: Mapped[int | None] = mapped_column(MinorUnits)
    repair_minor: Mapped[int | None] = mapped_column(MinorUnits)
    blame: Mapped[CaseParty | None] = mapped_column(CodeEnum(CaseParty))
    payer: Mapped[CaseParty | None] = mapped_column(CodeEnum(CaseParty))
    is_own_deadline: Mapped[bool | None]
    next_action: Mapped[str | None] = mapped_column(Text)
    override_reason: Mapped[str | None] = mapped_column(Text)
    received_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    inspected_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    repair_sent_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    repair_back_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    sent_back_at: Mapped[datetime | None] = mapped_column(UtcInstant)
    sent_back_no: Mapped[str | None] = mapped_column(Text)
    interception: Mapped[Interception | None] = mapped_column(CodeEnum(Interception))
    new_order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    base: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    channel: Mapped[Channel] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise", foreign_keys=[order_id])
    new_order: Mapped[Order | None] = relationship(lazy="raise", foreign_keys=[new_order_id])


class CaseLine(Journaled, Base):
    """One product of a case: how many pieces of it, what they are to bring back, and what came.

    `quantity` counts pieces of the SKU (of the order line where it is not linked); a bundle has a
    line for each of its parts. `expected` pieces are to come back; of the `received` ones, `good`
    went to the shelf, `defective` and `to_supplier` to the defective stock, and `scrap` was thrown
    away; all three are NULL until somebody looked. Pieces of a line whose order line was never
    linked are counted here and move no stock.
    """

    __tablename__ = "aftersales_line"
    __table_args__ = (Index(None, "case_id"), Index(None, "order_line_id"), Index(None, "sku_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("aftersales_case.id"))
    order_line_id: Mapped[int | None] = mapped_column(ForeignKey("order_line.id"))
    sku_id: Mapped[int | None] = mapped_column(ForeignKey("sku.id"))
    title: Mapped[str] = mapped_column(Text)
    quantity: Mapped[int]
    asked_minor: Mapped[int | None] = mapped_column(MinorUnits)
    agreed_minor: Mapped[int | None] = mapped_column(MinorUnits)
    refunded_minor: Mapped[int | None] = mapped_column(MinorUnits)
    expected: Mapped[int] = mapped_column(default=0)
    received: Mapped[int | None]
    good: Mapped[int | None]
    defective: Mapped[int | None]
    scrap: Mapped[int | None]
    to_supplier: Mapped[int | None]

    case: Mapped[Case] = relationship(lazy="raise")
    order_line: Mapped[OrderLine | None] = relationship(lazy="raise")
    sku: Mapped[Sku | None] = relationship(lazy="raise")


class CasePayment(Journaled, Base):
    """Money that went to the buyer for a case (or came from a courier or platform), in the case's currency.

    `amount_minor` is above zero whichever way it went; the kind of the case says which. The
    transaction is ours to delete again where `is_own_transaction` is set; else it stood in a
    statement. An account left out means that the platform paid out of the order's own money.
    """

    __tablename__ = "aftersales_payment"
    __table_args__ = (Index(None, "case_id"), Index(None, "transaction_id"))

    case_id: Mapped[int] = mapped_column(ForeignKey("aftersales_case.id"))
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    paid_at: Mapped[datetime] = mapped_column(UtcInstant)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("account_transaction.id"))
    is_own_transaction: Mapped[bool] = mapped_column(default=False)
    override_reason: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)

    case: Mapped[Case] = relationship(lazy="raise")
    account: Mapped[Account | None] = relationship(lazy="raise")
    transaction: Mapped[Transaction | None] = relationship(lazy="raise")


class CaseFile(Journaled, Base):
    """A photo or another file that proves something; it lies beside the shop, named by its `sha256`.

    Sizes in pixels are NULL for what is no picture.
    """

    __tablename__ = "aftersales_file"
    __table_args__ = (Index(None, "case_id"),)

    case_id: Mapped[int] = mapped_column(ForeignKey("aftersales_case.id"))
    position: Mapped[int]
    sha256: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    width_px: Mapped[int | None]
    height_px: Mapped[int | None]
    size_bytes: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UtcInstant)

    case: Mapped[Case] = relationship(lazy="raise")


class DefectiveOutcome(Journaled, Base):
    """What became of defective pieces of a SKU. The moves of stock it made name it as their document.

    `price_minor` is what one piece was sold for as a second, in the currency of its order.
    """

    __tablename__ = "defective_outcome"
    __table_args__ = (Index(None, "sku_id"), Index(None, "happened_at"))

    sku_id: Mapped[int] = mapped_column(ForeignKey("sku.id"))
    quantity: Mapped[int]
    fate: Mapped[DefectiveFate] = mapped_column(CodeEnum(DefectiveFate))
    happened_at: Mapped[datetime] = mapped_column(UtcInstant)
    price_minor: Mapped[int | None] = mapped_column(MinorUnits)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    supplier_return_id: Mapped[int | None] = mapped_column(ForeignKey("supplier_return.id"))
    note: Mapped[str | None] = mapped_column(Text)

    sku: Mapped[Sku] = relationship(lazy="raise")
    order: Mapped[Order | None] = relationship(lazy="raise")
    supplier_return: Mapped[SupplierReturn | None] = relationship(lazy="raise")
