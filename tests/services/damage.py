"""Shop files damaged on purpose: rows that point to nothing, and pages that are no pages any more."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

from models.dialects.btree import PAGE, node_of


def break_a_key(path: Path) -> None:
    """Let one line of an order name a product that is not there; every page stays sound."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("UPDATE order_line SET sku_id = 987654 WHERE id = (SELECT min(id) FROM order_line)")
        connection.commit()


def lose_pages_of(path: Path, table: str, fill: bytes = b"\xff" * PAGE) -> None:
    """Write over every page that holds rows of the table."""
    with closing(sqlite3.connect(path)) as connection:
        (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    content = bytearray(path.read_bytes())

    def leaves(number: int) -> list[int]:
        node = node_of(bytes(content[(number - 1) * PAGE : number * PAGE]), first=number == 1)
        assert node is not None
        below = node.children()
        return [page for child in below for page in leaves(child)] or [number]

    for number in leaves(int(root)):
        content[(number - 1) * PAGE : number * PAGE] = fill
    path.write_bytes(content)
