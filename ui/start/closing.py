"""Closing a shop: first its window, then what is behind it, away from the window's thread; then what comes instead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from services.i18n import _
from ui.start.waiting import Waiting

# Imported where it is used: the first picture of the window does not wait for it.
if TYPE_CHECKING:
    from services.kernel.tasks import Task
    from ui.window.shop_window import ShopWindow


class Closing(QObject):
    """`for_good`: the shop is closed and nothing was to come instead. `failed`: closing it went wrong, and why."""

    for_good = Signal()
    failed = Signal(object)

    def __init__(self, waiting: Waiting, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting = waiting
        self._instead: Callable[[], object] | None = None

    def close_for(self, made: ShopWindow | None, instead: Callable[[], object]) -> bool:
        """Close the open shop, then do `instead`; at once where none is open.

        False where the window stays, because a page asks about unsaved text: then nothing comes instead, whatever is
        answered.
        """
        if made is None:
            instead()
            return True
        self._instead = instead
        if not made.window.close():
            self._instead = None
            return False
        return True

    def window_closed(self, made: ShopWindow) -> None:
        """Close what is behind a window that somebody closed; what still runs is waited for, or cancelled."""
        made.window.hide()
        cancel = partial(_cancel, made.link.tasks())
        made.close()
        self._waiting.begin(_("Finishing what is still running…"), cancel)
        self._waiting.ask(partial(self._closed, made), partial(self._not_closed, made), made.link.shop.close)

    def _closed(self, made: ShopWindow, _nothing: Any) -> None:
        self._waiting.end()
        made.forget()
        instead, self._instead = self._instead, None
        del made  # nothing here holds a closed window while the next begins
        if instead is not None:
            instead()
        elif not self._waiting.do_wanted():
            self.for_good.emit()

    def _not_closed(self, made: ShopWindow, error: BaseException) -> None:
        self._closed(made, None)
        self.failed.emit(error)


def _cancel(tasks: Sequence[Task]) -> None:
    """Ask everything long that still runs to stop; nothing of it will remain."""
    for task in tasks:
        task.cancel()
