"""Where money lies, and every movement of it as the statements tell."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.values import AccountKind, Flow


class Account(Journaled, Base):
    """A place money lies in: a bank account, a wallet, a platform's balance, the cash box.

    `provider` is the stable code of who keeps it (``alipay``, ``bank_icbc``, ``pinduoduo``);
    `number_tail` are the last characters of its number, by which statements find it.
    """

    __tablename__ = "account"
    __table_args__ = (UniqueConstraint("name"),)

    name: Mapped[str] = mapped_column(Text)
    kind: Mapped[AccountKind] = mapped_column(CodeEnum(AccountKind))
    currency: Mapped[str] = mapped_column(Text)
    provider: Mapped[str | None] = mapped_column(Text)
    number_tail: Mapped[str | None] = mapped_column(Text)
    opening_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    note: Mapped[str | None] = mapped_column(Text)
    is_archived: Mapped[bool] = mapped_column(default=False)


class Transaction(Journaled, Base):
    """One movement on an account, with the platform's own word for what it was.

    `natural_key` is unique on the account: the provider's own number, or a hash of the row where
    it gives none. `amount_minor` is positive for money in and negative for money out; a neutral
    movement keeps the figure the file shows and counts in no total. `balance_minor` is what the
    file says was there afterwards.
    """

    __tablename__ = "account_transaction"
    __table_args__ = (
        UniqueConstraint("account_id", "natural_key"),
        Index(None, "account_id", "happened_at"),
        Index(None, "happened_at"),
        Index(None, "happened_on"),
        Index(None, "external_no"),
        Index(None, "merchant_no"),
        Index(None, "order_no"),
        Index(None, "file_id"),
        CheckConstraint(
            "direction = 'neutral' OR (direction = 'in' AND amount_minor >= 0)"
            " OR (direction = 'out' AND amount_minor <= 0)",
            name="amount_follows_direction",
        ),
    )

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    natural_key: Mapped[str] = mapped_column(Text)
    external_no: Mapped[str | None] = mapped_column(Text)
    merchant_no: Mapped[str | None] = mapped_column(Text)
    order_no: Mapped[str | None] = mapped_column(Text)
    happened_at: Mapped[datetime] = mapped_column(UtcInstant)
    happened_on: Mapped[date] = mapped_column(BusinessDate)
    direction: Mapped[Flow] = mapped_column(CodeEnum(Flow))
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    balance_minor: Mapped[int | None] = mapped_column(MinorUnits)
    currency: Mapped[str] = mapped_column(Text)
    counterparty: Mapped[str | None] = mapped_column(Text)
    counterparty_account: Mapped[str | None] = mapped_column(Text)
    kind_text: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str | None] = mapped_column(Text)
    status_text: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"))
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    account: Mapped[Account] = relationship(lazy="raise")
