"""Text on the screen: a type role, a colour role, never markup."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.apply import current_theme, theme_signals


class Text(QLabel):
    """A label in a type role (`body`, `caption`, `title` …) and a colour role (`text`, `text2`, `pos` …).

    Always plain text, so data can never become markup. With `elide` a line that does not fit
    ends in an ellipsis and shows itself whole in the tooltip; with `wrap` it breaks.
    """

    def __init__(
        self,
        words: str = "",
        role: str = "body",
        tone: str = "text",
        parent: QWidget | None = None,
        *,
        elide: bool = False,
        wrap: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role, self._tone, self._elide = role, tone, elide
        self._tip_is_ours = False
        self.setWordWrap(wrap)
        if elide:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._restyle()
        self.setText(words)
        theme_signals.changed.connect(self._restyle)

    def set_tone(self, tone: str) -> None:
        """Show the text in another colour role."""
        self._tone = tone
        self._restyle()

    def set_one_line(self, on: bool) -> None:
        """Keep the words to one line as with `elide`, or let them have all the lines they need."""
        if on == self._elide and on != self.wordWrap():
            return
        self._elide = on
        self.setWordWrap(not on)
        height = QSizePolicy.Policy.Fixed if on else QSizePolicy.Policy.Preferred
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, height)
        policy.setHeightForWidth(not on)
        self.setSizePolicy(policy)
        self._update_tip()

    @Slot()
    def _restyle(self) -> None:
        theme = current_theme()
        self.setFont(theme.font(self._role))
        palette = QPalette(self.palette())
        colour = theme.color(self._tone)
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)

    def is_clipped(self) -> bool:
        """Whether the line is longer than its place (and shown with an ellipsis)."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    def minimumSizeHint(self) -> QSize:
        """Short enough to give way where the text may be shortened."""
        if not self._elide:
            return super().minimumSizeHint()
        room = min(self.fontMetrics().horizontalAdvance(self.text()), self.fontMetrics().averageCharWidth() * 6)
        return QSize(room, super().minimumSizeHint().height())

    def setText(self, words: str) -> None:
        """Show other words."""
        super().setText(words)
        self._update_tip()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._update_tip()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._update_tip()

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide or not self.is_clipped():
            super().paintEvent(event)
            return
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        box = self.contentsRect()
        words = self.fontMetrics().elidedText(self.short(), Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, int(self.alignment()), words)

    def short(self) -> str:
        """What is shown of words that do not fit; the tooltip shows them whole."""
        return self.text()

    def _update_tip(self) -> None:
        clipped = self._elide and self.is_clipped()
        if clipped and (self._tip_is_ours or not self.toolTip()):
            self._tip_is_ours = True
            self.setToolTip(self.text())
        elif not clipped and self._tip_is_ours:
            self._tip_is_ours = False
            self.setToolTip("")
