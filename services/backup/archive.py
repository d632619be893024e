"""The form of a backup: one ``.zip`` with the shop, what it holds, and a seal over every byte of it.

The archive's comment ends with the SHA-256 of everything before it, so that a single flipped
bit anywhere is noticed, while any program can still open the archive.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path, PurePath
from typing import IO, Any
from zoneinfo import ZoneInfo

from services.backup import attachments, packing
from services.backup.errors import BackupDamaged, BackupDiffers, BackupMissing, NotABackup, PassphraseNeeded
from services.backup.summary import Summary, instant
from services.kernel.tasks import Task
from services.taught_files import changed_since

SUFFIX = ".zip"
_SHOP = "shop.db"
_MANIFEST = "manifest.json"
_MARK = b"Zhanggui backup, sha256 of all before: "
_DIGEST = 64
_CHUNK = 1 << 20
_LONGEST_MANIFEST = 1 << 20
_NO_SEQUENCE = 10**9  # one a minute takes two thousand years to get there
_NO_NAME = 256
# What the program packs with; whatever else a foreign archive says of its files, no backup of ours does.
_PACKINGS, _LOCKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED), 1
UNREADABLE = (OSError, zipfile.BadZipFile, zlib.error, struct.error, NotImplementedError, RuntimeError, EOFError,
              KeyError, OverflowError, TypeError, ValueError)  # fmt: skip


class Reason(StrEnum):
    """Why a backup was made."""

    ASKED = "asked"
    CLOSE = "close"
    SCHEDULE = "schedule"
    IMPORT = "import"
    DELETE = "delete"
    BULK = "bulk"
    RESTORE = "restore"
    REPAIR = "repair"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands in a backup about itself. `sha256` and `size` are those of the shop file inside, once it is packed.

    `recipient` is the public key it is encrypted to, empty where it is not encrypted. `left_out` is how many files
    neither it nor the folder it lies in has: they were damaged, could not be read or went away while it was made.
    `zone` is the shop's, for whoever shows its times while the shop cannot be asked; empty in backups of before, and
    where this computer knows no such.
    """

    sequence: int
    made_at: datetime
    reason: Reason
    shop: str
    born_at: datetime | None
    layout: int
    program: str
    sha256: str
    size: int
    holds: Summary
    recipient: str = ""
    left_out: int = 0
    zone: str = ""

    @property
    def is_encrypted(self) -> bool:
        """Whether a passphrase is needed to open it."""
        return bool(self.recipient)

    def lacks(self, steps: int, last_step_at: datetime) -> bool:
        """Whether something was done since, in the shop (its newest step is given) or to what every backup carries."""
        return (self.holds.steps, self.holds.last_step_at) != (steps, last_step_at) or changed_since(self.made_at)

    def to_json(self) -> dict[str, Any]:
        """As it stands in the archive."""
        return {
            "sequence": self.sequence,
            "made_at": self.made_at.isoformat(),
            "reason": str(self.reason),
            "shop": self.shop,
            "born_at": self.born_at.isoformat() if self.born_at is not None else None,
            "layout_version": self.layout,
            "app_version": self.program,
            "sha256": self.sha256,
            "size": self.size,
            "recipient": self.recipient,
            "files_left_out": self.left_out,
            "zone": self.zone,
            **self.holds.to_json(),
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Manifest:
        """The manifest of an archive; raises KeyError, TypeError or ValueError where it is none.

        Anybody may have written it: a number or a time of which the next backup could not be told is none.
        """
        sequence, shop = int(kept["sequence"]), str(kept["shop"])
        is_name = shop == PurePath(shop).name and 0 < len(shop.encode()) < _NO_NAME
        if not is_name or not 0 <= sequence < _NO_SEQUENCE:
            raise ValueError(_MANIFEST)
        return cls(
            sequence=sequence,
            made_at=instant(kept["made_at"]),
            reason=_reason(kept["reason"]),
            shop=shop,
            born_at=instant(kept["born_at"]) if kept["born_at"] is not None else None,
            layout=int(kept["layout_version"]),
            program=str(kept["app_version"]),
            sha256=str(kept["sha256"]),
            size=int(kept["size"]),
            holds=Summary.from_json(kept),
            recipient=str(kept.get("recipient", "")),
            left_out=max(0, int(kept.get("files_left_out", 0))),
            zone=_zone(kept.get("zone", "")),
        )


def _zone(said: object) -> str:
    try:
        return ZoneInfo(str(said)).key
    except (KeyError, ValueError, OSError):  # none, one of a later list of zones, or whatever a stranger wrote there
        return ""


def _reason(said: object) -> Reason:
    """Why a backup was made. A later program may know more reasons: a backup of it is none the worse for that."""
    try:
        return Reason(str(said))
    except ValueError:
        return Reason.ASKED


@dataclass(frozen=True, slots=True)
class Written:
    """What an archive that was just written says about itself, and the names of the files that are not in it."""

    manifest: Manifest
    left_out: tuple[str, ...]


class Digest:
    """A target that keeps nothing of what is written to it but its SHA-256."""

    def __init__(self) -> None:
        self._sha = hashlib.sha256()

    def write(self, chunk: bytes) -> int:
        """Take in a piece."""
        self._sha.update(chunk)
        return len(chunk)

    def flush(self) -> None:
        """Nothing waits here."""

    def hexdigest(self) -> str:
        """The SHA-256 of all of it."""
        return self._sha.hexdigest()


def digest_of(path: Path, task: Task) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return _digest(_chunks(file, task))


def write(
    shop: Path, manifest: Manifest, out: Path, task: Task, pictures: Mapping[str, Sequence[Path]], lost: int = 0
) -> Written:
    """Write the archive to the empty file `out`, seal it and bring it to the disk.

    The shop file is read once: its size and SHA-256 are found on the way and stand in the manifest that is returned,
    with how many of the files beside the shop could not be taken in; `lost`: how many the folder of a backup that
    carries none cannot keep.
    Raises `BackupDiffers` where what was packed does not come out again.
    """
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
        sha256 = packing.pack(shop, _SHOP, manifest.made_at, archive, task)
        left_out = attachments.pack(pictures, archive, manifest.made_at, task)
        left_out += attachments.pack_taught(archive, manifest.made_at, task)
        size = archive.getinfo(_SHOP).file_size
        whole = replace(manifest, sha256=sha256, size=size, left_out=lost + len(left_out))
        write_manifest(archive, whole)
        leave_room_for_seal(archive)
    put_seal(out, task)
    if not packing.reads_back(out, _SHOP, task):
        raise BackupDiffers(file=out.name)
    return Written(whole, left_out)


def write_manifest(made: zipfile.ZipFile, manifest: Manifest) -> None:
    """Put what a backup says about itself into it."""
    said = json.dumps(manifest.to_json(), ensure_ascii=False, indent=1)
    made.writestr(packing.entry(_MANIFEST, manifest.made_at), said, made.compression)


def leave_room_for_seal(made: zipfile.ZipFile) -> None:
    """Let the archive end with as many bytes as its seal will have."""
    made.comment = _MARK + b"0" * _DIGEST


def put_seal(out: Path, task: Task) -> None:
    """Write the digest of all bytes before it into the last ones, and bring the file to the disk."""
    with out.open("rb+") as file:
        seal = _digest(_chunks(file, task, out.stat().st_size - _DIGEST))
        file.seek(-_DIGEST, os.SEEK_END)
        file.write(seal.encode())
        file.flush()
        os.fsync(file.fileno())


def read_manifest(path: Path) -> Manifest:
    """What a backup says about itself, without looking at the rest. Raises `NotABackup` or `BackupDamaged`."""
    if not path.is_file():
        raise BackupMissing(file=str(path))
    try:
        with zipfile.ZipFile(path) as archive:
            if not archive.comment.startswith(_MARK):
                raise NotABackup(file=str(path))
            if any(one.flag_bits & _LOCKED or one.compress_type not in _PACKINGS for one in archive.infolist()):
                raise BackupDamaged(file=str(path))
            return _manifest_in(archive)
    except UNREADABLE as error:
        raise (BackupDamaged if _was_ours(path) else NotABackup)(file=str(path)) from error


def verify(path: Path, task: Task) -> Manifest:
    """The manifest, after every byte of the archive was found to be as it was written."""
    manifest = read_manifest(path)
    try:
        with path.open("rb") as file:
            length = path.stat().st_size - _DIGEST
            found = _digest(_chunks(file, task, length))
            said = file.read(_DIGEST + 1)
    except OSError as error:
        raise BackupDamaged(file=str(path)) from error
    if said != found.encode():
        raise BackupDamaged(file=str(path))
    return manifest


def unpack(path: Path, target: IO[bytes], task: Task) -> Manifest:
    """Write the shop file of a verified backup to `target`, and compare it with what was packed.

    One that is encrypted is opened first (`sealing.opened`); else `PassphraseNeeded` is raised.
    """
    manifest = verify(path, task)
    if manifest.is_encrypted:
        raise PassphraseNeeded(file=path.name)
    sha = hashlib.sha256()
    size = 0
    try:
        with zipfile.ZipFile(path) as archive, archive.open(_SHOP) as source:
            for chunk in _chunks(source, task, manifest.size + 1):
                sha.update(chunk)
                size += len(chunk)
                target.write(chunk)
    except (zipfile.BadZipFile, zlib.error, EOFError, KeyError) as error:
        raise BackupDamaged(file=str(path)) from error
    if (size, sha.hexdigest()) != (manifest.size, manifest.sha256):
        raise BackupDamaged(file=str(path))
    return manifest


def _manifest_in(archive: zipfile.ZipFile) -> Manifest:
    if archive.getinfo(_MANIFEST).file_size > _LONGEST_MANIFEST:
        raise ValueError(_MANIFEST)
    return Manifest.from_json(json.loads(archive.read(_MANIFEST)))


def _was_ours(path: Path) -> bool:
    """Whether a file that cannot be read as a backup still looks like one."""
    try:
        with path.open("rb") as file:
            begin = file.read(4)
            file.seek(-min(path.stat().st_size, 4 * _DIGEST), os.SEEK_END)
            return begin == b"PK\x03\x04" or _MARK in file.read()
    except OSError:  # a drive that cannot be read says nothing about the file's kind
        return True


def _digest(chunks: Iterator[bytes]) -> str:
    sha = hashlib.sha256()
    for chunk in chunks:
        sha.update(chunk)
    return sha.hexdigest()


def _chunks(file: IO[bytes], task: Task, length: int | None = None) -> Iterator[bytes]:
    left = length
    while left is None or left > 0:
        task.checkpoint()
        chunk = file.read(_CHUNK if left is None else min(_CHUNK, left))
        if not chunk:
            return
        left = None if left is None else left - len(chunk)
        yield chunk
