"""Python's search for garbage, done on the window's thread only.

Wherever it happens to start, it also ends Qt objects that nobody holds any more. On a reader's thread, in the
middle of making rows, that happened under the hands of the window and brought the program down.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 100
_YOUNG_OBJECTS = 5_000
_ROUNDS_TO_MIDDLE = 10
_ROUNDS_TO_ALL = 50


class Sweeper(QObject):
    """Searches ten times a second, as far as there is anything to search; Python itself no longer does."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        self._is_first = True
        self._timer = QTimer(self, interval=_EVERY_MS)
        self._timer.timeout.connect(self.sweep)
        self._timer.start()

    def sweep(self) -> None:
        """One round: most often only through what was made since the last one."""
        if self._is_first:
            self._is_first = False
            gc.collect(0)
            gc.freeze()  # modules and classes stay until the end and need no looking at
        young, rounds, middle_rounds = gc.get_count()
        if young < _YOUNG_OBJECTS:
            return
        if middle_rounds > _ROUNDS_TO_ALL:
            gc.collect(2)
        else:
            gc.collect(1 if rounds > _ROUNDS_TO_MIDDLE else 0)
