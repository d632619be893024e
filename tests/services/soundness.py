"""What must hold of a shop file at any moment, and the check that every operation can be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, select

from models.base import Base
from models.dialects import sqlite
from models.dialects.compiling import ShopDialect
from models.entities import CLASSES, Entity
from models.journal import Change, IdCounter, Operation, OperationKind
from services import clock, i18n
from services.kernel import images
from services.kernel.changes import ChangeSet
from services.messages import from_json, render
from services.registry import PROJECTIONS
from services.shop import Shop

Rows = dict[Entity, list[tuple[Any, ...]]]
_JOURNAL = {Operation.__tablename__, Change.__tablename__, IdCounter.__tablename__}
_SOUND: set[bytes] = set()


def rows(connection: Connection) -> Rows:
    """Every journaled row as stored, without `version`, which only grows."""
    cursor = connection.connection.cursor()
    try:
        return {entity: cursor.execute(statement).fetchall() for entity, statement in _whole_tables().items()}
    finally:
        cursor.close()


@cache
def _whole_tables() -> dict[Entity, str]:
    found = {}
    for entity in CLASSES:
        table = images.table_of(entity)
        names = [name for name in images.columns_of(entity) if name != "version"]
        statement = select(*(table.c[name] for name in names)).order_by(table.c.id)
        found[entity] = str(statement.compile(dialect=ShopDialect()))
    return found


def versions(connection: Connection) -> dict[tuple[Entity, int], int]:
    """The version of every journaled row."""
    found = {}
    for entity in CLASSES:
        table = images.table_of(entity)
        for row_id, version in connection.exec_driver_sql(f'SELECT id, version FROM "{table.name}"'):
            found[entity, row_id] = version
    return found


def problems(connection: Connection, *, thorough: bool = True) -> list[str]:
    """What is wrong with the file: pages, foreign keys, projections, search indexes."""
    found = sqlite.structure_problems(connection, thorough=thorough)
    for projection in PROJECTIONS:
        found += [str(problem) for problem in projection.verify(connection)]
    return found


def problems_of_state(connection: Connection) -> list[str]:
    """As `problems`; what all tables hold is looked through once only, for what follows from it never differs."""
    state = _state(connection)
    if state in _SOUND:
        return sqlite.structure_problems(connection, thorough=True)
    found = problems(connection)
    if not found:
        _SOUND.add(state)
    return found


def _state(connection: Connection) -> bytes:
    """A sum over every row of every table but the journal's, and the day it is."""
    total = hashlib.blake2b(repr(clock.now().date()).encode())
    cursor = connection.connection.cursor()
    try:
        for statement in _contents():
            total.update(repr(cursor.execute(statement).fetchall()).encode("utf-8", "surrogatepass"))
    finally:
        cursor.close()
    return total.digest()


@cache
def _contents() -> tuple[str, ...]:
    tables = [table for table in Base.metadata.sorted_tables if table.name not in _JOURNAL]
    return tuple(
        str(
            select(*(column for column in table.c if column.name != "version"))
            .order_by(*table.primary_key.columns)
            .compile(dialect=ShopDialect())
        )
        for table in tables
    )


def require_labels(connection: Connection) -> None:
    """Every line of History can be rendered in both languages."""
    try:
        for code in i18n.LANGUAGES:
            i18n.set_language(code)
            for (label,) in connection.execute(select(Operation.label)):
                assert render(from_json(label))
    finally:
        i18n.set_language("en")


def in_force(connection: Connection) -> list[tuple[int, bool]]:
    """(root operation, whether it is final) of what is in force, the one applied last first."""
    statement = (
        select(Operation.id, Operation.final_reason)
        .where(Operation.kind == OperationKind.DO, Operation.applied_by.is_not(None))
        .order_by(Operation.applied_by.desc())
    )
    return [(row[0], row[1] is not None) for row in connection.execute(statement)]


class UndoCheck:
    """Watches a shop from its start; `require` then takes everything back and does it again.

    An operation that is final (its effect left the file) ends the way back: what was done
    after it is undone, and the rows must be those it left, unless the test took back
    something older in the meantime.
    """

    def __init__(self, shop: Shop) -> None:
        self._path: Path = shop.path
        self._start: Rows = shop.ask(rows)
        self._stop: Callable[[], None] = shop.subscribe(self._note_final)
        self._shop = shop
        self._after_final: dict[int, tuple[Rows, set[int]]] = {}

    def _note_final(self, changes: ChangeSet) -> None:
        if changes.kind is not OperationKind.DO:
            return

        def left(connection: Connection) -> tuple[Rows, set[int]] | None:
            applied = dict(in_force(connection))
            return (rows(connection), set(applied)) if applied[changes.operation_id] else None

        found = self._shop.submit_ask(left).result()
        if found is not None:
            self._after_final[changes.operation_id] = found

    def require(self) -> None:
        """Undo newest-first, compare, redo, compare; sound at both ends."""
        self._stop()
        if self._shop.is_closed:
            with Shop.open(self._path) as again:
                self._require(again)
        else:
            self._require(self._shop)

    def _require(self, shop: Shop) -> None:
        shop.forbid_thread(None)
        end = shop.ask(rows)
        assert shop.ask(problems_of_state) == []
        shop.ask(require_labels)
        expected: Rows | None = self._start
        applied = shop.ask(in_force)
        undone = []
        for place, (root, is_final) in enumerate(applied):
            if is_final:
                left, were_applied = self._after_final[root]
                expected = left if were_applied == {one for one, _ in applied[place:]} else None
                break
            undone.append(root)
        for root in undone:
            shop.undo(root)
        assert expected is None or shop.ask(rows) == expected
        assert shop.ask(problems_of_state) == []
        for root in reversed(undone):
            shop.redo(root)
        assert shop.ask(rows) == end
        assert shop.ask(problems_of_state) == []
