"""The longest time the window's thread is held in one go while the order list opens, sorts, scrolls and jumps."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lines import Given, Line
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from services.set_up import facts
from services.shop import Shop
from services.types import TableRequest
from tests.stalls import LONGEST_MS, Pulse
from ui.home import Home
from ui.pages.orders.columns import columns
from ui.pages.orders.listing import order_source
from ui.start.startup import make_application
from ui.table.paged_model import PagedModel
from ui.table.paged_view import PagedView
from ui.theme.apply import apply

SCROLLS = 300
QUESTIONS = (
    ("open, cold", TableRequest()),
    ("open", TableRequest(view="shipped")),
    ("sort by paid", TableRequest(sort=(("paid", True),))),
    ("sort by buyer", TableRequest(sort=(("buyer", False),))),
)


def pump(app: QApplication, done: Callable[[], bool], seconds: float = 30) -> None:
    """Let events happen until `done`."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the table did not answer")
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def measure(given: Given) -> list[Line]:
    """Open, sort, jump and scroll; the longest gap of each."""
    app = make_application([])
    apply(app, "light")
    with Shop.open(given.shop, read_only=True) as shop:
        shop.forbid_thread(threading.get_ident())
        home = Home(shop.submit_ask(facts).result())
        model = PagedModel(columns(home), order_source(SimpleNamespace(shop=shop, home=home)))
        view = PagedView(model)
        view.resize(1366, 768)
        view.show()
        for _turn in range(20):
            app.processEvents()
        pulse = Pulse()
        lines = [_opened(app, model, pulse, name, request) for name, request in QUESTIONS]
        drawn, bar = random.Random(1), view.verticalScrollBar()
        steps: dict[str, Callable[[int], None]] = {
            "scroll by 40 px": lambda number: bar.setValue(number * 40),
            "jump anywhere": lambda _number: bar.setValue(drawn.randrange(bar.maximum())),
        }
        for name, step in steps.items():
            pulse.restart()
            for number in range(SCROLLS):
                step(number)
                app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)  # the beat alone could go on for ever
            lines.append(_gap(name, pulse))
        model.close()
        shop.forbid_thread(None)
    return lines


def _opened(app: QApplication, model: PagedModel, pulse: Pulse, name: str, request: TableRequest) -> Line:
    pulse.restart()
    model.reopen(request)
    pump(app, partial(shown, model, request), 120)
    return _gap(name, pulse)


def _gap(name: str, pulse: Pulse) -> Line:
    """The longest time between two turns of the event loop."""
    note = f"{max(pulse.gaps):.0f} ms with waiting for a processor"
    return Line(f"window's thread held, {name}", max(pulse.stood), busy=max(pulse.busy), most=LONGEST_MS, note=note)


def shown(model: PagedModel, request: TableRequest) -> bool:
    """Whether the table shows this request, to its last row."""
    return model.request == request and model.summary is not None and model.rowCount() == model.summary.count
