"""The list of History: what each line says, how it is painted, and more lines as one scrolls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting

LINE = int(Qt.ItemDataRole.UserRole) + 1
_HEIGHT = 44
PAGE = 200
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Line:
    """One line, ready to show: its row's id, icon, words, when, who, and the state as (word, tone)."""

    id: int
    icon: str
    text: str
    when: str
    source: str = ""
    state: tuple[str, str] = ("", "")
    is_out: bool = False


class Lines(QAbstractListModel):
    """The lines read so far; `more_wanted` is sent when somebody scrolls to the end of them."""

    more_wanted = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: list[Line] = []
        self._has_more = False

    def set_lines(self, lines: Sequence[Line], *, has_more: bool) -> None:
        """Show these lines from the first on."""
        self.beginResetModel()
        self._lines, self._has_more = list(lines), has_more
        self.endResetModel()

    def add_lines(self, lines: Sequence[Line], *, has_more: bool) -> None:
        """Put older lines at the end."""
        first = len(self._lines)
        if lines:
            self.beginInsertRows(QModelIndex(), first, first + len(lines) - 1)
            self._lines += lines
            self.endInsertRows()
        self._has_more = has_more

    def lines(self) -> list[Line]:
        """All lines read so far."""
        return self._lines

    def row_of(self, line_id: int) -> int | None:
        """The row of a line by its id."""
        return next((row for row, line in enumerate(self._lines) if line.id == line_id), None)

    def rowCount(self, parent: _Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        line = self._lines[index.row()]
        if role == LINE:
            return line
        if role == Qt.ItemDataRole.DisplayRole:
            return line.text
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return " ".join(filter(None, (line.text, line.when, line.source, line.state[0])))
        return None

    def canFetchMore(self, _parent: _Index) -> bool:
        return self._has_more

    def fetchMore(self, _parent: _Index) -> None:
        if self._has_more:
            self._has_more = False  # asked for; the answer says whether there is still more
            self.more_wanted.emit()


class LineDelegate(QStyledItemDelegate):
    """Icon, words, state, source and time on one line with a hairline under it."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(200, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        line: Line = index.data(LINE)
        theme = current_theme()
        box: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.color("row_sel"))
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.color("accent"))
        elif state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.color("hover"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.color("border"))
        middle = box.center().y()
        paint_icon(painter, QRect(box.left() + 18, middle - 8, 16, 16), line.icon, "text3" if line.is_out else "text2")
        right = self._paint_right(painter, line, box)
        room = QRect(box.left() + 46, box.top(), right - box.left() - 46, box.height())
        tone = theme.color("text3" if line.is_out else "text")
        painting.text(painter, room, line.text, theme.font("body"), tone)
        painter.restore()

    def _paint_right(self, painter: QPainter, line: Line, box: QRect) -> int:
        """Paint time, source and state from the right; where the words must end."""
        theme = current_theme()
        caption = theme.font("caption")
        align = Qt.AlignmentFlag.AlignRight
        when = QRect(box.right() - 18 - 116, box.top(), 116, box.height())
        painting.text(painter, when, line.when, caption, theme.color("text2"), align)
        source = QRect(when.left() - 92, box.top(), 80, box.height())
        painting.text(painter, source, line.source, caption, theme.color("text3"), align)
        word, tone = line.state
        if not word:
            return source.left() - 12
        width = painting.text_width(word, caption) + 26
        pill = QRect(source.left() - 12 - width, box.center().y() - 10, width, 20)
        painting.rounded(painter, QRectF(pill), 10, theme.color(f"pill.{tone}.background"))
        painting.dot(painter, pill.left() + 11, pill.center().y() + 1, 3, theme.color(f"pill.{tone}.dot"))
        painting.text(painter, pill.adjusted(18, 0, -6, 0), word, caption, theme.color(f"pill.{tone}.word"))
        return pill.left() - 12
