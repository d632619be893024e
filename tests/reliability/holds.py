"""How long the window's thread works in one go, in time of the processor, and in which calls."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

from ui.debug.stalls import calls_of

LONGEST_S = 0.05
_LOOK_EVERY_S = 0.01
_ROOT = Path(__file__).resolve().parents[2]
_OURS = tuple(f"{_ROOT / folder}/" for folder in ("ui", "services", "models"))
_SHOWN_CALLS = 4


@dataclass(frozen=True, slots=True)
class Hold:
    """Work of the window's thread in one go, in seconds of the processor, and our calls it was mostly seen in."""

    took_s: float
    calls: str


class HoldMeter:
    """Used by the thread it measures: `turn` at the end of every piece of work after which other events may come."""

    def __init__(self, longest_s: float = LONGEST_S) -> None:
        self._longest = longest_s
        self._thread = threading.get_ident()
        self._began = time.thread_time()
        self._lock = threading.Lock()
        self._seen: Counter[str] = Counter()
        self._over = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="holds", daemon=True)
        self._watcher.start()

    def turn(self) -> Hold | None:
        """Begin anew, and say what the work since the last turn was where it took too long."""
        now = time.thread_time()
        took, self._began = now - self._began, now
        with self._lock:
            seen, self._seen = self._seen, Counter()
        if took <= self._longest:
            return None
        return Hold(took, seen.most_common(1)[0][0] if seen else "")

    def end(self) -> None:
        """Look no more."""
        self._over.set()
        self._watcher.join()

    def _watch(self) -> None:
        clock_of = getattr(time, "pthread_getcpuclockid", None)
        if clock_of is None:  # only told how long, not where
            return
        clock = clock_of(self._thread)
        with TemporaryFile() as written:
            while not self._over.wait(_LOOK_EVERY_S):
                if time.clock_gettime(clock) - self._began > _LOOK_EVERY_S:
                    calls = _ours(calls_of(self._thread, written))
                    with self._lock:
                        self._seen[calls] += 1


def _ours(calls: Sequence[tuple[str, int, str]]) -> str:
    """The innermost calls of the program's own, the outermost of them first."""
    ours = [one for one in calls if one[0].startswith(_OURS)][-_SHOWN_CALLS:]
    return " > ".join(f"{Path(file).relative_to(_ROOT).as_posix()}:{line} {name}" for file, line, name in ours)
