"""A window over a new shop with the Customers page."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from services.i18n import N_
from services.shop import Shop
from tests.ui.imports.window import Desk, OrdersPage
from ui.main_window import MainWindow, ShopInfo
from ui.pages.customers.page import CustomersPage
from ui.pages.imports.page import ImportPage
from ui.pages.spec import PageSpec
from ui.shop_link import ShopLink
from ui.theme.apply import apply

SPECS = (
    PageSpec("orders", N_("Orders"), "receipt", OrdersPage),
    PageSpec("customers", N_("Customers"), "users", CustomersPage),
    PageSpec("settings", N_("Settings"), "gear-six", OrdersPage, section="bottom"),
    PageSpec("import", N_("Import files"), "upload-simple", ImportPage, section="bottom"),
)


@pytest.fixture
def desk(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    """The window of an empty shop, closed at the end before the shop is."""
    apply(qapp, "light")
    shop = Shop.create(tmp_path / "test.shop", who="tests")
    shop.forbid_thread(threading.get_ident())
    link = ShopLink(shop)
    window = MainWindow(SPECS, link, ShopInfo("Example", "2026"))
    link.on_error = window.show_error
    window.files_dropped.connect(lambda paths: window.navigate("import", files=paths))
    qtbot.addWidget(window)
    window.show()
    made = Desk(qtbot, shop, window, link)
    yield made
    for card in made.overlays():
        card.escape()  # type: ignore[attr-defined]
    window.close()
    link.close()
    shiboken6.delete(link)
    shop.close()
