"""Bringing a backup back: as a new file, or in the place of the shop, which stays beside it under another name.

At any instant the shop's name leads to the old file or to the new one, complete, and the old
one is never deleted.
"""

from __future__ import annotations

import glob
import logging
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from models.dialects import copying, sqlite
from models.disk import settle_names, sync, take_place
from models.migrations.registry import CURRENT_VERSION
from services import clock
from services.backup import archive, attachments, places
from services.backup.archive import Manifest
from services.backup.errors import BackupDamaged, BackupNewer, ShopInUse
from services.backup.files import give_second_name, private_part, put_in_place
from services.backup.sealing import Opened, key_in, opened
from services.errors import AppError, CannotWrite, DiskFull, ShopBusy, ShopDamaged, ShopExists
from services.exporting.files import remember_folder
from services.kernel.db_errors import from_os_error, translated
from services.kernel.lock import WriterLock, holder_of
from services.kernel.tasks import Task
from services.shop_file import require_short

_PART = ".restore.part"
_LONGEST_VERSION = 40  # a stranger may have written anything into its place
_log = logging.getLogger(__name__)
OnTaught = Callable[[Sequence[str]], object]


def _nobody(_names: Sequence[str]) -> None:
    """Nobody wants to know."""


def restore_as(
    backup: Path, to: Path, task: Task | None = None, *, passphrase: str | None = None, taught: OnTaught = _nobody
) -> Manifest:
    """Unpack a verified backup as the new file `to`. An existing file is never overwritten.

    `taught` is told the names of the import formats and templates that came to this computer with it.
    Raises `PassphraseNeeded` or `WrongPassphrase` for an encrypted one, `Invalid` for a name that is too long.
    """
    require_short(to)
    if to.exists() or any(side.exists() for side in copying.side_files(to)):
        raise ShopExists(file=str(to))
    return _put(backup, to, task or Task(), passphrase, taught)


def _put(
    backup: Path, to: Path, task: Task, passphrase: str | None, taught: OnTaught, *, logs_as: Path | None = None
) -> Manifest:
    """Put a backup where no file is. Logs without a shop are in its way, unless they may be kept under a name."""
    remember_folder(to.parent)
    with _unpacked(backup, to, task, passphrase) as (part, manifest, source), _told_about(to):
        taught(_bring_files(backup, source, manifest, to, task))
        if logs_as is not None and not to.exists():  # else they are those of a file that came meanwhile
            _set_logs_aside(to, logs_as)
        try:
            put_in_place(part, to)
        except FileExistsError as error:
            raise ShopExists(file=str(to)) from error
        _go_on_encrypting(backup, to, manifest)
    return manifest


def restore_in_place(
    backup: Path,
    shop: Path,
    *,
    who: str = "zhanggui",
    task: Task | None = None,
    passphrase: str | None = None,
    taught: OnTaught = _nobody,
) -> Path | None:
    """Put a verified backup in the place of a closed shop. `taught`: as for `restore_as`.

    Returns where the file that was there before is kept now, or None where there was none.
    """
    if not shop.exists():
        _bring_back(backup, shop, task or Task(), passphrase, taught)
        return None
    with translated(shop):
        lock = WriterLock(shop, who)
    try:
        _sweep(shop)
        with _unpacked(backup, shop, task or Task(), passphrase) as (part, manifest, source), _told_about(shop):
            kept = _kept_name(shop)
            _fold(shop, kept)
            give_second_name(shop, kept)
            # All that may fail comes before the shop's name is given away: after that it is restored, and says so.
            taught(_bring_files(backup, source, manifest, shop, task or Task()))
            places.note_restore(shop)
            take_place(part, shop)
            settle_names(shop.parent)
            _go_on_encrypting(backup, shop, manifest)
    finally:
        lock.release()
    return kept


def _bring_back(backup: Path, shop: Path, task: Task, passphrase: str | None, taught: OnTaught) -> None:
    """Put a backup where the file is gone. A log it left must not be replayed into the one that comes."""
    holder = holder_of(shop)  # a program may have it open still: a deleted file lives on there
    if holder is not None:
        raise ShopBusy(file=str(shop), who=holder)
    places.note_restore(shop)
    _put(backup, shop, task, passphrase, taught, logs_as=_kept_name(shop))


