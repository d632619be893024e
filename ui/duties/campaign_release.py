"""Gives back by itself what ended campaigns had set aside, while the window is open."""

from __future__ import annotations

from services.campaigns.commands import release_ended
from services.campaigns.queries import ended_with_stock
from ui.duties.hourly_look import HourlyLook
from ui.shop_link import ShopLink

_FIRST_LOOK_MS = 15 * 1000


class CampaignRelease(HourlyLook):
    """What it does stands in History, to be undone."""

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link, first_ms=_FIRST_LOOK_MS)

    def look(self) -> None:
        """Release what is due."""
        self.link.ask(ended_with_stock, owner=self).then(self._release)

    def _release(self, count: int) -> None:
        if count:
            self.link.run(release_ended, owner=self, source="schedule")
