"""Accounts held against their statements: opening + in − out = closing, row by row, and the mark that says so."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, case, func, select

from models.enums.money import Flow
from models.finance import Account, Reconciliation, Transaction
from models.imports import ImportFile
from models.reconcile import TransactionMatch
from models.values import Money
from services import clock, text
from services.books.balances import beside_lines
from services.business_day import shop_today
from services.errors import Invalid, NotFound
from services.finance.balances import Gap, Line, Proof, prove
from services.finance.counting import counts
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import stored_rows
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.reconcile.errors import DoesNotClose

_transactions = Transaction.table()
_accounts = Account.table()
_files = ImportFile.table()
_marks = Reconciliation.table()
_matches = TransactionMatch.table()
_ROWS_NAMED = 5
OF_ORDERS = ("order_income", "order_refund")


@dataclass(frozen=True, slots=True)
class StatementProof:
    """One account from the day after it was last reconciled (or from its beginning) through a day.

    `proof` follows its balances; `first` is None for an account without any row. `unmatched` lines are money of
    orders that belong to none, `unsorted` ones have no category.
    """

    account_id: int
    account: str
    currency: str
    first: date | None
    through: date
    rows: int
    proof: Proof
    unmatched: int
    unsorted: int
    gap_rows: tuple[GapRow, ...]


@dataclass(frozen=True, slots=True)
class GapRow:
    """A row that does not follow from the one before it, as a person finds it; amounts in minor units."""

    transaction_id: int
    happened_on: str
    words: str
    amount_minor: int
    before_minor: int
    start_minor: int


@dataclass(frozen=True, slots=True)
class FileSum:
    """What one imported file put into an account; `told` are the warnings it was imported with, as kept."""

    file_id: int
    file_name: str
    first: str
    last: str
    rows: int
    in_minor: int
    out_minor: int
    neutral_minor: int
    warnings: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """A day through which an account was reconciled."""

    id: int
    through: date
    balance_minor: int
    difference_minor: int
    note: str | None


def statement_proof(connection: Connection, account_id: int, through: date | None = None) -> StatementProof:
    """The proof of an account through a day (its last one for None), from where it was reconciled last."""
    account = connection.execute(select(_accounts).where(_accounts.c.id == account_id)).first()
    if account is None:
        raise NotFound(what=message(N_("account")), which=f"#{account_id}")
    marks = marks_of(connection, account_id)
    mark = next((one for one in marks if through is None or one.through < through), None)
    rows = _rows(connection, account, mark.through if mark else None, through)
    # What a typed opening balance says, or the last mark; else the first row that tells a balance.
    opening = mark.balance_minor if mark else (account.opening_minor or None)
    lines = [Line(row[0], row[1], Flow(row[2]), row[3], row[4]) for row in rows]
    proof = prove(lines, opening)
    by_id = {row[0]: row for row in rows}
    last = through or (max((date.fromisoformat(row[5]) for row in rows), default=None)) or shop_today(connection)
    told = [date.fromisoformat(row[5]) for row in rows if row[4] is not None]
    # What was booked beside the rows by the day of the last balance that was told, or of the mark, is in that.
    since = max(told, default=mark.through if mark else None)
    until = through or max(last, shop_today(connection))
    beside, _entries = beside_lines(connection, account_id, account.currency, since, until)
    proof = replace(proof, beside_minor=beside)
    return StatementProof(
        account_id, account.name, account.currency, min((date.fromisoformat(row[5]) for row in rows), default=None),
        last, len(rows), proof, sum(1 for row in rows if _is_unmatched(row)), sum(1 for row in rows if row[7] is None),
        tuple(_gap_row(gap, by_id[gap.line.id]) for gap in proof.gaps),
    )  # fmt: skip


def _rows(connection: Connection, account: Any, after: date | None, through: date | None) -> list[Any]:
    t = _transactions.c
    words = func.coalesce(t.counterparty, t.subject, t.kind_text, "")
    statement = (
        select(
            t.id, t.happened_at, t.direction, t.amount_minor, t.balance_minor, t.happened_on, words, t.category,
            _matches.c.order_id,
        )
        .outerjoin_from(_transactions, _matches, _matches.c.transaction_id == t.id)
        .where(t.account_id == account.id, t.currency == account.currency, counts())
    )  # fmt: skip
    if after is not None:
        statement = statement.where(t.happened_on > after)
    if through is not None:
        statement = statement.where(t.happened_on <= through)
    return stored_rows(connection, statement.order_by(t.happened_at, t.id))


def _is_unmatched(row: Any) -> bool:
    return row[7] in OF_ORDERS and row[8] is None


def _gap_row(gap: Gap, row: Any) -> GapRow:
    return GapRow(row[0], row[5], row[6], row[3], gap.before_minor, gap.start_minor)


def marks_of(connection: Connection, account_id: int) -> tuple[Mark, ...]:
    """When an account was reconciled, the newest first."""
    columns = (_marks.c[name] for name in Mark.__dataclass_fields__)
    statement = select(*columns).where(_marks.c.account_id == account_id).order_by(_marks.c.through.desc())
    return tuple(Mark(*row) for row in connection.execute(statement))


def files_of(connection: Connection, account_id: int) -> tuple[FileSum, ...]:
    """The files an account's rows came with, the newest first, with what each put in."""
    t = _transactions.c
    sums = [
        func.coalesce(
            func.sum(case((and_(t.direction == flow, t.duplicate_of_id.is_(None)), func.abs(t.amount_minor)))), 0
        )
        for flow in (Flow.IN, Flow.OUT, Flow.NEUTRAL)
    ]
    statement = (
        select(_files.c.id, _files.c.file_name, func.min(t.happened_on), func.max(t.happened_on), func.count(), *sums)
        .join_from(_transactions, _files, _files.c.id == t.file_id)
        .where(t.account_id == account_id)
        .group_by(_files.c.id, _files.c.file_name)
        .order_by(_files.c.id.desc())
    )
    told = select(_files.c.id, _files.c.warnings).where(_files.c.account_id == account_id)
    warnings = {row.id: tuple(row.warnings) for row in connection.execute(told)}
    return tuple(
        FileSum(number, name, first, last, rows, came_in, went_out, neutral, warnings.get(number, ()))
        for number, name, first, last, rows, came_in, went_out, neutral in stored_rows(connection, statement)
    )


