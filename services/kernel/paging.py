"""Tables of any length: SQLite writes the order of a result down, and pages are looked up in it.

Opening a table first answers with the first screen, then materialises the ids of the whole
result in order (all in C, without holding up other threads). From then on any page is one
look-up by row number, however far down it is. A snapshot does not move under its reader.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    case,
    column,
    false,
    func,
    or_,
    select,
    table,
    true,
    type_coerce,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import FromClause

from models.database import Database
from models.dialects import sqlite
from models.entities import Entity
from models.values import IdRanges
from services.errors import Invalid
from services.i18n import N_
from services.kernel.db_errors import translated
from services.messages import message

FIRST_ROWS = 200
MANY = 10_000  # rows so many that walking all of them in their order soon meets the first ones
_RANGES_AT_ONCE = 300  # SQLite allows no expression deeper than 1,000
T = TypeVar("T")
Row = tuple[Any, ...]


class Kind(StrEnum):
    """What the raw value of a column is, and so how it is shown, compared and exported."""

    TEXT = "text"
    ID = "id"
    INTEGER = "integer"
    MONEY = "money"
    INSTANT = "instant"
    DATE = "date"
    CODE = "code"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class QueryColumn:
    """One column of a table: its SQL expression, its heading and whether a total of it makes sense."""

    key: str
    header: str
    kind: Kind
    expression: ColumnElement[Any]
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. Operators: ``is``, ``in``, ``contains``, ``between`` (either end may be empty)."""

    key: str
    operator: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableRequest:
    """What somebody wants to see of a table; `sort` is (column key, descending) pairs."""

    search: str = ""
    view: str = "all"
    filters: tuple[Filter, ...] = ()
    sort: tuple[tuple[str, bool], ...] = ()

    def same_rows(self, other: TableRequest) -> bool:
        """Whether both ask for the same set of rows, whatever the order."""
        return (self.search, self.view, self.filters) == (other.search, other.view, other.filters)


