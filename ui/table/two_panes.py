"""Two panes that look like one table: frozen columns at the left, the others scrolling at the right."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QTableView, QWidget

from ui.table.delegate import CellDelegate, RowState
from ui.table.frozen import FrozenPane, dress, name_corner
from ui.table.gestures import Gestures
from ui.table.ink import Ink
from ui.table.table_model import TableModel
from ui.theme.apply import theme_signals

DENSITIES = {"compact": "row_compact", "comfort": "row", "roomy": "row_roomy"}


class TwoPanes(QTableView):
    """The main pane, which owns the frozen one and keeps it beside itself."""

    arrangement_changed = Signal()
    _is_restoring = _was_resized = False

    def __init__(self, model: TableModel, gestures: Gestures, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = model
        if model.parent() is None:
            model.setParent(self)  # else its connections would keep the closed window it is in
        self.density = "comfort"
        self._state = RowState()
        self._gestures = gestures
        self.header = dress(self, model, self._state)
        self.delegate = CellDelegate(model, self._state, self)
        self.setItemDelegate(self.delegate)
        self.setCornerWidget(QWidget(self))
        self.pane = FrozenPane(model, self._state, gestures, self)
        self.pane.setSelectionModel(self.selectionModel())
        for column, spec in enumerate(model.specs):
            self.setColumnWidth(column, spec.width)
            self.setColumnHidden(column, spec.frozen or spec.hidden_by_default)
        self._join()
        self.set_density("comfort")
        self.fit_pane()

    def _join(self) -> None:
        own, pane = self.verticalScrollBar(), self.pane.verticalScrollBar()
        own.valueChanged.connect(pane.setValue)
        pane.valueChanged.connect(own.setValue)
        self.horizontalScrollBar().valueChanged.connect(self._mark_edge)
        for header in (self.header, self.pane.header):
            header.sectionResized.connect(self._resized)
            header.mouse_came.connect(self._no_hover)
        theme_signals.changed.connect(self._retheme)

    def set_density(self, density: str) -> None:
        """Row height: ``compact``, ``comfort`` or ``roomy``; the top row stays."""
        top = self.rowAt(0)
        self.density = density
        height = self._state.ink.theme.sizes[DENSITIES[density]]
        for view in (self, self.pane):
            view.verticalHeader().setDefaultSectionSize(height)
        if top > 0:
            self.verticalScrollBar().setValue(top * height)
        self.arrangement_changed.emit()

    def row_height(self) -> int:
        """Pixels of one row."""
        return self.verticalHeader().defaultSectionSize()

    @Slot()
    def _retheme(self) -> None:
        self._state.ink = Ink()
        self.repaint_all()

    def repaint_all(self) -> None:
        """Paint both panes and both headers again, with the words of the language that is on."""
        for view in (self, self.pane):
            name_corner(view)
            view.viewport().update()
            view.horizontalHeader().viewport().update()

    @Slot()
    def _resized(self) -> None:
        self._was_resized = True
        if self._is_restoring:
            return
        self.fit_pane()
        self.arrangement_changed.emit()

    @contextmanager
    def restoring(self) -> Iterator[None]:
        """While many columns are put in their places: what has to lie beside them is laid out once, at the end."""
        self._is_restoring, self._was_resized = True, False
        try:
            yield
        finally:
            self._is_restoring = False
            self.fit_pane()
            if self._was_resized:
                self.arrangement_changed.emit()

    def fit_pane(self) -> None:
        """Make room for the frozen columns: the row header keeps the room free that the frozen pane covers."""
        self.verticalHeader().setFixedWidth(self.pane.width_needed())
        self.updateGeometries()

    def updateGeometries(self) -> None:
        """Lay the frozen pane over the room kept free for it."""
        if self._is_restoring:
            return
        super().updateGeometries()
        pane = getattr(self, "pane", None)
        if pane is not None:
            height = self.horizontalHeader().height() + self.viewport().height()
            pane.setGeometry(self.frameWidth(), self.frameWidth(), pane.width_needed(), height)
            if pane.verticalScrollBar().value() != self.verticalScrollBar().value():
                pane.verticalScrollBar().setValue(self.verticalScrollBar().value())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometries()

    @Slot(int)
    def _mark_edge(self, value: int) -> None:
        edge = self.table.frozen_count - 1 if value else -1
        if edge != self._state.edge_column:
            self._state.edge_column = edge
            self.pane.viewport().update()
            self.pane.header.viewport().update()

    def page_rows(self) -> int:
        """Whole rows on screen."""
        return max(1, self.viewport().height() // self.row_height() - 1)

    def hover(self, row: int) -> None:
        """Light up a row; -1 for none."""
        if row != self._state.hover:
            old, self._state.hover = self._state.hover, row
            self._repaint_rows(old, row)

    @Slot()
    def _no_hover(self) -> None:
        self.hover(-1)

    def _repaint_rows(self, *rows: int) -> None:
        for row in rows:
            if row >= 0:
                top = self.rowViewportPosition(row)
                for view in (self, self.pane):
                    view.viewport().update(0, top, view.viewport().width(), self.row_height())

    def leaveEvent(self, event: QEvent) -> None:
        self.hover(-1)
        super().leaveEvent(event)
