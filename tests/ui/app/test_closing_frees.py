"""A shop that is closed gives its window back: nothing that outlives it may keep the pages and their rows."""

from __future__ import annotations

import gc
import weakref
from pathlib import Path

from PySide6.QtWidgets import QApplication

from tests.ui.app.conftest import Program


def test_nothing_keeps_a_closed_window(program: Program, shop_file: Path, qapp: QApplication) -> None:
    opened = program.open(shop_file)
    opened.window.navigate("orders")
    program.quiet(opened)
    kept = {name: weakref.ref(one) for name, one in {
        "shop window": opened, "window": opened.window, "page": opened.window.page("orders"),
    }.items()}  # fmt: skip
    del opened
    program.close()
    for _turn in range(3):
        qapp.sendPostedEvents(None, 52)  # deferred deletions
        qapp.processEvents()
        gc.collect()
    assert [name for name, one in kept.items() if one() is not None] == []
