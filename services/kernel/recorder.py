"""Listens to a session and folds what it writes into net changes, one per row.

Raw flush events cannot be replayed: insert then update is an insert, insert then delete is
nothing, update then update is the first before and the last after. What remains is what an
observer outside the transaction would see, and that is what the journal keeps.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session, UOWTransaction

from models.base import Journaled
from models.entities import ENTITIES, Entity
from models.journal import ChangeKind
from models.values import IdRanges
from services.kernel import images
from services.kernel.images import Image
from services.kernel.projections import PendingKeys

_RECORDER = "recorder"


class WriteOutsideCommand(AssertionError):
    """A journaled row was written without a command: a bug, and nothing was written."""


@dataclass(slots=True)
class NetChange:
    """What happened to a row, or to a block of rows, in this operation."""

    entity: Entity
    row_id: int
    last_id: int
    kind: ChangeKind
    before: Image | None = None
    after: Image | None = None
    block: bytes | None = None


class Recorder:
    """The changes of one operation so far.

    `keeps_inserted` makes it keep an image of inserted rows too: a redo must be able to tell
    whether a row that came back has been edited since.
    """

    def __init__(self, pending: PendingKeys, *, keeps_inserted: bool = False) -> None:
        self._pending = pending
        self._keeps_inserted = keeps_inserted
        self._rows: dict[tuple[Entity, int], NetChange] = {}
        self._blocks: list[NetChange] = []
        self._fresh: list[Journaled] = []

    def block(self, entity: Entity, first: int, last: int, kind: ChangeKind, packed: bytes | None) -> None:
        """Record a block of rows with consecutive ids; `packed` holds the rows of a removed one."""
        self._blocks.append(NetChange(entity, first, last, kind, block=packed))

    def updated(self, entity: Entity, whole: Image, before: Image, after: Image) -> None:
        """Record an update made without the session; `whole` is the row as it was."""
        self._pending.touch(entity, whole, {**whole, **after})
        self._fold(NetChange(entity, whole["id"], whole["id"], ChangeKind.UPDATE, before, after))

    def changes(self) -> list[NetChange]:
        """The net changes, blocks first. Later edits of a row of an inserted block are part of its insertion."""
        inserted: dict[Entity, list[NetChange]] = {}
        for block in self._blocks:
            if block.kind is ChangeKind.INSERT:
                inserted.setdefault(block.entity, []).append(block)
        starts = {entity: sorted(blocks, key=_first_id) for entity, blocks in inserted.items()}
        removed: dict[int, list[int]] = {}
        rows: list[NetChange] = []
        for change in self._rows.values():
            around = _block_around(starts.get(change.entity, []), change)
            if around is None:
                rows += [net] if (net := _without_unchanged(change)) is not None else []
            elif change.kind is ChangeKind.DELETE:
                removed.setdefault(id(around), []).append(change.row_id)
        blocks = [part for block in self._blocks for part in _without_rows(block, removed.get(id(block), []))]
        return [*blocks, *rows]

    def touched(self) -> dict[Entity, IdRanges]:
        """Which rows changed, for the change set."""
        ranges: dict[Entity, list[tuple[int, int]]] = {}
        for change in self.changes():
            ranges.setdefault(change.entity, []).append((change.row_id, change.last_id))
        return {entity: IdRanges.union_of(found) for entity, found in ranges.items()}

    # -- session events --------------------------------------------------------------------------

    def before_flush(self, session: Session) -> None:
        """Note updates and deletions while the old values can still be seen."""
        for row in _journaled(session.dirty):
            if session.is_modified(row):
                images.settle_references(row)  # type: ignore[arg-type]
                self._updated(row)
        for row in _journaled(session.deleted):
            entity = ENTITIES[type(row)]  # type: ignore[index]
            # What was assigned but never written must not come back with an undo.
            unwritten, _ = images.changed_columns(row, entity)  # type: ignore[arg-type]
            image = {**images.image_of(row, entity), **unwritten}  # type: ignore[arg-type]
            self._pending.touch(entity, image)
            self._fold(NetChange(entity, row.id, row.id, ChangeKind.DELETE, before=image))
        self._fresh = list(_journaled(session.new))

    def after_flush(self) -> None:
        """Note insertions once the database has filled in defaults."""
        for row in self._fresh:
            entity = ENTITIES[type(row)]  # type: ignore[index]
            image = images.image_of(row, entity)  # type: ignore[arg-type]
            self._pending.touch(entity, image)
            after = image if self._keeps_inserted else None
            self._fold(NetChange(entity, row.id, row.id, ChangeKind.INSERT, after=after))
        self._fresh = []

    def _updated(self, row: Journaled) -> None:
        entity = ENTITIES[type(row)]  # type: ignore[index]
        before, after = images.changed_columns(row, entity)  # type: ignore[arg-type]
        if not after:
            return
        row.version += 1
        whole = images.image_of(row, entity)  # type: ignore[arg-type]
        self._pending.touch(entity, whole, {**whole, **before})
        self._fold(NetChange(entity, row.id, row.id, ChangeKind.UPDATE, before, after))

    def _fold(self, new: NetChange) -> None:
        place = (new.entity, new.row_id)
        old = self._rows.get(place)
        if old is None:
            self._rows[place] = new
        elif old.kind is ChangeKind.INSERT and new.kind is ChangeKind.UPDATE:
            if old.after is not None:
                old.after = {**old.after, **(new.after or {})}
        elif old.kind is ChangeKind.INSERT and new.kind is ChangeKind.DELETE:
            del self._rows[place]
        elif old.kind is ChangeKind.UPDATE and new.kind is ChangeKind.UPDATE:
            old.before = {**(new.before or {}), **(old.before or {})}
            old.after = {**(old.after or {}), **(new.after or {})}
        elif old.kind is ChangeKind.UPDATE and new.kind is ChangeKind.DELETE:
            new.before = {**(new.before or {}), **(old.before or {})}
            self._rows[place] = new
        else:
            raise AssertionError(f"{new.entity} #{new.row_id} came back within one operation; ids are never reused")


def _without_unchanged(change: NetChange) -> NetChange | None:
    """An update without the columns that hold again what they held before; None where none is left."""
    if change.kind is not ChangeKind.UPDATE:
        return change
    before, after = change.before or {}, change.after or {}
    changed = [name for name, value in after.items() if before.get(name) != value]
    if not changed:
        return None
    return replace(
        change, before={name: before[name] for name in changed}, after={name: after[name] for name in changed}
    )


def _first_id(change: NetChange) -> int:
    return change.row_id


def _block_around(blocks: list[NetChange], change: NetChange) -> NetChange | None:
    """The inserted block a later change of the same operation falls into."""
    place = bisect_right(blocks, change.row_id, key=_first_id) - 1
    is_later = change.kind is not ChangeKind.INSERT
    return blocks[place] if place >= 0 and is_later and change.row_id <= blocks[place].last_id else None


def _without_rows(block: NetChange, removed: list[int]) -> Iterator[NetChange]:
    """The block in the parts that rows deleted again leave of it."""
    first = block.row_id
    for row_id in [*sorted(removed), block.last_id + 1]:
        if first < row_id:
            yield replace(block, row_id=first, last_id=row_id - 1)
        first = row_id + 1


def _journaled(rows: Iterable[Any]) -> Iterable[Journaled]:
    return (row for row in rows if isinstance(row, Journaled))


def install(factory: Any) -> None:
    """Make every session of the factory record its writes, and refuse writes nobody records."""

    @event.listens_for(factory, "before_flush")
    def _before(session: Session, _context: UOWTransaction, _instances: object) -> None:
        recorder = session.info.get(_RECORDER)
        if recorder is not None:
            recorder.before_flush(session)
        elif any(_journaled([*session.new, *session.dirty, *session.deleted])):
            raise WriteOutsideCommand("a journaled row was written outside a command")

    @event.listens_for(factory, "after_flush")
    def _after(session: Session, _context: UOWTransaction) -> None:
        recorder = session.info.get(_RECORDER)
        if recorder is not None:
            recorder.after_flush()

    @event.listens_for(factory, "do_orm_execute")
    def _execute(state: ORMExecuteState) -> None:
        if state.is_insert or state.is_update or state.is_delete:
            raise WriteOutsideCommand(f"bulk statement outside the unit of work: {state.statement!s:.60}")


def attach(session: Session, recorder: Recorder) -> None:
    """Let the recorder see this session's writes."""
    session.info[_RECORDER] = recorder
