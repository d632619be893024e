"""When the window did not answer, and what held it: a thread looks at the window's thread from outside."""

from __future__ import annotations

import sys
import threading
import traceback
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from types import FrameType

from PySide6.QtCore import QObject, QTimer

STALL_S = 0.05
_LOOK_S = 0.01
_MOST = 200
_FRAMES = 12


@dataclass(frozen=True, slots=True)
class Stall:
    """How long the window was held, in seconds, and the calls that held it, the innermost last."""

    took_s: float
    calls: tuple[str, ...]


class StallMeter(QObject):
    """A timer beats on the window's thread; when a beat is late, the calls of that moment are written down."""

    def __init__(self, parent: QObject, longer_than_s: float = STALL_S) -> None:
        super().__init__(parent)
        self._limit = longer_than_s
        self._window_thread = threading.get_ident()
        self._beat = monotonic()
        self._lock = threading.Lock()
        self._found: list[Stall] = []
        self._over = threading.Event()
        self._timer = QTimer(self, interval=int(_LOOK_S * 1000))
        self._timer.timeout.connect(self._tick)
        self._watcher = threading.Thread(target=self._watch, name="stall-meter", daemon=True)

    def begin(self) -> None:
        """Look from now on."""
        self._beat = monotonic()
        self._timer.start()
        self._watcher.start()

    def end(self) -> None:
        """Look no more."""
        self._timer.stop()
        self._over.set()
        if self._watcher.is_alive():
            self._watcher.join()

    def clear(self) -> None:
        """Forget what was found so far."""
        with self._lock:
            self._found.clear()

    def found(self) -> list[Stall]:
        """The longest stalls, the worst first."""
        with self._lock:
            return sorted(self._found, key=lambda one: one.took_s, reverse=True)

    def _tick(self) -> None:
        self._beat = monotonic()

    def _watch(self) -> None:
        """Runs on its own thread and touches nothing of Qt."""
        held: tuple[float, tuple[str, ...]] | None = None
        while not self._over.wait(_LOOK_S):
            beat = self._beat
            if held is not None and beat != held[0]:
                self._keep(Stall(beat - held[0], held[1]))
                held = None
            if held is None and monotonic() - beat > self._limit:
                held = beat, _calls(sys._current_frames().get(self._window_thread))

    def _keep(self, stall: Stall) -> None:
        with self._lock:
            self._found.append(stall)
            if len(self._found) > _MOST:
                self._found.remove(min(self._found, key=lambda one: one.took_s))


def _calls(frame: FrameType | None) -> tuple[str, ...]:
    if frame is None:
        return ()
    stack = [one for one in traceback.extract_stack(frame) if not one.filename.startswith("<frozen")][-_FRAMES:]
    return tuple(f"{Path(one.filename).name}:{one.lineno} {one.name}" for one in stack)
