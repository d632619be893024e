"""Checks all data by itself once a month while the window is open, and says so where something does not hold."""

from __future__ import annotations

from PySide6.QtCore import Signal

from services.integrity import Finding, check_by_itself
from ui.duties.hourly_look import HourlyLook
from ui.shop_link import ShopLink

_FIRST_LOOK_MS = 10 * 60 * 1000


class MonthlyCheck(HourlyLook):
    """`found` carries how many things do not hold, once; then nothing is looked at until the shop is opened again."""

    found = Signal(int)

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link, first_ms=_FIRST_LOOK_MS)
        self._is_looking = False

    def look(self) -> None:
        """Check everything, where it is due."""
        if not self._is_looking:
            self._is_looking = True
            self.link.ask(check_by_itself, self.link.task(), owner=self).then(self._looked).fails(self._later)

    def _looked(self, findings: tuple[Finding, ...]) -> None:
        self._is_looking = False
        if findings:
            self.close()
            self.found.emit(len(findings))

    def _later(self, _error: Exception) -> None:
        """Nobody asked for it: the next look comes in an hour."""
        self._is_looking = False
