"""Reads: the list of transactions, as the window and the command line show it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, or_

from models.entities import Entity
from models.enums.money import Flow
from models.finance import Account, Transaction, TransactionPart
from models.orders import Order
from models.reconcile import TransactionMatch
from services.finance.counting import counts
from services.i18n import N_
from services.kernel.search import terms
from services.kernel.table_query import Kind, QueryColumn, TableQuery, by_key, like_pattern

_transactions = Transaction.table()
_accounts = Account.table()
_matches = TransactionMatch.table()
_orders = Order.table()
_parts = TransactionPart.table()
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


SPLIT = "split"
"""What stands in place of the category of a transaction that has parts."""
OF_ORDERS = ("order_income", "order_refund")
"""The categories of money that belongs to an order."""
_amount = _transactions.c.amount_minor
_direction = _transactions.c.direction
_counts = counts()
_known = _matches.alias("known_match")
_is_split = exists().where(_parts.c.transaction_id == _transactions.c.id).correlate(_transactions)
_has_order = exists().where(_known.c.transaction_id == _transactions.c.id).correlate(_transactions)
_category = case((_transactions.c.category.is_not(None), _transactions.c.category), (_is_split, SPLIT))


def _moved(flow: Flow, figure: ColumnElement[Any]) -> ColumnElement[Any]:
    """The figure of transactions that went this way; those left out as duplicates have none."""
    return case((and_(_direction == flow, _counts), figure), else_=None)


_COLUMNS = (
    _column("happened_at", N_("Time"), Kind.INSTANT),
    _column("happened_on", N_("Day"), Kind.DATE),
    _column("account", N_("Account"), Kind.TEXT, _accounts.c.name),
    _column("direction", N_("Direction"), Kind.CODE),
    _column("amount", N_("Amount"), Kind.MONEY, _amount),
    _column(
        "came_in",
        N_("Money in"),
        Kind.MONEY,
        _moved(Flow.IN, _amount),
        total=True,
    ),
    _column(
        "went_out",
        N_("Money out"),
        Kind.MONEY,
        _moved(Flow.OUT, -_amount),
        total=True,
    ),
    _column(
        "neutral",
        N_("Neutral"),
        Kind.MONEY,
        _moved(Flow.NEUTRAL, _amount),
        total=True,
    ),
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
    _column("category", N_("Category"), Kind.CODE, _category),
    _column("sorted_by", N_("Sorted by"), Kind.CODE),
    _column("matched_no", N_("Belongs to order"), Kind.ID, _orders.c.external_no),
    _column("left_out", N_("Left out"), Kind.FLAG, case((_counts, 0), else_=1)),
)

TRANSACTIONS = TableQuery(
    name="transactions",
    entity=Entity.TRANSACTION,
    base=_transactions,
    joins=(
        (_accounts, _accounts.c.id == _transactions.c.account_id),
        (_matches, _matches.c.transaction_id == _transactions.c.id),
        (_orders, _orders.c.id == _matches.c.order_id),
    ),
    columns=by_key(*_COLUMNS),
    views={
        "all": None,
        "in": _direction == Flow.IN,
        "out": _direction == Flow.OUT,
        "neutral": _direction == Flow.NEUTRAL,
        "unsorted": and_(_transactions.c.category.is_(None), ~_is_split, _counts),
        "unmatched": and_(_transactions.c.category.in_(OF_ORDERS), ~_has_order, _counts),
    },
    default_sort=(("happened_at", True),),
    search=_search,
    currency=_transactions.c.currency,
    companions=frozenset({_accounts}),
)
