"""Making a backup of a shop that is in use: copied, compared, packed, sealed, and only then given its name."""

from __future__ import annotations

import glob
import hashlib
import logging
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection

from models.dialects import copying, sqlite
from models.disk import sync
from models.migrations.registry import CURRENT_VERSION
from services import clock, settings
from services.about import program_version
from services.backup import archive, attachments, places, thinning
from services.backup.archive import Manifest, Reason
from services.backup.errors import BackupDiffers, BackupFolderMissing, NoRoomForBackup
from services.backup.files import private_part, put_in_place
from services.backup.keys import Key
from services.backup.places import BackupInfo
from services.backup.sealing import seal
from services.backup.summary import Summary, born_at, last_step, summary
from services.errors import AppError, Cancelled, DiskFull, DiskProblem, ShopDamaged
from services.files_beside import as_called
from services.i18n import NN_
from services.kernel.db_errors import from_os_error, translated
from services.kernel.tasks import Task
from services.messages import Message, counted, plural_message
from services.shop import Shop

_PART = ".part"
_log = logging.getLogger(__name__)
_STALE_S = 3600
_TIMES = 2
_MEGABYTE = 1_000_000
_NAMED = 3
_AND_MORE = NN_("and {count} more", "and {count} more")
_LEFT_OUT = NN_(
    "{count} file is not in the backup, for it is damaged, cannot be read or was taken away meanwhile: {names}.",
    "{count} files are not in the backup, for they are damaged, cannot be read or were taken away meanwhile: {names}.",
)


@dataclass(frozen=True, slots=True)
class Made:
    """A new backup, and why its second copy was not written where one is wanted (None: it was, or none is).

    `left_out`: the files neither it nor its folder has, for they were damaged, could not be read or went away
    meanwhile, as a person calls them.
    """

    backup: BackupInfo
    second_problem: AppError | None = None
    left_out: tuple[str, ...] = ()

    @property
    def left_out_words(self) -> Message | None:
        """The sentence about what is not in it; None where nothing was left out."""
        if not self.left_out:
            return None
        shown, more = self.left_out[:_NAMED], len(self.left_out) - _NAMED
        names = (*shown, *([counted(_AND_MORE, more)] if more > 0 else []))
        return plural_message(_LEFT_OUT, len(self.left_out), names=names)


def make(shop: Shop, to: Path | None = None, reason: Reason = Reason.ASKED, task: Task | None = None) -> Made:
    """A verified backup of the shop as it is now. Waits, so not for the window's thread.

    It lies beside the shop file and, where one is chosen, in the second folder, or only in `to`. Cancelling
    leaves nothing behind. One that fails is remembered: the next start says it too.
    """
    try:
        return _made(shop, to, reason, task or Task())
    except Cancelled:
        raise
    except AppError as error:
        if to is None:
            _remember(shop.path, error)
        raise


def _made(shop: Shop, to: Path | None, reason: Reason, job: Task) -> Made:
    folder = to if to is not None else places.home_of(shop.path)
    born = shop.ask(born_at)
    with _told_about(folder):
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        home = places.home_of(shop.path)
        pictures = attachments.sources_of(shop.path, home) if to is not None or reason is Reason.ASKED else None
        require_room(shop.path, folder, attachments.size_of(pictures or {}))
        _sweep(folder, shop.path)
        _sweep(shop.path.parent, shop.path)  # where backups are opened to be restored or looked into
        made, left_out = _packed(shop, folder, born, reason, job, pictures)
        if to is None:
            left_out += attachments.keep_beside(shop.path, folder, job)
    words = shop.ask(as_called, sorted(set(left_out))) if left_out else ()
    if to is not None:
        return Made(made, left_out=words)
    if reason is not Reason.RESTORE:  # the one that is about to be restored must not go now
        _thin(folder, shop.path, born)
    try:
        return replace(copied_to_second(shop, made, job), left_out=words)
    except Cancelled:  # the backup itself lies there, and the second folder is told to lack it
        return Made(made, left_out=words)


def copied_to_second(shop: Shop, backup: BackupInfo, task: Task) -> Made:
    """A backup that lies beside the shop, and now in the second folder too where one is chosen.

    What went wrong with that is remembered, unless it is that the drive is away: that is told as long as it is.
    Stopped, it leaves nothing there and makes up for nothing: what went wrong before stays remembered.
    """
    made = Made(backup, _second_copy(shop.path, backup, shop.ask(born_at), task))
    problem = made.second_problem
    if problem is None:
        _remember(shop.path, None)
    elif not isinstance(problem, BackupFolderMissing):
        _remember(shop.path, problem)
    return made


def _remember(shop: Path, error: AppError | None) -> None:
    try:
        if error is None:
            places.forget_failure(shop)
        else:
            places.note_failure(shop, str(error))
    except (AppError, OSError) as unwritten:  # the disk that had no room for the backup may have none for this either
        _log.warning("whether the backup failed is not remembered: %s", type(unwritten).__name__)


