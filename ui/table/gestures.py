"""What clicks and keys mean in a table; the same for both panes."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QMouseEvent

from ui.table.columns import CellKind
from ui.table.table_model import TableModel

Index = QModelIndex | QPersistentModelIndex
_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Table(Protocol):
    """What a gesture can do to the table."""

    def current_row(self) -> int: ...

    def go_to(self, row: int, column: int | None = None, *, by_key: bool = True) -> None: ...

    def step_column(self, step: int) -> None: ...

    def edge_column(self, last: bool) -> None: ...

    def page_rows(self) -> int: ...

    def hover(self, row: int) -> None: ...

    def click_cell(self, index: Index) -> None: ...

    @property
    def opens_rows(self) -> bool: ...

    def open_row(self, row: int) -> None: ...

    def peek_row(self, row: int) -> None: ...

    def copy(self) -> None: ...

    def paste(self) -> None: ...

    def in_tick_column(self) -> bool: ...


class Gestures:
    """Translates mouse and keyboard into ticks, moves and requests.

    A plain click ticks one row; once several rows are ticked it only moves, so that looking at a row
    does not throw away forty ticks. Ctrl adds, Shift extends, Escape takes all ticks off. In a list without
    check boxes the current row is the chosen one, and keys take the choice along.
    """

    def __init__(self, model: TableModel, table: Table) -> None:
        self._model = model
        self._table = table
        self._dragging = False
        self._pressed: tuple[int, int] | None = None

    # --- mouse ---------------------------------------------------------------------------

    def press(self, index: Index, event: QMouseEvent) -> bool:
        """A button went down on a cell; whether that is all there is to it."""
        if not index.isValid():
            return False
        row, column = index.row(), index.column()
        ticks = self._model.selection
        on_box = self._model.specs[column].kind is CellKind.TICK
        if event.button() != Qt.MouseButton.LeftButton:
            if row not in ticks:
                ticks.only(row)
            self._table.go_to(row, column, by_key=False)
            return False
        self._dragging = on_box
        self._pressed = None if event.modifiers() & (_SHIFT | _CTRL) else (row, column)
        if event.modifiers() & _SHIFT:
            ticks.extend_to(row, keep=on_box or bool(event.modifiers() & _CTRL))
        elif on_box or event.modifiers() & _CTRL:
            ticks.toggle(row)
        elif ticks.count <= 1 or not self._model.has_ticks:
            ticks.only(row)
        self._table.go_to(row, None if on_box else column, by_key=False)
        return True

    def release(self, index: Index) -> None:
        """A button came up: on the cell it went down on, that is a click."""
        if index.isValid() and (index.row(), index.column()) == self._pressed:
            self._table.click_cell(index)
        self._pressed = None

    def move(self, row: int, event: QMouseEvent) -> None:
        """The mouse moved: rows light up; with the button held on the checkboxes, ticks follow."""
        self._table.hover(row)
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._dragging = False
        elif self._dragging and row >= 0 and row != self._model.selection.anchor:
            self._model.selection.extend_to(row, keep=True)

    def double_click(self, index: Index) -> bool:
        """Open the row, unless the cell can be edited or ticked."""
        if not index.isValid():
            return False
        if self._model.specs[index.column()].kind is CellKind.TICK:
            self._model.selection.toggle(index.row())
            return True
        if self._model.flags(index) & Qt.ItemFlag.ItemIsEditable:
            return False
        self._table.open_row(index.row())
        return True

    # --- keyboard ------------------------------------------------------------------------

    def key(self, event: QKeyEvent) -> bool:
        """A key went down in the table; whether it was used."""
        row = self._table.current_row()
        return (
            self._standard(event)
            or self._row_move(event, row)
            or self._column_move(event, row)
            or self._on_row(event, row)
        )

    def _standard(self, event: QKeyEvent) -> bool:
        ticks = self._model.selection
        if event.matches(QKeySequence.StandardKey.SelectAll):
            ticks.select_all(self._model.rowCount())
        elif event.matches(QKeySequence.StandardKey.Copy):
            self._table.copy()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self._table.paste()
        elif event.key() == Qt.Key.Key_Escape and ticks.count > (0 if self._model.has_ticks else 1):
            ticks.clear()
        else:
            return False
        return True

    def _row_move(self, event: QKeyEvent, row: int) -> bool:
        last, control = self._model.rowCount() - 1, bool(event.modifiers() & _CTRL)
        page = self._table.page_rows()
        targets = {
            Qt.Key.Key_Up: 0 if control else row - 1,
            Qt.Key.Key_Down: last if control else row + 1,
            Qt.Key.Key_PageUp: row - page,
            Qt.Key.Key_PageDown: row + page,
        }
        if control:
            targets |= {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last}
        target = targets.get(Qt.Key(event.key()))
        if target is None or last < 0:
            return False
        target = max(0, min(target, last))
        if event.modifiers() & _SHIFT:
            if not self._model.selection.count:
                self._model.selection.anchor = max(row, 0)
            self._model.selection.extend_to(target)
        elif not self._model.has_ticks:
            self._model.selection.only(target)
        self._table.go_to(target)
        return True

    def _column_move(self, event: QKeyEvent, row: int) -> bool:
        if row < 0:
            return False
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._table.step_column(1 if event.key() == Qt.Key.Key_Right else -1)
        elif event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._table.edge_column(event.key() == Qt.Key.Key_End)
        else:
            return False
        return True

    def _on_row(self, event: QKeyEvent, row: int) -> bool:
        if row < 0:
            return False
        if event.key() == Qt.Key.Key_Space:
            if event.modifiers() & _SHIFT:
                self._model.selection.extend_to(row)
            elif event.modifiers() & _CTRL or self._table.in_tick_column():
                self._model.selection.toggle(row)
            else:
                self._table.peek_row(row)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._table.opens_rows:
            self._table.open_row(row)
        else:
            return False
        return True
