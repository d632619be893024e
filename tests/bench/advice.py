"""The advice of the Growth page, asked as the page asks it.

Run: python tests/bench/advice.py [DIR] [--orders N]. Target: what reads rollups (bundles, losses, fees) under 300 ms
each; the stock ledger and the reorder rules are the Stock pages' own and measured there.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable, Iterable

from measuring import arguments, big_shop, tell, timed
from sqlalchemy import Connection

from services.advice import leaks, restock, slow, together
from services.advice.basis import Basis, read_basis
from services.advice.board import advice_board
from services.shop import Shop

ROUNDS = 5


def main() -> None:
    """Measure the board, and each kind of advice in it."""
    given = arguments(__doc__ or "")
    with Shop.open(big_shop(given.dir, given.orders), read_only=True) as shop:
        makers: dict[str, Callable[[Connection, Basis], Iterable[object]]] = {
            "bought together": together.bundles,
            "sold below cost": leaks.below_cost,
            "sold below minimum": leaks.below_minimum,
            "cost rises": leaks.cost_rise,
            "fees": leaks.fee_rise,
            "slow stock": slow.slow_stock,
            "buy again": restock.restock,
        }
        tell(f"basis: {_median(lambda: shop.ask(read_basis)):.0f} ms")
        basis = shop.ask(read_basis)
        for name, make in makers.items():
            taken = _median(lambda make=make: shop.ask(lambda connection: len(list(make(connection, basis)))))  # type: ignore[misc]
            tell(f"{name}: {taken:.0f} ms")
        tell(f"everything: {_median(lambda: shop.ask(advice_board)):.0f} ms")


def _median(work: Callable[[], object]) -> float:
    return statistics.median(timed(work)[0] for _ in range(ROUNDS))


if __name__ == "__main__":
    main()
