"""Which order a transaction belongs to, and what every order brought: kept up with each write."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Subquery, Table, delete, except_, func, insert, select

from models.aftersales import Case
from models.entities import Entity
from models.finance import Transaction, TransactionLink, TransactionPart
from models.orders import Order
from models.reconcile import OrderMoney, TransactionMatch
from models.values import IdRanges
from services import row_names
from services.i18n import NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import ROWS_NAMED, Differs
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.messages import plural_message
from services.reconcile.echo_projection import echoed
from services.reconcile.matching import MATCH_COLUMNS, MONEY_COLUMNS, matches, money

_transactions = Transaction.table()
_links = TransactionLink.table()
_parts = TransactionPart.table()
_orders = Order.table()
_cases = Case.table()
_matches = TransactionMatch.table()
_money = OrderMoney.table()
_OF_LINES = {Entity.TRANSACTION_LINK: _links, Entity.TRANSACTION_PART: _parts}
_NAMED = ("external_no", "channel_id", "currency")
_SPAN = 20_000
_WORTH_A_SPAN = 50
_Key = tuple[Any, ...]
_Comparison = tuple[Subquery, Subquery]
_WRONG_LINKS = NN_(
    "{count} link of a transaction to its order is not up to date.",
    "{count} links of transactions to their orders are not up to date.",
)
_WRONG_MONEY = NN_(
    "The money of {count} order differs from its transactions.",
    "The money of {count} orders differs from its transactions.",
)


class OrderMatches:
    """`TransactionMatch` and `OrderMoney`; a key is a span of ids of one entity."""

    name = "order_matches"
    sources = frozenset(
        {
            Entity.TRANSACTION,
            Entity.TRANSACTION_LINK,
            Entity.TRANSACTION_PART,
            Entity.ORDER,
            Entity.CASE,
            Entity.ACCOUNT,
        }
    )

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The transaction, or the order with its number."""
        if entity in _OF_LINES:
            return ((Entity.TRANSACTION, image["transaction_id"], image["transaction_id"]),)
        if entity is Entity.ORDER:
            return ((Entity.ORDER, image["id"], image["id"], image["external_no"]),)
        if entity is Entity.ACCOUNT:  # whose lines repeat another's changed with it; `StatementEchoes` says which
            return ((Entity.ACCOUNT, image["id"], image["id"]),)
        if entity is Entity.CASE:
            return ((Entity.CASE, image["id"], image["id"], image["order_id"]),)
        return ((Entity.TRANSACTION, image["id"], image["id"]),)

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[_Key]:
        """None of an order whose number, channel and currency are as before: lines ask for nothing else of it."""
        if entity is Entity.ORDER and all(one[name] == other[name] for name in _NAMED):
            return ()
        return [*self.keys_of(entity, one), *self.keys_of(entity, other)]

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The block itself; orders and cases count for nothing while there is no transaction."""
        if entity in _OF_LINES:
            column, own = _OF_LINES[entity].c.transaction_id, _OF_LINES[entity].c.id
            ids = connection.execute(select(column).where(own.between(first, last))).scalars()
            return [(Entity.TRANSACTION, one, one) for one in ids]
        if entity is not Entity.TRANSACTION and connection.execute(select(_transactions.c.id).limit(1)).first() is None:
            return ()
        return ((entity, first, last),)

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Match the transactions concerned again, then sum up the orders they belonged or belong to."""
        if connection.execute(select(_transactions.c.id).limit(1)).first() is None:
            connection.execute(delete(_matches))
            connection.execute(delete(_money))
            return
        lines = _lines_of(connection, keys)
        orders = set(_known_orders(connection, lines))
        for condition in _spans(_matches.c.transaction_id, lines):
            connection.execute(delete(_matches).where(condition))
        for condition in _spans(_transactions.c.id, lines):
            connection.execute(insert(_matches).from_select(list(MATCH_COLUMNS), matches(condition)))
        orders.update(_known_orders(connection, lines))
        orders.update(chain.from_iterable(range(key[1], key[2] + 1) for key in keys if _is_one_order(key)))
        found = IdRanges.of(orders)
        for condition in _spans(_money.c.order_id, found):
            connection.execute(delete(_money).where(condition))
        for condition in _spans(_matches.c.order_id, found):
            connection.execute(insert(_money).from_select(list(MONEY_COLUMNS), money(condition)))

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Throw everything away and match again."""
        connection.execute(delete(_matches))
        connection.execute(delete(_money))
        connection.execute(insert(_matches).from_select(list(MATCH_COLUMNS), matches()))
        connection.execute(insert(_money).from_select(list(MONEY_COLUMNS), money()))

    def verify(self, connection: Connection) -> list[Differs]:
        """Transactions that belong to another order than is kept, and orders whose money differs."""
        found = []
        whole, sums = _comparisons()
        if count := _differences(connection, whole):
            lines = row_names.transactions(connection, _first_ids(connection, whole))
            found.append(Differs(plural_message(_WRONG_LINKS, count), lines))
        if count := _differences(connection, sums):
            orders = row_names.orders(connection, _first_ids(connection, sums))
            found.append(Differs(plural_message(_WRONG_MONEY, count), orders))
        return found


def _is_one_order(key: _Key) -> bool:
    """Whether the key is a single order: its currency may have changed, so its money is summed up in any case."""
    return key[0] is Entity.ORDER and key[1] == key[2]


def _differences(connection: Connection, comparison: _Comparison) -> int:
    return max(int(connection.execute(select(func.count()).select_from(one)).scalar_one()) for one in comparison)


def _first_ids(connection: Connection, comparison: _Comparison) -> set[int]:
    """Of some of the rows that are missing or too much, what stands in their first column."""
    return {row[0] for one in comparison for row in connection.execute(select(one.c[0]).limit(ROWS_NAMED))}


@cache
def _comparisons() -> tuple[_Comparison, _Comparison]:
    """What is missing and what is too much: of the links, and of the orders' money."""
    return _comparison(matches(), _matches, MATCH_COLUMNS), _comparison(money(), _money, MONEY_COLUMNS)


