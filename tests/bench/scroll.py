"""A scroll step of 40 px in the order list, twenty columns on screen, beside a table of constant strings."""

from __future__ import annotations

import os
import threading
from types import SimpleNamespace
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lines import Given, Line, Took, took
from measuring import percentile
from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex
from PySide6.QtWidgets import QApplication, QFrame, QTableView
from stall import pump

from services.set_up import facts
from services.shop import Shop
from services.types import TableRequest
from ui.home import Home
from ui.pages.orders.columns import columns
from ui.pages.orders.listing import order_source
from ui.start.startup import make_application
from ui.table.paged_model import PagedModel
from ui.table.paged_view import PagedView
from ui.theme.apply import apply

SHOWN, STEPS, STEP = 20, 300, 40
FRAME_MS, STALL_MS = 16.0, 50.0
SIZES = ((1366, 768), (2560, 1440))


class Constant(QAbstractTableModel):
    """The least a model can do."""

    def rowCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else 1_000_000

    def columnCount(self, parent: Any = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else SHOWN

    def data(self, _index: Any, role: int = 0) -> str | None:
        return "constant" if role == 0 else None


def bare_view(width: int) -> QTableView:
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
    for column in range(SHOWN):
        view.setColumnWidth(column, (width - 26) // SHOWN)
    return view


def real_view(app: QApplication, shop: Shop, width: int) -> tuple[PagedModel, PagedView]:
    """The order list, open, with twenty of its columns side by side."""
    home = Home(shop.submit_ask(facts).result())
    specs = columns(home)
    model = PagedModel(specs, order_source(SimpleNamespace(shop=shop, home=home)))
    view = PagedView(model)
    for number, spec in enumerate(specs):
        view.arrangement.set_shown(spec.key, number < SHOWN)
    view.restore_state({"widths": {spec.key: (width - 26) // SHOWN for spec in specs}})
    model.reopen(TableRequest())
    pump(app, lambda: model.summary is not None and model.rowCount() == model.summary.count, 120)
    return model, view


def steps(app: QApplication, view: QTableView, size: tuple[int, int]) -> list[Took[None]]:
    """Each scroll step with the painting of what it uncovered."""
    view.resize(*size)
    view.show()
    for _turn in range(20):
        app.processEvents()
    bar, taken = view.verticalScrollBar(), []
    for number in range(1, STEPS + 1):

        def step(place: int = number * STEP) -> None:
            bar.setValue(place)
            # Paint what the step uncovered now; left to itself Qt waits and joins several steps.
            QApplication.sendEvent(view.window(), QEvent(QEvent.Type.UpdateRequest))

        taken.append(took(step))
        app.processEvents()
    return taken


def measure(given: Given) -> list[Line]:
    """Both sizes of window."""
    app = make_application([])
    apply(app, "light")
    lines = []
    with Shop.open(given.shop, read_only=True) as shop:
        shop.forbid_thread(threading.get_ident())
        for size in SIZES:
            bare = bare_view(size[0])
            floor = [one.clock for one in steps(app, bare, size)]
            bare.close()
            model, view = real_view(app, shop, size[0])
            taken = steps(app, view, size)
            model.close()
            view.close()
            lines += _told(f"scrolling {SHOWN} columns at {size[0]}×{size[1]}", [one.clock for one in taken],
                           sum(one.busy for one in taken) / STEPS, floor)  # fmt: skip
        shop.forbid_thread(None)
    return lines


def _told(what: str, taken: list[float], mean_busy: float, floor: list[float]) -> list[Line]:
    least = "bare QTableView, constant strings"
    return [
        Line(f"{what}, 95 of 100 frames", percentile(taken, 0.95), busy=mean_busy, floor=percentile(floor, 0.95),
             least=least, most=FRAME_MS, note="of the processor: the mean"),
        Line(f"{what}, longest frame", max(taken), floor=max(floor), least=least, most=STALL_MS),
    ]  # fmt: skip
