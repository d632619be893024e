"""The floor every test of a stocktake stands on."""

from __future__ import annotations

import pytest

from services.shop import Shop
from tests.services.stocktake.floor import Floor


@pytest.fixture
def floor(shop: Shop) -> Floor:
    """Goods, a clock, and a channel."""
    return Floor(shop)
