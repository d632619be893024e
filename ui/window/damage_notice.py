"""Says for as long as a damaged shop is looked at that it is damaged, and leads back to the ways out of that."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from services.errors import AppError, ShopDamaged
from services.i18n import _, join_sentences
from ui.dialogs.overlay import open_overlay
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.window.main_window import MainWindow

_log = logging.getLogger(__name__)


class DamageNotice(QObject):
    """`rescue_wanted` carries the damaged file, and what is wrong with it where that is known.

    `banner` is what is shown, which nobody can close.

    It also says on which pages something could not be read: each of many questions would say the same once more.
    """

    rescue_wanted = Signal(object, object)

    def __init__(self, window: MainWindow, shop: Path, found: ShopDamaged | None = None) -> None:
        """`found`: what was found in a shop that was opened as a sound one; None for one opened as damaged."""
        super().__init__(window)
        self._window, self._shop, self._found = window, shop, found
        self._unread: set[str] = set()
        self.banner = Banner("error", " ", " ")
        self.banner.keep()
        self._back: Button = self.banner.add_action("", self._ask)
        self._back.setObjectName("rescue")
        window.page_changed.connect(self.say)
        window.says_already = self._takes
        window.show_banner(self.banner)

    @Slot()
    def say(self) -> None:
        """Say it in the language that is on."""
        words = _("This shop is damaged and open only to look: nothing in it can be changed.")
        if self._found is not None:
            words = _(
                "The file of this shop was found damaged. From now on it is open only to look, and not backed up."
            )
        if self._window.current_page() in self._unread:
            gone = _("Part of this page cannot be read any more and is missing.")
        else:
            gone = _("What cannot be read any more is missing.")
        way = _("To go on working, restore a backup or save what can be read.")
        self.banner.say(words, join_sentences((gone, way)))
        self._back.setText(_("Back to its backups…"))

    def _takes(self, error: BaseException) -> bool:
        """Whether this is said here. What stands in a broken row may be anything, and is met by whoever reads it."""
        if open_overlay(self._window) is not None:  # a line behind a card is seen by nobody
            return False
        if isinstance(error, AppError) and not isinstance(error, ShopDamaged):
            return False
        _log.info("something of a damaged shop could not be read: %s", type(error).__name__)  # no data in the log
        self._unread.add(self._window.current_page())
        self.say()
        return True

    @Slot()
    def _ask(self) -> None:
        self.rescue_wanted.emit(self._shop, self._found)
