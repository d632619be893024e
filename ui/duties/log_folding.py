"""The write-ahead log, folded into the file once nothing was changed for a moment: no commit has to do it meanwhile."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Slot

from ui.pause import Pause
from ui.shop_link import ShopLink

_AFTER_MS = 1_500  # longer than somebody takes from one order to the next
_log = logging.getLogger(__name__)


class LogFolding(QObject):
    """Folds after the last of several changes. Nothing depends on it: a long log is folded by the commit it ends."""

    def __init__(self, link: ShopLink) -> None:
        super().__init__(link)
        self._link = link
        self._pause = Pause(self, _AFTER_MS)
        self._pause.timeout.connect(self._fold)
        link.changed.connect(self._begin)

    def close(self) -> None:
        """Fold nothing more: closing the shop does."""
        self._pause.stop()

    @Slot()
    def _begin(self) -> None:
        self._pause.start()

    @Slot()
    def _fold(self) -> None:
        if self._link.is_quiet():
            self._link.wait_for(self._link.shop.submit_fold(), self).fails(_tell)
        else:
            self._pause.start()


def _tell(error: Exception) -> None:
    _log.warning("the log could not be folded into the file: %s", error)
