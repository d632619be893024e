"""The left side of the manual: its contents, or what a search found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QPainter, QPalette
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from services.i18n import _
from services.manual.pages import CONTENTS, title
from ui.theme.apply import current_theme, theme_signals
from ui.widgets import painting

if TYPE_CHECKING:
    from services.manual.search import ManualHit

TARGET = Qt.ItemDataRole.UserRole + 1
_REMARK = Qt.ItemDataRole.UserRole + 2


class ContentsList(QListWidget):
    """`wanted` is sent with ``page#anchor`` when a row is chosen by mouse or keyboard."""

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setItemDelegate(_Rows(self))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.itemClicked.connect(self._chosen)
        self.itemActivated.connect(self._chosen)
        theme_signals.changed.connect(self._restyle)
        self._restyle()
        self.show_contents()

    def show_contents(self) -> None:
        """List every page under its group."""
        self.clear()
        self.setAccessibleName(_("Contents of the manual"))
        for group, keys in CONTENTS:
            self._add(_(group), "")
            for key in keys:
                self._add(title(key), key)

    def show_hits(self, hits: Sequence[ManualHit]) -> None:
        """List the places that hold what was typed."""
        self.clear()
        self.setAccessibleName(_("Places that fit"))
        for hit in hits:
            self._add(hit.title, f"{hit.key}#{hit.anchor}", _remark(hit))
        if hits:
            self.setCurrentRow(0)

    def mark(self, key: str) -> None:
        """Show which page is open."""
        for row in range(self.count()):
            if self.item(row).data(TARGET) == key:
                self.setCurrentRow(row)

    def _add(self, words: str, target: str, remark: str = "") -> None:
        item = QListWidgetItem(words)
        item.setData(TARGET, target)
        item.setData(_REMARK, remark)
        item.setToolTip(remark or words)
        if not target:
            item.setFlags(Qt.ItemFlag.NoItemFlags)
        self.addItem(item)

    @Slot(QListWidgetItem)
    def _chosen(self, item: QListWidgetItem) -> None:
        if item.data(TARGET):
            self.wanted.emit(item.data(TARGET))

    @Slot()
    def _restyle(self) -> None:
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.Base, current_theme().color("sidebar"))
        self.setPalette(palette)


def _remark(hit: ManualHit) -> str:
    return hit.excerpt if hit.title == hit.page_title else f"{hit.page_title} · {hit.excerpt}"


class _Rows(QStyledItemDelegate):
    """A group in small grey type; a page, or a place with the words around it."""

    def helpEvent(
        self,
        event: QHelpEvent,
        view: QAbstractItemView,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """What is shown whole needs no tooltip."""
        words, font = str(index.data(Qt.ItemDataRole.DisplayRole)), current_theme().font("strong")
        is_whole = painting.text_width(words, font) <= _words_box(QRect(option.rect)).width()
        if index.data(_REMARK) or not is_whole:
            return super().helpEvent(event, view, option, index)
        QToolTip.hideText()
        return True

    def sizeHint(self, _option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        if not index.data(TARGET):
            return QSize(120, 30)
        return QSize(120, 46 if index.data(_REMARK) else 30)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme, box = current_theme(), QRect(option.rect)
        words, remark = str(index.data(Qt.ItemDataRole.DisplayRole)), index.data(_REMARK)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not index.data(TARGET):
            room = box.adjusted(12, 8, -8, 0)
            painting.text(painter, room, words, theme.font("caption"), theme.color("text3"))
            painter.restore()
            return
        state: QStyle.StateFlag = option.state
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            ground = theme.color("accent_soft" if chosen else "hover")
            painting.rounded(painter, QRectF(box.adjusted(4, 1, -4, -1)), 6, ground)
        first = _words_box(box)
        if remark:
            first = QRect(first.left(), box.top() + 5, first.width(), 18)
            second = QRect(first.left(), box.top() + 23, first.width(), 18)
            painting.text(painter, second, str(remark), theme.font("caption"), theme.color("text2"))
        tone = "accent_text" if chosen else "text"
        painting.text(painter, first, words, theme.font("strong" if chosen else "body"), theme.color(tone))
        painter.restore()


def _words_box(row: QRect) -> QRect:
    return row.adjusted(12, 0, -10, 0)
