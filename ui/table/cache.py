"""The pages of prepared rows that tables keep, and how they are prepared.

A page of forty columns is 8,000 cells, and who goes through all lists sees hundreds of pages. So most cells are kept as
their bare text, equal ones of a page once, and all lists together keep hardly more pages than one alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from typing import Any, ClassVar
from weakref import WeakSet

from ui.table.columns import BLANK, Cell, ColumnSpec, RowReader
from ui.table.source import Row

PAGE_ROWS = 200
MAX_PAGES = 12  # 2,400 rows, a third of a megabyte each page; any other is there within some milliseconds
ALWAYS_KEPT = 2  # of each list, however long ago it was shown: what stands on its screen
LATER = "…"
"""Stands in cells of the first rows that take longer to read than the others."""

_ONLY_TEXT = tuple(BLANK)[1:]

Kept = str | tuple[Any, ...]
"""A cell as it is kept: its text where it is nothing else, or a plain tuple of all it is."""


class PageRow:
    """One prepared row: its id, its cells in model order, and whether it still exists.

    Cells are kept as texts and plain tuples of texts: the garbage collector lets go of those, whereas a quarter of a
    million `Cell` objects would make each of its rounds stop the window for a tenth of a second.
    """

    __slots__ = ("_cells", "deleted", "row_id")

    def __init__(self, row_id: int, cells: Iterable[Kept], deleted: bool = False) -> None:
        self.row_id = row_id
        self._cells = tuple(cells)
        self.deleted = deleted

    def cell(self, column: int) -> Cell:
        """The prepared cell of a model column."""
        kept = self._cells[column]
        return Cell(kept) if isinstance(kept, str) else Cell._make(kept)

    def put(self, column: int, cell: Cell) -> None:
        """Show another cell."""
        self._cells = (*self._cells[:column], tuple(cell), *self._cells[column + 1 :])

    def as_deleted(self) -> PageRow:
        """The same row, known to be gone."""
        return PageRow(self.row_id, self._cells, deleted=True)


Page = list[PageRow | None]
"""``None`` stands for a row that was already deleted when its page was first read."""


class RowFormatter:
    """Makes prepared rows out of raw ones; holds nothing that changes, so any thread may use it."""

    def __init__(self, specs: Sequence[ColumnSpec], columns: Sequence[str]) -> None:
        self._columns = tuple(columns)
        places = {key: place for place, key in enumerate(columns, start=1)}
        self._makers = [(spec.key, places.get(spec.key, 0), spec.format if spec.key else None) for spec in specs]

    def page(self, rows: Sequence[Row | None], lacking: frozenset[str] = frozenset()) -> Page:
        """Every row prepared; cells of columns that are `lacking` say that they come later."""
        reader = RowReader(self._columns)
        known: dict[tuple[Any, ...], Kept] = {}
        makers = [(place, _later if key in lacking else make) for key, place, make in self._makers]
        prepared: Page = []
        for row in rows:
            if row is None:
                prepared.append(None)
                continue
            reader.values = row
            cells = (BLANK if make is None else make(row[place], reader) for place, make in makers)
            prepared.append(PageRow(row[0], [_kept(cell, known) for cell in cells]))
        return prepared


def _later(_value: Any, _row: RowReader) -> Cell:
    return Cell(LATER)


def _kept(cell: Cell, known: dict[tuple[Any, ...], Kept]) -> Kept:
    """The cell as it is kept, the same object for equal cells of a page."""
    found = known.get(cell)
    if found is None:
        whole = tuple(cell)
        found = known[whole] = cell.text if whole[1:] == _ONLY_TEXT else whole
    return found


class PageCache:
    """The most recently used pages of one list, by page number.

    Where all lists together have too many, the list that was used longest ago gives up what it does not show.
    """

    _uses: ClassVar[Iterator[int]] = count()
    _all: ClassVar[WeakSet[PageCache]] = WeakSet()

    def __init__(self) -> None:
        self._pages: OrderedDict[int, Page] = OrderedDict()
        self._used = 0
        self._all.add(self)

    def __contains__(self, number: int) -> bool:
        return number in self._pages

    def __len__(self) -> int:
        return len(self._pages)

    def get(self, number: int) -> Page | None:
        """The page, or ``None`` where it must be fetched."""
        return self._pages.get(number)

    def touch(self, number: int) -> None:
        """Mark a page as just used."""
        if number in self._pages:
            self._pages.move_to_end(number)
            self._used = next(self._uses)

    def put(self, number: int, page: Page) -> None:
        """Keep a page; of a row that vanished since, what was known stays, marked as deleted."""
        known = self._pages.get(number)
        if known is not None:
            for place, row in enumerate(page):
                old = known[place] if place < len(known) else None
                if row is None and old is not None:
                    page[place] = old.as_deleted()
        self._pages[number] = page
        self.touch(number)
        self._make_room()

    def pages_with(self, ids: frozenset[int] | None) -> list[int]:
        """Numbers of the pages that show one of these ids, most recently used first; ``None``: all pages."""
        return [
            number
            for number, page in reversed(self._pages.items())
            if ids is None or any(row is not None and row.row_id in ids for row in page)
        ]

    def find(self, row_id: int) -> tuple[int, PageRow] | None:
        """Row number and row of an id, where it is cached."""
        for number, page in self._pages.items():
            for place, row in enumerate(page):
                if row is not None and row.row_id == row_id:
                    return number * PAGE_ROWS + place, row
        return None

    def clear(self) -> None:
        """Forget every page."""
        self._pages.clear()

    def _make_room(self) -> None:
        spare = {cache: max(0, len(cache) - ALWAYS_KEPT) for cache in self._all}
        too_many = sum(spare.values()) - (MAX_PAGES - ALWAYS_KEPT)
        for cache in sorted(spare, key=lambda one: one._used) if too_many > 0 else ():
            for _page in range(min(too_many, spare[cache])):
                cache._pages.popitem(last=False)
                too_many -= 1
