"""How long each statement took, its rows included: measured only while somebody listens."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from time import perf_counter
from typing import Any, Self, TypeVar

T = TypeVar("T")
Heard = Callable[[str, float], object]
_listeners: list[Heard] = []


def listen(heard: Heard) -> Callable[[], None]:
    """Call `heard` with a statement without its values and the seconds it took, on the thread that ran it.

    Only connections opened from now on are measured. The returned function ends it.
    """
    _listeners.append(heard)
    return lambda: _listeners.remove(heard)


def connection_class() -> type[sqlite3.Connection]:
    """The class of a new connection: SQLite's own, unless somebody listens."""
    return _TimedConnection if _listeners else sqlite3.Connection


class _TimedCursor(sqlite3.Cursor):
    _words = ""
    _spent = 0.0

    def execute(self, *arguments: Any) -> Self:
        self._begin(arguments[0])
        return self._timed(super().execute, *arguments)

    def executemany(self, *arguments: Any) -> Self:
        self._begin(arguments[0])
        return self._timed(super().executemany, *arguments)

    def fetchone(self) -> Any:
        return self._timed(super().fetchone)

    def fetchmany(self, *arguments: Any) -> list[Any]:
        return self._timed(super().fetchmany, *arguments)

    def fetchall(self) -> list[Any]:
        return self._timed(super().fetchall)

    def close(self) -> None:
        self._begin("")
        super().close()

    def _begin(self, words: str) -> None:
        """The statement before is over: say what it took."""
        over, spent = self._words, self._spent
        self._words, self._spent = words, 0.0
        for heard in tuple(_listeners) if over else ():
            heard(over, spent)

    def _timed(self, work: Callable[..., T], *arguments: Any) -> T:
        began = perf_counter()
        try:
            return work(*arguments)
        finally:
            self._spent += perf_counter() - began


class _TimedConnection(sqlite3.Connection):
    def cursor(self, _factory: Any = None) -> Any:
        return super().cursor(_TimedCursor)
