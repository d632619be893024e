"""Files that appear complete or not at all, and never in the place of another."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from models.disk import settle_names, sync, sync_folder

_NO_LINKS = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK, errno.EINVAL}


@contextmanager
def private_part(part: Path) -> Iterator[Path]:
    """An empty file nobody else can read; it is gone at the end unless it was given its name."""
    part.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part.unlink(missing_ok=True)  # left behind by a try that could not even clean up after itself
    os.close(os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    try:
        yield part
    finally:
        for suffix in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):  # the drive is gone; what went wrong is told already
                part.with_name(part.name + suffix).unlink(missing_ok=True)


def put_in_place(part: Path, target: Path) -> None:
    """Give a finished file its name; FileExistsError where that is taken."""
    try:
        os.link(part, target)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        if target.exists():
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target)) from error
        part.rename(target)  # a stick without links: nobody else makes a file of this name meanwhile
    settle_names(target.parent)


def give_second_name(path: Path, kept: Path) -> None:
    """Keep what `path` holds as `kept` too, before the first name is taken from it."""
    try:
        os.link(path, kept)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise
        with private_part(kept.with_name(f".{kept.name}.part")) as part:
            shutil.copyfile(path, part)
            sync(part)
            part.rename(kept)
    sync_folder(kept.parent)