def _set_logs_aside(shop: Path, kept: Path) -> None:
    """Keep a log that holds something under another name. Who only reads leaves an empty one, and the index of it."""
    log, index, rollback = copying.side_files(shop)
    for side in (log, rollback):
        if side.exists() and side.stat().st_size:
            side.rename(kept.with_name(side.name.replace(shop.name, kept.name, 1)))
        side.unlink(missing_ok=True)
    index.unlink(missing_ok=True)


def _sweep(shop: Path) -> None:
    """Remove what a restore left behind when the computer went off under it; the lock says that none is running."""
    for path in shop.parent.glob(f".{glob.escape(shop.name)}.*{_PART}"):
        path.unlink(missing_ok=True)


def prove(backup: Path, scratch: Path, task: Task | None = None, *, passphrase: str | None = None) -> Manifest:
    """A restore drill: unpack the backup into a folder for a moment and read it as a shop."""
    with _unpacked(backup, scratch / "drill", task or Task(), passphrase) as (_part, manifest, _source):
        return manifest


def _bring_files(backup: Path, source: Opened, manifest: Manifest, shop: Path, task: Task) -> tuple[str, ...]:
    """The files that go with the shop; returns the names of what was taught elsewhere and came to this computer."""
    try:
        attachments.bring_back(source.plain, backup.parent / manifest.shop, shop, task, source.identity)
        taken = attachments.bring_taught_back(source.plain, task)
    except (zipfile.BadZipFile, zlib.error) as error:
        raise BackupDamaged(file=str(backup)) from error
    return taken


def _go_on_encrypting(backup: Path, shop: Path, manifest: Manifest) -> None:
    """Not before the shop is there: one that stays as it was goes on as before. It is restored without this as well."""
    try:
        places.inherit_key(shop, key_in(backup), manifest.born_at)
    except AppError as error:
        _log.warning("the key of the restored backup could not be kept: %s", error.code)


@contextmanager
def _unpacked(
    backup: Path, target: Path, task: Task, passphrase: str | None
) -> Iterator[tuple[Path, Manifest, Opened]]:
    """The shop of a backup as a checked file beside `target`, on the disk; gone at the end unless it was renamed."""
    stamp = f"{clock.now():%Y%m%d%H%M%S%f}"
    with (
        _told_about(target),
        opened(backup, passphrase, target.parent, task) as source,
        private_part(target.with_name(f".{target.name}.{stamp}{_PART}")) as part,
    ):
        with part.open("wb") as file:
            manifest = archive.unpack(source.plain, file, task)
        _require_shop(part, backup, manifest)
        sync(part)
        yield part, manifest, source


def _require_shop(part: Path, backup: Path, manifest: Manifest) -> None:
    if manifest.layout > CURRENT_VERSION:
        raise BackupNewer(file=backup.name, program=manifest.program[:_LONGEST_VERSION])
    engine = sqlite.open_reader(part, immutable=True)
    try:
        with translated(part), engine.connect() as connection:
            is_sound = sqlite.read_stamp(connection) == (sqlite.APPLICATION_ID, manifest.layout)
            if not is_sound or sqlite.structure_problems(connection, thorough=False):
                raise BackupDamaged(file=str(backup))
    except ShopDamaged as error:
        raise BackupDamaged(file=str(backup)) from error
    finally:
        engine.dispose()


def _fold(shop: Path, kept: Path) -> None:
    """Leave no log beside the file that goes: it would be replayed into the one that comes."""
    try:
        with translated(shop):
            copying.fold_log(shop)
    except copying.LogInTheWay as error:
        raise ShopInUse(file=str(shop)) from error
    except AppError as error:
        if not isinstance(error, ShopDamaged):
            raise
        # The damaged file cannot take its log in: both are kept as they are, under the new name.
        for side in copying.side_files(shop):
            if side.exists():
                side.rename(kept.with_name(side.name.replace(shop.name, kept.name, 1)))


def _kept_name(shop: Path) -> Path:
    base = f"{shop.stem}.before-restore-{clock.now():%Y%m%d-%H%M%S}"
    number, path = 1, shop.with_name(f"{base}{shop.suffix}")
    while path.exists():
        number += 1
        path = shop.with_name(f"{base}-{number}{shop.suffix}")
    return path


@contextmanager
def _told_about(target: Path) -> Iterator[None]:
    try:
        yield
    except DiskFull as error:
        raise DiskFull(path=str(target.parent)) from error
    except OSError as error:
        told = from_os_error(error, target)
        if isinstance(told, DiskFull):
            raise DiskFull(path=str(target.parent)) from error
        raise CannotWrite(path=str(target), reason=error.strerror or type(error).__name__) from error
