"""Whose every order is and what every customer comes to, kept beside the orders and always recomputable."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, delete, func, select

from models.customers import Customer, OrderCustomer
from models.dialects.listed import as_list, listed
from models.dialects.stored import insert_stored, stored_result
from models.entities import Entity
from models.orders import Order, OrderLine
from services import row_names
from services.customers.figures import CUSTOMER_COLUMNS, figures, owners, told_by
from services.i18n import NN_
from services.kernel.chunks import sorted_chunks
from services.kernel.images import Image
from services.kernel.projections import Differs, has_fewer_rows
from services.kernel.tasks import Task
from services.messages import plural_message

_Key = int | tuple[str, int]
_IDENTITY = "identity"
_orders = Order.table()
_lines = OrderLine.table()
_owners = OrderCustomer.table()
_customers = Customer.table()
_OWNER_COLUMNS = ("order_id", "identity_id", "customer_id")
_HAVE = _owners.c.order_id.in_(listed("ids"))
_CUSTOMERS_OF = select(_owners.c.customer_id).where(_HAVE)
_DELETE_OWNERS = delete(_owners).where(_HAVE)
_DELETE_CUSTOMERS = delete(_customers).where(_customers.c.id.in_(listed("ids")))

_OF_NO_ORDER = select(_owners.c.order_id).where(_owners.c.order_id.not_in(select(_orders.c.id)))
_WITHOUT_ORDERS = select(_customers.c.id).where(_customers.c.id.not_in(select(_owners.c.customer_id)))
_WRONG_OWNERS = NN_(
    "{count} order is given to another customer than its own.",
    "{count} orders are given to another customer than theirs.",
)
_WRONG_FIGURES = NN_(
    "The figures of {count} customer differ from the customer’s orders.",
    "The figures of {count} customers differ from their orders.",
)


class CustomerFigures:
    """`OrderCustomer` and `Customer`. A key is an order id, or ("identity", number) for a buyer who was joined."""

    name = "customers"
    sources = frozenset({Entity.ORDER, Entity.ORDER_LINE, Entity.CUSTOMER_MERGE})

    def keys_of(self, entity: Entity, image: Image) -> Iterable[_Key]:
        """The order a row is or belongs to, or the buyer a merge is about."""
        if entity is Entity.CUSTOMER_MERGE:
            return ((_IDENTITY, image["member_id"]),)
        return (image["id"] if entity is Entity.ORDER else image["order_id"],)

    def keys_of_update(self, entity: Entity, one: Image, other: Image) -> Iterable[_Key]:
        """None of an order that says of its buyer what it said before."""
        if entity is Entity.ORDER and told_by(one) == told_by(other):
            return ()
        return [*self.keys_of(entity, one), *self.keys_of(entity, other)]

    def keys_in(self, connection: Connection, entity: Entity, first: int, last: int) -> Iterable[_Key]:
        """The orders of a block of rows."""
        if entity is Entity.ORDER:
            return range(first, last + 1)
        statement = select(_lines.c.order_id).where(_lines.c.id.between(first, last)).distinct()
        return connection.execute(statement).scalars().all()

    def recompute(self, connection: Connection, keys: Collection[_Key], task: Task) -> None:
        """Say again whose these orders are, and what everybody comes to who gains or loses one."""
        wanted = {key for key in keys if isinstance(key, int)}
        joined = {key[1] for key in keys if not isinstance(key, int)}
        for ids in sorted_chunks(joined):
            found = connection.execute(select(_owners.c.order_id).where(_owners.c.identity_id.in_(ids)))
            wanted.update(found.scalars())
        customers: set[int] = set()
        for ids in sorted_chunks(wanted):
            customers |= _assign(connection, ids)
        for ids in sorted_chunks(customers):
            connection.execute(_DELETE_CUSTOMERS, {"ids": as_list(ids)})
            _write(connection, figures(connection, ids))

    def is_smaller_than(self, connection: Connection, count: int) -> bool:
        """Whether there are fewer orders."""
        return has_fewer_rows(connection, _orders, count)

    def rebuild(self, connection: Connection, task: Task) -> None:
        """Compute everything again."""
        connection.execute(delete(_owners))
        connection.execute(delete(_customers))
        for ids in _chunks_of(connection, _orders.c.id):
            task.checkpoint()
            _assign(connection, ids)
        for ids in _chunks_of(connection, _owners.c.customer_id):
            task.checkpoint()
            _write(connection, figures(connection, ids))

    def verify(self, connection: Connection) -> list[Differs]:
        """Orders given to the wrong customer, and customers whose figures differ from their orders."""
        problems = []
        if orders := _wrong_owners(connection):
            problems.append(Differs(plural_message(_WRONG_OWNERS, len(orders)), row_names.orders(connection, orders)))
        if people := _wrong_customers(connection):
            named = row_names.customers(connection, people)
            problems.append(Differs(plural_message(_WRONG_FIGURES, len(people)), named))
        return problems


def _assign(connection: Connection, order_ids: Sequence[int]) -> set[int]:
    """Write whose these orders are; the customers who have one of them now or had it before."""
    named = {"ids": as_list(order_ids)}
    touched = set(connection.execute(_CUSTOMERS_OF, named).scalars())
    if touched:
        connection.execute(_DELETE_OWNERS, named)
    found = owners(connection, order_ids)
    rows = [(one.order_id, one.identity_id, one.customer_id) for one in found]
    insert_stored(connection, _owners.name, _OWNER_COLUMNS, rows)
    return touched | {row[2] for row in rows}


def _write(connection: Connection, rows: list[tuple[Any, ...]]) -> None:
    insert_stored(connection, _customers.name, CUSTOMER_COLUMNS, rows)


def _wrong_owners(connection: Connection) -> set[int]:
    """The orders that are not given to whom they belong."""
    wrong: set[int] = set()
    seen = 0
    for ids in _chunks_of(connection, _orders.c.id):
        right = {(one.order_id, one.identity_id, one.customer_id) for one in owners(connection, ids)}
        kept = set(map(tuple, connection.execute(select(_owners).where(_owners.c.order_id.in_(ids)))))
        wrong |= {row[0] for row in right ^ kept}
        seen += len(kept)
    total = connection.execute(select(func.count()).select_from(_owners)).scalar_one()
    return wrong if total == seen else wrong.union(connection.execute(_OF_NO_ORDER).scalars())


def _wrong_customers(connection: Connection) -> set[int]:
    """The customers whose figures are not those of their orders."""
    wrong: set[int] = set()
    seen = 0
    columns = [_customers.c[name] for name in CUSTOMER_COLUMNS]
    for ids in _chunks_of(connection, _owners.c.customer_id):
        right = set(figures(connection, ids))
        kept = set(stored_result(connection, select(*columns).where(_customers.c.id.in_(ids))))
        wrong |= {row[0] for row in right ^ kept}
        seen += len(kept)
    total = connection.execute(select(func.count()).select_from(_customers)).scalar_one()
    return wrong if total == seen else wrong.union(connection.execute(_WITHOUT_ORDERS).scalars())


def _chunks_of(connection: Connection, column: Any) -> Iterator[list[int]]:
    """All values of a column, a chunk at a time, without holding them all."""
    last = -1
    while True:
        statement = select(column).where(column > last).distinct().order_by(column).limit(900)
        ids = list(connection.execute(statement).scalars())
        if not ids:
            return
        yield ids
        last = ids[-1]
