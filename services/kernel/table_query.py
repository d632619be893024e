"""What can be asked of a table: its columns, views, filters, sorts and search, as SQL expressions.

Pure description and its translation into statements; `paging` opens tables with it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Select,
    Table,
    Text,
    and_,
    false,
    func,
    or_,
    select,
    true,
    type_coerce,
)
from sqlalchemy.sql import visitors
from sqlalchemy.sql.expression import FromClause

from models.columns import CodeEnum
from models.dialects.stored import stored_result
from models.entities import Entity
from services.errors import Invalid
from services.i18n import N_
from services.kernel.walking import MANY, Walk, exceeds, unindexed
from services.messages import message

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
    """One column of a table: its SQL expression, its heading and whether a total of it makes sense.

    `walk` says how the first rows in its order are met where no plain index gives them. What `is_late` takes longer to
    read than all the rest of a row.
    """

    key: str
    header: str
    kind: Kind
    expression: ColumnElement[Any]
    has_total: bool = False
    walk: Walk | None = None
    is_late: bool = False


def by_key(*columns: QueryColumn) -> dict[str, QueryColumn]:
    """Columns in the order of their table, each found by its key."""
    return {column.key: column for column in columns}


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. Operators: ``is``, ``in``, ``contains``, ``between`` (either end may be empty).

    ``has`` finds one of the values in a text that lists several (``new, sale``), ``within`` a path
    and everything under it (``Home > Candles``).
    """

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
    and None where few do. `special` are filters that are no column: from their values to a condition.
    `left_out_of` says of a view that most rows are in which few are not.
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
    special: Mapping[str, Callable[[tuple[str, ...]], ColumnElement[bool]]] = field(default_factory=dict)
    left_out_of: Mapping[str, ColumnElement[bool]] = field(default_factory=dict)

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

    def codes(self, key: str) -> tuple[str, ...] | None:
        """All codes a column can ever hold; None where that is no closed set."""
        kind = self.column(key).expression.type
        return tuple(str(code) for code in kind.codes) if isinstance(kind, CodeEnum) else None

    def held(self, connection: Connection, key: str, most: int) -> list[str]:
        """The texts that rows have in a column, at most so many."""
        statement = self.select((self.column(key).expression,), TableRequest()).distinct().limit(most)
        return [str(row[0]) for row in stored_rows(connection, statement) if row[0] not in (None, "")]

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
        if not sort or not _is_walked(self.column(sort[0][0])):
            return self.condition(request)
        parts = [self.views[request.view]]
        for wanted in request.filters:
            narrow = self._filter(wanted)
            is_range = wanted.operator == "between" and wanted.key != sort[0][0]
            if is_range and wanted.key in self.columns and _leads_an_index(self.column(wanted.key).expression):
                source = self.source([narrow])
                matching = select(self.row_id).select_from(source).where(narrow)
                if exceeds(connection, matching, MANY):
                    narrow = unindexed(narrow)
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
        row_id = self.row_id_beside(self.column(sort[0][0]).expression) if sort else self.row_id
        terms.append(row_id.desc() if descends else row_id.asc())
        return terms

    def row_id_beside(self, expression: ColumnElement[Any]) -> ColumnElement[int]:
        """The row's id as the sorted column's own table has it, so that one index of it gives the whole order."""
        for joined, on in self.joins:
            beside = getattr(on, "left", None)
            is_sorted = joined in self.companions and getattr(expression, "table", None) is joined
            if is_sorted and beside is not None and getattr(on, "right", None) is self.row_id:
                found: ColumnElement[int] = beside
                return found
        return self.row_id

    def left_out(self, request: TableRequest) -> ColumnElement[bool] | None:
        """The few rows that a request for nothing but a view does not find; None where it is not said so."""
        return self.left_out_of.get(request.view) if request.same_rows(TableRequest(view=request.view)) else None

    def whole_condition(self, request: TableRequest) -> ColumnElement[bool] | None:
        """`condition` for reading all rows: of a view that leaves few out, those are looked up and passed over."""
        few = self.left_out(request)
        return self.condition(request) if few is None else self.row_id.not_in(select(self.row_id).where(few))

    def select(
        self, expressions: Sequence[Any], request: TableRequest, only: ColumnElement[bool] | None = None
    ) -> Select[Any]:
        """The expressions over the rows that match, and fulfil `only`, with the joins they need."""
        condition = _all_of([self.condition(request), only])
        used = [*expressions, *([condition] if condition is not None else [])]
        twin = self.twin(used)
        statement = select(*expressions).select_from(self.source(used) if twin is None else twin[0])
        return statement.where(condition) if condition is not None else statement

    def view_counts(self, connection: Connection) -> dict[str, int]:
        """How many rows each view has. All rows are looked at for each: for lists of what a shop has hundreds of."""
        return {
            view: int(connection.execute(self.select([func.count()], TableRequest(view=view))).scalar_one())
            for view in self.views
        }

    def twin(self, expressions: Iterable[Any]) -> tuple[FromClause, ColumnElement[int]] | None:
        """The companion that is keyed by the row's id and all the expressions are about, and that key; else None.

        It has one row for every row of the base, so that the base need not be looked at.
        """
        used = _tables_in(expressions) - {None}
        for joined, on in self.joins:
            key = getattr(on, "left", None)
            is_theirs = used == {joined} and joined in self.companions and getattr(on, "right", None) is self.row_id
            if is_theirs and key is not None and [*joined.primary_key] == [key]:
                return joined, key
        return None

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
        if wanted.key in self.special:
            return self.special[wanted.key](wanted.values)
        kind = self.column(wanted.key).kind
        # Compared as stored values: what a filter says is text from outside, not a mapped value.
        expression = type_coerce(self.column(wanted.key).expression, BigInteger() if kind in _NUMBERS else Text())
        if wanted.operator == "contains":
            text = type_coerce(self.column(wanted.key).expression, Text())
            return or_(false(), *(text.like(like_pattern(value), escape="\\") for value in wanted.values))
        if wanted.operator in ("has", "within"):
            text = type_coerce(self.column(wanted.key).expression, Text())
            matching = _holds_one if wanted.operator == "has" else _lies_within
            return or_(false(), *(matching(text, value) for value in wanted.values))
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


def _holds_one(text: ColumnElement[str], value: str) -> ColumnElement[bool]:
    return (", " + text + ", ").like(like_pattern(f", {value}, "), escape="\\")


def _lies_within(text: ColumnElement[str], path: str) -> ColumnElement[bool]:
    return or_(text == path, text.like(like_pattern(f"{path} > ")[1:], escape="\\"))


def _is_walked(column: QueryColumn) -> bool:
    return column.walk is not None or _leads_an_index(column.expression)


def _leads_an_index(expression: ColumnElement[Any]) -> bool:
    indexes = getattr(getattr(expression, "table", None), "indexes", ())
    return any(next(iter(index.columns)) is expression for index in indexes)


def _tables_in(expressions: Iterable[Any]) -> set[Any]:
    return {getattr(element, "table", None) for expression in expressions for element in visitors.iterate(expression)}


def like_pattern(text: str) -> str:
    """`text` as a LIKE pattern that matches it anywhere, taken literally (escape character ``\\``)."""
    for special in ("\\", "%", "_"):
        text = text.replace(special, f"\\{special}")
    return f"%{text}%"


def stored_rows(connection: Connection, statement: Select[Any], values: Mapping[str, Any] | None = None) -> list[Row]:
    """The rows as the file holds them: integers, texts, None; nothing is converted. `values` are its parameters."""
    return stored_result(connection, statement, values)


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
