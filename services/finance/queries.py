"""Reads: accounts with what lies in them, and one transaction in full."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, case, func, select

from models.enums.money import AccountKind, Flow
from models.finance import Account, Transaction
from models.imports import ImportFile
from models.rollups import MoneyDay
from services.books.balances import Held, held
from services.books.chart import ChartAccount, categories
from services.errors import NotFound
from services.finance.listing import TRANSACTIONS
from services.i18n import N_
from services.kernel.table_query import TableRequest
from services.messages import message

_accounts = Account.table()
_transactions = Transaction.table()
_files = ImportFile.table()
_days = MoneyDay.table()
_LATE = frozenset({"unmatched"})
_NOTHING: Mapping[str, Any] = {"count": 0, "came_in": 0, "went_out": 0, "first_on": None, "last_on": None}


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account with its movements; amounts are in minor units of its currency.

    `balance_minor` is what lies there now by the one rule of `services.books.balances` (`is_told`: it begins with
    what a statement says). `beside_minor` is what of it was booked by `beside` entries and by no line of the account.
    """

    id: int
    name: str
    kind: AccountKind
    currency: str
    provider: str | None
    number_tail: str | None
    opening_minor: int
    note: str | None
    is_archived: bool
    count: int
    in_minor: int
    out_minor: int
    balance_minor: int
    is_told: bool
    first_on: date | None
    last_on: date | None
    repeats_id: int | None = None
    stands_alone: bool = False
    beside_minor: int = 0
    beside: int = 0


@dataclass(frozen=True, slots=True)
class TransactionDetail:
    """One transaction in full; `extra` are the columns of its file that no field reads."""

    id: int
    account: str
    currency: str
    happened_at: datetime
    direction: Flow
    amount_minor: int
    balance_minor: int | None
    external_no: str | None
    merchant_no: str | None
    order_no: str | None
    counterparty: str | None
    counterparty_account: str | None
    kind_text: str | None
    subject: str | None
    method: str | None
    status_text: str | None
    note: str | None
    file_name: str | None
    extra: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FinanceOverview:
    """What the Finance page shows beside its rows: accounts, rows per view, categories.

    `counts` are without those of `late_counts`.
    """

    accounts: tuple[AccountView, ...]
    counts: Mapping[str, int]
    categories: tuple[ChartAccount, ...] = ()


def accounts(connection: Connection, *, archived: bool = True) -> tuple[AccountView, ...]:
    """Every account, those in use first; without the archived ones where they are not wanted."""
    moved = {row["account_id"]: row for row in connection.execute(_sums()).mappings()}
    holds = {one.account_id: one for one in held(connection)}
    statement = select(_accounts).order_by(_accounts.c.is_archived, _accounts.c.id)
    if not archived:
        statement = statement.where(_accounts.c.is_archived.is_(False))
    rows = connection.execute(statement).mappings()
    return tuple(_account(row, moved.get(row["id"], _NOTHING), holds[row["id"]]) for row in rows)


def _sums() -> Any:
    of_currency = _days.c.currency == _accounts.c.currency
    return (
        select(
            _days.c.account_id,
            func.sum(_days.c.lines).label("count"),
            func.sum(case((of_currency, _days.c.in_minor), else_=0)).label("came_in"),
            func.sum(case((of_currency, _days.c.out_minor), else_=0)).label("went_out"),
            func.min(_days.c.day).label("first_on"),
            func.max(_days.c.day).label("last_on"),
        )
        .join_from(_days, _accounts, _accounts.c.id == _days.c.account_id)
        .group_by(_days.c.account_id)
    )


def _account(row: Mapping[Any, Any], moved: Mapping[Any, Any], holds: Held) -> AccountView:
    names = (
        "id", "name", "kind", "currency", "provider", "number_tail", "opening_minor", "note", "is_archived",
        "repeats_id", "stands_alone",
    )  # fmt: skip
    return AccountView(
        **{name: row[name] for name in names},
        count=moved["count"],
        in_minor=moved["came_in"] or 0,
        out_minor=moved["went_out"] or 0,
        balance_minor=holds.minor,
        is_told=holds.told_on is not None,
        first_on=moved["first_on"],
        last_on=moved["last_on"],
        beside_minor=holds.beside_minor,
        beside=holds.beside,
    )


def transaction_detail(connection: Connection, transaction_id: int) -> TransactionDetail:
    """Everything the detail panel shows of one transaction."""
    statement = (
        select(_transactions, _accounts.c.name.label("account"), _files.c.file_name)
        .join_from(_transactions, _accounts, _accounts.c.id == _transactions.c.account_id)
        .outerjoin(_files, _files.c.id == _transactions.c.file_id)
        .where(_transactions.c.id == transaction_id)
    )
    row = connection.execute(statement).mappings().first()
    if row is None:
        raise NotFound(what=message(N_("transaction")), which=f"#{transaction_id}")
    values = {one.name: row[one.name] for one in fields(TransactionDetail) if one.name != "extra"}
    return TransactionDetail(**values, extra=row["extra"] or {})


def finance_overview(connection: Connection) -> FinanceOverview:
    """Everything the Finance page shows beside its rows."""
    counts = _by_way(connection)
    for view in TRANSACTIONS.views.keys() - counts.keys() - _LATE:
        counts[view] = _count(connection, view)
    return FinanceOverview(accounts(connection), counts, categories(connection, archived=True))


def late_counts(connection: Connection) -> Mapping[str, int]:
    """The rows of those views for which every line is looked at: seconds where there are millions."""
    return {view: _count(connection, view) for view in _LATE}


def unsorted_count(connection: Connection) -> int:
    """How many transactions have no category yet."""
    return _count(connection, "unsorted")


def _count(connection: Connection, view: str) -> int:
    counted = TRANSACTIONS.select([func.count()], TableRequest(view=view))
    return int(connection.execute(counted).scalar_one())


def _by_way(connection: Connection) -> dict[str, int]:
    """How many lines there are, and how many went each way."""
    columns = (func.coalesce(func.sum(_days.c[name]), 0) for name in ("lines", "in_lines", "out_lines"))
    lines, came_in, went_out = map(int, connection.execute(select(*columns)).one())
    return {"all": lines, "in": came_in, "out": went_out, "neutral": lines - came_in - went_out}
