"""What every test gets: no screen, no network, no real home, English, and no unnoticed warning."""

from __future__ import annotations

import gc
import itertools
import logging
import multiprocessing
import os
import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

# As in the program (ui/start/sweeper.py): on a reader's thread the search for garbage would end windows of earlier
# tests. From the first line on: what is read before the first test is no garbage, and is searched in vain.
gc.disable()

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.pop("WAYLAND_DISPLAY", None)

_MEMORY, _ENOUGH = Path("/dev/shm"), 4 << 30


def _takes_everything(folder: Path) -> bool:
    """Whether there is room for all files of the tests, of which some are programs."""
    if sys.platform == "win32" or not folder.is_dir():
        return False
    return shutil.disk_usage(folder).free > _ENOUGH and not os.statvfs(folder).f_flag & os.ST_NOEXEC


if "TMPDIR" not in os.environ and _takes_everything(_MEMORY):
    # Every commit and every setting waits for the disk, some ten thousand times in the whole suite: in memory not.
    os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)

_PREFIX, _LEFT_BEHIND_AFTER = "zhanggui-tests-", 24 * 60 * 60


def sweep_homes(folder: Path, now: float) -> None:
    """Remove the homes of runs that were killed more than a day before `now` (Unix time): in memory they stay."""
    for home in folder.glob(f"{_PREFIX}*"):
        with suppress(OSError):  # another process removes it too, or it is somebody else's
            if now - home.lstat().st_mtime > _LEFT_BEHIND_AFTER:
                shutil.rmtree(home, ignore_errors=True)


sweep_homes(Path(tempfile.gettempdir()), time.time())
_HOME = Path(tempfile.mkdtemp(prefix=_PREFIX))
for _name, _folder in {
    "HOME": "home",
    "USERPROFILE": "home",
    "APPDATA": "home/appdata",
    "LOCALAPPDATA": "home/localappdata",
    "XDG_CONFIG_HOME": "home/.config",
    "XDG_CACHE_HOME": "home/.cache",
    "XDG_DATA_HOME": "home/.local/share",
    "XDG_STATE_HOME": "home/.local/state",
    "XDG_RUNTIME_DIR": "run",
    "ZHANGGUI_HOME": "zhanggui-0",
}.items():
    (_HOME / _folder).mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ[_name] = str(_HOME / _folder)
os.environ["LC_ALL"] = "C.UTF-8"

# What it found wrong is tried first the next time, and what it read of the sources, for seconds, is read once.
_KEPT = Path(__file__).resolve().parents[1] / ".hypothesis"
_STORE = _KEPT if os.access(_KEPT.parent, os.W_OK) else _HOME / "hypothesis"
os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(_STORE)
os.environ["MPLCONFIGDIR"] = str(_STORE / "matplotlib")  # its list of fonts, a second of each process

if sys.dont_write_bytecode:
    # Nothing is to lie beside the sources. But the tests start hundreds of processes, and each would compile all of it.
    sys.dont_write_bytecode = False
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = os.environ["PYTHONPYCACHEPREFIX"] = str(_STORE / "compiled")

import hypothesis  # noqa: E402 - reads its folder from the environment set above

from services import clock, i18n, shop_file  # noqa: E402
from services import shop as shop_module  # noqa: E402
from services.importing import child  # noqa: E402
from tests import like_windows  # noqa: E402
from tests.shared_data import WHY_SKIPPED, shared_data_or_none  # noqa: E402

# Where the computer is busy it says that looking through all fonts, once in each process, takes a moment.
logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)

hypothesis.settings.register_profile("project", deadline=None, derandomize="CI" in os.environ)
hypothesis.settings.load_profile("project")