def has_changed(shop: Shop) -> bool:
    """Whether its newest backup lacks anything: a step done in the shop, a format or template taught to the computer.

    False for a shop nothing was ever done in.
    """
    steps, at = shop.ask(last_step)
    if not steps:
        return False
    newest = places.backups_in(places.home_of(shop.path), shop.path, shop.ask(born_at))[:1]
    manifest = newest[0].manifest if newest else None
    return manifest is None or manifest.lacks(steps, at)


def require_room(shop: Path, folder: Path, pictures: int = 0) -> None:
    """Refuse where the drive of `folder` has less than twice the size of the shop (and its pictures) left."""
    size = pictures + sum(path.stat().st_size for path in (shop, shop.with_name(f"{shop.name}-wal")) if path.exists())
    free = shutil.disk_usage(folder).free
    if free < _TIMES * size:
        needed = -(-_TIMES * size // _MEGABYTE)
        raise NoRoomForBackup(folder=str(folder), needed=needed, free=free // _MEGABYTE)


def _packed(
    shop: Shop,
    folder: Path,
    born: datetime | None,
    reason: Reason,
    task: Task,
    pictures: Mapping[str, Sequence[Path]] | None,
) -> tuple[BackupInfo, tuple[str, ...]]:
    """The new backup, and the names of the files neither it nor its folder can have; `pictures` None: they lie there.

    They are kept in the folder only once the backup has its name: where they find no room, the shop is safe already.
    """
    lost = attachments.lost(shop.path, folder, task) if pictures is None else ()
    sequence = _next_sequence(shop.path, folder, born)
    now = clock.now()
    base = f"{shop.path.stem}-{now:%Y%m%d-%H%M%S}-{sequence:05d}-{_tag(born)}"
    before = shop.ask(_figures, task)
    path = folder / f"{base}{archive.SUFFIX}"
    with (
        private_part(folder / f".{base}.{os.getpid()}.db{_PART}") as copy,
        private_part(folder / f".{base}.{os.getpid()}{archive.SUFFIX}{_PART}") as packed,
    ):
        with translated(shop.path):
            copying.copy_whole(shop.path, copy, lambda: task.is_cancelled, lambda: _is_folded(shop))
        with _found_sound(copy, task):
            holds = _held(copy, task)
            _require_equal(shop, before, holds, task)
            manifest = Manifest(
                sequence=sequence,
                made_at=now,
                reason=reason,
                shop=shop.path.name,
                born_at=born,
                layout=CURRENT_VERSION,
                program=program_version(),
                sha256="",
                size=0,
                holds=holds,
                zone=shop.ask(settings.read, settings.ZONE),
            )
            written = archive.write(copy, manifest, packed, task, pictures or {}, len(lost))
        _named(packed, path, written.manifest, places.key_of(shop.path, born), task)
    return BackupInfo(path, archive.read_manifest(path), path.stat().st_size), lost + written.left_out


def _is_folded(shop: Shop) -> bool:
    """Whether the whole log could be put into the shop's file; where its drive refuses that, the copy reads the log."""
    try:
        return shop.fold_if_idle()
    except AppError as error:
        _log.info("the log was not folded before the backup: %s", error.code)
        return False


def _named(packed: Path, path: Path, manifest: Manifest, key: Key | None, task: Task) -> None:
    """Verify the finished archive, encrypt it where the shop has a passphrase, and give it its name."""
    archive.verify(packed, task)
    if key is None:
        task.checkpoint()
        put_in_place(packed, path)
        return
    with private_part(packed.with_name(f"{packed.name}.age{_PART}")) as sealed:
        seal(packed, manifest, key, sealed, task)
        archive.verify(sealed, task)
        task.checkpoint()
        put_in_place(sealed, path)


def _tag(born: datetime | None) -> str:
    """Some letters that differ between shops of one name, which may share a stick."""
    return hashlib.sha256(str(born).encode()).hexdigest()[:4]


@contextmanager
def _found_sound(copy: Path, task: Task) -> Iterator[None]:
    """Look at every page and key of the copy on a thread of its own meanwhile: at the end all must be sound.

    It takes as long as to compress the copy, and neither keeps the other from its processor. What fails meanwhile ends
    the look; the error is that one.
    """
    is_given_up = threading.Event()
    with ThreadPoolExecutor(1, thread_name_prefix="backup-look") as pool:
        look = pool.submit(_require_sound, copy, lambda: task.is_cancelled or is_given_up.is_set())
        try:
            yield
        except BaseException:
            is_given_up.set()
            raise
        look.result()


def _require_sound(copy: Path, should_stop: Callable[[], bool]) -> None:
    with _reading(copy) as connection, copying.stoppable(connection, should_stop):
        if sqlite.structure_problems(connection, thorough=False):
            raise BackupDiffers(file=copy.name)


def _held(copy: Path, task: Task) -> Summary:
    """What the copy holds; its stamp must be that of a shop."""
    with _reading(copy) as connection:
        if sqlite.read_stamp(connection) != (sqlite.APPLICATION_ID, CURRENT_VERSION):
            raise BackupDiffers(file=copy.name)
        return _figures(connection, task)


@contextmanager
def _reading(copy: Path) -> Iterator[Connection]:
    """A connection to a copy that lies still; one that is too damaged to be read is no equal of the shop."""
    engine = sqlite.open_reader(copy, immutable=True)
    try:
        with translated(copy), engine.connect() as connection:
            yield connection
    except ShopDamaged as error:
        raise BackupDiffers(file=copy.name) from error
    finally:
        engine.dispose()


def _figures(connection: Connection, task: Task) -> Summary:
    with copying.stoppable(connection, lambda: task.is_cancelled):
        return summary(connection)


def _require_equal(shop: Shop, before: Summary, holds: Summary, task: Task) -> None:
    """The copy must be equal to the shop as it was at the same step of its journal.

    While somebody works, the copy may be of a step between the two moments the shop was
    looked at; then the journal itself says that it is a state the shop was in.
    """
    after = before if holds.is_same_moment(before) else shop.ask(_figures, task)
    if holds.is_same_moment(after):
        if holds != after:
            raise BackupDiffers(file=shop.path.name)
    elif not before.steps <= holds.steps <= after.steps:
        raise BackupDiffers(file=shop.path.name)


def _next_sequence(shop: Path, folder: Path, born: datetime | None) -> int:
    found = [*places.all_backups(shop, born), *places.backups_in(folder, shop, born)]
    return 1 + max((one.manifest.sequence for one in found if one.manifest is not None), default=0)


def _second_copy(shop: Path, made: BackupInfo, born: datetime | None, task: Task) -> AppError | None:
    second = places.second_folder(shop)
    if second is None or second == made.path.parent:
        return None
    try:
        with _told_about(second):
            # Never made here: a missing folder is a stick that is not plugged in, not a place to fill this disk.
            if not places.is_second_there(shop):
                raise BackupFolderMissing(folder=str(second))
            used = shutil.disk_usage(second)
            if used.free < _TIMES * made.bytes:
                needed = -(-_TIMES * made.bytes // _MEGABYTE)
                raise NoRoomForBackup(folder=str(second), needed=needed, free=used.free // _MEGABYTE)
            _sweep(second, shop)
            with private_part(second / f".{made.name}.{os.getpid()}{_PART}") as part:
                _copy(made.path, part, task)
                archive.verify(part, task)
                put_in_place(part, second / made.name)
            attachments.keep_beside(shop, second, task, places.key_of(shop, born), spare=places.home_of(shop))
            _thin(second, shop, born)
    except Cancelled:
        raise
    except AppError as error:
        return error
    return None


def _copy(source: Path, target: Path, task: Task) -> None:
    with source.open("rb") as read, target.open("wb") as written:
        while chunk := read.read(_MEGABYTE):
            task.checkpoint()
            written.write(chunk)
    sync(target)


def _thin(folder: Path, shop: Path, born: datetime | None) -> None:
    found = {one.manifest.sequence: one for one in places.backups_in(folder, shop, born) if one.manifest is not None}
    manifests = [one.manifest for one in found.values() if one.manifest is not None]
    restored_at = places.restored_at(shop)
    if restored_at is not None and restored_at > clock.now():  # by a clock that stood ahead: the rest begins anew
        places.note_restore(shop)
    for sequence in thinning.too_many(manifests, now=clock.now(), restored_at=restored_at):
        with _told_about(folder):
            found[sequence].path.unlink(missing_ok=True)


def _sweep(folder: Path, shop: Path) -> None:
    """Remove what a backup left behind when the computer went off under it, with what the database put beside it."""
    for path in folder.glob(f".{glob.escape(shop.stem)}-*{_PART}*"):
        if time.time() - path.stat().st_mtime > _STALE_S:
            path.unlink(missing_ok=True)


@contextmanager
def _told_about(folder: Path) -> Iterator[None]:
    """What the disk refuses, said about the folder of the backups and not about the shop."""
    try:
        yield
    except DiskFull as error:
        raise DiskFull(path=str(folder)) from error
    except OSError as error:
        told = from_os_error(error, folder)
        if isinstance(told, DiskFull):
            raise DiskFull(path=str(folder)) from error
        if not places.is_folder(folder):
            raise BackupFolderMissing(folder=str(folder)) from error
        raise DiskProblem(path=str(folder), reason=error.strerror or type(error).__name__) from error
