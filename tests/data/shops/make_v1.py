"""Writes `v1.db`, a small shop of layout version 1, once: ``python -m tests.data.shops.make_v1``.

The file is frozen. It is not made again when the program changes: it stands for the files
people have.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from services import clock
from services import settings as shop_settings
from services.shop import Shop
from tests.journal import commands

V1 = Path(__file__).with_name("v1.db")


def make(path: Path) -> None:
    """A shop with a little of everything, some of it undone, at a fixed time."""
    clock.set_source(lambda: datetime(2026, 11, 11, 12, tzinfo=UTC))
    with Shop.create(path) as shop:
        shop.run(shop_settings.change, "shop.name", "山茶小铺")
        shop.run(commands.open_channel, "小红书")
        _product, sku = shop.run(commands.add_product, "山茶花发夹", "SKU-1").value
        shop.run(commands.add_product, "Mug", "SKU-2")
        orders = shop.run(commands.import_orders, 1, [f"P{number}" for number in range(8)], sku).value
        placed = shop.run(commands.place, 1, "R-1", None).value
        shop.run(commands.rename, orders[0], "张三")
        shop.run(commands.reprice, orders[1], 2590, "2026-11-02")
        shop.run(commands.ship, placed)
        shop.run(commands.drop, orders[7])
        shop.undo()
        shop.run(commands.rename, orders[2], "undone")
        shop.undo()
    clock.set_source(None)


if __name__ == "__main__":
    if V1.exists():
        sys.exit(f"{V1.name} exists and stays as it is")
    make(V1)
