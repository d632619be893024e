"""The log of the program and what a crash report says: enough to find a mistake, and nothing of anybody's data."""

from __future__ import annotations

import logging
import os
import traceback
from collections.abc import Iterator
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from services import clock, paths
from services.errors import AppError

_log = logging.getLogger(__name__)
NAME = "zhanggui.log"
_LARGEST_BYTES = 512_000
_KEPT = 3
_KEPT_REPORTS = 20  # a mistake in painting comes again with every picture of the window
# Errors whose words are written by programmers. The words of all others may quote a value: a name, a phone, a path.
_WORDS_OF_CODE = (AttributeError, TypeError, NameError, ImportError, NotImplementedError, RecursionError, MemoryError)


def chain(error: BaseException) -> Iterator[BaseException]:
    """An error and what led to it, the newest first."""
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)


def told(error: BaseException) -> str:
    """The way an error came, with its causes: frames and kinds, and no words that may quote values."""
    lines: list[str] = []
    for one in chain(error):
        lines = [*_one(one), *(["", "led to:", ""] if lines else []), *lines]
    return "\n".join(lines) + "\n"


def write_crash_report(facts: str, error: BaseException) -> Path | None:
    """Write `facts` and the way an error came into the log folder; None where even that fails.

    The newest reports are kept, however often the program goes wrong.
    """
    try:
        folder = paths.log_dir()
        report = folder / f"crash-{clock.now().strftime('%Y%m%d-%H%M%S-%f')}.txt"
        report.touch(mode=0o600)
        report.write_text(f"{facts}\n\n{told(error)}", encoding="utf-8", errors="replace")
    except OSError as problem:
        _log.warning("crash report not written: %s", problem)
        return None
    _clear_old_reports(folder)
    return report


def _clear_old_reports(folder: Path) -> None:
    """Remove all but the newest; one that is open in an editor may stay until the next time."""
    for old in sorted(folder.glob("crash-*.txt"))[:-_KEPT_REPORTS]:
        try:
            old.unlink(missing_ok=True)
        except OSError as problem:
            _log.warning("old crash report not removed: %s", problem)


def begin_log(folder: Path | None = None) -> logging.Handler:
    """Write what the program logs into its folder from now on, in a few files that never grow large."""
    path = (folder or paths.log_dir()) / NAME
    handler = _Private(path, maxBytes=_LARGEST_BYTES, backupCount=_KEPT, encoding="utf-8", delay=True)
    handler.setLevel(logging.INFO)
    handler.setFormatter(_Told("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.getLogger().addHandler(handler)
    logging.getLogger("services").setLevel(logging.INFO)
    logging.getLogger("ui").setLevel(logging.INFO)
    return handler


def end_log(handler: logging.Handler) -> None:
    """Write no more."""
    logging.getLogger().removeHandler(handler)
    handler.close()


def _one(error: BaseException) -> list[str]:
    frames = [
        f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}: {frame.line or ''}".rstrip()
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return [*frames, _kind(error)]


def _kind(error: BaseException) -> str:
    return f"{type(error).__name__}{_words(error)}"


def _words(error: BaseException) -> str:
    if isinstance(error, AppError):
        return f" {error.code}"
    if isinstance(error, OSError):
        return f" {error.errno} {error.strerror}"
    return f": {error}" if isinstance(error, _WORDS_OF_CODE) else ""


def _plain(value: object) -> object:
    """What a record names; an error among it by the kinds of itself and its causes."""
    return ", because of ".join(map(_kind, chain(value))) if isinstance(value, BaseException) else value


class _Told(logging.Formatter):
    """Errors that come with a record or are named in its words are told without their values."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as it is written."""
        error = record.exc_info[1] if record.exc_info else None
        plain = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
        plain.msg = _plain(record.msg)
        if isinstance(record.args, tuple):
            plain.args = tuple(map(_plain, record.args))
        line = super().format(plain)
        return line if error is None else f"{line}\n{told(error)}"


class _Private(RotatingFileHandler):
    """Readable by the person alone; a disk that is full never stops the program."""

    def _open(self) -> TextIOWrapper:
        stream = super()._open()
        if os.name == "posix":
            Path(self.baseFilename).chmod(0o600)
        return stream

    def handleError(self, record: logging.LogRecord) -> None:
        """What cannot be written is not worth a word."""
