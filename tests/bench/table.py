"""The order table at a million orders: first rows, whole order, jumps, sorts, filters and searches, beside raw SQLite.

Run: python tests/bench/table.py [DIR] [--orders N]. The shop is built into DIR on the first run.
Targets: first rows under 100 ms, a jump anywhere under 50 ms. Exit code 1 where one is missed.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
from pathlib import Path

from measuring import arguments, big_shop, compare, percentile, tell, timed

from services.kernel.table_query import Filter, TableRequest
from services.orders.queries import ORDERS
from services.shop import Shop

COLUMNS = ("external_no", "status", "refund_status", "flag", "buyer", "title", "variant", "pieces", "paid", "channel",
           "ordered_at", "receiver", "province", "tracking_no", "buyer_note")  # fmt: skip
FIRST_MS, JUMP_MS = 100.0, 50.0
JUMPS = 200

RAW = """SELECT o.id, o.external_no, o.status, o.refund_status, o.flag, o.buyer, s.title, s.variant, s.pieces,
 o.paid_minor, c.name, o.ordered_at, o.receiver, o.province, o.tracking_no, o.buyer_note
 FROM orders o LEFT JOIN order_summary s ON s.order_id = o.id LEFT JOIN channel c ON c.id = o.channel_id
 ORDER BY o.ordered_at DESC, o.id DESC LIMIT 200"""


def requests(path: Path) -> dict[str, TableRequest]:
    """What people ask of the table; numbers are taken from an order in the middle of the shop."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as raw:
        middle = raw.execute(
            "SELECT id FROM orders WHERE channel_id = 1 AND id > (SELECT max(id) / 2 FROM orders) LIMIT 1"
        ).fetchone()[0]
        number, tail, title, buyer = raw.execute(
            "SELECT external_no, phone_tail, title, receiver FROM orders"
            " JOIN order_summary ON order_id = id WHERE id = ?",
            (middle,),
        ).fetchone()
        found = raw.execute("SELECT search FROM order_summary WHERE order_id = ?", (middle,)).fetchone()[0]
    letters = [word for word in found.split() if word.isascii() and word.isalpha()]
    wanted = {"as it opens": TableRequest()}
    for key in ("paid", "buyer", "status", "pieces", "title"):
        wanted[f"sort by {key}"] = TableRequest(sort=((key, False),))
    wanted["sort by paid, largest first"] = TableRequest(sort=(("paid", True),))
    for view in ("to_ship", "refunding", "unlinked", "unprinted", "completed"):
        wanted[f"view {view}"] = TableRequest(view=view)
    wanted["filter paid 50–60"] = TableRequest(filters=(Filter("paid", "between", ("5000", "6000")),))
    wanted["filter channel"] = TableRequest(filters=(Filter("platform", "is", ("shopify",)),))
    for name, typed in {
        "two characters of a product": title[-2:],
        "two characters of a name": buyer[:2],
        "pinyin initials": letters[0],
        "phone tail": tail,
        "start of an order number": number[:9],
        "end of an order number": number[-6:],
        "whole order number": number,
        "no such text": "zzzzqq",
    }.items():
        wanted[f"search {name}"] = TableRequest(search=typed)
    return wanted


def main() -> int:
    """Measure everything and say what misses its target."""
    options = arguments(__doc__ or "")
    path = big_shop(options.dir, options.orders)
    floor = raw_first_page(path)
    missed: list[str] = []
    with Shop.open(path, read_only=True) as shop:
        open_table(shop, TableRequest(view="to_ship"))  # the first statement of a process is compiled
        tell(f"{'':<36} {'first':>9} {'order':>9}  {'rows':>9}   (raw first page {floor:.1f} ms)")
        for name, request in requests(path).items():
            first, ready, rows = open_table(shop, request)
            tell(f"{name:<36} {first:7.1f} ms {ready:7.0f} ms {rows:9,}")
            if first > FIRST_MS:
                missed.append(f"{name}: first rows after {first:.0f} ms")
            if name == "as it opens":
                opened = first
        jumps = jump_times(shop)
        compare("first rows", opened, floor, "the same SELECT on sqlite3", f"< {FIRST_MS:.0f} ms")
        raw_jump = raw_jumps(path)
        compare(
            "jump, median", statistics.median(jumps), statistics.median(raw_jump), "page by ids", f"< {JUMP_MS:.0f} ms"
        )
        compare("jump, 99th percentile", percentile(jumps, 0.99), percentile(raw_jump, 0.99), "page by ids", "")
        if percentile(jumps, 0.99) > JUMP_MS:
            missed.append(f"jump p99 {percentile(jumps, 0.99):.0f} ms")
    for line in missed:
        tell(f"MISSED {line}")
    return 1 if missed else 0


def open_table(shop: Shop, request: TableRequest) -> tuple[float, float, int]:
    """(ms to the first rows, ms to the whole order with totals, how many rows)."""
    snapshot = None

    def first() -> None:
        nonlocal snapshot
        snapshot = shop.table(ORDERS, request, COLUMNS)
        snapshot.first.result()

    first_ms, _nothing = timed(first)
    assert snapshot is not None
    rest_ms, summary = timed(snapshot.ready.result)
    snapshot.close()
    return first_ms, first_ms + rest_ms, summary.count


def jump_times(shop: Shop) -> list[float]:
    """Milliseconds of each of many jumps to a random place."""
    snapshot = shop.table(ORDERS, TableRequest(), COLUMNS)
    rows = snapshot.ready.result().count
    drawn = random.Random(1)
    times = [timed(snapshot.fetch(drawn.randrange(rows), 100).result)[0] for _ in range(JUMPS)]
    snapshot.close()
    return times


def raw_first_page(path: Path) -> float:
    """The best of five: the first page as one plain statement."""
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as raw:
        return min(timed(lambda: raw.execute(RAW).fetchall())[0] for _ in range(5))


def raw_jumps(path: Path) -> list[float]:
    """A hundred neighbouring orders by id, at random places: less than any sorted table must do."""
    statement = RAW.replace("ORDER BY o.ordered_at DESC, o.id DESC LIMIT 200", "WHERE o.id BETWEEN ? AND ?")
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as raw:
        rows = raw.execute("SELECT max(id) FROM orders").fetchone()[0]
        drawn = random.Random(1)
        starts = [drawn.randrange(rows) for _ in range(JUMPS)]
        return [timed(lambda at=at: raw.execute(statement, (at, at + 99)).fetchall())[0] for at in starts]  # type: ignore[misc]


if __name__ == "__main__":
    raise SystemExit(main())