_homes = itertools.count(1)
_tests = itertools.count(1)
_THOROUGH_EVERY = 25
_HAD_WINDOWS = pytest.StashKey[bool]()
_KEPT_OF_PAUSES = 0.1
_LOCAL = ("127.", "::1", "localhost")
_BLOCKING = {
    "QDialog": ("exec",),
    "QMenu": ("exec",),
    "QMessageBox": ("question", "information", "warning", "critical", "about"),
    "QFileDialog": ("getOpenFileName", "getOpenFileNames", "getSaveFileName", "getExistingDirectory"),
    "QInputDialog": ("getText", "getMultiLineText", "getInt", "getDouble", "getItem"),
}


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "not_on_windows(reason): does to an open file what only other systems allow")


def pytest_runtest_setup(item: pytest.Item) -> None:
    mark = item.get_closest_marker("not_on_windows")
    if mark is not None and sys.platform == "win32":
        pytest.skip(mark.kwargs["reason"])


def pytest_itemcollected(item: pytest.Item) -> None:
    """What reads the large public samples is for the whole run; a smaller sample of our own stands beside each."""
    needed = {mark.kwargs.get("reason") for mark in item.iter_markers("skipif")}
    if WHY_SKIPPED in needed or "shared_data" in getattr(item, "fixturenames", ()):
        item.add_marker("exhaustive")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> int:
    """What takes long begins first; then come together those that read all sources, so that one process reads them."""
    if item.get_closest_marker("long") is not None:
        return 0
    return 1 if item.path.parent.name == "architecture" or item.path.name == "test_i18n.py" else 2


class UnexpectedNetwork(AssertionError):
    """A test tried to reach another computer."""


class WouldBlockForEver(AssertionError):
    """A test opened something modal that waits for a person."""


def pytest_unconfigure() -> None:
    shutil.rmtree(_HOME, ignore_errors=True)


@pytest.fixture(autouse=True, scope="session")
def _no_network() -> Iterator[None]:
    patch = pytest.MonkeyPatch()
    for name in ("connect", "connect_ex"):
        original = getattr(socket.socket, name)

        def guarded(self: socket.socket, address: object, _original: object = original) -> object:
            host = address[0] if isinstance(address, tuple) else ""
            if self.family in (socket.AF_INET, socket.AF_INET6) and not str(host).startswith(_LOCAL):
                raise UnexpectedNetwork(f"a test may not connect to {address}")
            return _original(self, address)  # type: ignore[operator]

        patch.setattr(socket.socket, name, guarded)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _nothing_modal() -> Iterator[None]:
    from PySide6 import QtCore, QtWidgets

    patch = pytest.MonkeyPatch()
    for class_name, methods in _BLOCKING.items():
        for method in methods:
            patch.setattr(getattr(QtWidgets, class_name), method, _refusal(f"{class_name}.{method}"))
    ini = QtCore.QSettings.Format.IniFormat
    QtCore.QSettings.setDefaultFormat(ini)
    for scope in (QtCore.QSettings.Scope.UserScope, QtCore.QSettings.Scope.SystemScope):
        QtCore.QSettings.setPath(ini, scope, str(_HOME / "settings"))
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _nobody_thinks_between_keys() -> None:
    from ui.pause import Pause

    Pause.share = _KEPT_OF_PAUSES


@pytest.fixture(autouse=True, scope="session")
def _no_window_sets_aside_what_is_loaded() -> None:
    from ui.start.sweeper import Sweeper

    Sweeper.sets_aside = False


def _refusal(name: str) -> object:
    def refuse(*_arguments: object, **_named: object) -> None:
        raise WouldBlockForEver(f"{name} waits for a person; use open() and a signal")

    return refuse


@pytest.fixture(autouse=True)
def _garbage_of_earlier_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    number = next(_tests)
    if number % _THOROUGH_EVERY == 1:
        gc.collect()
        gc.freeze()  # what is left are modules, classes and caches: they stay and need no looking at again
    elif request.config.stash.get(_HAD_WINDOWS, False):
        gc.collect(1)
    yield
    request.config.stash[_HAD_WINDOWS] = "qapp" in request.fixturenames
    assert not gc.isenabled(), "the test left the search for garbage on, on whatever thread it happens to start"


