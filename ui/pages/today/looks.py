"""When each shop was looked at last on this computer; not part of the shop file, looking changes nothing."""

from __future__ import annotations

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path

from PySide6.QtCore import QSettings

from services import clock, paths
from services.today.since import Look

SAME_LOOK = timedelta(minutes=30)
"""Whoever comes back within this time is still taking the same look."""


class KeptLooks:
    """The look the page compares with, and when it was left last."""

    def __init__(self, shop: Path, settings: QSettings | None = None) -> None:
        file = str(paths.data_dir() / "pages.ini")
        self._settings = settings if settings is not None else QSettings(file, QSettings.Format.IniFormat)
        self._key = f"looks/{hashlib.sha256(os.fsencode(shop.absolute())).hexdigest()[:16]}"

    def base(self) -> Look | None:
        """The look to compare with now: the one left last, unless that was just now; None on the first day."""
        left, base = self._read("left"), self._read("base")
        if left is not None and (base is None or clock.now() - left.at > SAME_LOOK):
            self._write("base", left)
            return left
        return base

    def leave(self, look: Look) -> None:
        """The page was left, having shown everything up to this look."""
        self._write("left", look)

    def _read(self, name: str) -> Look | None:
        stored = str(self._settings.value(f"{self._key}/{name}", ""))
        number, _bar, at = stored.partition("|")
        try:
            return Look(int(number), datetime.fromisoformat(at))
        except ValueError:
            return None

    def _write(self, name: str, look: Look) -> None:
        self._settings.setValue(f"{self._key}/{name}", f"{look.operation_id}|{look.at.isoformat()}")
