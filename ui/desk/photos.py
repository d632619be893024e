"""Photos of a returned parcel: chosen, dropped, pasted, or the newest of the folder the camera fills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QSettings
from PySide6.QtGui import QImage

from services import paths
from ui.clipboard import clipboard_data
from ui.widgets.drop_overlay import local_files

SUFFIXES = frozenset({".jpg", ".jpeg", ".png", ".webp", ".bmp", ".gif"})
_KEY = "returns_desk/photo_folder"


def pasted() -> list[Path | bytes]:
    """The picture files or the picture that is in the clipboard."""
    data = clipboard_data()
    files = pictures(local_files(data))
    if files or not data.hasImage():
        return list(files)
    image = QImage(data.imageData())
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if image.isNull() or not image.save(buffer, "PNG"):  # type: ignore[call-overload]
        return []
    return [bytes(buffer.data().data())]


def pictures(files: Sequence[Path]) -> list[Path]:
    """Those of the files that are pictures by their ending."""
    return [file for file in files if file.suffix.lower() in SUFFIXES]


def newer(folder: Path, since: datetime) -> list[Path]:
    """The pictures of a folder that were made since a moment, the oldest first."""
    limit = since.timestamp()
    found = []
    for file in pictures(sorted(folder.iterdir()) if folder.is_dir() else []):
        made = file.stat().st_mtime
        if made >= limit:
            found.append((made, file))
    return [file for _made, file in sorted(found)]


def photo_folder() -> Path | None:
    """The folder of this computer the camera or phone puts its photos into; None until it was chosen."""
    chosen = str(_settings().value(_KEY, ""))
    return Path(chosen) if chosen else None


def keep_photo_folder(folder: Path) -> None:
    """Remember the folder on this computer."""
    _settings().setValue(_KEY, str(folder))


def _settings() -> QSettings:
    return QSettings(str(paths.data_dir() / "pages.ini"), QSettings.Format.IniFormat)
