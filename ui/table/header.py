"""The header of a table: quiet words, a sort arrow, a checkbox for all rows."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QMouseEvent, QPainter, QPolygonF
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.table.columns import CellKind
from ui.table.delegate import RowState
from ui.table.ink import LEAD, PAD
from ui.table.strokes import draw_box, draw_text
from ui.table.table_model import TableModel

_ARROW = 14


class TableHeader(QHeaderView):
    """Own-painted; `sort_clicked(column, add)`, `all_clicked`, `plain_clicked` (a column that does not sort) and
    `menu_wanted` say what was pressed; `mouse_came` that the mouse left the rows for it."""

    sort_clicked = Signal(int, bool)
    all_clicked = Signal()
    plain_clicked = Signal(int)
    menu_wanted = Signal()
    mouse_came = Signal()

    def __init__(self, model: TableModel, state: RowState, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._model = model
        self._state = state
        self._pressed = QPointF()
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(40)
        self.setFixedHeight(state.ink.theme.sizes["table_header"])
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setMouseTracking(True)

    def sizeHint(self) -> QSize:
        """The fixed height of the design; the width is asked for by nobody, so no heading is measured for it.

        A layout asks also while a window ends, when what Python keeps of the table may be gone already: Qt knows it.
        """
        return QSize(self.defaultSectionSize(), self.minimumHeight())

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """Words in the quiet colour, aligned as the column is, a hairline under and between."""
        ink = self._state.ink
        spec = self._model.specs[section]
        x, y, w, h = rect.x(), rect.y(), rect.width(), rect.height()
        painter.fillRect(rect, ink.subtle)
        painter.fillRect(x, y + h - 1, w, 1, ink.border)
        if spec.kind is CellKind.TICK:
            ticked, rows = self._model.selection.count, self._model.rowCount()
            draw_box(painter, ink, 0 < rows == ticked, 0 < ticked < rows, x, y, w, h)
            return
        if section == self._state.edge_column:
            painter.fillRect(x + w - 1, y, 1, h, ink.border_strong)
        elif section == self._model.frozen_count - 1 or self._shows_divider(section):
            painter.fillRect(x + w - 1, y + 10, 1, h - 20, ink.border)
        text = str(self._model.headerData(section, Qt.Orientation.Horizontal))
        direction = self._direction(spec.key)
        if section == 0:
            x, w = x + LEAD, w - LEAD
        room = w - 2 * PAD - (_ARROW if direction else 0)
        painter.setPen(ink.text if direction else ink.text2)
        left = x + PAD + (_ARROW if direction and spec.align == "right" else 0)
        width = draw_text(painter, ink.caption, text, spec.align, left, y, room, h)
        if direction:
            arrow_x = x + w - PAD - width - _ARROW if spec.align == "right" else x + PAD + width
            self._paint_arrow(painter, arrow_x, y + h // 2, direction)

    def _shows_divider(self, section: int) -> bool:
        return self.visualIndex(section) < self.count() - 1

    def _direction(self, key: str) -> int:
        """1 ascending, -1 descending, 0 not sorted by this column."""
        for name, descending in self._model.request.sort:
            if name == key:
                return -1 if descending else 1
        return 0

    def _paint_arrow(self, painter: QPainter, x: int, middle: int, direction: int) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._state.ink.accent)
        tip, foot = middle - 3 * direction, middle + 2 * direction
        points = [QPointF(x + 3, foot), QPointF(x + 11, foot), QPointF(x + 7, tip)]
        painter.drawPolygon(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.mouse_came.emit()

    def contextMenuEvent(self, _event: QContextMenuEvent) -> None:
        self.menu_wanted.emit()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position()
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click that was no drag and no resize sorts, or ticks everything."""
        resizing = self.cursor().shape() == Qt.CursorShape.SplitHCursor
        super().mouseReleaseEvent(event)
        moved = (event.position() - self._pressed).manhattanLength() > 5
        section = self.logicalIndexAt(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or moved or resizing or section < 0:
            return
        spec = self._model.specs[section]
        if spec.kind is CellKind.TICK:
            self.all_clicked.emit()
        elif spec.sortable:
            self.sort_clicked.emit(section, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        else:
            self.plain_clicked.emit(section)
