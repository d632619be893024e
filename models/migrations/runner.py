"""Opening a file of an older layout: copy, migrate the copy, verify it, swap. The original is never touched.

Foreign keys are off while a table is rebuilt: with them on, rebuilding a parent deletes its
children through ON DELETE CASCADE without a word (seen, and tested for).
"""

from __future__ import annotations

import errno
import logging
import os
import shutil
import sqlite3
import warnings
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import NullPool

from models.base import Base
from models.dialects import sqlite
from models.disk import settle_names, sync, sync_folder, take_place

if TYPE_CHECKING:
    from alembic.operations import Operations

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step to layout `version`. `changes_counts` names tables whose row count it may change."""

    version: int
    upgrade: Callable[[Operations], None]
    changes_counts: frozenset[str] = field(default_factory=frozenset)


class MigrationFailed(RuntimeError):
    """The migrated copy was not sound; the original is as it was."""


class StillOpen(MigrationFailed):
    """Another program has the file open, so it cannot be exchanged."""


class NoSpace(OSError):
    """The disk has no room for the copy."""


def migrate(
    path: Path,
    migrations: Sequence[Migration],
    *,
    keep_original_as: Path,
    rebuild_projections: Callable[[Connection], None],
    program: str,
) -> None:
    """Bring the file to the newest layout through a verified copy.

    The original stays at `keep_original_as`; the copy says which version of the `program` gave it its layout.
    Any failure leaves the original in place. Nothing may have the file open.
    """
    if shutil.disk_usage(path.parent).free < 2 * path.stat().st_size:
        raise NoSpace(errno.ENOSPC, "no room for a copy", str(path))
    work = path.with_name(f".{path.name}.migrating")
    try:
        _require_whole(path)
        _copy(path, work)
        _migrate_copy(work, migrations, rebuild_projections, program)
        sync(work)
        keep_original_as.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _keep(path, keep_original_as)
        _require_whole(path)
        take_place(work, path)
        settle_names(path.parent)
    finally:
        for suffix in ("", "-journal"):
            _remove_leftover(work.with_name(work.name + suffix))


def _require_whole(path: Path) -> None:
    """Move what a crash left in the log into the file; what still has a log then is open somewhere else."""
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise StillOpen(f"{path.name} is open in another program")


def _copy(source: Path, target: Path) -> None:
    """A compact copy with the rights of the original, so that nobody else can read it either."""
    target.unlink(missing_ok=True)
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    engine = create_engine(
        "sqlite://", creator=lambda: sqlite3.connect(source, isolation_level=None), poolclass=NullPool
    )
    try:
        with engine.connect() as connection:
            connection.execution_options(isolation_level="AUTOCOMMIT")
            sqlite.copy_into(connection, target)
    finally:
        engine.dispose()
    shutil.copymode(source, target)


def _keep(original: Path, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    try:
        _copy(original, part)
        sync(part)
        take_place(part, target)
        sync_folder(target.parent)
    finally:
        _remove_leftover(part)


def _remove_leftover(path: Path) -> None:
    """Remove what is not needed any more; a disk that refuses changes nothing of what was done or went wrong."""
    try:
        path.unlink(missing_ok=True)
    except OSError:
        _log.warning("a leftover of a migration could not be removed", exc_info=True)


def _migrate_copy(
    work: Path, migrations: Sequence[Migration], rebuild_projections: Callable[[Connection], None], program: str
) -> None:
    engine = create_engine("sqlite://", creator=lambda: sqlite3.connect(work, isolation_level=None), poolclass=NullPool)

    @event.listens_for(engine, "connect")
    def _off(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA foreign_keys=OFF")

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    try:
        with engine.begin() as connection:
            _application, found = sqlite.read_stamp(connection)
            pending = [migration for migration in migrations if migration.version > found]
            before, indexes = _counts(connection), _indexes(connection)
            for migration in pending:
                _upgrade(connection, migration)
            _bring_back(connection, indexes)
            free = frozenset().union(*(migration.changes_counts for migration in pending))
            _require_same_counts(before, _counts(connection), free)
            rebuild_projections(connection)
            sqlite.note_writer(connection, program)
            problems = sqlite.structure_problems(connection, thorough=True)
            if problems:
                raise MigrationFailed("; ".join(problems))
            sqlite.write_stamp(connection, pending[-1].version if pending else found)
    finally:
        engine.dispose()


def _operations(connection: Connection) -> Operations:
    from alembic.migration import MigrationContext  # here: it takes a tenth of a second, and few starts migrate
    from alembic.operations import Operations

    return Operations(MigrationContext.configure(connection))


def _upgrade(connection: Connection, migration: Migration) -> None:
    with warnings.catch_warnings():
        # A rebuilt table comes without its indexes on expressions, which cannot be read back; we bring them back.
        warnings.filterwarnings("ignore", message="Skipped unsupported reflection of expression-based index")
        try:
            migration.upgrade(_operations(connection))
        except DatabaseError as error:
            first = _first_of(error)
            if first is error:
                raise
            raise first from error


def _first_of(error: DatabaseError) -> DatabaseError:
    """What went wrong first: Alembic clears up after it, and after a full disk or a broken one that fails too."""
    first, link = error, error.__context__
    while link is not None:
        if isinstance(link, DatabaseError):
            first = link
        link = link.__context__
    return first


def _indexes(connection: Connection) -> dict[str, tuple[str, str]]:
    """Index → its table and the statement that makes it."""
    found = connection.exec_driver_sql("SELECT name, tbl_name, sql FROM sqlite_schema WHERE type='index' AND sql > ''")
    return {name: (table, statement) for name, table, statement in found}


def _bring_back(connection: Connection, indexes: Mapping[str, tuple[str, str]]) -> None:
    """Make the indexes again that the rebuilding of a table lost, as they are meant to be now."""
    meant = {str(index.name) for table in Base.metadata.tables.values() for index in table.indexes}
    there = _indexes(connection)
    tables = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type='table'")}
    for name, (table, statement) in indexes.items():
        if name in meant and name not in there and table in tables:
            connection.exec_driver_sql(statement)


def _counts(connection: Connection) -> dict[str, int]:
    present = {row[0] for row in connection.exec_driver_sql("SELECT name FROM sqlite_schema WHERE type='table'")}
    return {
        name: int(connection.exec_driver_sql(f'SELECT count(*) FROM "{name}"').scalar_one())
        for name in Base.metadata.tables
        if name in present
    }


def _require_same_counts(before: Mapping[str, int], after: Mapping[str, int], free: frozenset[str]) -> None:
    lost = [name for name, count in before.items() if name not in free and after.get(name) != count]
    if lost:
        raise MigrationFailed(f"row counts changed in {', '.join(sorted(lost))}")
