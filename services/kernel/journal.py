"""Undo and redo of any operation, decided by value and not by position in history.

An operation can be taken back when everything it set still holds what it set. A later change
of another column of the same row is no obstacle; a later change of the same one is, and is
named. Undo always names a root operation; redo is the undo of the undo. Both are operations
themselves, so they are atomic, audited and announced like everything else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, CompoundSelect, Connection, Select, bindparam, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from models.base import Base
from models.dialects import sqlite
from models.dialects.prepared import Prepared
from models.entities import CLASSES, RANKS, Entity
from models.journal import Change, ChangeKind, Operation, OperationKind
from models.values import IdRanges
from services.errors import NotFound, NothingToUndo, UndoConflict, UndoNotPossible
from services.i18n import N_
from services.kernel import images
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, from_json, message

_OLDER = N_("it was made by an older version of the file")
_UNKNOWN = N_("an unrecorded change")
_NEWEST = Prepared(select(Operation.table().c.id).order_by(Operation.table().c.id.desc()).limit(1))


def newest_id(connection: Connection) -> int:
    """The number of the last operation, 0 before the first: whatever is written to a shop counts it up."""
    newest = _NEWEST.column(connection)
    return int(newest[0]) if newest else 0


def label_of(operation: Operation) -> Message:
    """What an operation is called in History."""
    return from_json(operation.label)


def last_undoable(session: Session) -> Operation | None:
    """The newest operation that is in force, for Ctrl+Z; such as cannot be taken back are passed over."""
    return session.scalars(
        select(Operation)
        .where(Operation.kind == OperationKind.DO, Operation.applied_by.is_not(None), Operation.final_reason.is_(None))
        .order_by(Operation.id.desc())
        .limit(1)
    ).first()


def last_redoable(session: Session) -> Operation | None:
    """The operation whose undo was the last thing done, for Ctrl+Shift+Z; None once something new was done."""
    newest = session.scalars(
        select(Operation)
        .where(Operation.final_reason.is_(None), Operation.root_id.is_not(None))
        .order_by(Operation.id.desc())
        .execution_options(yield_per=200)
    )
    redone: set[int] = set()
    for operation in newest:
        if operation.kind is OperationKind.DO:
            return None
        root = session.get_one(Operation, operation.root_id)
        if operation.kind is OperationKind.REDO:
            redone.add(root.id)
        elif root.id in redone:
            redone.discard(root.id)
        elif root.applied_by is None and root.reverted_by == operation.id:
            return root
        else:
            return None
    return None


def root_for(session: Session, operation_id: int | None, kind: OperationKind) -> Operation:
    """The root operation an undo or redo is about; the newest suitable one where none is named."""
    if operation_id is None:
        found = last_undoable(session) if kind is OperationKind.UNDO else last_redoable(session)
        if found is None:
            raise NothingToUndo
        return found
    operation = session.get(Operation, operation_id)
    if operation is None:
        raise NotFound(what=message(N_("operation")), which=str(operation_id))
    root = session.get_one(Operation, operation.root_id)
    in_force = root.applied_by is not None
    if in_force is (kind is OperationKind.REDO):
        raise NothingToUndo
    return root


def require_invertible(root: Operation, schema: int) -> None:
    """Refuse operations with effects outside the file, and such as were recorded under another layout."""
    if root.final_reason is not None:
        raise UndoNotPossible(what=label_of(root), reason=from_json(root.final_reason))
    if root.schema_version != schema:
        raise UndoNotPossible(what=label_of(root), reason=message(_OLDER))


def invert(uow: UnitOfWork, root: Operation, kind: OperationKind) -> None:
    """Take the root's changes back (or bring them back), all of them or none.

    Rows are removed children first, re-created parents first, then edited. That order frees
    unique values before they are needed again; foreign keys are checked when all is done.
    """
    source = root.applied_by if kind is OperationKind.UNDO else root.reverted_by
    if source is None:
        raise NothingToUndo
    changes = list(uow.session.scalars(select(Change).where(Change.op_id == source).order_by(Change.id)))
    _require_unedited(uow, root, source)
    by_kind: dict[ChangeKind, dict[Entity, list[Change]]] = defaultdict(lambda: defaultdict(list))
    for change in changes:
        by_kind[change.kind][Entity(change.entity)].append(change)
    sqlite.defer_foreign_keys(uow.connection)
    edits = [
        _planned_edits(uow, root, entity, by_kind[ChangeKind.UPDATE][entity])
        for entity in _ranked(by_kind[ChangeKind.UPDATE])
    ]
    for entity in reversed(_ranked(by_kind[ChangeKind.INSERT])):
        _remove(uow, root, entity, by_kind[ChangeKind.INSERT][entity])
    for entity in _ranked(by_kind[ChangeKind.DELETE]):
        _recreate(uow, entity, by_kind[ChangeKind.DELETE][entity])
    for planned in edits:
        for row, entity, before in planned:
            for name, value in before.items():
                setattr(row, name, images.restored(entity, name, value))
    uow.flush()
    for entity in _ranked(by_kind[ChangeKind.INSERT]):
        _require_unused(uow, root, entity, by_kind[ChangeKind.INSERT][entity])
    _require_targets(uow, root, by_kind)


def _ranked(entities: Iterable[Entity]) -> list[Entity]:
    return sorted(entities, key=RANKS.__getitem__)


@cache  # building it takes longer than running it
def _later_edits() -> Select[Operation]:
    """The newest operation in force that edited a row the changes of `source` created without an image."""
    created, later = aliased(Change), aliased(Change)
    other = aliased(Operation)
    return (
        select(other)
        .select_from(created)
        .join(
            later,
            (later.entity == created.entity)
            & (later.kind == ChangeKind.UPDATE)
            & later.row_id.between(created.row_id, created.last_id),
        )
        .join(
            other,
            (other.kind == OperationKind.DO) & (other.id != bindparam("root")) & (other.applied_by == later.op_id),
        )
        .where(created.op_id == bindparam("source"), created.kind == ChangeKind.INSERT, created.after.is_(None))
        .order_by(other.id.desc())
        .limit(1)
    )


def _require_unedited(uow: UnitOfWork, root: Operation, source: int) -> None:
    found = uow.session.execute(_later_edits(), {"root": root.id, "source": source}).scalar()
    if found is not None:
        raise UndoConflict(what=label_of(root), operation=label_of(found))


def _recreate(uow: UnitOfWork, entity: Entity, changes: list[Change]) -> None:
    rows = []
    for change in sorted(changes, key=lambda c: c.row_id):
        if change.block is not None:
            uow.insert_block(entity, change.block)
        elif change.before is not None:
            rows.append(images.row_from(entity, change.before))
    for row in rows:
        # `version` only grows, also on undo: an edit form still open on the row must notice.
        row.version += 1  # type: ignore[attr-defined]
    uow.session.add_all(rows)
    uow.flush()


_Edit = tuple[Base, Entity, images.Image]


def _planned_edits(uow: UnitOfWork, root: Operation, entity: Entity, changes: list[Change]) -> list[_Edit]:
    """The rows to be edited and what they shall hold again; unique values of theirs are freed."""
    found = {row.id: row for row in uow.all_in(CLASSES[entity], CLASSES[entity].table().c.id, _ids(changes))}  # type: ignore[attr-defined]
    planned: list[_Edit] = []
    for change in changes:
        row = found.get(change.row_id)
        after = change.after or {}
        if row is None or _differs(entity, row, after):
            raise UndoConflict(what=label_of(root), operation=_later_change(uow, root, change))
        planned.append((row, entity, change.before or {}))
        unique = images.unique_columns_of(entity) & after.keys()
        if unique:
            sqlite.park(uow.connection, images.table_of(entity).name, sorted(unique), change.row_id)
    return planned


def _remove(uow: UnitOfWork, root: Operation, entity: Entity, changes: list[Change]) -> None:
    single = [change for change in changes if change.row_id == change.last_id]
    found = {row.id: row for row in uow.all_in(CLASSES[entity], CLASSES[entity].table().c.id, _ids(single))}  # type: ignore[attr-defined]
    for change in changes:
        row = found.get(change.row_id)
        if change.row_id != change.last_id:
            if not uow.delete_block(entity, change.row_id, change.last_id):
                raise UndoConflict(what=label_of(root), operation=_later_change(uow, root, change))
        elif row is None or (change.after is not None and _differs(entity, row, change.after)):
            raise UndoConflict(what=label_of(root), operation=_later_change(uow, root, change))
        else:
            uow.delete(row)
    uow.flush()


def _ids(changes: list[Change]) -> list[int]:
    return [change.row_id for change in changes]


def _differs(entity: Entity, row: object, image: images.Image) -> bool:
    return any(
        images.stored(entity, name, getattr(row, name)) != value for name, value in image.items() if name != "version"
    )


def _require_unused(uow: UnitOfWork, root: Operation, entity: Entity, removed: list[Change]) -> None:
    """Refuse to have removed rows that rows of a later operation point at."""
    pointing = _pointing_at(entity)
    if pointing is None:
        return
    spans = IdRanges.union_of((change.row_id, change.last_id) for change in removed).ranges
    found = [row for first, last in spans for row in uow.connection.execute(pointing, {"first": first, "last": last})]
    if found:
        other, row_id = min(found, key=lambda row: RANKS[Entity(row.entity)])
        raise UndoConflict(what=label_of(root), operation=_creator(uow, Entity(other), row_id))


@cache  # building it takes longer than running it
def _pointing_at(entity: Entity) -> CompoundSelect[Any] | None:
    """(entity, id) of one row in each table whose rows point at ``first`` to ``last``; None where none can."""
    target = images.table_of(entity)
    found = [
        select(literal(str(other), literal_execute=True).label("entity"), images.table_of(other).c.id)
        .where(foreign_key.parent.between(bindparam("first"), bindparam("last")))
        .limit(1)
        .subquery()
        for other in CLASSES
        for foreign_key in images.table_of(other).foreign_keys
        if foreign_key.column.table is target
    ]
    return union_all(*(select(one.c.entity, one.c.id) for one in found)) if found else None


def _require_targets(
    uow: UnitOfWork, root: Operation, by_kind: Mapping[ChangeKind, Mapping[Entity, list[Change]]]
) -> None:
    """Refuse to bring back rows and values that point at what a later operation removed."""
    for kind in (ChangeKind.DELETE, ChangeKind.UPDATE):
        for entity, changes in by_kind[kind].items():
            spans = IdRanges.union_of((change.row_id, change.last_id) for change in changes).ranges
            for gone, dangling in _dangling(entity):
                for first, last in spans:
                    missing = uow.connection.execute(dangling, {"first": first, "last": last}).scalar()
                    if missing is not None:
                        raise UndoConflict(what=label_of(root), operation=_remover(uow, gone, missing))


@cache  # building them takes longer than running them
def _dangling(entity: Entity) -> tuple[tuple[Entity, Select[Any]], ...]:
    """For each entity that rows of this one may point at: what one of ``first`` to ``last`` points at in vain."""
    table, found = images.table_of(entity), []
    for foreign_key in table.foreign_keys:
        target = foreign_key.column.table.alias()
        statement = (
            select(foreign_key.parent)
            .select_from(table.outerjoin(target, foreign_key.parent == target.c.id))
            .where(table.c.id.between(bindparam("first"), bindparam("last")))
            .where(foreign_key.parent.is_not(None), target.c.id.is_(None))
            .limit(1)
        )
        found.append((_entity_of(foreign_key.column.table), statement))
    return tuple(found)


def _entity_of(table: object) -> Entity:
    return next(entity for entity in CLASSES if images.table_of(entity) is table)


def _remover(uow: UnitOfWork, entity: Entity, row_id: int) -> Message:
    """The newest operation that touched a row that no longer exists."""
    return _newest(uow, _touching(entity, row_id, row_id))


def _creator(uow: UnitOfWork, entity: Entity, row_id: int) -> Message:
    """The operation that a row in use was created or last changed by."""
    return _newest(uow, _touching(entity, row_id, row_id).where(Change.kind != ChangeKind.DELETE))


def _later_change(uow: UnitOfWork, root: Operation, change: Change) -> Message:
    """The newest operation after the root that changed the same row, or removed one of the same block.

    Edits within a block are refused before (`_require_unedited`), so what a block lacks is a row somebody removed.
    """
    others = _touching(Entity(change.entity), change.row_id, change.last_id).where(Change.op_id != change.op_id)
    if change.row_id == change.last_id:
        return _newest(uow, others, Operation.id > root.id)
    return _newest(uow, others.where(Change.kind == ChangeKind.DELETE), Operation.id > root.id, _stands())


def _stands() -> ColumnElement[bool]:
    """Whether what an operation changed was not taken back since: it is the last word on its root."""
    own = aliased(Operation)
    return (
        select(own.id)
        .where(own.id == Operation.root_id, (own.applied_by == Operation.id) | (own.reverted_by == Operation.id))
        .exists()
    )


def _touching(entity: Entity, first: int, last: int) -> Select[int]:
    """The operations that changed any of the rows from `first` to `last`."""
    return select(Change.op_id).where(Change.entity == str(entity), Change.row_id <= last, Change.last_id >= first)


def _newest(uow: UnitOfWork, operations: Select[int], *also: ColumnElement[bool]) -> Message:
    """What the newest of these operations is called, by its root: an undo has no name of its own."""
    statement = select(Operation).where(Operation.id.in_(operations), *also).order_by(Operation.id.desc()).limit(1)
    operation = uow.session.scalars(statement).first()
    return label_of(uow.session.get_one(Operation, operation.root_id)) if operation is not None else message(_UNKNOWN)
