"""Whether a shop file lies where it is not safe: on another computer's drive, or in a folder that is synchronised."""

from __future__ import annotations

import json
import os
import re
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from services import paths
from services.exporting.files import replacing

_MOUNTS = Path("/proc/self/mountinfo")
_TOLD = "told-whereabouts.json"
_REMOTE_DRIVE = 4  # what Windows calls DRIVE_REMOTE
_OCTAL = re.compile(r"\\([0-7]{3})")


class Danger(StrEnum):
    """Why a place is not safe for a file that is written all day."""

    NETWORK = "network"
    SYNCED = "synced"


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """The danger of a place, and the drive or folder it comes from."""

    danger: Danger
    place: str


def whereabouts(shop: Path, mounts: str | None = None) -> Whereabouts | None:
    """What is unsafe about where the shop lies, or None. `mounts` is the system's list of drives, for tests."""
    path = Path(os.path.abspath(shop))  # noqa: PTH100 - a link is followed by nobody here: the file need not exist
    synced = next((one for one in path.parents if _is_synced(one.name)), None)
    if synced is not None:
        return Whereabouts(Danger.SYNCED, str(synced))
    drive = _network_drive(path, mounts if mounts is not None else _mounts())
    return Whereabouts(Danger.NETWORK, drive) if drive is not None else None


def is_told(shop: Path) -> bool:
    """Whether this was said of the shop on this computer already."""
    return str(shop.absolute()) in _told()


def note_told(shop: Path) -> None:
    """It was said; it is not said again."""
    kept = sorted({*_told(), str(shop.absolute())})
    with replacing(paths.data_dir() / _TOLD) as part:
        part.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def _told() -> set[str]:
    try:
        kept = json.loads((paths.data_dir() / _TOLD).read_text(encoding="utf-8"))
    except (OSError, ValueError):  # nothing was told yet, or the note is broken: then it is said once more
        return set()
    return {str(one) for one in kept} if isinstance(kept, list) else set()


@cache
def _rules() -> Mapping[str, Any]:
    return tomllib.loads((paths.resources() / "whereabouts.toml").read_text(encoding="utf-8"))


def _is_synced(name: str) -> bool:
    said = name.casefold()
    known = (str(one).casefold() for one in _rules()["synced"])
    return any(said == one or said.startswith((f"{one} (", f"{one} - ", f"{one}-")) for one in known)


def _mounts() -> str:
    try:
        return _MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:  # only Linux has this list
        return ""


def _network_drive(path: Path, mounts: str) -> str | None:
    """The network drive a path lies on, or None."""
    if sys.platform == "win32":
        return _windows_drive(path)
    found = max(((point, kind) for point, kind in _points(mounts) if path.is_relative_to(point)),
                key=lambda one: len(one[0]), default=None)  # fmt: skip
    return found[0] if found is not None and found[1] in _rules()["network"] else None


def _points(mounts: str) -> list[tuple[str, str]]:
    """Where drives are mounted, and their kinds; a later line of one place covers an earlier one."""
    found: dict[str, str] = {}
    for line in mounts.splitlines():
        before, _dash, after = line.partition(" - ")
        words = before.split(" ")
        if len(words) > 4 and after:
            found[_OCTAL.sub(lambda one: chr(int(one[1], 8)), words[4])] = after.split(" ")[0]
    return list(found.items())


def _windows_drive(path: Path) -> str | None:
    if path.drive.startswith("\\\\"):
        return path.drive
    import ctypes

    kind = ctypes.windll.kernel32.GetDriveTypeW(f"{path.drive}\\")  # type: ignore[attr-defined,unused-ignore]
    return path.drive if kind == _REMOTE_DRIVE else None
