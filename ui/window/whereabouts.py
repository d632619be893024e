"""Says once that a shop lies on a network drive or in a synchronised folder, and what to do about it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject

from services.i18n import _
from services.whereabouts import Danger, Whereabouts, is_told, note_told, whereabouts
from ui.shop_link import ShopLink
from ui.widgets.banner import Banner
from ui.window.main_window import MainWindow


class WhereaboutsNotice(QObject):
    """Looks on a thread of its own, since a network drive may take its time; `banner` is what was shown."""

    def __init__(self, window: MainWindow, link: ShopLink) -> None:
        super().__init__(window)
        self._window, self._shop = window, link.shop.path
        self.banner: Banner | None = None
        path = self._shop
        link.ask(lambda _connection: _unsaid(path), owner=self).then(self._say)

    def _say(self, found: Whereabouts | None) -> None:
        if found is None:
            return
        note_told(self._shop)
        self.banner = banner = Banner("warning", *words(found))
        banner.closed.connect(self._closed)
        self._window.show_banner(banner)

    def _closed(self) -> None:
        self.banner = None


def words(found: Whereabouts) -> tuple[str, str]:
    """What is wrong, and what to do."""
    if found.danger is Danger.NETWORK:
        said = _("This shop lies on the network drive {place}, which is not safe for a file that is written all day.")
    else:
        said = _("This shop lies in {place}, which another program copies while it is written.")
    advice = _("Close the shop, move its folder to this computer's own drive, and choose {place} for the second copy "
               "of the backups.")  # fmt: skip
    return said.format(place=found.place), advice.format(place=found.place)


def _unsaid(path: Path) -> Whereabouts | None:
    return None if is_told(path) else whereabouts(path)
