"""A small window for the rare moment when a shop takes long to open or to close."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from services.i18n import _
from ui.theme import space
from ui.theme.apply import current_theme
from ui.widgets.progress_panel import ProgressPanel


class WaitingCard(QWidget):
    """Says what is waited for; offers to stop it where it can be stopped. Closing it changes nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Zhanggui")
        self.setFixedWidth(420)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(space.XXL, space.XL, space.XXL, space.XL)
        self._panel: ProgressPanel | None = None
        self._cancel: Callable[[], object] | None = None

    def prepare(self, words: str, cancel: Callable[[], object] | None) -> None:
        """What to say, and how to stop it (None: it cannot be stopped)."""
        if self._panel is not None:
            self._column.removeWidget(self._panel)
            self._panel.hide()
            self._panel.deleteLater()
        self._cancel = cancel
        self._panel = ProgressPanel(words, can_cancel=cancel is not None)
        self._panel.cancel.setText(_("Stop it"))
        self._panel.cancelled.connect(self._stop)
        self._column.addWidget(self._panel)
        self.resize(420, current_theme().sizes["window_min_height"] // 6)

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()

    @Slot()
    def _stop(self) -> None:
        if self._cancel is not None:
            self._cancel()
