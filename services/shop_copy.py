"""A shop copied to another place as it is, with its pictures and files: the way out of a write-protected one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from models.dialects import copying
from models.disk import sync
from services.backup.attachments import bring_beside
from services.backup.files import private_part, put_in_place
from services.catalog.pictures import folder_of
from services.errors import CannotWrite, DiskFull, DiskProblem, ShopExists, ShopReadOnly
from services.i18n import NN_
from services.kernel.db_errors import from_os_error, translated
from services.kernel.tasks import Task
from services.messages import Message, plural_message
from services.shop_file import require_short

_CHUNK = 1 << 20
_LEFT_OUT = NN_(
    "{count} file could not be read and is not with it: “Check my data” names it.",
    "{count} files could not be read and are not with it: “Check my data” names them.",
)


@dataclass(frozen=True, slots=True)
class Copied:
    """A copy that is there, and how many of the files beside the shop could not be read and are not with it."""

    shop: Path
    left_out: int

    @property
    def left_out_words(self) -> Message | None:
        """The sentence about them; None where all came."""
        return plural_message(_LEFT_OUT, self.left_out) if self.left_out else None


def copy_shop(shop: Path, to: Path, task: Task | None = None) -> Copied:
    """Copy the shop with what lies beside it to the new file `to`. The shop stays as it is.

    What is in its log comes along. An existing file is never overwritten, and what did not come whole is not there; a
    file beside it that cannot be read keeps nothing else from coming.
    """
    job = task or Task()
    require_short(to)
    if to.exists() or any(side.exists() for side in copying.side_files(to)):
        raise ShopExists(file=str(to))
    try:
        with _no_files_without(to), private_part(to.with_name(f".{to.name}.{os.getpid()}.copy.part")) as part:
            _copy_into(part, shop, job)
            sync(part)
            left_out = bring_beside(shop, to, job)
            put_in_place(part, to)
    except FileExistsError as error:
        raise ShopExists(file=str(to)) from error
    except OSError as error:
        if isinstance(from_os_error(error, to), DiskFull):
            raise DiskFull(path=str(to)) from error
        raise CannotWrite(path=str(to), reason=error.strerror or type(error).__name__) from error
    return Copied(to, len(left_out))


@contextmanager
def _no_files_without(shop: Path) -> Iterator[None]:
    """Where the copy does not come, its pictures and files go again; those of a shop that was there before stay."""
    pictures = folder_of(shop)
    fresh = next((folder for folder in (pictures.parent, pictures) if not folder.exists()), None)
    try:
        yield
    except BaseException:
        if fresh is not None and not shop.exists():  # a shop that came meanwhile may have files there
            shutil.rmtree(fresh, ignore_errors=True)
        raise


def _copy_into(part: Path, shop: Path, task: Task) -> None:
    try:
        with translated(shop):
            copying.copy_whole(shop, part, lambda: task.is_cancelled)
    except (ShopReadOnly, DiskProblem):
        log, index, _rollback = copying.side_files(shop)
        if index.is_file() or not log.is_file():
            raise
        _copy_as_it_lies(part, shop, task)


def _copy_as_it_lies(part: Path, shop: Path, task: Task) -> None:
    """Copy file and log byte by byte and fold the log into the copy.

    A log without its index (a drive that was pulled out, and is write-protected now) is one the database refuses to
    read where it cannot make that index. Nobody has such a shop open: who has keeps the index.
    """
    for suffix in ("", "-wal"):
        with part.with_name(part.name + suffix).open("wb") as copy:
            for chunk in _chunks(shop.with_name(shop.name + suffix), shop):
                task.checkpoint()
                copy.write(chunk)
    with translated(shop):
        copying.fold_log(part)


def _chunks(file: Path, shop: Path) -> Iterator[bytes]:
    """What is in a file; what keeps it from being read is said about the shop, and not about the copy."""
    with translated(shop), file.open("rb") as source:
        while chunk := source.read(_CHUNK):
            yield chunk
