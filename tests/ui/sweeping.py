"""What searches through everything there is, for a process of its own: a suite's has millions of objects by then.

Each function is called with an application and fails as a test does; `alone` runs it.
"""

from __future__ import annotations

import gc
import subprocess
import sys
import weakref
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication

from ui.start.sweeper import Sweeper

_ROOT = Path(__file__).resolve().parents[2]


class Node:
    """A circle: only a search finds that nobody holds it."""

    def __init__(self) -> None:
        self.itself = self


def alone(body: Callable[[QCoreApplication], None]) -> None:
    """Run one of the functions below in a new process; AssertionError with what it said, where it failed."""
    code = f"from {__name__} import *; {body.__name__}(QCoreApplication([]))"
    done = subprocess.run([sys.executable, "-c", code], cwd=_ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def at_once_after_a_shop_was_closed(app: QCoreApplication) -> None:
    sweeper = Sweeper(app)
    sweeper.sweep()
    ended: list[int] = []
    node = Node()
    weakref.finalize(node, ended.append, 1).atexit = False
    gc.collect(1)  # it is old: a search through what is young does not find it
    gc.collect(1)
    del node
    sweeper.sweep()
    assert ended == []
    sweeper.shop_was_closed()
    sweeper.sweep()
    assert ended == [1]


def not_for_what_became_old_while_loading(app: QCoreApplication) -> None:
    sweeper = Sweeper(app)
    sweeper.sweep()
    kept = [Node() for _number in range(160_000)]
    sweeper.sweep()  # much is old now
    ended: list[int] = []
    weakref.finalize(kept[0], ended.append, 1).atexit = False
    kept.clear()
    sweeper.all_was_loaded()
    for _round in range(20):  # a short pause
        sweeper.sweep()
    assert ended == []
    sweeper.shop_was_closed()
    sweeper.sweep()
    assert ended == [1]


def set_aside_until_a_shop_is_closed(app: QCoreApplication) -> None:
    before = len(gc.get_objects())
    sweeper = Sweeper(app)
    sweeper.sweep()
    loaded = [Node() for _number in range(50_000)]
    ended: list[int] = []
    weakref.finalize(loaded[0], ended.append, 1).atexit = False
    sweeper.all_was_loaded()
    assert len(gc.get_objects()) < before / 2, "a search in a pause still looks at what was loaded"
    loaded.clear()
    gc.collect(2)
    assert ended == []
    sweeper.shop_was_closed()
    sweeper.sweep()
    assert ended == [1]
    after = len(gc.get_objects())
    assert after > before / 2, "set aside before there is another window: what the closed one still leaves would stay"


def fails(_app: QCoreApplication) -> None:
    assert gc.get_stats() == [], "not that many"
