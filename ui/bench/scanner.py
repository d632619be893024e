"""A scanner that types like a keyboard, told apart from a person by its speed, on every page of the window.

A scan is at least four characters, each within 50 ms of the one before, and Enter (or Tab) behind them.
Where no text has the keyboard, what might be the beginning of a scan waits that long and is then given on
as it was typed, so that no key is lost. Fields for data keep everything that is typed into them; search
boxes give back what a scan has put there. Nothing is done to what an input method composes.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from ui.actions import text_has_focus
from ui.widgets.search_box import SearchBox

_GAP_SECONDS = 0.05
_WAIT_MS = 60
_LEAST = 4
# In a search box somebody may really have typed it: only what is long enough is taken out again.
_LEAST_IN_TEXT = 8
_ENDS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab)
_HELD = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier
SCAN_FIELD, GIVES_SCANS = "isScanField", "givesScans"


class ScanFilter(QObject):
    """Listens to the keys of one window; `scanned` carries what a scanner typed. `is_off` says when not to listen.

    `arrived` tells in seconds when a key was pressed.
    """

    scanned = Signal(str)

    def __init__(self, window: QWidget, is_off: Callable[[], bool]) -> None:
        super().__init__(window)
        self._window, self._is_off = window, is_off
        self.arrived: Callable[[QKeyEvent], float] = _arrived
        self._waiting: list[QKeyEvent] = []
        self._typed = ""
        self._last = 0.0
        self._before: tuple[QLineEdit, str, int] | None = None
        self._wait = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._wait.timeout.connect(self._look_once_more)
        self._last_look = QTimer(self, singleShot=True, interval=0)
        self._last_look.timeout.connect(self._give_on)
        window.installEventFilter(self)
        self._listen()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep back what may be a scan; everything else goes where it was going."""
        if watched is self._window:
            if event.type() in (QEvent.Type.Show, QEvent.Type.WinIdChange):
                self._listen()
            return False
        # No other native window is listened to, and its Python object may be another one than it was.
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, QWindow):
            return self._pressed(event)
        if event.type() in (QEvent.Type.MouseButtonPress, QEvent.Type.FocusOut):
            self._give_on()
        return False

    def _listen(self) -> None:
        handle = self._window.windowHandle()
        if handle is not None:
            handle.installEventFilter(self)

    def _pressed(self, event: QKeyEvent) -> bool:
        focus = QApplication.focusWidget()
        if QApplication.activePopupWidget() is not None or self._is_off() or _is_for(focus, SCAN_FIELD):
            self._give_on()
            return False
        field = _search_field(focus)
        if field is not None:
            return self._pressed_in(field, event)
        if text_has_focus() and not (isinstance(focus, QLineEdit) and focus.isReadOnly()):
            self._give_on()
            return False
        return self._pressed_elsewhere(event)

    def _pressed_elsewhere(self, event: QKeyEvent) -> bool:
        now = self.arrived(event)
        is_fast = 0 <= now - self._last <= _GAP_SECONDS
        self._last = now
        if event.key() in _ENDS:
            return self._ended(is_fast, _LEAST)
        if not _is_character(event) or (not self._waiting and event.text() == " "):
            self._give_on()
            return False
        if not is_fast:
            self._give_on()
        self._waiting.append(event.clone())
        self._typed += event.text()
        self._last_look.stop()
        self._wait.start()
        return True

    def _pressed_in(self, field: QLineEdit, event: QKeyEvent) -> bool:
        """A search box gets every key at once, and what it held before comes back when they were a scan."""
        self._give_on()
        now = self.arrived(event)
        is_fast = 0 <= now - self._last <= _GAP_SECONDS
        self._last = now
        if event.key() in _ENDS:
            before, self._before = self._before, None
            typed, self._typed = self._typed, ""
            if before is None or before[0] is not field or not is_fast or len(typed) < _LEAST_IN_TEXT:
                return False
            field.setText(before[1])
            field.setCursorPosition(before[2])
            self.scanned.emit(typed)
            return True
        if not _is_character(event):
            self._before, self._typed = None, ""
            return False
        if not is_fast or self._before is None or self._before[0] is not field:
            self._before, self._typed = (field, field.text(), field.cursorPosition()), ""
        self._typed += event.text()
        return False

    def _ended(self, is_fast: bool, least: int) -> bool:
        if not is_fast or len(self._typed) < least:
            self._give_on()
            return False
        typed = self._typed
        self._forget()
        self.scanned.emit(typed)
        return True

    @Slot()
    def _look_once_more(self) -> None:
        """Where the window was busy the next key has come already: it is heard before the wait ends."""
        self._last_look.start()

    @Slot()
    def _give_on(self) -> None:
        """It was no scan: the keys go where they were typed."""
        keys, focus = self._waiting, QApplication.focusWidget() or self._window
        if not keys:
            return
        self._forget()
        for key in keys:
            QCoreApplication.sendEvent(focus, key)
            focus = QApplication.focusWidget() or focus

    def _forget(self) -> None:
        self._wait.stop()
        self._last_look.stop()
        self._waiting, self._typed = [], ""


def _arrived(event: QKeyEvent) -> float:
    """When the key was pressed, in seconds: a window that was busy hears of it later."""
    return event.timestamp() / 1000 if event.timestamp() else time.monotonic()


def _is_character(event: QKeyEvent) -> bool:
    plain = event.text()
    return len(plain) == 1 and plain.isprintable() and not event.modifiers() & _HELD and not event.isAutoRepeat()


def _is_for(widget: QWidget | None, name: str) -> bool:
    return widget is not None and bool(widget.property(name))


def _search_field(widget: QWidget | None) -> QLineEdit | None:
    """The field with the keyboard, where a scan may be taken out of it again."""
    if not isinstance(widget, QLineEdit) or widget.isReadOnly():
        return None
    return widget if isinstance(widget, SearchBox) or _is_for(widget, GIVES_SCANS) else None
