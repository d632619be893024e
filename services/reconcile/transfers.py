"""Transfers between own accounts: found from both sides, confirmed by a person, and never profit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, type_coerce
from sqlalchemy.types import BigInteger

from models.entities import Entity
from models.finance import Account, Transaction, TransactionPart, Transfer
from models.values import Flow, SortedBy
from services import settings
from services.errors import NotAllowed
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.table_query import stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_transactions = Transaction.table()
_accounts = Account.table()
_parts = TransactionPart.table()
_pairs = Transfer.table()
TRANSFERS = "transfers"
_POCKETS = (TRANSFERS, "fund_products")
_DAY_MS = 86_400_000
_MOST = 500
SURE_PERCENT = 80
"""Pairs at least this sure are offered to be confirmed together."""


@dataclass(frozen=True, slots=True)
class Side:
    """One end of a transfer. The amount is its size, in minor units."""

    transaction_id: int
    account_id: int
    account: str
    happened_on: str
    words: str


@dataclass(frozen=True, slots=True)
class TransferPair:
    """Two lines that look like one movement between own accounts; `percent` says how sure that is."""

    out: Side
    into: Side
    size_minor: int
    currency: str
    percent: int


@command("reconcile.transfers", NN_("Confirm {count} transfer", "Confirm {count} transfers"))
def confirm_transfers(uow: UnitOfWork, pairs: Sequence[tuple[int, int]]) -> None:
    """Say that (out, in) transactions are one movement each; both sides leave profit alone from then on.

    `NotAllowed` names lines that are in a transfer already, or two sides that do not fit.
    """
    ids = [one for pair in pairs for one in pair]
    taken = [one for one, count in Counter(ids).items() if count > 1]
    for column in (Transfer.out_id, Transfer.in_id):
        taken += [row.out_id if row.out_id in ids else row.in_id for row in uow.all_in(Transfer, column, ids)]
    if taken:
        raise _refused(taken, N_("they are in a transfer already"))
    rows = {row.id: row for row in uow.get_many(Transaction, dict.fromkeys(ids))}
    odd = [out for out, into in pairs if not _fit(rows[out], rows[into])]
    if odd:
        raise _refused(odd, N_("a transfer takes from one account what it puts into another"))
    uow.bulk_insert(Entity.TRANSFER, [{"out_id": out, "in_id": into} for out, into in pairs])
    fund = [one for one in ids if rows[one].category == "fund_products"]
    plain = [one for one in ids if one not in fund]
    values = {"sorted_by": str(SortedBy.HER), "rule_id": None}
    uow.set_columns(Entity.TRANSACTION, plain, {**values, "category": TRANSFERS})
    uow.set_columns(Entity.TRANSACTION, fund, {**values, "category": TRANSFERS})
    uow.describe(count=len(pairs))


@command("reconcile.part_transfer", N_("Take a transfer apart"))
def part_transfer(uow: UnitOfWork, transaction_id: int) -> None:
    """The line and its other side are two movements again; their category stays."""
    for row in uow.all(
        select(Transfer).where((Transfer.out_id == transaction_id) | (Transfer.in_id == transaction_id))
    ):
        uow.delete(row)


def _fit(out: Transaction, into: Transaction) -> bool:
    ways = out.direction in (Flow.OUT, Flow.NEUTRAL) and into.direction in (Flow.IN, Flow.NEUTRAL)
    same_money = out.currency != into.currency or abs(out.amount_minor) == abs(into.amount_minor)
    return ways and same_money and out.account_id != into.account_id


def _refused(ids: Sequence[int], reason: str) -> NotAllowed:
    return NotAllowed(rows=", ".join(f"#{one}" for one in sorted(ids)[:10]), reason=message(reason))


def transfer_pairs(connection: Connection, first: date, last: date) -> tuple[TransferPair, ...]:
    """Lines from `first` to `last` that look like transfers, the surest first; no line stands there twice."""
    days = settings.read(connection, settings.RECONCILE_DAYS)
    found = stored_rows(connection, _both_sides(first, last, days))
    lines = Counter(one for row in found for one in (row[0], row[1]))
    rated = sorted((_doubt(row, lines[row[0]] + lines[row[1]] - 2), row[9], row[0], row[1], row) for row in found)
    taken: set[int] = set()
    chosen = []
    for doubt, _apart, out, into, row in rated:
        if taken & {out, into}:
            continue
        taken |= {out, into}
        sides = Side(out, row[2], row[4], row[6], row[10] or ""), Side(into, row[3], row[5], row[7], row[11] or "")
        chosen.append(TransferPair(*sides, row[8], row[12], 100 - doubt))
    return tuple(chosen[:_MOST])


def _free(first: date, last: date) -> Any:
    """Lines that can be one side of a transfer: of no order, in no transfer, and not sorted elsewhere by her."""
    t = _transactions.c
    paired = select(_pairs.c.out_id).union_all(select(_pairs.c.in_id))
    words = (
        func.coalesce(t.kind_text, "") + " " + func.coalesce(t.counterparty, "") + " " + func.coalesce(t.subject, "")
    )
    return (
        select(
            t.id, t.account_id, t.happened_at, t.happened_on, t.direction, t.currency, t.category,
            func.abs(type_coerce(t.amount_minor, BigInteger())).label("size"), words.label("words"),
            _accounts.c.name.label("account"), _accounts.c.number_tail,
        )
        .join_from(_transactions, _accounts, _accounts.c.id == t.account_id)
        .where(t.happened_on.between(first, last), t.amount_minor != 0, t.order_no.is_(None))
        .where(t.duplicate_of_id.is_(None), t.id.not_in(paired))
        .where(or_(t.category.is_(None), t.category.in_(_POCKETS)))
        .where(t.id.not_in(select(_parts.c.transaction_id)))
    )  # fmt: skip


def _both_sides(first: date, last: date, days: int) -> Any:
    reach = timedelta(days=days)
    a = _free(first, last).cte("going")
    b = _free(first - reach, last + reach).cte("coming")
    apart = func.abs(b.c.happened_at - a.c.happened_at)
    told = or_(a.c.category.in_(_POCKETS), b.c.category.in_(_POCKETS))
    named = or_(_names(a.c.words, b), _names(b.c.words, a))
    return (
        select(
            a.c.id, b.c.id, a.c.account_id, b.c.account_id, a.c.account, b.c.account, a.c.happened_on, b.c.happened_on,
            a.c.size, apart.label("apart"), a.c.words, b.c.words, a.c.currency, told.label("told"),
            named.label("named"),
        )
        .join_from(a, b, and_(a.c.size == b.c.size, a.c.currency == b.c.currency, a.c.account_id != b.c.account_id))
        .where(a.c.direction.in_((Flow.OUT.value, Flow.NEUTRAL.value)))
        .where(b.c.direction.in_((Flow.IN.value, Flow.NEUTRAL.value)))
        .where(or_(a.c.direction != b.c.direction, a.c.happened_at <= b.c.happened_at))
        .where(apart <= (days + 1) * _DAY_MS)
        .where(or_(told, named))
    )  # fmt: skip


def _names(words: Any, account: Any) -> Any:
    """Whether the words of a line name the other account, by its name or the end of its number."""
    tail = func.coalesce(account.c.number_tail, account.c.account)
    return or_(func.instr(words, account.c.account) > 0, func.instr(words, tail) > 0)


def _doubt(row: Any, rivals: int) -> int:
    """How unsure a pair is, in percent: days apart, rivals of the same amount, and words that say nothing."""
    apart, told, named = row[9], row[13], row[14]
    doubt = 25 + min(int(apart) // _DAY_MS, 4) * 5 + min(rivals, 4) * 10
    doubt -= (10 if told else 0) + (15 if named else 0)
    return max(min(doubt, 95), 0)
