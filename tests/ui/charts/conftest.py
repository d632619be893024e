"""A window over a generated shop with the Charts page."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication

from services.i18n import N_
from services.shop import Shop
from tests.ready_shops import ready_shop
from tests.ui.imports.window import Desk, OrdersPage, desk_over
from ui.page import PageSpec
from ui.pages.charts.page import CHARTS_PAGE

SPECS = (PageSpec("orders", N_("Orders"), "receipt", OrdersPage), CHARTS_PAGE)


@pytest.fixture(scope="session")
def generated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop `desk` shows a copy of: 400 orders."""
    return ready_shop(tmp_path_factory, 400, seed=4)


@pytest.fixture
def desk(qapp: QApplication, qtbot: Any, tmp_path: Path, generated: Path) -> Iterator[Desk]:
    """The window of a shop with 400 orders, closed at the end before the shop is."""
    shop = Shop.open(Path(shutil.copyfile(generated, tmp_path / generated.name)), who="tests")
    with desk_over(qapp, qtbot, shop, SPECS, QSize(1366, 768)) as made:
        yield made


@pytest.fixture
def empty_desk(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    """The window of an empty shop."""
    with desk_over(qapp, qtbot, Shop.create(tmp_path / "empty.shop", who="tests"), SPECS, QSize(1366, 768)) as made:
        yield made
