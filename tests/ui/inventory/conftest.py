"""The Inventory page in a window over a new shop."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication, QWidget

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.i18n import N_
from services.set_up import facts
from services.shop import Shop
from services.stock.commands import OpeningDraft, set_opening
from ui.dialogs.overlay import Overlay
from ui.page import Page, PageContext, PageSpec
from ui.pages.inventory.page import INVENTORY, InventoryPage
from ui.shop_link import ShopLink
from ui.theme.apply import apply
from ui.window.main_window import MainWindow, ShopInfo


class OrdersPage(Page):
    """Stands where the order list stands and writes down what it was asked to show."""

    def __init__(self, _context: PageContext) -> None:
        super().__init__()
        self.wanted: list[dict[str, Any]] = []

    def opened(self, **wanted: Any) -> None:
        self.wanted.append(wanted)


class Room:
    """The window with the Inventory page, and short ways to fill the shop and to wait."""

    def __init__(self, qtbot: Any, shop: Shop) -> None:
        shop.forbid_thread(threading.get_ident())
        self.qtbot, self.shop = qtbot, shop
        self.link = ShopLink(shop, shop.submit_ask(facts).result())
        specs = (PageSpec("orders", N_("Orders"), "receipt", OrdersPage), INVENTORY)
        self.window = MainWindow(specs, self.link, ShopInfo("Example", "2026"))
        self.link.on_error = self.window.show_error
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()

    def wait(self, holds: Callable[[], bool], seconds: int = 20) -> None:
        """Let the window work until something holds."""
        self.qtbot.waitUntil(holds, timeout=seconds * 1000)

    def run(self, command: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Run a command and wait for its value."""
        future = self.shop.submit(command, *args, **kwargs)
        self.wait(future.done)
        return future.result().value

    def ask(self, query: Callable[..., Any], *args: Any, **kwargs: Any) -> Any:
        """Ask the shop and wait."""
        future = self.shop.submit_ask(query, *args, **kwargs)
        self.wait(future.done)
        return future.result()

    def undo(self) -> None:
        """Take the newest operation back and wait."""
        future = self.shop.submit_undo()
        self.wait(future.done)
        future.result()

    def goods(self, code: str, pieces: int | None = None, value: int | None = None, **fields: Any) -> int:
        """A product, with an opening stock where `pieces` are given."""
        sku_id = self.run(add_sku, SkuDraft(code, f"Cup {code}", **fields))
        if pieces is not None:
            self.run(set_opening, [OpeningDraft(sku_id, pieces, value)])
        return int(sku_id)

    def section(self, key: str, **wanted: Any) -> Any:
        """Go to a section of the page."""
        self.window.navigate("inventory", section=key, **wanted)
        return self.page.section

    def shown_section(self) -> Any:
        """The section of the page that is on screen."""
        return self.page.section

    @property
    def page(self) -> InventoryPage:
        """The page itself."""
        found = self.window.page("inventory")
        assert isinstance(found, InventoryPage)
        return found

    def overlays(self) -> list[QWidget]:
        """The cards that are open."""
        return [card for card in self.window.findChildren(Overlay) if card.isVisible()]


@pytest.fixture
def room(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Room]:
    """The window of an empty shop, closed at the end before the shop is."""
    apply(qapp, "light")
    shop = Shop.create(tmp_path / "test.shop", who="tests")
    made = Room(qtbot, shop)
    yield made
    for card in made.overlays():
        card.reject()  # type: ignore[attr-defined]
    made.window.close()
    made.link.close()
    shiboken6.delete(made.link)
    shop.close()
