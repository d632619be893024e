"""The statements that took long, for whoever looks for what makes the program slow."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass

from models.dialects import timing

SLOW_S = 0.05
_MOST = 500
_TEXTS = re.compile(r"'(?:[^']|'')*'")
_MANY = re.compile(r"\?(?:, \?){2,}")
_GAPS = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class SlowStatement:
    """A statement without values: how often it was slow, the worst and the sum of those times in seconds."""

    words: str
    count: int
    worst_s: float
    total_s: float


class SlowStatements:
    """Gathers the statements of every shop opened after `begin` that took `slower_than_s` or longer."""

    def __init__(self, slower_than_s: float = SLOW_S) -> None:
        self._limit = slower_than_s
        self._lock = threading.Lock()
        self._found: dict[str, SlowStatement] = {}
        self._end: Callable[[], None] | None = None

    def begin(self) -> None:
        """Listen from now on."""
        if self._end is None:
            self._end = timing.listen(self._heard)

    def end(self) -> None:
        """Listen no more."""
        if self._end is not None:
            self._end()
            self._end = None

    def clear(self) -> None:
        """Forget what was found so far."""
        with self._lock:
            self._found.clear()

    def found(self) -> list[SlowStatement]:
        """What was found, what took most of the time first."""
        with self._lock:
            return sorted(self._found.values(), key=lambda one: one.total_s, reverse=True)

    def _heard(self, words: str, took_s: float) -> None:
        if took_s < self._limit:
            return
        plain = without_values(words)
        with self._lock:
            old = self._found.get(plain)
            if old is not None:
                worst = max(old.worst_s, took_s)
                self._found[plain] = SlowStatement(plain, old.count + 1, worst, old.total_s + took_s)
            elif len(self._found) < _MOST:
                self._found[plain] = SlowStatement(plain, 1, took_s, took_s)


def without_values(words: str) -> str:
    """A statement on one line, without texts in it and with a long list of values as one."""
    return _MANY.sub("?…", _TEXTS.sub("'…'", _GAPS.sub(" ", words))).strip()
