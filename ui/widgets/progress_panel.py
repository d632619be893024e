"""A long task: what runs, how far it is, and the way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets import painting
from ui.widgets.buttons import SecondaryButton
from ui.widgets.text import Text

_TICK_MS = 40


class SlimBar(QProgressBar):
    """A progress bar six pixels high; with the range 0–0 a part of it wanders."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextVisible(False)
        self.setFixedHeight(6)
        self._phase = 30
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._wander)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        self._timer.stop()
        super().hideEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = current_theme()
        painter = painting.painter_for(self)
        whole = QRectF(self.rect())
        painting.rounded(painter, whole, 3, theme.color("border"))
        span = self.maximum() - self.minimum()
        if span > 0:
            width = whole.width() * (self.value() - self.minimum()) / span
            if width > 0:
                painting.rounded(painter, QRectF(0, 0, max(width, 6), 6), 3, theme.color("accent"))
            return
        painter.setClipRect(whole)
        left = (self._phase % 100) / 100 * (whole.width() * 1.3) - whole.width() * 0.3
        painting.rounded(painter, QRectF(left, 0, whole.width() * 0.3, 6), 3, theme.color("accent"))

    def _wander(self) -> None:
        if self.maximum() == self.minimum():
            self._phase += 2
            self.update()


class ProgressPanel(QWidget):
    """Title, bar, detail and a cancel button; `cancelled` is sent once."""

    cancelled = Signal()

    def __init__(self, title: str, parent: QWidget | None = None, *, can_cancel: bool = True) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(space.S)
        self.title = Text(title, "strong", elide=True)
        self.bar = SlimBar()
        self.bar.setRange(0, 0)
        self.bar.setAccessibleName(title)
        self.detail = Text("", "caption", "text2", elide=True)
        column.addWidget(self.title)
        column.addWidget(self.bar)
        row = QHBoxLayout()
        row.addWidget(self.detail, 1)
        self.cancel = SecondaryButton(_("Cancel"))
        self.cancel.clicked.connect(self._cancel)
        row.addWidget(self.cancel)
        column.addLayout(row)
        self.cancel.setVisible(can_cancel)  # not before it lies in the panel: it would be a window of its own

    def set_progress(self, done: int, total: int | None, words: str = "") -> None:
        """Show `done` of `total`; an unknown total (None or 0) makes the bar wander."""
        if total:
            self.bar.setRange(0, total)
            self.bar.setValue(min(done, total))
        else:
            self.bar.setRange(0, 0)
        if words:
            self.detail.setText(words)

    def _cancel(self) -> None:
        self.cancel.setEnabled(False)
        self.detail.setText(_("Stopping… nothing will be changed."))
        self.cancelled.emit()
