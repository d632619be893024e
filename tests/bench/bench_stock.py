"""The stock ledger at a million moves: one level, the list, the value of a past day, and a rebuild of everything.

Run: python tests/bench/bench_stock.py [DIR] [--moves N]. The shop is built into DIR on the first run.
Targets: a level under 1 ms, first rows under 100 ms, a past day's value under 1 s, a rebuild
under 60 s. Exit code 1 where one is missed.
"""

from __future__ import annotations

import argparse
import random
import statistics
from datetime import UTC, datetime, timedelta
from pathlib import Path

from measuring import ROOT, percentile, tell, timed

from models.columns import to_epoch_ms
from models.entities import Entity
from services import clock, text
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from services.stock.booking import default_place
from services.stock.commands import receive, reprice
from services.stock.listing import MOVES, STOCK
from services.stock.projections import StockLedger
from services.stock.queries import stock_of, story
from services.stock.worth import value_on, worth_now

LEVEL_MS, FIRST_MS, DAY_MS, REBUILD_MS = 1.0, 100.0, 1_000.0, 60_000.0
SKUS = 2_000
DAYS = 1_095
COLUMNS = ("code", "title", "variant", "shelf", "on_hand", "reserved", "available", "incoming", "defective",
           "unit_cost", "value", "cover")  # fmt: skip


@command("bench.stock", N_("Make up moves"))
def made_up(uow: UnitOfWork, count: int, seed: int) -> None:
    """`SKUS` products and so many moves over three years: every tenth brings goods in, the others take some out."""
    drawn = random.Random(seed)
    products = uow.bulk_insert(Entity.PRODUCT, [{"title": f"Goods {n}", "is_archived": 0} for n in range(SKUS)])
    skus = uow.bulk_insert(
        Entity.SKU,
        [
            {"product_id": product, "code": f"G{n:05d}", "code_key": text.key(f"G{n:05d}"), "shelf": f"{n % 40:02d}",
             "below_zero": 1, "has_lots": 0, "is_archived": 0}
            for n, product in enumerate(products)
        ],
    )  # fmt: skip
    place = default_place(uow).id
    begin = to_epoch_ms(clock.now() - timedelta(days=DAYS))
    step = DAYS * 86_400_000 // count
    rows = []
    for number in range(count):
        at = begin + number * step
        pieces = drawn.randint(15, 40) if number % 10 == 0 or number < SKUS else -drawn.randint(1, 4)
        rows.append(
            {
                "sku_id": skus[number % SKUS],
                "kind": "receipt" if pieces > 0 else "scrap",
                "at": at,
                "on": datetime.fromtimestamp(at // 1000, UTC).date().isoformat(),
                "quantity": pieces,
                "value_minor": pieces * drawn.randint(500, 5_000) if pieces > 0 else None,
                "place_id": place,
                "condition": "good",
            }
        )
    uow.bulk_insert(Entity.STOCK_MOVE, rows)


@command("bench.rebuild", N_("Rebuild the ledger"))
def rebuilt(uow: UnitOfWork) -> None:
    """Write the whole ledger again."""
    StockLedger().rebuild(uow.connection, uow.task)


def main() -> int:
    """Measure everything and say what misses its target."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", nargs="?", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--moves", type=int, default=1_000_000)
    options = parser.parse_args()
    path = options.dir / "stock.shop"
    if not path.exists():
        with Shop.create(path) as shop:
            built, _nothing = timed(lambda: shop.run(made_up, options.moves, 1))
        tell(f"built {options.moves:,} moves with their ledger in {built / 1000:.0f} s")
    with Shop.open(path) as shop:
        measured = {**look(shop), **write(shop)}
    missed = [name for name, (found, target) in measured.items() if found > target]
    for name, (found, target) in measured.items():
        tell(f"| {name} | {found:,.2f} ms | < {target:,.0f} ms |{' MISSED' if name in missed else ''}")
    return 1 if missed else 0


def look(shop: Shop) -> dict[str, tuple[float, float]]:
    """What is asked all day."""
    skus = random.Random(2).choices(range(1, SKUS + 1), k=2_000)
    levels = shop.ask(lambda connection: [timed(lambda one=one: stock_of(connection, one))[0] for one in skus])  # type: ignore[misc]
    stories = shop.ask(lambda connection: [timed(lambda one=one: story(connection, one))[0] for one in skus[:50]])  # type: ignore[misc]
    day = (clock.now() - timedelta(days=400)).date()
    found = {
        "level of one SKU, median": (statistics.median(levels), LEVEL_MS),
        "level of one SKU, 99th percentile": (percentile(levels, 0.99), LEVEL_MS),
        "200 lines of one SKU's story": (statistics.median(stories), FIRST_MS),
        "value at a past date": (timed(lambda: shop.ask(value_on, day))[0], DAY_MS),
        "value now": (timed(lambda: shop.ask(worth_now))[0], FIRST_MS),
    }
    for name, query, columns in (("inventory", STOCK, COLUMNS), ("moves", MOVES, tuple(MOVES.columns))):
        for _warm in range(2):
            snapshot = shop.table(query, TableRequest(), columns)
            first, _rows = timed(snapshot.first.result)
            snapshot.ready.result()  # so that the next one does not wait for it
            snapshot.close()
        found[f"first rows of {name}"] = (first, FIRST_MS)
    return found


def write(shop: Shop) -> dict[str, tuple[float, float]]:
    """What moves goods, and everything at once."""
    appended = min(timed(lambda: shop.run(receive, 7, 1, value_minor=100))[0] for _time in range(5))
    back, _move = timed(lambda: shop.run(receive, 7, 1, value_minor=100, at=clock.now() - timedelta(days=DAYS - 3)))
    priced, _nothing = timed(lambda: shop.run(reprice, [(7, 99_999)]))
    rebuild, _nothing = timed(lambda: shop.run(rebuilt))
    verified, wrong = timed(lambda: shop.ask(StockLedger().verify))
    if wrong:
        raise AssertionError(str(wrong[0]))
    return {
        "one receipt today": (appended, FIRST_MS),
        "one receipt three years ago": (back, 1_000.0),
        "the price of a delivery three years ago": (priced, 1_000.0),
        "rebuild of the whole ledger": (rebuild, REBUILD_MS),
        "check of the whole ledger": (verified, REBUILD_MS),
    }


if __name__ == "__main__":
    raise SystemExit(main())
