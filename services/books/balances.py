"""Reads: what lies in the money accounts, from what is posted day by day: no line is walked through."""

from __future__ import annotations

from sqlalchemy import BigInteger, Connection, func, select, type_coerce

from models.books import Posting
from models.finance import Account, Transaction
from models.values import PostingSource
from services.books.rules import money
from services.finance.queries import told_balance

_p = Posting.table()
_t = Transaction.table()
_accounts = Account.table()


def balances(connection: Connection) -> tuple[tuple[int, str], ...]:
    """(minor units, currency) of every account in use, by id: the very balances the list of accounts shows.

    It is what the newest line says was left, else the opening balance and everything that moved since.
    """
    c = _accounts.c
    newest = select(func.max(_t.c.happened_at)).where(_t.c.account_id == c.id).scalar_subquery()
    statement = select(c.id, c.currency, c.opening_minor, newest).where(c.is_archived.is_(False)).order_by(c.id)
    moved = _moved(connection)
    found = []
    for account_id, currency, opening, at in connection.execute(statement):
        told = None if at is None else told_balance(connection, account_id, at)
        since = moved.get((money(account_id), currency), 0)
        found.append((opening + since if told is None else told, currency))
    return tuple(found)


def _moved(connection: Connection) -> dict[tuple[str, str], int]:
    """By (account, currency), what all transactions together come to."""
    amount = func.sum(type_coerce(_p.c.amount_minor, BigInteger()))
    statement = select(_p.c.account, _p.c.currency, amount).where(_p.c.source == PostingSource.TRANSACTION)
    rows = connection.execute(statement.group_by(_p.c.account, _p.c.currency))
    return {(row[0], row[1]): int(row[2]) for row in rows}
