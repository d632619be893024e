"""Receipts and invoices of transactions: files beside the shop, named by what is in them, kept with its backups."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, select

from models.finance import Transaction, TransactionPaper
from services.catalog import pictures
from services.errors import PictureUnreadable
from services.exporting.files import replacing
from services.finance.errors import PaperUnreadable
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.db_errors import translated
from services.kernel.unit_of_work import UnitOfWork
from services.messages import Message, message
from services.shown_names import shown_name

_papers = TransactionPaper.table()
_PDF = b"%PDF-"
SUFFIXES = ("pdf", "jpg", "jpeg", "png", "webp", "gif", "bmp")
"""What files of papers may be called."""


@dataclass(frozen=True, slots=True)
class KeptPaper:
    """A paper that lies beside the shop: its fingerprint, kind, first name and size in bytes."""

    sha256: str
    suffix: str
    file_name: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a transaction."""

    id: int
    kept: KeptPaper


def keep_paper(folder: Path, source: Path) -> KeptPaper:
    """Put a PDF or a picture into the folder of the shop's files; `PaperUnreadable` for anything else.

    Nothing is written for a file that is refused.
    """
    with translated(source):
        if not source.is_file():
            raise _refused(source, message(N_("there is no such file")))
        if source.stat().st_size > pictures.MOST_BYTES:
            size = pictures.MOST_BYTES // 1_000_000
            raise _refused(source, message(N_("it is larger than {size} MB"), size=size))
        data = source.read_bytes()
    if not data.startswith(_PDF):
        return _picture(folder, source, data)
    kept = KeptPaper(hashlib.sha256(data).hexdigest(), ".pdf", shown_name(source.name), len(data))
    target = pictures.file_of(folder, kept.sha256, kept.suffix)
    if not target.exists():
        with replacing(target) as part:
            part.write_bytes(data)
    return kept


def keep_papers(connection: Connection, sources: Sequence[Path]) -> tuple[KeptPaper, ...]:
    """`keep_paper` for several; shaped as a query so that the window can ask for it."""
    folder = pictures.folder_for(connection)
    return tuple(keep_paper(folder, source) for source in sources)


def _picture(folder: Path, source: Path, data: bytes) -> KeptPaper:
    try:
        found = pictures.keep(folder, data, source.name)
    except PictureUnreadable as error:
        raise _refused(source, message(N_("it is neither a PDF nor a picture"))) from error
    return KeptPaper(found.sha256, found.suffix, found.file_name, found.size_bytes)


def _refused(source: Path, reason: Message) -> PaperUnreadable:
    return PaperUnreadable(file=source.name, reason=reason)


@command("finance.add_papers", NN_("Add {count} paper to a transaction", "Add {count} papers to a transaction"))
def add_papers(uow: UnitOfWork, transaction_id: int, kept: Sequence[KeptPaper]) -> tuple[int, ...]:
    """Put papers that were taken in beside a transaction; one it has already is left out."""
    uow.get(Transaction, transaction_id)
    rows = uow.all(select(TransactionPaper).where(TransactionPaper.transaction_id == transaction_id))
    known = {row.sha256 for row in rows}
    added = []
    for one in kept:
        if one.sha256 in known:
            continue
        known.add(one.sha256)
        row = TransactionPaper(
            transaction_id=transaction_id, sha256=one.sha256, suffix=one.suffix, file_name=one.file_name,
            size_bytes=one.size_bytes,
        )  # fmt: skip
        uow.add(row)
        added.append(row.id)
    uow.describe(count=len(added))
    return tuple(added)


@command("finance.remove_paper", N_("Take the paper {name} off a transaction"))
def remove_paper(uow: UnitOfWork, paper_id: int) -> None:
    """Take a paper off its transaction. The file stays, for undo and for backups that name it."""
    row = uow.get(TransactionPaper, paper_id)
    uow.describe(name=row.file_name)
    uow.delete(row)


def papers_of(connection: Connection, transaction_id: int) -> tuple[Paper, ...]:
    """The papers of a transaction, in the order they came."""
    statement = select(_papers).where(_papers.c.transaction_id == transaction_id).order_by(_papers.c.id)
    names = KeptPaper.__dataclass_fields__
    return tuple(
        Paper(row["id"], KeptPaper(*(row[name] for name in names))) for row in connection.execute(statement).mappings()
    )


def path_of(connection: Connection, paper_id: int) -> Path | None:
    """Where the file of a paper lies; None where the paper or its file is gone."""
    row = connection.execute(select(_papers).where(_papers.c.id == paper_id)).first()
    if row is None:
        return None
    found = pictures.file_of(pictures.folder_for(connection), row.sha256, row.suffix)
    return found if found.exists() else None
