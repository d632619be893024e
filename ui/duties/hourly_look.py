"""What the program looks after by itself: soon after the start and every hour while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from ui.shop_link import ShopLink

_EVERY_MS = 60 * 60 * 1000


class HourlyLook(QObject):
    """A child of the link that asks and then acts; a shop that is only read is left alone."""

    def __init__(self, link: ShopLink, *, first_ms: int) -> None:
        super().__init__(link)
        self.link = link
        self._timers = QTimer(self, interval=_EVERY_MS), QTimer(self, singleShot=True, interval=first_ms)
        for timer in self._timers:
            timer.timeout.connect(self.look)
            if not link.shop.read_only:
                timer.start()

    def close(self) -> None:
        """The window is closing: nothing begins any more."""
        for timer in self._timers:
            timer.stop()

    @Slot()
    def look(self) -> None:
        """Ask what is due and do it."""
        raise NotImplementedError
