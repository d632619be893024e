"""A short list on screen: the same view as the big tables, over rows that are all in memory."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QMetaMethod, QPoint, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QMenu, QWidget

from services.i18n import _
from ui.actions import shown_keys
from ui.table.columns import ListCell
from ui.table.kept import KeptTable
from ui.table.list_model import Line, ListColumn, ListModel
from ui.table.popovers import ColumnPopover
from ui.table.table_view import Index, TableView
from ui.theme.icons import icon
from ui.widgets.menu import PassingMenu

__all__ = ["Line", "ListCell", "ListColumn", "ListTable"]
_LEAST_FREE = 160


class ListTable(TableView):
    """`opened` carries a row (Enter, double click), `clicked_cell` a row and its column; `chosen`: others are chosen.

    Columns of width 0 share the room that the others leave, until somebody gives them a width. `kept` is the key
    under which columns and sort are remembered. `deeds` adds to the menu of a row. `sorts`: whether headings sort;
    `stays`: rows that are always last.
    """

    opened = Signal(object)
    clicked_cell = Signal(object, int)
    chosen = Signal()

    def __init__(
        self,
        columns: Sequence[ListColumn],
        line_of: Callable[[Any], Line],
        parent: QWidget | None = None,
        *,
        kept: str = "",
        deeds: Callable[[QMenu], object] | None = None,
        sorts: bool = True,
        single: bool = False,
        stays: Callable[[Any], bool] | None = None,
    ) -> None:
        self.list = ListModel(columns, line_of, sorts=sorts, stays=stays)
        self._free = [place for place, column in enumerate(columns) if not column.width]
        self._is_fitting = False
        self.deeds = deeds
        super().__init__(self.list, parent)
        self.list.setParent(self)
        self.list.selection.is_single = single
        self.list.selection.changed.connect(self._tell_chosen)
        self.header.sectionResized.connect(self._resized_by_hand)
        self.pane.header.sectionResized.connect(self._resized_by_hand)
        self.sort_requested.connect(self.sort_by)
        self.menu_requested.connect(self._open_menu)
        for header in (self.header, self.pane.header):
            header.menu_wanted.connect(self.open_columns)
        self.came_with = self.save_state()
        self.kept = KeptTable(kept) if kept else None
        if self.kept is not None:
            self._restore(self.kept)

    # --- rows ----------------------------------------------------------------------------

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; nothing is chosen among them, and the list stays where it was scrolled to."""
        scrolled = self.verticalScrollBar().value()
        self.list.set_rows(rows)
        self.verticalScrollBar().setValue(scrolled)
        self.chosen.emit()

    def selected(self) -> list[Any]:
        """The rows that are chosen, from above."""
        ranges = self.list.selection.ranges
        return [self.list.rows[place] for first, last in ranges for place in range(first, last + 1)]

    def selectRow(self, row: int) -> None:
        """Choose one row."""
        self.select_rows([row])

    def select_rows(self, rows: Sequence[int]) -> None:
        """Choose these rows, by number; the first is the current one."""
        there = [row for row in rows if 0 <= row < self.list.rowCount()]
        if there:
            self.go_to(there[0], by_key=False)
            self.list.selection.anchor = there[0]
        self.list.selection.set_ranges([(row, row) for row in there])

    def enter(self) -> None:
        """Take the keyboard, as from the search above; the first row is marked where none is."""
        if not self.selected():
            self.selectRow(0)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    @Slot()
    def _tell_chosen(self) -> None:
        if not self.list.is_changing:
            self.chosen.emit()

    # --- what gestures do ----------------------------------------------------------------

    def click_cell(self, index: Index) -> None:
        cell = self.list.cell(index.row(), index.column())
        if isinstance(cell, ListCell) and (cell.link or cell.ticked is not None):
            self.clicked_cell.emit(self.list.rows[index.row()], index.column())

    @property
    def opens_rows(self) -> bool:
        return self.isSignalConnected(QMetaMethod.fromSignal(self.opened))

    def open_row(self, row: int) -> None:
        self.opened.emit(self.list.rows[row])

    def peek_row(self, row: int) -> None:
        """Space ticks the box of a row that has one, and opens any other."""
        found = self.list.row(row)
        boxes = [place for place in range(len(self.list.specs)) if found is not None and _has_box(found.cell(place))]
        if boxes:
            self.clicked_cell.emit(self.list.rows[row], boxes[0])
        else:
            self.open_row(row)

    @Slot(object)
    def sort_by(self, sort: tuple[tuple[str, bool], ...]) -> None:
        """Put the rows in this order: column keys, and whether from the end."""
        self.list.reopen(replace(self.list.request, sort=tuple(sort)))
        if self.kept is not None:
            self.kept.keep_sort(tuple(sort))

    def menu(self) -> PassingMenu:
        """What can be done with the rows of every list: copy them, and choose the columns."""
        menu = PassingMenu(self)
        if self.deeds is not None:
            self.deeds(menu)
            menu.addSeparator()
        menu.addAction(icon("copy"), _("Copy") + "\t" + shown_keys("Ctrl+C"), self.copy)
        menu.addAction(icon("columns"), _("Choose columns"), self.open_columns)
        return menu

    # --- columns -------------------------------------------------------------------------

    @Slot()
    def open_columns(self) -> ColumnPopover:
        """The sheet that shows and hides columns."""
        sheet = ColumnPopover(self.arrangement.choices(), self)
        sheet.toggled.connect(self.arrangement.set_shown)
        sheet.open_under(self.header)
        return sheet

    def show_column(self, place: int, on: bool) -> None:
        """Take a column away that has nothing to say now, or give it back."""
        self.arrangement.withhold(self.list.specs[place].key, not on)
        self.fit_pane()
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.fit()

    @Slot()
    def fit(self) -> None:
        """Leave out what there is no room for; share what is left among the columns without a width of their own."""
        if self._is_fitting or not hasattr(self, "arrangement"):
            return
        bar = self.verticalScrollBar()
        room = self.contentsRect().width() - (bar.width() if bar.isVisibleTo(self) else 0)  # the viewport lags behind
        least = min(_LEAST_FREE, max(80, room // 3))
        narrow = least * 3 // 4  # rather than the last column cut by a few pixels
        self._leave_out(room, least)
        shown = self.arrangement.shown_columns()
        free = [place for place in shown if place in self._free]
        if not free:
            self.fit_pane()
            return
        left = room - sum(self.arrangement.width(place) for place in shown if place not in free)
        share, more = divmod(left, len(free))
        self._is_fitting = True
        for nth, place in enumerate(free):
            self._pane_of(place).setColumnWidth(place, share + (nth < more) if share >= narrow else least)
        self.fit_pane()
        self._is_fitting = False

    def _leave_out(self, room: int, least: int) -> None:
        """Columns that yield go, one after the other, until the free ones among the rest have their `least`."""
        columns, specs = self.list.columns, self.list.specs
        places = [place for place, spec in enumerate(specs) if self.arrangement.has_place(spec.key)]
        wanted = self.arrangement.wanted
        yielding = [place for place in places if columns[place].yields and specs[place].key not in wanted]
        widths = {place: least if place in self._free else self.arrangement.width(place) for place in places}
        needed, out = sum(widths.values()), set[str]()
        for place in sorted(yielding, key=lambda place: -columns[place].yields):
            if needed > room:
                needed -= widths[place]
                out.add(specs[place].key)
        self._is_fitting = True
        self.arrangement.leave_out(out)
        self._is_fitting = False

    def _pane_of(self, place: int) -> Any:
        return self.pane if self.list.specs[place].frozen else self

    @Slot(int, int, int)
    def _resized_by_hand(self, place: int, old: int, new: int) -> None:
        if self._is_fitting:
            return
        if old and new and place in self._free:
            self._free.remove(place)
            self._keep()
        self.fit()

    # --- kept ----------------------------------------------------------------------------

    def _restore(self, kept: KeptTable) -> None:
        state = kept.table()
        if state:
            self.restore_state(state)
        self.list.reopen(replace(self.list.request, sort=kept.sort()))
        self.arrangement_changed.connect(self._keep)

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """What `save_state` gave; columns whose width was not given by hand share the room again."""
        by_hand = state.get("by_hand", ())
        places = enumerate(zip(self.list.columns, self.list.specs, strict=True))
        self._free = [place for place, (column, spec) in places if not column.width and spec.key not in by_hand]
        self._is_fitting = True
        super().restore_state(state)
        self._is_fitting = False
        self.fit()

    def follow_panel(self) -> None:
        """From now on a panel around the list answers to its headings."""
        self.sort_requested.disconnect(self.sort_by)
        for header in (self.header, self.pane.header):
            header.menu_wanted.disconnect(self.open_columns)

    @Slot()
    def _keep(self) -> None:
        if self.kept is not None and not self._is_fitting:
            self.kept.keep_table(self.save_state())

    def save_state(self) -> dict[str, Any]:
        """Columns, widths and row height; the widths that are given by hand are named."""
        came_free = [place for place, column in enumerate(self.list.columns) if not column.width]
        by_hand = [self.list.specs[place].key for place in came_free if place not in self._free]
        return {**super().save_state(), "by_hand": by_hand}

    @Slot(QPoint)
    def _open_menu(self, at: QPoint) -> None:
        if self.list.rows:
            self.menu().popup(at)


def _has_box(cell: Any) -> bool:
    return isinstance(cell, ListCell) and cell.ticked is not None
