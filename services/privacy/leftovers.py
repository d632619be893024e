"""Removes the pictures an erasure left without a row, wherever a shop keeps files."""

from __future__ import annotations

from sqlalchemy import Connection

from models.dialects import sqlite
from services.privacy.erasing import Erased


def remove_leftovers(connection: Connection, erased: Erased) -> int:
    """Delete the files of an erased person's cases that nothing refers to any more; returns how many there were."""
    shop = sqlite.path_of(connection)
    folder = shop.with_name(f"{shop.name}.files")
    wanted = frozenset(erased.files)
    count = 0
    for path in sorted(folder.rglob("*")) if wanted and folder.is_dir() else []:
        if path.is_file() and path.name.split(".")[0] in wanted:
            path.unlink()
            count += 1
    return count