@dataclass(frozen=True, slots=True)
class Summary:
    """How many rows there are, and the totals: per money column (currency, minor), else a plain sum."""

    count: int
    totals: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class TableQuery:
    """A table that can be searched, filtered, sorted, paged and exported.

    `joins` are added only where a column of them is used, so that a plain sort reads one index.
    `companions` are those joined tables that have exactly one row for every row of the base.
    `broad_search` says what `search` says in the way that is fast where very many rows match,
    and None where few do.
    """

    name: str
    entity: Entity
    base: Table
    joins: tuple[tuple[FromClause, ColumnElement[bool]], ...]
    columns: Mapping[str, QueryColumn]
    views: Mapping[str, ColumnElement[bool] | None]
    default_sort: tuple[tuple[str, bool], ...]
    search: Callable[[str], ColumnElement[bool] | None]
    currency: ColumnElement[str] | None = None
    companions: frozenset[FromClause] = frozenset()
    broad_search: Callable[[Connection, str], ColumnElement[bool] | None] | None = None

    @property
    def row_id(self) -> ColumnElement[int]:
        """The id of a row."""
        return self.base.c.id

    def column(self, key: str) -> QueryColumn:
        """The column of this key; `Invalid` names the known ones."""
        found = self.columns.get(key)
        if found is None:
            known = ", ".join(self.columns)
            reason = message(N_("known columns: {known}"), known=known)
            raise Invalid(field=message(N_("Column")), value=key, reason=reason)
        return found

    def condition(self, request: TableRequest) -> ColumnElement[bool] | None:
        """Everything the request asks for, as one condition."""
        if request.view not in self.views:
            known = ", ".join(self.views)
            raise Invalid(
                field=message(N_("View")), value=request.view, reason=message(N_("known views: {known}"), known=known)
            )
        parts = [self.views[request.view], *(self._filter(one) for one in request.filters)]
        if request.search.strip():
            parts.append(self.search(request.search.strip()))
        return _all_of(parts)

    def walking_condition(self, connection: Connection, request: TableRequest) -> ColumnElement[bool] | None:
        """`condition` for the first rows of an order that an index gives.

        What very many rows fulfil is compared on the way, instead of being collected and sorted first.
        """
        sort = request.sort or self.default_sort
        if not sort or not _leads_an_index(self.column(sort[0][0]).expression):
            return self.condition(request)
        parts = [self.views[request.view]]
        for wanted in request.filters:
            narrow = self._filter(wanted)
            is_range = wanted.operator == "between" and wanted.key != sort[0][0]
            if is_range and _leads_an_index(self.column(wanted.key).expression):
                source = self.source([narrow])
                matching = select(self.row_id).select_from(source).where(narrow)
                if exceeds(connection, matching, MANY):
                    narrow = case((narrow, 1), else_=0) == 1  # the same, but nothing an index is tempted to serve
            parts.append(narrow)
        if typed := request.search.strip():
            broad = self.broad_search(connection, typed) if self.broad_search is not None else None
            parts.append(self.search(typed) if broad is None else broad)
        return _all_of(parts)

    def order(self, request: TableRequest) -> list[ColumnElement[Any]]:
        """The sort, always ended by the id so that it is total; empty values come last."""
        terms: list[ColumnElement[Any]] = []
        sort = request.sort or self.default_sort
        for key, descending in sort:
            expression = self.column(key).expression
            if descending:
                terms.append(expression.desc())
            else:  # an index serves the plain order only, so it is asked for nothing more where it can be
                terms.append(expression.asc().nulls_last() if _may_be_empty(expression) else expression.asc())
        descends = sort[0][1] if sort else False
        row_id = self._row_id_beside(self.column(sort[0][0]).expression) if sort else self.row_id
        terms.append(row_id.desc() if descends else row_id.asc())
        return terms

    def _row_id_beside(self, expression: ColumnElement[Any]) -> ColumnElement[int]:
        """The row's id as the sorted column's own table has it, so that one index of it gives the whole order."""
        for joined, on in self.joins:
            beside = getattr(on, "left", None)
            is_sorted = joined in self.companions and getattr(expression, "table", None) is joined
            if is_sorted and beside is not None and getattr(on, "right", None) is self.row_id:
                found: ColumnElement[int] = beside
                return found
        return self.row_id

    def select(self, expressions: Sequence[Any], request: TableRequest) -> Select[Any]:
        """The expressions over the rows that match, with the joins they need."""
        condition = self.condition(request)
        source = self.source([*expressions, *([condition] if condition is not None else [])])
        statement = select(*expressions).select_from(source)
        return statement.where(condition) if condition is not None else statement

    def source(self, expressions: Iterable[Any], start: FromClause | None = None) -> FromClause:
        """The base table with those joins whose columns are used, by the expressions or by a later join."""
        used = _tables_in(expressions)
        for joined, on in reversed(self.joins):
            if joined in used:
                used |= _tables_in([on])
        source: FromClause = start if start is not None else self.base
        for joined, on in self.joins:
            if joined in used:
                # From a snapshot's order a row may be gone, and then its companions are too.
                is_outer = start is not None or joined not in self.companions
                source = source.outerjoin(joined, on) if is_outer else source.join(joined, on)
        return source

    def _filter(self, wanted: Filter) -> ColumnElement[bool]:
        kind = self.column(wanted.key).kind
        # Compared as stored values: what a filter says is text from outside, not a mapped value.
        expression = type_coerce(self.column(wanted.key).expression, BigInteger() if kind in _NUMBERS else Text())
        if wanted.operator == "contains":
            text = type_coerce(self.column(wanted.key).expression, Text())
            return or_(false(), *(text.like(like_pattern(value), escape="\\") for value in wanted.values))
        values = [_typed(wanted.key, kind, value) for value in wanted.values]
        if wanted.operator == "between":
            if len(values) != 2:
                raise _bad_filter(wanted.key, ", ".join(wanted.values))
            low, high = values
            ends = [expression >= low] if low is not None else []
            return and_(true(), *ends, *([expression <= high] if high is not None else []))
        if wanted.operator not in ("is", "in"):
            raise _bad_filter(wanted.key, wanted.operator)
        wanted_values = [value for value in values if value is not None]
        matches = expression.in_(wanted_values)
        return matches if len(wanted_values) == len(values) else or_(matches, expression.is_(None))