@command("reconcile.mark", N_("Reconcile {account} through {day}"))
def reconcile(
    uow: UnitOfWork, account_id: int, through: date, closing_minor: int, *, accept_difference: bool = False,
    note: str | None = None,
) -> int:  # fmt: skip
    """Mark an account as agreeing with its statement through a day, on which `closing_minor` lay there.

    `DoesNotClose` names the difference and the rows, unless it is accepted. A mark of the same day is replaced;
    a day before one that is marked already is `Invalid`. Returns the mark's id.
    """
    account = uow.get(Account, account_id)
    newest = next(iter(marks_of(uow.connection, account_id)), None)
    if newest is not None and through < newest.through:
        reason = message(N_("the account is reconciled through {day} already"), day=newest.through.isoformat())
        raise Invalid(field=message(N_("Day")), value=through.isoformat(), reason=reason)
    found = statement_proof(uow.connection, account_id, through)
    difference = found.proof.closing_minor - closing_minor
    # Rows that add up may still contradict what the statement's own last balance says.
    off = difference or _told(found.proof, closing_minor) - closing_minor
    if off and not accept_difference:
        raise _does_not_close(found, closing_minor, off)
    rows = uow.all(select(Reconciliation).where(Reconciliation.account_id == account_id))
    row = next((one for one in rows if one.through == through), None)
    if row is None:
        row = Reconciliation(
            account_id=account_id, through=through, balance_minor=closing_minor, reconciled_at=clock.now()
        )
        uow.add(row)
    row.balance_minor, row.difference_minor = closing_minor, difference
    row.reconciled_at, row.note = clock.now(), text.clean(note)
    uow.describe(account=account.name, day=through.isoformat())
    return row.id


@command("reconcile.unmark", N_("Reconcile {account} again from {day}"))
def unmark(uow: UnitOfWork, mark_id: int) -> None:
    """Take the mark of an account back; `Invalid` where a later one stands on it."""
    row = uow.get(Reconciliation, mark_id)
    newest = marks_of(uow.connection, row.account_id)[0]
    if newest.id != mark_id:
        reason = message(N_("the account is reconciled through {day} on top of it"), day=newest.through.isoformat())
        raise Invalid(field=message(N_("Day")), value=row.through.isoformat(), reason=reason)
    uow.describe(account=uow.get(Account, row.account_id).name, day=row.through.isoformat())
    uow.delete(row)


def _told(proof: Proof, otherwise: int) -> int:
    return otherwise if proof.expected_minor is None else proof.expected_minor


def _does_not_close(found: StatementProof, closing_minor: int, off: int) -> DoesNotClose:
    def shown(minor: int) -> str:
        return Money(minor, found.currency).decimal()

    named = ", ".join(f"{row.happened_on} {row.words}".strip() for row in found.gap_rows[:_ROWS_NAMED])
    return DoesNotClose(
        account=found.account,
        found=shown(closing_minor + off),
        told=shown(closing_minor),
        difference=shown(off),
        rows=f" ({named})" if named else "",
    )


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """How far one account is reconciled, and what is still loose in it. Amounts in minor units."""

    account_id: int
    account: str
    currency: str
    provider: str | None
    through: date | None
    last_on: date | None
    rows: int
    unmatched: int
    unsorted: int

    @property
    def is_current(self) -> bool:
        """Whether nothing happened after it was reconciled."""
        return self.last_on is None or (self.through is not None and self.last_on <= self.through)


def standings(connection: Connection) -> tuple[AccountStanding, ...]:
    """Every account in use: through which day it is reconciled, its last row, and what has no order or category."""
    t = _transactions.c
    of_account = t.account_id == _accounts.c.id
    newest = select(t.happened_on).where(of_account).order_by(t.happened_at.desc()).limit(1).scalar_subquery()
    rows = select(func.count()).select_from(_transactions).where(of_account).scalar_subquery()
    through = select(func.max(_marks.c.through)).where(_marks.c.account_id == _accounts.c.id).scalar_subquery()
    c = _accounts.c
    statement = select(c.id, c.name, c.currency, c.provider, through, newest, rows).where(c.is_archived.is_(False))
    unmatched, unsorted = _unmatched(connection), _unsorted(connection)
    return tuple(
        AccountStanding(*row, unmatched.get(row[0], 0), unsorted.get(row[0], 0))
        for row in connection.execute(statement.order_by(c.id))
    )


def _unmatched(connection: Connection) -> dict[int, int]:
    """By account, the lines paid or refunded for orders that no order was found for."""
    t = _transactions.c
    found = (
        select(t.account_id)
        .outerjoin_from(_transactions, _matches, _matches.c.transaction_id == t.id)
        .where(t.category.in_(OF_ORDERS), _matches.c.transaction_id.is_(None), counts())
    )
    return Counter(connection.execute(found).scalars())


def _unsorted(connection: Connection) -> dict[int, int]:
    """By account, the lines without a category that nobody looked at."""
    t = _transactions.c
    found = select(t.account_id).where(t.category.is_(None), t.sorted_by.is_(None))
    return Counter(connection.execute(found).scalars())
