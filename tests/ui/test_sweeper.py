"""Garbage is searched for on the window's thread, and nowhere else."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui import sweeping
from tests.ui.sweeping import Node
from ui.start.startup import make_application
from ui.start.sweeper import Sweeper


@pytest.fixture(autouse=True)
def _as_in_the_program(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(Sweeper, "sets_aside", True)
    yield
    gc.freeze()  # what other tests hold, and set aside themselves, is not looked at again by those that follow


def test_what_a_worker_leaves_in_circles_ends_on_the_windows_thread(qapp: QApplication, qtbot: QtBot) -> None:
    make_application([])
    ended_on: list[int] = []

    def leave_circles() -> None:
        for _number in range(20_000):
            weakref.finalize(Node(), lambda: ended_on.append(threading.get_ident())).atexit = False

    with ThreadPoolExecutor(1) as worker:
        worker.submit(leave_circles).result()
    qtbot.waitUntil(lambda: len(ended_on) == 20_000, timeout=10_000)
    assert set(ended_on) == {threading.get_ident()}
    assert not gc.isenabled()
    assert len(qapp.findChildren(Sweeper)) == 1


def test_what_became_old_ends_in_a_short_pause_of_work_that_goes_on(qapp: QApplication, qtbot: QtBot) -> None:
    make_application([])
    sweeper = qapp.findChild(Sweeper)
    assert isinstance(sweeper, Sweeper)
    sweeper.sweep()  # the first round sets aside for good what the start has made: nothing of this test
    sweeper.all_was_loaded()
    ended: list[int] = []
    kept = [Node() for _number in range(160_000)]
    weakref.finalize(kept[0], ended.append, 1).atexit = False
    qtbot.waitUntil(lambda: gc.get_count()[0] < 5_000, timeout=10_000)  # searched once: what is kept is old now
    kept.clear()
    qtbot.waitUntil(lambda: bool(ended), timeout=9_000)  # less than the ten seconds after which all is searched


def test_what_a_closed_shop_leaves_is_searched_for_at_once() -> None:
    sweeping.alone(sweeping.at_once_after_a_shop_was_closed)


def test_what_became_old_while_the_code_was_loaded_is_no_reason_to_look_through_it() -> None:
    sweeping.alone(sweeping.not_for_what_became_old_while_loading)


def test_what_is_loaded_is_set_aside_until_the_shop_is_closed() -> None:
    sweeping.alone(sweeping.set_aside_until_a_shop_is_closed)


def test_what_fails_alone_fails_the_test() -> None:
    with pytest.raises(AssertionError, match="not that many"):
        sweeping.alone(sweeping.fails)
