"""``dev build``: the program as one folder that needs no Python, tried before it is called done.

PyInstaller makes it from ``resources/packaging/zhanggui.spec``, with the versions of ``requirements-build.lock``.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from services import paths
from services.errors import CannotWrite
from services.exporting.files import replacing
from services.i18n import N_
from services.messages import message
from ui.cli.call import Call
from ui.system.installation import BUILD_LOCK, ROOT, install

_SPEC = ROOT / "resources" / "packaging" / "zhanggui.spec"
_ICONS = ("png", "ico", "icns")
_ICON_SIZE = 256


def run(call: Call) -> int:
    """Build into ``dist/Zhanggui`` and let the result do a day's work; 1 where it cannot."""
    python = install(BUILD_LOCK)
    made, out = ROOT / "build", ROOT / "dist"
    _draw_icons(made / _SPEC.stem)
    words = ["--noconfirm", "--log-level=WARN", f"--distpath={out}", f"--workpath={made}", str(_SPEC)]
    built = subprocess.run([str(python), "-m", "PyInstaller", *words], stdout=sys.stderr, check=False).returncode
    program = out / "Zhanggui" / ("Zhanggui.exe" if os.name == "nt" else "Zhanggui")
    failed = [] if built else _try_out(program)
    size = sum(path.stat().st_size for path in program.parent.rglob("*") if path.is_file() and not path.is_symlink())
    lines = [f"{program.parent}\t{size >> 20} MiB", *(f"failed\t{line}" for line in failed)]
    call.console.answer({"out": str(program.parent), "bytes": size, "failed": failed}, lines)
    return 1 if built or failed else 0


def _draw_icons(folder: Path) -> None:
    """The icon in the formats that systems want, from its one drawing."""
    from PySide6.QtCore import QByteArray
    from PySide6.QtGui import QIcon, QImageWriter

    from ui.start.startup import make_application

    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # nothing is shown
    make_application([])
    folder.mkdir(parents=True, exist_ok=True)
    picture = QIcon(str(paths.resources() / "icon.svg")).pixmap(_ICON_SIZE, _ICON_SIZE).toImage()
    for kind in _ICONS:
        with replacing(folder / f"zhanggui.{kind}") as part:
            if not QImageWriter(str(part), QByteArray(kind.encode())).write(picture):
                raise CannotWrite(path=str(part), reason=message(N_("the picture could not be written")))


def _try_out(program: Path) -> list[str]:
    """Start, import, print, show a page, check, quit: in a home of its own, without a screen; what did not end well."""
    failed = []
    with tempfile.TemporaryDirectory(prefix="zhanggui-build-") as folder:
        home = {"ZHANGGUI_HOME": str(Path(folder, "home")), "QT_QPA_PLATFORM": "offscreen"}
        shop = str(Path(folder, "day", "demo.shop"))
        for words in (
            ["formats"],
            ["demo", str(Path(folder, "day"))],
            ["check", "--shop", shop],
            ["chart", "sales", "--shop", shop, "--out", str(Path(folder, "sales.png"))],
            ["screenshot", "orders", "--shop", shop, "--out", str(Path(folder, "orders.png"))],
        ):
            done = subprocess.run(
                [str(program), *words], env=os.environ | home, capture_output=True, cwd=folder, check=False,
                encoding="utf-8", errors="replace",
            )  # fmt: skip
            if done.returncode:
                failed.append(f"{' '.join(words[:2])}: {done.returncode}: {done.stderr.strip()[-400:]}")
    return failed
