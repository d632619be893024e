"""A table on its way: everything that must be known before a new snapshot replaces the one on screen."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from services.types import TableRequest
from ui.table.bridge import Bridge, Prepare
from ui.table.cache import PAGE_ROWS, Page, RowFormatter
from ui.table.columns import ColumnSpec
from ui.table.source import IdSet, OpenSnapshot, RowRange, Snapshot, Summary


@dataclass(frozen=True)
class Position:
    """Where the reader is: the id and number of the top row, how far it is scrolled off, the current row's id."""

    top_id: int | None = None
    top_row: int = 0
    offset: int = 0
    current_id: int | None = None
    current_row: int = -1


@dataclass(frozen=True)
class Landing:
    """Where the reader is put down in the new snapshot."""

    top_row: int = 0
    offset: int = 0
    current_row: int = -1
    selected: Sequence[RowRange] = ()


@dataclass(frozen=True)
class Ticked:
    """The ticks to carry over: where they are in the snapshot on screen, and whether that is every row."""

    snapshot: Snapshot | None
    ranges: Sequence[RowRange]
    everything: bool


@dataclass
class Opening:
    """A snapshot being built in the background, with the answers that have arrived for it."""

    generation: int
    request: TableRequest
    snapshot: Snapshot
    formatter: RowFormatter
    keep: Position | None
    first: Page | None = None
    summary: Summary | None = None
    waiting: int = 0
    everything: bool = False
    selected_ids: IdSet | None = None
    selected: Sequence[RowRange] = ()
    top_row: int | None = None
    current_row: int = -1
    pages: dict[int, Page] = field(default_factory=dict)
    asked_place: bool = False
    asked_pages: bool = False

    def landing(self) -> Landing:
        """Where the reader goes, as far as is known."""
        if self.keep is None:
            return Landing()
        count = self.summary.count if self.summary is not None else 0
        top = self.keep.top_row if self.top_row is None else self.top_row
        selected: Sequence[RowRange] = [(0, count - 1)] if self.everything and count else self.selected
        return Landing(max(0, min(top, count - 1)), self.keep.offset, self.current_row, selected)

    def pages_to_fetch(self) -> list[int]:
        """The pages the reader will see first, beside page 0 unless something is lacking in that."""
        top = self.landing().top_row
        last = max(0, (self.summary.count if self.summary is not None else 1) - 1)
        wanted = {top // PAGE_ROWS, min(top + PAGE_ROWS // 2, last) // PAGE_ROWS}
        return sorted(wanted | {0} if self.snapshot.lacking else wanted - {0})


class Opener:
    """Builds one snapshot at a time in the background; a newer request makes the older one harmless."""

    def __init__(self, bridge: Bridge, source: OpenSnapshot, specs: Sequence[ColumnSpec]) -> None:
        self.opened: Callable[[Opening], None]
        self.counted: Callable[[int, Summary], None]
        self.failed: Callable[[BaseException], None]
        self._bridge = bridge
        self._source = source
        self._specs = specs
        self._generation = 0
        self._opening: Opening | None = None

    def start_ahead(self, request: TableRequest) -> None:
        """Open the table of a list still being built: what stands beside its rows waits until they are shown."""
        self.start(request, None, None)
        if self._opening is not None:
            self._opening.snapshot.hold_others()

    def start(self, request: TableRequest, keep: Position | None, ticked: Ticked | None) -> None:
        """Open the table; `keep` and `ticked` say what must be found again before it is shown."""
        self.close()
        snapshot = self._source(request)
        formatter = RowFormatter(self._specs, snapshot.columns)
        opening = Opening(self._generation, request, snapshot, formatter, keep)
        self._opening = opening
        if ticked is not None and ticked.ranges and ticked.snapshot is not None:
            opening.everything = ticked.everything
            if not ticked.everything:
                self._watch(opening, ticked.snapshot.ids(ticked.ranges), self._ids_known)
        prepare = partial(formatter.page, lacking=snapshot.lacking)
        self._watch(opening, snapshot.first, self._first_arrived, prepare)
        self._watch(opening, snapshot.ready, self._summary_arrived)

    def close(self) -> None:
        """Give up what is being opened."""
        self._generation += 1
        if self._opening is not None:
            self._opening.snapshot.close()
            self._opening = None

    def _watch(
        self,
        opening: Opening,
        future: Future[Any],
        answer: Callable[[Opening, Any], None],
        prepare: Prepare | None = None,
    ) -> None:
        opening.waiting += 1
        self._bridge.watch(
            future, partial(self._answered, opening, answer), partial(self._refused, opening.generation), prepare
        )

    def _answered(self, opening: Opening, answer: Callable[[Opening, Any], None], value: Any) -> None:
        if opening is self._opening:
            opening.waiting -= 1
            answer(opening, value)
            self._advance(opening)
        elif answer == self._summary_arrived:
            self.counted(opening.generation, value)

    def _refused(self, generation: int, error: BaseException) -> None:
        if generation == self._generation:
            self.close()
            self.failed(error)

    def _advance(self, opening: Opening) -> None:
        """Take the next step; hand over when nothing is missing any more."""
        if opening.keep is None:
            if opening.first is not None:
                self._hand_over(opening)
            return
        if opening.waiting == 0 and not opening.asked_place:
            opening.asked_place = True
            self._ask_place(opening, opening.keep)
        if opening.waiting == 0 and not opening.asked_pages:
            opening.asked_pages = True
            for number in opening.pages_to_fetch():
                future = opening.snapshot.fetch(number * PAGE_ROWS, PAGE_ROWS)
                self._watch(opening, future, partial(self._page_arrived, number), opening.formatter.page)
        if opening.waiting == 0:
            self._hand_over(opening)

    def _hand_over(self, opening: Opening) -> None:
        self._opening = None
        self.opened(opening)

    def _ask_place(self, opening: Opening, keep: Position) -> None:
        if keep.top_id is not None and keep.top_row > 0:
            self._watch(opening, opening.snapshot.row_of(keep.top_id), self._top_known)
        if keep.current_id is not None:
            self._watch(opening, opening.snapshot.row_of(keep.current_id), self._current_known)
        if opening.selected_ids is not None:
            self._watch(opening, opening.snapshot.rows_of(opening.selected_ids), self._selected_known)

    def _first_arrived(self, opening: Opening, page: Page) -> None:
        opening.first = page

    def _summary_arrived(self, opening: Opening, summary: Summary) -> None:
        opening.summary = summary

    def _ids_known(self, opening: Opening, ids: IdSet) -> None:
        opening.selected_ids = ids

    def _top_known(self, opening: Opening, row: int | None) -> None:
        opening.top_row = row

    def _current_known(self, opening: Opening, row: int | None) -> None:
        opening.current_row = -1 if row is None else row

    def _selected_known(self, opening: Opening, ranges: Sequence[RowRange]) -> None:
        opening.selected = ranges

    def _page_arrived(self, number: int, opening: Opening, page: Page) -> None:
        opening.pages[number] = page
