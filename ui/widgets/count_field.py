"""A field for a small whole number, with steps up and down."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QSpinBox, QWidget

from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting

_STEPS_WIDTH = 24
_CARET = 10
_COMING_BACK = (
    Qt.FocusReason.MouseFocusReason,  # goes where it clicks
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)


class CountField(QSpinBox):
    """A number between two others; frame and arrows match the other fields. The wheel never changes it."""

    def __init__(self, least: int = 0, most: int = 99, value: int | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(least, most)
        self.setValue(least if value is None else value)
        self.setFont(current_theme().font("body"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.lineEdit().setProperty("bare", True)

    def sizeHint(self) -> QSize:
        widest = max(str(self.minimum()), str(self.maximum()), key=len)
        words = painting.text_width(widest, self.font())
        return QSize(words + _STEPS_WIDTH + 24, current_theme().sizes["control"])

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if event.reason() not in _COMING_BACK:
            self.selectAll()  # what is typed takes the place of the number; who comes back types on

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # it scrolls the page, also over what was just set: a value is never changed on the way

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.lineEdit().setGeometry(10, 2, max(self.width() - _STEPS_WIDTH - 14, 1), self.height() - 4)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        ground = theme.color("surface" if self.isEnabled() else "subtle")
        border = theme.color("neg" if self.property("problem") else "border_input")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["control"], ground, border)
        left = self.width() - _STEPS_WIDTH + (_STEPS_WIDTH - _CARET) // 2 - 2
        middle = self.height() // 2
        enabled = self.stepEnabled() if self.isEnabled() else QSpinBox.StepEnabledFlag.StepNone
        for icon, top, flag in (
            ("caret-up", middle - _CARET - 1, QSpinBox.StepEnabledFlag.StepUpEnabled),
            ("caret-down", middle + 1, QSpinBox.StepEnabledFlag.StepDownEnabled),
        ):
            paint_icon(painter, QRect(left, top, _CARET, _CARET), icon, "text2" if enabled & flag else "border_strong")
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["control"])
