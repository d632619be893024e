"""Run by `start` and `memory` in a process of its own: opens the real window, or an empty one, and says so."""

from __future__ import annotations

import argparse
import os
import sys
import time
from importlib import import_module
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QAbstractItemView, QApplication, QMainWindow, QWidget


def tell(line: str) -> None:
    """One line to the parent, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class FirstPaint(QObject):
    """Notices when a main window has drawn itself for the first time."""

    def __init__(self, app: QApplication, then: str, rounds: int = 0) -> None:
        super().__init__(app)
        self._app = app
        self._then = then
        self._rounds = rounds
        self._window: QWidget | None = None
        app.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint and isinstance(watched, QMainWindow) and self._window is None:
            self._window = watched
            tell("painted")
            self._app.removeEventFilter(self)
            QTimer.singleShot(0, self, self._go_on)
        return False

    def _go_on(self) -> None:
        if self._then == "jump" and self._window is not None:
            Walk(self._app, self._window)
        elif self._then == "whole" and self._window is not None:
            Whole(self._app, self._window)
        elif self._then == "use" and self._window is not None:
            Rounds(self._app, self._window, self._rounds)
        else:
            tell(f"rss {resident_mb()}")
            os._exit(0)  # ending properly is not what is measured


class Whole(QObject):
    """Tells when the first page has everything it asked for."""

    def __init__(self, app: QApplication, window: QWidget) -> None:
        super().__init__(app)
        self._window: Any = window
        self._timer = QTimer(self, interval=3, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def _look(self) -> None:
        if self._window.link is not None and self._window.link.is_quiet():
            self._window.repaint()
            tell("whole")
            os._exit(0)


class Walk(QObject):
    """Scrolls the order list of a window through the shop and tells the memory it took."""

    def __init__(self, app: QApplication, window: QWidget) -> None:
        super().__init__(app)
        self._window = window
        self._steps = 0
        self._deadline = time.monotonic() + 60
        self._timer = QTimer(self, interval=30, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    def _step(self) -> None:
        from ui.table.paged_view import PagedView
        from ui.window.main_window import MainWindow  # here, so that an empty window does not load them

        if not self._steps and isinstance(self._window, MainWindow) and self._window.current_page() != "orders":
            self._window.navigate("orders")
        views = [view for view in self._window.findChildren(PagedView) if view.model() and view.isVisible()]
        view = max(views, key=lambda one: one.model().rowCount(), default=None)
        if view is None or view.model().rowCount() < 1_000:
            if time.monotonic() > self._deadline:
                tell("no order list was shown")
                os._exit(1)
            return
        bar = view.verticalScrollBar()
        self._steps += 1
        bar.setValue((self._steps * 7_919 * 1_000) % max(1, bar.maximum()))
        if self._steps >= 300:
            tell(f"rows {view.model().rowCount()} rss {resident_mb()}")
            os._exit(0)


class Rounds(QObject):
    """Goes to every page of a window and scrolls its tables, round after round, as in hours of use."""

    def __init__(self, app: QApplication, window: QWidget, rounds: int) -> None:
        super().__init__(app)
        from ui.pages.registry import PAGES  # here, so that an empty window does not load them

        self._window: Any = window
        self._keys = [spec.key for spec in PAGES]
        self._visits = 0
        self._rounds = rounds
        self._after_first = 0
        self._timer = QTimer(self, interval=15, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._step)
        self._timer.start()

    def _step(self) -> None:
        if self._window.link is None or not self._window.link.is_quiet():
            return
        for view in self._window.findChildren(QAbstractItemView):
            if view.isVisible():
                bar = view.verticalScrollBar()
                bar.setValue((self._visits * 7_919_000) % max(1, bar.maximum()))
        done, place = divmod(self._visits, len(self._keys))
        if done and not place and not self._after_first:
            self._after_first = resident_mb()
        if done >= self._rounds:
            tell(f"first {self._after_first} rss {resident_mb()}")
            os._exit(0)
        self._window.navigate(self._keys[place])
        self._visits += 1


def resident_mb() -> int:
    """Megabytes of this process in memory, without those a child process holds."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) // 1024
    raise SystemExit("this system does not tell how much memory a process holds")


def show_empty_window() -> None:
    """The floor: the same libraries loaded, one window without anything in it."""
    for library in ("sqlalchemy.orm", "PySide6.QtNetwork", "babel.numbers", "platformdirs"):
        import_module(library)
    app = QApplication([])
    watcher = FirstPaint(app, "end")
    window = QMainWindow()
    window.resize(1366, 768)
    window.show()
    assert watcher
    app.exec()


def show_real_window(shop: str, then: str, rounds: int) -> None:
    """The program as it starts, with a shop."""
    from services import memory

    memory.collect_seldom()  # as the program does first of all
    from ui.start.app import main
    from ui.start.startup import make_application

    app = make_application([])
    watcher = FirstPaint(app, then, rounds)
    assert watcher
    main([shop])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--shop")
    parser.add_argument("--then", choices=("end", "whole", "jump", "use"), default="end")
    parser.add_argument("--rounds", type=int, default=0)
    options = parser.parse_args()
    if options.shop:
        show_real_window(options.shop, options.then, options.rounds)
    else:
        show_empty_window()
