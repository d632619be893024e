"""What the shop has promised to pay, or is promised: rent, wages, a loan's rates, and what was paid of each."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.books import JournalEntry
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.growth import Repeat
from models.enums.money import Flow
from models.finance import Transaction


class Commitment(Journaled, Base):
    """An amount that is due on a day, once or again and again; `direction` says whether it comes in or goes out.

    The first one is due on `first_on`; without `last_on` a repeating one has no end. Each is for the month
    `months_back` months before the one it is due in: wages paid on the 10th are for the month before.
    `category` is the code of the account of the books it will be put under.
    """

    __tablename__ = "commitment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("every >= 1", name="every"),
        CheckConstraint("months_back >= 0", name="months_back"),
        CheckConstraint("direction <> 'neutral'", name="direction"),
        CheckConstraint("last_on IS NULL OR last_on >= first_on", name="ends_after_it_begins"),
    )

    name: Mapped[str] = mapped_column(Text)
    counterparty: Mapped[str | None] = mapped_column(Text)
    direction: Mapped[Flow] = mapped_column(CodeEnum(Flow))
    category: Mapped[str | None] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    currency: Mapped[str] = mapped_column(Text)
    first_on: Mapped[date] = mapped_column(BusinessDate)
    last_on: Mapped[date | None] = mapped_column(BusinessDate)
    repeat: Mapped[Repeat | None] = mapped_column(CodeEnum(Repeat))
    every: Mapped[int] = mapped_column(default=1)
    months_back: Mapped[int] = mapped_column(default=0)
    note: Mapped[str | None] = mapped_column(Text)


class CommitmentAmount(Journaled, Base):
    """What one due day differs in: a part-timer's wage of that month, or 0 where nothing is due this once."""

    __tablename__ = "commitment_amount"
    __table_args__ = (
        UniqueConstraint("commitment_id", "due_on"),
        CheckConstraint("amount_minor >= 0", name="amount"),
    )

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    due_on: Mapped[date] = mapped_column(BusinessDate)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)

    commitment: Mapped[Commitment] = relationship(lazy="raise")


class CommitmentPayment(Journaled, Base):
    """What was paid of one due day, whole or in part; `transaction_id` is the movement that paid it, where one did."""

    __tablename__ = "commitment_payment"
    __table_args__ = (
        Index(None, "commitment_id", "due_on"),
        Index(None, "transaction_id"),
        CheckConstraint("amount_minor > 0", name="amount"),
    )

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    due_on: Mapped[date] = mapped_column(BusinessDate)
    paid_on: Mapped[date] = mapped_column(BusinessDate)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    transaction_id: Mapped[int | None] = mapped_column(ForeignKey("account_transaction.id"))

    commitment: Mapped[Commitment] = relationship(lazy="raise")
    transaction: Mapped[Transaction | None] = relationship(lazy="raise")


class CommitmentAccrual(Journaled, Base):
    """The entry by which one due day was booked as a cost of the month it is for, before it was paid.

    What pays it then settles what is owed and is no cost again.
    """

    __tablename__ = "commitment_accrual"
    __table_args__ = (UniqueConstraint("commitment_id", "due_on"), UniqueConstraint("entry_id"))

    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitment.id"))
    due_on: Mapped[date] = mapped_column(BusinessDate)
    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))

    commitment: Mapped[Commitment] = relationship(lazy="raise")
    entry: Mapped[JournalEntry] = relationship(lazy="raise")


class Budget(Journaled, Base):
    """What may be spent under one category of the books in a month, from the month `since` (``YYYY-MM``) on.

    It holds until a newer one of the category begins; 0 ends it.
    """

    __tablename__ = "budget"
    __table_args__ = (UniqueConstraint("category", "since"), CheckConstraint("amount_minor >= 0", name="amount"))

    category: Mapped[str] = mapped_column(Text)
    since: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
