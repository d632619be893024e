"""Which transaction belongs to which order, and what each order brought. Derived; may be dropped and rebuilt."""

from __future__ import annotations

from datetime import date

from sqlalchemy import BigInteger, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.columns import BusinessDate, CodeEnum, MinorUnits
from models.enums.money import MatchedBy


class TransactionMatch(Base):
    """The order a transaction belongs to, and the case where it pays one back; at most one for every transaction."""

    __tablename__ = "transaction_match"
    __table_args__ = (Index(None, "order_id"), Index(None, "case_id"))

    transaction_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    order_id: Mapped[int] = mapped_column(BigInteger)
    case_id: Mapped[int | None] = mapped_column(BigInteger)
    matched_by: Mapped[MatchedBy] = mapped_column(CodeEnum(MatchedBy))


class OrderMoney(Base):
    """What the statements say one order brought and cost, in its currency; only orders they name are here.

    `payout_minor` is what came in for it. The rest is signed as money moves: what was taken is below
    zero. `other_minor` are lines whose category says nothing of these. The sum of all is what the
    order really brought so far.
    """

    __tablename__ = "order_money"

    order_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    payout_minor: Mapped[int] = mapped_column(MinorUnits)
    refund_minor: Mapped[int] = mapped_column(MinorUnits)
    fee_minor: Mapped[int] = mapped_column(MinorUnits)
    commission_minor: Mapped[int] = mapped_column(MinorUnits)
    penalty_minor: Mapped[int] = mapped_column(MinorUnits)
    insurance_minor: Mapped[int] = mapped_column(MinorUnits)
    other_minor: Mapped[int] = mapped_column(MinorUnits)
    received_minor: Mapped[int] = mapped_column(MinorUnits)
    lines: Mapped[int]
    last_on: Mapped[date] = mapped_column(BusinessDate)


class TransactionEcho(Base):
    """A line of a list that repeats what the statement of another account, `wallet_id`, tells: it counts nowhere.

    `of_id` is the line it explains; NULL where that statement speaks of the day and has no such line.
    """

    __tablename__ = "transaction_echo"
    __table_args__ = (Index(None, "of_id"), Index(None, "account_id", "happened_on"))

    transaction_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    account_id: Mapped[int] = mapped_column(BigInteger)
    happened_on: Mapped[date] = mapped_column(BusinessDate)
    wallet_id: Mapped[int] = mapped_column(BigInteger)
    of_id: Mapped[int | None] = mapped_column(BigInteger)
