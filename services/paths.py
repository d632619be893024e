"""Where things are on this computer. The only file that knows folders.

``ZHANGGUI_HOME`` replaces every per-user folder with one. A folder ``zhanggui-data`` beside the program does the same:
then program, settings and shops travel together, on a stick for example.
"""

from __future__ import annotations

import os
import re
import stat
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import platformdirs

_APP = "Zhanggui"
_PORTABLE = "zhanggui-data"
_DEVICE = re.compile(r"con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³]", re.IGNORECASE)


def resources() -> Path:
    """The read-only files that come with the program, in a checkout and in a frozen copy."""
    base = getattr(sys, "_MEIPASS", None)
    root = Path(base) if base else Path(__file__).resolve().parent.parent
    return root / "resources"


def program_folder() -> Path:
    """The folder the program stands in: a checkout, or where a frozen copy was unpacked."""
    if getattr(sys, "frozen", False):
        return Path(sys.executable).resolve().parent
    return Path(__file__).resolve().parent.parent


def portable_folder() -> Path | None:
    """The folder beside the program that keeps everything with it, where there is one."""
    folder = program_folder() / _PORTABLE
    return folder if folder.is_dir() else None


def data_dir() -> Path:
    """Settings of this computer and formats the user taught; made on first use, private to the user."""
    return _made(_home("data") or Path(platformdirs.user_data_dir(_APP, appauthor=False)))


def cache_dir() -> Path:
    """What can be thrown away: thumbnails, chart fonts, scratch files of an import."""
    return _made(_home("cache") or Path(platformdirs.user_cache_dir(_APP, appauthor=False)))


def sockets_dir() -> Path:
    """Where the sockets are through which starts of the program find each other, with a short path.

    It is this person's alone: in the folder all people share, whoever takes the name first hears what is said. Where
    somebody has taken even that folder's name, it is in what the system made for this person's session, and without
    that the cache, whose path may be longer than a socket's may be.
    """
    session = Path(os.environ.get("XDG_RUNTIME_DIR", ""))
    places = (Path(tempfile.gettempdir()) / f"zhanggui-{_person()}", session / "zhanggui")
    for folder in filter(Path.is_absolute, places):
        with suppress(OSError):
            folder.mkdir(exist_ok=True, mode=0o700)
            if sys.platform == "win32" or _is_mine_alone(folder):
                return folder
    return cache_dir()


def _person() -> str:
    if sys.platform == "win32":
        return "0"
    return str(os.getuid())


def _is_mine_alone(folder: Path) -> bool:
    """Of POSIX: a folder and no link, the person's own, that nobody else may look into."""
    found = folder.lstat()
    is_mine = sys.platform != "win32" and found.st_uid == os.getuid()
    return is_mine and stat.S_ISDIR(found.st_mode) and not found.st_mode & 0o077


def log_dir() -> Path:
    """Where the log and crash reports are written."""
    return _made(_home("log") or Path(platformdirs.user_log_dir(_APP, appauthor=False)))


def fit_for_a_file(words: str) -> str:
    """Words as the name of a file: without what file systems refuse; empty where nothing is left.

    What Windows takes for a device, whatever comes behind a dot, gets a line before it.
    """
    kept = "".join("-" if one in '\\/:*?"<>|' or ord(one) < 32 else one for one in words).strip(" .")
    return f"_{kept}" if _DEVICE.fullmatch(kept.partition(".")[0].rstrip()) else kept


def documents_dir() -> Path:
    """Where a new shop file is offered to be kept."""
    return _home("documents") or Path(platformdirs.user_documents_dir())


def user_formats_dir() -> Path:
    """Import formats the user taught the program, one TOML file each."""
    return _made(data_dir() / "formats")


def _home(part: str) -> Path | None:
    home = os.environ.get("ZHANGGUI_HOME") or portable_folder()
    return Path(home) / part if home else None


def _made(path: Path) -> Path:
    with suppress(OSError):  # whoever writes there says what is wrong; whoever reads finds nothing
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path
