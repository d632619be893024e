"""The variants of a product as a small table to type into."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics, QKeyEvent, QKeySequence, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from services.i18n import N_, _
from ui.pages.products.form_texts import MONEY, WHOLE, SkuTexts
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting

Index = QModelIndex | QPersistentModelIndex
COLUMNS = (
    ("variant", N_("Variant"), 124),
    ("code", N_("Code"), 160),
    ("barcodes", N_("Barcodes"), 116),
    ("price", N_("Price"), 80),
    ("cost", N_("Cost"), 80),
    ("min_price", N_("Minimum price"), 102),
    ("shelf", N_("Shelf"), 76),
    ("weight_g", N_("Weight (g)"), 80),
)
_KEYS = tuple(key for key, _label, _width in COLUMNS)
_ROW_HEIGHT = 30
_HEAD_HEIGHT = 32
_SHOWN_ROWS = 6
_PAD = space.XS
_HEAD_PAD = space.S


class SkuGridModel(QAbstractTableModel):
    """The texts of the variants; the name of one is fixed where options make it."""

    edited = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: list[SkuTexts] = []
        self.has_options = False

    def set_rows(self, rows: Sequence[SkuTexts], *, has_options: bool) -> None:
        """Show these variants."""
        self.beginResetModel()
        self.rows, self.has_options = list(rows), has_options
        self.endResetModel()

    def touch(self) -> None:
        """Texts or problems changed somewhere else."""
        if self.rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self.rows) - 1, len(COLUMNS) - 1))

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(COLUMNS[section][1])
        if role == Qt.ItemDataRole.TextAlignmentRole and _KEYS[section] in (*MONEY, *WHOLE):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def data(self, index: Index, role: int = 0) -> Any:
        row, key = self.rows[index.row()], _KEYS[index.column()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return row.texts[key]
        problem = row.problems.get(key, "")
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return problem or None
        if role == Qt.ItemDataRole.BackgroundRole and problem:
            return QBrush(current_theme().color("pill.red.background"))
        if role == Qt.ItemDataRole.ForegroundRole:
            tone = "pill.red.word" if problem else "text2" if key == "variant" else "text"
            return QBrush(current_theme().color(tone))
        if role == Qt.ItemDataRole.TextAlignmentRole and key in (*MONEY, *WHOLE):
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return None

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        row, key = self.rows[index.row()], _KEYS[index.column()]
        row.texts[key] = str(value)
        row.problems.pop(key, None)
        self.dataChanged.emit(index, index)
        self.edited.emit(index.row())
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        plain = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        fixed = self.has_options and _KEYS[index.column()] == "variant"
        return plain if fixed else plain | Qt.ItemFlag.ItemIsEditable


class _Hairlines(QStyledItemDelegate):
    """Cells as Qt paints them, a hairline under each row, and a frame around the current cell."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, rect, inner = current_theme(), option.rect, QStyleOptionViewItem(option)
        ground = index.data(Qt.ItemDataRole.BackgroundRole)
        if isinstance(ground, QBrush):
            painter.fillRect(rect, ground)
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.color("row_sel"))
        inner.state &= ~(QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_HasFocus)
        inner.rect = rect.adjusted(_PAD, 0, -_PAD, 0)
        super().paint(painter, inner, index)
        painter.fillRect(rect.x(), rect.y() + rect.height() - 1, rect.width(), 1, theme.color("border"))
        view = self.parent()
        if isinstance(view, QTableView) and view.hasFocus() and view.currentIndex() == index:
            painter.setPen(QPen(theme.color("focus"), 2))
            painter.drawRect(rect.adjusted(1, 1, -1, -2))


