"""Backups with a passphrase: an archive inside an archive, encrypted with age, readable with the age program too.

Making one needs no passphrase: everything is encrypted to a public key. The secret key to it lies in every backup,
itself encrypted with the passphrase. What a backup says about itself (counts, sums, dates) stays readable, so that
the list of backups needs no passphrase either; it holds no names and no addresses.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

import pyrage

from services.backup import archive, packing
from services.backup.archive import UNREADABLE, Manifest
from services.backup.errors import BackupDamaged, BackupDiffers, PassphraseNeeded, TooSlowNow, WrongPassphrase
from services.backup.files import private_part
from services.backup.keys import BrokenKey, Identity, Key, TooCostly, WrongWord, recipient_of, unlock
from services.kernel.tasks import Task

_INNER = "backup.zip.age"
_KEY = "key.age"
_READ_ME = "READ ME.txt"
_LONGEST_KEY = 1 << 14
# In the archive in this language only: it is for whoever has lost the program.
_HOW_TO = """This backup is encrypted. With the age program (https://age-encryption.org) and the passphrase:

    age --decrypt --identity key.age --output backup.zip backup.zip.age

backup.zip then holds shop.db, an SQLite database. Without the passphrase nobody can read it.
"""


def seal(plain: Path, manifest: Manifest, key: Key, out: Path, task: Task) -> None:
    """Write the encrypted form of the archive `plain` to the empty file `out`, and prove that it can be opened.

    The proof uses a second key that is forgotten at the end: the passphrase is not needed for it.
    """
    proof = Identity.fresh()
    told = replace(manifest, recipient=key.recipient)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as made:
        archive.write_manifest(made, told)
        made.writestr(packing.entry(_READ_ME, told.made_at), _HOW_TO)
        made.writestr(packing.entry(_KEY, told.made_at), key.locked)
        inner = packing.entry(_INNER, told.made_at)
        with plain.open("rb") as source, made.open(inner, "w", force_zip64=True) as target:
            reading = _Reading(source, task)
            _told(
                reading,
                pyrage.encrypt_io,
                reading,
                target,
                [recipient_of(key.recipient), recipient_of(proof.recipient)],
            )
        archive.leave_room_for_seal(made)
    archive.put_seal(out, task)
    if _digest_inside(out, proof, task) != archive.digest_of(plain, task):
        raise BackupDiffers(file=out.name)


@dataclass(frozen=True, slots=True)
class Opened:
    """An archive that can be read, and the secret key where one was needed."""

    plain: Path
    identity: Identity | None = None


@contextmanager
def opened(backup: Path, passphrase: str | None, scratch: Path, task: Task) -> Iterator[Opened]:
    """The archive to read: the backup itself, or, where it is encrypted, a private file in `scratch` for a moment.

    Raises `PassphraseNeeded`, `WrongPassphrase`, `TooSlowNow`, `BackupDamaged` and what reading a manifest raises.
    """
    if not archive.read_manifest(backup).recipient:
        yield Opened(backup)
        return
    if not passphrase:
        raise PassphraseNeeded(file=backup.name)
    archive.verify(backup, task)
    identity = _unlocked(backup, passphrase)
    with private_part(scratch / f".{backup.stem}.{os.getpid()}.open.part") as plain:
        try:
            with plain.open("wb") as target:
                _decrypt(backup, identity, target, task)
        except UNREADABLE as error:
            raise BackupDamaged(file=str(backup)) from error
        yield Opened(plain, identity)


def require_passphrase(backup: Path, passphrase: str, task: Task | None = None) -> None:
    """Look whether the passphrase opens the backup. Raises `WrongPassphrase`, `TooSlowNow` or `BackupDamaged`."""
    _unlocked(backup, passphrase)
    (task or Task()).checkpoint()


def key_in(backup: Path) -> Key | None:
    """The key an encrypted backup was made with; None for one that is not encrypted or cannot be read."""
    try:
        with zipfile.ZipFile(backup) as made:
            if made.getinfo(_KEY).file_size > _LONGEST_KEY:
                return None
            return Key(archive.read_manifest(backup).recipient, made.read(_KEY))
    except UNREADABLE:
        return None


def _unlocked(backup: Path, passphrase: str) -> Identity:
    key = key_in(backup)
    try:
        if key is not None:
            return unlock(key, passphrase)
    except WrongWord as error:
        raise WrongPassphrase(file=backup.name) from error
    except TooCostly as error:
        raise TooSlowNow(file=backup.name) from error
    except BrokenKey as error:
        raise BackupDamaged(file=str(backup)) from error
    raise BackupDamaged(file=str(backup))


def _digest_inside(backup: Path, identity: Identity, task: Task) -> str:
    digest = archive.Digest()
    _decrypt(backup, identity, digest, task)
    return digest.hexdigest()


def _decrypt(backup: Path, identity: Identity, target: IO[bytes] | archive.Digest, task: Task) -> None:
    with zipfile.ZipFile(backup) as made, made.open(_INNER) as source:
        reading = _Reading(source, task)
        try:
            _told(reading, pyrage.decrypt_io, reading, target, [identity.unwrapped()])
        except pyrage.DecryptError as error:
            raise BackupDamaged(file=str(backup)) from error


def _told(reading: _Reading, work: Callable[..., object], *args: object) -> None:
    """Do the work; what reading raised comes out as what it was, not as the library's own error."""
    try:
        work(*args)
    except (pyrage.EncryptError, pyrage.DecryptError):
        if reading.raised is not None:
            raise reading.raised from None
        raise


class _Reading(io.RawIOBase):
    """A file that can be stopped between two pieces."""

    def __init__(self, source: IO[bytes], task: Task) -> None:
        super().__init__()
        self._source, self._task = source, task
        self.raised: BaseException | None = None

    def read(self, size: int = -1, /) -> bytes:
        """The next piece."""
        try:
            self._task.checkpoint()
            return self._source.read(size)
        except BaseException as error:
            self.raised = error
            raise
