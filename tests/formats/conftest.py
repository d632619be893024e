"""A shop for the tests that take a format's files through the whole import."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from services.shop import Shop


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A new shop."""
    with Shop.create(tmp_path / "formats.shop", who="tests") as shop:
        yield shop
