"""Writing files so that a failure never costs the one that was there before."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from models.disk import settle_names, take_place
from services import clock, paths
from services.errors import CannotWrite, DiskFull
from services.kernel.db_errors import from_os_error

_WRITTEN_TO = "written-to"
_INSIDE_A_SHOP = ".files"
_FOLDERS_KNOWN = 50
_FORGOTTEN_AFTER = timedelta(days=365)


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A path to write to; it takes the place of `out` only when everything is written and on the disk.

    At the end its name is on the disk too: a power cut brings neither the old file back nor loses a new one. A link
    stays a link, what it leads to is replaced; what is no file, a device or a pipe, is written to. Nobody else on this
    computer reads a new file: it may name buyers. Who may read the one that was there may read the one in its place.
    """
    target = Path(os.path.realpath(out))
    try:
        with _poured(target) if _takes_bytes_only(target) else _put_in_place(target) as part:
            yield part
    except OSError as error:
        told = from_os_error(error, out)
        if isinstance(told, DiskFull):
            raise told from error
        raise CannotWrite(path=str(out), reason=error.strerror or type(error).__name__) from error


@contextmanager
def _put_in_place(out: Path) -> Iterator[Path]:
    remember_folder(out.parent)
    with _renamed_at_the_end(out) as part:
        yield part


@contextmanager
def _renamed_at_the_end(out: Path) -> Iterator[Path]:
    part = out.with_name(f".{out.name}.part")
    try:
        made = [folder for folder in (out.parent, *out.parent.parents) if not folder.exists()]
        for folder in reversed(made):
            folder.mkdir(mode=0o700, exist_ok=True)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        _keep_rights(out, part)
        take_place(part, out)
        for folder in (out.parent, *(one.parent for one in made)):
            settle_names(folder)
    finally:
        with suppress(OSError):  # what went wrong is told already; the leftover's folder may not even be one
            part.unlink(missing_ok=True)


def _keep_rights(out: Path, part: Path) -> None:
    if os.name == "posix" and out.exists():
        with suppress(PermissionError):  # a stick that knows no rights has none to keep
            shutil.copymode(out, part)


def _takes_bytes_only(out: Path) -> bool:
    return out.exists() and not out.is_file() and not out.is_dir()


@contextmanager
def _poured(out: Path) -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        part = Path(folder, out.name)
        yield part
        with part.open("rb") as source, out.open("wb") as sink:
            shutil.copyfileobj(source, sink)


def remember_folder(folder: Path) -> None:
    """Note a folder before something is written to it under a hidden name.

    A program that is killed leaves there what it wrote so far, with what it says of people; "Check my data" looks for
    it. Where the folder cannot be noted the writing goes on all the same.
    """
    at = folder.absolute()
    is_inside = any(one.name.endswith(_INSIDE_A_SHOP) for one in (at, *at.parents))
    if is_inside or at.is_relative_to(paths.cache_dir()):  # where it is looked anyway; where all can be thrown away
        return
    note = paths.data_dir() / _WRITTEN_TO / f"{hashlib.sha256(os.fsencode(at)).hexdigest()[:16]}.txt"
    with suppress(OSError):
        if note.exists():
            note.touch()
            return
        with _renamed_at_the_end(note) as part:
            part.write_bytes(os.fsencode(at))
        for forgotten in _notes()[_FOLDERS_KNOWN:]:
            forgotten.unlink(missing_ok=True)


def _notes() -> list[Path]:
    """The notes of folders, that of the one written to last first."""
    notes = (paths.data_dir() / _WRITTEN_TO).glob("*.txt")
    return sorted(notes, key=lambda note: note.stat().st_mtime, reverse=True)


def folders_written_to() -> list[Path]:
    """The folders that were noted and are there now; one on a stick is there again when the stick is.

    A drive in the network that is gone answers late: not for the window's thread. One that was not there and not
    written to for a year is forgotten.
    """
    found = []
    with suppress(OSError):  # another start of the program may forget one meanwhile
        for note in _notes():
            folder = _folder_in(note)
            if folder is not None:
                found.append(folder)
    return found


def _folder_in(note: Path) -> Path | None:
    try:
        folder = Path(os.fsdecode(note.read_bytes()))
        if os.path.isdir(folder):  # noqa: PTH112 - no error where it may not look
            return folder
        if note.stat().st_mtime < (clock.now() - _FORGOTTEN_AFTER).timestamp():
            note.unlink(missing_ok=True)
    except OSError:  # of this one nobody knows, of the others still
        return None
    return None
