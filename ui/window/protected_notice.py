"""Says for as long as a write-protected shop is looked at that nothing in it can be changed, and leads out of that."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from services.i18n import _
from ui.widgets.banner import Banner
from ui.window.main_window import MainWindow


class ProtectedNotice(QObject):
    """`leave_wanted` carries the file, to be opened as if it were not protected: it may be no more, or be copied."""

    leave_wanted = Signal(object, object)

    def __init__(self, window: MainWindow, shop: Path) -> None:
        super().__init__(window)
        self._shop = shop
        self.banner = Banner("info", " ", " ")
        self.banner.keep()
        self._leave = self.banner.add_action("", self._ask)
        self._leave.setObjectName("leave")
        self.say()
        window.show_banner(self.banner)

    def say(self) -> None:
        """Say it in the language that is on."""
        words = _("This shop is write-protected and open only to look: nothing in it can be changed.")
        way = _("To go on working, remove the write protection, or copy the shop to another folder.")
        self.banner.say(words, way)
        self._leave.setText(_("Change that…"))

    @Slot()
    def _ask(self) -> None:
        self.leave_wanted.emit(self._shop, None)
