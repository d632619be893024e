"""Saving what can still be read of a damaged shop file into a new one. The damaged file is never written to."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory

from models.dialects import copying, sqlite, table_list
from models.dialects.salvaging import Unreadable, salvage_tables
from models.dialects.table_list import Mended
from models.disk import sync
from models.entities import CLASSES, Entity
from services import clock
from services.backup import archive, places
from services.backup.errors import NothingToSalvage
from services.backup.files import private_part, put_in_place
from services.backup.places import BackupInfo
from services.errors import AppError, Cancelled, ShopDamaged, ShopExists, ShopMissing
from services.exporting.files import remember_folder
from services.i18n import N_
from services.kernel.db_errors import translated
from services.kernel.tasks import Task
from services.messages import Message, message
from services.shop_file import rebuild_projections, require_short, write_empty_shop

_BLOCK = 1 << 16
_MOST_BACKUPS = 3  # that are unpacked to learn where tables begin

_OWN = N_("{saved} What was left of its list of tables had to do.")
_FROM_BACKUP = N_("{saved} Its list of tables was damaged, and was taken from the backup of {day}.")
_FROM_NEW = N_("{saved} Its list of tables was damaged, and was taken from a new shop.")


class ListFrom(StrEnum):
    """Where it was learnt on which pages the tables of a damaged file begin."""

    FILE = "file"
    REMAINS = "remains"
    BACKUP = "backup"
    NEW_SHOP = "new_shop"


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was saved: rows of each kind, and in how many places something could not be read.

    History is not saved: undo needs every step, and the steps of a damaged file cannot be
    trusted. `unreadable_bytes` could not even be read from the disk. `backup` lent its list of tables.
    """

    shop: Path
    rows: dict[Entity, int]
    gaps: int
    unreadable_bytes: int
    list_from: ListFrom = ListFrom.FILE
    backup: BackupInfo | None = None

    @property
    def orders(self) -> int:
        """How many orders were saved."""
        return self.rows.get(Entity.ORDER, 0)


def salvage(damaged: Path, to: Path, task: Task | None = None, donors: Sequence[BackupInfo] | None = None) -> Salvage:
    """Write the new shop file `to` from every row of `damaged` that can be read.

    Where it does not tell any more which tables it has, a backup that still knows does, else an empty shop: `donors`,
    the nearest first, are the shop's own backups unless others are given.

    Raises `ShopMissing`, `ShopExists`, `Invalid` for a name that is too long, and `NothingToSalvage` where not one row
    was found.
    """
    require_short(to)
    job = task or Task()
    if not damaged.is_file():
        raise ShopMissing(file=str(damaged))
    if to.exists() or any(side.exists() for side in copying.side_files(to)):
        raise ShopExists(file=str(to))
    remember_folder(to.parent)
    name = f".{to.name}.{clock.now():%Y%m%d%H%M%S%f}.salvage.part"
    with (
        translated(to),
        private_part(to.with_name(name)) as part,
        TemporaryDirectory(prefix=f"{name}-", dir=to.parent) as folder,
    ):
        copy = Path(folder) / "damaged.db"
        unreadable = _copied_with_log(damaged, copy)
        write_empty_shop(part)
        known = _Donors(_own_backups(damaged) if donors is None else donors, part, Path(folder), job)
        salvaged = replace(_saved(damaged, copy, part, job, known), shop=to, unreadable_bytes=unreadable)
        sync(part)
        try:
            put_in_place(part, to)
        except FileExistsError as error:
            raise ShopExists(file=str(to)) from error
    return salvaged


def salvage_words(saved: Salvage) -> Message:
    """What was saved, and by what help."""
    words = _rows_words(saved)
    if saved.backup is not None and saved.backup.manifest is not None:
        made_at = saved.backup.manifest.made_at.astimezone()  # the shop's zone was in the file
        return message(_FROM_BACKUP, saved=words, day=f"{made_at:%Y-%m-%d %H:%M}")
    if saved.list_from is ListFrom.NEW_SHOP:
        return message(_FROM_NEW, saved=words)
    return message(_OWN, saved=words) if saved.list_from is ListFrom.REMAINS else words


def _rows_words(saved: Salvage) -> Message:
    rows = sum(saved.rows.values())
    if saved.gaps or saved.unreadable_bytes:
        return message(
            N_("{orders} orders and {rows} rows in all were saved as {file}; in {gaps} places something is lost."),
            orders=saved.orders, rows=rows, file=saved.shop.name, gaps=saved.gaps + (saved.unreadable_bytes > 0),
        )  # fmt: skip
    return message(
        N_("{orders} orders and {rows} rows in all were saved as {file}; nothing seems to be lost but History."),
        orders=saved.orders, rows=rows, file=saved.shop.name,
    )  # fmt: skip


