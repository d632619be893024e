"""A plain list of rows with a heading, for lists that fit in memory; cells are made when they are painted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from services.i18n import _
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.fields import paint_check

Index = QModelIndex | QPersistentModelIndex
_ROW = 36
_TIP_ROLE = 3
_CHECK_ROLE = 10
_UP, _DOWN = "\u25b4", "\u25be"


@dataclass(frozen=True, slots=True)
class ListColumn:
    """One column: its heading (marked with `N_`), width in pixels (0: the rest), side, and a tip (marked too)."""

    header: str
    width: int = 120
    right: bool = False
    tip: str = ""


@dataclass(frozen=True, slots=True)
class ListCell:
    """One cell: text and colour role; `ticked` makes it a check box, `link` something to click, `tip` explains it."""

    text: str
    tone: str = "text"
    ticked: bool | None = None
    link: bool = False
    strong: bool = False
    tip: str = ""


Line = Sequence[ListCell]


class ListModel(QAbstractTableModel):
    """Rows of anything; `line_of` makes the cells of one."""

    def __init__(self, columns: Sequence[ListColumn], line_of: Callable[[Any], Line], parent: QObject) -> None:
        super().__init__(parent)
        self.columns, self.rows = tuple(columns), ()  # type: tuple[ListColumn, ...], tuple[Any, ...]
        self._line_of = line_of
        self._headings: tuple[str, ...] = ()

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def set_headings(self, headings: Sequence[str]) -> None:
        """Show these headings, in the language that is on, instead of those of the columns."""
        self._headings = tuple(headings)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.columns) - 1)

    def cell(self, index: Index) -> ListCell:
        """The cell at an index."""
        return self._line_of(self.rows[index.row()])[index.column()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = 0) -> Any:
        if not index.isValid() or role not in (0, 3, 11, _CHECK_ROLE):
            return None
        cell = self.cell(index)
        if role == _CHECK_ROLE:
            return None if cell.ticked is None else int(cell.ticked) * 2
        return cell.tip if role == _TIP_ROLE and cell.tip else cell.text

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if role == 0 and orientation == Qt.Orientation.Horizontal:
            if section < len(self._headings):
                return self._headings[section]
            return _(self.columns[section].header) if self.columns[section].header else ""
        if role == _TIP_ROLE and orientation == Qt.Orientation.Horizontal and self.columns[section].tip:
            return _(self.columns[section].tip)
        return None


class ListTable(QTableView):
    """The list on screen. `opened` carries a row (Enter, double click), `clicked_cell` a row and its column."""

    opened = Signal(object)
    clicked_cell = Signal(object, int)
    chosen = Signal()

    def __init__(
        self, columns: Sequence[ListColumn], line_of: Callable[[Any], Line], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.list = ListModel(columns, line_of, self)
        self.setModel(self.list)
        self.setItemDelegate(_Painter(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setHorizontalHeader(_Header(self))
        for place, column in enumerate(columns):
            if column.width:
                self.setColumnWidth(place, column.width)
            else:
                self.horizontalHeader().setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
        self.doubleClicked.connect(self._open)
        self.clicked.connect(self._clicked)
        self.selectionModel().selectionChanged.connect(self._chosen)

    def set_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows."""
        self.list.set_rows(rows)
        self.chosen.emit()

    def direction(self, _section: int) -> int:
        """1 where the rows are sorted by this column, -1 where from its end; 0 in a list that does not sort."""
        return 0

    def selected(self) -> list[Any]:
        """The rows that are selected, from above."""
        return [self.list.rows[index.row()] for index in sorted(self.selectionModel().selectedRows())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        index = self.currentIndex()
        if index.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(index)
            return
        if index.isValid() and event.key() == Qt.Key.Key_Space:
            for place in range(len(self.list.columns)):
                if self.list.cell(self.list.index(index.row(), place)).ticked is not None:
                    self.clicked_cell.emit(self.list.rows[index.row()], place)
                    return
        super().keyPressEvent(event)

    def _open(self, index: QModelIndex) -> None:
        self.opened.emit(self.list.rows[index.row()])

    def _clicked(self, index: QModelIndex) -> None:
        cell = self.list.cell(index)
        if cell.link or cell.ticked is not None:
            self.clicked_cell.emit(self.list.rows[index.row()], index.column())

    def _chosen(self) -> None:
        self.chosen.emit()


class _Header(QHeaderView):
    def __init__(self, table: ListTable) -> None:
        super().__init__(Qt.Orientation.Horizontal, table)
        self._table, self._list = table, table.list
        self.setFixedHeight(34)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = current_theme()
        painter.save()
        painter.fillRect(rect, theme.color("subtle"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("border"))
        side = Qt.AlignmentFlag.AlignRight if self._list.columns[section].right else Qt.AlignmentFlag.AlignLeft
        words = str(self._list.headerData(section, Qt.Orientation.Horizontal) or "")
        way = self._table.direction(section)
        if way:
            words = f"{words} {_UP if way > 0 else _DOWN}"
        tone = theme.color("text" if way else "text2")
        painting.text(painter, rect.adjusted(12, 0, -12, 0), words, theme.font("caption"), tone, side)
        painter.restore()

    def paintEvent(self, event: Any) -> None:
        super().paintEvent(event)
        QPainter(self.viewport()).fillRect(
            QRect(0, self.height() - 1, self.width(), 1), current_theme().color("border")
        )


class _Painter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(80, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        table = self.parent()
        if not isinstance(table, ListTable):
            return
        theme, cell, rect = current_theme(), table.list.cell(index), option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = table.selectionModel().isSelected(index)
        painter.fillRect(rect, theme.color("row_sel" if selected else "surface"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("border"))
        box = rect.adjusted(12, 0, -12, 0)
        if cell.ticked is not None:
            state = Qt.CheckState.Checked if cell.ticked else Qt.CheckState.Unchecked
            paint_check(painter, QRect(box.left(), rect.center().y() - 8, 16, 16), state)
            box = box.adjusted(24, 0, 0, 0)
        right = table.list.columns[index.column()].right
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        tone = "accent_text" if cell.link else cell.tone
        painting.text(painter, box, cell.text, theme.font("strong" if cell.strong else "body"), theme.color(tone), side)
        painter.restore()
