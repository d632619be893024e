"""A large button with icon, title and one sentence: for choices made once."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.apply import current_theme
from ui.theme.icons import paint_icon
from ui.widgets import painting
from ui.widgets.click_area import ClickArea


class OptionCard(ClickArea):
    """Icon, title and explanation on a card; Enter, Space or a click chooses it."""

    def __init__(self, icon: str, title: str, explanation: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(title)
        self._icon, self._explanation = icon, explanation
        self.setAccessibleName(title)
        self.setAccessibleDescription(explanation)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def explanation(self) -> str:
        """The sentence under the title."""
        return self._explanation

    def sizeHint(self) -> QSize:
        return QSize(420, 72)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        ground = theme.color("hover" if self.is_lit() else "surface")
        painting.rounded(painter, QRectF(self.rect()), theme.radii["card"], ground, theme.color("border_strong"))
        disc = QRect(16, (self.height() - 40) // 2, 40, 40)
        painting.rounded(painter, QRectF(disc), 20, theme.color("accent_soft"))
        paint_icon(painter, disc.adjusted(10, 10, -10, -10), self._icon, "accent_text")
        left, right = disc.right() + 16, self.width() - 44
        middle = self.height() // 2
        title = QRect(left, middle - 24, right - left, 24)
        if not self._explanation:
            title = QRect(left, 0, right - left, self.height())
        painting.text(painter, title, self.text(), theme.font("heading"), theme.color("text"))
        rest = QRect(left, middle, right - left, 22)
        painting.text(painter, rest, self._explanation, theme.font("body"), theme.color("text2"))
        arrow = QRect(self.width() - 34, (self.height() - 16) // 2, 16, 16)
        paint_icon(painter, arrow, "caret-right", "text2")
        if self.hasFocus():
            painting.focus_ring(painter, self.rect(), theme.radii["card"])
