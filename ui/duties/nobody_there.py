"""Tells when nobody touched the program for some minutes, and when somebody is back."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot

from ui.hands import BY_HAND
from ui.pause import Pause

_AFTER_MS = 3 * 60 * 1000


class NobodyThere(QObject):
    """Sends `left` and `returned` in turn, between `begin` and `end` only: every event of the program passes it."""

    left = Signal()
    returned = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_watching = False
        self.is_so = False
        self.pause = Pause(self, _AFTER_MS)
        self.pause.timeout.connect(self._nobody)

    def begin(self) -> None:
        """Watch from now on."""
        app = QCoreApplication.instance()
        if not self.is_watching and app is not None:
            self.is_watching = True
            app.installEventFilter(self)
            self.pause.start()

    def end(self) -> None:
        """Watch no more."""
        app = QCoreApplication.instance()
        if self.is_watching and app is not None:
            app.removeEventFilter(self)
        self.is_watching = self.is_so = False
        self.pause.stop()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Notice hands."""
        if event.type() in BY_HAND:
            self.pause.start()
            if self.is_so:
                self.is_so = False
                self.returned.emit()
        return False

    @Slot()
    def _nobody(self) -> None:
        self.is_so = True
        self.left.emit()