def _all_of(parts: Iterable[ColumnElement[bool] | None]) -> ColumnElement[bool] | None:
    found = [part for part in parts if part is not None]
    return and_(*found) if found else None


def _leads_an_index(expression: ColumnElement[Any]) -> bool:
    indexes = getattr(getattr(expression, "table", None), "indexes", ())
    return any(next(iter(index.columns)) is expression for index in indexes)


def exceeds(connection: Connection, statement: Select[Any], count: int) -> bool:
    """Whether the statement has more than `count` rows; it reads no further than that."""
    some = statement.limit(count + 1).subquery("some")
    return bool(stored_rows(connection, select(func.count()).select_from(some))[0][0] > count)


def _tables_in(expressions: Iterable[Any]) -> set[Any]:
    return {getattr(element, "table", None) for expression in expressions for element in visitors.iterate(expression)}


def like_pattern(text: str) -> str:
    """`text` as a LIKE pattern that matches it anywhere, taken literally (escape character ``\\``)."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def stored_rows(connection: Connection, statement: Select[Any]) -> list[Row]:
    """The rows as the file holds them: integers, texts, None; nothing is converted."""
    return sqlite.stored_result(connection, statement)


_NUMBERS = frozenset({Kind.INTEGER, Kind.MONEY, Kind.INSTANT, Kind.FLAG, Kind.ID})


def _typed(key: str, kind: Kind, value: str) -> Any:
    if value == "":
        return None
    if kind not in _NUMBERS:
        return value
    try:
        number = int(value)
    except ValueError:
        raise _bad_filter(key, value) from None
    if not -(1 << 63) <= number < 1 << 63:
        raise _bad_filter(key, value)
    return number


def _bad_filter(key: str, value: str) -> Invalid:
    reason = message(N_("a filter of this kind cannot be made of it"))
    return Invalid(field=message(N_("Filter {column}"), column=key), value=value, reason=reason)


def _may_be_empty(expression: ColumnElement[Any]) -> bool:
    return not isinstance(expression, Column) or bool(expression.nullable)


class Snapshot:
    """One opened table. Every answer is a `Future` that completes on the table reader's thread."""

    def __init__(self, reader: TableReader, query: TableQuery, request: TableRequest, columns: tuple[str, ...]) -> None:
        self.query = query
        self.request = request
        self.columns = columns
        self._reader = reader
        self._name = f"order_{next(reader.numbers)}"
        self._expressions = [query.row_id, *(query.column(key).expression for key in columns)]
        query.condition(request)  # refuse unknown views, columns and filters here, where the caller can see it
        query.order(request)
        self._is_closed = False
        self.first: Future[list[Row]] = reader.submit(self, self._read_first)
        self.ready: Future[Summary] = reader.submit(self, self._build)

    def fetch(self, first_row: int, row_count: int) -> Future[list[Row | None]]:
        """Rows `first_row` … in the order of the snapshot; None stands for a row deleted meanwhile."""
        return self._reader.submit(self, lambda connection: self._read_page(connection, first_row, row_count))

    def ids(self, ranges: Sequence[tuple[int, int]]) -> Future[IdRanges]:
        """The ids of inclusive row-number ranges."""
        return self._reader.submit(self, lambda connection: self._read_ids(connection, ranges))

    def totals(self, ranges: Sequence[tuple[int, int]]) -> Future[Summary]:
        """Count and totals of inclusive row-number ranges: a selection."""
        return self._reader.submit(self, lambda connection: self._sum(connection, ranges))

    def row_of(self, row_id: int) -> Future[int | None]:
        """The row number of an id, or None where it is not in the snapshot."""
        return self._reader.submit(self, lambda connection: self._find(connection, row_id))

    def rows_of(self, ids: IdRanges) -> Future[list[tuple[int, int]]]:
        """Sorted, disjoint ranges of the row numbers of those ids that are in the snapshot."""
        return self._reader.submit(self, lambda connection: self._find_all(connection, ids))

    def close(self) -> None:
        """Forget the snapshot; what is running for it is interrupted."""
        self._is_closed = True
        self._reader.forget(self, self._name)

    @property
    def is_closed(self) -> bool:
        """Whether nobody waits for its answers any more."""
        return self._is_closed

    # -- on the reader's thread ------------------------------------------------------------------

    def _read_first(self, connection: Connection) -> list[Row]:
        """The ids are sorted alone; only the rows that are shown are joined with what is shown of them."""
        order = self.query.order(self.request)
        condition = self.query.walking_condition(connection, self.request)
        first = self._ordered_ids(order, condition).limit(FIRST_ROWS).subquery("first_rows")
        base = first.join(self.query.base, self.query.row_id == first.c.id)
        source = self.query.source([*self._expressions, *order], base)
        return stored_rows(connection, select(*self._expressions).select_from(source).order_by(*order))

    def _ordered_ids(self, order: Sequence[ColumnElement[Any]], condition: ColumnElement[bool] | None) -> Select[Any]:
        used = [*order, *([condition] if condition is not None else [])]
        statement = select(self.query.row_id.label("id")).select_from(self.query.source(used))
        if condition is not None:
            statement = statement.where(condition)
        return statement.order_by(*order)

    def _build(self, connection: Connection) -> Summary:
        sqlite.materialise(
            connection,
            self._name,
            self._ordered_ids(self.query.order(self.request), self.query.condition(self.request)),
        )
        rows = stored_rows(connection, select(func.max(self._order.c.rowid)))
        return Summary(rows[0][0] or 0, self._totals(connection, self.request))

    @property
    def _order(self) -> Any:
        return table(self._name, column("rowid"), column("id"), schema="temp")

    def _read_page(self, connection: Connection, first_row: int, row_count: int) -> list[Row | None]:
        order = self._order
        base = order.outerjoin(self.query.base, self.query.row_id == order.c.id)
        statement = (
            select(*self._expressions)
            .select_from(self.query.source(self._expressions, base))
            .where(order.c.rowid.between(first_row + 1, first_row + row_count))
            .order_by(order.c.rowid)
        )
        return [row if row[0] is not None else None for row in stored_rows(connection, statement)]

    def _read_ids(self, connection: Connection, ranges: Sequence[tuple[int, int]]) -> IdRanges:
        order = self._order
        found: list[tuple[int, int]] = []
        for first, last in ranges:
            statement = select(order.c.id).where(order.c.rowid.between(first + 1, last + 1)).order_by(order.c.id)
            found += [(row[0], row[0]) for row in stored_rows(connection, statement)]
        return IdRanges.union_of(found)

    def _sum(self, connection: Connection, ranges: Sequence[tuple[int, int]]) -> Summary:
        rows = 0
        totals: dict[str, dict[str, int]] = {}
        for start in range(0, len(ranges), _RANGES_AT_ONCE):
            part = self._sum_some(connection, ranges[start : start + _RANGES_AT_ONCE])
            rows += part.count
            for key, sums in part.totals.items():
                kept = totals.setdefault(key, {})
                for currency, amount in sums:
                    kept[currency] = kept.get(currency, 0) + amount
        return Summary(rows, {key: tuple(kept.items()) for key, kept in totals.items()})

    def _sum_some(self, connection: Connection, ranges: Sequence[tuple[int, int]]) -> Summary:
        order = self._order
        chosen = or_(*(order.c.rowid.between(first + 1, last + 1) for first, last in ranges))
        ids = select(order.c.id).where(chosen)
        rows = stored_rows(connection, select(func.count()).select_from(order).where(chosen))
        return Summary(rows[0][0], self._totals(connection, TableRequest(), self.query.row_id.in_(ids)))

    def _totals(
        self, connection: Connection, request: TableRequest, only: ColumnElement[bool] | None = None
    ) -> dict[str, tuple[tuple[str, int], ...]]:
        """One pass per table that holds a totalled column, so that a covering index can serve it."""
        totals: dict[str, tuple[tuple[str, int], ...]] = {}
        wanted = [self.query.columns[key] for key in self.query.columns if self.query.columns[key].has_total]
        money = [one for one in wanted if one.kind is Kind.MONEY]
        plain = [one for one in wanted if one.kind is not Kind.MONEY]
        if money and self.query.currency is not None:
            sums = [func.sum(one.expression) for one in money]
            statement = self.query.select([self.query.currency, *sums], request).group_by(self.query.currency)
            rows = stored_rows(connection, statement.where(only) if only is not None else statement)
            for index, one in enumerate(money, start=1):
                totals[one.key] = tuple((row[0] or "", row[index]) for row in rows if row[index] is not None)
        for one in plain:
            statement = self.query.select([func.sum(one.expression)], request)
            rows = stored_rows(connection, statement.where(only) if only is not None else statement)
            totals[one.key] = (("", rows[0][0] or 0),)
        return totals

    def _find_all(self, connection: Connection, ids: IdRanges) -> list[tuple[int, int]]:
        order = self._order
        sqlite.index_order(connection, self._name)
        found: list[int] = []
        for first, last in ids.ranges:
            statement = select(order.c.rowid).where(order.c.id.between(first, last))
            found += [row[0] - 1 for row in stored_rows(connection, statement)]
        return list(IdRanges.of(found).ranges)

    def _find(self, connection: Connection, row_id: int) -> int | None:
        order = self._order
        rows = stored_rows(connection, select(order.c.rowid).where(order.c.id == row_id))
        return rows[0][0] - 1 if rows else None


