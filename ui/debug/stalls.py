"""When the window did not answer, and what held it: a thread looks at the window's thread from outside."""

from __future__ import annotations

import faulthandler
import re
import threading
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from time import monotonic
from typing import IO

from PySide6.QtCore import QObject, QTimer

STALL_S = 0.05
_LOOK_S = 0.01
_MOST = 200
_FRAMES = 12
_THREAD = re.compile(r"(?:Current thread|Thread) 0x(?P<id>[0-9a-f]+) ")
_CALL = re.compile(r'  File "(?P<file>.*)", line (?P<line>\d+) in (?P<name>.*)')


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
        with TemporaryFile() as written:
            while not self._over.wait(_LOOK_S):
                beat = self._beat
                if held is not None and beat != held[0]:
                    self._keep(Stall(beat - held[0], held[1]))
                    held = None
                if held is None and monotonic() - beat > self._limit:
                    calls = [one for one in calls_of(self._window_thread, written) if not one[0].startswith("<frozen")]
                    held = beat, tuple(map(_named, calls[-_FRAMES:]))

    def _keep(self, stall: Stall) -> None:
        with self._lock:
            self._found.append(stall)
            if len(self._found) > _MOST:
                self._found.remove(min(self._found, key=lambda one: one.took_s))


def calls_of(thread_id: int, written: IO[bytes]) -> tuple[tuple[str, int, str], ...]:
    """File, line and function of what a thread is in, the innermost last; `written` is a file to write it to.

    Read without a hand on the frames: whoever held one while the window's thread returned from it would be the last
    to let go of a painter in it, too late and on the wrong thread.
    """
    written.seek(0)
    written.truncate()
    faulthandler.dump_traceback(written, all_threads=True)
    written.seek(0)
    found: list[tuple[str, int, str]] = []
    is_it = False
    for line in written.read().decode("utf-8", "replace").splitlines():
        thread = _THREAD.match(line)
        if thread is not None:
            is_it = int(thread["id"], 16) == thread_id
        call = _CALL.match(line) if is_it else None
        if call is not None:
            found.append((call["file"], int(call["line"]), call["name"]))
    return tuple(reversed(found))


def _named(call: tuple[str, int, str]) -> str:
    file, line, name = call
    return f"{Path(file).name}:{line} {name}"
