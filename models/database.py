"""An open shop file: one writing engine, reading engines, and the guards around them."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, event

from models.dialects import sqlite


class WrongThread(RuntimeError):
    """A connection was asked for on the thread that draws the window; a bug, never shown to a user."""


class FileReplaced(OSError):
    """The path no longer leads to the file that was opened (moved, deleted, synchronised away)."""


class Database:
    """The connections of one file, which offer `functions` to SQL. The thread named in `forbid_thread` gets none."""

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        immutable: bool = False,
        functions: Mapping[str, Callable[..., Any]] | None = None,
    ) -> None:
        self.path = path
        self.read_only = read_only
        self._identity = _identity(path)
        self._forbidden: int | None = None
        self._reader: Engine | None = sqlite.open_reader(path, immutable=immutable)
        self.writer: Engine | None = None if read_only else sqlite.open_writer(path)
        for engine in (self._reader, self.writer):
            if engine is not None:
                event.listen(engine, "checkout", self._refuse_forbidden_thread)
                sqlite.offer(engine, functions or {})

    @property
    def reader(self) -> Engine:
        """What opens connections that only read; none any more once the file was closed."""
        if self._reader is None:
            raise RuntimeError(f"{self.path.name} was closed")
        return self._reader

    def forbid_thread(self, thread_id: int | None) -> None:
        """Let no connection be used on this thread any more: it must never wait for a disk."""
        self._forbidden = thread_id

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A read-only connection inside one transaction, so that all it sees is of one moment."""
        # Nothing was written, so it is not committed: SQLite refuses that where a page it read is damaged.
        with self.reader.connect() as connection:
            connection.begin()
            yield connection

    def require_same_file(self) -> None:
        """Raise `FileReplaced` when the path now leads elsewhere: writes would go to a file without a name."""
        if not self._is_in_place():
            raise FileReplaced(str(self.path))

    def close(self) -> None:
        """Move the log into the file and let go of it. The writer closes last.

        What the engines know of types and columns, a megabyte after a while, goes with them: the window keeps the link
        to a closed shop, and the statements that were compiled for it serve the next.
        """
        reader, self._reader = self._reader, None
        writer, self.writer = self.writer, None
        if reader is not None:
            reader.dispose()
            sqlite.forget(reader)
        if writer is not None:
            try:
                if sqlite.is_connected(writer) or self._is_in_place():
                    sqlite.checkpoint(writer)
            finally:
                writer.dispose()
                sqlite.forget(writer)

    def _is_in_place(self) -> bool:
        try:
            return _identity(self.path) == self._identity
        except OSError:
            return False

    def _refuse_forbidden_thread(self, *_arguments: object) -> None:
        if threading.get_ident() == self._forbidden:
            raise WrongThread("the window's thread must not open a database connection")


def _identity(path: Path) -> tuple[int, int]:
    found = os.stat(path)  # noqa: PTH116 - measured: 4 µs, called before every write
    return found.st_dev, found.st_ino
