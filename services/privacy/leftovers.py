"""What an erasure leaves in files: pictures without a row, which go; older states of the shop, which are named."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection

from models.dialects import sqlite
from services import paths
from services.backup import places
from services.kernel.tasks import Task
from services.privacy.backups import HoldingBackup, erased_orders, holding, other_copies
from services.privacy.erasing import Erased

_STAMP = re.compile(r"\d{8}-\d{6}")  # the moment in the name of a file that was kept


@dataclass(frozen=True, slots=True)
class StillHolding:
    """Where erased people can still be read: backups, and older states of the shop that are no backups."""

    backups: tuple[HoldingBackup, ...]
    copies: tuple[Path, ...]

    def __bool__(self) -> bool:
        return bool(self.backups or self.copies)


def still_holding(connection: Connection, task: Task | None = None) -> StillHolding:
    """Every file of the shop's that was made before the last erasure and may hold somebody. Opens each backup."""
    return StillHolding(holding(connection, task), _older_copies(connection))


def _older_copies(connection: Connection) -> tuple[Path, ...]:
    last = erased_orders(connection).last_at
    if last is None:
        return ()
    moment = f"{last:%Y%m%d-%H%M%S}"
    copies = other_copies(sqlite.path_of(connection))
    stamps = ((path, _STAMP.search(path.name)) for path in copies)
    return tuple(path for path, stamp in stamps if stamp is None or stamp[0] <= moment)


def remove_leftovers(connection: Connection, erased: Erased) -> int:
    """Delete the files of an erased person's cases that nothing refers to any more; returns how many there were."""
    wanted = frozenset(erased.files)
    count = 0
    for path in _files_beside(sqlite.path_of(connection)) if wanted else ():
        if path.name.split(".")[0].split("_")[0] in wanted:
            path.unlink()
            count += 1
    return count


def _files_beside(shop: Path) -> Iterator[Path]:
    second = places.second_folder(shop)
    for folder in (shop.parent, places.home_of(shop), *([second] if second is not None else [])):
        beside = folder / f"{shop.name}.files"
        if beside.is_dir():
            yield from sorted(path for path in beside.rglob("*") if path.is_file())
    small = paths.cache_dir() / "thumbnails"
    if small.is_dir():
        yield from sorted(small.glob("*/*"))
