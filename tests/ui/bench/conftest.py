"""A shop with orders to pack in its real window, and a scanner that types into it."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.orders.entering import LineDraft, OrderDraft, add
from services.set_up import facts
from services.shop import Shop
from services.types import Platform
from tests.ui.sure import type_one
from ui.bench.bench import PackingBench
from ui.dialogs.overlay import open_overlay
from ui.shop_link import ShopLink
from ui.window.shop_window import ShopWindow

WAIT = 10_000
BARCODE = "6901234567892"
WAYBILL = "SF1234567890123"
FIRST, SECOND = "26112149265001", "26112149265002"


class Wedge:
    """The times at which the keys of a scanner come: 5 ms apart, however slow the computer is just now."""

    def __init__(self) -> None:
        self.now = time.monotonic()

    def __call__(self, _event: object) -> float:
        self.now += 0.005
        return self.now


class Packer:
    """Somebody at the packing table: scans, types, looks."""

    def __init__(self, bot: QtBot, shop: Shop) -> None:
        self.bot, self.shop = bot, shop
        self.made = ShopWindow(ShopLink(shop, shop.ask(facts)), ())
        self.window = self.made.window
        self.window.resize(1366, 768)
        with bot.waitExposed(self.window):
            self.window.show()
        self.activate()
        self.quiet()

    def activate(self) -> None:
        self.window.activateWindow()
        self.until(self.window.isActiveWindow)

    def close(self) -> None:
        self.quiet()
        self.window.close()
        self.made.close()
        self.made.forget()

    def until(self, condition: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(condition()), timeout=WAIT)

    def quiet(self) -> None:
        self.until(self.made.link.is_quiet)

    def scan(self, code: str) -> None:
        """What a keyboard wedge does: all characters at once, and Enter."""
        self.activate()
        listening = self.made.scans.filter
        real, listening.arrived = listening.arrived, Wedge()
        pause = listening._wait.interval()
        listening._wait.setInterval(WAIT)  # the keys of a wedge do not wait for a slow computer
        for character in code:
            type_one(self.window.windowHandle(), character)
        QTest.keyClick(self.window.windowHandle(), Qt.Key.Key_Return)
        listening.arrived = real
        listening._wait.setInterval(pause)
        self.quiet()

    def type_slowly(self, typed: str) -> None:
        self.activate()
        for character in typed:
            type_one(self.window.windowHandle(), character)
            self.bot.wait(80)

    def bench(self) -> PackingBench:
        self.until(lambda: isinstance(open_overlay(self.window), PackingBench))
        found = open_overlay(self.window)
        assert isinstance(found, PackingBench)
        return found

    def says(self, words: str) -> PackingBench:
        bench = self.bench()
        self.until(lambda: words in bench.verdict.words)
        return bench

    def focus(self, widget: QWidget) -> None:
        self.activate()
        widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self.until(lambda: QApplication.focusWidget() is widget)

    def stored(self, query: Callable[..., Any], *args: Any) -> Any:
        return self.shop.submit_ask(query, *args).result(10)


def fill(shop: Shop) -> None:
    """Two products, and two orders: two candles and an apron with a note; one candle."""
    channel = shop.run(add_channel, "淘宝 木白", Platform.TAOBAO).value
    candle = SkuDraft("LZ-200", "山茶花香薰蜡烛", variant="200g", shelf="A-1", barcode=BARCODE, weight_g=320)
    shop.run(add_sku, candle)
    shop.run(add_sku, SkuDraft("WQ-YM", "亚麻围裙", variant="燕麦色", shelf="B-2", weight_g=180))
    shop.run(add_sku, SkuDraft("CB-1", "陶瓷杯", shelf="C-3"))
    candles, apron = LineDraft("山茶花香薰蜡烛", 2, code="LZ-200"), LineDraft("亚麻围裙", 1, code="WQ-YM")
    shop.run(add, OrderDraft(channel, (candles, apron), external_no=FIRST, buyer_note="送人，请包好一点"))
    shop.run(add, OrderDraft(channel, (LineDraft("山茶花香薰蜡烛", 1, code="LZ-200"),), external_no=SECOND))


@pytest.fixture(scope="session")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop as every test finds it, for it to copy."""
    path = tmp_path_factory.mktemp("bench") / "filled.shop"
    with Shop.create(path, who="tests") as made:
        fill(made)
    return path


@pytest.fixture
def shop(tmp_path: Path, filled: Path) -> Iterator[Shop]:
    with Shop.open(Path(shutil.copyfile(filled, tmp_path / "bench.shop")), who="tests") as made:
        yield made


@pytest.fixture
def packer(qtbot: QtBot, shop: Shop) -> Iterator[Packer]:
    made = Packer(qtbot, shop)
    yield made
    made.close()
