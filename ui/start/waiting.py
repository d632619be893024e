"""What is done beside the window while no shop is open, or between two: one thing at a time."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from PySide6.QtCore import QObject, QTimer, Slot

from ui.table.bridge import Bridge, Handler
from ui.window.waiting_card import WaitingCard

_SHOW_AFTER_MS = 400


class Waiting(QObject):
    """Works on a thread of its own, and keeps what is asked for meanwhile until the work is over."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.worker = ThreadPoolExecutor(1, thread_name_prefix="session")
        self._bridge = Bridge(self)
        self._card = WaitingCard()
        self._is_on = False
        self._wanted: Callable[[], object] | None = None
        self._slow = QTimer(self, singleShot=True, interval=_SHOW_AFTER_MS)
        self._slow.timeout.connect(self._card.show)

    def begin(self, words: str = "", cancel: Callable[[], object] | None = None) -> None:
        """Something begins; where it has words and takes long, a card says so and may `cancel` it."""
        self._is_on = True
        if words:
            self._card.prepare(words, cancel)
            self._slow.start()

    def ask(self, then: Handler, fails: Handler, work: Callable[..., Any], *args: Any, **kwargs: Any) -> None:
        """Do `work`; `then` gets what it answers, `fails` why it could not be done, both on the window's thread."""
        self._bridge.watch(self.worker.submit(work, *args, **kwargs), then, fails)

    def end(self) -> None:
        """It is done, or it failed; what was wanted meanwhile comes after whatever goes on from here."""
        self._is_on = False
        self._slow.stop()
        self._card.hide()
        if self._wanted is not None:
            QTimer.singleShot(0, self.do_wanted)

    def comes_later(self, wanted: Callable[[], object]) -> bool:
        """Whether `wanted` has to wait: it is then done after what is done now, in the place of what waited before."""
        if self._is_on:
            self._wanted = wanted
        return self._is_on

    @Slot()
    def do_wanted(self) -> bool:
        """Do what was asked for meanwhile; False where it was nothing."""
        wanted, self._wanted = self._wanted, None
        if wanted is not None:
            wanted()
        return wanted is not None

    def finish(self) -> None:
        """Wait for what is still done; nothing comes after it."""
        self.worker.shutdown(wait=True)
        self._card.deleteLater()
