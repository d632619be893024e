"""Transfers between own accounts: found from both sides, confirmed by a person, and never profit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import BigInteger

from models.entities import Entity
from models.enums.money import Flow, SortedBy
from models.finance import Account, Transaction, TransactionPart, Transfer
from services import settings
from services.errors import NotAllowed
from services.finance.counting import counts, names_no_order
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
    reach = timedelta(days=days)
    begin, end = first.isoformat(), last.isoformat()
    lines = [_Free(*row) for row in stored_rows(connection, _free(first - reach, last + reach))]
    found = [pair for pair in _both_sides(lines, (days + 1) * _DAY_MS) if begin <= pair[0].happened_on <= end]
    rivals = Counter(line.id for pair in found for line in pair)
    rated = sorted(
        (_doubt(out, into, rivals[out.id] + rivals[into.id] - 2), _order(out, into), out, into) for out, into in found
    )
    taken: set[int] = set()
    chosen = []
    for doubt, _near, out, into in rated:
        if taken & {out.id, into.id}:
            continue
        taken |= {out.id, into.id}
        chosen.append(TransferPair(out.side, into.side, out.size, out.currency, 100 - doubt))
    return tuple(chosen[:_MOST])


@dataclass(frozen=True, slots=True, order=True)
class _Free:
    """A line that can be one side of a transfer: of no order, in no transfer, and not sorted elsewhere."""

    id: int
    account_id: int
    at: int
    happened_on: str
    direction: str
    currency: str
    category: str | None
    size: int
    words: str
    account: str
    tail: str | None

    @property
    def side(self) -> Side:
        """As it is shown."""
        return Side(self.id, self.account_id, self.account, self.happened_on, self.words.strip())

    def names(self, other: _Free) -> bool:
        """Whether its words name the other account, by its name or the end of its number."""
        return other.account in self.words or (other.tail is not None and other.tail in self.words)


def _free(first: date, last: date) -> Any:
    t = _transactions.c
    paired = select(_pairs.c.out_id).union_all(select(_pairs.c.in_id))
    words = [func.coalesce(t[name], "") for name in ("kind_text", "counterparty", "subject")]
    return (
        select(
            t.id, t.account_id, t.happened_at, t.happened_on, t.direction, t.currency, t.category,
            func.abs(type_coerce(t.amount_minor, BigInteger())), words[0] + " " + words[1] + " " + words[2],
            _accounts.c.name, _accounts.c.number_tail,
        )
        .join_from(_transactions, _accounts, _accounts.c.id == t.account_id)
        .where(t.happened_on.between(first, last), t.amount_minor != 0, names_no_order())
        # coalesce: no index of categories, the days are the narrower way
        .where(func.coalesce(t.category, TRANSFERS).in_(_POCKETS), counts())
        .where(t.id.not_in(paired), t.id.not_in(select(_parts.c.transaction_id)))
    )  # fmt: skip


def _both_sides(lines: Sequence[_Free], reach_ms: int) -> Iterator[tuple[_Free, _Free]]:
    """Every (going, coming) of the same amount near enough in time, where the words speak for it."""
    sizes: dict[tuple[str, int], list[_Free]] = {}
    for line in sorted(lines, key=lambda one: (one.at, one.id)):
        sizes.setdefault((line.currency, line.size), []).append(line)
    for group in sizes.values():
        for place, early in enumerate(group):
            for late in group[place + 1 :]:
                if late.at - early.at > reach_ms:
                    break
                pair = _directed(early, late)
                if pair is not None and _speaks(*pair):
                    yield pair


def _directed(early: _Free, late: _Free) -> tuple[_Free, _Free] | None:
    """Which of two lines is the way out; of two neutral ones the earlier."""
    if early.account_id == late.account_id:
        return None
    if early.direction != Flow.IN and late.direction != Flow.OUT:
        return early, late
    return (late, early) if late.direction != Flow.IN and early.direction != Flow.OUT else None


def _speaks(out: _Free, into: _Free) -> bool:
    return bool({out.category, into.category} & set(_POCKETS)) or out.names(into) or into.names(out)


def _order(out: _Free, into: _Free) -> tuple[int, int, int]:
    return abs(out.at - into.at), out.id, into.id


def _doubt(out: _Free, into: _Free, rivals: int) -> int:
    """How unsure a pair is, in percent: days apart, rivals of the same amount, and words that say nothing."""
    doubt = 25 + min(abs(out.at - into.at) // _DAY_MS, 4) * 5 + min(rivals, 4) * 10
    doubt -= 10 if {out.category, into.category} & set(_POCKETS) else 0
    doubt -= 15 if out.names(into) or into.names(out) else 0
    return max(min(doubt, 95), 0)
