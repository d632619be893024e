"""What was dropped → the files in it: folders are looked through, archives are unpacked under the same suspicion.

A file out of an archive is known as ``a.zip › member.csv`` beside the archive; its bytes lie in
the folder of the import until that is closed. Nothing is written under a name an archive chose.
"""

from __future__ import annotations

import errno
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.errors import AppError, DiskFull, DiskProblem
from services.i18n import N_
from services.importing import zip_aes
from services.importing.errors import (
    ArchiveLocked,
    CipherUnknown,
    FileDamaged,
    FileEmpty,
    FileLocked,
    FileNotData,
    FileProblem,
    FileTooBig,
    WrongPassword,
)
from services.importing.preflight import (
    MAX_UNPACKED,
    ZIP_DAMAGE,
    check_unpacked,
    checked_names,
    is_workbook,
)
from services.importing.suffixes import TABLE_SUFFIXES
from services.kernel.tasks import Task
from services.messages import Message, message
from services.shown_names import decoded, shown_path

MAX_LOOKED_AT = 5000
# letters, books and programs are archives too, but nobody means the parts in them
_MARKS_OF_DOCUMENTS = frozenset({"[content_types].xml", "mimetype", "meta-inf/manifest.mf"})
INSIDE = " › "
_CHUNK = 1 << 18
_UTF8_NAME = 0x800
_ENCRYPTED = 0x1
_LEFTOVER_SUFFIXES = (".tmp", ".part", ".crdownload", ".download")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Something in a folder or an archive that is not read, and why."""

    path: Path
    reason: Message


@dataclass(frozen=True, slots=True)
class Opened:
    """One file to read: `path` is what it is called, `source` where its bytes are; or `error`."""

    path: Path
    source: Path
    error: AppError | None = None


@dataclass(slots=True)
class Dropped:
    """The files that were handed over, with what was left out of folders and archives."""

    files: list[Path] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)


def look_through(paths: Iterable[Path]) -> Dropped:
    """The files themselves and, for a folder, every table anywhere in it, by name; links are not followed."""
    found = Dropped()
    looked_at = 0
    for path in paths:
        if not path.is_dir():
            found.files.append(path)
            continue
        for inside, reason in _walk(path):
            looked_at += 1
            if looked_at > MAX_LOOKED_AT:
                too_many = message(N_("it holds more than {count} files"), count=MAX_LOOKED_AT)
                found.left_out.append(LeftOut(shown_path(path), too_many))
                break
            if reason is None:
                found.files.append(inside)
            else:
                found.left_out.append(LeftOut(shown_path(inside), reason))
    found.files = list(dict.fromkeys(found.files))
    return found


def why_not(name: str) -> Message | None:
    """Why a file found in a folder or an archive is not read; None where it is."""
    if name.startswith("~$"):
        return message(N_("a note of an open Excel or WPS window"))
    if name.startswith("."):
        return message(N_("a hidden file"))
    suffix = Path(name).suffix.lower()
    if suffix in _LEFTOVER_SUFFIXES:
        return message(N_("a temporary file"))
    return None if suffix in TABLE_SUFFIXES else message(N_("not a table"))


def is_archive(path: Path) -> bool:
    """Whether the file is a ZIP of files and not a workbook, told from its bytes."""
    try:
        with path.open("rb") as file:
            if file.read(4) not in (b"PK\x03\x04", b"PK\x05\x06"):
                return False
        with zipfile.ZipFile(path) as archive:
            names = {part.filename.replace("\\", "/").lower() for part in archive.infolist()}
            return not is_workbook(names) and not names & _MARKS_OF_DOCUMENTS
    except (OSError, *ZIP_DAMAGE):
        return False  # what is damaged is said by the reader


class Archive:
    """Unpacks one dropped archive into `folder`; `left_out` collects what is not read.

    `called` is what a person knows it as, where that is not its path.
    """

    def __init__(
        self,
        path: Path,
        folder: Path,
        *,
        called: Path | None = None,
        password: str | None = None,
        task: Task | None = None,
    ) -> None:
        self._path = path
        self._called = called or path
        self._folder = folder
        self._password = password
        self._task = task or Task()
        self._unpacked = 0
        self._count = 0
        self.left_out: list[LeftOut] = []

    def files(self) -> list[Opened]:
        """Every table in the archive and in the archives right inside it. Raises a `FileProblem`."""
        found = list(self._files(self._path, self._called, depth=0))
        if not found:
            raise FileNotData(file=self._called.name) if self.left_out else FileEmpty(file=self._called.name)
        return found

    def _files(self, source: Path, called: Path, depth: int) -> Iterator[Opened]:
        try:
            with zipfile.ZipFile(source) as archive:
                parts = archive.infolist()
                checked_names(called.name, parts)
                check_unpacked(called.name, parts)
                for part in parts:
                    yield from self._member(archive, part, called, depth)
        except ZIP_DAMAGE as error:
            raise FileDamaged(file=called.name) from error

    def _member(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo, called: Path, depth: int) -> Iterator[Opened]:
        inner = member_name(part)
        if part.is_dir() or not inner:
            return
        shown = called.with_name(INSIDE.join((called.name, *inner.split("/"))))
        reason = next((why for step in inner.split("/")[:-1] if step.startswith(".") and (why := why_not(step))), None)
        reason = reason or _of_a_mac(inner) or why_not(inner.rsplit("/", 1)[-1])
        if reason is not None:
            self.left_out.append(LeftOut(shown, reason))
            return
        try:
            source = self._unpack(archive, part, shown)
            if is_archive(source):
                yield from self._nested(source, shown, depth)
            else:
                yield Opened(shown, source)
        except FileProblem as error:
            if isinstance(error, FileLocked) and depth == 0:
                raise
            yield Opened(shown, self._path, error)

    def _nested(self, source: Path, shown: Path, depth: int) -> Iterator[Opened]:
        if depth:
            self.left_out.append(LeftOut(shown, message(N_("an archive in an archive in an archive"))))
            return
        yield from self._files(source, shown, depth + 1)

    def _unpack(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo, shown: Path) -> Path:
        self._count += 1
        folder = self._folder / str(self._count)
        folder.mkdir(parents=True)
        target = folder / f"file{Path(shown.name).suffix.lower()}"
        is_locked = bool(part.flag_bits & _ENCRYPTED)
        if is_locked and not self._password:
            raise ArchiveLocked(file=self._called.name)
        try:
            with target.open("xb") as out:
                for chunk in self._content(archive, part):
                    self._task.checkpoint()
                    self._unpacked += len(chunk)
                    if self._unpacked > MAX_UNPACKED:  # the sizes an archive states are its own word
                        raise FileTooBig(
                            file=shown.name, reason=message(N_("it unpacks to {size} MB"), size=self._unpacked >> 20)
                        )
                    out.write(chunk)
        except zip_aes.WrongKey as error:
            raise WrongPassword(file=self._called.name) from error
        except ZIP_DAMAGE as error:
            raise self._cannot_open(error, part, shown) from error
        except OSError as error:
            if error.errno == errno.ENOSPC:
                raise DiskFull(path=str(self._folder)) from error
            if error.errno is None:  # what bzip2 cannot read has no number of the system's
                raise self._cannot_open(error, part, shown) from error
            raise DiskProblem(path=str(self._folder), reason=error.strerror or type(error).__name__) from error
        return target

    def _content(self, archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
        """The bytes of a member, with the password in the encodings Western and Chinese programs give it."""
        tries = list(dict.fromkeys((self._password or "").encode(name) for name in ("utf-8", "gb18030")))
        for place, password in enumerate(tries):
            try:
                if part.compress_type == zip_aes.METHOD:
                    yield from zip_aes.opened(archive, part, password)
                else:
                    with archive.open(part, pwd=password or None) as stream:
                        while chunk := stream.read(_CHUNK):
                            yield chunk
                return
            except (zip_aes.WrongKey, RuntimeError) as error:  # RuntimeError is zipfile's word for a wrong password
                if isinstance(error, NotImplementedError) or place == len(tries) - 1:
                    raise

    def _cannot_open(self, error: Exception, part: zipfile.ZipInfo, shown: Path) -> FileProblem:
        """What it means that a member could not be unpacked: the old cipher lets some wrong passwords begin."""
        if not part.flag_bits & _ENCRYPTED:
            return FileDamaged(file=shown.name)
        if isinstance(error, NotImplementedError):
            return CipherUnknown(file=self._called.name)
        return WrongPassword(file=self._called.name)


def member_name(part: zipfile.ZipInfo) -> str:
    """The name of an archive's member with ``/`` between folders; without the UTF-8 mark it is Chinese Windows' GBK."""
    name = part.filename
    if not part.flag_bits & _UTF8_NAME:
        try:
            raw = part.orig_filename.encode("cp437")
            name = decoded(raw) or raw.decode("cp437")
        except UnicodeEncodeError:
            name = part.filename
    return name.replace("\\", "/").strip("/")


def _of_a_mac(inner: str) -> Message | None:
    return message(N_("a hidden file")) if inner.startswith("__MACOSX/") else None


def _walk(folder: Path) -> Iterator[tuple[Path, Message | None]]:
    """Every file below the folder by name, with why it is not read; hidden folders are named and not entered."""
    try:
        with os.scandir(folder) as entries:
            inside = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        yield folder, message(N_("it cannot be opened: {reason}"), reason=error.strerror or type(error).__name__)
        return
    for entry in inside:
        path = Path(entry.path)
        if entry.is_symlink():
            yield path, message(N_("a link to another place"))
        elif entry.is_dir() and not entry.name.startswith("."):
            yield from _walk(path)
        else:
            yield path, why_not(entry.name)
