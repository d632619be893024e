"""Reading a file in a process of its own, so that no file can take the program down.

The child has a memory limit where the system offers one and is killed after a time limit or
when the person cancels. Whatever happens in it, the caller gets a `ReadResult` or one
`AppError`; no scratch file is left behind after an error.
"""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Callable
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path

from services.errors import AppError, Cancelled, kinds_below
from services.i18n import N_
from services.importing.errors import FileDamaged, FileHostile, FileMissing, FileTooBig, ReaderNotStarted
from services.importing.read_request import ReadRequest, ReadResult, TablesRequest
from services.importing.sheets import Sheet
from services.messages import Param, message

PROCESSES = multiprocessing.get_context("spawn")
"""A new Python for every file: it shares nothing with the program. The tests, which read thousands, mostly fork."""

_POLL_S = 0.1


class ReaderBug(RuntimeError):
    """The child ended with an exception nobody foresaw; carries its traceback."""


def read(
    request: ReadRequest,
    progress: Callable[[int, int], None] | None = None,
    is_cancelled: Callable[[], bool] | None = None,
    *,
    memory_limit_mb: int = 1500,
    timeout_s: float = 180,
) -> ReadResult:
    """Read the file and stage the one table whose format is recognised.

    `progress` hears rows done and rows in all. Raises the `FileProblem` that says why the
    file cannot be used, `NotFound` for an unknown format or sheet, and `Cancelled`.
    """
    deadline = time.monotonic() + timeout_s
    try:
        found = _in_a_child(request, progress, is_cancelled, memory_limit_mb, deadline)
    except BaseException:
        request.scratch.unlink(missing_ok=True)
        raise
    assert isinstance(found, ReadResult)
    return found


def read_tables(path: Path, *, memory_limit_mb: int = 1500, timeout_s: float = 60) -> list[Sheet]:
    """The filled tables of a file as text, for sheets of our own layout. Raises the `FileProblem` there is."""
    found = _in_a_child(TablesRequest(path), None, None, memory_limit_mb, time.monotonic() + timeout_s)
    assert isinstance(found, list)
    return found


def _in_a_child(
    request: ReadRequest | TablesRequest,
    progress: Callable[[int, int], None] | None,
    is_cancelled: Callable[[], bool] | None,
    memory_limit_mb: int,
    deadline: float,
) -> ReadResult | list[Sheet]:
    from services.importing import worker  # here: most starts read no file, and the readers are large

    if not request.path.is_file():
        raise FileMissing(file=request.path.name)
    try:
        ours, theirs = PROCESSES.Pipe(duplex=False)
    except OSError as error:
        raise ReaderNotStarted(file=request.name) from error
    process = PROCESSES.Process(target=worker.child_main, args=(theirs, request, memory_limit_mb), daemon=True)
    try:
        process.start()
    except OSError as error:
        ours.close()
        raise ReaderNotStarted(file=request.name) from error
    finally:
        theirs.close()
    try:
        return _answer(process, ours, request, progress, is_cancelled, deadline)
    finally:
        _end(process)
        ours.close()


def _answer(
    process: BaseProcess,
    inbox: Connection,
    request: ReadRequest | TablesRequest,
    progress: Callable[[int, int], None] | None,
    is_cancelled: Callable[[], bool] | None,
    deadline: float,
) -> ReadResult | list[Sheet]:
    has_begun = False
    while True:
        if is_cancelled is not None and is_cancelled():
            raise Cancelled
        if time.monotonic() > deadline:
            raise FileTooBig(file=request.path.name, reason=message(N_("reading it took too long")))
        if not wait([inbox, process.sentinel], timeout=_POLL_S):
            continue
        try:
            said = inbox.recv() if inbox.poll() else None
        except EOFError:
            said = None
        if said is None:
            if process.is_alive():
                process.join(_POLL_S)
                continue
            raise _death(process.exitcode, request.path.name) if has_begun else ReaderNotStarted(file=request.name)
        has_begun = True
        match said:
            case ("progress", int(done), int(total)):
                if progress is not None:
                    progress(done, total)
            case ("result", ReadResult() as result):
                return result
            case ("tables", list(tables)):
                return tables
            case ("error", str(code), dict(params)):
                raise _error(code, params)
            case ("bug", str(trace)):
                raise ReaderBug(trace)


def _death(exit_code: int | None, name: str) -> AppError:
    """What the death of the child says about the file: out of memory aborts, everything else is damage."""
    if exit_code in (-signal.SIGABRT, -9):
        return FileHostile(file=name, reason=message(N_("it asks for more memory than a table needs")))
    return FileDamaged(file=name)


def _error(code: str, params: dict[str, Param]) -> AppError:
    known = {kind.code: kind for kind in kinds_below(AppError)}
    return known[code](**params)


def _end(process: BaseProcess) -> None:
    if process.is_alive():
        process.kill()
    process.join()
