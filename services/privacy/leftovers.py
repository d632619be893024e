"""Removes the pictures an erasure left without a row, wherever a shop keeps files."""

from __future__ import annotations

from services.privacy.erasing import Erased
from services.shop import Shop


def remove_leftovers(shop: Shop, erased: Erased) -> int:
    """Delete the files of an erased person's cases that nothing refers to any more; returns how many there were."""
    folder = shop.path.with_name(f"{shop.path.name}.files")
    wanted = frozenset(erased.files)
    count = 0
    for path in sorted(folder.rglob("*")) if wanted and folder.is_dir() else []:
        if path.is_file() and path.name.split(".")[0] in wanted:
            path.unlink()
            count += 1
    return count
