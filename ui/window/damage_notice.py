"""Says for as long as a damaged shop is looked at that it is damaged, and leads back to the ways out of that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from services.i18n import _
from ui.widgets.banner import Banner
from ui.window.main_window import MainWindow


class DamageNotice(QObject):
    """`rescue_wanted` carries the damaged file; `banner` is what is shown, which nobody can close."""

    rescue_wanted = Signal(object)

    def __init__(self, window: MainWindow, shop: Path) -> None:
        super().__init__(window)
        self._window, self._shop = window, shop
        self.banner: Banner | None = None

    def say(self) -> None:
        """Say it in the language that is on."""
        if self.banner is not None:
            self.banner.dismiss()
        words = _("This shop is damaged and open only to look: nothing in it can be changed.")
        advice = _(
            "What cannot be read any more is not shown. To go on working, restore a backup or save what can be read."
        )
        self.banner = banner = Banner("error", words, advice)
        banner.keep()
        banner.add_action(_("Back to its backups…"), self._ask).setObjectName("rescue")
        self._window.show_banner(banner)

    @Slot()
    def _ask(self) -> None:
        self.rescue_wanted.emit(self._shop)
