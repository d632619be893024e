"""The big table on screen: a view that finds its place again when other rows come from the shop file."""

from __future__ import annotations

from concurrent.futures import Future
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QAbstractItemView, QWidget

from ui.table.opening import Position
from ui.table.paged_model import PagedModel
from ui.table.table_view import TableView


class PagedView(TableView):
    """A `PagedModel` on screen."""

    table: PagedModel

    def __init__(self, model: PagedModel, parent: QWidget | None = None) -> None:
        super().__init__(model, parent)
        model.position, model.is_typed_in = self.position, self.is_typed_in
        for delegate in (self.delegate, self.pane.delegate):
            delegate.closeEditor.connect(self._typed, Qt.ConnectionType.QueuedConnection)

    def is_typed_in(self) -> bool:
        """Whether a cell is open to be typed into."""
        return QAbstractItemView.State.EditingState in (self.state(), self.pane.state())

    @Slot()
    def _typed(self) -> None:
        """A cell was left: unless the next one is open already, what came meanwhile is shown."""
        if not self.is_typed_in():
            self.table.catch_up()

    def position(self) -> Position:
        """Where the reader is, in ids that survive a new snapshot."""
        top = max(self.rowAt(0), 0)
        current = self.current_row()
        offset = -self.rowViewportPosition(top) if self.table.rowCount() else 0
        return Position(self.table.row_id(top), top, offset, self.table.row_id(current), current)

    def selected_ids(self) -> Future[Any]:
        """The ids of the ticked rows, as a set of ranges; completes on a reader thread."""
        return self.table.ticked_ids()
