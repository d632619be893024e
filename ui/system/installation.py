"""The program's own environment: ``.venv`` beside ``main.py``, filled from a lock file.

The lock pins every package by hash for every system and carries no addresses. A marker in
the environment holds the version of its Python and the hashes of the locks it was filled
from. It is written last, so a stopped installation is noticed and continued. Standard
library only.
"""

from __future__ import annotations

import gettext
import hashlib
import importlib
import importlib.metadata
import importlib.util
import locale
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ui.system import system_libraries

ROOT = Path(__file__).resolve().parents[2]
LOCK, TEST_LOCK, BUILD_LOCK = "requirements.lock", "requirements-test.lock", "requirements-build.lock"
_BEYOND_THE_END = 1 << 30


class CannotStart(Exception):
    """The computer is in the way; the text says what to do."""


def is_installed(lock: str, root: Path = ROOT) -> bool:
    """Whether this very Python has everything `lock` names.

    An environment made here carries a marker. One made otherwise (by uv, by hand) has none
    and counts when every package is there.
    """
    if getattr(sys, "frozen", False):
        return True
    if _marker(root).exists():
        version = f"{sys.version_info[0]}.{sys.version_info[1]}"
        return _is_complete(root, version, lock) and Path(sys.prefix).samefile(root / ".venv")
    return sys.prefix != sys.base_prefix and all(map(_has_package, (root / lock).read_text("utf-8").splitlines()))


def install(lock: str, root: Path = ROOT) -> Path:
    """Make the environment hold exactly what `lock` names and give its Python; CannotStart where that fails.

    Where nothing is to be done this says nothing and takes hundredths of a second.
    """
    python = root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    with _alone(root):
        if _is_complete(root, _version(python), lock):
            return python
        _say(_("Installing what the program needs; once, it takes a minute or two …"))
        if not _has_pip(python):
            _make(root / ".venv")
        marker = _marker(root)
        # Every lock holds the program's own with the same versions, so that what was there stays.
        locks = {LOCK, lock} | _filled(root, _version(python))
        marker.write_text("incomplete\n", "utf-8")
        _fill(python, root / lock)
        part = marker.with_suffix(".part")
        hashes = [fingerprint(root / name) for name in (LOCK, TEST_LOCK, BUILD_LOCK) if name in locks]
        part.write_text("\n".join([_version(python), *hashes]) + "\n", "utf-8")
        part.replace(marker)
    return python


def fingerprint(lock: Path) -> str:
    """SHA-256 of a lock file, as hex; line ends do not count."""
    return hashlib.sha256(lock.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def _marker(root: Path) -> Path:
    return root / ".venv" / "installed"


def _is_complete(root: Path, version: str, lock: str) -> bool:
    marker = _marker(root)
    return marker.exists() and {version, fingerprint(root / lock)} <= set(marker.read_text("utf-8").split())


def _filled(root: Path, version: str) -> set[str]:
    """The locks beside the program's own that the environment was filled from and still holds."""
    return {name for name in (TEST_LOCK, BUILD_LOCK) if (root / name).exists() and _is_complete(root, version, name)}


def _say(text: str) -> None:
    sys.stderr.write(f"{text}\n")
    sys.stderr.flush()


def _has_package(line: str) -> bool:
    requirement, _semicolon, condition = line.rstrip("\\ ").partition(";")
    name, equals, _version = requirement.partition("==")
    if not equals or condition or line.startswith((" ", "#")):
        return True
    try:
        importlib.metadata.version(name.strip())
    except importlib.metadata.PackageNotFoundError:
        return False
    return True


def _fill(python: Path, lock: Path) -> None:
    pip = [str(python), "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-input"]
    wanted = ["--only-binary=:all:", "--require-hashes", "-r", str(lock)]
    if subprocess.run([*pip, *wanted], stdout=sys.stderr, check=False).returncode != 0:
        raise CannotStart(_("The installation did not finish. Check the internet connection and start again."))


def _make(venv: Path) -> None:
    if importlib.util.find_spec("ensurepip") is None:
        needed = ["python3-venv"]
        if not system_libraries.install_with_apt(needed):
            how = _("This Python cannot make environments. Run:")
            raise CannotStart(f"{how}\n{system_libraries.apt_line(needed)}")
    base = getattr(sys, "_base_executable", None) or sys.executable
    if subprocess.run([base, "-m", "venv", "--clear", str(venv)], stdout=sys.stderr, check=False).returncode != 0:
        raise CannotStart(_("The folder .venv cannot be made here. Check that this folder may be written to."))


def _version(python: Path) -> str:
    """The version of a Python as ``3.11``; empty where it does not start."""
    return _answer(python, "-I", "-S", "-c", "import sys; print('{}.{}'.format(*sys.version_info))")


def _has_pip(python: Path) -> bool:
    return bool(_answer(python, "-I", "-c", "import pip; print(pip.__version__)"))


def _answer(python: Path, *arguments: str) -> str:
    if not python.exists():
        return ""
    try:
        done = subprocess.run([str(python), *arguments], capture_output=True, check=False)
    except OSError:
        return ""
    return done.stdout.decode("ascii", "replace").strip()


@contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Of two first starts at the same moment, the second waits for the first."""
    try:
        handle = (root / LOCK).open("r+b")
    except OSError as problem:
        text = _("The folder .venv cannot be made here. Check that this folder may be written to.")
        raise CannotStart(text) from problem
    with handle:
        _wait_for(handle.fileno())
        yield


def _wait_for(descriptor: int) -> None:
    if sys.platform != "win32":
        import fcntl

        fcntl.flock(descriptor, fcntl.LOCK_EX)
        return
    import msvcrt

    # A locked byte cannot be read by others, so one that the file does not have is locked.
    os.lseek(descriptor, _BEYOND_THE_END, os.SEEK_SET)
    while True:
        try:
            msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
        except OSError:  # after ten seconds in vain; whoever holds it is still installing, which may take minutes
            continue
        return


def _(text: str) -> str:
    """Translate with the standard library; `services.i18n` needs packages that are not there yet."""
    names = [os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG")]
    with suppress(ValueError):  # a language the standard library has never heard of
        names.append(locale.getlocale()[0] or "")  # Windows says it nowhere in the environment
    chosen = next(filter(None, names), "").lower()
    language = "zh_CN" if chosen.startswith(("zh", "chinese")) else "en"
    return gettext.translation("app", ROOT / "resources" / "i18n", [language], fallback=True).gettext(text)
