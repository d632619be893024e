"""A shop's file before it is a shop to us: made, judged sound or refused by name, brought to the layout of today."""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

from sqlalchemy import Connection

from models.dialects import copying, sqlite
from models.migrations.registry import CURRENT_VERSION, MIGRATIONS
from models.migrations.runner import migrate
from services import clock
from services.about import program_version
from services.backup import places
from services.errors import (
    AppError,
    Invalid,
    NotAShop,
    ShopDamaged,
    ShopMissing,
    ShopNewer,
    ShopOfVersion,
    ShopOlderReadOnly,
    ShopReadOnly,
)
from services.i18n import N_
from services.kernel.db_errors import translated
from services.kernel.lock import WriterLock
from services.kernel.tasks import Task
from services.messages import message
from services.registry import FUNCTIONS, PROJECTIONS
from services.remedies import STRUCTURE
from services.shown_names import shown_name

_EMPTY = N_("it is empty")
_LACKING = N_("it lacks {names}")
_OLDER = N_("and it is of an older form, which only a sound file can be brought from")
_OF_OTHERS = 0o077
_log = logging.getLogger(__name__)
_LONGEST = 180
"""Bytes in the name of a new shop's file: file systems take 255, and the names of its backups are longer than its."""


def require_short(path: Path) -> None:
    """Refuse a name for a shop's file that cannot be read, or leaves no room for the names of what is made from it."""
    if shown_name(path.name) != path.name:
        reason = message(N_("it has characters that cannot be read"))
        raise Invalid(field=message(N_("File")), value=path.name, reason=reason)
    if len(os.fsencode(path.name)) > _LONGEST:
        reason = message(N_("it is too long for the name of a file"))
        raise Invalid(field=message(N_("File")), value=path.name, reason=reason)


def write_empty_shop(path: Path) -> None:
    """Lay all tables out in an empty file and mark it as a shop."""
    engine = sqlite.open_writer(path)
    try:
        with engine.begin() as connection:
            sqlite.create_schema(connection)
            sqlite.write_stamp(connection, CURRENT_VERSION)
            sqlite.note_writer(connection, program_version())
    finally:
        engine.dispose()


def require_shop(path: Path, *, migrate_older: bool, even_damaged: bool = False, who: str = "zhanggui") -> None:
    """Refuse what is not a sound shop file, by name: missing, foreign, empty, damaged, newer.

    `even_damaged`: its pages and what they point to need not be sound, and nothing is written to it: not even what was
    cut off half way is taken back.
    """
    with translated(path):
        if not path.is_file():
            raise ShopMissing(file=str(path))
        with path.open("rb") as file:
            head = file.read(16)
        if not head:
            raise ShopDamaged(file=str(path), reason=message(_EMPTY))
        if not head.startswith(b"SQLite format 3\0"):
            raise NotAShop(file=str(path))
        if not even_damaged:
            copying.finish_rollback(path)
    version = _known_version(path, even_damaged=even_damaged)
    if migrate_older and not even_damaged and _was_found_damaged(path):  # and is sound now: see `_require_sound`
        _forget_damage(path)
    if version < CURRENT_VERSION:
        if even_damaged:
            raise ShopDamaged(file=str(path), reason=message(_OLDER))
        if not migrate_older:
            raise ShopOlderReadOnly(file=str(path))
        _migrate(path, version, who)


def _known_version(path: Path, *, even_damaged: bool) -> int:
    """The layout of a file that is as sound as it must be; all on one connection, for each reads the whole layout."""
    engine = sqlite.open_reader(path)
    try:
        with translated(path), engine.connect() as connection:
            application, version = sqlite.read_stamp(connection)
            if application != sqlite.APPLICATION_ID:
                raise NotAShop(file=str(path))
            if version > CURRENT_VERSION:
                raise _newer(path, version, sqlite.read_writer(connection))
            if not even_damaged:
                _require_sound(connection, path)
            if version == CURRENT_VERSION:
                _require_tables(connection, path)
            return version
    finally:
        engine.dispose()


