"""Writes: which category a transaction belongs to, in one piece or in parts, and what a rule could learn from it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from models.entities import Entity
from models.enums.money import LedgerClass, SortedBy
from models.finance import Transaction, TransactionPart
from services import text
from services.books.chart import ChartAccount
from services.errors import Invalid
from services.finance.rules import condition_of, require_category, rules
from services.finance.sorting import Rule
from services.formatting import money
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message

_transactions = Transaction.table()
_BY_USE = (
    LedgerClass.EXPENSE, LedgerClass.INCOME, LedgerClass.ASSET, LedgerClass.LIABILITY, LedgerClass.EQUITY,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartDraft:
    """One part of a split transaction; the amount is signed as the transaction's, in minor units."""

    category: str
    amount_minor: int
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Learned:
    """A rule that would do by itself what was just done by hand, and how many unsorted others it would sort."""

    rule: Rule
    others: int


@command(
    "finance.categorise", NN_("Put {count} transaction under {category}", "Put {count} transactions under {category}")
)
def categorise(uow: UnitOfWork, transaction_ids: Sequence[int], category: str | None) -> int:
    """Put transactions under a category, or take them out of any (None); rules leave them alone from then on.

    A split is given up. Returns how many changed.
    """
    if category is not None:
        require_category(uow.connection, category)
    rows = uow.get_many(Transaction, transaction_ids)
    for part in uow.all_in(TransactionPart, TransactionPart.transaction_id, [row.id for row in rows]):
        uow.delete(part)
    changed = uow.set_columns(
        Entity.TRANSACTION,
        [row.id for row in rows],
        {"category": category, "sorted_by": str(SortedBy.HER) if category is not None else None, "rule_id": None},
    )
    uow.describe(count=len(rows), category=category or message(N_("no category")))
    return changed


def by_use(accounts: Iterable[ChartAccount]) -> tuple[ChartAccount, ...]:
    """Categories in the order they are usually wanted: those of orders, what is spent, what is earned, the rest."""
    return tuple(sorted(accounts, key=lambda one: (one.stands_for is None, _BY_USE.index(one.ledger_class))))


@command("finance.split", N_("Split a transaction"))
def split(uow: UnitOfWork, transaction_id: int, parts: Sequence[PartDraft]) -> None:
    """Give parts of a transaction categories of their own; `Invalid` unless they add up to its amount."""
    row = uow.get(Transaction, transaction_id)
    if len(parts) < 2:
        raise Invalid(field=message(N_("Parts")), value=str(len(parts)), reason=message(N_("a split has two or more")))
    for part in parts:
        require_category(uow.connection, part.category)
        if part.amount_minor == 0:
            raise Invalid(field=message(N_("Amount")), value="0", reason=message(N_("a part must not be nothing")))
    total = sum(part.amount_minor for part in parts)
    if total != row.amount_minor:
        rest = money(row.amount_minor - total, row.currency)
        reason = message(N_("the parts differ from the transaction by {rest}"), rest=rest)
        raise Invalid(field=message(N_("Parts")), value=money(total, row.currency), reason=reason)
    write_parts(uow, row, parts)


def write_parts(uow: UnitOfWork, row: Transaction, parts: Sequence[PartDraft]) -> None:
    """Make these the parts of a transaction, whose amount they add up to."""
    for old in uow.all(select(TransactionPart).where(TransactionPart.transaction_id == row.id)):
        uow.delete(old)
    uow.flush()
    for position, part in enumerate(parts):
        uow.add(
            TransactionPart(
                transaction_id=row.id, position=position, category=part.category,
                amount_minor=part.amount_minor, note=text.clean(part.note),
            )
        )  # fmt: skip
    row.category, row.sorted_by, row.rule_id = None, SortedBy.HER, None


def learned_from(connection: Connection, transaction_id: int) -> Learned | None:
    """The rule that offers itself after she sorted a transaction: by who it was with, else by the kind in its account.

    None where she did not sort it, nothing tells it apart, or a rule does the same already.
    """
    row = connection.execute(select(_transactions).where(_transactions.c.id == transaction_id)).first()
    if row is None or row.category is None or row.sorted_by is not SortedBy.HER:
        return None
    if row.counterparty:
        rule = Rule(row.category, counterparty=row.counterparty, direction=row.direction)
    elif row.kind_text:
        rule = Rule(row.category, kind_text=row.kind_text, account_id=row.account_id, direction=row.direction)
    else:
        return None
    known = {(one.category, one.counterparty, one.kind_text, one.direction) for one in rules(connection)}
    if (rule.category, rule.counterparty, rule.kind_text, rule.direction) in known:
        return None
    others = select(_transactions.c.id).where(
        condition_of(rule), _transactions.c.category.is_(None), _transactions.c.sorted_by.is_(None)
    )
    return Learned(rule, len(connection.execute(others).all()))
