"""The write-ahead log, folded into the file once nothing was changed for a moment: no commit has to do it meanwhile."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Slot

from ui.pause import Pause
from ui.shop_link import ShopLink

_AFTER_MS = 1_500  # longer than somebody takes from one order to the next
_AGAIN_AFTER_MS = 30_000  # a list that is shown holds the moment it was read at
_log = logging.getLogger(__name__)


class LogFolding(QObject):
    """Folds after the last of several changes. Nothing depends on it: a long log is folded by the commit it ends."""

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link)
        self._link = link
        self.pause = Pause(self, _AFTER_MS)
        self.pause.timeout.connect(self._fold)
        self.again = Pause(self, _AGAIN_AFTER_MS)
        self.again.timeout.connect(self._fold)
        self._is_over = False
        link.changed.connect(self._begin)

    def close(self) -> None:
        """Fold nothing more: closing the shop does."""
        self._is_over = True
        self.pause.stop()
        self.again.stop()

    @Slot()
    def _begin(self) -> None:
        if not self._is_over:
            self.pause.start()

    @Slot()
    def _fold(self) -> None:
        if self._link.is_quiet():
            self._link.fold(self).then(self._folded).fails(_tell)
        else:
            self.pause.start()

    def _folded(self, is_all: bool) -> None:
        """Somebody who was reading held the rest: once more, later."""
        if not is_all and not self._is_over:
            self.again.start()


def _tell(error: Exception) -> None:
    _log.warning("the log could not be folded into the file: %s", error)
