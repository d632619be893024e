"""What the measured tests share; they run only where this folder is named: ``pytest tests/bench``."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from services import demo
from services.set_up import facts
from services.shop import Shop
from tests.stalls import StallMeter
from tests.ui.imports.window import Desk
from ui.pages.registry import PAGES
from ui.shop_link import ShopLink
from ui.theme.apply import apply
from ui.window.main_window import MainWindow, ShopInfo

ORDERS = int(os.environ.get("ZHANGGUI_BENCH_ORDERS", "5000"))


@pytest.fixture
def stall_meter(qapp: QApplication) -> Iterator[StallMeter]:
    """Fails the test when the window's thread stands still for more than 50 ms; tells what it saw."""
    meter = StallMeter(qapp)
    yield meter
    for one in meter.seen:
        print(f"\n{one.what}: {one.gap_ms:.0f} ms, busy {one.busy_ms:.0f} ms (idle loop {one.floor_ms:.0f} ms)", end="")  # noqa: T201


@pytest.fixture(scope="module")
def big_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated shop of ``ZHANGGUI_BENCH_ORDERS`` orders."""
    return demo.build(tmp_path_factory.mktemp("bench"), ORDERS)


@pytest.fixture
def desk(qapp: QApplication, qtbot: Any, big_shop: Path) -> Iterator[Desk]:
    """The whole window over the big shop."""
    apply(qapp, "light")
    shop = Shop.open(big_shop, who="bench")
    shop.forbid_thread(threading.get_ident())
    link = ShopLink(shop, shop.submit_ask(facts).result())
    window = MainWindow(PAGES, link, ShopInfo("Bench", "2026"))
    link.on_error = window.show_error
    window.resize(1366, 768)
    qtbot.addWidget(window)
    window.show()
    yield Desk(qtbot, shop, window, link)
    window.close()
    link.close()
    shiboken6.delete(link)
    shop.close()
