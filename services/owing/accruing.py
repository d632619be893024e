"""Wages, rent and what else comes again, booked as a cost of the month it is for and owed until it is paid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from models.enums.money import Flow, LedgerClass
from models.planning import Commitment, CommitmentAccrual, CommitmentPayment
from services.books.chart import every_account
from services.books.commands import EntryDraft, EntryLine, create_entry
from services.books.lines import first_of, last_of
from services.i18n import NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.owing.booked import accrual_of, owed_account, paid_with, remove_accrual, share_out
from services.owing.queries import commitment_dues

_commitments = Commitment.table()
_accruals = CommitmentAccrual.table()
_MOST_BACK = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class MonthCost:
    """One due day of a month's wages or other costs; `entry_id` is the entry that booked it, None where none did."""

    commitment_id: int
    due_on: date
    name: str
    counterparty: str | None
    category: str
    category_name: str
    currency: str
    amount_minor: int
    paid_minor: int
    entry_id: int | None


def month_costs(connection: Connection, month: str) -> tuple[MonthCost, ...]:
    """What is due for a month (``YYYY-MM``) whenever it is paid, of what has an expense for its category."""
    names = every_account(connection)
    rows = {row.id: row for row in connection.execute(select(_commitments))}
    booked = {(row.commitment_id, row.due_on): row.entry_id for row in connection.execute(select(_accruals))}
    found = []
    for due in commitment_dues(connection, last_of(month) + _MOST_BACK):
        category = rows[due.key].category
        account = names.get(category) if category is not None else None
        if due.month != month or due.direction is not Flow.OUT or not due.amount_minor or account is None:
            continue
        if account.ledger_class is LedgerClass.EXPENSE:
            found.append(
                MonthCost(
                    due.key, due.due_on, due.name, due.counterparty, account.code, account.name, due.currency,
                    due.amount_minor, due.paid_minor, booked.get((due.key, due.due_on)),
                )
            )  # fmt: skip
    return tuple(found)


@command(
    "owing.accrue",
    NN_("Book {count} cost of {month} before it is paid", "Book {count} costs of {month} before they are paid"),
)
def accrue(uow: UnitOfWork, month: str, only: Sequence[int] | None = None) -> int:
    """Book what is due for a month on its last day: a cost of that month, and owed until it is paid.

    Only these commitments where some are named; what was booked already stays. Returns how many were booked.
    """
    first_of(month)
    count = 0
    for one in month_costs(uow.connection, month):
        if one.entry_id is not None or (only is not None and one.commitment_id not in only):
            continue
        before = paid_with(uow, _payers(uow, one))
        lines = (EntryLine(one.category, one.amount_minor), EntryLine(owed_account(one.category), -one.amount_minor))
        entry = create_entry(uow, EntryDraft(last_of(month), f"{one.name} · {month}", lines))
        uow.add(CommitmentAccrual(commitment_id=one.commitment_id, due_on=one.due_on, entry_id=entry.id))
        share_out(uow, uow.get(Commitment, one.commitment_id), before)
        count += 1
    uow.describe(count=count, month=month)
    return count


@command(
    "owing.take_back_accrual",
    NN_("Take back the booking of {count} cost of {month}", "Take back the booking of {count} costs of {month}"),
)
def take_back_accrual(uow: UnitOfWork, month: str, only: Sequence[int] | None = None) -> int:
    """Take the bookings of a month back; what was paid of it is a cost on the day it was paid again."""
    count = 0
    for one in month_costs(uow.connection, month):
        if one.entry_id is None or (only is not None and one.commitment_id not in only):
            continue
        accrual = accrual_of(uow, one.commitment_id, one.due_on)
        if accrual is not None:
            remove_accrual(uow, uow.get(Commitment, one.commitment_id), accrual)
            count += 1
    uow.describe(count=count, month=month)
    return count


def _payers(uow: UnitOfWork, one: MonthCost) -> list[int | None]:
    chosen = (CommitmentPayment.commitment_id == one.commitment_id, CommitmentPayment.due_on == one.due_on)
    return [row.transaction_id for row in uow.all(select(CommitmentPayment).where(*chosen))]
