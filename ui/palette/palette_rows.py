"""How the rows of the palette are painted."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting

HEADING = Qt.ItemDataRole.UserRole + 1
ROW = Qt.ItemDataRole.UserRole + 2


class RowDelegate(QStyledItemDelegate):
    """A heading in small grey type, or icon, name, remark and key."""

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, 26 if index.data(HEADING) else 42)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box: QRect = option.rect
        words = str(index.data(Qt.ItemDataRole.DisplayRole))
        if index.data(HEADING):
            theme = current_theme()
            room = box.adjusted(10, 4, -10, 0)
            painting.text(painter, room, words, theme.font("caption"), theme.color("text2"))
        else:
            state: QStyle.StateFlag = option.state
            _paint_row(painter, box, words, index.data(ROW), state)
        painter.restore()


def _paint_row(painter: QPainter, box: QRect, words: str, row: tuple[str, str, str], state: QStyle.StateFlag) -> None:
    theme = current_theme()
    name, remark, keys = row
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    hovered = bool(state & QStyle.StateFlag.State_MouseOver)
    inner = box.adjusted(0, 1, 0, -1)
    if chosen or hovered:
        painting.rounded(painter, QRectF(inner), 8, theme.color("accent_soft" if chosen else "hover"))
    icon = QRect(box.left() + 10, box.center().y() - 8, 18, 18)
    paint_icon(painter, icon, name, "accent" if chosen else "text2")
    right = box.right() - 10
    if chosen or keys:
        right = _paint_keys(painter, right, inner, keys or "Enter") - 8
    left = box.left() + 38
    width = painting.text_width(words, theme.font("body"))
    painting.text(
        painter, QRect(left, box.top(), right - left, box.height()), words, theme.font("body"), theme.color("text")
    )
    left += width + 11
    if remark and left < right - 30:
        room = QRect(left, box.top(), right - left, box.height())
        painting.text(painter, room, remark, theme.font("caption"), theme.color("text2"))


def _paint_keys(painter: QPainter, right: int, box: QRect, keys: str) -> int:
    theme = current_theme()
    width = painting.text_width(keys, theme.font("caption")) + 16
    cap = QRect(right - width, box.center().y() - 10, width, 21)
    painting.rounded(painter, QRectF(cap), 5, theme.color("surface"), theme.color("border"))
    painting.text(painter, cap, keys, theme.font("caption"), theme.color("text2"), Qt.AlignmentFlag.AlignHCenter)
    return cap.left()
