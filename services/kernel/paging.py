"""Tables of any length: SQLite writes the order of a result down, and pages are looked up in it.

Opening a table first answers with the first screen, then materialises the ids of the whole
result in order (all in C, without holding up other threads). From then on any page is one
look-up by row number, however far down it is. A snapshot does not move under its reader.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    column,
    func,
    null,
    or_,
    select,
    table,
    union_all,
)

from models.database import Database
from models.dialects import sqlite
from models.values import IdRanges
from services.kernel.chunks import portions
from services.kernel.lane import Lane
from services.kernel.table_query import Row, Summary, TableQuery, TableRequest, stored_rows
from services.kernel.totals import totals_of, totals_of_rows
from services.kernel.walking import IndexWalk, Stage, Stretch, Walk

FIRST_ROWS = 200
_AT_MOST_S = 0.25  # rows that take longer are waited for by nobody else
_RANGES_AT_ONCE = 300  # SQLite allows no expression deeper than 1,000
T = TypeVar("T")


class Snapshot:
    """One opened table. Every answer is a `Future` that completes on the table reader's thread.

    `lacking` are the columns the first rows come without, because reading them takes longer than all others.
    """

    def __init__(self, reader: TableReader, query: TableQuery, request: TableRequest, columns: tuple[str, ...]) -> None:
        self.query = query
        self.request = request
        self.columns = columns
        self._reader = reader
        self._name = f"order_{next(reader.numbers)}"
        self._expressions = [query.row_id, *(query.column(key).expression for key in columns)]
        asked = {key for key, _descending in request.sort} | {one.key for one in request.filters}
        self.lacking = frozenset(key for key in columns if query.column(key).is_late and key not in asked)
        query.condition(request)  # refuse unknown views, columns and filters here, where the caller can see it
        query.order(request)
        self._is_closed = False
        self._held: Future[None] | None = None
        self.first: Future[list[Row]] = reader.submit_first(self, self._read_first)
        self.ready: Future[Summary] = reader.submit(self, self._build)

    def fetch(self, first_row: int, row_count: int) -> Future[list[Row | None]]:
        """Rows `first_row` … in the order of the snapshot; None stands for a row deleted meanwhile."""
        return self._reader.submit(self, lambda connection: self._read_page(connection, first_row, row_count))

    def ids(self, ranges: Sequence[tuple[int, int]]) -> Future[IdRanges]:
        """The ids of inclusive row-number ranges."""
        return self._reader.submit(self, lambda connection: self._read_ids(connection, ranges))

    def ids_in_order(self, ranges: Sequence[tuple[int, int]], at_most: int) -> Future[list[int]]:
        """The ids of inclusive row-number ranges as they stand in the list, from the top, no more than `at_most`."""
        return self._reader.submit(self, lambda connection: self._read_in_order(connection, ranges, at_most))

    def totals(self, ranges: Sequence[tuple[int, int]]) -> Future[Summary]:
        """Count and totals of inclusive row-number ranges: a selection."""
        return self._reader.submit(self, lambda connection: self._sum(connection, ranges))

    def row_of(self, row_id: int) -> Future[int | None]:
        """The row number of an id, or None where it is not in the snapshot."""
        return self._reader.submit(self, lambda connection: self._find(connection, row_id))

    def rows_of(self, ids: IdRanges) -> Future[list[tuple[int, int]]]:
        """Sorted, disjoint ranges of the row numbers of those ids that are in the snapshot."""
        return self._reader.submit(self, lambda connection: self._find_all(connection, ids))

    def hold_others(self) -> None:
        """Let whatever stands beside the first rows wait a moment, until they are `shown` or it is closed.

        For a list that is opened while its page is still built: both need the processor, and nobody sees anything
        before both are done.
        """
        if self._held is None:
            self._held = self._reader.hold_others()

    def shown(self) -> None:
        """The first rows are on screen: others may go on."""
        if self._held is not None and not self._held.done():
            self._held.set_result(None)

    def close(self) -> None:
        """Forget the snapshot; what is running for it is interrupted."""
        self._is_closed = True
        self.shown()
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
        walk = self.query.column(self.request.sort[0][0]).walk if len(self.request.sort) == 1 else None
        if walk is not None:
            return self._rows_of(connection, self._walked(connection, walk, condition))
        first = self._ordered_ids(order, condition).limit(FIRST_ROWS).subquery("first_rows")
        base = first.join(self.query.base, self.query.row_id == first.c.id)
        places = zip(("", *self.columns), self._expressions, strict=True)
        shown = [null() if key in self.lacking else expression for key, expression in places]
        source = self.query.source([*shown, *order], base)
        return stored_rows(connection, select(*shown).select_from(source).order_by(*order))

    def _walked(self, connection: Connection, walk: Walk, condition: ColumnElement[bool] | None) -> list[int]:
        descending = self.request.sort[0][1]
        ids: list[int] = []
        for stage in walk(connection, descending):
            ids += self._of_stage(connection, stage, condition, descending, FIRST_ROWS - len(ids))
            if len(ids) == FIRST_ROWS:
                break
        return ids

    def _of_stage(
        self,
        connection: Connection,
        stage: Stage,
        condition: ColumnElement[bool] | None,
        descending: bool,
        limit: int,
    ) -> list[int]:
        found = [self._of_stretch(stretch, condition, descending).limit(limit) for stretch in stage]
        statement = found[0]
        if len(found) > 1:
            merged = union_all(*(select(one.subquery()) for one in found)).subquery()
            order = (merged.c.value.desc(), merged.c.id.desc()) if descending else (merged.c.value, merged.c.id)
            statement = select(merged.c.id).order_by(*order).limit(limit)
        return [row[0] for row in stored_rows(connection, statement)]

    def _of_stretch(self, stretch: Stretch, condition: ColumnElement[bool] | None, descending: bool) -> Select[Any]:
        value = stretch.value
        conditions = [stretch.condition] if condition is None else [stretch.condition, condition]
        used = [*conditions, *([] if value is None else [value])]
        source, row_id = self.query.twin(used) or (self.query.source(used), self.query.row_id)
        order: list[ColumnElement[Any]] = [row_id] if value is None else [value, self.query.row_id_beside(value)]
        columns = [row_id.label("id"), *([] if value is None else [value.label("value")])]
        order = [one.desc() for one in order] if descending else order
        return select(*columns).select_from(source).where(*conditions).order_by(*order)

    def _rows_of(self, connection: Connection, ids: Sequence[int]) -> list[Row]:
        source = self.query.source(self._expressions, self.query.base)
        statement = select(*self._expressions).select_from(source).where(self.query.row_id.in_(ids))
        rows = {row[0]: row for row in stored_rows(connection, statement)}
        return [rows[one] for one in ids]

    def _ordered_ids(self, order: Sequence[ColumnElement[Any]], condition: ColumnElement[bool] | None) -> Select[Any]:
        used = [*order, *([condition] if condition is not None else [])]
        source, row_id = self.query.twin(used) or (self.query.source(used), self.query.row_id)
        statement = select(row_id.label("id")).select_from(source)
        if condition is not None:
            statement = statement.where(condition)
        return statement.order_by(*order)

    def _whole_order(self, connection: Connection) -> list[Select[Any]]:
        """All rows in their order: one statement, or of a whole table several that each follow an index."""
        condition = self.query.whole_condition(self.request)
        descending = bool(self.request.sort) and self.request.sort[0][1]
        walk = self.query.column(self.request.sort[0][0]).walk if len(self.request.sort) == 1 else None
        if isinstance(walk, IndexWalk) and self.request.same_rows(TableRequest()):
            stages = walk(connection, descending)
            found = [self._of_stretch(one, condition, descending) for stage in stages for one in stage]
            return [one.with_only_columns(one.selected_columns["id"]) for one in found]
        return [self._ordered_ids(self.query.order(self.request), condition)]

    def _build(self, connection: Connection) -> Summary:
        self._reader.give_way()
        sqlite.materialise(connection, self._name, self._whole_order(connection))
        rows = stored_rows(connection, select(func.max(self._order.c.rowid)))
        return Summary(rows[0][0] or 0, totals_of(connection, self.query, self.request))

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

    def _read_in_order(self, connection: Connection, ranges: Sequence[tuple[int, int]], at_most: int) -> list[int]:
        order = self._order
        found: list[int] = []
        for first, last in sorted(ranges):
            rows = order.c.rowid.between(first + 1, last + 1)
            statement = select(order.c.id).where(rows).order_by(order.c.rowid).limit(at_most - len(found))
            found += [row[0] for row in stored_rows(connection, statement)]
            if len(found) >= at_most:
                break
        return found

    def _sum(self, connection: Connection, ranges: Sequence[tuple[int, int]]) -> Summary:
        rows = 0
        totals: dict[str, dict[str, int]] = {}
        for some in portions(ranges, _RANGES_AT_ONCE):
            part = self._sum_some(connection, some)
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
        return Summary(rows[0][0], totals_of_rows(connection, self.query, self.query.row_id.in_(ids)))

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
    """The two threads, each with a connection, that all snapshots of a shop share.

    First rows have one of their own: they never wait for the whole order of a long table that was shown before.
    """

    def __init__(self, database: Database) -> None:
        self.numbers = count(1)
        self._first = Lane(database, "first_rows")
        self._whole = Lane(database, "tables")

    def open(self, query: TableQuery, request: TableRequest, columns: Sequence[str]) -> Snapshot:
        """Open a table; `columns` are the keys of the values each row carries behind its id."""
        return Snapshot(self, query, request, tuple(columns))

    def submit_first(self, snapshot: Snapshot, work: Callable[[Connection], T]) -> Future[T]:
        """Do work that needs no order; otherwise as `submit`."""
        return self._first.submit(snapshot, work)

    def submit(self, snapshot: Snapshot, work: Callable[[Connection], T]) -> Future[T]:
        """Do the work on the reader's thread; cancelled where the snapshot or the reader is closed before its turn."""
        return self._whole.submit(snapshot, work)

    def give_way(self) -> bool:
        """Wait a moment where first rows are being read: what stands beside them is not looked at before they are.

        With two processors four questions at once would show the rows last of all. False where they took longer.
        """
        return self._first.give_way(_AT_MOST_S)

    def hold_others(self) -> Future[None]:
        """As though first rows were being read, until this is done."""
        return self._first.hold()

    def forget(self, snapshot: Snapshot, name: str) -> None:
        """Interrupt what runs for the snapshot and drop its order."""
        self._first.interrupt(snapshot)
        self._whole.interrupt(snapshot)
        self._whole.drop(name)

    def close(self) -> None:
        """Finish: nothing more is answered."""
        self._first.close()
        self._whole.close()
