"""From a reader thread to the UI thread: the one place where the table's answers cross over."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from functools import cache, partial
from itertools import count
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

Handler = Callable[[Any], object]
Prepare = Callable[[Any], Any]


class Bridge:
    """Delivers the results of futures to handlers on the window's thread.

    What arrives after `owner` is gone is dropped.
    """

    def __init__(self, owner: QObject) -> None:
        self._owner = owner

    def watch(self, future: Future[Any], answer: Handler, failed: Handler, prepare: Prepare | None = None) -> None:
        """Call `answer` with the result, or `failed` with the exception; `prepare` runs on the reader thread."""
        _mailbox().expect(future, self._owner, answer, failed, prepare)


class _Mailbox(QObject):
    """Lives as long as the program: a reader thread can neither signal a deleted object nor be the last to hold one.

    Whoever waits is kept here, on the window's thread; a future only knows the number of its ticket. Held by the
    future, a model could come to its end on the reader's thread, under the hands of the window.
    """

    _arrived = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tickets = count()
        self._waiting: dict[int, tuple[QObject, Handler, Handler]] = {}
        self._box: deque[tuple[int, BaseException | None, Any]] = deque()
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def expect(
        self, future: Future[Any], owner: QObject, answer: Handler, failed: Handler, prepare: Prepare | None
    ) -> None:
        """Keep whoever waits for the future, until it is done."""
        ticket = next(self._tickets)
        self._waiting[ticket] = (owner, answer, failed)
        future.add_done_callback(partial(self._done, ticket, prepare))

    def _done(self, ticket: int, prepare: Prepare | None, future: Future[Any]) -> None:
        error = CancelledError() if future.cancelled() else future.exception()
        value = None
        if error is None:
            try:
                value = future.result() if prepare is None else prepare(future.result())
            except Exception as problem:  # noqa: BLE001 - a formatter failed: the page must say so, not stay empty
                error = problem
        self._box.append((ticket, error, value))
        self._arrived.emit()

    @Slot()
    def _deliver(self) -> None:
        while self._box:
            ticket, error, value = self._box.popleft()
            owner, answer, failed = self._waiting.pop(ticket)
            if isinstance(error, CancelledError) or not shiboken6.isValid(owner):
                continue
            if error is None:
                answer(value)
            else:
                failed(error)


@cache
def _mailbox() -> _Mailbox:
    return _Mailbox()
