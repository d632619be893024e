"""Which lines repeat a wallet's own statement: kept up with each write."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, select

from models.dialects.stored import insert_stored
from models.entities import Entity
from models.finance import Transaction
from models.reconcile import TransactionEcho
from services import row_names
from services.i18n import NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import Differs
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.messages import plural_message
from services.reconcile.echoes import NEAR_DAYS, Echo, Pair, echoes, pairs

_transactions = Transaction.table()
_echoes = TransactionEcho.table()
_COLUMNS = ("transaction_id", "account_id", "happened_on", "wallet_id", "of_id")
_PAIRS = ("pairs",)
_KEY = "echoed"
_WRONG = NN_(
    "{count} transaction counts twice or not at all beside another statement.",
    "{count} transactions count twice or not at all beside another statement.",
)
_Key = tuple[Any, ...]


def echoed(connection: Connection) -> set[int]:
    """The transactions that began or ceased to be told twice in this operation, and those they explain."""
    found: set[int] = connection.info.setdefault(_KEY, set())
    return found


def forget_echoed(connection: Connection) -> None:
    """What follows from them was done."""
    connection.info.pop(_KEY, None)


class StatementEchoes:
    """`TransactionEcho`; a key is a day of an account, or all pairs of accounts."""

    name = "statement_echoes"
    sources = frozenset({Entity.TRANSACTION, Entity.ACCOUNT})

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The day of the line; every pair where an account changed."""
        return (_PAIRS,) if entity is Entity.ACCOUNT else ((image["account_id"], image["happened_on"]),)

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The same of a block of rows."""
        if entity is Entity.ACCOUNT:
            return (_PAIRS,)
        t = _transactions.c
        statement = select(t.account_id, t.happened_on).where(t.id.between(first, last)).distinct()
        return [tuple(row) for row in stored_rows(connection, statement)]

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Look again at the days that changed here or in the wallet, and at pairs that are new or gone."""
        found = pairs(connection)
        touched: defaultdict[int, set[date]] = defaultdict(set)
        for key in keys:
            if key != _PAIRS:
                touched[key[0]].add(date.fromisoformat(key[1]))
        done = set(self._follow_pairs(connection, found)) if _PAIRS in keys else set()
        for pair in found:
            task.checkpoint()
            days = touched[pair.account_id] | set(_around(touched[pair.wallet_id]))
            if days and pair not in done:
                for chunk in sorted_chunks(days):
                    of_days = (_echoes.c.account_id == pair.account_id) & _echoes.c.happened_on.in_(chunk)
                    _replace(connection, of_days, echoes(connection, pair, chunk))

    def _follow_pairs(self, connection: Connection, found: Collection[Pair]) -> Iterator[Pair]:
        """Throw away what was said of pairs that are no longer; returns those that are looked at as a whole."""
        kept = {tuple(row) for row in connection.execute(select(_echoes.c.account_id, _echoes.c.wallet_id).distinct())}
        for account_id, wallet_id in kept - {(pair.account_id, pair.wallet_id) for pair in found}:
            gone = (_echoes.c.account_id == account_id) & (_echoes.c.wallet_id == wallet_id)
            _replace(connection, gone, ())
        for pair in found:
            _replace(connection, _echoes.c.account_id == pair.account_id, echoes(connection, pair))
            yield pair

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Throw everything away and look at every line again."""
        task.checkpoint()
        connection.execute(delete(_echoes))
        insert_stored(connection, _echoes.name, _COLUMNS, _all(connection))
        forget_echoed(connection)

    def verify(self, connection: Connection) -> list[Differs]:
        """Lines that count twice, or nowhere."""
        stored = {tuple(row) for row in stored_rows(connection, select(*(_echoes.c[name] for name in _COLUMNS)))}
        wrong = {row[0] for row in stored ^ set(_all(connection))}
        if not wrong:
            return []
        return [Differs(plural_message(_WRONG, len(wrong)), row_names.transactions(connection, wrong))]


def _all(connection: Connection) -> list[Echo]:
    return [echo for pair in pairs(connection) for echo in echoes(connection, pair)]


def _around(days: Iterable[date]) -> Iterator[date]:
    for day in days:
        for off in range(-NEAR_DAYS, NEAR_DAYS + 1):
            yield day + timedelta(days=off)


def _replace(connection: Connection, condition: ColumnElement[bool], right: Iterable[Echo]) -> None:
    """Make the rows a condition selects the right ones, and say which lines it concerns."""
    statement = select(*(_echoes.c[name] for name in _COLUMNS)).where(condition)
    old, new = {tuple(row) for row in stored_rows(connection, statement)}, set(right)
    gone, come = old - new, new - old
    for chunk in sorted_chunks(row[0] for row in gone):
        connection.execute(delete(_echoes).where(_echoes.c.transaction_id.in_(chunk)))
    insert_stored(connection, _echoes.name, _COLUMNS, sorted(come))
    for row in gone | come:
        echoed(connection).update(one for one in (row[0], row[4]) if one is not None)
