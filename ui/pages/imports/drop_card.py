"""The big area of the Import page that asks for files; the window itself takes the drop."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from services.i18n import _
from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting


class DropCard(QWidget):
    """A dashed field; a click, Enter or Space sends `clicked`."""

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(132)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.retranslate()

    def retranslate(self) -> None:
        """Show the words of the language that is on."""
        self.setAccessibleName(_("Choose files to import"))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
            return
        super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        box = QRectF(self.rect())
        painting.rounded(painter, box, theme.radii["card"], theme.color("surface"))
        painter.setPen(QPen(theme.color("accent" if self.hasFocus() else "border_input"), 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(1, 1, -1, -1), theme.radii["card"], theme.radii["card"])
        paint_icon(painter, QRect(self.width() // 2 - 15, 20, 30, 30), "upload-simple", "accent_text")
        middle = Qt.AlignmentFlag.AlignHCenter
        line = QRect(16, 58, self.width() - 32, 24)
        painting.text(
            painter, line, _("Drop order exports here, or click to choose"), theme.font("heading"), theme.color("text"),
            middle,
        )  # fmt: skip
        hint = _("All files of the morning at once, in any order; each is recognised by its columns.")
        painting.text(painter, line.translated(0, 30), hint, theme.font("body"), theme.color("text2"), middle)
