"""What moved on every money account day by day, kept beside the lines and always recomputable."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, case, delete, func, insert, select

from models.entities import Entity
from models.enums.money import Flow
from models.finance import Transaction
from models.rollups import MoneyDay
from services.finance.counting import counts
from services.i18n import NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import Differs
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.kernel.walking import unindexed
from services.messages import plural_message
from services.reconcile.echo_projection import echoed
from services.row_names import days_of_accounts

_t = Transaction.table()
_days = MoneyDay.table()
_COLUMNS = [column.name for column in _days.c]
_ECHOES = ("echoes",)
_WRONG = NN_(
    "What moved on the accounts on {count} day is out of date.",
    "What moved on the accounts on {count} days is out of date.",
)
_Key = tuple[Any, ...]


def _sums(*conditions: ColumnElement[bool]) -> Select[Any]:
    amount, direction = _t.c.amount_minor, _t.c.direction
    is_money = counts()
    return (
        select(
            _t.c.account_id,
            _t.c.happened_on,
            _t.c.currency,
            func.count(),
            func.count(case((direction == Flow.IN, 1))),
            func.count(case((direction == Flow.OUT, 1))),
            func.coalesce(func.sum(case((and_(direction == Flow.IN, is_money), amount))), 0),
            func.coalesce(func.sum(case((and_(direction == Flow.OUT, is_money), -amount))), 0),
        )
        .where(*conditions)
        .group_by(_t.c.account_id, _t.c.happened_on, _t.c.currency)
    )


def sums_of(account_id: int, days: Sequence[date]) -> Select[Any]:
    """The rows of some days of an account, by the index of days: one of accounts would read all of the account."""
    return _sums(unindexed(_t.c.account_id == account_id), _t.c.happened_on.in_(days))


class MoneyDays:
    """`MoneyDay`; a key is a day of an account, or what the echoes of statements changed.

    It stands after `StatementEchoes`, and before the postings, which forget what they changed.
    """

    name = "money_days"
    sources = frozenset({Entity.TRANSACTION, Entity.ACCOUNT})

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The day of a line; an account decides which other's lines are told twice."""
        return (_ECHOES,) if entity is Entity.ACCOUNT else ((image["account_id"], image["happened_on"]),)

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The same of a block of rows."""
        return (_ECHOES,) if entity is Entity.ACCOUNT else _days_of(connection, _t.c.id.between(first, last))

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Add these days up again, and those of lines that began or ceased to be told twice."""
        wanted = set(keys) - {_ECHOES}
        for ids in sorted_chunks(echoed(connection)):
            wanted.update(_days_of(connection, _t.c.id.in_(ids)))
        of_account: defaultdict[int, list[date]] = defaultdict(list)
        for account_id, day in wanted:
            of_account[account_id].append(date.fromisoformat(day))
        for account_id, its in of_account.items():
            for days in sorted_chunks(its):
                task.checkpoint()
                kept = and_(_days.c.account_id == account_id, _days.c.day.in_(days))
                connection.execute(delete(_days).where(kept))
                connection.execute(insert(_days).from_select(_COLUMNS, sums_of(account_id, days)))

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Add everything up again."""
        task.checkpoint()
        connection.execute(delete(_days))
        connection.execute(insert(_days).from_select(_COLUMNS, _sums()))

    def verify(self, connection: Connection) -> list[Differs]:
        """Days whose sums differ from their lines."""
        kept, right = set(stored_rows(connection, select(*_days.c))), set(stored_rows(connection, _sums()))
        wrong = {row[:2] for row in kept ^ right}
        return [Differs(plural_message(_WRONG, len(wrong)), days_of_accounts(connection, wrong))] if wrong else []


def _days_of(connection: Connection, condition: ColumnElement[bool]) -> Iterator[_Key]:
    statement = select(_t.c.account_id, _t.c.happened_on).where(condition).distinct()
    return (tuple(row) for row in stored_rows(connection, statement))
