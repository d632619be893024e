"""From a reader thread to the UI thread: the one place where the table's answers cross over."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import partial
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

Handler = Callable[[Any], None]
Prepare = Callable[[Any], Any]


class Bridge(QObject):
    """Delivers the results of futures to handlers on the thread that made the bridge.

    It has no Qt parent on purpose: waiting futures keep it alive, so a reader thread can never
    signal a deleted object. What arrives after `owner` is gone is dropped.
    """

    _arrived = Signal()

    def __init__(self, owner: QObject) -> None:
        super().__init__()
        self._owner = owner
        self._box: deque[tuple[Handler, Any]] = deque()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def watch(self, future: Future[Any], answer: Handler, failed: Handler, prepare: Prepare | None = None) -> None:
        """Call `answer` with the result, or `failed` with the exception; `prepare` runs on the reader thread."""
        future.add_done_callback(partial(self._done, answer, failed, prepare))

    def _done(self, answer: Handler, failed: Handler, prepare: Prepare | None, future: Future[Any]) -> None:
        if future.cancelled():
            return
        error = future.exception()
        if isinstance(error, CancelledError):
            return
        if error is None:
            try:
                value = future.result()
                self._box.append((answer, value if prepare is None else prepare(value)))
            except Exception as problem:  # noqa: BLE001 - a formatter failed: the page must say so, not stay empty
                self._box.append((failed, problem))
        else:
            self._box.append((failed, error))
        self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        while self._box:
            handler, value = self._box.popleft()
            if shiboken6.isValid(self._owner):
                handler(value)
