"""The link of a whole window: knows when it is quiet, and which long tasks could be stopped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal, Slot

from services.kernel.tasks import Task
from services.shop import Shop
from ui.shop_link import Pending, ShopLink

T = TypeVar("T")
_REMEMBERED = 32


class WindowLink(ShopLink):
    """`quiet` is sent whenever no answer is on its way any more."""

    quiet = Signal()
    _arrived = Signal(object)

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        self._tasks: deque[Task] = deque(maxlen=_REMEMBERED)
        self._listens = self._is_over = False
        super().__init__(shop, parent)

    def wait_for(self, future: Future[T], owner: QObject | None = None) -> Pending[T]:
        """Bring any future's answer to the window's thread, always through the event loop.

        An answer that is ready at once must still wait until its handlers are there.
        """
        if not self._listens:  # the first question is asked while the link is still being made
            self._listens = True
            self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        pending = Pending(self, future, owner)
        self._waiting.add(pending)
        future.add_done_callback(lambda _done: self._say_arrived(pending))
        return pending

    def run(
        self,
        command: Callable[..., Any],
        *args: Any,
        owner: QObject | None = None,
        task: Task | None = None,
        **kwargs: Any,
    ) -> Pending[Any]:
        """Run a command; after the end of the link nothing is run and nothing answers."""
        return self._nothing() if self._is_over else super().run(command, *args, owner=owner, task=task, **kwargs)

    def ask(self, query: Callable[..., T], *args: Any, owner: QObject | None = None, **kwargs: Any) -> Pending[T]:
        """Ask a query; after the end of the link nothing answers."""
        return self._nothing() if self._is_over else super().ask(query, *args, owner=owner, **kwargs)

    def undo(self, operation_id: int | None = None, owner: QObject | None = None) -> Pending[Any]:
        """Undo; not after the end of the link."""
        return self._nothing() if self._is_over else super().undo(operation_id, owner)

    def redo(self, operation_id: int | None = None, owner: QObject | None = None) -> Pending[Any]:
        """Redo; not after the end of the link."""
        return self._nothing() if self._is_over else super().redo(operation_id, owner)

    def close(self) -> None:
        """The window closes: from now on nothing new is begun."""
        self._is_over = True
        self._undo_timer.stop()
        super().close()

    def task(self) -> Task:
        """A task that reports to the window, and that closing the window can stop."""
        made = super().task()
        self._tasks.append(made)
        return made

    def is_quiet(self) -> bool:
        """Whether every question that was asked has been answered."""
        return not self._waiting

    def cancel_tasks(self) -> None:
        """Ask everything long that still runs to stop; nothing of it will remain."""
        for task in self._tasks:
            task.cancel()

    def _nothing(self) -> Pending[Any]:
        never: Future[Any] = Future()
        never.cancel()
        return Pending(self, never)

    def _say_arrived(self, pending: Pending[Any]) -> None:
        if shiboken6.isValid(self):
            self._arrived.emit(pending)

    @Slot(object)
    def _take(self, pending: Pending[Any]) -> None:
        self._deliver(pending)
        if self.is_quiet():
            self.quiet.emit()
