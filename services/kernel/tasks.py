"""Progress and cancellation of anything that takes longer than a blink."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from services.errors import Cancelled
from services.messages import Message

_REPORT_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a task is: `done` of `total` (0 where the total is unknown), and what it is doing."""

    done: int
    total: int
    doing: Message | None = None


@dataclass(slots=True)
class Task:
    """Handed to long work: it reports through it and learns from it that it was cancelled.

    `on_progress` is called on the working thread, at most ten times a second.
    """

    on_progress: Callable[[Progress], None] | None = None
    _cancelled: threading.Event = field(default_factory=threading.Event)
    _next_report: float = 0.0

    def cancel(self) -> None:
        """Ask the work to stop at its next checkpoint; nothing of it will remain."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether somebody asked the work to stop."""
        return self._cancelled.is_set()

    def checkpoint(self, done: int = 0, total: int = 0, doing: Message | None = None) -> None:
        """Report how far the work is, and raise `Cancelled` when it was asked to stop."""
        if self._cancelled.is_set():
            raise Cancelled
        if self.on_progress is None:
            return
        now = time.monotonic()
        if now >= self._next_report or (total and done >= total):
            self._next_report = now + _REPORT_EVERY_S
            self.on_progress(Progress(done, total, doing))
