"""Anything a person can do, for long, in the real window: ``python -m tests.reliability.soak --minutes 30``.

Every step is drawn from the seed and its number alone, and written down, so that what was found can be done again.
What counts as found: an exception nobody caught, a warning of Qt or of the program's log, a shop that is not sound, and
with ``--again`` memory that grows. Memory is measured each time the shop is closed, when the program should be as it
was the time before: `flat.py` says by which rule it is called flat.

What is done for the first time loads code and compiles statements, and hands that do anything do something for the
first time for very long: with them the rule is only told. ``--again 60`` does the same sixty steps over and over, each
time in the shop opened anew; what still grows then is lost, and a finding. ``--leak 20`` is the known mistake: about
20 kB are kept of each step, which must be found.
"""

from __future__ import annotations

import ui.start.plain_imports  # noqa: F401 - as the program does: else the source of every module is kept

# isort: split
import argparse
import gc
import logging
import os
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from tests.reliability.flat import Closing, grows, heap_mb, judged, resident_mb
from tests.reliability.holds import LONGEST_S, Hold, HoldMeter

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

    from ui.dialogs.overlay import Overlay

_LONGEST_WAIT_S = 20.0
_LEAST_S = 0.03
_SAMPLE_EVERY_S = 5.0
_CHECK_EVERY_STEPS = 400
_REOPEN_EVERY_STEPS = 100
_LOOK_INTO_MEMORY_EVERY_STEPS = 100
_REMEMBERED = 12
_SHOWN_GROWN = 12
_SHOWN_HOLDS = 40
_SMALL_OBJECTS_A_KB = 20  # of 40 bytes each, and 8 where they are listed
_IGNORED = ("This plugin does not support",)
_SAYS_THE_COMPUTER_IS_SLOW = "matplotlib.font_manager"  # once for each new home, where it takes five seconds


@dataclass(slots=True)
class Found:
    """One thing that must not be, with the steps that led there."""

    kind: str
    words: str
    step: int
    deeds: tuple[str, ...]


@dataclass(slots=True)
class Diary:
    """What was done and found, and how much memory it took."""

    seed: int
    steps: int = 0
    deeds: list[str] = field(default_factory=list)
    found: list[Found] = field(default_factory=list)
    memory: list[tuple[float, float]] = field(default_factory=list)
    vitals: list[str] = field(default_factory=list)
    holds: list[tuple[Hold, str]] = field(default_factory=list)
    grown: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))
    held: list[str] = field(default_factory=list)
    closed: list[Closing] = field(default_factory=list)
    log: TextIO | None = None

    def did(self, deed: str) -> None:
        """Write a step down, on the disk too: whoever dies of it leaves it there."""
        self.deeds.append(deed)
        if self.log is not None:
            self.log.write(deed + "\n")
            self.log.flush()

    def note(self, kind: str, words: str) -> None:
        """Something was found; what was found before is only counted once."""
        key = (kind, _without_numbers(words))
        if all((one.kind, _without_numbers(one.words)) != key for one in self.found):
            self.found.append(Found(kind, words, self.steps, tuple(self.deeds[-_REMEMBERED:])))

    def _longest_holds(self) -> list[tuple[Hold, str]]:
        """The longest of each place in the program, the longest of all first."""
        longest: dict[str, tuple[Hold, str]] = {}
        for hold, deed in self.holds:
            if hold.calls not in longest or longest[hold.calls][0].took_s < hold.took_s:
                longest[hold.calls] = hold, deed
        return sorted(longest.values(), key=lambda one: one[0].took_s, reverse=True)[:_SHOWN_HOLDS]

    def _most_grown(self) -> list[tuple[str, float]]:
        return sorted(self.grown.items(), key=lambda one: one[1], reverse=True)[:_SHOWN_GROWN]

    def report(self) -> str:
        """The whole of it for a person."""
        lines = [f"seed {self.seed}: {self.steps} steps, {len(self.found)} findings"]
        if self.memory:
            first, last = self.memory[0][1], self.memory[-1][1]
            most = max(size for _at, size in self.memory)
            lines.append(f"memory {first:.0f} MB → {last:.0f} MB, most {most:.0f} MB")
        lines.append(judged(self.closed))
        lines += [f"{size:+.0f} MB by all of: {deed}" for deed, size in self._most_grown()]
        lines += [*self.vitals, *self.held, *map(str, self.closed)]
        lines.append(f"{len(self.holds)} times the window was held for over {LONGEST_S * 1000:.0f} ms of own work")
        for hold, deed in self._longest_holds():
            lines.append(f"window held {hold.took_s * 1000:.0f} ms: {deed} ({hold.calls})")
        for one in self.found:
            lines += [f"--- {one.kind} at step {one.step}: {one.words}", *(f"      {deed}" for deed in one.deeds)]
        return "\n".join(lines) + "\n"