class _Donors:
    """Files that still know where tables begin: the newest backups, an empty shop, an empty shop written anew."""

    def __init__(self, backups: Sequence[BackupInfo], empty: Path, folder: Path, job: Task) -> None:
        self._backups = [one for one in backups if one.manifest is not None and not one.is_encrypted]
        self._empty, self._folder, self._job = empty, folder, job
        self.by_file: dict[Path, BackupInfo] = {}

    def __iter__(self) -> Iterator[Path]:
        """Each file is there until the next is asked for."""
        for number, info in enumerate(self._backups[:_MOST_BACKUPS]):
            file = self._folder / f"donor-{number}.db"
            if self._unpacked(info, file):
                self.by_file[file] = info
                yield file
            file.unlink(missing_ok=True)
        new, anew = self._folder / "new.db", self._folder / "anew.db"
        shutil.copyfile(self._empty, new)  # reading leaves a log beside a file
        yield new
        copying.write_anew(new, anew)  # erasing a person writes a whole shop anew: each table is in another place
        yield anew

    def _unpacked(self, info: BackupInfo, file: Path) -> bool:
        """Whether the backup opens; where it does not, another one may."""
        try:
            with file.open("wb") as out:
                archive.unpack(info.path, out, self._job)
        except Cancelled:
            raise
        except (AppError, OSError):
            return False
        return True


def _own_backups(damaged: Path) -> list[BackupInfo]:
    try:
        return places.good_backups(damaged)
    except (AppError, OSError):  # the folder of the backups is on the same disk
        return []


def _saved(damaged: Path, copy: Path, part: Path, job: Task, donors: _Donors) -> Salvage:
    counters = {mapped.table().name: str(entity) for entity, mapped in CLASSES.items()}
    list_from = ListFrom.FILE
    backup = None
    if not table_list.is_whole(copy, counters):
        mended = table_list.mend(copy, [*counters, "id_counter"], donors, job.checkpoint)
        if mended is None:
            raise NothingToSalvage(file=str(damaged))
        list_from, backup = _whence(mended, donors)
    try:
        tables = salvage_tables(copy, part, counters, lambda done: job.checkpoint(done, len(counters)))
    except Unreadable as error:
        raise NothingToSalvage(file=str(damaged)) from error
    if not any(one.rows for one in tables):
        raise NothingToSalvage(file=str(damaged))
    _finish(part)
    rows = {Entity(counters[one.table]): one.rows for one in tables if one.rows}
    return Salvage(part, rows, sum(one.gaps for one in tables), 0, list_from, backup)


def _whence(mended: Mended, donors: _Donors) -> tuple[ListFrom, BackupInfo | None]:
    if not mended.lacked:
        return ListFrom.FILE, None
    if mended.donor is None:
        return ListFrom.REMAINS, None
    backup = donors.by_file.get(mended.donor)
    return (ListFrom.NEW_SHOP if backup is None else ListFrom.BACKUP), backup


def _finish(part: Path) -> None:
    """Compute what is derived, look whether the new file is sound, and leave no log beside it."""
    engine = sqlite.open_writer(part)
    try:
        with engine.begin() as connection:
            rebuild_projections(connection)
        with engine.connect() as connection:
            found = sqlite.structure_problems(connection, thorough=False)
    finally:
        engine.dispose()
    if found:
        raise ShopDamaged(file=str(part), reason=message(N_("{problem}"), problem=found[0]))
    copying.fold_log(part)


def _copied_with_log(damaged: Path, copy: Path) -> int:
    """Copy the file and its log; blocks the disk refuses to give become zeros. Returns how many bytes those are."""
    unreadable = _copied(damaged, copy)
    log = damaged.with_name(damaged.name + "-wal")
    if log.exists():
        shutil.copyfile(log, copy.with_name(copy.name + "-wal"))
    return unreadable


def _copied(damaged: Path, copy: Path) -> int:
    unreadable, size = 0, damaged.stat().st_size
    with damaged.open("rb", buffering=0) as source, copy.open("wb") as target:
        for start in range(0, size, _BLOCK):
            length = min(_BLOCK, size - start)
            try:
                source.seek(start)
                block = source.read(length)
            except OSError:
                unreadable += length
                block = b""
            target.write(block.ljust(length, b"\0"))
    return unreadable
