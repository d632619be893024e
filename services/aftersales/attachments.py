"""Photos and files of cases: they lie beside the shop like its pictures, named by what is in them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, select

from models.aftersales import Case, CaseFile
from services import clock
from services.aftersales.errors import AttachmentRefused
from services.catalog import pictures
from services.exporting.files import replacing
from services.i18n import N_, NN_
from services.kernel.command import command
from services.kernel.db_errors import translated
from services.kernel.unit_of_work import UnitOfWork
from services.messages import message
from services.shown_names import shown_name

_PICTURE_SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".gif", ".bmp"})
_files = CaseFile.table()


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that lies in the folder: its fingerprint, ending, first name, size, and pixels where it is a picture."""

    sha256: str
    suffix: str
    file_name: str
    size_bytes: int
    width_px: int | None = None
    height_px: int | None = None


@dataclass(frozen=True, slots=True)
class CaseFileView:
    """One file of a case."""

    id: int
    kept: KeptFile
    added_at: datetime

    @property
    def is_picture(self) -> bool:
        """Whether it can be shown small."""
        return self.kept.width_px is not None


def keep_all(_connection: Connection | None, shop: Path, sources: Sequence[Path | bytes]) -> tuple[KeptFile, ...]:
    """Put files (or what was pasted) into the shop's folder; shaped as a query so that the window can ask for it.

    Raises `PictureUnreadable` for a damaged picture, `AttachmentRefused` for what is too large or not there.
    """
    return tuple(_keep(pictures.folder_of(shop), source) for source in sources)


@command("cases.attach", NN_("Attach {count} file to the case {number}", "Attach {count} files to the case {number}"))
def attach(uow: UnitOfWork, case_id: int, kept: Sequence[KeptFile]) -> tuple[int, ...]:
    """Add files that `keep_all` took in; one the case has already is left out. Returns the new ids."""
    case = uow.get(Case, case_id)
    known = uow.all_in(CaseFile, CaseFile.case_id, [case_id])
    seen = {one.sha256 for one in known}
    position = max((one.position for one in known), default=-1)
    added: list[CaseFile] = []
    for one in kept:
        if one.sha256 in seen:
            continue
        seen.add(one.sha256)
        position += 1
        added.append(
            CaseFile(
                case_id=case.id, position=position, sha256=one.sha256, suffix=one.suffix, file_name=one.file_name,
                width_px=one.width_px, height_px=one.height_px, size_bytes=one.size_bytes, added_at=clock.this_second(),
            )
        )  # fmt: skip
    uow.add_all(added)
    uow.describe(count=len(added), number=case.external_no)
    return tuple(row.id for row in added)


@command("cases.detach", NN_("Take {count} file off a case", "Take {count} files off cases"))
def detach(uow: UnitOfWork, file_ids: Sequence[int]) -> None:
    """Take files off their case. They stay in the folder, for undo and for backups that name them."""
    for row in uow.get_many(CaseFile, file_ids):
        uow.delete(row)
    uow.describe(count=len(file_ids))


def files_of(connection: Connection, case_id: int) -> tuple[CaseFileView, ...]:
    """The files of a case in their order."""
    names = ("sha256", "suffix", "file_name", "size_bytes", "width_px", "height_px")
    statement = select(_files).where(_files.c.case_id == case_id).order_by(_files.c.position, _files.c.id)
    return tuple(
        CaseFileView(row.id, KeptFile(*(getattr(row, name) for name in names)), row.added_at)
        for row in connection.execute(statement)
    )


def path_of(shop: Path, kept: KeptFile) -> Path:
    """Where a file lies, whether or not it is there."""
    return pictures.file_of(pictures.folder_of(shop), kept.sha256, kept.suffix)


def _keep(folder: Path, source: Path | bytes) -> KeptFile:
    if isinstance(source, bytes) or source.suffix.lower() in _PICTURE_SUFFIXES:
        kept = pictures.keep(folder, source)
        return KeptFile(kept.sha256, kept.suffix, kept.file_name, kept.size_bytes, kept.width_px, kept.height_px)
    with translated(source):
        if source.is_file() and source.stat().st_size > pictures.MOST_BYTES:
            reason = message(N_("it is larger than {size} MB"), size=pictures.MOST_BYTES // 1_000_000)
            raise AttachmentRefused(file=source.name, reason=reason)
        if not source.is_file():
            raise AttachmentRefused(file=source.name, reason=message(N_("there is no such file")))
        data = source.read_bytes()
    digest, suffix = hashlib.sha256(data).hexdigest(), _plain_suffix(source)
    target = pictures.file_of(folder, digest, suffix)
    if not target.exists():
        with replacing(target) as part:
            part.write_bytes(data)
    return KeptFile(digest, suffix, shown_name(source.name), len(data))


def _plain_suffix(source: Path) -> str:
    """The ending as files of the folder have one; backups know them by it."""
    ending = source.suffix.lower().removeprefix(".")
    return f".{ending}" if ending.isascii() and ending.isalnum() and len(ending) <= 8 else ".bin"


def small_files(connection: Connection, case_id: int) -> dict[int, Path]:
    """File id → a small copy of it on this computer, for those that are pictures and are there."""
    folder = pictures.folder_for(connection)
    found: dict[int, Path] = {}
    for one in files_of(connection, case_id):
        small = pictures.thumbnail(folder, one.kept.sha256, one.kept.suffix) if one.is_picture else None
        if small is not None:
            found[one.id] = small
    return found
