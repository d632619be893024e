"""Start here: ``python3 main.py``. Installs what the program needs on first start, then hands over.

Standard library only. No verb or a file opens the window, ``test`` runs the tests, every other
word is a verb of the command line. Child processes import this module again, so importing it
does nothing.
"""

# ruff: noqa: E402 - Ctrl-C is seen to before what takes a moment to load
from __future__ import annotations

import signal

_INTERRUPT = signal.getsignal(signal.SIGINT)  # Python's own; not where whoever started this wants it ignored
if __name__ == "__main__" and callable(_INTERRUPT):
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # until it can be said in a line: a traceback would be all there is

import importlib
import itertools
import multiprocessing
import os
import re
import subprocess
import sys
from pathlib import Path

from ui.system import system_libraries
from ui.system.installation import LOCK, ROOT, TEST_LOCK, CannotStart, _, install, is_installed

OLDEST_PYTHON = (3, 11)
DRAWING_VERBS = {"demo", "pick-list", "packing-list", "handover", "screenshot", "chart"}
ALL_TESTS = ("-q", "-n", "auto")  # in as many processes as there are cores
QUICK, WITHOUT_EXHAUSTIVE = "--quick", ("-m", "not exhaustive")
COMPUTER_PROBLEM, STOPPED = 3, 130


def main(argv: list[str]) -> int:
    """Do what the words ask for; the exit code is 0, 1, 2, 3 or 130 as the command line promises."""
    try:
        if sys.version_info[:2] < OLDEST_PYTHON:
            raise CannotStart(_("This Python is too old; the program needs Python 3.11 or newer."))
        testing = argv[:1] == ["test"]
        lock = TEST_LOCK if testing else LOCK
        if not is_installed(lock):
            return _go_on_as([str(install(lock)), str(ROOT / "main.py"), *argv])
        if testing:
            _require_libraries(window=False)
            os.chdir(ROOT)
            return _go_on_as([sys.executable, "-m", "pytest", *_asked_tests(argv[1:])])
        return _open_window(argv) if opens_window(argv) else _run_verb(argv)
    except CannotStart as problem:
        print(problem, file=sys.stderr)
        return COMPUTER_PROBLEM
    except KeyboardInterrupt:
        print(_("Stopped."), file=sys.stderr)
        return STOPPED


def _asked_tests(words: list[str]) -> list[str]:
    """What pytest is given: everything, or the words; with `--quick` nothing that goes through all cases."""
    said = [word for word in words if word != QUICK]
    return [*(said or ALL_TESTS), *(WITHOUT_EXHAUSTIVE if QUICK in words else ())]


def opens_window(argv: list[str]) -> bool:
    """Whether the words mean the window: nothing, a file, or an option of the window."""
    if not argv or argv[0] == "--debug":
        return True
    word = argv[0]
    if word.startswith("-"):
        return False
    names_file = bool(set(word) & {".", "/", "\\"}) or (Path(word).is_file() and not re.fullmatch("[a-z-]+", word))
    return names_file and not _has_verb(argv[1:])


def _has_verb(words: list[str]) -> bool:
    """Whether a verb came behind the file it is meant for: the command line says how it is written."""
    bare = {word for word in words if re.fullmatch("[a-z-]+", word) and not Path(word).exists()}
    return bool(bare) and not bare.isdisjoint(importlib.import_module("ui.cli.verbs").NAMES)


def _open_window(argv: list[str]) -> int:
    if not system_libraries.has_display():
        if argv and not argv[0].startswith("-"):
            raise CannotStart(_("There is no display to open a window on. “main.py import” reads files without one."))
        print(_("There is no display: making a demo shop and its papers instead of a window."), file=sys.stderr)
        names = ("zhanggui-demo" if number == 1 else f"zhanggui-demo-{number}" for number in itertools.count(1))
        return _run_verb(["demo", next(name for name in names if not Path(name, "demo.shop").exists())])
    _require_libraries(window=True)
    if not system_libraries.can_reach_display():
        name = os.environ["DISPLAY"]
        raise CannotStart(_("The display {name} cannot be reached: it is not there, or not yours.").format(name=name))
    return int(importlib.import_module("ui.start.app").main(argv))


def _run_verb(argv: list[str]) -> int:
    if argv[0] in DRAWING_VERBS:
        _require_libraries(window=False)
        if sys.platform.startswith("linux"):
            os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    return int(importlib.import_module("ui.cli.main").main(argv))


def _require_libraries(window: bool) -> None:
    """Qt aborts without its libraries: install them where that is allowed, else say the line that does."""
    missing = system_libraries.missing_packages(window)
    wanted = missing + ([] if system_libraries.has_chinese_font() else [system_libraries.CHINESE_FONT])
    if not wanted:
        return
    print(_("This system lacks: {packages}").format(packages=", ".join(wanted)), file=sys.stderr, flush=True)
    if system_libraries.install_with_apt(wanted) and not system_libraries.missing_packages(window):
        return
    how = _("To install it, run:")
    advice = f"{how}\n{system_libraries.apt_line(wanted)}"
    if missing:
        raise CannotStart(advice)
    print(advice, file=sys.stderr)


def _go_on_as(command: list[str]) -> int:
    """Become another process; Windows cannot replace one, so there this one waits."""
    if os.name != "nt":
        sys.stderr.flush()
        os.execv(command[0], command)
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    signal.signal(signal.SIGINT, _INTERRUPT)
    multiprocessing.freeze_support()
    sys.exit(main(sys.argv[1:]))
