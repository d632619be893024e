"""The pictures and other files that lie beside a shop, kept with its backups, and what was taught to the computer.

A file beside a shop never changes and is named by its SHA-256, so a backup folder holds each once for all
the backups in it. A backup somebody asked for carries them inside, for another computer. The few small import
formats and templates of papers the person made are inside every backup.
"""

from __future__ import annotations

import errno
import hashlib
import logging
import os
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from services.backup import packing
from services.backup.keys import Identity, Key, decrypt_bytes, encrypt_bytes
from services.catalog.pictures import MOST_BYTES, folder_of
from services.errors import CannotWrite, DiskFull
from services.exporting.files import replacing
from services.kernel.tasks import Task
from services.taught_files import MOST_FILES, is_taught_name, name_here, take, taught_files

_INSIDE = "files/pictures/"
_TAUGHT = "files/taught/"
_SEALED = ".age"
_log = logging.getLogger(__name__)
_NAME = re.compile(r"(?P<head>[0-9a-f]{2})/(?P<sha256>(?P=head)[0-9a-f]{62})\.[a-z0-9]{1,8}")


def pictures_of(shop: Path) -> dict[str, Path]:
    """The pictures beside a shop file by their names inside the folder; a link to another file is none."""
    folder = folder_of(shop)
    found = {path.relative_to(folder).as_posix(): path for path in folder.glob("*/*.*")} if folder.is_dir() else {}
    return {name: path for name, path in sorted(found.items()) if _NAME.fullmatch(name) and _is_file(path)}


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() and not path.is_symlink()
    except OSError:  # it cannot be asked: whoever wants to read it finds that out, and says it by name
        return True


def sources_of(shop: Path, backups: Path) -> dict[str, tuple[Path, ...]]:
    """The pictures of a shop and where each may be read: beside the shop, else the copy its backups keep."""
    kept = folder_of(backups / shop.name)
    return {name: (path, kept / name) for name, path in pictures_of(shop).items()}


def size_of(pictures: Mapping[str, Sequence[Path]]) -> int:
    """How many bytes they take; one that is gone by now, or cannot be asked, takes none."""
    return sum(max(map(_bytes_of, places), default=0) for places in pictures.values())


def _bytes_of(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def lost(shop: Path, backups: Path, task: Task) -> tuple[str, ...]:
    """The names of the pictures `keep_beside` could not keep: nothing good is beside the shop or in that folder."""
    try:
        return tuple(name for name, _target, path in _not_kept(shop, backups, task) if _content(name, path) is None)
    except OSError:  # a folder that cannot be looked through: `keep_beside` tells that once the shop itself is safe
        return ()


def keep_beside(
    shop: Path, backups: Path, task: Task, key: Key | None = None, *, spare: Path | None = None
) -> tuple[str, ...]:
    """Copy the pictures that are not there yet into the folder of the backups, encrypted where there is a key.

    `spare`: another folder of backups, which may have a good copy of one that is damaged beside the shop. Returns the
    names of those that could not be: see `_content`.
    """
    left_out = []
    for name, target, path in _not_kept(shop, backups, task, key):
        content = _content(name, path, *([] if spare is None else [folder_of(spare / shop.name) / name]))
        if content is None:
            left_out.append(name)
            continue
        with replacing(target) as part:
            part.write_bytes(content if key is None else encrypt_bytes(content, key))
    return tuple(left_out)


def _not_kept(shop: Path, backups: Path, task: Task, key: Key | None = None) -> Iterator[tuple[str, Path, Path]]:
    """The pictures that folder does not have yet: the name of each, where it would be kept, and where it lies."""
    folder = folder_of(backups / shop.name)
    for name, path in pictures_of(shop).items():
        task.checkpoint()
        target = folder / (name if key is None else f"{name}{_tag(key)}")
        if not target.exists():
            yield name, target, path


def pack(pictures: Mapping[str, Sequence[Path]], archive: zipfile.ZipFile, at: datetime, task: Task) -> tuple[str, ...]:
    """Put pictures into an archive as they are: they are compressed already. Returns those left out: `_content`."""
    left_out = []
    for name, places in pictures.items():
        task.checkpoint()
        content = _content(name, *places)
        if content is None:
            left_out.append(name)
        else:
            archive.writestr(packing.entry(_INSIDE + name, at), content, zipfile.ZIP_STORED)
    return tuple(left_out)


def _content(name: str, *places: Path) -> bytes | None:
    """What a picture holds, from the first place where it is what its name says; None, and logged, where none is.

    A picture that is damaged, cannot be read, was taken away meanwhile or not put there by us never costs the shop its
    backup: that comes without it and says so.
    """
    found = _NAME.fullmatch(name)
    reasons = []
    for path in places:
        try:
            content = _read(path)
        except OSError as error:
            reasons.append(error.strerror or type(error).__name__)
            continue
        if found is not None and hashlib.sha256(content).hexdigest() == found["sha256"]:
            return content
        reasons.append("it is not what its name says")
    _log.warning("%s is not in the backup: %s", name, "; ".join(reasons))
    return None


def _read(path: Path, most: int = MOST_BYTES) -> bytes:
    """What is in a file; OSError too where it is larger than any that was put there by us."""
    if path.stat().st_size > most:
        raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), str(path))
    return path.read_bytes()


