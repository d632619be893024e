"""Answers of statements, remembered for as long as the file stays as it is.

What is remembered is the answer of one statement with its very values, seen by one connection at one version of the
file (`sqlite.data_version`): who asks the same again reads nothing, and any commit forgets all of it. So does every
quarter of an hour, for then a new day may begin where the shop is, and statements may ask for its day
(`services.registry`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import Connection, Select

from models.columns import to_epoch_ms
from models.dialects import sqlite
from services import clock
from services.kernel.table_query import Row, stored_rows

_ANSWERS, _ROWS = 24, 20_000  # that one connection remembers at most; one answer may have more than so many rows
_NAME = "remembered answers"
_DAYS_BEGIN_EVERY_MS = 15 * 60 * 1000  # zones differ from UTC by so many, or times that
_Answers: TypeAlias = OrderedDict[tuple[Hashable, ...], Sequence[Row]]


def remembered_rows(connection: Connection, statement: Select[Any]) -> Sequence[Row]:
    """The rows as the file holds them, from memory where nothing was written since the same was asked.

    A connection that writes remembers nothing: the version does not tell it of what it wrote itself. The statement
    must read the shop's own tables alone, and no clock but for the day.
    """
    if not sqlite.only_reads(connection):
        return stored_rows(connection, statement)
    answers, asked = _answers(connection), sqlite.said(connection, statement)
    if asked in answers:
        answers.move_to_end(asked)
    else:
        answers[asked] = stored_rows(connection, statement)
        while len(answers) > _ANSWERS or (len(answers) > 1 and sum(map(len, answers.values())) > _ROWS):
            answers.popitem(last=False)
    return answers[asked]


def forget(connection: Connection) -> None:
    """Remember nothing any more: for who measures how long reading takes."""
    connection.info.pop(_NAME, None)


def _answers(connection: Connection) -> _Answers:
    as_of = (sqlite.data_version(connection), to_epoch_ms(clock.now()) // _DAYS_BEGIN_EVERY_MS)
    kept: tuple[tuple[int, int], _Answers] | None = connection.info.get(_NAME)
    if kept is None or kept[0] != as_of:
        kept = connection.info[_NAME] = (as_of, OrderedDict())
    return kept[1]
