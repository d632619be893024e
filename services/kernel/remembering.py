"""Answers of statements, remembered for as long as the file stays as it is.

What is remembered is the answer of one statement with its very values, seen by a connection at one state of the file
(`sqlite.state_seen`), for all connections that see this state: who asks the same again reads nothing, who asks it
meanwhile waits for who reads, and any commit forgets all of it. So does every quarter of an hour, for then a new day
may begin where the shop is, and statements may ask for its day (`services.registry`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Any

from sqlalchemy import Connection, Select

from models.columns import to_epoch_ms
from models.dialects import sqlite
from services import clock
from services.kernel.table_query import Row, stored_rows

_ANSWERS, _ROWS = 24, 20_000  # that are remembered at most; one answer may have more than so many rows
_NAME = "remembered answers"
_DAYS_BEGIN_EVERY_MS = 15 * 60 * 1000  # zones differ from UTC by so many, or times that


@dataclass(slots=True)
class _Answer:
    """The rows of a statement, once somebody has read them; who reads them holds the lock."""

    rows: Sequence[Row] | None = None
    lock: Lock = field(default_factory=Lock)


@dataclass(slots=True)
class _Remembered:
    """The answers of one state of the file within one quarter of an hour, those asked for last at the end."""

    state: int
    quarter: int
    answers: OrderedDict[tuple[Hashable, ...], _Answer] = field(default_factory=OrderedDict)

    def answer(self, asked: tuple[Hashable, ...]) -> _Answer:
        """The answer to a question, which may have to be read."""
        found = self.answers.setdefault(asked, _Answer())
        self.answers.move_to_end(asked)
        return found

    def limit(self) -> None:
        """Let those go that nobody has asked for longest, until the others are no more than may be."""
        while len(self.answers) > _ANSWERS or (len(self.answers) > 1 and self._rows() > _ROWS):
            self.answers.popitem(last=False)

    def _rows(self) -> int:
        return sum(len(one.rows) for one in self.answers.values() if one.rows is not None)


def remembered_rows(connection: Connection, statement: Select[Any]) -> Sequence[Row]:
    """The rows as the file holds them, from memory where nothing was written since the same was asked.

    A connection that writes remembers nothing: no state has a number before it is committed. The statement must read
    the shop's own tables alone, and no clock but for the day.
    """
    watch = sqlite.watch_of(connection)
    state = sqlite.state_seen(connection) if watch is not None else None
    if watch is None or state is None:
        return stored_rows(connection, statement)
    asked = sqlite.said(connection, statement)
    with watch.lock:
        kept = _remembered(watch, state)
        answer = kept.answer(asked) if kept is not None else _Answer()
    with answer.lock:
        if answer.rows is None:
            answer.rows = stored_rows(connection, statement)
            with watch.lock:
                if kept is not None:
                    kept.limit()
        return answer.rows


def forget(connection: Connection) -> None:
    """Remember nothing any more: for who measures how long reading takes."""
    watch = sqlite.watch_of(connection)
    if watch is not None:
        watch.kept.pop(_NAME, None)


def _remembered(watch: sqlite.Watch, state: int) -> _Remembered | None:
    """What is remembered of this state of the file; None of one that is the past to others."""
    quarter = to_epoch_ms(clock.now()) // _DAYS_BEGIN_EVERY_MS
    kept: _Remembered | None = watch.kept.get(_NAME)
    if kept is not None and state < kept.state:
        return None
    if kept is None or (kept.state, kept.quarter) != (state, quarter):
        kept = watch.kept[_NAME] = _Remembered(state, quarter)
    return kept
