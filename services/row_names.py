"""What a person finds a row by, for what "Check my data" found: numbers of orders, codes, days; nobody's name.

Each takes the ids of all that is wrong and looks up the first `ROWS_NAMED` of them alone; a row that is not there any
more is named by its id.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, FromClause, Select, Table, Text, cast, func, select, type_coerce

from models.catalog import Sku
from models.channels import Channel
from models.customers import OrderCustomer
from models.finance import Account, Transaction
from models.orders import Order
from services.kernel.projections import ROWS_NAMED
from services.kernel.table_query import stored_rows

_orders = Order.table()
_skus = Sku.table()
_owners = OrderCustomer.table()
_transactions = Transaction.table()
_accounts = Account.table()
_channels = Channel.table()
# Its kind and id: what a person calls an account is often somebody's name.
_NAME_OF_ACCOUNT = type_coerce(_accounts.c.kind, Text()).concat(" ").concat(cast(_accounts.c.id, Text()))


def of_transaction(transaction: FromClause) -> ColumnElement[str]:
    """What one of these transactions is found by, in a statement."""
    account = select(_NAME_OF_ACCOUNT).where(_accounts.c.id == transaction.c.account_id).scalar_subquery()
    day = type_coerce(transaction.c.happened_on, Text())
    return func.coalesce(transaction.c.external_no, day.concat(" ").concat(account), day)


_TRANSACTIONS = select(_transactions.c.id, of_transaction(_transactions))


def orders(connection: Connection, ids: Iterable[int]) -> tuple[str, ...]:
    """Orders by their numbers."""
    return _named(connection, select(_orders.c.id, _orders.c.external_no), _orders.c.id, ids)


def skus(connection: Connection, ids: Iterable[int]) -> tuple[str, ...]:
    """SKUs by their codes."""
    return _named(connection, select(_skus.c.id, _skus.c.code), _skus.c.id, ids)


def customers(connection: Connection, ids: Iterable[int]) -> tuple[str, ...]:
    """Customers by the number of an order of each: their names stay out of a report that is given away."""
    one = select(_owners.c.customer_id, func.max(_owners.c.order_id).label("order_id"))
    first = _first(ids)
    of_each = one.where(_owners.c.customer_id.in_(first)).group_by(_owners.c.customer_id).subquery()
    known = select(of_each.c.customer_id, _orders.c.external_no).join(_orders, _orders.c.id == of_each.c.order_id)
    return _as_named(first, dict(stored_rows(connection, known)))


def buyers(connection: Connection, pairs: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """The same of buyers, each a channel and what the buyer is called there; one without an order is left out."""
    found = []
    for channel_id, buyer in sorted(set(pairs))[:ROWS_NAMED]:
        is_theirs = (_orders.c.channel_id == channel_id) & (_orders.c.buyer == buyer)
        found.append(connection.execute(select(func.max(_orders.c.external_no)).where(is_theirs)).scalar())
    return tuple(number for number in found if number is not None)


def transactions(connection: Connection, ids: Iterable[int]) -> tuple[str, ...]:
    """Transactions by the number their provider gave them, or their day and account."""
    return tuple(dict.fromkeys(_named(connection, _TRANSACTIONS, _transactions.c.id, ids)))


def channels(connection: Connection, ids: Iterable[int]) -> tuple[str, ...]:
    """Channels by their names."""
    return _as_named(_first(ids), names_of(connection, _channels))


def days(found: Iterable[str]) -> tuple[str, ...]:
    """Days as stored."""
    return tuple(sorted(set(found))[:ROWS_NAMED])


def days_of_accounts(connection: Connection, found: Iterable[tuple[int, str]]) -> tuple[str, ...]:
    """(account, day) as the day, and the account's kind and id."""
    first = sorted(set(found), key=lambda one: (one[1], one[0]))[:ROWS_NAMED]
    names = names_of(connection, _accounts)
    return tuple(f"{day} {_name(names, number)}" for number, day in first)


def names_of(connection: Connection, table: Table) -> Mapping[int, str]:
    """What all accounts, or all channels, are called in a report that is given away: there are few of them."""
    name = _NAME_OF_ACCOUNT if table is _accounts else table.c.name
    return dict(stored_rows(connection, select(table.c.id, name)))


def _named(connection: Connection, statement: Select[Any], column: Any, ids: Iterable[int]) -> tuple[str, ...]:
    first = _first(ids)
    return _as_named(first, dict(stored_rows(connection, statement.where(column.in_(first)))))


def _first(ids: Iterable[int]) -> list[int]:
    return sorted(set(ids))[:ROWS_NAMED]


def _as_named(ids: Iterable[int], names: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(_name(names, number) for number in ids)


def _name(names: Mapping[int, str], number: int) -> str:
    """Its name, or its id: not with a #, as some channels number their orders so."""
    return str(names.get(number, f"id {number}"))
