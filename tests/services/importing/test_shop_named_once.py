"""Our own order workbook, in which people name the shop in an order's first row only."""

from __future__ import annotations

from pathlib import Path

from services.shop import Shop
from tests.services.importing.applying import apply, outcome, table

_HEAD = ("Order no.", "Channel", "Order status", "Item", "Quantity", "Ordered at")


def test_a_further_row_of_an_order_belongs_to_the_shop_its_first_row_names(shop: Shop, tmp_path: Path) -> None:
    rows = (
        ("A-1", "Direct", "Paid", "Cup", "1", "2026-01-15 09:30"),
        ("A-1", "", "Paid", "Box", "2", "2026-01-15 09:30"),
        ("A-2", "", "Paid", "Box", "1", "2026-01-15 09:31"),
        ("A-2", "Market", "Paid", "Box", "1", "2026-01-15 09:31"),
    )
    assert outcome(apply(shop, table(tmp_path / "own.csv", _HEAD, *rows))) == (3, 0, 0, 0)
