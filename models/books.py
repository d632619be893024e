"""The books: the chart of accounts, entries by hand, exchange rates, closed months, and what is posted by rules.

An account is named by its stable code. The program brings most of them (``resources/chart.toml``);
others stand for rows of the shop: ``money:7`` is the money account 7, ``payable:3`` the supplier 3
and ``receivable:taobao`` what a platform still owes.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from models.base import Base, Journaled
from models.columns import BusinessDate, CodeEnum, MinorUnits, UtcInstant
from models.enums.money import LedgerClass, PostingSource


class LedgerAccount(Journaled, Base):
    """What a shop changed of the chart: an account of its own, or another name for one the program brings.

    `code` never changes; what refers to an account (a transaction's category, a line by hand) keeps the
    code. `name` is NULL while the program's own name holds.
    """

    __tablename__ = "ledger_account"
    __table_args__ = (UniqueConstraint("code"),)

    code: Mapped[str] = mapped_column(Text)
    name: Mapped[str | None] = mapped_column(Text)
    ledger_class: Mapped[LedgerClass] = mapped_column(CodeEnum(LedgerClass))
    is_archived: Mapped[bool] = mapped_column(default=False)


class JournalEntry(Journaled, Base):
    """An entry written by hand: a deed of the owner, an opening balance, or what nothing else covers."""

    __tablename__ = "journal_entry"
    __table_args__ = (UniqueConstraint("number"), Index(None, "on"))

    number: Mapped[str] = mapped_column(Text)
    on: Mapped[date] = mapped_column(BusinessDate)
    text: Mapped[str] = mapped_column(Text)


class JournalEntryLine(Journaled, Base):
    """One side of an entry, in the shop's currency: above 0 is debit, below is credit. Together they are 0."""

    __tablename__ = "journal_entry_line"
    __table_args__ = (UniqueConstraint("entry_id", "position"), CheckConstraint("amount_minor <> 0", name="amount"))

    entry_id: Mapped[int] = mapped_column(ForeignKey("journal_entry.id"))
    position: Mapped[int]
    account: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)

    entry: Mapped[JournalEntry] = relationship(lazy="raise")


class ExchangeRate(Journaled, Base):
    """What money of another currency is worth from the day `since` on, until a newer rate begins.

    `rate_ppm` is how many millionths of the shop's smallest unit one smallest unit of `currency` is
    worth. `source` says where the figure was read.
    """

    __tablename__ = "exchange_rate"
    __table_args__ = (UniqueConstraint("currency", "since"), CheckConstraint("rate_ppm > 0", name="rate"))

    currency: Mapped[str] = mapped_column(Text)
    since: Mapped[date] = mapped_column(BusinessDate)
    rate_ppm: Mapped[int]
    source: Mapped[str | None] = mapped_column(Text)


class MonthClose(Journaled, Base):
    """A month whose books were closed; `month` is ``YYYY-MM`` and `left_open` what the checklist still named."""

    __tablename__ = "month_close"
    __table_args__ = (UniqueConstraint("month"),)

    month: Mapped[str] = mapped_column(Text)
    closed_at: Mapped[datetime] = mapped_column(UtcInstant)
    left_open: Mapped[str | None] = mapped_column(Text)
    note: Mapped[str | None] = mapped_column(Text)


class MonthFigure(Journaled, Base):
    """What was posted to one account in a closed month, as it was when it was closed.

    `month` is the close's own, or one before it that the first close took in with it.

    What an import changes of closed days later is booked in the first open month: the difference
    between these figures and what the documents say now.
    """

    __tablename__ = "month_figure"
    __table_args__ = (UniqueConstraint("close_id", "month", "account", "currency"),)

    close_id: Mapped[int] = mapped_column(ForeignKey("month_close.id"))
    month: Mapped[str] = mapped_column(Text)
    account: Mapped[str] = mapped_column(Text)
    currency: Mapped[str] = mapped_column(Text)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    home_minor: Mapped[int] = mapped_column(MinorUnits)

    close: Mapped[MonthClose] = relationship(lazy="raise")


class Posting(Base):
    """What one document, or all orders of a channel on one day, put into one account. Derived; may be rebuilt.

    `source_id` is the channel for orders, and the row for everything else. Amounts are debit above 0
    and credit below; `home_minor` is the same in the shop's currency. `documents` counts what it sums
    up and `unknown` those of them whose amount nobody knows, or whose currency has no rate.
    """

    __tablename__ = "ledger_posting"
    __table_args__ = (Index(None, "day"), Index(None, "account", "day"))

    source: Mapped[PostingSource] = mapped_column(CodeEnum(PostingSource), primary_key=True)
    source_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    account: Mapped[str] = mapped_column(Text, primary_key=True)
    currency: Mapped[str] = mapped_column(Text, primary_key=True)
    amount_minor: Mapped[int] = mapped_column(MinorUnits)
    home_minor: Mapped[int] = mapped_column(MinorUnits)
    documents: Mapped[int]
    unknown: Mapped[int]


class StockDay(Base):
    """What moved of the value of all goods on one day by one kind of move. Derived; may be rebuilt.

    `value_minor` came to the shelves (above 0) or left them; `sold_minor` went straight to goods that were
    sold before their cost was known. `entries` counts the ledger's entries.
    """

    __tablename__ = "stock_day"

    day: Mapped[date] = mapped_column(BusinessDate, primary_key=True)
    kind: Mapped[str] = mapped_column(Text, primary_key=True)
    value_minor: Mapped[int] = mapped_column(MinorUnits)
    sold_minor: Mapped[int] = mapped_column(MinorUnits)
    entries: Mapped[int]
