"""What the big table asks of whoever reads the shop file: one opened, materialised order of rows.

Answers come as futures completed on a reader thread; `ui.table.bridge` brings them to the UI thread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from typing import Any, Protocol

from services.types import TableRequest

Row = tuple[Any, ...]
"""``(id, value, value, …)``: after the id, raw typed values in the order of `Snapshot.columns`."""

RowRange = tuple[int, int]
"""Row numbers from first to last, both included, counted from 0."""

Total = tuple[tuple[str, int], ...]
"""One sum per currency as ``(currency, minor units)``; a plain sum has the currency ``""``."""


class Summary(Protocol):
    """How many rows there are, and the totals of the columns that have one."""

    @property
    def count(self) -> int: ...

    @property
    def totals(self) -> Mapping[str, Total]: ...


class IdSet(Protocol):
    """A set of row ids kept as sorted inclusive ranges."""

    @property
    def ranges(self) -> Sequence[tuple[int, int]]: ...

    def __len__(self) -> int: ...

    def __iter__(self) -> Iterator[int]: ...


class Snapshot(Protocol):
    """One opened table: an order of rows that does not move while somebody reads it."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Keys of the values in a row, without the leading id."""

    @property
    def first(self) -> Future[list[Row]]:
        """The first 200 rows, fast: without the columns that are `lacking`."""

    @property
    def lacking(self) -> frozenset[str]:
        """Columns that take so long to read that the first rows come without them; `fetch` has them."""

    @property
    def ready(self) -> Future[Any]:
        """A `Summary`, once the whole order is known."""

    def fetch(self, first_row: int, count: int) -> Future[list[Row | None]]:
        """Rows by number; ``None`` where a row was deleted since the snapshot was made."""

    def ids(self, ranges: Sequence[RowRange]) -> Future[Any]:
        """The ids (an `IdSet`) of the rows in these ranges of row numbers."""

    def ids_in_order(self, ranges: Sequence[RowRange], at_most: int) -> Future[list[int]]:
        """The ids of the rows in these ranges as they stand in the list, from the top, no more than `at_most`."""

    def row_of(self, row_id: int) -> Future[int | None]:
        """The row number of an id, ``None`` where it is not in this snapshot."""

    def rows_of(self, ids: IdSet) -> Future[list[RowRange]]:
        """Sorted, disjoint ranges of the row numbers of those ids that are in this snapshot."""

    def totals(self, ranges: Sequence[RowRange]) -> Future[Any]:
        """The `Summary` of these rows only."""

    def hold_others(self) -> None:
        """Let whatever stands beside the first rows wait a moment, until they are `shown`."""

    def shown(self) -> None:
        """The first rows are on screen: others may go on."""

    def close(self) -> None:
        """Interrupt what is running and let go of the order; waiting futures are cancelled."""


OpenSnapshot = Callable[[TableRequest], Snapshot]
