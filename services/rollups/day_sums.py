"""What every rollup by business day shares: sums are taken again as a whole and verified the same way."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import cache
from typing import Any, TypeAlias

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    bindparam,
    case,
    delete,
    func,
    or_,
    select,
    type_coerce,
)

from models.dialects.prepared import Prepared
from models.dialects.stored import insert_stored, replace_stored
from models.enums.orders import OrderKind, OrderStatus
from models.orders import Order
from services.kernel.chunks import portions, sorted_chunks
from services.kernel.projections import Differs
from services.kernel.table_query import stored_rows
from services.kernel.tasks import Task
from services.messages import plural_message
from services.orders.kinds import IS_SALE
from services.row_names import days as named_days

Row: TypeAlias = tuple[Any, ...]
Sums: TypeAlias = Callable[[Connection, Sequence[date]], list[Row]]
Tables: TypeAlias = tuple[tuple[Table, Sums], ...]

_orders = Order.table()
_AT_ONCE = 40  # days summed in one go: what a million orders have in them fits into memory easily

_COUNTED = (OrderStatus.PAID, OrderStatus.SHIPPED, OrderStatus.COMPLETED)
IS_COUNTED = _orders.c.status.in_(_COUNTED)
IS_REAL: ColumnElement[bool] = or_(_orders.c.kind.is_(None), _orders.c.kind != OrderKind.NOT_REAL)
"""Orders that cost something: sales, and what was given away."""
_WAS_SENT = and_(_orders.c.status == OrderStatus.CLOSED, _orders.c.shipped_at.is_not(None))
IS_COSTING: ColumnElement[bool] = case((and_(or_(IS_COUNTED, _WAS_SENT), IS_REAL), 1), else_=0) == 1
"""Orders that are in a profit: real ones that are counted, and those closed after they had been sent, which brought
nothing and cost.

Said so that no index serves it: where days or orders are named, walking through all of a status is dearer.
"""
_MAY_COST = _orders.c.status.in_((*_COUNTED, OrderStatus.CLOSED))
"""The same as far as the days' index can tell."""


# Statements about days are built once: putting them together takes longer than summing the day of one order.
_DAYS: BindParameter[Any] = bindparam("days", type_=_orders.c.ordered_on.type, expanding=True)
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)


Place: TypeAlias = tuple[str, int, str]
"""(day, channel, currency) as stored: what one order can change of its day."""


def of_place(*, sales: bool = True) -> tuple[ColumnElement[bool], ...]:
    """The orders of the place given by `at`: at a million orders a day has a thousand."""
    return *_at(_orders.c.ordered_on, _orders), *((IS_COUNTED, IS_SALE) if sales else (_MAY_COST, IS_COSTING))


def kept_at(table: Table) -> Select[Any]:
    """The rows a table has of the place given by `at`."""
    return select(*table.c).where(*_at(table.c.day, table))


def _at(day: ColumnElement[Any], table: Table) -> tuple[ColumnElement[bool], ...]:
    of_day: ColumnElement[bool] = type_coerce(day, Text()) == bindparam("day")
    return of_day, *(table.c[name] == bindparam(name) for name in ("channel_id", "currency"))


def at(place: Place) -> dict[str, Any]:
    """The values of a statement about one place."""
    return dict(zip(("day", "channel_id", "currency"), place, strict=True))


def of_days(*, sales: bool = True) -> tuple[ColumnElement[bool], ...]:
    """The orders of the days given as `days`: counted sales alone, or everything that costs."""
    return _orders.c.ordered_on.in_(_DAYS), *((IS_COUNTED, IS_SALE) if sales else (_MAY_COST, IS_COSTING))


@cache
def _keeping(table: Table) -> Prepared:
    return Prepared(select(*table.c).where(table.c.day.in_(_DAYS)))


def replace_days(connection: Connection, tables: Tables, days: Collection[date], task: Task) -> None:
    """Sum these days again."""
    for chunk in followed(sorted(days), task):
        for table, sums in tables:
            replace(connection, table, kept(connection, table, chunk), sums(connection, chunk))