def _without_numbers(words: str) -> str:
    return "".join(letter for letter in words if not letter.isdigit())


class _Ear(logging.Handler):
    def __init__(self, diary: Diary) -> None:
        super().__init__(logging.WARNING)
        self._diary = diary

    def emit(self, record: logging.LogRecord) -> None:
        if record.name == _SAYS_THE_COMPUTER_IS_SLOW:
            return
        if record.exc_info is not None and record.exc_info[1] is not None:
            self._diary.note("log", f"{record.getMessage()}\n{''.join(traceback.format_exception(record.exc_info[1]))}")
        else:
            self._diary.note("log", f"{record.levelname} {record.name}: {record.getMessage()}")


class Soak:
    """The program as it is started, a demo shop in it, and hands."""

    def __init__(
        self,
        folder: Path,
        seed: int,
        files: Sequence[Path],
        orders: int | None = None,
        again: int = 0,
        loses_kb: int = 0,
    ) -> None:
        from PySide6.QtCore import QtMsgType, QUrl, qInstallMessageHandler
        from PySide6.QtGui import QDesktopServices

        from services import memory, paths, settings
        from services.demo import build
        from services.shop import Shop
        from tests.reliability.hands import Hands
        from ui.preferences import Preferences
        from ui.present import install_excepthook
        from ui.start.session import Session
        from ui.start.startup import dress, make_application

        memory.give_back_early()  # as the program does: before there are threads
        self.diary = Diary(seed)
        self._again, self._loses_kb, self._lost = again, loses_kb, list[bytes]()
        # By another process: the memory that it takes to import a whole shop is not what a day in it takes.
        with ProcessPoolExecutor(1, get_context("spawn")) as other:
            self._shop = other.submit(build, folder / "shop", orders, seed).result()
        with Shop.open(self._shop, who="soak") as shop:
            shop.run(settings.change, settings.IS_DEMO.key, False)  # a shop of one's own: it is backed up too
        self._app = make_application([])
        preferences = Preferences()
        self._words = dress(self._app, preferences)
        self._session = Session(preferences, self._app)
        self._catcher = install_excepthook(self._session.show_bug, self._app)
        self._ear = _Ear(self.diary)
        logging.getLogger().addHandler(self._ear)
        self._reports, self._seen = paths.log_dir(), set[Path]()
        out = folder / "out"
        out.mkdir()
        self._meter = HoldMeter()
        self._hands = Hands(self._app, files, out, self._turned)
        self._listener = _listener()
        QDesktopServices.setUrlHandler("file", self._listener, "opened")  # type: ignore[arg-type]  # str, at run time

        def heard(kind: QtMsgType, _context: object, words: str) -> None:
            if kind is not QtMsgType.QtDebugMsg and not words.startswith(_IGNORED):
                self.diary.note("qt", words)

        self._before = qInstallMessageHandler(heard)
        self._file_scheme = QUrl.fromLocalFile("/").scheme()

    def census(self) -> list[str]:
        """What there is most of at the end: widgets, and objects of Python."""
        gc.collect()
        widgets = Counter(type(one).__name__ for one in self._app.allWidgets())
        objects = Counter(type(one).__name__ for one in gc.get_objects())
        return [
            f"{widgets.total()} widgets: {_most(widgets)}",
            f"{objects.total()} objects: {_most(objects)}",
        ]

    def close(self) -> None:
        """End the program as a person does."""
        from PySide6.QtCore import qInstallMessageHandler
        from PySide6.QtGui import QDesktopServices

        window = self._session.open_window
        if window is not None:
            self._until(self._is_closed)
        self._meter.end()
        self._session.finish()
        self._catcher.uninstall()
        self._words.end()
        self._app.sendPostedEvents(None, 52)  # deferred deletions
        logging.getLogger().removeHandler(self._ear)
        QDesktopServices.unsetUrlHandler("file")
        qInstallMessageHandler(self._before)
        self._check_whole()

    def run(self, seconds: float, steps: int = sys.maxsize, reopen_every: int = _REOPEN_EVERY_STEPS) -> Diary:
        """Do things until the time is over, or so many were done; close the shop and open it every so many."""
        from PySide6.QtCore import QTimer

        began = time.monotonic()
        sampled = 0.0
        rescue = QTimer(interval=1000)
        rescue.timeout.connect(self._leave_inner_loops)
        rescue.start()
        check_every = self._again or _CHECK_EVERY_STEPS  # no round shall be unlike the others
        self._open()
        while time.monotonic() - began < seconds and self.diary.steps < steps:
            if self._session.open_window is None:
                self._open()
            self._step()
            self._look_for_reports()
            if self.diary.steps % check_every == check_every // 2:
                self._ask_check()
            if self.diary.steps % reopen_every == 0:
                self._reopen()
            if time.monotonic() - sampled > _SAMPLE_EVERY_S:
                sampled = time.monotonic()
                self.diary.memory.append((sampled - began, resident_mb()))
            if self.diary.steps % _LOOK_INTO_MEMORY_EVERY_STEPS == 0:
                self._look_into_memory()
        rescue.stop()
        if self._again and grows(self.diary.closed):
            self.diary.note("memory", judged(self.diary.closed))
        self.diary.held = self.census()
        return self.diary

    # -- one step ------------------------------------------------------------------------------------

    def _step(self) -> None:
        window = self._session.open_window
        assert window is not None
        self.diary.steps += 1
        self._lost += [b"%d" % number for number in range(self._loses_kb * _SMALL_OBJECTS_A_KB)]
        self._step_began = time.monotonic()
        page = window.window.current_page()
        size_before = resident_mb()
        self._meter.turn()  # what the soak itself does between steps is nobody's
        try:
            deed = self._hands.step(window.window, f"{self.diary.seed}:{self._number()}")
        except Exception:  # noqa: BLE001 - whatever it was is the finding
            deed = "!"
            self.diary.note("exception", traceback.format_exc())
        self.diary.did(f"{self.diary.steps} [{page}] {deed}")
        self._turned()
        self._settle()
        self.diary.grown[f"{' '.join(deed.split()[:2])} on {page}"] += resident_mb() - size_before

    def _number(self) -> int:
        """By which number this step is drawn."""
        return self.diary.steps if not self._again else (self.diary.steps - 1) % self._again + 1

    def _settle(self) -> None:
        """Let the window answer; at most some seconds, while a long job goes on."""
        began = time.monotonic()
        quick = began + _LEAST_S
        while True:
            self._app.processEvents()
            self._turned()
            self._app.sendPostedEvents(None, 52)  # deferred deletions happen in the outer loop only
            self._turned()
            window = self._session.open_window
            is_quiet = window is None or window.link.is_quiet()
            now = time.monotonic()
            if now > quick and (is_quiet or now - began > _LONGEST_WAIT_S):
                return
            time.sleep(0.002)

    def _turned(self) -> None:
        """A piece of work is over: where it was long, with what it was and the deed before it."""
        hold = self._meter.turn()
        if hold is not None:
            self.diary.holds.append((hold, self.diary.deeds[-1]))

    def _until(self, condition: object) -> None:
        began = time.monotonic()
        while not condition():  # type: ignore[operator]
            self._app.processEvents()
            self._app.sendPostedEvents(None, 52)
            self._turned()
            if time.monotonic() - began > 120:
                self.diary.note("hang", "the program did not get where it was going within two minutes")
                return
            time.sleep(0.002)

    def _leave_inner_loops(self) -> None:
        """A dialog that waits inside a click is closed after some seconds."""
        if time.monotonic() - getattr(self, "_step_began", time.monotonic()) > 8:
            front = self._app.activePopupWidget() or self._app.activeModalWidget()
            if front is not None:
                front.close()

    # -- the shop ----------------------------------------------------------------------------------------

    def _open(self) -> None:
        from services import window_lock

        window_lock.remove()  # a lock these hands have set, with words nobody knows
        heard: list[object] = []
        self._meter.turn()
        self.diary.did("opens")
        self._session.opened.connect(heard.append)
        self._session.start([self._shop])
        self._until(lambda: bool(heard))
        window = self._session.open_window
        if window is not None:
            window.window.activateWindow()
            self._until(window.window.isActiveWindow)
        self._session.opened.disconnect(heard.append)
        self._settle_after("opened")

    def _reopen(self) -> None:
        window = self._session.open_window
        if window is not None:
            del window
            self.diary.did("closes")
            self._until(self._is_closed)
            self._settle_after("closed")
            self._until(lambda: not any(isinstance(one, _window_class()) for one in self._app.allWidgets()))
            self._look_at_what_is_left()

    def _is_closed(self) -> bool:
        """Close the window and say whether it is; where it asks about what was typed, that is thrown away first."""
        from ui.dialogs.dialog import Dialog
        from ui.dialogs.overlay import open_overlay

        if self._session.open_window is None:
            return True
        window = self._session.open_window.window
        self._dismiss()
        before = open_overlay(window)
        window.close()
        asked = open_overlay(window) if self._session.open_window is not None else None
        if isinstance(asked, Dialog) and asked is not before:
            asked.accept()
        return self._session.open_window is None

    def _look_at_what_is_left(self) -> None:
        """With no shop open every time should be like the one before: nobody reads, so that objects can be listed."""
        from shiboken6 import Shiboken

        from models.dialects.compiling import COMPILED
        from services import memory

        gc.unfreeze()  # what was set aside from the search is not listed
        gc.collect()
        memory.give_back()  # as the program does by itself in a moment
        used, kept = heap_mb()
        dead = Counter(
            type(one).__name__
            for one in gc.get_objects()
            if isinstance(one, Shiboken.Object) and not Shiboken.isValid(one)
        )
        gc.freeze()
        also = (
            f", {len(sys.modules)} modules, {len(COMPILED)} statements, {len(self._app.allWidgets())} widgets, "
            f"{dead.total()} that Qt has deleted: {_most(dead)}"
        )
        left = Closing(self.diary.steps, resident_mb(), used, kept, sys.getallocatedblocks(), also)
        self.diary.closed.append(left)
        if self.diary.log is not None:
            self.diary.log.write(f"{left}\n")

    def _settle_after(self, words: str) -> None:
        self.diary.did(words)
        self._settle()

    def _dismiss(self) -> None:
        from PySide6.QtWidgets import QApplication

        for _try in range(10):
            front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if front is None:
                return
            front.close()
            self._app.processEvents()

    def _ask_check(self) -> None:
        from services.integrity import check

        window = self._session.open_window
        if window is not None:
            window.link.ask(check).then(self._take_check)

    def _take_check(self, findings: Sequence[object]) -> None:
        for one in findings:
            self.diary.note("check", str(getattr(one, "message", one)))

    def _check_whole(self) -> None:
        from services.errors import AppError
        from services.integrity import check
        from services.shop import Shop

        try:
            with Shop.open(self._shop, who="soak") as shop:
                self._take_check(shop.ask(check))
        except AppError as error:
            self.diary.note("open", str(error))

    def _look_into_memory(self) -> None:
        """What is in use, apart from what is only kept for later: by Python, by the C library, by Qt.

        Python's objects are only counted: listing them while a reader makes rows would break the rows it makes.
        """
        from shiboken6 import Shiboken

        from models.dialects.compiling import COMPILED

        gc.collect()
        used, kept = heap_mb()
        line = (
            f"step {self.diary.steps}: resident {resident_mb():.0f} MB, in use {used:.0f} MB, kept {kept:.0f} MB, "
            f"{sys.getallocatedblocks()} blocks, {len(self._app.allWidgets())} widgets, "
            f"{len(Shiboken.getAllValidWrappers())} wrappers, {len(COMPILED)} statements, "
            f"{threading.active_count()} threads"
        )
        self.diary.vitals.append(line)
        if self.diary.log is not None:
            self.diary.log.write(line + "\n")

    def _look_for_reports(self) -> None:
        for report in set(self._reports.glob("crash-*.txt")) - self._seen:
            self._seen.add(report)
            self.diary.note("crash", report.read_text(encoding="utf-8"))
            self._close_crash_card()

    def _close_crash_card(self) -> None:
        window = self._session.open_window
        for card in window.window.findChildren(_overlay_class()) if window is not None else []:
            if card.objectName() == "crash":
                card.close_overlay()


