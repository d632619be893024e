"""The first-run page, made when it is needed: for somebody without an open shop, or who wants another one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from ui.preferences import Preferences

# Imported where it is made: the first picture of the window does not wait for it.
if TYPE_CHECKING:
    from ui.start.first_run import FirstRun


class FirstPage(QObject):
    """`window` while it is there. `shop_chosen`, `shop_wanted` and `closed` are the window's own."""

    shop_chosen = Signal(object)
    shop_wanted = Signal(object, str, str, str)
    shown = Signal(object)
    closed = Signal()

    def __init__(self, preferences: Preferences, parent: QObject) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self.window: FirstRun | None = None

    def show(self, error: BaseException | None = None) -> FirstRun:
        """Bring it to the front; `error` says why a shop did not open."""
        from ui.start.first_run import FirstRun

        if self.window is None:
            self.window = FirstRun(self._preferences)
            self.window.shop_chosen.connect(self.shop_chosen)
            self.window.shop_wanted.connect(self.shop_wanted)
            self.window.closed.connect(self._closed)
        window = self.window
        window.show()
        window.raise_()
        if error is not None:
            window.show_error(error)
        self.shown.emit(window)
        return window

    def forget(self) -> None:
        """It is not needed any more."""
        if self.window is not None:
            self.window.forget()
            self.window = None

    @Slot()
    def _closed(self) -> None:
        self.forget()
        self.closed.emit()
