"""Small pictures for the screen: made where they are wanted first, off the window's thread."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection

from services.catalog.gallery import PictureView
from services.catalog.pictures import LARGE, MEDIUM, SMALL, thumbnail


def small_file(folder: Path, kept: str) -> str:
    """The file for a row of a list; `kept` is a picture's fingerprint and suffix. Empty where it is gone."""
    sha256, dot, suffix = kept.partition(".")
    found = thumbnail(folder, sha256, dot + suffix, SMALL)
    return str(found) if found is not None else ""


def panel_files(_connection: Connection | None, folder: Path, views: Sequence[PictureView]) -> dict[int, str]:
    """The file for each picture of a panel, by picture; shaped as a query so that the window can ask for it."""
    found = ((view.id, thumbnail(folder, view.kept.sha256, view.kept.suffix, MEDIUM)) for view in views)
    return {number: str(file) for number, file in found if file is not None}


def large_file(_connection: Connection | None, folder: Path, view: PictureView) -> str:
    """The file for a look at one picture; empty where it is gone."""
    found = thumbnail(folder, view.kept.sha256, view.kept.suffix, LARGE)
    return str(found) if found is not None else ""
