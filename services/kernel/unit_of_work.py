"""What a command writes through: one transaction, recorded row by row as it happens."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import JSON, Connection, Select, bindparam, inspect, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.util import identity_key

from models.base import Base, Journaled
from models.dialects import sqlite
from models.dialects.stored import delete_range, filled_columns, insert_stored, select_stored, update_stored
from models.entities import ENTITIES, Entity
from models.journal import ChangeKind
from models.values import IdRanges
from services.errors import NotFound
from services.kernel import images
from services.kernel.chunks import portions, sorted_chunks
from services.kernel.projections import PendingKeys
from services.kernel.recorder import Recorder
from services.kernel.tasks import Task
from services.messages import Param

MappedRow = TypeVar("MappedRow", bound=Base)
_BLOCK_ROWS = 5_000
GONE = "\u2026"
"""What the journal holds in the place of a value that was erased for good."""
_GONE_JSON = f'"{GONE}"'


class UnitOfWork:
    """The hands of a command. Rows are read and written through it and nowhere else."""

    def __init__(self, session: Session, recorder: Recorder, pending: PendingKeys, task: Task) -> None:
        self.session = session
        self.connection: Connection = session.connection()
        """The transaction's connection, for reads a query function offers."""
        self.task = task
        self._recorder = recorder
        self._pending = pending
        self.label_params: dict[str, Param] = {}

    def describe(self, **params: Param) -> None:
        """Fill the fields of the command's label, for History and the undo menu."""
        self.label_params.update(params)

    def checkpoint(self, done: int = 0, total: int = 0) -> None:
        """Report progress; raises `Cancelled` when the user stopped it, and everything rolls back."""
        self.task.checkpoint(done, total)

    # -- reading -------------------------------------------------------------------------------

    def find(self, mapped: type[MappedRow], row_id: int) -> MappedRow | None:
        """The row, or None."""
        return self.session.get(mapped, row_id)

    def get(self, mapped: type[MappedRow], row_id: int) -> MappedRow:
        """The row; `NotFound` where it does not exist."""
        return self.get_many(mapped, [row_id])[0]

    def get_many(self, mapped: type[MappedRow], row_ids: Iterable[int]) -> list[MappedRow]:
        """The rows in the order of the ids; `NotFound` names every missing one."""
        self.session.flush()  # what was taken out is no longer there, and what was added is
        wanted = list(row_ids)
        found = self._loaded(mapped, wanted)
        unknown = [row_id for row_id in wanted if row_id not in found]
        for chunk in sorted_chunks(unknown):
            rows = self.session.scalars(_of_ids(mapped), {"ids": chunk})
            found.update((row.id, row) for row in rows)
        missing = [row_id for row_id in wanted if row_id not in found]
        if missing:
            raise NotFound(what=str(ENTITIES[mapped]), which=", ".join(f"#{row_id}" for row_id in missing[:10]))
        return [found[row_id] for row_id in wanted]

    def _loaded(self, mapped: type[MappedRow], row_ids: Iterable[int]) -> dict[int, MappedRow]:
        """Those of the rows this command has at hand: nobody else can have changed them meanwhile."""
        known = self.session.identity_map
        rows = ((row_id, known.get(identity_key(mapped, row_id))) for row_id in row_ids)
        return {row_id: row for row_id, row in rows if row is not None and not inspect(row).expired}

    def all(self, statement: Select[MappedRow]) -> list[MappedRow]:
        """Every mapped row the statement selects."""
        return list(self.session.scalars(statement))

    def all_in(self, mapped: type[MappedRow], column: Any, values: Iterable[Any]) -> list[MappedRow]:
        """Every row whose `column` holds one of many values."""
        rows: list[MappedRow] = []
        for chunk in portions(list(values)):
            rows += self.session.scalars(select(mapped).where(column.in_(chunk)))
        return rows

    # -- writing -------------------------------------------------------------------------------

    def add(self, row: Base) -> None:
        """Create the row; its id is known at once."""
        entity = ENTITIES[type(row)]
        if isinstance(row, Journaled) and row.id is None:
            row.id = self.take_ids(entity, 1)
        self.session.add(row)

    def add_all(self, rows: Iterable[Base]) -> None:
        """Create the rows, with ids from one block per entity."""
        waiting: dict[Entity, list[Journaled]] = {}
        everything = list(rows)
        for row in everything:
            if isinstance(row, Journaled) and row.id is None:
                waiting.setdefault(ENTITIES[type(row)], []).append(row)
        for entity, without_id in waiting.items():
            first = self.take_ids(entity, len(without_id))
            for row_id, fresh in enumerate(without_id, start=first):
                fresh.id = row_id
        self.session.add_all(everything)

    def delete(self, row: Base) -> None:
        """Remove the row; its children must be removed first or with it."""
        self.session.delete(row)

    def flush(self) -> None:
        """Send what is pending to the database, so that queries see it."""
        self.session.flush()

    def take_ids(self, entity: Entity, count: int) -> int:
        """Reserve `count` consecutive ids and return the first."""
        return sqlite.take_ids(self.connection, str(entity), count)

    def bulk_insert(self, entity: Entity, rows: Sequence[Mapping[str, Any]]) -> range:
        """Insert many rows of *stored* values (epoch ms, minor units, codes) as one block.

        The journal keeps one line for the whole block. Columns missing in a row become NULL
        or, for `version` 1; JSON columns are given as Python values. Returns the new ids.
        """
        if not rows:
            return range(0)
        self.session.flush()
        first = self.take_ids(entity, len(rows))
        named = {"id", "version", *images.defaulted_columns_of(entity)}.union(*rows)
        columns = [name for name in images.columns_of(entity) if name in named]  # the others are NULL
        json_columns = [c.name for c in images.table_of(entity).columns if isinstance(c.type, JSON) and c.name in named]
        for start in range(0, len(rows), _BLOCK_ROWS):
            self.checkpoint(start, len(rows))
            chunk = _stored_rows(columns, json_columns, rows[start : start + _BLOCK_ROWS], first + start)
            insert_stored(self.connection, images.table_of(entity).name, columns, chunk)
        self._record_inserted_block(entity, first, first + len(rows) - 1)
        return range(first, first + len(rows))

    def set_columns(self, entity: Entity, row_ids: Iterable[int], values: Mapping[str, Any]) -> int:
        """Set the same *stored* values in many rows without loading them as objects.

        Rows that hold them already are left alone. Returns how many changed.
        """
        self.session.flush()
        self.session.expire_all()
        columns = images.columns_of(entity)
        table = images.table_of(entity).name
        changed: list[int] = []
        wanted = IdRanges.of(row_ids)
        for first, last in wanted.ranges:
            for row in select_stored(self.connection, table, columns, first, last):
                old = dict(zip(columns, row, strict=True))
                before = {name: old[name] for name, value in values.items() if old[name] != value}
                if before:
                    self._recorder.updated(entity, old, before, {name: values[name] for name in before})
                    changed.append(old["id"])
                    self.checkpoint(len(changed), len(wanted))
        update_stored(self.connection, table, values, changed)
        return len(changed)

    def redact(self, entity: Entity, rows: Mapping[int, Mapping[str, Any]]) -> None:
        """Overwrite *stored* values for good: the journal notes which columns changed, and not what they held.

        For erasing personal data. A command that does it must be final, since nothing can bring the values back.
        """
        self.session.flush()
        self.session.expire_all()
        columns = images.columns_of(entity)
        table = images.table_of(entity)
        gone = {column.name: _GONE_JSON if isinstance(column.type, JSON) else GONE for column in table.columns}
        for first, last in IdRanges.of(rows).ranges:
            for row in select_stored(self.connection, table.name, columns, first, last):
                old = dict(zip(columns, row, strict=True))
                changed = {name: value for name, value in rows[old["id"]].items() if old[name] != value}
                if changed:
                    self._recorder.updated(entity, old, {name: gone[name] for name in changed}, changed)
                    update_stored(self.connection, table.name, changed, [old["id"]])
                    self.checkpoint()

    def insert_block(self, entity: Entity, block: bytes) -> None:
        """Put the rows of a packed block back under their own ids (undo of a block's removal)."""
        columns, rows = images.unpack(block)
        insert_stored(self.connection, images.table_of(entity).name, columns, rows)
        position = columns.index("id")
        self._record_inserted_block(entity, rows[0][position], rows[-1][position])

    def delete_block(self, entity: Entity, first: int, last: int) -> bool:
        """Remove all rows with ids from `first` to `last`, keeping them packed in the journal.

        False, with the transaction to be rolled back, where one of them no longer exists.
        """
        columns = images.columns_of(entity)
        table = images.table_of(entity).name
        for start in range(first, last + 1, _BLOCK_ROWS):
            end = min(start + _BLOCK_ROWS - 1, last)
            count, filled = filled_columns(self.connection, table, columns, start, end)
            if count != end - start + 1:
                return False
            self.checkpoint(start - first, last - first + 1)
            self._pending.touch_block(self.connection, entity, start, end)
            rows = select_stored(self.connection, table, filled, start, end)
            empty = [name for name in columns if name not in filled]
            delete_range(self.connection, table, start, end)
            self._recorder.block(entity, start, end, ChangeKind.DELETE, images.pack(filled, rows, empty))
        return True

    def _record_inserted_block(self, entity: Entity, first: int, last: int) -> None:
        self._recorder.block(entity, first, last, ChangeKind.INSERT, None)
        self._pending.touch_block(self.connection, entity, first, last)


@cache  # building it takes longer than finding a row
def _of_ids(mapped: type[Base]) -> Select[Any]:
    return select(mapped).where(mapped.table().c.id.in_(bindparam("ids", expanding=True)))


def _stored_rows(
    columns: Sequence[str], json_columns: Sequence[str], rows: Iterable[Mapping[str, Any]], first: int
) -> Iterator[tuple[Any, ...]]:
    """The rows as the table takes them, numbered from `first`. An import spends much of its time here."""
    empty = {name: 1 if name == "version" else None for name in columns}
    in_order = itemgetter(*columns)
    for row_id, row in enumerate(rows, start=first):
        stored = {**empty, **row, "id": row_id}
        for name in json_columns:
            if stored[name] is not None:
                stored[name] = sqlite.json_text(stored[name])
        yield in_order(stored)
