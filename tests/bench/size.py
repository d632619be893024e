"""How large the file is: an order with its two lines, journal and everything derived included, beside the bare rows.

The floor are the rows of what a person or a platform said (orders, lines, fund lines, goods moved, products) in a file
of their own: the same columns and values, no index, nothing derived, no journal.
"""

from __future__ import annotations

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from lines import Given, Line

from models.entities import CLASSES

TIMES = 2.0
DERIVED = "what is derived"
_TOLD = {one.__tablename__ for one in CLASSES.values()}
_JOURNAL = {"operation", "change"}


def measure(given: Given) -> list[Line]:
    """The whole file, and its parts."""
    with closing(sqlite3.connect(f"file:{given.shop}?mode=ro", uri=True)) as db:
        sizes = dict(db.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name"))
        owner = dict(db.execute("SELECT name, tbl_name FROM sqlite_master"))
    bare = bare_rows(given.shop, given.folder)
    each = 1 / given.orders
    parts = shares(sizes, owner)
    told = "; ".join(f"{name} {size * each:,.0f}" for name, size in sorted(parts.items(), key=lambda one: -one[1]))
    largest = sorted(sizes.items(), key=lambda one: -one[1])[:14]
    note = f"{told}; the largest: " + ", ".join(f"{name} {size * each:.0f}" for name, size in largest)
    return [
        Line("file size per order, everything included", sum(sizes.values()) * each, "bytes", floor=bare * each,
             least="the bare rows", times=TIMES, note=note)
    ]  # fmt: skip


def shares(sizes: dict[str, int], owner: dict[str, str]) -> dict[str, int]:
    """Bytes of what was told, of its indexes, of the journal, of what is derived, and of the search index."""
    found: dict[str, int] = {}
    for name, size in sizes.items():
        table = owner.get(name, name)
        kind = DERIVED
        if table in _JOURNAL:
            kind = "journal"
        elif "_ngrams" in table:
            kind = "search"
        elif table in _TOLD:
            kind = "rows" if name == table else "their indexes"
        found[kind] = found.get(kind, 0) + size
    return found


def bare_rows(shop: Path, folder: Path) -> int:
    """Bytes of the rows alone, in a file of their own."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        path = Path(name) / "bare.db"
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            db.execute("ATTACH ? AS shop", (str(shop),))
            for table in sorted(_TOLD):
                db.execute(f'CREATE TABLE main."{table}" AS SELECT * FROM shop."{table}"')
        return path.stat().st_size
