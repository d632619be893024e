"""What follows from a cost that was booked before it was paid: its payment settles what is owed and costs nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
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

Paid = dict[int, defaultdict[str, int]]
"""By transaction, how much of it pays what: amounts above zero by account."""


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


def paid_with(uow: UnitOfWork, transaction_ids: Iterable[int | None]) -> Paid:
    """What each of these transactions pays, by what is owed where it was booked and by its own category where not.

    Asked before a change and handed to `share_out` after it, so that a line can be told from one she divided herself.
    """
    uow.flush()
    found: Paid = {one: defaultdict(int) for one in transaction_ids if one is not None}
    booked = and_(_accruals.c.commitment_id == _payments.c.commitment_id, _accruals.c.due_on == _payments.c.due_on)
    statement = (
        select(_payments.c.transaction_id, _commitments.c.category, _accruals.c.id, _payments.c.amount_minor)
        .join_from(_payments, _commitments, _commitments.c.id == _payments.c.commitment_id)
        .outerjoin(_accruals, booked)
        .where(_payments.c.transaction_id.in_(found), _commitments.c.category.is_not(None))
        .order_by(_payments.c.id)
    )
    for transaction_id, category, accrual_id, amount in uow.connection.execute(statement):
        found[transaction_id][category if accrual_id is None else owed_account(category)] += amount
    return found


def share_out(uow: UnitOfWork, row: Commitment, before: Paid) -> None:
    """Divide payments anew: what pays something booked already goes against what is owed, the rest is a cost.

    So a line of the bank that is larger than what was due leaves nothing hidden in what is owed. A line that pays
    nothing booked stays, and so does what she split or sorted otherwise: `before` is what `paid_with` said before
    the change, and a line that is not divided by it is hers.
    """
    after = paid_with(uow, before)
    parts: defaultdict[int, list[TransactionPart]] = defaultdict(list)
    for part in uow.all_in(TransactionPart, TransactionPart.transaction_id, list(before)):
        parts[part.transaction_id].append(part)
    for line in uow.get_many(Transaction, list(before)):
        if any(account in _OWED for account in (*before[line.id], *after[line.id])):
            rest = _rest_category(line, parts[line.id], before[line.id], row)
            if rest is not None:
                _divide(uow, line, parts[line.id], after[line.id], rest)


def _rest_category(
    line: Transaction, parts: Sequence[TransactionPart], paid: Mapping[str, int], row: Commitment
) -> str | None:
    """What a line is as far as it pays nothing; None where she said herself what it is."""
    if not parts and line.category not in _OWED:
        is_free = line.category in (None, row.category) and not any(account in _OWED for account in paid)
        return row.category if is_free else None
    sign = -1 if line.amount_minor < 0 else 1
    pieces = [(part.category or "", sign * part.amount_minor) for part in parts]
    held = dict(pieces or [(line.category or "", abs(line.amount_minor))])
    beyond = {name: held.get(name, 0) - paid.get(name, 0) for name in {*held, *paid}}
    others = {name: amount for name, amount in beyond.items() if amount}
    is_hers = len(held) < len(parts) or any(part.note for part in parts) or len(others) > 1
    if is_hers or any(name in _OWED or amount < 0 for name, amount in others.items()):
        return None
    return next(iter(others), row.category) or None  # an unsorted part is hers


def _divide(
    uow: UnitOfWork, line: Transaction, parts: Sequence[TransactionPart], paid: Mapping[str, int], rest: str
) -> None:
    wanted = defaultdict(int, paid)
    wanted[rest] += abs(line.amount_minor) - sum(paid.values())
    sign = -1 if line.amount_minor < 0 else 1
    drafts = [PartDraft(category, sign * amount) for category, amount in wanted.items() if amount]
    if len(drafts) > 1:
        write_parts(uow, line, drafts)
        return
    for part in parts:
        uow.delete(part)
    line.category, line.sorted_by, line.rule_id = drafts[0].category, SortedBy.HER, None


def remove_accrual(uow: UnitOfWork, row: Commitment, accrual: CommitmentAccrual) -> None:
    """Take a booking back with its entry; what paid it is a cost of its own again."""
    chosen = (CommitmentPayment.commitment_id == row.id, CommitmentPayment.due_on == accrual.due_on)
    before = paid_with(uow, [one.transaction_id for one in uow.all(select(CommitmentPayment).where(*chosen))])
    entry_id = accrual.entry_id
    uow.delete(accrual)
    share_out(uow, row, before)
    for line in uow.all(select(JournalEntryLine).where(JournalEntryLine.entry_id == entry_id)):
        uow.delete(line)
    uow.flush()
    uow.delete(uow.get(JournalEntry, entry_id))
