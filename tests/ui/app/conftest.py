"""The real program: a session with its windows, and shops made through the real services."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services import clock
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.set_up import create_shop
from services.shop import Shop
from services.types import OrderStatus, Platform
from tests.ui.sure import of
from ui.preferences import Preferences
from ui.start.first_run import FirstRun
from ui.start.session import Session
from ui.start.startup import dress, make_application
from ui.window.hints import HINTS
from ui.window.shop_window import ShopWindow

WAIT = 15_000


def make_shop(path: Path, name: str = "Camellia", orders: int = 3) -> Path:
    """A small shop with paid orders of today and yesterday."""
    path.write_bytes(_shop_of(datetime.now(UTC).date(), name, orders))
    return path


@cache
def _shop_of(_today: date, name: str, orders: int) -> bytes:
    """Filled once: every test gets its own copy of the closed file."""
    from services.channels.commands import add as add_channel

    with TemporaryDirectory() as folder:
        shop = create_shop(Path(folder) / "made.shop", name, "CNY", "Asia/Shanghai", who="tests")
        try:
            channel = shop.run(add_channel, "Taobao A", Platform.TAOBAO).value
            for number in range(orders):
                fill(shop, channel, number)
        finally:
            shop.close()
        return shop.path.read_bytes()


def fill(shop: Shop, channel: int, number: int) -> int:
    """One paid order, the later ones further back in time; its id."""
    clock.set_source(lambda: datetime.now(UTC) - timedelta(days=number))
    draft = OrderDraft(
        channel_id=channel,
        external_no=f"T{1000 + number}",
        status=OrderStatus.PAID,
        buyer="Lin",
        paid_minor=1250 * (number + 1),
        lines=(LineDraft(title="Candle", quantity=2, code="SKU-1", price_minor=625),),
    )
    try:
        return int(shop.run(add_order, draft).value)
    finally:
        clock.set_source(None)


class Program:
    """A session under test."""

    def __init__(self, qapp: QApplication, qtbot: QtBot) -> None:
        self.bot = qtbot
        self.app = make_application([])
        self.preferences = Preferences()
        self.preferences.remember_hint(*HINTS)
        self.words = dress(qapp, self.preferences)
        self.session = Session(self.preferences, qapp)

    def open(self, *files: Path) -> ShopWindow:
        """Start with these files and wait for the window of the shop."""
        with self.bot.waitSignal(self.session.opened, timeout=WAIT) as heard:
            self.session.start(list(files))
        return self.active(heard.args[0])

    def active(self, made: ShopWindow) -> ShopWindow:
        """The window, in front and quiet."""
        made.window.show()
        with self.bot.waitActive(made.window, timeout=WAIT):
            made.window.activateWindow()
        self.quiet(made)
        return made

    def quiet(self, made: ShopWindow) -> None:
        """Wait until every question was answered."""
        self.bot.waitUntil(made.link.is_quiet, timeout=WAIT)

    def first_run(self, *files: Path) -> FirstRun:
        """Start with these files and wait for the first-run page."""
        with self.bot.waitSignal(self.session.first_page.shown, timeout=WAIT) as heard:
            self.session.start(list(files))
        return of(FirstRun, heard.args[0])

    def until(self, condition: Callable[[], bool]) -> None:
        self.bot.waitUntil(condition, timeout=WAIT)

    def close(self) -> None:
        """Close the window as a person does, and wait until the shop was let go of."""
        if self.session.open_window is not None:
            with self.bot.waitSignal(self.session.ended, timeout=WAIT):
                self.session.open_window.window.close()


@pytest.fixture
def program(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> Iterator[Program]:
    assert tmp_path.is_dir()  # asked for first, so that it goes last: closing the window backs up the shop in it
    made = Program(qapp, qtbot)
    yield made
    made.close()
    made.session.finish()
    made.words.end()
    made.session.deleteLater()
    qapp.sendPostedEvents(None, 52)  # deferred deletions, on this thread


@pytest.fixture
def shop_file(tmp_path: Path) -> Path:
    return make_shop(tmp_path / "camellia.shop")


@pytest.fixture
def opened(program: Program, shop_file: Path) -> ShopWindow:
    return program.open(shop_file)


@pytest.fixture
def set_aside() -> None:
    """What is there before the window is not searched for garbage again and again, here and (tests/conftest.py) later.

    For tests that search for what a window leaves; named first, so that the window itself is none of it.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    yield
    clock.set_source(None)
