"""Marking orders as shipped: one at a time with journal and fsync, and 2,000 in one go, beside raw SQLite.

Run: python tests/bench/ship.py [DIR] [--orders N]. Target: one order under 20 ms. Works on a copy of the shop.
"""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import tempfile
from pathlib import Path

from measuring import arguments, big_shop, compare, percentile, tell, timed

from services.orders.commands import set_tracking
from services.shop import Shop

ONE_MS = 20.0
SINGLES, MANY = 50, 2_000


def waiting(path: Path) -> list[int]:
    """Orders that can be shipped."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as raw:
        rows = raw.execute(
            "SELECT id FROM orders WHERE status = 'paid' AND refund_status = 'none' AND hold_code IS NULL ORDER BY id"
        )
        return [row[0] for row in rows]


def raw_updates(path: Path, ids: list[int], *, at_once: bool) -> list[float]:
    """Milliseconds of the bare UPDATE with the same durability (WAL, synchronous FULL), without any journal."""
    raw = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "cache_size=-32768"):
        raw.execute(f"PRAGMA {pragma}")
    groups = [ids] if at_once else [[one] for one in ids]
    times = []
    for group in groups:

        def work(group: list[int] = group) -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.executemany(
                "UPDATE orders SET status='shipped', tracking_no='SF' || id, courier='x', shipped_at=1 WHERE id = ?",
                [(one,) for one in group],
            )
            raw.execute("COMMIT")

        times.append(timed(work)[0])
    raw.close()
    return times


def main() -> int:
    """Ship, and compare."""
    options = arguments(__doc__ or "")
    source = big_shop(options.dir, options.orders)
    with tempfile.TemporaryDirectory(dir=options.dir) as folder:
        path = Path(folder) / source.name
        shutil.copyfile(source, path)
        ids = waiting(path)
        many = min(MANY, len(ids) - 2 * SINGLES) // 2
        with Shop.open(path) as shop:
            singles = []
            for order_id in ids[:SINGLES]:
                entry = [(order_id, "SF Express", f"SF{order_id:012d}")]
                singles.append(timed(lambda entry=entry: shop.run(set_tracking, entry, mark_shipped=True))[0])  # type: ignore[misc]
            entries = [(order_id, "SF Express", f"SF{order_id:012d}") for order_id in ids[SINGLES : SINGLES + many]]
            at_once, _done = timed(lambda: shop.run(set_tracking, entries, mark_shipped=True))
            undone, _done = timed(shop.undo)
        rest = ids[SINGLES + many :]
        raw_singles = raw_updates(path, rest[:SINGLES], at_once=False)
        raw_many = raw_updates(path, rest[SINGLES : SINGLES + many], at_once=True)[0]
    compare(
        "ship one order, median", statistics.median(singles), statistics.median(raw_singles), "bare UPDATE + fsync",
        f"< {ONE_MS:.0f} ms",
    )  # fmt: skip
    compare("ship one order, 95th percentile", percentile(singles, 0.95), percentile(raw_singles, 0.95), "the same")
    compare(f"ship {many:,} orders in one go", at_once, raw_many, "bare UPDATEs, one fsync")
    compare(f"undo of those {many:,}", undone, raw_many, "the same")
    missed = statistics.median(singles) > ONE_MS
    if missed:
        tell("MISSED one shipped order")
    return int(missed)


if __name__ == "__main__":
    raise SystemExit(main())
