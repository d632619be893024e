"""Midnight while the window is open: what is due, late or of today is read again, though nobody changed anything."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from ui.shop_link import ShopLink

_EVERY_MS = 60 * 1000


class NewDay(QObject):
    """Looks every minute, so that a computer that slept over midnight, or whose clock was set, is noticed too."""

    began = Signal()

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link)
        self.day: date | None = None
        self._link = link
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()
        self.look()

    def close(self) -> None:
        """The window is closing: nothing is asked any more."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """See which day it is where the shop is."""
        before, self.day = self.day, self._link.home.today()
        if before not in (None, self.day):
            self._link.begin_day()
            self.began.emit()
