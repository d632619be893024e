"""Filter chips: what limits the list, each removable, and the one that adds another."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.click_area import ClickArea

_HEIGHT = 26
_PAD = space.M


class Chip(ClickArea):
    """One active filter. A click opens it (`clicked`); its cross, Delete or Backspace removes it (`removed`)."""

    removed = Signal()

    def __init__(self, words: str, parent: QWidget | None = None, *, removable: bool = True) -> None:
        super().__init__(parent)
        self._removable = removable
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.set_words(words)

    def set_words(self, words: str) -> None:
        """Say what the filter is."""
        self.setText(words)
        hint = _("{filter}. Press Delete to remove it.") if self._removable else "{filter}"
        self.setAccessibleName(hint.format(filter=words))
        self.setToolTip(words)
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = painting.text_width(self.text(), current_theme().font("caption"))
        cross = current_theme().sizes["icon_chip"] + space.XS if self._removable else 0
        return QSize(width + 2 * _PAD + cross, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(min(self.sizeHint().width(), 90), _HEIGHT)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._removable and self._cross().adjusted(-5, -8, 8, 8).contains(event.position().toPoint()):
            self.setDown(False)
            self.removed.emit()
            return
        super().mouseReleaseEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._removable and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        else:
            super().keyPressEvent(event)

    def _cross(self) -> QRect:
        side = current_theme().sizes["icon_chip"]
        return QRect(self.width() - side - space.S, (self.height() - side) // 2, side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], theme.color("accent_soft"))
        right = self._cross().left() - 4 if self._removable else self.width() - _PAD
        room = QRect(_PAD, 0, right - _PAD + 1, self.height())
        painting.text(painter, room, self.text(), theme.font("caption"), theme.color("accent_text"))
        if self._removable:
            paint_icon(painter, self._cross(), "x", "accent" if self.underMouse() else "accent_text")
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])


class AddFilterChip(ClickArea):
    """The dashed chip that adds a filter."""

    def __init__(self, words: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._words = words
        self.retranslate()

    def retranslate(self) -> None:
        """Show the words of the language that is on."""
        words = self._words or _("Filter")
        self.setText(words)
        self.setAccessibleName(_("Add filter"))
        self.setToolTip(_("Add filter"))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        width = painting.text_width(self.text(), current_theme().font("caption"))
        return QSize(width + 2 * space.S + current_theme().sizes["icon_chip"] + space.XS, _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        radius = theme.radii["control"]
        pen = QPen(theme.color("border_strong"), 1, Qt.PenStyle.DashLine)
        pen.setDashPattern([2, 2])
        painter.setPen(pen)
        painter.setBrush(theme.color("hover") if self.is_lit() else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)
        side = theme.sizes["icon_chip"]
        paint_icon(painter, QRect(space.S, (self.height() - side) // 2, side, side), "plus", "text2")
        left = space.S + side + space.XS
        room = QRect(left, 0, self.width() - left, self.height())
        painting.text(painter, room, self.text(), theme.font("caption"), theme.color("text2"))
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), radius)
