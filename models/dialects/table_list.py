"""The list of tables of a damaged file: what is left of it, and writing it anew with roots that are proven.

A file's first page and the leaf pages behind it say on which page each table begins. Where some of them are lost, a
donor (a backup, an empty shop) tells where its own tables begin: pages never move but when a whole file is rewritten.
Nothing a donor says is believed before the pages themselves bear it out. Only our page size is known here.
"""

from __future__ import annotations

import mmap
import os
import sqlite3
import struct
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from urllib.parse import quote

from models.dialects.btree import EMPTY_LEAF, PAGE, TABLE_KINDS, Damaged, Node, node_of, record_of, types_of
from models.dialects.sqlite import APPLICATION_ID

_LOOKED_AT = 8  # leaf pages of a table, before its root is believed
_DEEPEST = 20  # levels of a tree; a page that leads back to itself has no end
_PAGES_BETWEEN_LOOKS = 4_096  # 16 MB
_MAGIC = b"SQLite format 3\0"
_VERSION, _STAMP = slice(60, 64), slice(68, 72)  # in a file's header: its layout, and whose it is
_OURS = APPLICATION_ID.to_bytes(4, "big")
_WITH_LOG, _WITHOUT = 2, 1
_HEADER = struct.Struct(">16sH6B9I4s4x4s20x2I")


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a list: a table, or an index, by the page it begins on."""

    kind: str
    name: str
    root: int
    sql: str | None


@dataclass(frozen=True, slots=True)
class Mended:
    """What was made of a damaged list: `lacked` tables were not in what was left of it, `donor` knew where they are."""

    lacked: int
    donor: Path | None


class _Fit(Enum):
    """What the pages say of a root a donor tells of."""

    PROVEN = "proven"
    DAMAGED = "damaged"
    MISFIT = "misfit"


@dataclass(slots=True)
class _Pages:
    """All pages of a file, and what one look at each of them told."""

    content: mmap.mmap
    left: dict[tuple[str, str], set[Entry]] = field(default_factory=dict)
    below: set[int] = field(default_factory=set)  # pages another page leads to: no table begins there

    @property
    def count(self) -> int:
        return len(self.content) // PAGE

    def page(self, number: int) -> bytes:
        return self.content[(number - 1) * PAGE : number * PAGE]

    def node(self, number: int) -> Node | None:
        return node_of(self.page(number), first=number == 1) if 1 <= number <= self.count else None

    def may_hold_rows(self, number: int) -> bool:
        """Whether a table can begin here; where it cannot, nobody looks for its rows one by one."""
        return number <= self.count and self.content[(number - 1) * PAGE] in TABLE_KINDS

    def look(self, on_look: Callable[[], None]) -> None:
        """Read what is left of the list, wherever it lies, and which pages belong to which."""
        for number in range(1, self.count + 1):
            if number % _PAGES_BETWEEN_LOOKS == 1:
                on_look()
            page = self.page(number)
            node = node_of(page, first=number == 1)
            if node is None:
                continue
            self.below.update(node.children())
            if node.is_table_leaf and (b"CREATE " in page or b"sqlite_autoindex" in page):
                for entry in self._entries(node):
                    self.left.setdefault((entry.kind, entry.name), set()).add(entry)

    def own(self) -> dict[tuple[str, str], Entry]:
        """What is left of the list; where it says two things of one table, neither is believed."""
        return {key: next(iter(said)) for key, said in self.left.items() if len(said) == 1}

    def _entries(self, node: Node) -> Iterator[Entry]:
        for cell in node.cells():
            try:
                match record_of(cell, self.page):
                    case ["table" | "index" as kind, str(name), str(), int(root), str() | None as sql] if root > 1:
                        yield Entry(kind, name, root, sql)
            except Damaged:
                continue


def is_whole(copy: Path, tables: Collection[str]) -> bool:
    """Whether the list of this file can be read as it is and needs nothing: no table is lacking, or it is not ours.

    The log is folded in on the way where SQLite can do that.
    """
    try:
        with closing(_connected(copy, "rw")) as connection:
            there = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
            (stamp,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.DatabaseError:
        return False
    return there.issuperset(tables) or stamp != APPLICATION_ID


def mend(copy: Path, tables: Sequence[str], donors: Iterable[Path], on_look: Callable[[], None]) -> Mended | None:
    """Write the list of this file anew, from what is left of it and the first donor that fits; None: nothing is left.

    `copy` is written to: its log is folded in, its first page written anew, the list put behind its last page. It then
    has those of `tables` that could be found, without their indexes. `on_look` is called after every few megabytes.
    """
    _fold_log(copy)
    _cut_to_pages(copy)
    if not copy.stat().st_size:
        return None
    with copy.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        pages = _Pages(content)
        pages.look(on_look)
        own = pages.own()
        head = pages.page(1)
        lacked = [name for name in tables if ("table", name) not in own]
        donor, entries = _lent(pages, own, lacked, donors) if lacked else (None, [])
        found = [own["table", name] for name in tables if name not in lacked] + entries
        found = [entry for entry in found if pages.may_hold_rows(entry.root)]
    if not found:
        return None
    _write(copy, head, found)
    return Mended(len(lacked), donor)


def entries_of(path: Path) -> dict[tuple[str, str], Entry]:
    """The whole list of a sound file."""
    with closing(_connected(path, "ro")) as connection:
        rows = connection.execute("SELECT type, name, rootpage, sql FROM sqlite_schema WHERE rootpage > 1")
        return {(kind, name): Entry(kind, name, root, sql) for kind, name, root, sql in rows}


def _lent(
    pages: _Pages, own: dict[tuple[str, str], Entry], lacked: Sequence[str], donors: Iterable[Path]
) -> tuple[Path | None, list[Entry]]:
    head = pages.page(1)
    is_ours = head.startswith(_MAGIC) and head[_STAMP] == _OURS
    for donor in donors:
        with suppress(sqlite3.DatabaseError, OSError):
            if is_ours and _layout_of(donor) != head[_VERSION]:
                continue
            entries = _fitting(pages, own, entries_of(donor), lacked)
            if entries:
                return donor, entries
    return None, []


def _fitting(
    pages: _Pages, own: dict[tuple[str, str], Entry], donor: dict[tuple[str, str], Entry], lacked: Sequence[str]
) -> list[Entry]:
    """Those of the lacking tables that begin where the donor says; none where the two files differ as a whole.

    A page or two may have been written to the wrong place. A file that was rewritten differs in nearly every root.
    """
    if any(key not in donor for key in own if key[0] == "table" and not key[1].startswith("sqlite_stat")):
        return []
    fits = {key: _fit(pages, entry) for key, entry in donor.items() if key not in own}
    moved = sum(own[key].root != entry.root for key, entry in donor.items() if key in own)
    agree = len([key for key in donor if key in own]) - moved + sum(fit is _Fit.PROVEN for fit in fits.values())
    differ = moved + sum(fit is _Fit.MISFIT for fit in fits.values())
    if 10 * differ > agree:
        return []
    return [donor["table", name] for name in lacked if fits.get(("table", name)) is _Fit.PROVEN]


def _fit(pages: _Pages, entry: Entry) -> _Fit:
    """Whether a table (or an index) like this one can begin on this page."""
    root = pages.node(entry.root)
    if root is None:
        return _Fit.DAMAGED
    if root.is_table != (entry.kind == "table") or entry.root in pages.below:
        return _Fit.MISFIT
    if entry.kind != "table" or entry.sql is None:
        return _Fit.PROVEN
    columns = _columns(entry.sql)
    wrong = looked_at = 0
    for cell in _some_cells(pages, root):
        looked_at += 1
        try:
            types = types_of(cell)
        except Damaged:
            wrong += 1
            continue
        fits = len(types) <= len(columns) and all(one.holds(kind) for one, kind in zip(columns, types, strict=False))
        wrong += not fits
    return _Fit.MISFIT if 10 * wrong > looked_at else _Fit.PROVEN


def _some_cells(pages: _Pages, root: Node) -> Iterator[bytes]:
    """The rows on some leaf pages below this page, from its beginning, its middle and its end."""
    level = [root]
    for _depth in range(_DEEPEST):
        below = [number for node in level for number in node.children()]
        if not below:
            break
        step = max(1, len(below) // _LOOKED_AT)
        nodes = [pages.node(number) for number in below[::step][:_LOOKED_AT]]
        level = [node for node in nodes if node is not None and node.is_table]
    for node in level:
        if node.is_leaf:
            yield from node.cells()


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of a STRICT table."""

    type: str
    may_be_null: bool

    def holds(self, kind: str) -> bool:
        """Whether a value of this kind can stand in it."""
        if kind == "NULL":
            return self.may_be_null
        return self.type in (kind, "ANY", "")


