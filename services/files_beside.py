"""The files beside a shop, held against the rows that name them: pictures, files of cases, receipts.

What is gone is brought back from the backups' folder; nothing is ever changed or deleted.
"""

from __future__ import annotations

import hashlib
import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select

from models.aftersales import Case, CaseFile
from models.catalog import Picture, Product
from models.competitors import CompetitorItem
from models.content import Post
from models.dialects import sqlite
from models.entities import Entity
from models.finance import TransactionPaper
from models.journal import Change
from models.tax import Invoice, InvoicePaper
from services import clock, paths
from services.backup import places
from services.backup.attachments import pictures_of
from services.catalog.pictures import folder_of
from services.exporting.files import folders_written_to, replacing
from services.kernel.images import Image, images_in

_NAMING = (
    Entity.PICTURE,
    Entity.CASE_FILE,
    Entity.TRANSACTION_PAPER,
    Entity.INVOICE_PAPER,
    Entity.POST,
    Entity.COMPETITOR_ITEM,
)
_pictures, _products = Picture.table(), Product.table()
_case_files, _cases = CaseFile.table(), Case.table()
_papers = TransactionPaper.table()
_invoice_papers, _invoices = InvoicePaper.table(), Invoice.table()
_posts = Post.table()
_rivals = CompetitorItem.table()
_changes = Change.table()
_PORTION = 500
_AT_ONCE = 1 << 20
_SETTLED = timedelta(days=1)  # a file lies there before the row that names it: a form may be open

# How this program names what it is still writing, what a workbook or a database puts beside that, and the folders of
# both. Others leave ".film.mkv.partial" and ".project.parts" in the same folders.
_PART = re.compile(r"\..+\.part(\.xlsx|-journal|-wal|-shm|-[a-z0-9_]+)?")


@dataclass(slots=True)
class FileFindings:
    """What is wrong with the files: each by its first name and what it belongs to, or by its name on the disk.

    `unfinished` are paths of files that were being written when the program or the computer went off.
    """

    missing: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unused: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Named:
    """A file as a row names it, and how a person would."""

    name: str
    sha256: str
    size_bytes: int
    words: str


def look_through(connection: Connection, checkpoint: Callable[[], None]) -> FileFindings:
    """Read every file beside the shop once: those that are gone, those that are not what they were, and leftovers.

    A file nothing names is a leftover when it lay there for a day and nothing that can be undone names it.
    `checkpoint` is called before each file and may raise `Cancelled`.
    """
    found = FileFindings()
    there = pictures_of(sqlite.path_of(connection))
    seen: dict[str, bool] = {}
    for one in _named(connection):
        path = there.get(one.name)
        if path is None:
            found.missing.append(one.words)
            continue
        if one.name not in seen:
            checkpoint()
            seen[one.name] = _is_whole(path, one)
        if not seen[one.name]:
            found.changed.append(one.words)
    found.unused += _unused(connection, {name: path for name, path in there.items() if name not in seen})
    found.unfinished += _unfinished(sqlite.path_of(connection))
    return found


def fetch_missing(connection: Connection) -> tuple[str, ...]:
    """Bring files that rows name and that are gone back from where the backups keep theirs; the names of what came.

    Nothing that is there is touched, and only what is whole is brought.
    """
    shop = sqlite.path_of(connection)
    there = set(pictures_of(shop))
    second = places.second_folder(shop)
    kept_at = [folder_of(one / shop.name) for one in (places.home_of(shop), second) if one is not None]
    fetched = []
    for one in {named.name: named for named in _named(connection) if named.name not in there}.values():
        source = next((folder / one.name for folder in kept_at if _is_whole(folder / one.name, one)), None)
        if source is not None:
            with replacing(folder_of(shop) / one.name) as part:
                shutil.copyfile(source, part)
            fetched.append(one.name)
    return tuple(fetched)


def as_called(connection: Connection, names: Sequence[str]) -> tuple[str, ...]:
    """These files as a person calls them; one that no row names by its name on the disk."""
    wanted = set(names)
    words = {one.name: one.words for one in _named(connection) if one.name in wanted}
    return tuple(words.get(name, name) for name in names)


