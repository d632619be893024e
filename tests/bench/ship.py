"""Orders shipped, one at a time and all that wait in one go, beside the same rows by hand, and beside Tryton.

Works on a copy of the shop. Tryton is asked where a Python that has it is named in ZHANGGUI_BENCH_TRYTON or lies in
DIR/tryton/bin/python; it is no part of this program.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import statistics
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import by_hand
from lines import Given, Line, Took, read_from_disk, took
from measuring import percentile

from services import memory
from services.kernel.readiness import make_ready_to_write
from services.orders.commands import set_tracking
from services.shop import Shop

SINGLES, MANY = 50, 2_000
TIMES, MANY_MS = 5.0, 3_000.0
LEAST = "the same rows by hand, one transaction"


def waiting(path: Path) -> list[int]:
    """Orders that can be shipped."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        rows = raw.execute(
            "SELECT id FROM orders WHERE status = 'paid' AND refund_status = 'none' AND hold_code IS NULL ORDER BY id"
        )
        return [row[0] for row in rows]


def measure(given: Given) -> list[Line]:
    """Ship, take back, ship all of them, take that back, and then by hand."""
    memory.collect_seldom()  # as the program does
    with tempfile.TemporaryDirectory(dir=given.folder) as folder:
        path = Path(folder) / given.shop.name
        shutil.copyfile(given.shop, path)
        ids = waiting(path)
        few, many = ids[: min(SINGLES, len(ids) // 2)], ids[:MANY]
        with Shop.open(path, who="bench") as shop:
            make_ready_to_write()  # as the window does while it is quiet after its start
            singles = [_single(shop, one) for one in few]
            folded = took(lambda: shop.submit_fold().result())
            for _time in few:
                shop.undo()
            at_once, undone = took(lambda: _ship(shop, many)), took(shop.undo)
        hand = by_hand.parcels(path, many)
        raw, raw_folded = by_hand.shipped(path, [[one] for one in hand[: len(few)]])
        (raw_many,), _folded = by_hand.shipped(path, [hand[len(few) :]])
    return [
        *_one(singles, raw, tryton(given.folder)),
        Line(f"the log of those {len(few)} folded into the file, once it is quiet", folded.clock, busy=folded.busy,
             floor=raw_folded.clock, floor_busy=raw_folded.busy, least=LEAST),
        *_all(len(many), at_once, undone, raw_many),
    ]  # fmt: skip


def _ship(shop: Shop, order_ids: list[int]) -> object:
    return shop.run(set_tracking, [(one, "SF Express", f"SF{one:012d}") for one in order_ids], mark_shipped=True)


def _single(shop: Shop, order_id: int) -> Took[float]:
    """One order; its value are the megabytes that came from the disk for it."""
    before = read_from_disk()
    done = took(lambda: _ship(shop, [order_id]))
    return Took(done.clock, done.busy, read_from_disk() - before)


def _one(ours: list[Took[float]], raw: list[Took[None]], peer: float | None) -> list[Line]:
    busy = [statistics.mean(one.busy for one in some) for some in (ours[1:], raw)]
    instead = (
        "Tryton, a sale confirmed, processed, shipped" if peer else "Tryton is not installed here, or not ready in time"
    )
    clocks, floors = [one.clock for one in ours], [one.clock for one in raw]
    late = [percentile([one.busy for one in some], 0.95) for some in (ours[1:], raw)]
    slowest = sorted(ours[1:], key=lambda one: -one.clock)[:3]
    each = ", ".join(
        f"{one.clock:.0f} ms ({one.busy:.0f} of the processor, {one.value:.1f} MB from the disk)" for one in slowest
    )
    return [
        Line("one order shipped, median", statistics.median(clocks), busy=busy[0], floor=statistics.median(floors),
             floor_busy=busy[1], least=LEAST, times=TIMES, peer=peer, instead=instead),
        Line("one order shipped, 95th percentile", percentile(clocks, 0.95), busy=late[0],
             floor=percentile(floors, 0.95), floor_busy=late[1], least=LEAST, times=TIMES,
             note=f"the slowest after the first: {each}"),
        Line("the first order shipped after the start", clocks[0], busy=ours[0].busy, floor=floors[0], least=LEAST),
    ]  # fmt: skip


def _all(count: int, ours: Took[object], undone: Took[object], raw: Took[None]) -> list[Line]:
    return [
        Line(f"{count:,} orders shipped in one go", ours.clock, busy=ours.busy, floor=raw.clock, floor_busy=raw.busy,
             least=LEAST, most=MANY_MS),
        Line(f"undo of those {count:,}", undone.clock, busy=undone.busy),
    ]  # fmt: skip


def tryton(folder: Path) -> float | None:
    """Milliseconds of one sale in Tryton; None where it is not installed, or its database not made in time."""
    named = os.environ.get("ZHANGGUI_BENCH_TRYTON") or str(folder.parent / "tryton" / "bin" / "python")
    if not Path(named).exists():
        return None
    script = str(Path(__file__).with_name("tryton_sale.py"))
    try:
        done = subprocess.run(
            [named, script, str(folder.parent)], stdout=subprocess.PIPE, text=True, timeout=300, check=False
        )
    except subprocess.TimeoutExpired:  # its database is made on the first run, which takes minutes on a busy computer
        return None
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None