class _Header(QHeaderView):
    """Quiet words over a hairline, as over the lists."""

    def __init__(self, grid: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, grid)
        self.setFixedHeight(_HEAD_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        theme = current_theme()
        painter.save()
        painter.fillRect(rect, theme.color("subtle"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("border"))
        is_number = _KEYS[section] in (*MONEY, *WHOLE)
        side = Qt.AlignmentFlag.AlignRight if is_number else Qt.AlignmentFlag.AlignLeft
        words = QFontMetrics(theme.font("caption")).elidedText(
            _(COLUMNS[section][1]), Qt.TextElideMode.ElideRight, rect.width() - 2 * _HEAD_PAD
        )
        inner = rect.adjusted(_HEAD_PAD, 0, -_HEAD_PAD, 0)
        painting.text(painter, inner, words, theme.font("caption"), theme.color("text2"), side)
        painter.restore()


class SkuGrid(QTableView):
    """Typing, F2, Enter and Tab as in a spreadsheet; Ctrl+D fills a value down; a block pasted goes into the cells.

    Ctrl+Tab, and Tab in the last cell, leave it.
    """

    row_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.texts = SkuGridModel(self)
        self.setModel(self.texts)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(_("Variants"))
        self.setFont(current_theme().font("body"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        self.setShowGrid(False)
        self.setItemDelegate(_Hairlines(self))
        self._wear_theme()
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW_HEIGHT)
        header = _Header(self)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.setHighlightSections(False)
        for column, (_key, _label, width) in enumerate(COLUMNS):
            header.resizeSection(column, width)
        self.selectionModel().currentRowChanged.connect(self._current_changed)

    def _wear_theme(self) -> None:
        theme, palette = current_theme(), self.palette()
        palette.setColor(QPalette.ColorRole.Base, theme.color("surface"))
        palette.setColor(QPalette.ColorRole.Highlight, theme.color("row_sel"))
        palette.setColor(QPalette.ColorRole.HighlightedText, theme.color("text"))
        self.setPalette(palette)

    def set_rows(self, rows: Sequence[SkuTexts], *, has_options: bool) -> None:
        """Show these variants, as high as a few of them."""
        self.texts.set_rows(rows, has_options=has_options)
        shown = min(max(len(rows), 1), _SHOWN_ROWS)
        self.setFixedHeight(_HEAD_HEIGHT + shown * _ROW_HEIGHT + 2)

    def go_to(self, row: int, key: str = "") -> None:
        """Make a cell the current one."""
        column = _KEYS.index(key) if key in _KEYS else 1
        self.setCurrentIndex(self.texts.index(row, column))
        self.scrollTo(self.texts.index(row, column))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            self.paste(QApplication.clipboard().text())
            return
        if event.key() == Qt.Key.Key_D and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fill_down()
            return
        if event.key() == Qt.Key.Key_Delete:
            for index in self.selectedIndexes():
                if self.texts.flags(index) & Qt.ItemFlag.ItemIsEditable:
                    self.texts.setData(index, "")
            return
        if (
            event.key() in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
            and event.modifiers() & Qt.KeyboardModifier.ControlModifier
        ):
            super(QAbstractItemView, self).focusNextPrevChild(event.key() == Qt.Key.Key_Tab)
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._down()
            return
        super().keyPressEvent(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab goes on from cell to cell, and from the last (backwards: the first) to the next field."""
        index = self.currentIndex()
        last = (len(self.texts.rows) - 1, len(COLUMNS) - 1)
        if (index.row(), index.column()) == (last if forward else (0, 0)):
            return bool(super(QAbstractItemView, self).focusNextPrevChild(forward))
        return bool(super().focusNextPrevChild(forward))

    def paste(self, text: str) -> None:
        """Put a block of cells, separated by tabs and lines, where the cursor stands; what does not fit is left."""
        start = self.currentIndex()
        if not start.isValid():
            return
        for down, line in enumerate(text.rstrip("\n").split("\n")):
            for right, value in enumerate(line.rstrip("\r").split("\t")):
                index = self.texts.index(start.row() + down, start.column() + right)
                if index.isValid() and self.texts.flags(index) & Qt.ItemFlag.ItemIsEditable:
                    self.texts.setData(index, value.strip())

    def fill_down(self) -> None:
        """Give the current value to the cells below it, or to the chosen ones; codes are never repeated."""
        current = self.currentIndex()
        if not current.isValid() or _KEYS[current.column()] in ("code", "barcodes", "variant"):
            return
        chosen = sorted({index.row() for index in self.selectedIndexes() if index.column() == current.column()})
        first = chosen[0] if len(chosen) > 1 else current.row()
        rows = chosen[1:] if len(chosen) > 1 else range(current.row() + 1, len(self.texts.rows))
        value = self.texts.index(first, current.column()).data()
        for row in rows:
            self.texts.setData(self.texts.index(row, current.column()), value)

    def _down(self) -> None:
        current = self.currentIndex()
        below = self.texts.index(current.row() + 1, current.column())
        if below.isValid():
            self.setCurrentIndex(below)

    def _current_changed(self, current: QModelIndex, _before: QModelIndex) -> None:
        if current.isValid():
            self.row_chosen.emit(current.row())
