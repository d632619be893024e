"""The longest time the window's thread is busy in one go while the list of a million orders opens, sorts and scrolls.

Run: python tests/bench/stall.py [DIR] [--orders N]. The real table model and view on the real shop; target under 50 ms.
"""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable
from functools import partial
from types import SimpleNamespace

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from measuring import arguments, big_shop, percentile, tell

# isort: split
import threading

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from services.shop import Shop
from tests.bench.stalls import LONGEST_MS, Pulse
from ui.pages.orders.columns import COLUMNS
from ui.pages.orders.listing import order_source
from ui.startup import make_application
from ui.table.paged_model import PagedModel
from ui.table.paged_view import PagedView
from ui.table.source import TableRequest
from ui.theme.apply import apply

SCROLLS = 300


def pump(app: QApplication, done: Callable[[], bool], seconds: float = 30) -> None:
    """Let events happen until `done`."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise TimeoutError("the table did not answer")
        app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def main() -> int:
    """Open, sort, jump and scroll; say the longest gap of each."""
    options = arguments(__doc__ or "")
    path = big_shop(options.dir, options.orders)
    app = make_application([])
    apply(app, "light")
    worst = 0.0
    with Shop.open(path, read_only=True) as shop:
        shop.forbid_thread(threading.get_ident())
        model = PagedModel(COLUMNS, order_source(SimpleNamespace(shop=shop)))
        view = PagedView(model)
        view.resize(1366, 768)
        view.show()
        for _turn in range(20):
            app.processEvents()
        pulse = Pulse()
        for name, request in (
            ("open, cold", TableRequest()),
            ("open", TableRequest(view="shipped")),
            ("sort by paid", TableRequest(sort=(("paid", True),))),
            ("sort by buyer", TableRequest(sort=(("buyer", False),))),
        ):
            began = time.perf_counter()
            pulse.restart()
            model.reopen(request)
            pump(app, partial(shown, model, request))
            tell_gaps(name, pulse, time.perf_counter() - began)
            worst = max(worst, *pulse.gaps)
        drawn = random.Random(1)
        bar = view.verticalScrollBar()
        for name, step in (
            ("scroll by 40 px", lambda number: bar.setValue(number * 40)),
            ("jump anywhere", lambda _number: bar.setValue(drawn.randrange(bar.maximum()))),
        ):
            began = time.perf_counter()
            pulse.restart()
            for number in range(SCROLLS):
                step(number)
                app.processEvents()
            tell_gaps(name, pulse, time.perf_counter() - began)
            worst = max(worst, *pulse.gaps)
        model.close()
        shop.forbid_thread(None)
    if worst > LONGEST_MS:
        tell(f"MISSED the window's thread was busy for {worst:.0f} ms in one go")
    return int(worst > LONGEST_MS)


def shown(model: PagedModel, request: TableRequest) -> bool:
    """Whether the table shows this request, to its last row."""
    return model.request == request and model.summary is not None and model.rowCount() == model.summary.count


def tell_gaps(name: str, pulse: Pulse, seconds: float) -> None:
    """One line: how long it took, and the gaps between turns."""
    tell(
        f"{name:<18} {seconds * 1000:7.0f} ms  longest gap {max(pulse.gaps):5.1f} ms"
        f"  busy {max(pulse.busy):5.1f} ms"
        f"  99.9 % {percentile(pulse.gaps, 0.999):5.1f} ms  turns {len(pulse.gaps):,}"
    )


if __name__ == "__main__":
    raise SystemExit(main())