def _columns(sql: str) -> list[_Column]:
    name = "looked_at"
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(sql)
        (name,) = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchone()
        rows = connection.execute(f'PRAGMA table_info("{name}")').fetchall()
    return [_Column(row[2].upper(), not row[3] or row[5] > 0) for row in rows]


def _layout_of(donor: Path) -> bytes:
    with donor.open("rb") as file:
        return file.read(PAGE)[_VERSION]


# -- writing the copy ------------------------------------------------------------------------------------------------


def _fold_log(copy: Path) -> None:
    """Move what the log holds into the copy, whatever the list says; a log that SQLite does not take is left out."""
    log = copy.with_name(copy.name + "-wal")
    if log.exists() and log.stat().st_size:
        with copy.open("rb+") as file:
            if not file.read(16).startswith(_MAGIC):
                file.seek(0)
                file.write(_empty_head(b"", 1, _WITH_LOG))
        with suppress(sqlite3.DatabaseError), closing(_connected(copy, "rw")) as connection:
            connection.execute("PRAGMA writable_schema=ON")  # a list with faults does not keep the log from its file
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    for suffix in ("-wal", "-shm"):
        copy.with_name(copy.name + suffix).unlink(missing_ok=True)


def _cut_to_pages(copy: Path) -> None:
    """A page that is there in part cannot be told from one that was overwritten."""
    with copy.open("rb+") as file:
        file.truncate(copy.stat().st_size // PAGE * PAGE)


def _write(copy: Path, head: bytes, entries: Sequence[Entry]) -> None:
    """Put an empty list on the first page and let SQLite write the entries: what it needs goes behind the last page."""
    pages = copy.stat().st_size // PAGE
    with copy.open("rb+") as file:
        file.write(_empty_head(head, pages, _WITHOUT))
    with closing(_connected(copy, "rw")) as connection:
        connection.execute("PRAGMA writable_schema=ON")
        connection.execute("BEGIN")
        connection.executemany(
            "INSERT INTO sqlite_schema(type, name, tbl_name, rootpage, sql) VALUES ('table', ?, ?, ?, ?)",
            [(entry.name, entry.name, entry.root, entry.sql) for entry in entries],
        )
        connection.execute("COMMIT")


def _empty_head(head: bytes, pages: int, mode: int) -> bytes:
    """The first page of a file of this many pages, none of them free and no table on its list."""
    version = head[_VERSION] if head.startswith(_MAGIC) else bytes(4)
    unchanged, encoding, format_ = 1, 1, 4
    header = _HEADER.pack(
        _MAGIC, PAGE, mode, mode, 0, 64, 32, 32, unchanged, pages, 0, 0, unchanged, format_, 0, 0, encoding,
        version, _OURS, unchanged, 0,
    )  # fmt: skip
    return (header + EMPTY_LEAF).ljust(PAGE, b"\0")


def _connected(path: Path, mode: str) -> sqlite3.Connection:
    return sqlite3.connect(f"file:{quote(os.fsencode(path))}?mode={mode}", uri=True, isolation_level=None)
