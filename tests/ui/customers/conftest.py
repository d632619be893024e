"""A window over a new shop with the Customers page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from services.i18n import N_
from services.shop import Shop
from tests.ui.imports.window import Desk, OrdersPage, desk_over
from ui.page import PageSpec
from ui.pages.customers.page import CustomersPage
from ui.pages.imports.page import ImportPage

SPECS = (
    PageSpec("orders", N_("Orders"), "receipt", OrdersPage),
    PageSpec("customers", N_("Customers"), "users", CustomersPage),
    PageSpec("settings", N_("Settings"), "gear-six", OrdersPage, section="bottom"),
    PageSpec("import", N_("Import files"), "upload-simple", ImportPage, section="bottom"),
)


@pytest.fixture
def desk(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    """The window of an empty shop."""
    with desk_over(qapp, qtbot, Shop.create(tmp_path / "test.shop", who="tests"), SPECS) as made:
        yield made
