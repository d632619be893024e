"""Paints every cell of a table, and edits the ones that can be edited."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QLineEdit,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from services.messages import Message, render
from ui.table.columns import ListCell
from ui.table.ink import LEAD, PAD, PART, Ink
from ui.table.strokes import STROKES, draw_box, draw_empty
from ui.table.table_model import TableModel

Index = QModelIndex | QPersistentModelIndex
_DELETED_OPACITY = 0.45


class RowState:
    """What the mouse and the keyboard point at; shared by the two panes of one table."""

    def __init__(self) -> None:
        self.hover = -1
        self.current = -1
        self.current_column = -1
        self.show_focus = False
        self.edge_column = -1
        self.ink = Ink()


class CellDelegate(QStyledItemDelegate):
    """One per pane. Paints from prepared cells only; `entered` says that Enter finished an edit."""

    entered = Signal()

    def __init__(self, model: TableModel, state: RowState, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._state = state
        self._specs = model.specs
        self._strokes = [STROKES.get(spec.kind) for spec in model.specs]

    # --- painting ------------------------------------------------------------------------

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell: ground, hairline, content."""
        rect = option.rect
        x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
        number, column = index.row(), index.column()
        state, ink = self._state, self._state.ink
        ticked = number in self._model.selection
        if ticked:
            painter.fillRect(rect, ink.row_sel)
        elif number == state.hover or number == state.current:
            painter.fillRect(rect, ink.hover)
        painter.fillRect(x, y + h - 1, w, 1, ink.border)
        stroke = self._strokes[column]
        row = self._model.row(number)
        if ticked and column == 0:
            painter.fillRect(x, y, 3, h - 1, ink.accent)
        if stroke is None:
            draw_box(painter, ink, ticked, False, x, y, w, h)
        elif row is None:
            self._paint_absent(painter, number, column, x, y, w, h)
        else:
            cell = row.cell(column)
            inset = (LEAD if column == 0 else 0) + (PART if isinstance(cell, ListCell) and cell.is_part else 0)
            left, room = x + inset, w - inset
            if row.deleted:
                painter.setOpacity(_DELETED_OPACITY)
            if cell.text or isinstance(cell, ListCell):
                stroke(painter, ink, self._specs[column], cell, left, y, room, h)
            else:
                draw_empty(painter, ink, self._specs[column], left, y, room, h)
            if row.deleted:
                painter.setOpacity(1.0)
        if column == state.edge_column:
            painter.fillRect(x + w - 1, y, 1, h, ink.border_strong)
        if state.show_focus and number == state.current and column == state.current_column:
            painter.setPen(ink.focus_pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(x + 1, y + 1, w - 2, h - 3)

    def _paint_absent(self, painter: QPainter, number: int, column: int, x: int, y: int, w: int, h: int) -> None:
        ink = self._state.ink
        if self._model.is_loaded(number):
            draw_empty(painter, ink, self._specs[column], x, y, w, h)
            return
        width = (w - 2 * PAD) * (5 + (number + column) % 4) // 10
        left = x + w - PAD - width if self._specs[column].align == "right" else x + PAD
        painter.fillRect(left, y + (h - 8) // 2, width, 8, ink.hover)

    # --- editing -------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: Index) -> QWidget:
        """A text field that stays open while the text is refused."""
        spec = self._specs[index.column()]
        editor = CellEditor(parent)
        editor.setAccessibleName(str(self._model.headerData(index.column(), Qt.Orientation.Horizontal)))
        editor.check = spec.check
        editor.setAlignment(Qt.AlignmentFlag.AlignRight if spec.align == "right" else Qt.AlignmentFlag.AlignLeft)
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Begin with the value as it is typed, all of it marked."""
        if isinstance(editor, CellEditor) and not editor.isModified():
            editor.setText(str(index.data(Qt.ItemDataRole.EditRole) or ""))
            editor.selectAll()

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """Hand the text over, unless it is refused."""
        if isinstance(editor, CellEditor) and editor.problem() is None:
            model.setData(QModelIndex(index) if isinstance(index, QModelIndex) else index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, _index: Index) -> None:
        """Exactly over the cell."""
        editor.setGeometry(option.rect.adjusted(0, 0, 0, -1))

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter finishes and goes down, Tab goes right; neither leaves a refused text behind."""
        if isinstance(editor, CellEditor) and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            finishing = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            if event.key() in finishing:
                if editor.composing:
                    return False
                if editor.say_problem():
                    return True
            if event.key() in finishing[:2]:
                self.commitData.emit(editor)
                self.closeEditor.emit(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)
                self.entered.emit()
                return True
        return super().eventFilter(editor, event)


class CellEditor(QLineEdit):
    """The field a cell is typed into."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.check: object = None
        self.composing = False
        self.textEdited.connect(self._clear_problem)

    def problem(self) -> Message | None:
        """What is wrong with the text, or ``None``."""
        result = self.check(self.text()) if callable(self.check) else None
        return result if isinstance(result, Message) else None

    def say_problem(self) -> bool:
        """Show what is wrong beside the field; whether there was something."""
        found = self.problem()
        if found is None:
            return False
        self._mark("true")
        self.setAccessibleDescription(render(found))
        QToolTip.showText(self.mapToGlobal(QPoint(0, self.height())), render(found), self)
        return True

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Remember whether an input method is composing: then Enter is its own."""
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def _clear_problem(self) -> None:
        QToolTip.hideText()
        self._mark("false")

    def _mark(self, state: str) -> None:
        self.setProperty("problem", state)
        self.style().unpolish(self)
        self.style().polish(self)
