"""A window over a new shop with the Growth page, and the pages advice leads to."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from services import clock, settings
from services.channels.commands import add as add_channel
from services.set_up import facts
from services.shop import Shop
from services.types import Platform
from tests.ui.sure import of
from ui.dialogs.overlay import Overlay
from ui.pages.growth.page import GROWTH, GrowthPage
from ui.pages.inventory.page import INVENTORY
from ui.pages.products.page import PRODUCTS
from ui.shop_link import ShopLink
from ui.theme.apply import apply
from ui.window.main_window import MainWindow, ShopInfo


def today() -> date:
    """The day it is in the shop of these tests."""
    return clock.business_day(clock.now(), settings.ZONE.default)


class Room:
    """The window with the Growth page, and short ways to run, ask and wait; `channel` is the shop's only one."""

    def __init__(self, qtbot: Any, shop: Shop) -> None:
        self.channel = int(shop.run(add_channel, "Lake", Platform.TAOBAO).value)
        shop.forbid_thread(threading.get_ident())
        self.qtbot, self.shop = qtbot, shop
        self.link = ShopLink(shop, shop.submit_ask(facts).result())
        self.window = MainWindow((GROWTH, PRODUCTS, INVENTORY), self.link, ShopInfo("Example", "2026"))
        self.link.on_error = self.window.show_error
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()

    def wait(self, holds: Callable[[], bool]) -> None:
        """Let the window work until something holds."""
        self.qtbot.waitUntil(holds, timeout=20_000)

    def run(self, command: Callable[..., Any], *args: Any) -> Any:
        """Run a command and wait for its value."""
        future = self.shop.submit(command, *args)
        self.wait(future.done)
        return future.result().value

    def ask(self, query: Callable[..., Any], *args: Any) -> Any:
        """Ask the shop and wait."""
        future = self.shop.submit_ask(query, *args)
        self.wait(future.done)
        return future.result()

    def undo(self) -> None:
        """Take the newest operation back and wait."""
        future = self.shop.submit_undo()
        self.wait(future.done)
        future.result()

    def section(self, key: str) -> Any:
        """Go to a section of the page."""
        self.window.navigate("growth", section=key)
        return self.shown_section()

    def shown_section(self) -> Any:
        """The section of the page that is on screen."""
        return of(GrowthPage, self.window.page("growth")).section

    def new_form(self, section: Any) -> Any:
        """The form that Ctrl+N opens in the section; it comes as soon as it is known what it offers."""
        section.dialog = None
        section.new()
        self.wait(lambda: section.dialog is not None)
        return section.dialog

    def rows(self, section: Any, count: int) -> None:
        """Wait until the section's list has so many rows and shows the first."""
        model = section.table.model
        self.wait(
            lambda: (
                model.summary is not None and model.summary.count == count and (not count or model.row(0) is not None)
            )
        )

    def text(self, section: Any, row: int, key: str) -> str:
        """What a cell of the section's list says."""
        model = section.table.model
        column = next(place for place, spec in enumerate(model.specs) if spec.key == key)
        cell = model.cell(row, column)
        return str(cell.text) if cell is not None else ""


@pytest.fixture
def room(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Room]:
    """The window of a shop with one channel, closed at the end before the shop is."""
    apply(qapp, "light")
    shop = Shop.create(tmp_path / "test.shop", who="tests")
    made = Room(qtbot, shop)
    yield made
    for card in made.window.findChildren(Overlay):
        if card.isVisible():
            card.reject()  # type: ignore[attr-defined]
    made.window.close()
    made.link.close()
    shiboken6.delete(made.link)
    shop.close()