def kept(connection: Connection, table: Table, days: Sequence[date]) -> list[Row]:
    """The rows a table has of these days."""
    return _keeping(table).rows(connection, days=days)


def replace(connection: Connection, table: Table, old: Iterable[Row], new: Iterable[Row]) -> None:
    """Make the rows of a table that are `old` the `new` ones, writing what differs."""
    columns = tuple(column.name for column in table.c)
    replace_stored(connection, table.name, columns, len(table.primary_key), old, new)


def rebuild(connection: Connection, tables: Tables, task: Task) -> None:
    """Sum all days again."""
    for table, _sums in tables:
        connection.execute(delete(table))
    for chunk in followed(all_days(connection), task):
        for table, sums in tables:
            write(connection, table, sums(connection, chunk))


def wrong_days(connection: Connection, tables: Tables) -> set[str]:
    """The days of which a table says something else than the facts."""
    wrong: set[str] = set()
    days = all_days(connection)
    for chunk in portions(days, _AT_ONCE):
        for table, sums in tables:
            wrong |= {row[0] for row in set(kept(connection, table, chunk)) ^ set(sums(connection, chunk))}
    known = {day.isoformat() for day in days}
    for table, _sums in tables:
        wrong |= {row[0] for row in stored_rows(connection, select(table.c.day).distinct())} - known
    return wrong


def problems(wrong: Collection[str], words: tuple[str, str]) -> list[Differs]:
    """One sentence with the days where there is something wrong."""
    return [Differs(plural_message(words, len(wrong)), named_days(wrong))] if wrong else []


def write(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Insert stored values in the order of the table's columns."""
    insert_stored(connection, table.name, tuple(column.name for column in table.c), rows)


def all_days(connection: Connection) -> list[date]:
    """Every business day that has an order."""
    days = select(_orders.c.ordered_on).where(_orders.c.ordered_on.is_not(None)).distinct()
    return sorted(connection.execute(days).scalars())


def places_where(condition: ColumnElement[bool]) -> Select[Any]:
    """The places of the orders that fulfil a condition."""
    columns = (_orders.c.ordered_on, _orders.c.channel_id, _orders.c.currency)
    return select(*columns).where(condition, _orders.c.ordered_on.is_not(None)).distinct()


def days_of(connection: Connection, condition: ColumnElement[bool]) -> set[date]:
    """The business days of the orders that fulfil a condition."""
    return set(connection.execute(days_where(condition)).scalars())


def days_where(condition: ColumnElement[bool]) -> Select[Any]:
    """The statement `days_of` asks."""
    return select(_orders.c.ordered_on).where(condition, _orders.c.ordered_on.is_not(None)).distinct()


_OF_ORDERS = Prepared(days_where(_orders.c.id.in_(_IDS)))


def days_of_orders(connection: Connection, ids: Collection[int]) -> set[date]:
    """The business days of these orders."""
    days: set[date] = set()
    for chunk in sorted_chunks(ids):
        days.update(map(date.fromisoformat, _OF_ORDERS.column(connection, ids=chunk)))
    return days


def total(column: ColumnElement[Any]) -> ColumnElement[int]:
    """The sum of a column, unknown values counting nothing."""
    return func.coalesce(func.sum(column), 0)


def followed(days: Sequence[date], task: Task) -> Iterator[Sequence[date]]:
    """The days some at a time; the task hears how many are done."""
    for done, chunk in enumerate(portions(days, _AT_ONCE)):
        task.checkpoint(done * _AT_ONCE, len(days))
        yield chunk


def grouped(statement: Select[Any], *by: ColumnElement[Any]) -> Select[Any]:
    """The statement grouped by day, channel and currency, and by what else is given."""
    return statement.group_by(_orders.c.ordered_on, _orders.c.channel_id, _orders.c.currency, *by)