def _newer(path: Path, found: int, program: str | None) -> ShopNewer:
    """The refusal that names the version to install, where the file says that a later one gave it its layout."""
    if program is None or _number(program) <= _number(program_version()):
        return ShopNewer(file=str(path), found=found, known=CURRENT_VERSION)
    return ShopOfVersion(file=str(path), program=program, found=found, known=CURRENT_VERSION)


def _number(program: str) -> list[int]:
    """What versions are ordered by: 0.2.0 for “0.2.0-beta”, and nothing where none is in it."""
    numbers = re.split(r"[^0-9.]", program)[0]
    return [int(part) for part in numbers.split(".") if part]


def _migrate(path: Path, version: int, who: str) -> None:
    stamp = clock.now().strftime("%Y%m%d-%H%M%S")
    kept = path.parent / "backups" / f"{path.stem}-v{version}-before-v{CURRENT_VERSION}-{stamp}.db"
    if not _is_writable(path):
        raise ShopOlderReadOnly(file=str(path))
    with translated(path):
        lock = WriterLock(path, who)
        try:
            migrate(
                path,
                MIGRATIONS,
                keep_original_as=kept,
                rebuild_projections=rebuild_projections,
                program=program_version(),
            )
        finally:
            lock.release()


def require_writable(path: Path) -> None:
    if path.exists() and not _is_writable(path):
        raise ShopReadOnly(file=str(path))


def _is_writable(path: Path) -> bool:
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def keep_private(path: Path) -> None:
    """Let nobody else on this computer read the shop, its log, and the folder of its pictures and files.

    A copy by hand has whatever rights the system gives, mostly for all to read. What belongs to somebody else, or lies
    on a drive that knows no rights, stays as it is, and so does what a link leads to.
    """
    if os.name != "posix":  # there a person's folders are closed to others
        return
    for one in (path, *(path.with_name(path.name + suffix) for suffix in ("-wal", "-shm", ".files"))):
        try:
            rights = one.lstat().st_mode
            if rights & _OF_OTHERS and not one.is_symlink():  # what a link leads to may be meant for others
                one.chmod(rights & ~_OF_OTHERS)
        except FileNotFoundError:
            continue
        except OSError as error:
            _log.info("the rights of a shop's file stay as they are: %s", error.strerror)


def rebuild_projections(connection: Connection) -> None:
    """Compute every projection again from the facts, on a connection that need not offer our functions yet."""
    sqlite.offer_on(connection, FUNCTIONS)
    task = Task()
    for projection in PROJECTIONS:
        projection.rebuild(connection, task)


_QUICK_CHECK_LIMIT = 64 << 20


def _require_sound(connection: Connection, path: Path) -> None:
    """A quick look at every page of a small file; a large one is checked in the background by `check`.

    One that was found damaged there is looked at thoroughly, however long it takes: it may have been mended since.
    """
    was_damaged = _was_found_damaged(path)
    if path.stat().st_size > _QUICK_CHECK_LIMIT and not was_damaged:
        return
    found = sqlite.structure_problems(connection, thorough=was_damaged)
    if found:
        raise ShopDamaged(file=str(path), reason=found[0])


def _was_found_damaged(path: Path) -> bool:
    try:
        return STRUCTURE in places.codes_found(path)
    except AppError as error:  # a note that cannot be read says nothing
        _log.info("what the last check found cannot be read: %s", error.code)
        return False


def _forget_damage(path: Path) -> None:
    """The file was mended where it lies: it is not read through at every start, and a check of all data is due."""
    try:
        places.forget_check(path)
    except AppError as error:
        _log.info("what the last check found stays noted: %s", error.code)


def _require_tables(connection: Connection, path: Path) -> None:
    """A table that another program took away, or an unfinished version never made: what is there can be saved."""
    lacking = sqlite.lacking_tables(connection)
    if lacking:
        raise ShopDamaged(file=str(path), reason=message(_LACKING, names=", ".join(lacking)))
