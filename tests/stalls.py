"""How long a thread with an event loop is kept from its events in one go: the stall meter of windows."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

LONGEST_MS = 50.0
_FLOOR_SECONDS = 0.5


_QUEUED = Path("/proc/thread-self/schedstat")


def queued_ms() -> float:
    """How long this thread has waited for a processor that others had; 0 where the system does not say."""
    try:
        return int(_QUEUED.read_text("ascii").split()[1]) / 1e6
    except (OSError, IndexError):
        return 0.0


class Pulse(QObject):
    """A beat on every turn of the event loop; `gaps` are the milliseconds between beats.

    `busy` are those of them in which the thread had a processor, `stood` all but those it waited for one.
    """

    def __init__(self) -> None:
        super().__init__()
        self.restart()
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start()

    def restart(self) -> None:
        """Forget what was measured so far."""
        self.gaps: list[float] = []
        self.busy: list[float] = []
        self.stood: list[float] = []
        self._last, self._worked, self._queued = time.perf_counter(), time.thread_time(), queued_ms()

    def stop(self) -> None:
        """Count the time since the last beat, and beat no more."""
        self._beat()
        self._timer.stop()

    def _beat(self) -> None:
        now, worked, queued = time.perf_counter(), time.thread_time(), queued_ms()
        self.gaps.append((now - self._last) * 1000)
        self.busy.append((worked - self._worked) * 1000)
        self.stood.append(max(self.gaps[-1] - (queued - self._queued), 0.0))
        self._last, self._worked, self._queued = now, worked, queued


@dataclass(frozen=True, slots=True)
class Stall:
    """The longest time in one go in milliseconds: by the clock without queueing, of the processor, of an idle loop."""

    what: str
    gap_ms: float
    busy_ms: float
    floor_ms: float

    @property
    def is_too_long(self) -> bool:
        """Whether the window stood still: it was busy, or waited for something longer than an idle loop has to."""
        return self.busy_ms > LONGEST_MS or self.gap_ms > LONGEST_MS + self.floor_ms


class StallMeter:
    """Watches the event loop while something happens; `AssertionError` where it stood still for over 50 ms.

    What the computer takes away for others is measured before each, on the idle loop, and allowed.
    """

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self.seen: list[Stall] = []

    def _floor_ms(self) -> float:
        """The longest gap of a loop that has nothing to do."""
        pulse, end = Pulse(), time.monotonic() + _FLOOR_SECONDS
        while time.monotonic() < end:
            self._app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        pulse.stop()
        return max(pulse.stood)

    @contextmanager
    def watching(self, what: str) -> Iterator[None]:
        """Everything inside counts; the loop must be turned inside (``qtbot.waitUntil``)."""
        floor_ms, pulse = self._floor_ms(), Pulse()
        try:
            yield
        finally:
            pulse.stop()
        stall = Stall(what, max(pulse.stood), max(pulse.busy), floor_ms)
        self.seen.append(stall)
        assert not stall.is_too_long, (
            f"{what}: the window's thread stood still for {stall.gap_ms:.0f} ms, {stall.busy_ms:.0f} ms of them busy; "
            f"an idle loop lost {stall.floor_ms:.0f} ms"
        )
