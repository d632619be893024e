"""Erases old recipients by itself, once a day while the window is open, where the rule is on."""

from __future__ import annotations

from typing import Any

from services.privacy.erasing import erase_recipients
from services.privacy.retention import RetentionDue, due_by_itself
from ui.duties.hourly_look import HourlyLook
from ui.shop_link import ShopLink

_FIRST_LOOK_MS = 60 * 1000


class Retention(HourlyLook):
    """Looks every hour, and erases at most once a day."""

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link, first_ms=_FIRST_LOOK_MS)

    def look(self) -> None:
        """Erase what the rule says, where it is due."""
        self.link.ask(due_by_itself, owner=self).then(self._erase)

    def _erase(self, found: RetentionDue) -> None:
        if found.orders:
            self.link.run(erase_recipients, found.days, owner=self, source="schedule").then(self._compact)

    def _compact(self, _outcome: Any) -> None:
        self.link.wait_for(self.link.shop.submit_compact(), owner=self)
