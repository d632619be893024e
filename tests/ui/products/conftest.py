"""A window over a new shop."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from services.shop import Shop
from tests.ui.imports.window import Desk, desk_over


@pytest.fixture
def desk(qapp: QApplication, qtbot: Any, tmp_path: Path) -> Iterator[Desk]:
    """The window of an empty shop."""
    with desk_over(qapp, qtbot, Shop.create(tmp_path / "test.shop", who="tests")) as made:
        yield made
