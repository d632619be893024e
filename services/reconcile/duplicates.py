"""The same movement twice in one account, under two numbers: found between files, left out when a person says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, func, or_, select

from models.entities import Entity
from models.finance import Account, Transaction
from services.errors import NotAllowed
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.table_query import stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_transactions = Transaction.table()
_accounts = Account.table()
_MOST = 500


@dataclass(frozen=True, slots=True)
class Twin:
    """Two lines of different files that look like one movement; the later one would be left out."""

    kept_id: int
    twin_id: int
    account: str
    happened_on: str
    counterparty: str | None
    amount_minor: int
    currency: str
    percent: int


@command(
    "reconcile.duplicates",
    NN_("Leave out {count} transaction that is there twice", "Leave out {count} transactions that are there twice"),
)
def leave_out(uow: UnitOfWork, pairs: Sequence[tuple[int, int]]) -> None:
    """Say of (kept, twin) that the twin is the same movement: it stays in the list and counts nowhere."""
    kept = {one.id: one for one in uow.get_many(Transaction, [kept for kept, _twin in pairs])}
    for kept_id, twin_id in pairs:
        twin = uow.get(Transaction, twin_id)
        same = twin.account_id == kept[kept_id].account_id and twin.amount_minor == kept[kept_id].amount_minor
        if kept_id == twin_id or kept[kept_id].duplicate_of_id is not None or not same:
            reason = message(N_("only two lines of one account with the same amount can be one movement"))
            raise NotAllowed(rows=f"#{twin_id}", reason=reason)
        uow.set_columns(Entity.TRANSACTION, [twin_id], {"duplicate_of_id": kept_id})
    uow.describe(count=len(pairs))


@command("reconcile.count_again", NN_("Count {count} transaction again", "Count {count} transactions again"))
def count_again(uow: UnitOfWork, transaction_ids: Sequence[int]) -> None:
    """Transactions that were left out as duplicates count again."""
    uow.set_columns(Entity.TRANSACTION, transaction_ids, {"duplicate_of_id": None})
    uow.describe(count=len(transaction_ids))


def twins(connection: Connection, first: date, last: date) -> tuple[Twin, ...]:
    """Lines of one account, day, way and amount that came with different files under different numbers."""
    a, b = _transactions.alias("kept"), _transactions.alias("twin")
    same_party = or_(
        a.c.counterparty == b.c.counterparty, a.c.counterparty.is_(None), b.c.counterparty.is_(None)
    )  # fmt: skip
    statement = (
        select(
            a.c.id, b.c.id, _accounts.c.name, b.c.happened_on, func.coalesce(b.c.counterparty, a.c.counterparty),
            b.c.amount_minor, b.c.currency, a.c.happened_at == b.c.happened_at, a.c.order_no == b.c.order_no,
        )
        .join_from(a, b, (a.c.account_id == b.c.account_id) & (a.c.happened_on == b.c.happened_on))
        .join(_accounts, _accounts.c.id == a.c.account_id)
        .where(b.c.happened_on.between(first, last), a.c.id < b.c.id, a.c.amount_minor == b.c.amount_minor)
        .where(a.c.direction == b.c.direction, a.c.currency == b.c.currency, a.c.file_id != b.c.file_id)
        .where(a.c.duplicate_of_id.is_(None), b.c.duplicate_of_id.is_(None), b.c.amount_minor != 0, same_party)
        .where(or_(a.c.order_no.is_(None), b.c.order_no.is_(None), a.c.order_no == b.c.order_no))
        .order_by(b.c.happened_on, b.c.id)
    )  # fmt: skip
    found: list[Twin] = []
    seen: set[int] = set()
    for kept, twin, account, on, party, amount, currency, same_time, same_order in stored_rows(connection, statement):
        if seen & {kept, twin}:
            continue
        seen |= {kept, twin}
        percent = 50 + (30 if same_time else 0) + (15 if same_order else 0)
        found.append(Twin(kept, twin, account, on, party, amount, currency, percent))
    return tuple(sorted(found, key=lambda one: -one.percent)[:_MOST])
