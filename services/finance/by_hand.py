"""Writes: money no statement tells of: a sale for cash, rent paid from the box, a move between own accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from models.aftersales import CasePayment
from models.enums.money import Flow, SortedBy
from models.finance import (
    Account,
    Transaction,
    TransactionLink,
    TransactionPaper,
    TransactionPart,
    Transfer,
)
from models.planning import CommitmentPayment
from services import settings, text
from services.editing import overwrite
from services.errors import Invalid, NotAllowed
from services.finance.counting import HAND
from services.finance.rules import require_category, rules
from services.finance.sorting import Movement, sort
from services.formatting import money as shown
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_TRANSFERS = "transfers"
_NOON = time(12)
_OF_MONEY = ("account_id", "direction", "amount_minor", "currency")


@dataclass(frozen=True, slots=True)
class MoneyDraft:
    """Money that came in or went out, as a form describes it; `amount_minor` is above zero in the account's currency.

    Without a `category` the rules sort it.
    """

    account_id: int
    on: date
    direction: Flow
    amount_minor: int
    subject: str
    category: str | None = None
    counterparty: str | None = None
    order_no: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class MoveDraft:
    """Money that went from one own account to another; `into_minor` where the other is in another currency."""

    out_id: int
    into_id: int
    on: date
    amount_minor: int
    into_minor: int | None = None
    subject: str | None = None


@command("finance.add_money", N_("Enter {amount} for {subject} by hand"))
def add_money(uow: UnitOfWork, draft: MoneyDraft) -> int:
    """A line typed by hand in an account. Returns its id."""
    account = _account(uow, draft.account_id)
    row = _line(uow, account, draft)
    _describe(uow, account, draft)
    return row.id


@command("finance.change_money", N_("Change {amount} for {subject}"))
def change_money(uow: UnitOfWork, transaction_id: int, draft: MoneyDraft) -> None:
    """Write a line typed by hand anew; `NotAllowed` for one of a statement, of a transfer or that was split."""
    row = uow.get(Transaction, transaction_id)
    _require_by_hand([row])
    if _transfers_of(uow, [row.id]):
        raise _refused(row, N_("it is one side of a transfer; delete the transfer and enter it again"))
    if any(uow.all(select(TransactionPart).where(TransactionPart.transaction_id == row.id))):
        raise _refused(row, N_("it was split; give it one category first"))
    account = _account(uow, draft.account_id)
    values = _values(uow, account, draft)
    if any(getattr(row, name) != values[name] for name in _OF_MONEY):
        _require_free(uow, [row])
    overwrite(row, values)
    _describe(uow, account, draft)


@command(
    "finance.delete_money",
    NN_("Delete {count} line typed by hand", "Delete {count} lines typed by hand"),
)
def delete_money(uow: UnitOfWork, transaction_ids: Sequence[int]) -> None:
    """Take lines typed by hand out again, with their parts, links and papers; of a transfer both sides go."""
    pairs = _transfers_of(uow, transaction_ids)
    ids = list(dict.fromkeys([*transaction_ids, *(one for pair in pairs for one in (pair.out_id, pair.in_id))]))
    rows = uow.get_many(Transaction, ids)
    _require_by_hand(rows)
    _require_free(uow, rows)
    for pair in pairs:
        uow.delete(pair)
    for mapped in (TransactionPart, TransactionLink, TransactionPaper):
        for tied in uow.all_in(mapped, mapped.table().c.transaction_id, ids):
            uow.delete(tied)
    uow.flush()
    for row in rows:
        uow.delete(row)
    uow.describe(count=len(rows))


@command("finance.move_money", N_("Move {amount} from {out} to {into}"))
def move_money(uow: UnitOfWork, draft: MoveDraft) -> int:
    """A transfer between own accounts as two lines that belong together. Returns the id of the one going out."""
    out, into = _account(uow, draft.out_id), _account(uow, draft.into_id)
    if out.id == into.id:
        reason = message(N_("choose another account than the first"))
        raise Invalid(field=message(N_("To")), value=into.name, reason=reason)
    arrives = draft.amount_minor if out.currency == into.currency else draft.into_minor
    if arrives is None:
        reason = message(N_("the other account is in another currency: say what arrives there"))
        raise Invalid(field=message(N_("Arrives")), value="", reason=reason)
    words = (draft.subject or "").strip()
    gone = _line(uow, out, MoneyDraft(
        out.id, draft.on, Flow.OUT, draft.amount_minor, words or into.name, _TRANSFERS, into.name,
    ))  # fmt: skip
    come = _line(uow, into, MoneyDraft(
        into.id, draft.on, Flow.IN, arrives, words or out.name, _TRANSFERS, out.name,
    ))  # fmt: skip
    uow.flush()
    uow.add(Transfer(out_id=gone.id, in_id=come.id))
    uow.describe(amount=shown(draft.amount_minor, out.currency), out=out.name, into=into.name)
    return gone.id


def _describe(uow: UnitOfWork, account: Account, draft: MoneyDraft) -> None:
    sign = -1 if draft.direction is Flow.OUT else 1
    uow.describe(amount=shown(sign * draft.amount_minor, account.currency), subject=draft.subject.strip())


def _account(uow: UnitOfWork, account_id: int) -> Account:
    account = uow.get(Account, account_id)
    if account.is_archived:
        reason = message(N_("it was archived"))
        raise Invalid(field=message(N_("Account")), value=account.name, reason=reason)
    return account


def _line(uow: UnitOfWork, account: Account, draft: MoneyDraft) -> Transaction:
    row = Transaction(natural_key="", **_values(uow, account, draft))
    uow.add(row)
    row.natural_key = f"{HAND}{row.id}"
    uow.flush()
    return row


def _values(uow: UnitOfWork, account: Account, draft: MoneyDraft) -> dict[str, object]:
    subject = draft.subject.strip()
    if not subject:
        raise Invalid(field=message(N_("What it was")), value="", reason=message(N_("it must not be empty")))
    if draft.amount_minor <= 0 or draft.direction is Flow.NEUTRAL:
        reason = message(N_("it must be more than zero"))
        raise Invalid(field=message(N_("Amount")), value=shown(draft.amount_minor, account.currency), reason=reason)
    amount = -draft.amount_minor if draft.direction is Flow.OUT else draft.amount_minor
    zone = ZoneInfo(settings.read(uow.connection, settings.ZONE))
    return {
        "account_id": account.id,
        "happened_at": datetime.combine(draft.on, _NOON, zone).astimezone(UTC),
        "happened_on": draft.on,
        "direction": draft.direction,
        "amount_minor": amount,
        "currency": account.currency,
        "subject": subject,
        "counterparty": text.clean(draft.counterparty),
        "order_no": text.clean(draft.order_no),
        "note": text.clean(draft.note),
        **_sorted(uow, account, draft, amount),
    }


def _sorted(uow: UnitOfWork, account: Account, draft: MoneyDraft, amount: int) -> dict[str, object]:
    if draft.category is not None:
        require_category(uow.connection, draft.category)
        return {"category": draft.category, "sorted_by": SortedBy.HER, "rule_id": None}
    movement = Movement(
        account.id, account.provider, draft.direction, amount, None, draft.subject, draft.counterparty, draft.note
    )
    found = sort(movement, rules(uow.connection))
    if found is None:
        return {"category": None, "sorted_by": None, "rule_id": None}
    return {"category": found.category, "sorted_by": found.sorted_by, "rule_id": found.rule_id}


def _transfers_of(uow: UnitOfWork, ids: Sequence[int]) -> list[Transfer]:
    found = [one for side in (Transfer.out_id, Transfer.in_id) for one in uow.all_in(Transfer, side, ids)]
    return list(dict.fromkeys(found))


def _require_by_hand(rows: Sequence[Transaction]) -> None:
    told = [row for row in rows if not row.natural_key.startswith(HAND)]
    if told:
        raise _refused(told[0], N_("a statement brought it, and what a statement says stays as it is"))


def _require_free(uow: UnitOfWork, rows: Sequence[Transaction]) -> None:
    """What a case or a due item was paid with is taken back there."""
    ids = [row.id for row in rows]
    tied = [one.transaction_id for one in uow.all_in(CasePayment, CasePayment.transaction_id, ids)]
    tied += [one.transaction_id for one in uow.all_in(CommitmentPayment, CommitmentPayment.transaction_id, ids)]
    tied += [one.duplicate_of_id for one in uow.all_in(Transaction, Transaction.duplicate_of_id, ids)]
    found = next((row for row in rows if row.id in tied), None)
    if found is not None:
        raise _refused(found, N_("a case or a due item was paid with it; take the payment back there first"))


def _refused(row: Transaction, reason: str) -> NotAllowed:
    return NotAllowed(rows=row.subject or f"#{row.id}", reason=message(reason))
