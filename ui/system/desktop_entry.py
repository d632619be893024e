"""The program in the applications menu of a Linux desktop, with its icon, and ``.shop`` files that open with it.

Format: freedesktop.org Desktop Entry Specification 1.5 and Shared MIME-info. For one person, below her own folder;
no Qt, so that the command line can do it too.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from services import paths
from services.errors import CannotWrite, Invalid
from services.exporting.files import replacing
from services.i18n import N_
from services.messages import message

_PLACES = {
    "packaging/zhanggui.desktop": "applications/zhanggui.desktop",
    "packaging/zhanggui.xml": "mime/packages/zhanggui.xml",
    "icon.svg": "icons/hicolor/scalable/apps/zhanggui.svg",
}
_REFRESHED_BY = (("update-mime-database", "mime"), ("update-desktop-database", "applications"))


def is_possible() -> bool:
    """Whether this system keeps its menu in such files."""
    return sys.platform.startswith("linux")


def is_there() -> bool:
    """Whether the menu has the program."""
    return (_folder() / _PLACES["packaging/zhanggui.desktop"]).exists()


def add() -> list[Path]:
    """Put the program into the menu, or put its entry right after it was moved; the files written.

    Invalid on a system that keeps its menu otherwise, CannotWrite where it takes no files.
    """
    if not is_possible():
        reason = message(N_("only Linux desktops keep their menu in such files"))
        raise Invalid(field=message(N_("Applications menu")), value=sys.platform, reason=reason)
    for source, place in _PLACES.items():
        written = _folder() / place
        text = (paths.resources() / source).read_text("utf-8")
        with replacing(written) as part:
            part.write_text(text.replace("{command}", _command()), "utf-8")
    _refresh()
    return [_folder() / place for place in _PLACES.values()]


def remove() -> list[Path]:
    """Take the program out of the menu; the files removed. CannotWrite where one stays."""
    found = [path for path in (_folder() / place for place in _PLACES.values()) if path.exists()]
    for path in found:
        try:
            path.unlink()
        except OSError as error:
            raise CannotWrite(path=str(path), reason=error.strerror or type(error).__name__) from error
    _refresh()
    return found


def _folder() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")


def _command() -> str:
    started = (
        [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, str(paths.program_folder() / "main.py")]
    )
    return " ".join(map(_quoted, started))


def _quoted(word: str) -> str:
    """An argument of an Exec line: quoted, its four special characters escaped twice, % doubled."""
    escaped = re.sub(r'(["`$\\])', r"\\\1", word).replace("\\", "\\\\").replace("%", "%%")
    return f'"{escaped}"'


def _refresh() -> None:
    """Tell the desktop; where it has no such program it notices by itself."""
    for program, folder in _REFRESHED_BY:
        if (found := shutil.which(program)) and (_folder() / folder).is_dir():
            subprocess.run([found, str(_folder() / folder)], capture_output=True, check=False)