def _most(counted: Counter[str]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counted.most_common(16))


def _window_class() -> type:
    from ui.window.main_window import MainWindow

    return MainWindow


def _overlay_class() -> type[Overlay]:
    from ui.dialogs.overlay import Overlay

    return Overlay


def _listener() -> QObject:
    from PySide6.QtCore import QObject, QUrl, Slot

    class Listener(QObject):
        """Takes the folders and papers that would be opened by other programs."""

        @Slot(QUrl)
        def opened(self, _url: QUrl) -> None:
            """Nothing opens here."""

    return Listener()


@contextmanager
def own_home(folder: Path) -> Iterator[None]:
    """Nothing of this person's settings and files is touched."""
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR",
                 "MPLCONFIGDIR", "ZHANGGUI_HOME"):  # fmt: skip
        (folder / name).mkdir(mode=0o700)
        os.environ[name] = str(folder / name)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    yield


def sample_files(root: Path) -> list[Path]:
    """The invented exports of the platforms that lie with the tests."""
    found = [path for path in (root / "tests" / "data" / "formats").glob("*/*") if path.suffix in (".csv", ".xlsx")]
    return sorted(found)


def main(arguments: Sequence[str]) -> int:
    """Soak, print the report; 1 where something was found."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--minutes", type=float, default=30)
    words.add_argument("--steps", type=int, default=sys.maxsize, help="stop after so many")
    words.add_argument("--reopen", type=int, default=_REOPEN_EVERY_STEPS, help="close and open after so many steps")
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--orders", type=int, default=None, help="made-up orders instead of imported files")
    words.add_argument(
        "--again", type=int, default=0, help="the same steps over and over, so many, the shop opened anew"
    )
    words.add_argument("--leak", type=int, default=0, help="the known mistake: keep so many kB of each step for ever")
    words.add_argument("--out", type=Path, default=None, help="where the steps and the report are kept")
    said = words.parse_args(arguments)
    import faulthandler

    faulthandler.enable()
    gc.set_threshold(700, 10, 10)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as temporary, own_home(Path(temporary)):
        out = said.out if said.out is not None else Path(temporary)
        out.mkdir(parents=True, exist_ok=True)
        files = sample_files(Path(__file__).resolve().parents[2])
        soak = Soak(Path(temporary), said.seed, files, said.orders, said.again, said.leak)
        try:
            with (out / f"steps-{said.seed}.txt").open("w", encoding="utf-8") as soak.diary.log:
                soak.run(said.minutes * 60, said.steps, said.again or said.reopen)
            soak.close()
        except Exception:  # noqa: BLE001 - whatever ended it is a finding, and the report is written all the same
            soak.diary.note("ended", traceback.format_exc())
        finally:
            text = soak.diary.report()
            (out / f"report-{said.seed}.txt").write_text(text, encoding="utf-8")
            sys.stdout.write(text)
    return 1 if soak.diary.found else 0


if __name__ == "__main__":
    code = main(sys.argv[1:])
    sys.stdout.flush()
    os._exit(code)  # what Qt would say while it is taken apart is no concern of this run
