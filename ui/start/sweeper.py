"""Python's search for garbage, done on the window's thread only.

Wherever it happens to start, it also ends Qt objects that nobody holds any more. On a reader's thread, in the
middle of making rows, that happened under the hands of the window and brought the program down.

A search looks at everything made since the last one. While an import makes its hundred thousands of objects it
therefore searches more often, and what it has looked at once it leaves alone until the work is over: looking at
the whole plan of an import again and again held the window for a tenth of a second each time. Whoever works without a
pause of ten seconds must not wait for ever either: once very much has become old, half a second is quiet enough. The
program's own code is much and old and no garbage, nine of ten objects that there are: once it is loaded, it is set
aside with all that the window has shown until then, and a search in a pause looks only at what came later.
After a shop was closed it is the moment at once, and for everything: what its window was made of is free then, a tenth
of the memory that the program has, and the next shop's would be put between its holes. Nothing is set aside again
before the next shop's window is there: what the closed one leaves a moment late would stay with it.
"""

from __future__ import annotations

import gc
import linecache
from typing import ClassVar

from PySide6.QtCore import QObject, QTimer, Slot

from services import memory

_EVERY_MS = 100
_EVERY_MS_AT_WORK = 20
_YOUNG_OBJECTS = 5_000
_ROUNDS_TO_ALL = 50
_QUIET_ROUNDS = 100
_MUCH_OLD = 150_000
_SHORT_PAUSE_ROUNDS = 5


class Sweeper(QObject):
    """Searches ten times a second, as far as there is anything to search; Python itself no longer does."""

    sets_aside: ClassVar[bool] = True
    """Whether what is loaded is set aside until a shop is closed, and everything is searched then. Tests share a
    process with much more than a shop's window: to look through that again with each shop that is closed takes them
    a sixth of their time. They search what is young then, and the rest themselves, between tests."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()  # what is loaded by now stays: to look at it again would be a tenth of the start
        self._is_first = True
        self._searches = 0
        self._quiet = 0
        self._old = 0
        self._is_much_free = self._is_loaded = False
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    @Slot()
    def all_was_loaded(self) -> None:
        """Set it aside and count from here on: to look through it took 0.2 s in one go, in every longer pause."""
        self._is_loaded = True
        self._searches = self._old = 0
        linecache.clearcache()  # source that libraries had read as they were loaded; it is read again when asked for
        if self.sets_aside:
            gc.collect(1)
            gc.freeze()

    @Slot()
    def shop_was_closed(self) -> None:
        """Search through everything in the next round, what was set aside too, whatever else goes on."""
        self._is_much_free = True

    def sweep(self) -> None:
        """One round: through what was made since the last one, or through everything once it has become quiet."""
        if self._is_first:
            self._is_first = False
            gc.collect(0)
            gc.freeze()  # modules and classes stay until the end and need no looking at
        if self._is_much_free:
            self._is_much_free = False
            self._search_what_was_closed()
            return
        young = gc.get_count()[0]
        if young >= _YOUNG_OBJECTS:
            self._quiet = 0
            self._searches += 1
            self._timer.setInterval(_EVERY_MS_AT_WORK)
            self._old += max(0, young - gc.collect(1))
            return
        self._quiet += 1
        self._timer.setInterval(_EVERY_MS)
        if self._is_time_for_all():
            self._search_all()

    def _search_what_was_closed(self) -> None:
        if not self.sets_aside:
            gc.collect(1)
            return
        gc.unfreeze()
        self._search_all()

    def _search_all(self) -> None:
        self._searches = self._old = 0
        gc.collect(2)
        memory.give_back()

    def _is_time_for_all(self) -> bool:
        if self._quiet >= _QUIET_ROUNDS:
            return self._searches > _ROUNDS_TO_ALL
        return self._is_loaded and self._quiet >= _SHORT_PAUSE_ROUNDS and self._old >= _MUCH_OLD
