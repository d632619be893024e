"""One thread with one connection, on which what is asked of it is done in turn and can be interrupted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection

from models.database import Database
from models.dialects import sqlite
from services.kernel.db_errors import translated

T = TypeVar("T")


class Asker(Protocol):
    """Who asks, and perhaps no longer wants the answer."""

    @property
    def is_closed(self) -> bool:
        """Whether nobody waits for its answers any more."""


class Lane:
    """The thread and its connection, which is opened with the first work."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=name)
        self._connection: Connection | None = None
        self._lock = threading.Lock()
        self._running: Asker | None = None
        self._is_closed = False
        self._counting = threading.Lock()
        self._under_way = 0
        self._is_free = threading.Event()
        self._is_free.set()

    def submit(self, asker: Asker, work: Callable[[Connection], T]) -> Future[T]:
        """Do the work on the thread; cancelled where the asker or the lane is closed before its turn."""
        with self._lock:
            if not self._is_closed:
                self._begun()
                future = self._thread.submit(self._work, asker, work)
                future.add_done_callback(self._ended)
                return future
        never: Future[T] = Future()
        never.cancel()
        return never

    def give_way(self, seconds: float) -> bool:
        """Wait on another thread until nothing is under way here, but no longer than so; whether that came."""
        return self._is_free.wait(seconds)

    def hold(self) -> Future[None]:
        """Something that counts as under way here until whoever holds it is done with it."""
        self._begun()
        held: Future[None] = Future()
        held.add_done_callback(self._ended)
        return held

    def interrupt(self, asker: Asker) -> None:
        """End what runs for the asker."""
        with self._lock:
            if self._running is asker and self._connection is not None:
                sqlite.interrupt(self._connection)

    def drop(self, name: str) -> None:
        """Drop an order."""
        with self._lock:
            if not self._is_closed:  # otherwise its connection is gone, and the order with it
                self._thread.submit(self._drop, name)

    def close(self) -> None:
        """Interrupt what runs, and let go of the connection."""
        with self._lock:
            self._is_closed = True
            if self._running is not None and self._connection is not None:
                sqlite.interrupt(self._connection)
        self._thread.shutdown(wait=True, cancel_futures=True)
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _work(self, asker: Asker, work: Callable[[Connection], T]) -> T:
        if asker.is_closed:
            raise CancelledError
        connection = self._open_connection()
        with self._lock:
            self._running = asker
        try:
            with translated(self._database.path), connection.begin():
                return work(connection)
        finally:
            with self._lock:
                self._running = None

    def _begun(self) -> None:
        with self._counting:
            self._under_way += 1
            self._is_free.clear()

    def _ended(self, _future: Future[Any]) -> None:
        with self._counting:
            self._under_way -= 1
            if not self._under_way:
                self._is_free.set()

    def _drop(self, name: str) -> None:
        connection = self._open_connection()
        with connection.begin():
            connection.exec_driver_sql(f"DROP TABLE IF EXISTS temp.{name}")

    def _open_connection(self) -> Connection:
        if self._connection is None:
            self._connection = self._database.reader.connect()
        return self._connection
