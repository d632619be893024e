"""Saving what can still be read of a damaged shop file into a new one. The damaged file is never written to."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from models.dialects import copying, sqlite
from models.dialects.salvaging import Unreadable, salvage_tables
from models.entities import CLASSES, Entity
from models.migrations.runner import sync
from services import clock
from services.backup.errors import NothingToSalvage
from services.backup.files import private_part, put_in_place
from services.errors import ShopDamaged, ShopExists, ShopMissing
from services.exporting.files import remember_folder
from services.i18n import N_
from services.kernel.db_errors import translated
from services.kernel.tasks import Task
from services.messages import Message, message
from services.shop_file import rebuild_projections, require_short, write_empty_shop

_BLOCK = 1 << 16


@dataclass(frozen=True, slots=True)
class Salvage:
    """What was saved: rows of each kind, and in how many places something could not be read.

    History is not saved: undo needs every step, and the steps of a damaged file cannot be
    trusted. `unreadable_bytes` could not even be read from the disk.
    """

    shop: Path
    rows: dict[Entity, int]
    gaps: int
    unreadable_bytes: int

    @property
    def orders(self) -> int:
        """How many orders were saved."""
        return self.rows.get(Entity.ORDER, 0)


def salvage(damaged: Path, to: Path, task: Task | None = None) -> Salvage:
    """Write the new shop file `to` from every row of `damaged` that can be read.

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
        salvaged = _saved(damaged, copy, part, job, to, unreadable)
        sync(part)
        try:
            put_in_place(part, to)
        except FileExistsError as error:
            raise ShopExists(file=str(to)) from error
    return salvaged


def salvage_words(saved: Salvage) -> Message:
    """What was saved, in one sentence."""
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


def _saved(damaged: Path, copy: Path, part: Path, job: Task, to: Path, unreadable: int) -> Salvage:
    write_empty_shop(part)
    counters = {mapped.table().name: str(entity) for entity, mapped in CLASSES.items()}
    try:
        tables = salvage_tables(copy, part, counters, lambda done: job.checkpoint(done, len(counters)))
    except Unreadable as error:
        raise NothingToSalvage(file=str(damaged)) from error
    if not any(one.rows for one in tables):
        raise NothingToSalvage(file=str(damaged))
    _finish(part)
    rows = {Entity(counters[one.table]): one.rows for one in tables if one.rows}
    return Salvage(to, rows, sum(one.gaps for one in tables), unreadable)


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
