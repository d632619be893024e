"""The window before its shop is open: on the screen at once, while what a shop works with is loaded beside it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from ui.pages.registry import PAGES
from ui.preferences import Preferences
from ui.table.bridge import Bridge
from ui.window.main_window import MainWindow, ShopInfo

# What the window of a shop asks for first. Nothing of Qt: it is loaded on a thread that draws nothing.
_LOADED_BESIDE = (
    "services.opening", "services.formatting", "services.today.queries", "services.tasks.commands",
    "services.orders.commands", "services.orders.search", "services.campaigns.commands", "services.backup.queries",
    "services.fulfilment.bench", "services.privacy.retention", "services.whereabouts",
)  # fmt: skip
_UNSEEN_MS = 300


class EarlyWindow(QObject):
    """`loaded` comes once, also when the window was closed meanwhile (`is_left`), with the error if there was one."""

    loaded = Signal(object)

    def __init__(self, name: str, preferences: Preferences, worker: ThreadPoolExecutor, parent: QObject) -> None:
        super().__init__(parent)
        self.files: list[Path] = []
        self.is_left = False
        self.window: MainWindow | None = MainWindow(
            PAGES, None, ShopInfo(name), settings=preferences.store, awaits_shop=True
        )
        self._worker, self._is_loading = worker, False
        self._bridge = Bridge(self)
        self.window.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        self.window.closed.connect(self._closed)
        self.window.files_dropped.connect(self._keep)
        # Queued, so that the first picture is complete before anything else wants the processor.
        self.window.drawn.connect(self._load, Qt.ConnectionType.QueuedConnection)

    def show(self) -> None:
        """Show the window; what a shop needs is loaded once it was drawn, or soon where nobody can see it."""
        if self.window is not None:
            self.window.show()
        QTimer.singleShot(_UNSEEN_MS, self, self._load)

    def hand_over(self) -> MainWindow | None:
        """The window, for the shop that is open now; None where it was closed."""
        window, self.window = self.window, None
        if window is not None:
            window.closed.disconnect(self._closed)
            window.files_dropped.disconnect(self._keep)
        return window

    def drop(self) -> None:
        """There will be no shop: take the window away."""
        window = self.hand_over()
        if window is not None:
            window.close()  # it also stops following the language
            window.deleteLater()

    @Slot()
    def _load(self) -> None:
        if not self._is_loading:
            self._is_loading = True
            self._bridge.watch(self._worker.submit(_load_services), self._done, self._done)

    def _done(self, outcome: Any) -> None:
        self.loaded.emit(outcome)

    @Slot()
    def _closed(self) -> None:
        self.is_left = True
        self.drop()

    @Slot(list)
    def _keep(self, files: list[Path]) -> None:
        self.files += files


def _load_services() -> None:
    for name in _LOADED_BESIDE:
        import_module(name)
