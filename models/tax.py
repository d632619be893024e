"""Tax: the dated tables its figures come from, what platforms reported, the lines of the yearly sheet, and invoices."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.channels import Channel
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.money import InvoiceKind, InvoiceSide, TaxChange, TaxFigure
from models.orders import Order
from models.purchasing import Purchase


class TaxRule(Journaled, Base):
    """One row of the tax tables as the shop has it; it replaces the program's row of the same figure, day and step.

    It holds from `since` through `until` (NULL: without an end). `over_minor` is where a step of the income tax
    begins (0 for everything else) and `deduct_minor` what is taken off the tax of that step. `source` says where
    the figure was read.
    """

    __tablename__ = "tax_rule"
    __table_args__ = (
        UniqueConstraint("figure", "since", "over_minor"),
        CheckConstraint("until IS NULL OR until >= since", name="ends_after_it_begins"),
        CheckConstraint("tax_ppm IS NULL OR tax_ppm BETWEEN 0 AND 1000000", name="rate"),
        CheckConstraint("over_minor >= 0", name="over"),
    )

    figure: Mapped[TaxFigure] = mapped_column(CodeEnum(TaxFigure))
    since: Mapped[date] = mapped_column(BusinessDate)
    until: Mapped[date | None] = mapped_column(BusinessDate)
    over_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    tax_ppm: Mapped[int | None]
    amount_minor: Mapped[int | None] = mapped_column(MinorUnits)
    deduct_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    source: Mapped[str | None] = mapped_column(Text)


class TaxAdjustment(Journaled, Base):
    """A line of a year's income-tax sheet that the books do not know: a cost not recognised, a deduction, a prepayment.

    `amount_minor` is above zero in the shop's currency; `kind` says which way it counts.
    """

    __tablename__ = "tax_adjustment"
    __table_args__ = (Index(None, "year"), CheckConstraint("amount_minor > 0", name="amount"))

    year: Mapped[int]
    kind: Mapped[TaxChange] = mapped_column(CodeEnum(TaxChange))
    text: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)


class PlatformIncome(Journaled, Base):
    """What a platform reported to the tax office as a channel's income from `first_on` through `last_on`.

    `income_minor` is before refunds, `refunds_minor` what it took off; `fees_minor` is its own charge, where it
    says so. `note` is what she says of the gap to her own books. All are in the channel's currency.
    """

    __tablename__ = "platform_income"
    __table_args__ = (
        UniqueConstraint("channel_id", "first_on"),
        CheckConstraint("last_on >= first_on", name="ends_after_it_begins"),
    )

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    first_on: Mapped[date] = mapped_column(BusinessDate)
    last_on: Mapped[date] = mapped_column(BusinessDate)
    income_minor: Mapped[int] = mapped_column(MinorUnits)
    refunds_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    fees_minor: Mapped[int | None] = mapped_column(MinorUnits)
    orders: Mapped[int | None]
    note: Mapped[str | None] = mapped_column(Text)

    channel: Mapped[Channel] = relationship(lazy="raise")


class Invoice(Journaled, Base):
    """An invoice the shop issued or received, in its currency; a red one that takes another back is below zero.

    `natural_key` is its side, code and number as they are compared: none is kept twice on one side.
    `order_no` is what the invoice says; `order_id` and `purchase_id` are what it was found to belong to. A voided
    one stays in the list and counts nowhere.
    """

    __tablename__ = "invoice"
    __table_args__ = (
        UniqueConstraint("natural_key"),
        Index(None, "issued_on"),
        Index(None, "order_id"),
        Index(None, "purchase_id"),
    )

    side: Mapped[InvoiceSide] = mapped_column(CodeEnum(InvoiceSide))
    kind: Mapped[InvoiceKind] = mapped_column(CodeEnum(InvoiceKind))
    natural_key: Mapped[str] = mapped_column(Text)
    code: Mapped[str | None] = mapped_column(Text)
    number: Mapped[str] = mapped_column(Text)
    issued_on: Mapped[date] = mapped_column(BusinessDate)
    party: Mapped[str | None] = mapped_column(Text)
    party_tax_no: Mapped[str | None] = mapped_column(Text)
    net_minor: Mapped[int] = mapped_column(MinorUnits)
    tax_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    text: Mapped[str | None] = mapped_column(Text)
    order_no: Mapped[str | None] = mapped_column(Text)
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))
    purchase_id: Mapped[int | None] = mapped_column(ForeignKey("purchase.id"))
    is_void: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(Text)

    order: Mapped[Order | None] = relationship(lazy="raise")
    purchase: Mapped[Purchase | None] = relationship(lazy="raise")


class InvoicePaper(Journaled, Base):
    """The file of an invoice, beside the shop, named by what is in it."""

    __tablename__ = "invoice_paper"
    __table_args__ = (UniqueConstraint("invoice_id", "sha256"),)

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoice.id"))
    sha256: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int]