@pytest.fixture(autouse=True, scope="session")
def _tables_are_laid_out_once() -> Iterator[None]:
    # 280 statements for each of some thousand shops, and the same file in the end, byte for byte (test_opening).
    kept: dict[int, bytes] = {}
    lay_out = shop_file.write_empty_shop

    def copied(path: Path) -> None:
        version = shop_file.CURRENT_VERSION  # type: ignore[attr-defined]  # where tests of a newer layout set it
        if version not in kept:
            made = _HOME / f"empty-{version}.shop"
            made.touch()
            lay_out(made)
            kept[version] = made.read_bytes()
        path.write_bytes(kept[version])

    patch = pytest.MonkeyPatch()
    patch.setattr(shop_module, "write_empty_shop", copied)
    yield
    patch.undo()


@pytest.fixture(autouse=True, scope="session")
def _readers_fork() -> None:
    # A file's reader takes a third of a second of loading as the program starts it, and there are thousands.
    if sys.platform == "linux":
        multiprocessing.set_forkserver_preload(["tests.warm_reader"])
        child.PROCESSES = multiprocessing.get_context("forkserver")  # type: ignore[assignment]


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:  # noqa: ARG001 - there is an application first
    """Clicks, types and waits, without waiting longer than needed."""
    from tests.prompt_bot import PromptBot  # Qt is loaded by the tests that have windows

    return PromptBot(request)


@pytest.fixture(autouse=True)
def _files_as_windows_has_them(request: pytest.FixtureRequest) -> Iterator[None]:
    if any(request.node.get_closest_marker(name) is not None for name in ("not_on_windows", "exhaustive")):
        yield
        return
    with like_windows.in_force():
        yield


@pytest.fixture
def readers_start_as_in_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """For the tests of a reader's process itself: its limits, its end, what it loads."""
    monkeypatch.setattr(child, "PROCESSES", multiprocessing.get_context("spawn"))


@pytest.fixture(autouse=True)
def _files_go_last(request: pytest.FixtureRequest) -> None:
    if "tmp_path" in request.fixturenames:  # made first it ends last, when no window writes into it any more
        request.getfixturevalue("tmp_path")


@pytest.fixture(autouse=True)
def _fresh_surroundings(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Iterator[None]:
    home = _HOME / f"zhanggui-{next(_homes)}"
    monkeypatch.setenv("ZHANGGUI_HOME", str(home))
    i18n.set_language("en")
    followed = tuple(i18n._listeners)  # windows that several tests share
    yield
    clock.set_source(None)
    if "qapp" in request.fixturenames:
        _delete_what_was_closed()
    left = [getattr(one, "__qualname__", repr(one)) for one in i18n._listeners if one not in followed]
    i18n.set_language("en")
    if home.exists():
        shutil.rmtree(home, ignore_errors=True)
    assert left == [], "a window of this test still follows the language, and would on the thread of another test"


def _delete_what_was_closed() -> None:
    """Outside of an event loop it would stay until a later test has one."""
    from PySide6.QtCore import QCoreApplication, QEvent

    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


class _Collected(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


@pytest.fixture(autouse=True)
def _no_unexpected_log(request: pytest.FixtureRequest) -> Iterator[None]:
    collected = _Collected()
    root = logging.getLogger()
    root.addHandler(collected)
    yield
    root.removeHandler(collected)
    if collected.records and request.node.get_closest_marker("expects_log") is None:
        lines = [f"{record.levelname} {record.name}: {record.getMessage()}" for record in collected.records]
        pytest.fail("unexpected log: " + "; ".join(lines), pytrace=False)


@pytest.fixture
def shared_data() -> Path:
    """The folder of large public samples; the test is skipped where it is absent."""
    folder = shared_data_or_none()
    if folder is None:
        pytest.skip(WHY_SKIPPED)
    return folder
