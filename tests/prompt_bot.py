"""A QtBot that looks again as soon as the window has come to rest, where the original looks every ten milliseconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractEventDispatcher, QEventLoop, QTimer
from pytestqt.exceptions import TimeoutError as WaitedTooLong
from pytestqt.qtbot import QtBot
from pytestqt.wait_signal import SignalBlocker

_PATIENCE = 4
"""How much longer is waited than a test says: a busy computer takes that long. What comes in time waits for nothing."""
_LOOK_EVERY_MS = 10  # what is waited for may also come about on another thread, without an event


class PromptBot(QtBot):
    """Clicks, types and waits; a test that waits for something goes on with the very turn that brought it."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 5000) -> None:
        """Let the window work until `callback` is true, or asserts no more; `timeout` in ms of an idle computer."""
        __tracebackhide__ = True
        end = time.monotonic() + _PATIENCE * timeout / 1000
        failed = _looked(callback)
        turns = None
        while failed is not None:
            if time.monotonic() > end:
                raise WaitedTooLong(f"waitUntil timed out in {timeout} milliseconds") from failed
            turns = turns or Turns()
            turns.take()
            failed = _looked(callback)

    def waitSignal(self, signal: Any, *, timeout: int = 5000, **named: Any) -> SignalBlocker:
        """Wait until the signal came; `timeout` in milliseconds of an idle computer."""
        patience = _PATIENCE if named.get("raising", True) else 1  # otherwise it is time that is waited for
        return super().waitSignal(signal, timeout=patience * timeout, **named)


def _looked(callback: Callable[[], bool | None]) -> AssertionError | None:
    """Nothing once it holds, else why it does not."""
    try:
        found = callback()
    except AssertionError as error:
        return error
    if found not in (None, True, False):
        raise ValueError(f"waitUntil() callback must return None, True or False, returned {found!r}")
    return AssertionError("it is not true") if found is False else None


class Turns:
    """Turns of the event loop, each until nothing more is to do for the moment."""

    def __init__(self) -> None:
        self._loop = QEventLoop()
        self._beat = QTimer(interval=_LOOK_EVERY_MS)
        self._beat.timeout.connect(self._loop.quit)
        self._rests = 1

    def take(self) -> None:
        """One turn; a turn after the first begins at rest, and goes on until something came."""
        dispatcher = QAbstractEventDispatcher.instance()
        dispatcher.aboutToBlock.connect(self._rest)
        self._beat.start()
        try:
            self._loop.exec()
        finally:
            self._beat.stop()
            dispatcher.aboutToBlock.disconnect(self._rest)
        self._rests = 0

    def _rest(self) -> None:
        self._rests += 1
        if self._rests > 1:
            self._loop.quit()
