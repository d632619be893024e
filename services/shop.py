"""An open shop file: the façade the window and the command line hold.

All writes run on one thread, reads on a few others, and the thread named in
`forbid_thread` (the one that draws) can do neither itself: it submits and is called back.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any, Concatenate, NoReturn, ParamSpec, TypeVar

from sqlalchemy import Connection

from models.database import Database, WrongThread
from models.dialects import sqlite
from models.journal import OperationKind
from models.migrations.registry import CURRENT_VERSION
from services.errors import (
    CannotWrite,
    EnvironmentProblem,
    ShopExists,
    ShopOnlyLookedAt,
    ShopReadOnly,
)
from services.history.queries import rows_to_invert
from services.kernel.changes import ChangeBus, ChangeSet, Listener
from services.kernel.command import rows_given, spec_of
from services.kernel.db_errors import translated
from services.kernel.lock import WriterLock
from services.kernel.paging import Snapshot, TableReader
from services.kernel.runner import Outcome, Runner
from services.kernel.table_query import TableQuery, TableRequest
from services.kernel.tasks import Task
from services.kernel.unit_of_work import UnitOfWork
from services.registry import FUNCTIONS, GUARDS, PROJECTIONS, UNREAD
from services.shop_file import keep_private, require_shop, require_writable, write_empty_shop

P = ParamSpec("P")
R = TypeVar("R")

READERS = 2
"""Connections that answer at the same time; a page of a list need not wait behind a long chart."""
_log = logging.getLogger(__name__)


class Shop:
    """One open shop file. Close it; the context manager does."""

    def __init__(self, path: Path, *, read_only: bool = False, is_damaged: bool = False, who: str = "zhanggui") -> None:
        self.path = path
        self.read_only = read_only
        self.is_damaged = is_damaged
        """Whether it is damaged, or was found to be while it was open: it is only looked at, as far as it can be."""
        with translated(path):
            if not read_only:
                require_writable(path)
            self._lock = None if read_only else WriterLock(path, who)
        try:
            with translated(path):
                if not read_only:
                    keep_private(path)  # first: what the database makes beside the file gets the rights of the file
                self._database = Database(path, read_only=read_only, functions=FUNCTIONS)
        except BaseException:
            self._release_lock()
            raise
        self._forbidden: int | None = None
        self._is_closed = False
        self.bus = ChangeBus()
        self.before_command: Callable[[str, int, Task], None] | None = None
        """Called on the writer thread before a command, an undo or a redo begins; what it raises stops it.

        With its code, and how many rows it is to change as far as that is known.
        """
        self.before_close: Callable[[], None] | None = None
        """Called when everything queued is written, while the shop can still be asked."""
        self._runner = Runner(
            self._database, PROJECTIONS, self.bus, schema_version=CURRENT_VERSION, guards=GUARDS, unread=UNREAD
        )
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="writer")
        self._writing = threading.RLock()  # held by the writer's thread at work, or by who folds while it has none
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")
        self._aside = ThreadPoolExecutor(1, thread_name_prefix="aside")
        self._tables = TableReader(self._database)

    # -- opening ---------------------------------------------------------------------------------

    @classmethod
    def create(cls, path: Path, *, who: str = "zhanggui") -> Shop:
        """A new, empty shop file; an existing file is never overwritten."""
        with translated(path):
            try:
                path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
            except FileExistsError:
                raise ShopExists(file=str(path)) from None
            except (FileNotFoundError, NotADirectoryError) as error:  # a place that takes no files
                raise CannotWrite(path=str(path), reason=error.strerror or type(error).__name__) from error
            try:
                write_empty_shop(path)
            except BaseException:
                for suffix in ("", "-wal", "-shm"):
                    path.with_name(path.name + suffix).unlink(missing_ok=True)
                raise
        return cls(path, who=who)

    @classmethod
    def open(cls, path: Path, *, read_only: bool = False, who: str = "zhanggui") -> Shop:
        """Open an existing shop, bringing an older layout up to date through a verified copy first."""
        require_shop(path, migrate_older=not read_only, who=who)
        return cls(path, read_only=read_only, who=who)

    @classmethod
    def open_damaged(cls, path: Path) -> Shop:
        """Open a shop that is not sound, to look at what can be read of it. Nothing is written to the file."""
        require_shop(path, migrate_older=False, even_damaged=True)
        return cls(path, read_only=True, is_damaged=True)

    def only_look_from_now(self) -> None:
        """The file was found damaged while it is open: nothing more is written to it, and no backup is made of it."""
        self.is_damaged = True

    def close(self) -> None:
        """Finish what is running, move everything into the one file, and let go of it."""
        if self._is_closed:
            return
        self._is_closed = True
        self._writer.shutdown(wait=True)
        try:
            if self.before_close is not None:
                self.before_close()
        finally:
            self._let_go()

    def _let_go(self) -> None:
        self._tables.close()
        self._readers.shutdown(wait=True, cancel_futures=True)
        self._aside.shutdown(wait=True, cancel_futures=True)
        self._database.forbid_thread(None)
        try:
            with translated(self.path):
                self._database.close()
        except EnvironmentProblem:
            # Nothing is lost: what could not be moved stays in the log beside the file and is read from there.
            _log.warning("the log of %s could not be moved into the file", self.path.name, exc_info=True)
        finally:
            self._release_lock()

    @property
    def is_closed(self) -> bool:
        """Whether the file was let go of."""
        return self._is_closed

    def __enter__(self) -> Shop:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def forbid_thread(self, thread_id: int | None) -> None:
        """This thread may only submit from now on, never wait and never open a connection."""
        self._forbidden = thread_id
        self._database.forbid_thread(thread_id)

    # -- writing ---------------------------------------------------------------------------------

    def submit(
        self,
        function: Callable[Concatenate[UnitOfWork, ...], R],
        *args: Any,
        task: Task | None = None,
        source: str = "ui",
        dry_run: bool = False,
        **kwargs: Any,
    ) -> Future[Outcome[R]]:
        """Queue a command for the writer thread. `task` reports progress and can cancel it."""
        job = task or Task()

        def work() -> Outcome[R]:
            if self.before_command is not None and not dry_run:
                self.before_command(spec_of(function).code, rows_given((*args, *kwargs.values())), job)
            return self._runner.run(function, *args, source=source, task=job, dry_run=dry_run, **kwargs)

        return self._to_writer(work)

    def run(
        self,
        function: Callable[Concatenate[UnitOfWork, ...], R],
        *args: Any,
        task: Task | None = None,
        source: str = "cli",
        dry_run: bool = False,
        **kwargs: Any,
    ) -> Outcome[R]:
        """Run a command and wait for it. Not for the window's thread."""
        self._require_may_wait()
        return self.submit(function, *args, task=task, source=source, dry_run=dry_run, **kwargs).result()

    def submit_undo(
        self, operation_id: int | None = None, *, task: Task | None = None, source: str = "ui"
    ) -> Future[Outcome[int]]:
        """Queue the undo of an operation, or of the newest that can be undone."""
        return self._submit_inverse(operation_id, OperationKind.UNDO, task, source)

    def submit_redo(
        self, operation_id: int | None = None, *, task: Task | None = None, source: str = "ui"
    ) -> Future[Outcome[int]]:
        """Queue the redo of an undone operation, or of the one undone last."""
        return self._submit_inverse(operation_id, OperationKind.REDO, task, source)

    def undo(self, operation_id: int | None = None, *, source: str = "cli") -> ChangeSet:
        """Undo and wait."""
        self._require_may_wait()
        return self.submit_undo(operation_id, source=source).result().changes

    def redo(self, operation_id: int | None = None, *, source: str = "cli") -> ChangeSet:
        """Redo and wait."""
        self._require_may_wait()
        return self.submit_redo(operation_id, source=source).result().changes

    def submit_compact(self) -> Future[bool]:
        """Queue writing the file anew without what was erased, after everything queued before it.

        False where somebody was reading: then the rest goes when the shop is closed.
        """
        return self._to_writer(self._compact)

    def compact(self) -> bool:
        """Compact and wait. Not for the window's thread."""
        self._require_may_wait()
        return self.submit_compact().result()

    def _compact(self) -> bool:
        engine = self._database.writer
        if engine is None:
            raise ShopReadOnly(file=str(self.path))
        with translated(self.path):
            self._database.require_same_file()
            return sqlite.compact(engine)

    def submit_fold(self) -> Future[bool]:
        """Queue moving the write-ahead log into the file, for a moment in which nobody waits; whether all of it was.

        A commit does it by itself only when the log is long, and whoever waits for that commit waits for it too.
        """
        return self._to_writer(self._fold)

    def fold_if_idle(self) -> bool:
        """Fold at once, unless something is being written; whether the whole log is in the file now.

        For who is about to copy it: on any thread but the window's, on the writer's too, and while the shop is closed.
        """
        if self.read_only or self.is_damaged or not self._writing.acquire(blocking=False):
            return False
        try:
            return self._fold()
        finally:
            self._writing.release()

    def _fold(self) -> bool:
        engine = self._database.writer
        if engine is None:
            raise ShopReadOnly(file=str(self.path))
        with translated(self.path):
            self._database.require_same_file()
            return sqlite.fold(engine) == 0

    # -- reading ---------------------------------------------------------------------------------

    def submit_ask(
        self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> Future[R]:
        """Queue a query function ``(connection, …) -> value`` for a reader thread."""

        def work() -> R:
            self._tables.give_way()
            with translated(self.path), self._database.reading() as connection:
                return query(connection, *args, **kwargs)

        return self._readers.submit(work)

    def submit_keep(self, query: Callable[..., R], *args: Any) -> Future[R]:
        """`submit_ask` for what puts files beside the shop; `ShopOnlyLookedAt` for a damaged one."""
        return self._readers.submit(self._refuse) if self.is_damaged else self.submit_ask(query, *args)

    def submit_aside(
        self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs
    ) -> Future[R]:
        """Queue a query function that takes minutes for a thread of its own: no page waits behind it for a reader."""

        def work() -> R:
            with translated(self.path), self._database.reading() as connection:
                return query(connection, *args, **kwargs)

        return self._aside.submit(work)

    def ask(self, query: Callable[Concatenate[Connection, P], R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Ask and wait. Not for the window's thread."""
        self._require_may_wait()
        return self.submit_ask(query, *args, **kwargs).result()

    def table(self, query: TableQuery, request: TableRequest, columns: Sequence[str]) -> Snapshot:
        """Open a table as a snapshot of pages."""
        return self._tables.open(query, request, columns)

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Tell `listener` of every commit, on the writer thread; the returned function ends that."""
        return self.bus.subscribe(listener)

    # -- inside ------------------------------------------------------------------------------------

    def _submit_inverse(
        self, operation_id: int | None, kind: OperationKind, task: Task | None, source: str
    ) -> Future[Outcome[int]]:
        job = task or Task()

        def work() -> Outcome[int]:
            if self.before_command is not None:
                self.before_command(f"journal.{kind}", self.ask(rows_to_invert, operation_id, kind), job)
            return self._runner.invert(operation_id, kind, source=source, task=job)

        return self._to_writer(work)

    def _to_writer(self, work: Callable[[], R]) -> Future[R]:
        def alone() -> R:
            with self._writing:
                return self._refuse() if self.is_damaged else work()  # it may have been found so since it was queued

        return self._writer.submit(alone)

    def _refuse(self) -> NoReturn:
        raise ShopOnlyLookedAt(file=str(self.path))

    def _require_may_wait(self) -> None:
        # Before anything is queued: what the caller is told did not work must not happen later.
        if threading.get_ident() == self._forbidden:
            raise WrongThread("the window's thread must not wait for the shop")

    def _release_lock(self) -> None:
        if self._lock is not None:
            self._lock.release()
