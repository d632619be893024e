"""The rows of one opened table, as Qt wants them; only what is on screen is in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QTimer, Slot

from services.messages import Message
from services.types import TableRequest
from ui.table.bridge import Bridge
from ui.table.cache import PAGE_ROWS, Page, PageCache, PageRow, RowFormatter
from ui.table.columns import Cell, ColumnSpec, layout
from ui.table.opening import Opener, Opening, Position, Ticked
from ui.table.source import OpenSnapshot, RowRange, Snapshot, Summary
from ui.table.table_model import EDIT, TableModel, TableRow

Index = QModelIndex | QPersistentModelIndex
_GRACE_MS = 150  # rows that come sooner take the place of the old ones, and nothing flickers


@dataclass(frozen=True)
class CellEdit:
    """One typed change on its way to the shop file; call `accept` or `reject` on the UI thread."""

    row_id: int
    key: str
    text: str
    accept: Callable[[], None]
    reject: Callable[[Message], None]


class PagedModel(TableModel):
    """A table over snapshots: pages come when asked for, and late answers of older snapshots are dropped."""

    def __init__(self, columns: Sequence[ColumnSpec], source: OpenSnapshot, parent: QObject | None = None) -> None:
        super().__init__(layout(columns), parent)
        self.position: Callable[[], Position] = Position
        self.is_typed_in: Callable[[], bool] = bool
        self._late: TableRequest | None = None
        self._carried: tuple[RowRange, ...] | None = None
        self._ahead: TableRequest | None = None
        self._bridge = Bridge(self)
        self._opener = Opener(self._bridge, source, self.specs)
        self._opener.opened, self._opener.counted = self._swap, self._late_summary
        self._opener.failed = self._refused
        self._snapshot: Snapshot | None = None
        self._asked_ids: Future[Any] | None = None
        self._replaced: list[Snapshot] = []
        self._formatter = RowFormatter(self.specs, ())
        self._cache = PageCache()
        self._current: int | None = None
        self._next: int | None = None
        self._shown_generation = -1
        self._others = QTimer(self, singleShot=True, interval=_GRACE_MS)
        self._others.timeout.connect(self._let_go)

    # --- opening -------------------------------------------------------------------------

    def open_ahead(self, request: TableRequest) -> None:
        """Begin to read a table whose list is still being built: `reopen` for the same request takes that over."""
        self._ahead = request
        self._opener.start_ahead(request)

    def rows_painted(self) -> None:
        """The first rows are on screen: what stands beside them may be read."""
        if self._snapshot is not None:
            self._snapshot.shown()

    def reopen(self, request: TableRequest, *, keep_position: bool = True) -> None:
        """Build the table anew in the background and swap it in.

        `keep_position` keeps scroll position and current row, and the ticks where the same rows are
        asked for; ticks on rows that a new filter may hide are taken off. Where others are asked for and
        take their time, those on screen go before they come.
        """
        self._late = None
        ahead, self._ahead = self._ahead, None
        if request == ahead and not keep_position:
            return
        keep = self.position() if keep_position and self._snapshot is not None and self.summary is not None else None
        same = keep is not None and request.same_rows(self.request)
        # One row alone is that row, not everything: the next row to come is not meant by it.
        everything = self.selection.count == self._rows > 1
        ticked = Ticked(self._snapshot, self.selection.ranges, everything) if same else None
        self._carried = self.selection.ranges if same else None
        self._opener.start(request, keep, ticked)
        if self._snapshot is None or request.same_rows(self.request):
            self._others.stop()
        elif not self._others.isActive():
            self._others.start()

    def let_go_of_others(self) -> None:
        """Take rows off the screen that are not those asked for, at once: nobody has seen them yet."""
        if self._others.isActive():
            self._others.stop()
            self._let_go()

    @Slot()
    def _let_go(self) -> None:
        """Show no rows until those come that were asked for."""
        self.beginResetModel()
        self._shown_generation = -1
        self._replace()
        self._cache.clear()
        self._current = self._next = None
        self.summary, self._rows = None, 0
        self.endResetModel()
        self.selection.set_ranges(())
        self.summary_changed.emit()

    def _refused(self, error: BaseException) -> None:
        self._others.stop()
        self.failed.emit(error)

    def _forget(self) -> None:
        """Let go of the snapshot on screen; all its answers under way are dropped, also those about ticked rows."""
        self._shown_generation = -1
        if self._snapshot is not None:
            self._snapshot.close()
            self._snapshot = self._asked_ids = None

    def close(self) -> None:
        """Let go of the snapshots; answers still under way are dropped."""
        self._others.stop()
        self._opener.close()
        self._forget()
        for snapshot in self._replaced:
            snapshot.close()
        self._replaced.clear()

    def catch_up(self) -> None:
        """Build the table anew that came while somebody was typing into this one."""
        if self._late is not None:
            self.reopen(self._late)

    def _swap(self, opening: Opening) -> None:
        if opening.keep is not None and self.is_typed_in():
            self._late = opening.request  # now it would take the field away, and the keys would go elsewhere
            opening.snapshot.close()
            return
        landing, ticks = opening.landing(), self.selection.ranges
        if opening.keep is not None and self._carried is not None and ticks != self._carried:
            if ticks:  # ticked while the table was on its way: these rows have to be found again, not those before
                opening.snapshot.close()
                self.reopen(opening.request)
                return
            landing = replace(landing, selected=())
        pages = {0: opening.first or [], **opening.pages}
        self._others.stop()
        self.beginResetModel()
        self._replace()
        self._snapshot, self._formatter = opening.snapshot, opening.formatter
        self._shown_generation, self.request = opening.generation, opening.request
        self._cache.clear()
        self._current = self._next = None
        for number, page in reversed(pages.items()):
            self._cache.put(number, page)
        self.summary = opening.summary
        self._rows = len(pages[0]) if self.summary is None else self.summary.count
        self.endResetModel()
        self.selection.set_ranges(landing.selected)
        self.swapped.emit(landing)
        self.summary_changed.emit()
        if 0 not in opening.pages:
            self._complete()

    def _replace(self) -> None:
        """Let go of the snapshot on screen, but not before it said which rows are ticked, where somebody asked that."""
        replaced, asked = self._snapshot, self._asked_ids
        self._snapshot = self._asked_ids = None
        if replaced is None:
            return
        if asked is None or asked.done():
            replaced.close()
            return
        self._replaced.append(replaced)
        over = partial(self._let_go_of, replaced)
        self._bridge.watch(asked, over, over)

    def _let_go_of(self, replaced: Snapshot, _answer: object) -> None:
        if replaced in self._replaced:
            self._replaced.remove(replaced)
            replaced.close()

    def _complete(self) -> None:
        """Fetch what the first rows lack, once their order is known."""
        if self._snapshot is not None and self.summary is not None and self._snapshot.lacking:
            self._fetch(0)

    def _late_summary(self, generation: int, summary: Summary) -> None:
        """The count is known: the scroll bar grows from the first rows to all of them."""
        if generation != self._shown_generation:
            return
        count = summary.count
        if count > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, count - 1)
            self._rows = count
            self.endInsertRows()
        elif count < self._rows:
            self.beginRemoveRows(QModelIndex(), count, self._rows - 1)
            self._rows = count
            self.endRemoveRows()
        self.summary = summary
        self.summary_changed.emit()
        self._complete()

    # --- pages ---------------------------------------------------------------------------

    def refresh(self, changed_ids: Iterable[int] | None = None) -> None:
        """Fetch again, in place, the cached pages that show one of these ids; ``None``: all of them."""
        if self._snapshot is None or self.summary is None:
            return
        for number in self._cache.pages_with(None if changed_ids is None else frozenset(changed_ids)):
            self._fetch(number)

    def _want(self, number: int) -> None:
        """Ask for a missing page: one is under way, and of the others only the last one asked for counts."""
        if self.summary is None or number == self._current:
            return
        if self._current is None:
            self._current = number
            self._fetch(number)
        else:
            self._next = number

    def _fetch(self, number: int) -> None:
        if self._snapshot is not None:
            generation = self._shown_generation
            self._bridge.watch(
                self._snapshot.fetch(number * PAGE_ROWS, PAGE_ROWS),
                partial(self._page_arrived, generation, number),
                partial(self._page_failed, generation, number),
                self._formatter.page,
            )

    def _page_arrived(self, generation: int, number: int, page: Page) -> None:
        if generation != self._shown_generation:
            return
        self._cache.put(number, page)
        first, last = number * PAGE_ROWS, min(self._rows, (number + 1) * PAGE_ROWS) - 1
        if first <= last:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.specs) - 1))
        self._page_over(number)

    def _page_failed(self, generation: int, number: int, error: BaseException) -> None:
        if generation == self._shown_generation:
            self._page_over(number)
            self.failed.emit(error)

    def _page_over(self, number: int) -> None:
        if number == self._current:
            self._current, following = None, self._next
            self._next = None
            if following is not None and following not in self._cache:
                self._want(following)

    # --- reading -------------------------------------------------------------------------

    def row(self, number: int) -> PageRow | None:
        """The prepared row, or ``None`` while it is under way (it is asked for) or was never seen."""
        page_number, place = divmod(number, PAGE_ROWS)
        page = self._cache.get(page_number)
        if page is None:
            self._want(page_number)
            return None
        return page[place] if place < len(page) else None

    def is_loaded(self, number: int) -> bool:
        """Whether the page of this row is in memory."""
        return number // PAGE_ROWS in self._cache

    def touch(self, number: int) -> None:
        """Keep the page of this row longer than others: it is on screen."""
        self._cache.touch(number // PAGE_ROWS)

    def read(self, first: int, count: int, answer: Callable[[Sequence[TableRow | None]], None]) -> None:
        """Fetch rows of the snapshot on screen, whether they are in memory or not."""
        if self._snapshot is not None:
            self._bridge.watch(self._snapshot.fetch(first, count), answer, self.failed.emit, self._formatter.page)

    # --- editing -------------------------------------------------------------------------

    def setData(self, index: Index, value: Any, role: int = EDIT) -> bool:
        """Show the typed text at once and hand it on; a refusal puts the old cell back."""
        row = self.row(index.row()) if index.isValid() else None
        if role != EDIT or row is None or self.on_edit is None:
            return False
        column, text = index.column(), str(value)
        old = row.cell(column)
        if text == (old.text if old.edit is None else old.edit):
            return False
        shown = old._replace(text=text, edit=text, extra="")
        self._show(row.row_id, column, shown)
        key = self.specs[column].key
        accept = partial(self.refresh, (row.row_id,))
        self.on_edit(CellEdit(row.row_id, key, text, accept, partial(self._revert, row.row_id, column, shown, old)))
        return True

    def _revert(self, row_id: int, column: int, shown: Cell, old: Cell, reason: Message) -> None:
        found = self._cache.find(row_id)
        if found is not None and found[1].cell(column) == shown:
            self._show(row_id, column, old)
        self.edit_rejected.emit(row_id, self.specs[column].key, reason)

    def _show(self, row_id: int, column: int, cell: Cell) -> None:
        found = self._cache.find(row_id)
        if found is not None:
            found[1].put(column, cell)
            index = self.index(found[0], column)
            self.dataChanged.emit(index, index)

    # --- selection -----------------------------------------------------------------------

    @property
    def snapshot(self) -> Snapshot | None:
        """The snapshot on screen."""
        return self._snapshot

    def ticked_ids(self) -> Future[Any]:
        """The ids of the ticked rows, as a set of ranges; completes on a reader thread.

        It is answered also where the table is built anew meanwhile: what was begun with the ticked rows is done.
        """
        if self._snapshot is None:
            raise LookupError("the table is not open yet")
        self._asked_ids = self._snapshot.ids(self.selection.ranges)
        return self._asked_ids

    def ticked_in_order(self, at_most: int) -> Future[list[int]]:
        """As `ticked_ids`, but as the rows stand on screen, from the top: for what is kept beside them in a sheet."""
        if self._snapshot is None:
            raise LookupError("the table is not open yet")
        self._asked_ids = found = self._snapshot.ids_in_order(self.selection.ranges, at_most)
        return found

    def sum_selection(self, answer: Callable[[Summary], None], failed: Callable[[BaseException], None]) -> None:
        """Ask for the totals of the ticked rows; `answer` is not called when the ticks changed meanwhile."""
        if self._snapshot is not None and self.summary is not None:
            ranges = self.selection.ranges
            done = partial(self._totals_arrived, self._shown_generation, ranges, answer)
            self._bridge.watch(self._snapshot.totals(ranges), done, failed)

    def _totals_arrived(
        self, generation: int, ranges: object, answer: Callable[[Summary], None], value: Summary
    ) -> None:
        if generation == self._shown_generation and ranges == self.selection.ranges:
            answer(value)

    def ask(self, future: Any, answer: Callable[[Any], None], prepare: Any = None) -> None:
        """Deliver a future of this table's snapshot on the UI thread."""
        self._bridge.watch(future, answer, self.failed.emit, prepare)
