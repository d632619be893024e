"""A table on screen: frozen first columns, ticks, keys, and columns the user arranges."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QMetaMethod, QModelIndex, QPersistentModelIndex, QPoint, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QWidget

from services.i18n import N_, _
from ui.table import copying
from ui.table.arrangement import Arrangement
from ui.table.columns import CellKind
from ui.table.gestures import Gestures
from ui.table.opening import Landing
from ui.table.table_model import TableModel
from ui.table.two_panes import DENSITIES, TwoPanes
from ui.widgets.drop_overlay import copied_files
from ui.widgets.toast import toasts_over

Index = QModelIndex | QPersistentModelIndex
_NOT_HERE = N_(
    "Nothing is pasted into this list. What was copied in a spreadsheet can be pasted into the lists of products, "
    "orders (tracking numbers), stocktakes, competitors and daily figures; all else comes in as a file, by “Import”."
)


class TableView(TwoPanes):
    """A `TableModel` on screen.

    Ids in signals are row ids; `sort_requested` carries a request's `sort`, `pasted` rows of texts,
    `refused` a `Message`, `menu_requested` a global position.
    """

    selection_changed = Signal()
    current_row_changed = Signal(object)
    open_requested = Signal(object)
    peek_requested = Signal(object)
    sort_requested = Signal(object)
    pasted = Signal(object)
    refused = Signal(object)
    menu_requested = Signal(QPoint)

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(model, Gestures(model, self), parent)
        self._copier = copying.Copier(model)
        self.header.setSectionsMovable(True)
        self.arrangement = Arrangement(self)
        self._connect()

    def _connect(self) -> None:
        self.table.swapped.connect(self._landed)
        self.table.selection.changed.connect(self._ticks_changed)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.selectionModel().currentChanged.connect(self._current_changed)
        for header in (self.header, self.pane.header):
            header.sort_clicked.connect(self._sort_by)
            header.all_clicked.connect(self.toggle_all)
        self.header.sectionMoved.connect(self.arrangement_changed)
        self.delegate.entered.connect(self._down_one)
        self.pane.delegate.entered.connect(self._down_one)

    # --- position ------------------------------------------------------------------------

    @Slot(object)
    def _landed(self, landing: Landing) -> None:
        for view in (self, self.pane):
            view.executeDelayedItemsLayout()
        self.updateGeometries()
        scroll = self.horizontalScrollBar().value()
        if landing.current_row >= 0:
            for view in (self, self.pane):
                view.setAutoScroll(False)
            column = max(self._state.current_column, self.first_column())
            self.setCurrentIndex(self.table.index(landing.current_row, column))
            for view in (self, self.pane):
                view.setAutoScroll(True)
        else:
            self._state.current = -1
            self.current_row_changed.emit(None)
        self.verticalScrollBar().setValue(landing.top_row * self.row_height() + landing.offset)
        self.horizontalScrollBar().setValue(scroll)
        self.repaint_all()

    @Slot()
    def _scrolled(self) -> None:
        rows = self.table.rowCount()
        if rows:
            top = max(self.rowAt(0), 0)
            self.table.touch(top)
            self.table.touch(min(top + self.page_rows(), rows - 1))
        if self._state.hover >= 0:
            spot = self.viewport().mapFromGlobal(self.cursor().pos())
            self.hover(self.rowAt(spot.y()) if self.rect().contains(spot) else -1)

    # --- what gestures do ----------------------------------------------------------------

    def current_row(self) -> int:
        """Row number of the current row, or -1."""
        return self.currentIndex().row()

    def first_column(self) -> int:
        """The first column after the checkbox."""
        return self.arrangement.shown_columns()[0] if self.arrangement.shown_columns() else 0

    def go_to(self, row: int, column: int | None = None, *, by_key: bool = True) -> None:
        """Make a row current and scroll it into view."""
        self._state.show_focus = by_key
        if column is None or (self.table.specs[column].kind is CellKind.TICK and not by_key):
            column = max(self.currentIndex().column(), self.first_column())
        index = self.table.index(row, column)
        self.setCurrentIndex(index)
        shower = self.pane if self.table.specs[column].frozen else self
        shower.scrollTo(index)

    def step_column(self, step: int) -> None:
        """Go one shown column to the left or right."""
        shown = [*([0] if self.table.has_ticks else ()), *self.arrangement.shown_columns()]
        column = self.currentIndex().column()
        place = shown.index(column) if column in shown else 0
        self.go_to(self.current_row(), shown[max(0, min(place + step, len(shown) - 1))])

    def edge_column(self, last: bool) -> None:
        """Go to the first or last shown column."""
        self.go_to(self.current_row(), self.arrangement.shown_columns()[-1 if last else 0])

    def in_tick_column(self) -> bool:
        """Whether the keyboard is on the checkboxes."""
        return self.table.has_ticks and self.currentIndex().column() == 0

    def click_cell(self, index: Index) -> None:
        """A cell was clicked; what that means is up to the kind of table."""

    @property
    def opens_rows(self) -> bool:
        """Whether Enter on a row does something; else it is left to the card around the table."""
        return True

    def open_row(self, row: int) -> None:
        """Ask for the detail of a row."""
        row_id = self.table.row_id(row)
        if row_id is not None:
            self.open_requested.emit(row_id)

    def peek_row(self, row: int) -> None:
        """Ask for a quick look at a row."""
        row_id = self.table.row_id(row)
        if row_id is not None:
            self.peek_requested.emit(row_id)

    @Slot(QModelIndex, QModelIndex)
    def _current_changed(self, current: QModelIndex, previous: QModelIndex) -> None:
        self._state.current, self._state.current_column = current.row(), current.column()
        self._repaint_rows(previous.row(), current.row())
        if current.row() != previous.row():
            self.current_row_changed.emit(self.table.row_id(current.row()))

    @Slot()
    def _down_one(self) -> None:
        row = self.current_row()
        if 0 <= row < self.table.rowCount() - 1:
            self.go_to(row + 1, self.currentIndex().column())
        self.setFocus()

    @Slot(int, bool)
    def _sort_by(self, column: int, add: bool) -> None:
        """Ascending, then descending, then as the table comes; Shift adds a further column."""
        key = self.table.specs[column].key
        old = self.table.request.sort
        now = dict(old).get(key)
        step: tuple[tuple[str, bool], ...] = () if now else ((key, now is not None),)
        others = tuple(part for part in old if part[0] != key) if add else ()
        self.sort_requested.emit((*others, *step))

    # --- selection -----------------------------------------------------------------------

    @property
    def selected_count(self) -> int:
        """How many rows are ticked."""
        return self.table.selection.count

    @Slot()
    def toggle_all(self) -> None:
        """Tick every row, or take all ticks off where every row has one."""
        ticks, rows = self.table.selection, self.table.rowCount()
        if ticks.count == rows:
            ticks.clear()
        else:
            ticks.select_all(rows)

    @Slot()
    def _ticks_changed(self) -> None:
        self.viewport().update()
        self.pane.viewport().update()
        self.pane.header.viewport().update()
        self.selection_changed.emit()

    # --- clipboard -----------------------------------------------------------------------

    def copy(self) -> None:
        """Put the ticked rows, or else the current one, on the clipboard."""
        ranges = self.table.selection.ranges
        if not ranges and self.current_row() >= 0:
            ranges = ((self.current_row(), self.current_row()),)
        too_many = self._copier.copy(ranges, self.arrangement.shown_columns())
        if too_many is not None:
            self.refused.emit(too_many)

    def paste(self) -> None:
        """Hand on the cells on the clipboard, as rows of texts; say where they fit in a list that takes none."""
        rows = copying.from_text(QGuiApplication.clipboard().text())
        if rows and self.isSignalConnected(QMetaMethod.fromSignal(self.pasted)):
            self.pasted.emit(rows)
        elif rows and (toasts := toasts_over(self)) is not None:
            toasts.show_toast(_(_NOT_HERE))

    # --- events --------------------------------------------------------------------------

    def keyboardSearch(self, search: str) -> None:
        """Never walk through a million rows because a letter was typed."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste) and copied_files():
            event.ignore()  # files are no rows: the page or the window takes them
        elif self._gestures.key(event):
            event.accept()
        elif self.table.specs[max(self.currentIndex().column(), 0)].frozen:
            self.pane.type_key(event)
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After an edit the table has the keyboard again."""
        super().closeEditor(editor, hint)
        if self.state() != QAbstractItemView.State.EditingState:
            self.setFocus()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._gestures.press(self.indexAt(event.position().toPoint()), event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.move(self.rowAt(int(event.position().y())), event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._gestures.release(self.indexAt(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if not self._gestures.double_click(self.indexAt(event.position().toPoint())):
            super().mouseDoubleClickEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the menu of the ticked rows: at the mouse, or at the current cell for the menu key."""
        spot = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            index = self.currentIndex()
            pane = self.pane if index.isValid() and self.table.specs[index.column()].frozen else self
            spot = pane.viewport().mapToGlobal(pane.visualRect(index).bottomLeft())
        self.menu_requested.emit(spot)

    def save_state(self) -> dict[str, Any]:
        """Columns, widths and row height as plain JSON values."""
        return {**self.arrangement.save(), "density": self.density}

    def restore_state(self, state: Mapping[str, Any]) -> None:
        """What `save_state` gave; columns it does not know stay as they are."""
        with self.restoring():
            self.arrangement.restore(state)
        if state.get("density") in DENSITIES:
            self.set_density(str(state["density"]))
