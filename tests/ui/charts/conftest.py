"""A window over a generated shop with the Charts page."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from services.i18n import N_
from services.shop import Shop
from tests.ready_shops import ready_shop
from tests.ui.imports.window import Desk, OrdersPage
from ui.main_window import MainWindow, ShopInfo
from ui.pages.charts.page import CHARTS_PAGE
from ui.pages.spec import PageSpec
from ui.shop_link import ShopLink
from ui.theme.apply import apply

SPECS = (PageSpec("orders", N_("Orders"), "receipt", OrdersPage), CHARTS_PAGE)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop `desk` shows a copy of: 400 orders."""
    return ready_shop(tmp_path_factory, 400, seed=4)


@pytest.fixture
def desk(qapp: QApplication, qtbot: Any, tmp_path: Path, generated: Path) -> Iterator[Desk]:
    """The window of a shop with 400 orders, closed at the end before the shop is."""
    yield from _desk(qapp, qtbot, Path(shutil.copyfile(generated, tmp_path / generated.name)))


@pytest.fixture
def empty_desk(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    """The window of an empty shop."""
    path = tmp_path / "empty.shop"
    Shop.create(path, who="tests").close()
    yield from _desk(qapp, qtbot, path)


def _desk(qapp: QApplication, qtbot: Any, path: Path) -> Iterator[Desk]:
    apply(qapp, "light")
    shop = Shop.open(path, who="tests")
    shop.forbid_thread(threading.get_ident())
    link = ShopLink(shop)
    window = MainWindow(SPECS, link, ShopInfo("Example", "2026"))
    link.on_error = window.show_error
    window.resize(1366, 768)
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