class TableReader:
    """The thread and the connection that all snapshots of a shop share."""

    def __init__(self, database: Database) -> None:
        self.numbers = count(1)
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="tables")
        self._connection: Connection | None = None
        self._lock = threading.Lock()
        self._running: Snapshot | None = None

    def open(self, query: TableQuery, request: TableRequest, columns: Sequence[str]) -> Snapshot:
        """Open a table; `columns` are the keys of the values each row carries behind its id."""
        return Snapshot(self, query, request, tuple(columns))

    def submit(self, snapshot: Snapshot, work: Callable[[Connection], T]) -> Future[T]:
        """Do the work on the reader's thread, unless the snapshot is closed before its turn."""
        return self._thread.submit(self._work, snapshot, work)

    def forget(self, snapshot: Snapshot, name: str) -> None:
        """Interrupt what runs for the snapshot and drop its order."""
        with self._lock:
            if self._running is snapshot and self._connection is not None:
                sqlite.interrupt(self._connection)
        with suppress(RuntimeError):  # the reader is already shut down, and its connection with it
            self._thread.submit(self._drop, name)

    def close(self) -> None:
        """Finish: nothing more is answered."""
        with self._lock:
            if self._running is not None and self._connection is not None:
                sqlite.interrupt(self._connection)
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._connection is not None:
            self._connection.close()

    def _work(self, snapshot: Snapshot, work: Callable[[Connection], T]) -> T:
        if snapshot.is_closed:
            raise CancelledError
        connection = self._open_connection()
        with self._lock:
            self._running = snapshot
        try:
            with translated(self._database.path), connection.begin():
                return work(connection)
        finally:
            with self._lock:
                self._running = None

    def _drop(self, name: str) -> None:
        connection = self._open_connection()
        with connection.begin():
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{name}")

    def _open_connection(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.reader.connect()
        return self._connection
