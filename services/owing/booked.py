"""What follows from a cost that was booked before it was paid: its payment settles what is owed and costs nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import and_, select

from models.books import JournalEntry, JournalEntryLine
from models.enums.money import SortedBy
from models.finance import Transaction, TransactionPart
from models.planning import Commitment, CommitmentAccrual, CommitmentPayment
from services.errors import Invalid
from services.finance.categorising import PartDraft, write_parts
from services.i18n import N_
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_WAGES, _WAGES_PAYABLE, _ACCRUED = "wages", "wages_payable", "accrued"
_OWED = (_WAGES_PAYABLE, _ACCRUED)
_commitments = Commitment.table()
_accruals = CommitmentAccrual.table()
_payments = CommitmentPayment.table()


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


def share_out(uow: UnitOfWork, row: Commitment, transaction_ids: Sequence[int]) -> None:
    """Divide payments anew: what pays something booked already goes against what is owed, the rest is a cost.

    So a line of the bank that is larger than what was due leaves nothing hidden in what is owed. What she split or
    sorted otherwise stays.
    """
    uow.flush()
    parts: defaultdict[int, list[TransactionPart]] = defaultdict(list)
    for part in uow.all_in(TransactionPart, TransactionPart.transaction_id, transaction_ids):
        parts[part.transaction_id].append(part)
    for line in uow.get_many(Transaction, transaction_ids):
        rest = _rest_category(line, parts[line.id], row)
        if rest is not None:
            _divide(uow, line, parts[line.id], rest)


def _rest_category(line: Transaction, parts: Sequence[TransactionPart], row: Commitment) -> str | None:
    """What a line is as far as it pays nothing that was booked; None where she said herself what it is."""
    if not parts:
        return row.category if line.category in (None, row.category, *_OWED) else None
    others = [part.category for part in parts if part.category not in _OWED]
    if len(others) > 1 or len(others) == len(parts) or any(part.note for part in parts):
        return None
    return others[0] if others else row.category


def _divide(uow: UnitOfWork, line: Transaction, parts: Sequence[TransactionPart], rest: str) -> None:
    wanted = _pays(uow, line.id)
    wanted[rest] = abs(line.amount_minor) - sum(wanted.values())
    sign = -1 if line.amount_minor < 0 else 1
    drafts = [PartDraft(category, sign * amount) for category, amount in wanted.items() if amount]
    if len(drafts) > 1:
        write_parts(uow, line, drafts)
        return
    for part in parts:
        uow.delete(part)
    line.category, line.sorted_by, line.rule_id = drafts[0].category, SortedBy.HER, None


def _pays(uow: UnitOfWork, transaction_id: int) -> dict[str, int]:
    """How much of a line pays what is owed, by account; above zero."""
    booked = and_(_accruals.c.commitment_id == _payments.c.commitment_id, _accruals.c.due_on == _payments.c.due_on)
    statement = (
        select(_commitments.c.category, _payments.c.amount_minor)
        .join_from(_payments, _accruals, booked)
        .join(_commitments, _commitments.c.id == _payments.c.commitment_id)
        .where(_payments.c.transaction_id == transaction_id)
        .order_by(_payments.c.id)
    )
    found: defaultdict[str, int] = defaultdict(int)
    for category, amount in uow.connection.execute(statement):
        found[owed_account(category or "")] += amount
    return found


def remove_accrual(uow: UnitOfWork, row: Commitment, accrual: CommitmentAccrual) -> None:
    """Take a booking back with its entry; what paid it is a cost of its own again."""
    chosen = (CommitmentPayment.commitment_id == row.id, CommitmentPayment.due_on == accrual.due_on)
    paid = [one.transaction_id for one in uow.all(select(CommitmentPayment).where(*chosen))]
    entry_id = accrual.entry_id
    uow.delete(accrual)
    share_out(uow, row, [one for one in paid if one is not None])
    for line in uow.all(select(JournalEntryLine).where(JournalEntryLine.entry_id == entry_id)):
        uow.delete(line)
    uow.flush()
    uow.delete(uow.get(JournalEntry, entry_id))
