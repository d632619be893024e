"""The morning at a glance: the board, the counts of the views, a wave's choice, and profit in the list.

Run: python tests/bench/board.py [DIR] [--orders N]. Target: board and counts under 100 ms.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable

from measuring import arguments, big_shop, tell, timed

from services.fulfilment.wave_choice import WaveRule, choose
from services.orders.listing import ORDER_LIST
from services.orders.queries import view_counts
from services.orders.stages import board
from services.shop import Shop
from services.types import Filter, TableRequest

ROUNDS = 7
COLUMNS = ("external_no", "paid", "profit", "margin", "missing")


def first_rows(shop: Shop, *filters: Filter) -> None:
    """The first page of the order list with its profit."""
    snapshot = shop.table(ORDER_LIST, TableRequest(filters=filters), COLUMNS)
    try:
        snapshot.first.result(120)
    finally:
        snapshot.close()


def main() -> None:
    """Measure each once cold and a few times warm."""
    given = arguments(__doc__ or "")
    with Shop.open(big_shop(given.dir, given.orders), read_only=True) as shop:
        measured: dict[str, Callable[[], object]] = {
            "board": lambda: shop.ask(board),
            "counts of the views": lambda: shop.ask(view_counts),
            "choose a wave of 50": lambda: shop.ask(choose, WaveRule()),
            "first rows with profit": lambda: first_rows(shop),
            "first rows that lose money": lambda: first_rows(shop, Filter("loses", "is", ("1",))),
        }
        for name, work in measured.items():
            times = [timed(work)[0] for _ in range(ROUNDS)]
            tell(f"{name}: {times[0]:.0f} ms first, {statistics.median(times[1:]):.0f} ms after that")


if __name__ == "__main__":
    main()
