"""A shop copied to another place as it is, with its pictures and files: the way out of a write-protected one."""

from __future__ import annotations

import os
from pathlib import Path

from models.dialects import copying
from models.disk import sync
from services.backup.attachments import bring_beside
from services.backup.files import private_part, put_in_place
from services.errors import CannotWrite, DiskFull, ShopExists
from services.kernel.db_errors import from_os_error, translated
from services.kernel.tasks import Task
from services.shop_file import require_short


def copy_shop(shop: Path, to: Path, task: Task | None = None) -> Path:
    """Copy the shop with what lies beside it to the new file `to`, and return that. The shop stays as it is.

    What is in its log comes along. An existing file is never overwritten, and what did not come whole is not there.
    """
    job = task or Task()
    require_short(to)
    if to.exists() or any(side.exists() for side in copying.side_files(to)):
        raise ShopExists(file=str(to))
    try:
        with private_part(to.with_name(f".{to.name}.{os.getpid()}.copy.part")) as part:
            with translated(shop):
                copying.copy_whole(shop, part, lambda: job.is_cancelled)
            sync(part)
            bring_beside(shop, to, job)
            put_in_place(part, to)
    except FileExistsError as error:
        raise ShopExists(file=str(to)) from error
    except OSError as error:
        if isinstance(from_os_error(error, to), DiskFull):
            raise DiskFull(path=str(to)) from error
        raise CannotWrite(path=str(to), reason=error.strerror or type(error).__name__) from error
    return to
