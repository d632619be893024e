"""Files and their names brought to the disk, each step before the next relies on it."""

from __future__ import annotations

import logging
import os
import sys
import time
from pathlib import Path

_log = logging.getLogger(__name__)
_PATIENCE = (0.02, 0.05, 0.1, 0.2, 0.3, 0.3)
"""Seconds between two tries on Windows, where a scanner that looks through a new file has it open for a moment."""


def sync(path: Path) -> None:
    """Bring a file's content to the disk."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Bring the names in a folder to the disk, before anything relies on them."""
    if os.name != "posix":
        return  # a directory cannot be opened elsewhere; the rename itself is journaled there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def settle_names(folder: Path) -> None:
    """Bring the last name that was given to the disk; a disk that refuses is written down and stops nothing.

    The file is whole and on the disk, and has its name: to say that it failed would be wrong. What can still
    happen is that the power goes off and the folder shows what it showed before.
    """
    try:
        sync_folder(folder)
    except OSError:
        _log.warning("the names in a folder could not be brought to the disk", exc_info=True)


def take_place(part: Path, target: Path) -> None:
    """Give a file that is written the name of another, in whose place it is then: at once, or not at all.

    Who has one of the two open on Windows stands in the way: it is tried again for a second, then `PermissionError`.
    """
    for pause in _PATIENCE if sys.platform == "win32" else ():
        try:
            os.replace(part, target)  # noqa: PTH105 - atomic by contract
            return
        except PermissionError:
            time.sleep(pause)
    os.replace(part, target)  # noqa: PTH105 - atomic by contract
