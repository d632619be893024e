"""Which transactions count, and what the platform kept of one before it came: the same everywhere in SQL."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    func,
    literal_column,
    select,
    type_coerce,
)

from models.finance import Transaction, TransactionPart
from models.reconcile import TransactionEcho

_transactions = Transaction.table()
_echoes = TransactionEcho.table()
_parts = TransactionPart.table()

HAND = "hand:"
"""How the key of a line typed by hand begins."""
TAKEN = {"fee_minor": "platform_fee", "commission_minor": "commission", "promotion_minor": "ads"}
"""The columns of what a platform kept, and the accounts of the books they are."""


def is_echo(t: FromClause = _transactions) -> ColumnElement[bool]:
    """Whether a line repeats what the statement of another account tells."""
    echo = _echoes.alias()
    return exists().where(echo.c.transaction_id == t.c.id).correlate(t)


def counts(t: FromClause = _transactions) -> ColumnElement[bool]:
    """Whether a line is money: it is no duplicate, and no other account's statement tells of it."""
    return and_(t.c.duplicate_of_id.is_(None), ~is_echo(t))


def names_no_order(t: FromClause = _transactions) -> ColumnElement[bool]:
    """Whether a line has no order's number; said as the index of such lines says it."""
    nothing: ColumnElement[str] = literal_column("''")
    return func.coalesce(t.c.order_no, nothing) == nothing


def _explaining(t: FromClause, *columns: Any, among: FromClause, echo: FromClause) -> Any:
    return (
        select(*columns)
        .select_from(echo.join(among, among.c.id == echo.c.transaction_id))
        .where(echo.c.of_id == t.c.id)
        .correlate(t)
        .scalar_subquery()
    )


def is_explained(t: FromClause = _transactions) -> ColumnElement[bool]:
    """Whether a list's lines come to exactly this line, which says nothing itself of what was taken."""
    among, echo, parts = _transactions.alias(), _echoes.alias(), _parts.alias()
    told = _explaining(t, func.sum(among.c.amount_minor), among=among, echo=echo)
    split = (
        select(parts.c.id)
        .select_from(echo.join(parts, parts.c.transaction_id == echo.c.transaction_id))
        .where(echo.c.of_id == t.c.id)
        .correlate(t)
        .exists()
    )
    says_nothing = [t.c[name].is_(None) for name in TAKEN]
    return and_(*says_nothing, func.coalesce(told == t.c.amount_minor, False), ~split)


def taken(name: str, t: FromClause = _transactions) -> ColumnElement[int]:
    """What was kept of a line under one of `TAKEN`: as it says, else as the list says that explains it."""
    among, echo = _transactions.alias(), _echoes.alias()
    told = _explaining(t, func.sum(among.c[name]), among=among, echo=echo)
    whole = _explaining(t, func.sum(among.c.amount_minor), among=among, echo=echo)
    says = func.coalesce(*(t.c[one] for one in TAKEN)).is_not(None)
    of_list = func.coalesce(whole == t.c.amount_minor, False)
    return type_coerce(func.coalesce(case((says, t.c[name]), (of_list, told), else_=0), 0), BigInteger())
