"""Going to each page of the real window: until its first rows are there, and until it is drawn again later.

As in a window that was left alone for a few seconds after its start: what pages need has been loaded quietly.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import threading
import time
from contextlib import closing
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from lines import Given, Line, Took, read_from_disk, took, typical
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QTableView
from table import NEWEST

from services.set_up import facts
from services.shop import Shop
from ui.pages.registry import PAGES
from ui.shop_link import ShopLink
from ui.start.startup import make_application
from ui.table.bridge import _mailbox
from ui.theme.apply import apply
from ui.window.main_window import MainWindow, ShopInfo
from ui.window.quiet_loading import QuietLoading

SECONDS = 60


class Window:
    """The real window over a shop, and the waiting it needs."""

    def __init__(self, app: QApplication, shop: Shop) -> None:
        self.app, self.shop = app, shop
        shop.forbid_thread(threading.get_ident())
        self.link = ShopLink(shop, shop.submit_ask(facts).result())
        self._beat = QTimer(interval=3)  # so that waiting for events ends now and then
        self._beat.start()
        self.window = MainWindow(PAGES, self.link, ShopInfo("Bench", "2026"))
        self.window.resize(1366, 768)
        self.window.show()
        self.settle()
        self._load()

    def go(self, key: str) -> None:
        """To a page, until its first rows are there: of a table those, of Charts one, of another page all."""
        self.window.navigate(key)
        deadline = time.monotonic() + SECONDS
        while not (self._has_rows(key) or self.link.is_quiet()):
            if time.monotonic() > deadline:
                raise TimeoutError(key)
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self.window.repaint()

    def _has_rows(self, key: str) -> bool:
        page: Any = self.window.page(key)
        if key == "charts":
            return any(card.is_drawn for card in page.cards.values())
        tables: list[Any] = [one for one in page.findChildren(QTableView) if one.isVisible()]
        models = [one.model() for one in tables]
        return any(
            model is not None and model.rowCount() > 0 and getattr(model, "is_loaded", lambda _page: True)(0)
            for model in models
        )

    def _load(self) -> None:
        """Let the quiet loading come to its end."""
        loading = QuietLoading(self.link, self.window)
        loading.start()
        deadline = time.monotonic() + SECONDS
        while not loading.is_finished and time.monotonic() < deadline:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def settle(self) -> None:
        """Until nothing is asked for any more, by a table neither: its totals are read beside the next page else."""
        deadline = time.monotonic() + SECONDS
        while not (self.link.is_quiet() and not _mailbox()._waiting) and time.monotonic() < deadline:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    def close(self) -> None:
        """Let go of everything."""
        self.window.close()
        self.link.close()
        self.shop.forbid_thread(None)


def measure(given: Given) -> list[Line]:
    """Every page when it is first opened, and when one comes back to it."""
    app = make_application([])
    apply(app, "light")
    with closing(sqlite3.connect(f"file:{given.shop}?mode=ro", uri=True)) as raw:
        floor = typical(lambda: raw.execute(NEWEST).fetchall())
    with Shop.open(given.shop, read_only=True) as shop:
        window = Window(app, shop)
        cold, again = visits(window), visits(window)
        board = took(lambda: _board_drawn_anew(window))
        window.close()
    lines = [
        line for what, found in (("first opened", cold), ("come back to", again)) for line in _told(what, found, floor)
    ]
    return [*lines, Line("Charts read anew, all in view drawn", board.clock, busy=board.busy)]


def _board_drawn_anew(window: Window) -> None:
    page: Any = window.window.page("charts")
    window.window.navigate("charts")
    for card in page.cards.values():
        card.figures = None  # or pictures of the same figures stay as they are
    page.reload()
    window.settle()


def visits(window: Window) -> dict[str, Took[float]]:
    """Each page from another one, which is quiet then; its value are the megabytes that came from the disk for it."""
    found = {}
    for spec in PAGES:
        window.go("orders" if spec.key != "orders" else "today")
        window.settle()
        before = read_from_disk()
        visit = took(lambda key=spec.key: window.go(key))  # type: ignore[misc]
        found[spec.key] = Took(visit.clock, visit.busy, read_from_disk() - before)
        window.settle()
    return found


def _told(what: str, found: dict[str, Took[float]], floor: Took[Any]) -> list[Line]:
    slowest = max(found, key=lambda key: found[key].clock)
    clock, busy = (statistics.median(getattr(one, name) for one in found.values()) for name in ("clock", "busy"))
    worst = found[slowest]
    common: dict[str, Any] = {
        "floor": floor.clock,
        "floor_busy": floor.busy,
        "least": "newest 200 on sqlite3",
        "most": 100.0,
    }
    late = [
        f"{key} {one.clock:.0f} ({one.busy:.0f} of the processor, {one.value:.1f} MB from the disk)"
        for key, one in found.items()
        if one.clock > 100
    ]
    note = f"{slowest}; above 100 ms: {', '.join(late)}" if late else slowest
    return [
        Line(f"page {what}, median of {len(found)}", clock, busy=busy, **common),
        Line(f"page {what}, slowest", worst.clock, busy=worst.busy, note=note, **common),
    ]
