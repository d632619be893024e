"""After-sales at 100,000 cases: the first rows of every view, search, the key figures, one case, what is late.

Run: python tests/bench/cases.py [DIR] [--cases N]. The shop is built into DIR on the first run.
Target: everything a page asks for under 100 ms. Exit code 1 where one is missed.
"""

from __future__ import annotations

import argparse
import random
import time
from datetime import timedelta
from pathlib import Path

from measuring import ROOT, tell, timed

from models.columns import to_epoch_ms
from models.entities import Entity
from services import clock
from services.aftersales.queries import CASES, late, overview
from services.aftersales.views import case_view
from services.channels.commands import add as add_channel
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from services.types import CaseKind, CaseState, Platform

PAGE_MS = 100.0
BATCH = 20_000
OPEN_OF = 20  # one case in so many is still open
READ = ("external_no", "state", "kind", "title", "asked", "refunded", "reason", "deadline_at", "channel")


@command("bench.cases", N_("Make up cases"))
def made_up(uow: UnitOfWork, channel_id: int, first: int, count: int) -> None:
    """So many orders of one line, each with a case of one line; most of them are over."""
    drawn, now = random.Random(first), clock.now()
    orders, kinds = [], [str(kind) for kind in CaseKind]
    for number in range(first, first + count):
        at = now - timedelta(minutes=number % 700_000)
        orders.append(
            {
                "channel_id": channel_id, "external_no": f"O{number:012d}", "status": "shipped", "flag": "none",
                "refund_status": "none", "currency": "CNY", "paid_minor": 5_000, "ordered_at": to_epoch_ms(at),
                "ordered_on": at.date().isoformat(), "buyer": f"buyer_{number}", "is_damaged_no": 0,
            }
        )  # fmt: skip
    order_ids = uow.bulk_insert(Entity.ORDER, orders)
    cases = []
    for order_id, order in zip(order_ids, orders, strict=True):
        is_open = order_id % OPEN_OF == 0
        asked = to_epoch_ms(now) - drawn.randint(0, 400) * 86_400_000
        cases.append(
            {
                "channel_id": channel_id, "external_no": f"C{order_id:012d}", "order_no": order["external_no"],
                "order_id": order_id, "kind": kinds[order_id % len(kinds)], "currency": "CNY", "is_own": 1,
                "state": str(CaseState.WAITING_SELLER if is_open else CaseState.DONE), "title": "Mug", "quantity": 1,
                "reason": "Quality", "asked_minor": 1_000 + order_id % 900, "asked_at": asked,
                "refunded_minor": None if is_open else 1_000, "refunded_at": None if is_open else asked,
                "closed_at": None if is_open else asked, "deadline_at": asked + 172_800_000,
            }
        )  # fmt: skip
    case_ids = uow.bulk_insert(Entity.CASE, cases)
    lines = [{"case_id": case_id, "title": "Mug", "quantity": 1, "expected": 0} for case_id in case_ids]
    uow.bulk_insert(Entity.CASE_LINE, lines)


def built(folder: Path, cases: int) -> Path:
    """The shop in `folder`, made on the first call."""
    path = folder / f"cases-{cases}.shop"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    with Shop.create(path) as shop:
        channel = shop.run(add_channel, "A", Platform.TAOBAO).value
        for first in range(0, cases, BATCH):
            shop.run(made_up, channel, first, min(BATCH, cases - first))
    seconds = time.perf_counter() - began
    tell(f"built {cases:,} cases in {seconds:.0f} s, {seconds / cases * 1e6:.0f} µs a case")
    return path


def main() -> int:
    """Measure everything once the caches are warm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", nargs="?", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--cases", type=int, default=100_000)
    words = parser.parse_args()
    missed = 0
    by_deadline = (("deadline_at", False),)
    with Shop.open(built(words.dir, words.cases)) as shop:
        measured = (
            ("open cases by deadline", lambda: first_rows(shop, TableRequest(view="open", sort=by_deadline))),
            ("waiting for us", lambda: first_rows(shop, TableRequest(view="waiting_seller", sort=by_deadline))),
            ("all cases, newest first", lambda: first_rows(shop, TableRequest(sort=(("asked_at", True),)))),
            ("search for a number", lambda: first_rows(shop, TableRequest(search="C00000004711"))),
            ("key figures and counts", lambda: shop.ask(overview)),
            ("one case", lambda: shop.ask(case_view, 4_711 % words.cases + 1)),
            ("what is late", lambda: shop.ask(late, clock.now())),
        )  # fmt: skip
        for name, work in measured:
            work()
            spent = min(timed(work)[0] for _round in range(3))
            missed += spent > PAGE_MS
            tell(f"{name:<28} {spent:8.1f} ms  (at most {PAGE_MS:.0f})")
    return 1 if missed else 0


def first_rows(shop: Shop, request: TableRequest) -> None:
    """Open the list and read its first page."""
    snapshot = shop.table(CASES, request, READ)
    try:
        snapshot.first.result()
    finally:
        snapshot.close()


if __name__ == "__main__":
    raise SystemExit(main())
