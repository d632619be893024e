"""Reads: the list of transactions, as the window and the command line show it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, or_

from models.entities import Entity
from models.finance import Account, Transaction
from models.values import Flow
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, like_pattern

_transactions = Transaction.table()
_accounts = Account.table()
_SEARCHED = (
    "external_no", "merchant_no", "order_no", "counterparty", "subject", "kind_text", "status_text", "note",
)  # fmt: skip


def _search(typed: str) -> ColumnElement[bool] | None:
    found = [
        or_(*(_transactions.c[name].like(like_pattern(term.plain), escape="\\") for name in _SEARCHED))
        for term in terms(typed)
    ]
    return and_(*found) if found else None


def _column(key: str, header: str, kind: Kind, expression: Any = None, *, total: bool = False) -> QueryColumn:
    return QueryColumn(key, header, kind, _transactions.c[key] if expression is None else expression, total)


_amount = _transactions.c.amount_minor
_direction = _transactions.c.direction
_COLUMNS = (
    _column("happened_at", N_("Time"), Kind.INSTANT),
    _column("happened_on", N_("Day"), Kind.DATE),
    _column("account", N_("Account"), Kind.TEXT, _accounts.c.name),
    _column("direction", N_("Direction"), Kind.CODE),
    _column("amount", N_("Amount"), Kind.MONEY, _amount),
    _column("came_in", N_("Money in"), Kind.MONEY, case((_direction == Flow.IN, _amount), else_=None), total=True),
    _column("went_out", N_("Money out"), Kind.MONEY, case((_direction == Flow.OUT, -_amount), else_=None), total=True),
    _column("neutral", N_("Neutral"), Kind.MONEY, case((_direction == Flow.NEUTRAL, _amount), else_=None), total=True),
    _column("balance", N_("Balance"), Kind.MONEY, _transactions.c.balance_minor),
    _column("currency", N_("Currency"), Kind.CODE),
    _column("kind_text", N_("Kind"), Kind.TEXT),
    _column("counterparty", N_("Counterparty"), Kind.TEXT),
    _column("counterparty_account", N_("Counterparty's account"), Kind.TEXT),
    _column("subject", N_("Subject"), Kind.TEXT),
    _column("method", N_("Method"), Kind.TEXT),
    _column("status_text", N_("State"), Kind.TEXT),
    _column("external_no", N_("Transaction no."), Kind.ID),
    _column("merchant_no", N_("Merchant's no."), Kind.ID),
    _column("order_no", N_("Order no."), Kind.ID),
    _column("note", N_("Note"), Kind.TEXT),
)

TRANSACTIONS = TableQuery(
    name="transactions",
    entity=Entity.TRANSACTION,
    base=_transactions,
    joins=((_accounts, _accounts.c.id == _transactions.c.account_id),),
    columns={column.key: column for column in _COLUMNS},
    views={
        "all": None,
        "in": _direction == Flow.IN,
        "out": _direction == Flow.OUT,
        "neutral": _direction == Flow.NEUTRAL,
    },
    default_sort=(("happened_at", True),),
    search=_search,
    currency=_transactions.c.currency,
    companions=frozenset({_accounts}),
)
