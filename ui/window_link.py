"""The link of a whole window: knows when it is quiet, and which long tasks could be stopped."""

from __future__ import annotations

from collections import deque
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from services.kernel.tasks import Task
from services.shop import Shop
from ui.shop_link import Pending, ShopLink

_REMEMBERED = 32


class WindowLink(ShopLink):
    """`quiet` is sent whenever no answer is on its way any more."""

    quiet = Signal()

    def __init__(self, shop: Shop, parent: QObject | None = None) -> None:
        self._tasks: deque[Task] = deque(maxlen=_REMEMBERED)
        super().__init__(shop, parent)
        # An answer that is ready at once must still wait for its handlers: always through the event loop.
        self._answered.disconnect(self._deliver)
        self._answered.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

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

    @Slot(object)
    def _deliver(self, pending: Pending[Any]) -> None:
        super()._deliver(pending)
        if self.is_quiet():
            self.quiet.emit()
