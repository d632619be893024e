"""The shop most figures are of: the generated one with its fund lines and its goods counted."""

from __future__ import annotations

from pathlib import Path

from counted_goods import count_goods
from fund_lines import money_shop
from measuring import big_shop, tell

from services import demo
from services.shop import Shop


def whole_shop(folder: Path, orders: int) -> Path:
    """The shop in `folder`; made on the first call, and marked when it is whole."""
    mark, path = folder / "whole", folder / demo.NAME
    if mark.exists() and path.exists():
        return path
    big_shop(folder, orders)
    with Shop.open(path, who="bench") as shop:
        seconds = count_goods(shop)
    tell(f"goods counted in {seconds:.0f} s")
    money_shop(folder, orders)
    mark.touch()
    return path
