"""Removes the pictures an erasure left without a row: beside the shop, beside its backups, and their small copies."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection

from models.dialects import sqlite
from services import paths
from services.backup import places
from services.privacy.erasing import Erased


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
