"""Where money lies, and every movement of it as the statements tell."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.enums.money import AccountKind, Flow, SortedBy


class Account(Journaled, Base):
    """A place money lies in: a bank account, a wallet, a platform's balance, the cash box.

    `provider` is the stable code of who keeps it (``alipay``, ``bank_icbc``, ``pinduoduo``);
    `number_tail` are the last characters of its number, by which statements find it. Its lines repeat those
    of `repeats_id`, or of whom its provider suggests while that is NULL, unless it `stands_alone`.
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
    repeats_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    stands_alone: Mapped[bool] = mapped_column(default=False)


class Transaction(Journaled, Base):
    """One movement on an account, with the platform's own word for what it was.

    `natural_key` is unique on the account: the provider's own number, or a hash of the row where
    it gives none. `amount_minor` is positive for money in and negative for money out; a neutral
    movement keeps the figure the file shows and counts in no total. `balance_minor` is what the
    file says was there afterwards.

    `category` is the code of the account of the books it belongs to, put there by a default, by the rule
    `rule_id`, or by the person (`sorted_by`); NULL is not sorted yet. A transaction that is the
    same movement as another one counts nowhere: `duplicate_of_id` names the one that does.

    `fee_minor`, `commission_minor` and `promotion_minor` are what the platform kept of it before it came, as
    the file tells: below zero where it was taken, and already in `amount_minor`.
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
    fee_minor: Mapped[int | None] = mapped_column(MinorUnits)
    commission_minor: Mapped[int | None] = mapped_column(MinorUnits)
    promotion_minor: Mapped[int | None] = mapped_column(MinorUnits)
    currency: Mapped[str] = mapped_column(Text)
    counterparty: Mapped[str | None] = mapped_column(Text)
    counterparty_account: Mapped[str | None] = mapped_column(Text)
    kind_text: Mapped[str | None] = mapped_column(Text)
    subject: Mapped[str | None] = mapped_column(Text)
    method: Mapped[str | None] = mapped_column(Text)
    status_text: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)
    file_id: Mapped[int | None] = mapped_column(ForeignKey("import_file.id"))
    category: Mapped[str | None] = mapped_column(Text)
    sorted_by: Mapped[SortedBy | None] = mapped_column(CodeEnum(SortedBy))
    rule_id: Mapped[int | None] = mapped_column(ForeignKey("category_rule.id"))
    duplicate_of_id: Mapped[int | None] = mapped_column(ForeignKey("account_transaction.id"))
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))

    account: Mapped[Account] = relationship(lazy="raise")


_t = Transaction.table().c
# Nearly all rows have a category and are no duplicate: an index of those that do not or are stays small, and never
# tempts a search for days or orders to walk through everything that is not left out.
Index("ix_account_transaction_unsorted", _t.happened_at, sqlite_where=_t.category.is_(None))
Index("ix_account_transaction_left_out", _t.duplicate_of_id, sqlite_where=_t.duplicate_of_id.is_not(None))
# Lines without an order's number are what is looked through for transfers, and for orders of their amount.
Index("ix_account_transaction_nameless", _t.happened_on, sqlite_where=func.coalesce(_t.order_no, "") == "")


class CategoryRule(Journaled, Base):
    """What new transactions are sorted by: all conditions that are filled in must hold; the first rule wins.

    `words` is looked for in the kind, the subject, the counterparty and the note, `counterparty`
    in the counterparty only, both without regard to the case of A–Z; `kind_text` must be equal.
    Amounts compare without their sign. `takes_order` also looks in the texts for an order's number.
    A rule that is archived sorts nothing any more and stays to explain what it sorted.
    """

    __tablename__ = "category_rule"

    position: Mapped[int]
    words: Mapped[str | None] = mapped_column(Text)
    counterparty: Mapped[str | None] = mapped_column(Text)
    kind_text: Mapped[str | None] = mapped_column(Text)
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id"))
    direction: Mapped[Flow | None] = mapped_column(CodeEnum(Flow))
    least_minor: Mapped[int | None] = mapped_column(MinorUnits)
    most_minor: Mapped[int | None] = mapped_column(MinorUnits)
    category: Mapped[str] = mapped_column(Text)
    takes_order: Mapped[bool] = mapped_column(default=False)
    is_archived: Mapped[bool] = mapped_column(default=False)


class TransactionPart(Journaled, Base):
    """One part of a transaction that was split; the parts of one add up to its amount."""

    __tablename__ = "transaction_part"
    __table_args__ = (UniqueConstraint("transaction_id", "position"),)

    transaction_id: Mapped[int] = mapped_column(ForeignKey("account_transaction.id"))
    position: Mapped[int]
    category: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    note: Mapped[str | None] = mapped_column(Text)


class TransactionLink(Journaled, Base):
    """The order a person says a transaction belongs to; with no order: it belongs to none, whatever its numbers say."""

    __tablename__ = "transaction_link"
    __table_args__ = (UniqueConstraint("transaction_id"), Index(None, "order_id"))

    transaction_id: Mapped[int] = mapped_column(ForeignKey("account_transaction.id"))
    order_id: Mapped[int | None] = mapped_column(ForeignKey("orders.id"))


class Transfer(Journaled, Base):
    """Two transactions that are one movement between own accounts, as a person confirmed."""

    __tablename__ = "transfer"
    __table_args__ = (UniqueConstraint("out_id"), UniqueConstraint("in_id"))

    out_id: Mapped[int] = mapped_column(ForeignKey("account_transaction.id"))
    in_id: Mapped[int] = mapped_column(ForeignKey("account_transaction.id"))


class TransactionPaper(Journaled, Base):
    """A receipt or invoice of a transaction: a file beside the shop, named by what is in it."""

    __tablename__ = "transaction_paper"
    __table_args__ = (UniqueConstraint("transaction_id", "sha256"),)

    transaction_id: Mapped[int] = mapped_column(ForeignKey("account_transaction.id"))
    sha256: Mapped[str] = mapped_column(Text)
    suffix: Mapped[str] = mapped_column(Text)
    file_name: Mapped[str] = mapped_column(Text)
    size_bytes: Mapped[int]


class Reconciliation(Journaled, Base):
    """An account was held against its statement through a day, and `balance_minor` lay in it at the end of that day.

    `difference_minor` is what the transactions gave beyond the statement where a person accepted
    that they do not agree; 0 where they do.
    """

    __tablename__ = "reconciliation"
    __table_args__ = (UniqueConstraint("account_id", "through"),)

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    through: Mapped[date] = mapped_column(BusinessDate)
    balance_minor: Mapped[int] = mapped_column(MinorUnits)
    difference_minor: Mapped[int] = mapped_column(MinorUnits, default=0)
    reconciled_at: Mapped[datetime] = mapped_column(UtcInstant)
    note: Mapped[str | None] = mapped_column(Text)
