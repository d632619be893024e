"""A window over a new shop."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from services.shop import Shop
from tests.ui.imports.window import Desk, make_desk
from ui.theme.apply import apply


@pytest.fixture
def desk(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    """The window of an empty shop, closed at the end before the shop is."""
    apply(qapp, "light")
    shop = Shop.create(tmp_path / "test.shop", who="tests")
    made = make_desk(qtbot, shop, threading.get_ident())
    yield made
    for card in made.overlays():
        card.escape()  # type: ignore[attr-defined]
    made.window.close()
    made.link.close()
    shiboken6.delete(made.link)
    shop.close()
