"""Erases old recipients by itself, once a day while the window is open, where the rule is on."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from services.privacy.erasing import erase_recipients
from services.privacy.retention import RetentionDue, due_by_itself
from ui.shop_link import ShopLink

_LOOK_EVERY_MS = 60 * 60 * 1000
_FIRST_LOOK_MS = 60 * 1000


class Retention(QObject):
    """A child of the link; looks soon after the start and every hour, and erases at most once a day."""

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
        """Erase what the rule says, where it is due."""
        self.link.ask(due_by_itself, owner=self).then(self._erase)

    def _erase(self, found: RetentionDue) -> None:
        if found.orders:
            self.link.run(erase_recipients, found.days, owner=self, source="schedule").then(self._compact)

    def _compact(self, _outcome: Any) -> None:
        self.link.wait_for(self.link.shop.submit_compact(), owner=self)
