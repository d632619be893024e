"""Statements whose text is worked out once.

SQLAlchemy looks a statement up among those it has compiled, fits the values to it and wraps what it answers. SQLite's
own work for a row found by its key is a tenth of that, and one shipped order takes a hundred statements.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, cast

from sqlalchemy import BindParameter, Connection, Executable
from sqlalchemy.engine.interfaces import DBAPICursor
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.compiler import SQLCompiler

from models.dialects.compiling import ShopDialect

_LIST = re.compile(r"__\[POSTCOMPILE_[^\]~]+\]")  # how SQLAlchemy writes a list before it has its values
_NOTHING = "SELECT 1 WHERE 0"  # what an empty list is: no value is in it
_DIALECT = ShopDialect()
_ALL: list[Prepared] = []  # they stand in modules and stay


def run_text(connection: Connection, text: str, values: Sequence[Any] = (), *, many: bool = False) -> DBAPICursor:
    """Run a statement of SQLite's, with `many` once for each row of values; whoever listens to the engine hears it."""
    if not connection.in_transaction():
        connection.begin()
    cursor = connection.connection.cursor()
    for heard in connection.dispatch.before_cursor_execute:
        heard(connection, cursor, text, values, None, many)
    try:
        (cursor.executemany if many else cursor.execute)(text, values)
    except BaseException as error:
        cursor.close()
        if isinstance(error, sqlite3.Error):  # as SQLAlchemy tells it, without the values
            raise DBAPIError.instance(text, None, error, sqlite3.Error, hide_parameters=True) from error
        raise
    return cursor


def work_out_all() -> None:
    """Make the texts of all statements there are now ready, so that nobody waits for them later."""
    for prepared in tuple(_ALL):
        prepared.work_out()


class _Given(NamedTuple):
    """A value that is given each time: where it goes, under what name, and how the file holds it."""

    place: int
    name: str
    is_list: bool
    stored: Callable[[Any], Any] | None

    def of(self, given: dict[str, Any]) -> Any:
        """The value as the file holds it."""
        value = given[self.name]
        if self.stored is None:
            return value
        return [self.stored(one) for one in value] if self.is_list else self.stored(value)


class Prepared:
    """A statement that was put together once, with the names of its parameters; rows come as the file holds them.

    Nothing of a row is converted: an instant is epoch milliseconds, a day and a code are texts. Values are given as
    the columns they are compared with take them (a `date`, a code).
    """

    def __init__(self, statement: Executable) -> None:
        self.statement = statement
        self._parts: tuple[str, ...] = ()  # of the text, between which the marks of lists go
        self._lists: tuple[int, ...] = ()
        self._always: tuple[Any, ...] = ()
        self._given: tuple[_Given, ...] = ()
        _ALL.append(self)

    def rows(self, connection: Connection, **given: Any) -> list[tuple[Any, ...]]:
        """All rows."""
        cursor = self._run(connection, given)
        try:
            return cast("list[tuple[Any, ...]]", cursor.fetchall())
        finally:
            cursor.close()

    def column(self, connection: Connection, **given: Any) -> list[Any]:
        """The first value of all rows."""
        return [row[0] for row in self.rows(connection, **given)]

    def first(self, connection: Connection, **given: Any) -> tuple[Any, ...] | None:
        """The first row, if there is one."""
        cursor = self._run(connection, given)
        try:
            return cast("tuple[Any, ...] | None", cursor.fetchone())
        finally:
            cursor.close()

    def run(self, connection: Connection, **given: Any) -> None:
        """Write; journaled rows are never written this way."""
        self._run(connection, given).close()

    def work_out(self) -> None:
        """Make the text ready, which the first use does otherwise."""
        if self._parts:
            return
        compiled = cast(SQLCompiler, self.statement.compile(dialect=_DIALECT))  # type: ignore[attr-defined]
        of_one_run = (compiled.literal_execute_params, compiled.insert_prefetch, compiled.update_prefetch)
        if any(of_one_run) or any(one.callable is not None for one in compiled.binds.values()):
            raise TypeError(f"not a statement that can be prepared: {compiled}")
        named = [(name, compiled.binds[name]) for name in compiled.positiontup or ()]
        slots = [_slot(place, name, parameter) for place, (name, parameter) in enumerate(named)]
        self._always = tuple(
            None if parameter.required else slot.of({slot.name: parameter.effective_value})
            for slot, (_name, parameter) in zip(slots, named, strict=True)
        )
        self._given = tuple(slot for slot, (_name, one) in zip(slots, named, strict=True) if one.required)
        self._lists = tuple(slot.place for slot in slots if slot.is_list)
        self._parts = tuple(_LIST.split(compiled.string))

    def _run(self, connection: Connection, given: dict[str, Any]) -> DBAPICursor:
        self.work_out()
        values = list(self._always)
        for slot in self._given:
            values[slot.place] = slot.of(given)
        if not self._lists:
            return run_text(connection, self._parts[0], values)
        text = [self._parts[0]]
        for place, part in zip(self._lists, self._parts[1:], strict=True):
            text += (", ".join("?" * len(values[place])) or _NOTHING, part)
        for place in reversed(self._lists):
            values[place : place + 1] = values[place]
        return run_text(connection, "".join(text), values)


def _slot(place: int, name: str, parameter: BindParameter[Any]) -> _Given:
    stored = parameter.type.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return _Given(place, name, bool(parameter.expanding), stored)