def take_away(connection: Connection, fetched: Sequence[str]) -> int:
    """Undo `fetch_missing`: remove the files it brought, which the backups still hold; how many were there."""
    folder = folder_of(sqlite.path_of(connection))
    there = [folder / name for name in fetched if (folder / name).is_file()]
    for path in there:
        path.unlink()
    return len(there)


def _named(connection: Connection) -> Iterator[_Named]:
    """Every row that names a file, with the product, the case, the transaction or the post it belongs to."""
    statements = (
        select(_pictures, _products.c.title.label("of")).join(_products, _products.c.id == _pictures.c.product_id),
        select(_case_files, _cases.c.external_no.label("of")).join(_cases, _cases.c.id == _case_files.c.case_id),
        select(_papers, _papers.c.transaction_id.label("of")),
        select(_invoice_papers, _invoices.c.number.label("of")).join(
            _invoices, _invoices.c.id == _invoice_papers.c.invoice_id
        ),
        select(_posts, _posts.c.title.label("of")).where(_posts.c.sha256.is_not(None)),
        select(_rivals, _rivals.c.title.label("of")).where(_rivals.c.sha256.is_not(None)),
    )
    for statement in statements:
        for row in connection.execute(statement):
            name = f"{row.sha256[:2]}/{row.sha256}{row.suffix}"
            yield _Named(name, row.sha256, row.size_bytes, f"{row.of}: {row.file_name}")


def _is_whole(path: Path, one: _Named) -> bool:
    """Whether the file is the one that was kept. One that cannot be read is not."""
    digest = hashlib.sha256()
    try:
        if path.stat().st_size != one.size_bytes:
            return False
        with path.open("rb") as file:
            while block := file.read(_AT_ONCE):
                digest.update(block)
    except OSError:
        return False
    return digest.hexdigest() == one.sha256


def _unused(connection: Connection, left: Mapping[str, Path]) -> list[str]:
    """Of files no row names, those that no older state of a row names either."""
    old = {name for name, path in left.items() if _is_settled(path)}
    if not old:
        return []
    before = {str(image["sha256"]) for image in _images(connection) if image.get("sha256")}
    return sorted(name for name in old if name.split("/")[1].split(".")[0] not in before)


def _unfinished(shop: Path) -> list[str]:
    """Part files, and folders of them, that lie for a day in a folder this program writes to or ever wrote to."""
    known = {shop.parent, places.home_of(shop), places.second_folder(shop), paths.data_dir(), paths.documents_dir()}
    known |= {folder for kept in _kept_at(shop) for folder in _listed(kept, "*/")}
    folders = {folder for folder in (*known, *folders_written_to()) if folder is not None}
    found = {path for folder in folders for path in _listed(folder, ".*.part*") if _PART.fullmatch(path.name)}
    return sorted(str(path) for path in found if _is_settled(path))


def _listed(folder: Path, names: str) -> list[Path]:
    """What is called so in a folder; nothing where it may not be read, or its drive went meanwhile."""
    with suppress(OSError):
        return list(folder.glob(names))
    return []


def _kept_at(shop: Path) -> list[Path]:
    """Where the files of a shop lie: with it and with its backups."""
    folders = (shop.parent, places.home_of(shop), places.second_folder(shop))
    return [folder_of(one / shop.name) for one in folders if one is not None]


def _is_settled(path: Path) -> bool:
    """Whether it lies there for a day; not where it went meanwhile, or is a link that leads nowhere."""
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC) < clock.now() - _SETTLED
    except (OSError, OverflowError, ValueError):  # the last two: a time no calendar knows
        return False


def _images(connection: Connection) -> Iterator[Image]:
    """What the journal holds of rows that name files."""
    last = 0
    of_files = _changes.c.entity.in_([str(entity) for entity in _NAMING])
    while True:
        statement = select(_changes).where(of_files, _changes.c.id > last).order_by(_changes.c.id).limit(_PORTION)
        rows = connection.execute(statement).all()
        if not rows:
            return
        for row in rows:
            yield from (image for image in (row.before, row.after) if image is not None)
            yield from images_in(row.block) if row.block is not None else ()
        last = rows[-1].id
