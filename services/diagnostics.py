"""The log of the program and what a crash report says: enough to find a mistake, and nothing of anybody's data."""

from __future__ import annotations

import logging
import os
import traceback
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from services import paths
from services.errors import AppError

NAME = "zhanggui.log"
_LARGEST_BYTES = 512_000
_KEPT = 3
# Errors whose words are written by programmers. The words of all others may quote a value: a name, a phone, a path.
_WORDS_OF_CODE = (AttributeError, TypeError, NameError, ImportError, NotImplementedError, RecursionError, MemoryError)


def told(error: BaseException) -> str:
    """The way an error came, with its causes: frames and kinds, and no words that may quote values."""
    lines: list[str] = []
    seen: set[int] = set()
    chain: BaseException | None = error
    while chain is not None and id(chain) not in seen:
        seen.add(id(chain))
        lines = [*_one(chain), *(["", "led to:", ""] if lines else []), *lines]
        chain = chain.__cause__ or (None if chain.__suppress_context__ else chain.__context__)
    return "\n".join(lines) + "\n"


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
    return [*frames, f"{type(error).__name__}{_words(error)}"]


def _words(error: BaseException) -> str:
    if isinstance(error, AppError):
        return f" {error.code}"
    if isinstance(error, OSError):
        return f" {error.errno} {error.strerror}"
    return f": {error}" if isinstance(error, _WORDS_OF_CODE) else ""


class _Told(logging.Formatter):
    """Errors that come with a record are told without their values."""

    def format(self, record: logging.LogRecord) -> str:
        """One record as it is written."""
        error = record.exc_info[1] if record.exc_info else None
        plain = logging.makeLogRecord({**record.__dict__, "exc_info": None, "exc_text": None})
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
