"""What follows from a cost that was booked before it was paid: its payment settles what is owed and costs nothing."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from models.books import JournalEntry, JournalEntryLine
from models.entities import Entity
from models.enums.money import SortedBy
from models.finance import Transaction, TransactionPart
from models.planning import Commitment, CommitmentAccrual, CommitmentPayment
from services.errors import Invalid
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_WAGES, _WAGES_PAYABLE, _ACCRUED = "wages", "wages_payable", "accrued"


def owed_account(category: str) -> str:
    """The account of what is owed for a cost."""
    return _WAGES_PAYABLE if category == _WAGES else _ACCRUED


def accrual_of(uow: UnitOfWork, commitment_id: int, due_on: date) -> CommitmentAccrual | None:
    """How a due day was booked; None where it was not."""
    chosen = (CommitmentAccrual.commitment_id == commitment_id, CommitmentAccrual.due_on == due_on)
    return next(iter(uow.all(select(CommitmentAccrual).where(*chosen))), None)


def booked_already(name: str) -> Invalid:
    """What refuses a change of something that stands in the books."""
    reason = message(N_("its month was booked already; take the booking of that month back first"))
    return Invalid(field=message(N_("Amount and days")), value=name, reason=reason)


def settle(uow: UnitOfWork, row: Commitment, transaction_ids: Sequence[int]) -> None:
    """Payments of what was booked already go against what is owed; what was split or is something else stays."""
    _move(uow, transaction_ids, (None, row.category), owed_account(row.category or ""))


def unsettle(uow: UnitOfWork, row: Commitment, transaction_ids: Sequence[int]) -> None:
    """They are a cost of their own again."""
    _move(uow, transaction_ids, (owed_account(row.category or ""),), row.category)


def _move(uow: UnitOfWork, ids: Sequence[int], olds: tuple[str | None, ...], new: str | None) -> None:
    split = {one.transaction_id for one in uow.all_in(TransactionPart, TransactionPart.transaction_id, ids)}
    rows = [one for one in uow.get_many(Transaction, ids) if one.category in olds and one.id not in split]
    values = {"category": new, "sorted_by": str(SortedBy.HER), "rule_id": None}
    uow.set_columns(Entity.TRANSACTION, [one.id for one in rows], values)


def remove_accrual(uow: UnitOfWork, row: Commitment, accrual: CommitmentAccrual) -> None:
    """Take a booking back with its entry; what paid it is a cost of its own again."""
    chosen = (CommitmentPayment.commitment_id == row.id, CommitmentPayment.due_on == accrual.due_on)
    paid = [one.transaction_id for one in uow.all(select(CommitmentPayment).where(*chosen))]
    unsettle(uow, row, [one for one in paid if one is not None])
    entry_id = accrual.entry_id
    uow.delete(accrual)
    uow.flush()
    for line in uow.all(select(JournalEntryLine).where(JournalEntryLine.entry_id == entry_id)):
        uow.delete(line)
    uow.flush()
    uow.delete(uow.get(JournalEntry, entry_id))
