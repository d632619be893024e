"""The one door: every write to a shop file goes through `Runner.run`, undo and redo included."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Concatenate, Generic, TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, sessionmaker

from models.columns import to_epoch_ms
from models.database import Database
from models.dialects import sqlite
from models.dialects.stored import insert_stored
from models.entities import Entity
from models.journal import Change, Operation, OperationKind
from services import clock, memory
from services.errors import ShopReadOnly, UndoConflict
from services.i18n import N_
from services.kernel import journal, recorder
from services.kernel.changes import ChangeBus, ChangeSet
from services.kernel.command import CommandSpec, spec_of
from services.kernel.commits import certain
from services.kernel.db_errors import translated
from services.kernel.guards import Guard
from services.kernel.images import Image
from services.kernel.projections import PendingKeys, Projection
from services.kernel.tasks import Task
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message, to_json

R = TypeVar("R")
OPERATION_COLUMNS = (
    "id", "root_id", "kind", "code", "label", "source", "at", "schema_version", "final_reason", "applied_by",
    "reverted_by",
)  # fmt: skip
CHANGE_COLUMNS = ("op_id", "entity", "row_id", "last_id", "kind", "before", "after", "block")


@dataclass(frozen=True, slots=True)
class Outcome(Generic[R]):
    """What a command returned, and what it changed."""

    value: R
    changes: ChangeSet


class Runner:
    """Runs commands on the writing connection, one at a time. Not thread-safe: `Shop` gives it one thread."""

    def __init__(
        self,
        database: Database,
        projections: Iterable[Projection],
        bus: ChangeBus,
        *,
        schema_version: int,
        guards: Iterable[Guard] = (),
        unread: Mapping[Entity, frozenset[str]] | None = None,
    ) -> None:
        self._unread = unread
        self._database = database
        self._projections = tuple(projections)
        self._guards = tuple(guards)
        self._bus = bus
        self._schema_version = schema_version
        self._sessions = sessionmaker(expire_on_commit=False, autoflush=True)
        recorder.install(self._sessions)

    def run(
        self,
        function: Callable[Concatenate[UnitOfWork, ...], R],
        *args: Any,
        source: str,
        task: Task,
        dry_run: bool,
        **kwargs: Any,
    ) -> Outcome[R]:
        """Run a command: all of it is committed and journaled, or nothing happened.

        With `dry_run` the same path is taken and rolled back at its end; the outcome says
        what would have changed.
        """
        spec = spec_of(function)

        def body(uow: UnitOfWork, _operation: Operation) -> R:
            return function(uow, *args, **kwargs)

        return self._transact(
            spec.code, _labeller(spec), OperationKind.DO, body, source, task, dry_run, spec.final_reason
        )

    def invert(self, operation_id: int | None, kind: OperationKind, *, source: str, task: Task) -> Outcome[int]:
        """Undo or redo the operation, or the newest suitable one; returns the root's id."""
        label: list[Message] = []

        def body(uow: UnitOfWork, operation: Operation) -> int:
            root = journal.root_for(uow.session, operation_id, kind)
            label.append(journal.label_of(root))
            journal.require_invertible(root, self._schema_version)
            operation.root_id = root.id
            journal.invert(uow, root, kind)
            undone = kind is OperationKind.UNDO
            root.applied_by, root.reverted_by = (None, operation.id) if undone else (operation.id, None)
            return root.id

        try:
            return self._transact(
                f"journal.{kind}", lambda _uow: label[0], kind, body, source, task, dry_run=False, final_reason=None
            )
        except IntegrityError as error:  # what the checks by value cannot see: a unique value taken meanwhile
            raise UndoConflict(what=label[0], operation=message(N_("a later change"))) from error

    def _transact(
        self,
        code: str,
        labeller: Callable[[UnitOfWork], Message],
        kind: OperationKind,
        body: Callable[[UnitOfWork, Operation], R],
        source: str,
        task: Task,
        dry_run: bool,
        final_reason: Message | None,
    ) -> Outcome[R]:
        engine = self._database.writer
        if engine is None:
            raise ShopReadOnly(file=str(self._database.path))
        with translated(self._database.path), memory.not_collecting():
            self._database.require_same_file()
            with (
                certain(engine, self._database.path) as commit,
                self._sessions(bind=engine) as session,
                session.begin() as transaction,
            ):
                operation = self._new_operation(session, code, kind, source, final_reason)
                pending = PendingKeys(self._projections, self._unread)
                seen = recorder.Recorder(pending, keeps_inserted=kind is not OperationKind.DO)
                recorder.attach(session, seen)
                for guard in self._guards:
                    guard.begin(session.connection())
                uow = UnitOfWork(session, seen, pending, task)
                value = body(uow, operation)
                uow.flush()
                task.checkpoint()
                pending.recompute(session.connection(), task)
                self._require_allowed(session, operation)
                label = labeller(uow)
                operation.label = to_json(label)
                self._write(session.connection(), operation, seen)
                is_kept = not dry_run and _leaves_a_trace(kind, seen, final_reason)
                # An id that is not kept is given to the next operation, and undoing this one would undo that one.
                changes = ChangeSet(operation.id if is_kept else 0, code, kind, label, seen.touched())
                if not is_kept:
                    transaction.rollback()
                commit.is_next = is_kept
        if is_kept:
            self._bus.publish(changes)
        return Outcome(value, changes)

    def _require_allowed(self, session: Session, operation: Operation) -> None:
        is_root = operation.root_id == operation.id
        root = operation if is_root else session.get_one(Operation, operation.root_id)
        for guard in self._guards:
            guard.require(session.connection(), root.code)

    def _new_operation(
        self, session: Session, code: str, kind: OperationKind, source: str, final_reason: Message | None
    ) -> Operation:
        """The line of History, which is written when all it has to say is known."""
        operation = Operation(
            id=journal.newest_id(session.connection()) + 1,
            kind=kind,
            code=code,
            label={},
            source=source,
            at=clock.now(),
            schema_version=self._schema_version,
            final_reason=to_json(final_reason) if final_reason is not None else None,
        )
        if kind is OperationKind.DO:
            operation.root_id = operation.applied_by = operation.id
        return operation

    @staticmethod
    def _write(connection: Connection, operation: Operation, seen: recorder.Recorder) -> None:
        """The operation's line of History, and what it changed."""
        line = (
            operation.id, operation.root_id, str(operation.kind), operation.code, _json(operation.label),
            operation.source, to_epoch_ms(operation.at), operation.schema_version, _json(operation.final_reason),
            operation.applied_by, operation.reverted_by,
        )  # fmt: skip
        insert_stored(connection, Operation.table().name, OPERATION_COLUMNS, [line])
        rows = [
            (
                operation.id, str(one.entity), one.row_id, one.last_id, str(one.kind), _json(one.before),
                _json(one.after), one.block,
            )
            for one in seen.changes()
        ]  # fmt: skip
        insert_stored(connection, Change.table().name, CHANGE_COLUMNS, rows)


def _json(image: Image | None) -> str | None:
    return None if image is None else sqlite.json_text(image)


def _labeller(spec: CommandSpec) -> Callable[[UnitOfWork], Message]:
    def label(uow: UnitOfWork) -> Message:
        if isinstance(spec.label, tuple):
            return Message(spec.label[0], uow.label_params, spec.label[1])
        return Message(spec.label, uow.label_params)

    return label


def _leaves_a_trace(kind: OperationKind, seen: recorder.Recorder, final_reason: Message | None) -> bool:
    """Whether an operation gets a line in History: one that changed nothing does not (the same file imported twice).

    One that cannot be undone always does, because its effect lies outside the journaled rows.
    """
    return kind is not OperationKind.DO or final_reason is not None or bool(seen.changes())
