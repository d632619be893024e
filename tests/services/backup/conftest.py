"""A shop worth backing up."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.enums.orders import OrderStatus, Platform
from services.channels.commands import add as add_channel
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.shop import Shop


def add_orders(shop: Shop, numbers: range) -> None:
    """One paid order of two lines for each number, in the first channel."""
    for number in numbers:
        lines = tuple(LineDraft(title=f"Candle {number}-{one}", quantity=2, code="SKU-1") for one in range(2))
        draft = OrderDraft(
            channel_id=1, external_no=f"T{number}", status=OrderStatus.PAID, paid_minor=100 * number, lines=lines
        )
        shop.run(add_order, draft)


@pytest.fixture(scope="session")
def kept_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop file that `path` is a copy of."""
    path = tmp_path_factory.mktemp("kept") / "camellia.shop"
    with Shop.create(path, who="tests") as shop:
        shop.run(add_channel, "Taobao A", Platform.TAOBAO)
        add_orders(shop, range(1, 13))
    return path


@pytest.fixture
def path(kept_once: Path, tmp_path: Path) -> Path:
    """A closed shop file with twelve orders."""
    target = tmp_path / "camellia.shop"
    target.write_bytes(kept_once.read_bytes())
    return target
