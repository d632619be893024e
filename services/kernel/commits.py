"""A commit that is refused is not there afterwards, or nobody says that it is not."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from models.dialects import commits, sqlite
from services.errors import SaveUncertain

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Commit:
    """Whether the commit itself is all that is still to come."""

    is_next: bool = False


@contextmanager
def certain(engine: Engine, path: Path) -> Iterator[Commit]:
    """Where the disk fails in the commit itself, see to it that nothing of it comes back when the file is opened again.

    Raises `SaveUncertain` where the disk does not even take that; the transaction must have let go of the connection.
    """
    commit = Commit()
    try:
        yield commit
    except DatabaseError as error:
        if commit.is_next and commits.may_have_left_it(sqlite.error_code(error)):
            _cover(engine, path)
        raise


def _cover(engine: Engine, path: Path) -> None:
    try:
        commits.cover(engine)
    except (DatabaseError, sqlite3.Error) as error:
        _log.warning("a refused commit could not be covered: SQLite %s", sqlite.error_code(error))
        raise SaveUncertain(path=str(path)) from error
