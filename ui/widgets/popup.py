"""What opens over a window for a moment: round corners, and the list of a choice or of what may be meant."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBitmap, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting

_EDGE = space.XS
"""Room between the frame and the rows, as in a menu."""
_EDGE_OF_OFFERS = 3
"""The same for a completer, which makes the list six pixels higher than its rows."""
_BEFORE_WORDS = 10


class PopupSheet(QWidget):
    """A sheet of its own over the window, gone with a click beside it. What it holds is laid out inside."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        round_corners(self)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)

    def paintEvent(self, _event: QPaintEvent) -> None:
        paint_sheet(self)


def round_corners(window: QWidget) -> None:
    """Show of a popup only what is painted in it: what its round corners leave out stays see-through."""
    window.setWindowFlags(
        window.windowFlags() | Qt.WindowType.FramelessWindowHint | Qt.WindowType.NoDropShadowWindowHint
    )
    window.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    if _may_be_black():
        window.installEventFilter(_Corners(window))


def cut_corners(window: QWidget) -> None:
    """Under X11, what is see-through is black where nothing lays windows over each other: there they are cut off."""
    if _may_be_black():
        window.setMask(rounded_mask(window.size(), current_theme().radii["popup"]))


def _may_be_black() -> bool:
    return QGuiApplication.platformName() == "xcb"


def rounded_mask(size: QSize, radius: float) -> QBitmap:
    """The pixels of a sheet without its corners."""
    mask = QBitmap(size)
    mask.clear()
    painter = QPainter(mask)
    painter.setPen(Qt.GlobalColor.color1)
    painter.setBrush(Qt.GlobalColor.color1)
    painter.drawRoundedRect(QRect(QPoint(0, 0), size).adjusted(0, 0, -1, -1), radius, radius)
    painter.end()
    return mask


class _Corners(QObject):
    """Cuts the corners of a window off whatever size it gets."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and isinstance(watched, QWidget):
            cut_corners(watched)
        return False


class PickList(QListView):
    """The rows of a choice, or of what may be meant by what was typed; they look like the entries of a menu."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(current_theme().font("body"))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def dress(self, edge: int = _EDGE) -> None:
        """Be like a menu. Asked for when a choice or a completer has the list: each dresses it in its own way first."""
        round_corners(self.window())
        self.setFrameStyle(QFrame.Shape.Box | QFrame.Shadow.Plain)
        self.setLineWidth(edge)
        self.viewport().setAutoFillBackground(False)
        self.setItemDelegate(PickRows(self))

    def wanted_width(self) -> int:
        """Pixels in which the longest row is shown whole."""
        return (
            self.sizeHintForColumn(self.modelColumn())
            + 2 * self.frameWidth()
            + self.verticalScrollBar().sizeHint().width()
        )

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:  # of the whole, around the rows; paintEvent is that of the rows
            paint_sheet(self)
            return True
        return super().event(event)


class PickRows(QStyledItemDelegate):
    """Paints one row as a menu paints an entry."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        width = painting.text_width(words, current_theme().font("body"))
        return QSize(width + 2 * _BEFORE_WORDS, current_theme().sizes["option"])

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        theme = current_theme()
        state = option.state
        box = option.rect
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painting.rounded(painter, QRectF(box), theme.radii["option"], theme.color("accent_soft"))
        tone = "accent_text" if is_chosen else "text" if state & QStyle.StateFlag.State_Enabled else "text3"
        words = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
        room = box.adjusted(_BEFORE_WORDS, 0, -_BEFORE_WORDS, 0)
        painting.text(painter, room, words, theme.font("body"), theme.color(tone))
        painter.restore()


def dress_completer(completer: QCompleter) -> QCompleter:
    """Let a completer offer its words in such a list; the same completer."""
    rows = PickList()
    completer.setPopup(rows)
    rows.dress(_EDGE_OF_OFFERS)
    return completer


def paint_sheet(widget: QWidget) -> None:
    """Draw the ground and the frame of what opens over a window."""
    theme = current_theme()
    painter = painting.painter_for(widget)
    box = QRectF(widget.rect())
    painting.rounded(painter, box, theme.radii["popup"], theme.color("surface"), theme.color("border_strong"))
    painter.end()
