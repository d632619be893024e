"""The pane of frozen first columns: a second view on the same model, scrolled together with the main one."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QFrame, QHeaderView, QTableView

from services.i18n import _
from ui.table.delegate import CellDelegate, RowState
from ui.table.gestures import Gestures
from ui.table.header import TableHeader
from ui.table.table_model import TableModel

Index = QModelIndex | QPersistentModelIndex


def name_corner(view: QTableView) -> None:
    """Name Qt's own button in the corner, which lies under the frozen pane, in the language that is on."""
    for corner in view.findChildren(QAbstractButton, options=Qt.FindChildOption.FindDirectChildrenOnly):
        corner.setAccessibleName(_("Selected"))


def dress(view: QTableView, model: TableModel, state: RowState) -> TableHeader:
    """What both panes have in common: no frame, no grid, fixed rows, smooth scrolling, own header and delegate."""
    view.setModel(model)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setWordWrap(False)
    view.setCornerButtonEnabled(False)
    name_corner(view)
    view.setTabKeyNavigation(False)
    view.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setEditTriggers(
        QAbstractItemView.EditTrigger.EditKeyPressed
        | QAbstractItemView.EditTrigger.DoubleClicked
        | QAbstractItemView.EditTrigger.AnyKeyPressed
    )
    view.setMouseTracking(True)
    header = TableHeader(model, state, view)
    view.setHorizontalHeader(header)
    # To Qt a press on a heading chooses its column, and with it the top row: what stands beside the list would follow.
    header.sectionPressed.disconnect()
    header.sectionEntered.disconnect()
    rows = RowRoom(view)
    view.setVerticalHeader(rows)
    rows.setSectionResizeMode(rows.ResizeMode.Fixed)
    rows.setMinimumSectionSize(1)
    return header


class RowRoom(QHeaderView):
    """What keeps the rows' heights, and in the main pane the room that the frozen one covers; it says nothing."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Vertical, view)

    def sizeHint(self) -> QSize:
        """The width it was given: it has no texts to be measured row by row."""
        return QSize(self.minimumWidth(), 0)


class FrozenPane(QTableView):
    """Shows only the frozen columns; it never has the focus, its owner speaks for it."""

    def __init__(self, model: TableModel, state: RowState, gestures: Gestures, owner: QTableView) -> None:
        super().__init__(owner)
        self._owner = owner
        self._gestures = gestures
        self.header = dress(self, model, state)
        self.delegate = CellDelegate(model, state, self)
        self.setItemDelegate(self.delegate)
        self.verticalHeader().hide()
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.viewport().setFocusProxy(owner)
        self.header.setSectionsMovable(False)
        for column, spec in enumerate(model.specs):
            self.setColumnHidden(column, not spec.frozen)
            self.setColumnWidth(column, spec.width)

    def width_needed(self) -> int:
        """Pixels of all its columns together."""
        return self.header.length()

    def type_key(self, event: QKeyEvent) -> None:
        """Let a key begin an edit in this pane."""
        QTableView.keyPressEvent(self, event)

    def keyboardSearch(self, search: str) -> None:
        """Never walk through a million rows because a letter was typed."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        self._owner.wheelEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self._owner.contextMenuEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._gestures.press(self.indexAt(event.position().toPoint()), event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._gestures.move(self.rowAt(int(event.position().y())), event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        self._gestures.release(self.indexAt(event.position().toPoint()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        if not self._gestures.double_click(index):
            super().mouseDoubleClickEvent(event)
