"""How long a 40-px scroll step takes in the big table, beside a bare QTableView with constant strings.

Run: python tests/bench/scroll.py [light|dark]. Twenty columns, all on screen, at 1366 × 768. The aim
is a step under 16 ms. Exit code 1 where it is missed.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex
from PySide6.QtWidgets import QApplication, QFrame, QTableView

from tests.ui.table.order_columns import order_columns
from tests.ui.table.sqlite_source import SqliteShop, make_shop
from ui.table.paged_model import PagedModel
from ui.table.paged_view import PagedView
from ui.table.source import TableRequest
from ui.theme.apply import apply

ROWS, COLUMNS, STEPS, STEP = 100_000, 20, 300, 40
AIM_MS = 16.0


class Constant(QAbstractTableModel):
    """The least a model can do."""

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else ROWS

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else COLUMNS

    def data(self, _index: Any, role: int = 0) -> str | None:
        return "constant" if role == 0 else None


def bare_view() -> QTableView:
    """A QTableView as it comes, with the same geometry."""
    view = QTableView()
    view.setModel(Constant(view))
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setShowGrid(False)
    view.setVerticalScrollMode(view.ScrollMode.ScrollPerPixel)
    rows = view.verticalHeader()
    rows.setSectionResizeMode(rows.ResizeMode.Fixed)
    rows.setDefaultSectionSize(36)
    rows.hide()
    for column in range(COLUMNS):
        view.setColumnWidth(column, 1340 // COLUMNS)
    return view


def big_table(shop: SqliteShop, app: QApplication) -> tuple[PagedModel, PagedView]:
    """The table under test, opened, with every column on screen."""
    model = PagedModel(order_columns(), shop.open)
    view = PagedView(model)
    view.arrangement.set_shown("variant", True)
    widths = {spec.key: 150 if spec.frozen else 62 for spec in order_columns()}
    view.restore_state({"widths": widths})
    model.reopen(TableRequest())
    pump(app, lambda: model.summary is not None)
    return model, view


def pump(app: QApplication, done: Callable[[], bool]) -> None:
    """Let events happen until `done`."""
    deadline = time.monotonic() + 30
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the table did not open")
        app.processEvents()


def measure(app: QApplication, view: QTableView) -> tuple[list[float], list[float]]:
    """Milliseconds per scroll step, and per full repaint."""
    view.resize(1366, 768)
    view.show()
    for _turn in range(20):
        app.processEvents()
    steps, repaints = [], []
    bar = view.verticalScrollBar()
    for number in range(1, STEPS + 1):
        began = time.perf_counter()
        bar.setValue(number * STEP)
        # Paint what the step uncovered now; left to itself Qt waits and joins several steps.
        QApplication.sendEvent(view.window(), QEvent(QEvent.Type.UpdateRequest))
        steps.append((time.perf_counter() - began) * 1000)
        app.processEvents()
    for _turn in range(20):
        began = time.perf_counter()
        view.viewport().repaint()
        repaints.append((time.perf_counter() - began) * 1000)
    return sorted(steps), sorted(repaints)


def report(name: str, steps: list[float], repaints: list[float]) -> None:
    """One line of figures."""
    p95 = steps[len(steps) * 95 // 100]
    sys.stdout.write(
        f"{name:<28} step median {statistics.median(steps):6.2f} ms  p95 {p95:6.2f}  worst {steps[-1]:6.2f}"
        f"   full repaint {statistics.median(repaints):6.2f} ms\n"
    )


def main() -> int:
    """Measure both and compare."""
    app = QApplication([])
    apply(app, sys.argv[1] if len(sys.argv) > 1 else "light")
    with tempfile.TemporaryDirectory() as folder:
        shop = SqliteShop(make_shop(Path(folder) / "shop.db", ROWS))
        bare = bare_view()
        report("bare QTableView, constants", *measure(app, bare))
        bare.close()
        model, view = big_table(shop, app)
        steps, repaints = measure(app, view)
        report("big table", steps, repaints)
        model.close()
        shop.close()
    return 0 if statistics.median(steps) < AIM_MS else 1


if __name__ == "__main__":
    raise SystemExit(main())