def pack_taught(archive: zipfile.ZipFile, at: datetime, task: Task) -> tuple[str, ...]:
    """Put the import formats and templates this computer was taught into an archive.

    One that cannot be read, or is being deleted, is left out, logged and returned: the shop's backup does not wait
    for it.
    """
    left_out = []
    for name, path in taught_files().items():
        task.checkpoint()
        try:
            content = path.read_bytes()
        except OSError as error:
            _log.warning("%s is not in the backup: %s", name, error.strerror or type(error).__name__)
            left_out.append(name)
            continue
        archive.writestr(packing.entry(_TAUGHT + name, at), content, archive.compression)
    return tuple(left_out)


def bring_taught_back(plain: Path, task: Task) -> tuple[str, ...]:
    """Give this computer the formats and templates of a backup that it lacks, and return which; what is there stays.

    None takes the place of another template: it becomes one more beside it, which can be chosen. One that cannot
    be written here, for its name or for the folder, is left out and logged: the shop comes back.
    """
    with zipfile.ZipFile(plain) as archive:
        named = ((entry, entry.filename.removeprefix(_TAUGHT)) for entry in archive.infolist())
        found = [(entry, name) for entry, name in named if name != entry.filename and is_taught_name(name)]
        taken = []
        for entry, name in found[:MOST_FILES]:
            task.checkpoint()
            try:
                if entry.file_size > MOST_BYTES:
                    continue
                content = archive.read(entry)
                here = name_here(name, content)
                if here is not None:
                    take(here, content)
                    taken.append(here)
            except (CannotWrite, DiskFull, OSError) as error:
                _log.warning("%s of the backup was not taken over: %s", name, type(error).__name__)
    return tuple(taken)


def bring_back(plain: Path, beside: Path, shop: Path, task: Task, identity: Identity | None = None) -> None:
    """Put the pictures of a backup, from inside it and from beside it, next to the restored `shop` file.

    `plain` is the archive that can be read, `beside` the path the shop would have in the backups' folder; with an
    `identity` what lies there encrypted is read too. What is there already stays.
    """
    folder = folder_of(shop)
    bring_beside(beside, shop, task)
    if identity is not None:
        _bring_encrypted(folder_of(beside), folder, identity, task)
    with zipfile.ZipFile(plain) as archive:
        for entry in archive.infolist():
            name = entry.filename.removeprefix(_INSIDE)
            found = _NAME.fullmatch(name) if name != entry.filename else None
            if found is None or entry.file_size > MOST_BYTES or (folder / name).exists():
                continue
            task.checkpoint()
            content = archive.read(entry)
            if hashlib.sha256(content).hexdigest() == found["sha256"]:
                with replacing(folder / name) as part:
                    part.write_bytes(content)


def bring_beside(beside: Path, shop: Path, task: Task) -> tuple[str, ...]:
    """Put the pictures that lie beside one path next to the `shop` file; what is there already stays.

    One that cannot be read is left out, logged and returned: it never costs the shop.
    """
    folder = folder_of(shop)
    left_out = []
    for name, path in pictures_of(beside).items():
        task.checkpoint()
        if (folder / name).exists():
            continue
        try:
            content = _read(path)
        except OSError as error:
            _log.warning("%s did not come along: %s", name, error.strerror or type(error).__name__)
            left_out.append(name)
            continue
        with replacing(folder / name) as part:
            part.write_bytes(content)
    return tuple(left_out)


def _bring_encrypted(kept: Path, folder: Path, identity: Identity, task: Task) -> None:
    for path in sorted(kept.glob(f"*/*{_SEALED}")) if kept.is_dir() else []:
        name, _dot, _key = path.relative_to(kept).as_posix().removesuffix(_SEALED).rpartition(".")
        found = _NAME.fullmatch(name)
        if found is None or (folder / name).exists():
            continue
        task.checkpoint()
        try:
            sealed = _read(path, 2 * MOST_BYTES)
        except OSError as error:
            _log.warning("%s did not come along: %s", name, error.strerror or type(error).__name__)
            continue
        content = decrypt_bytes(sealed, identity)
        if content is not None and hashlib.sha256(content).hexdigest() == found["sha256"]:
            with replacing(folder / name) as part:
                part.write_bytes(content)


def _tag(key: Key) -> str:
    """Another passphrase needs another copy: the old one could not be opened with it."""
    return f".{hashlib.sha256(key.recipient.encode()).hexdigest()[:8]}{_SEALED}"