def _comparison(right: Select[Any], kept: Table, columns: tuple[str, ...]) -> _Comparison:
    stored = select(*(kept.c[name] for name in columns))
    return except_(right, stored).subquery(), except_(stored, right).subquery()


def _lines_of(connection: Connection, keys: Collection[_Key]) -> IdRanges:
    """The transactions whose match may have changed."""
    lines = [(key[1], key[2]) for key in keys if key[0] is Entity.TRANSACTION]
    lines += [(one, one) for one in echoed(connection)]
    orders = IdRanges.union_of((key[1], key[2]) for key in keys if key[0] is Entity.ORDER)
    cases = [key for key in keys if key[0] is Entity.CASE]
    found: set[int] = set()
    for condition in _spans(_matches.c.order_id, orders):
        found.update(_ids(connection, select(_matches.c.transaction_id).where(condition)))
    blocks = IdRanges.union_of((key[1], key[2]) for key in keys if key[0] is Entity.ORDER and len(key) == 3)
    for condition in _spans(_orders.c.id, blocks):
        for column in (_transactions.c.order_no, _transactions.c.merchant_no):
            joined = select(_transactions.c.id).join_from(_orders, _transactions, column == _orders.c.external_no)
            found.update(_ids(connection, joined.where(condition)))
    for chunk in sorted_chunks(key[3] for key in keys if key[0] is Entity.ORDER and len(key) > 3):
        for column in (_transactions.c.order_no, _transactions.c.merchant_no):
            found.update(_ids(connection, select(_transactions.c.id).where(column.in_(chunk))))
    found.update(_of_cases(connection, cases))
    return IdRanges.union_of([*lines, *((one, one) for one in found)])


def _of_cases(connection: Connection, keys: Collection[_Key]) -> Iterator[int]:
    """The transactions that pay back a case, or belong to its order."""
    spans = IdRanges.union_of((key[1], key[2]) for key in keys)
    orders = {key[3] for key in keys if len(key) > 3 and key[3] is not None}
    for condition in _spans(_cases.c.id, spans):
        orders.update(_ids(connection, select(_cases.c.order_id).where(condition, _cases.c.order_id.is_not(None))))
    for condition in _spans(_matches.c.case_id, spans):
        yield from _ids(connection, select(_matches.c.transaction_id).where(condition))
    for condition in _spans(_matches.c.order_id, IdRanges.of(orders)):
        yield from _ids(connection, select(_matches.c.transaction_id).where(condition))


def _known_orders(connection: Connection, lines: IdRanges) -> Iterator[int]:
    for condition in _spans(_matches.c.transaction_id, lines):
        yield from _ids(connection, select(_matches.c.order_id).where(condition).distinct())


def _ids(connection: Connection, statement: Select[Any]) -> list[int]:
    return [row[0] for row in stored_rows(connection, statement)]


def _spans(column: ColumnElement[int], ids: IdRanges) -> Iterator[ColumnElement[bool]]:
    """The ids as conditions: long stretches by their ends, the rest by name."""
    scattered: list[int] = []
    for first, last in ids.ranges:
        if last - first < _WORTH_A_SPAN:
            scattered.extend(range(first, last + 1))
            continue
        for start in range(first, last + 1, _SPAN):
            yield column.between(start, min(start + _SPAN - 1, last))
    for chunk in sorted_chunks(scattered):
        yield column.in_(chunk)
