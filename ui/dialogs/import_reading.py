"""The reading of an import: one file after the other beside the window's thread, more may join at any time."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from services import paths
from services.channels.queries import channels
from services.errors import Cancelled
from services.finance.queries import accounts
from services.importing.formats import load_formats
from services.importing.queries import usual_channels
from services.importing.service import ImportSession
from services.kernel.tasks import Task
from ui.dialogs.import_files import Surroundings
from ui.page import PageContext

T = TypeVar("T")


class Reading(QObject):
    """Reads the files of a session. They belong to its thread until nothing is read any more.

    `began` carries the path that is read first, `all_read` the surroundings once the last file is done,
    `stopped` is sent where a person cancelled.
    """

    began = Signal(object)
    all_read = Signal(object)
    stopped = Signal()

    def __init__(self, context: PageContext, session: ImportSession, parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._link, self._session = context, context.link, session
        self._work = ThreadPoolExecutor(1, thread_name_prefix="import")
        self._open = 0
        self.task: Task | None = None

    @property
    def is_busy(self) -> bool:
        """Whether a file is being read."""
        return self._open > 0

    def read(self, tables: Sequence[Path], **how: Any) -> None:
        """Read these files; with `how` they are files of the session that are read again in another way."""
        self._submit(tables, partial(self._read_again, **how) if how else self._read_new)

    def unlock(self, path: Path, password: str) -> None:
        """Read an archive with its password."""
        self._submit([path], partial(self._read_unlocked, password=password))

    def fix(self, path: Path, row: int, cells: Mapping[str, str]) -> None:
        """Read a file again with these cells of a row."""
        self._submit([path], partial(self._read_fixed, row=row, cells=cells))

    def in_turn(self, work: Callable[..., object], *args: Any) -> bool:
        """Let work on the session wait for its turn; False where nothing is read and it can be done at once."""
        if not self.is_busy:
            return False
        self._open += 1
        self._wait_for(self._work.submit(work, *args))
        return True

    def submit(self, work: Callable[..., T], *args: Any) -> Future[T]:
        """Other work of the import beside the window's thread."""
        return self._work.submit(work, *args)

    def cancel(self) -> None:
        """Stop what is being done."""
        if self.task is not None:
            self.task.cancel()

    def close(self) -> None:
        """Throw the session's files away once the reading that is being cancelled no longer uses them."""
        self._work.submit(self._session.close)
        self._work.shutdown(wait=False)

    def _submit(self, tables: Sequence[Path], read: Callable[[Path], object]) -> None:
        if not self.is_busy:
            self.task = self._link.task()  # files that join a reading are stopped with it
        self._open += len(tables)
        self.began.emit(tables[0])
        for path in tables:
            self._wait_for(self._work.submit(read, path))

    def _wait_for(self, job: Future[Any]) -> None:
        self._link.wait_for(job, self).then(lambda _found: self._one_done()).fails(self._failed)

    def _read_new(self, path: Path) -> None:
        self._session.add_all([path], task=self.task)

    def _read_again(self, path: Path, **how: Any) -> None:
        self._session.add(path, task=self.task, **how)

    def _read_unlocked(self, path: Path, password: str) -> None:
        self._session.unlock(path, password, task=self.task)

    def _read_fixed(self, path: Path, row: int, cells: Mapping[str, str]) -> None:
        self._session.fix(path, row, cells, task=self.task)

    def _failed(self, error: Exception) -> None:
        if isinstance(error, Cancelled):
            self._open -= 1
            self.stopped.emit()
            return
        self._context.show_error(error)
        self._one_done()

    def _one_done(self) -> None:
        self._open -= 1
        if not self.is_busy:
            self._link.ask(_surroundings, owner=self).then(self._done)

    def _done(self, around: Surroundings) -> None:
        if not self.is_busy:  # else more files joined meanwhile
            self.all_read.emit(around)


def _surroundings(connection: Any) -> Surroundings:
    book = load_formats(paths.user_formats_dir())
    return Surroundings(book, channels(connection), usual_channels(connection), accounts(connection, archived=False))
