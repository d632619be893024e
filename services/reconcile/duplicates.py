"""The same movement twice in one account, under two numbers: found between files, left out when a person says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import CTE, Connection, Select, and_, func, or_, select

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
_SHOWN = (
    "id", "account_id", "happened_on", "happened_at", "amount_minor", "currency", "direction", "file_id", "order_no",
    "counterparty",
)  # fmt: skip


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
    """Say of (kept, twin) that the twin is the same movement: it stays in the list and counts nowhere.

    `NotAllowed` where both are not alike, or where one that is kept would itself be left out.
    """
    left = {twin for _kept, twin in pairs}
    kept = {one.id: one for one in uow.get_many(Transaction, [kept for kept, _twin in pairs])}
    for kept_id, twin_id in pairs:
        twin = uow.get(Transaction, twin_id)
        same = twin.account_id == kept[kept_id].account_id and twin.amount_minor == kept[kept_id].amount_minor
        if kept_id in left or kept[kept_id].duplicate_of_id is not None or not same:
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
    found: list[Twin] = []
    seen: set[int] = set()
    pairs = stored_rows(connection, _pairs(_of_several_files(first, last)))
    for kept, twin, account, on, party, amount, currency, same_time, same_order in pairs:
        if seen & {kept, twin}:
            continue
        seen |= {kept, twin}
        percent = 50 + (30 if same_time else 0) + (15 if same_order else 0)
        found.append(Twin(kept, twin, account, on, party, amount, currency, percent))
    return tuple(sorted(found, key=lambda one: -one.percent)[:_MOST])


def _of_several_files(first: date, last: date) -> CTE:
    """The lines whose account, day and amount stand in more than one file: few, found in one sorted walk."""
    t = _transactions.c
    counted = (t.duplicate_of_id.is_(None), t.amount_minor != 0, t.file_id.is_not(None))
    keys = (t.account_id, t.happened_on, t.amount_minor)
    several = (
        select(*keys)
        .where(t.happened_on.between(first, last), *counted)
        .group_by(*keys)
        .having(func.min(t.file_id) < func.max(t.file_id))
        .cte("several")
    )
    # coalesce: each line of such a day looks for its amount, and not each amount for the lines of its day
    account, day = func.coalesce(t.account_id, t.account_id), func.coalesce(t.happened_on, t.happened_on)
    same = (
        several.c.account_id == account, several.c.happened_on == day, several.c.amount_minor == t.amount_minor,
    )  # fmt: skip
    return (
        select(*(t[name] for name in _SHOWN))
        .join_from(_transactions, several, and_(*same))
        .where(t.happened_on.in_(select(several.c.happened_on)), *counted)
        .cte("line")
    )


def _pairs(lines: CTE) -> Select[Any]:
    a, b = lines.alias("kept"), lines.alias("twin")
    same = [a.c[name] == b.c[name] for name in ("account_id", "happened_on", "amount_minor", "direction", "currency")]
    same_party = or_(
        a.c.counterparty == b.c.counterparty, a.c.counterparty.is_(None), b.c.counterparty.is_(None)
    )  # fmt: skip
    return (
        select(
            a.c.id, b.c.id, _accounts.c.name, b.c.happened_on, func.coalesce(b.c.counterparty, a.c.counterparty),
            b.c.amount_minor, b.c.currency, a.c.happened_at == b.c.happened_at, a.c.order_no == b.c.order_no,
        )
        .join_from(a, b, and_(*same, a.c.id < b.c.id, a.c.file_id != b.c.file_id))
        .join(_accounts, _accounts.c.id == a.c.account_id)
        .where(same_party, or_(a.c.order_no.is_(None), b.c.order_no.is_(None), a.c.order_no == b.c.order_no))
        .order_by(b.c.happened_on, b.c.id)
    )  # fmt: skip
