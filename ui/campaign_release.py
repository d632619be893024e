"""Gives back by itself what ended campaigns had set aside, while the window is open."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from services.campaigns.commands import release_ended
from services.campaigns.queries import ended_with_stock
from ui.shop_link import ShopLink

_LOOK_EVERY_MS = 60 * 60 * 1000
_FIRST_LOOK_MS = 15 * 1000


class CampaignRelease(QObject):
    """A child of the link; looks soon after the start and every hour. What it does stands in History, to be undone."""

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link)
        self.link = link
        self._looking = QTimer(self, interval=_LOOK_EVERY_MS)
        self._looking.timeout.connect(self.look)
        self._first = QTimer(self, singleShot=True, interval=_FIRST_LOOK_MS)
        self._first.timeout.connect(self.look)
        if not link.shop.read_only:
            self._looking.start()
            self._first.start()

    def close(self) -> None:
        """The window is closing: nothing begins any more."""
        self._looking.stop()
        self._first.stop()

    @Slot()
    def look(self) -> None:
        """Release what is due."""
        self.link.ask(ended_with_stock, owner=self).then(self._release)

    def _release(self, count: int) -> None:
        if count:
            self.link.run(release_ended, owner=self, source="schedule")
