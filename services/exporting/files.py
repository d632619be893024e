"""Writing files so that a failure never costs the one that was there before."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from services.errors import CannotWrite, DiskFull
from services.kernel.db_errors import from_os_error


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A path to write to; it takes the place of `out` only when everything is written and on the disk."""
    part = out.with_name(f".{out.name}.part")
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        yield part
        with part.open("rb+") as file:
            os.fsync(file.fileno())
        os.replace(part, out)  # noqa: PTH105 - atomic by contract
    except OSError as error:
        told = from_os_error(error, out)
        if isinstance(told, DiskFull):
            raise told from error
        raise CannotWrite(path=str(out), reason=error.strerror or type(error).__name__) from error
    finally:
        with suppress(OSError):  # what went wrong is told already; the leftover's folder may not even be one
            part.unlink(missing_ok=True)
