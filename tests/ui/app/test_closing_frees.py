"""A shop that is closed gives its window back: nothing that outlives it may keep the pages and their rows.

And what is opened and closed again and again inside it leaves no more behind than the time before.
"""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from shiboken6 import Shiboken

from tests.ui.app.conftest import Program
from ui.pages.registry import PAGES


def test_nothing_keeps_a_closed_window(program: Program, shop_file: Path, qapp: QApplication) -> None:
    opened = program.open(shop_file)
    opened.window.navigate("orders")
    program.quiet(opened)
    kept = {name: weakref.ref(one) for name, one in {
        "shop window": opened, "window": opened.window, "page": opened.window.page("orders"),
    }.items()}  # fmt: skip
    del opened
    program.close()
    _clear_away(qapp)
    assert [name for name, one in kept.items() if one() is not None] == []


def test_a_window_with_all_its_pages_leaves_no_more_the_third_time_than_the_second(
    program: Program, shop_file: Path, qapp: QApplication
) -> None:
    left = []
    for _time in range(3):
        opened = program.open(shop_file)
        for spec in PAGES:
            opened.window.navigate(spec.key)
            program.quiet(opened)
        del opened
        program.close()
        _clear_away(qapp)
        left.append(_alive(qapp))
    assert left[2] - left[1] == Counter()


def _alive(app: QApplication) -> Counter[str]:
    """How many there are of each kind of object of Qt, those included that only Qt knows, where they are widgets."""
    known = [one for one in Shiboken.getAllValidWrappers() if isinstance(one, QObject)]
    return Counter(type(one).__name__ for one in {*known, *app.allWidgets()})


def _clear_away(app: QApplication) -> None:
    for _turn in range(3):
        app.sendPostedEvents(None, 52)  # deferred deletions
        app.processEvents()
        gc.collect()
