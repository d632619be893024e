"""What must hold of a shop file at any moment."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
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
from services.messages import from_json, render
from services.registry import PROJECTIONS

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
        found += [str(problem.message) for problem in projection.verify(connection)]
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


def labels(connection: Connection) -> list[dict[str, Any]]:
    """Every line of History as stored."""
    return [row[0] for row in connection.execute(select(Operation.label))]


def require_labels(stored: Iterable[dict[str, Any]]) -> None:
    """Every line of History can be rendered in both languages.

    Not for a reader's thread: windows, of earlier tests too, follow the language on the thread it changes on.
    """
    read = [from_json(label) for label in stored]
    try:
        for code in i18n.LANGUAGES:
            i18n.set_language(code)
            for label in read:
                assert render(label)
    finally:
        i18n.set_language("en")


def stamp_of(path: Path) -> tuple[int, int]:
    """(application id, layout version) of a shop file that is closed."""
    engine = sqlite.open_reader(path)
    try:
        with engine.connect() as connection:
            return sqlite.read_stamp(connection)
    finally:
        engine.dispose()


def in_force(connection: Connection) -> list[tuple[int, bool]]:
    """(root operation, whether it is final) of what is in force, the one applied last first."""
    statement = (
        select(Operation.id, Operation.final_reason)
        .where(Operation.kind == OperationKind.DO, Operation.applied_by.is_not(None))
        .order_by(Operation.applied_by.desc())
    )
    return [(row[0], row[1] is not None) for row in connection.execute(statement)]
