"""What Qt needs from a Linux system before it can be imported, and how to get it.

Qt aborts the process when a library is missing and draws empty boxes when no font has the
characters, so both are looked at first. Standard library only: this runs before anything is
installed.
"""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

DRAWING = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
}
WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}
CHINESE_FONT = "fonts-noto-cjk"
_FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts")
_CHINESE_FONT_FILE = re.compile(
    r"(cjk|wqy|microhei|zenhei|source ?han|droidsansfallback|uming|ukai|simsun|simhei|msyh|notosanssc|notoserifsc)",
    re.IGNORECASE,
)


def has_display() -> bool:
    """Whether a window can be shown; only a Linux session can be without a screen."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return not sys.platform.startswith("linux") or any(os.environ.get(name) for name in names)


def can_reach_display() -> bool:
    """Whether the X server that DISPLAY names lets this process in: Qt names some library and aborts where not."""
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    takes_x11 = platform == "xcb" or (not platform and not os.environ.get("WAYLAND_DISPLAY"))
    if not sys.platform.startswith("linux") or not takes_x11 or not os.environ.get("DISPLAY"):
        return True
    xcb = ctypes.CDLL("libxcb.so.1")  # there wherever the libraries of a window are
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    reached = int(xcb.xcb_connection_has_error(connection)) == 0
    xcb.xcb_disconnect(connection)
    return reached


def missing_packages(window: bool) -> list[str]:
    """The Debian packages whose libraries cannot be loaded: for drawing, and with `window` for a window too."""
    if not sys.platform.startswith("linux"):
        return []
    wanted = dict(DRAWING)
    if window and os.environ.get("QT_QPA_PLATFORM", "xcb") == "xcb" and os.environ.get("DISPLAY"):
        wanted.update(WINDOW)
    return [package for library, package in wanted.items() if not _loads(library)]


def has_chinese_font() -> bool:
    """Whether some installed font has Chinese characters; other systems always come with one."""
    if not sys.platform.startswith("linux"):
        return True
    for folder in _FONT_FOLDERS:
        for _path, _folders, files in os.walk(Path(folder).expanduser()):
            if any(_CHINESE_FONT_FILE.search(name) for name in files):
                return True
    fc_list = shutil.which("fc-list")
    if fc_list is None:
        return False
    found = subprocess.run([fc_list, ":lang=zh", "file"], capture_output=True, check=False)
    return bool(found.stdout.strip())


def apt_line(packages: Iterable[str]) -> str:
    """The one command that installs `packages`."""
    return "sudo apt-get install -y --no-install-recommends " + " ".join(packages)


def install_with_apt(packages: list[str]) -> bool:
    """Install `packages` where this process may do so (root, with apt); False where it may not or it failed."""
    apt = shutil.which("apt-get")
    if apt is None or not hasattr(os, "geteuid") or os.geteuid() != 0:
        return False
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    quiet = {"env": environment, "stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    for arguments in (["update", "-qq"], ["install", "-qq", "-y", "--no-install-recommends", *packages]):
        done = subprocess.run([apt, *arguments], check=False, **quiet)  # type: ignore[call-overload]
        if done.returncode != 0 and arguments[0] == "install":
            return False
    return True


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True
