"""Customers at 300,000: the counts of all views, segments, the first rows, search, one customer, suggestions.

Run: python tests/bench/customers.py [DIR] [--customers N]. The shop is built into DIR on the first run.
Targets: counts of every view and of a segment under 300 ms, first rows under 100 ms. Exit code 1 where one is missed.
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
from services import clock, text
from services.channels.commands import add as add_channel
from services.customers.cuts import Cuts
from services.customers.listing import customer_list
from services.customers.overview import count_of, overview, view_counts
from services.customers.queries import detail
from services.customers.suggestions import suggestions
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import Filter, TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.shop import Shop
from services.types import Platform

COUNT_MS, FIRST_MS = 300.0, 100.0
PER_CUSTOMER = 2
BATCH = 50_000


@command("bench.customers", N_("Make up customers"))
def made_up(uow: UnitOfWork, channel_id: int, first: int, count: int) -> None:
    """So many orders, two per customer on average, with one line each."""
    drawn, now = random.Random(first), clock.now()
    orders = []
    for number in range(first, first + count):
        at = now - timedelta(days=drawn.randint(0, 1_000))
        person = drawn.randint(0, 10**9)
        phone = f"138{number // PER_CUSTOMER % 10**8:08d}"
        orders.append(
            {
                "channel_id": channel_id, "external_no": f"{26:02d}{number:014d}", "status": "completed",
                "refund_status": "none", "flag": "none", "currency": "CNY", "paid_minor": 1_000 + person % 50_000,
                "refunded_minor": 500 if person % 20 == 0 else None, "ordered_at": to_epoch_ms(at),
                "ordered_on": at.date().isoformat(), "buyer": f"buyer_{number // PER_CUSTOMER}", "phone": phone,
                "phone_tail": phone[-4:], "receiver": "Li", "province": "Zhejiang", "city": "Hangzhou",
                "is_damaged_no": 0,
            }
        )  # fmt: skip
    ids = uow.bulk_insert(Entity.ORDER, orders)
    code = [f"G{number % 200:03d}" for number in range(200)]
    lines = [
        {"order_id": order_id, "position": 1, "title": "Goods", "code": code[order_id % 200],
         "code_key": text.key(code[order_id % 200]), "quantity": 1, "is_closed": 0, "refund_status": "none"}
        for order_id in ids
    ]  # fmt: skip
    uow.bulk_insert(Entity.ORDER_LINE, lines)


def built(folder: Path, customers: int) -> Path:
    """The shop in `folder`, made on the first call."""
    path = folder / f"customers-{customers}.shop"
    if path.exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    began, orders = time.perf_counter(), customers * PER_CUSTOMER
    with Shop.create(path) as shop:
        channel = shop.run(add_channel, "A", Platform.TAOBAO).value
        for first in range(0, orders, BATCH):
            shop.run(made_up, channel, first, min(BATCH, orders - first))
    seconds = time.perf_counter() - began
    tell(f"built {customers:,} customers in {seconds:.0f} s, {seconds / orders * 1e6:.0f} µs an order")
    return path


def main() -> int:
    """Measure everything once the caches are warm."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", nargs="?", type=Path, default=ROOT / "build" / "bench")
    parser.add_argument("--customers", type=int, default=300_000)
    words = parser.parse_args()
    today, cuts = clock.now().date(), Cuts()
    missed = 0
    bought = (Filter("bought", "contains", ("G001",)), Filter("not_bought", "contains", ("G002",)))
    scored = (Filter("r", "in", ("5", "4")), Filter("m", "in", ("5",)))
    with Shop.open(built(words.dir, words.customers)) as shop:
        someone = shop.ask(lambda c: c.execute(customer_list(today).base.select().limit(1)).one())[0]
        measured = (
            ("counts of all views", COUNT_MS, lambda: shop.ask(view_counts, today, cuts)),
            ("segment: bought A, not B", COUNT_MS,
             lambda: shop.ask(count_of, TableRequest(filters=bought), today, cuts)),
            ("segment: RFM", COUNT_MS, lambda: shop.ask(count_of, TableRequest(filters=scored), today, cuts)),
            ("first rows", FIRST_MS, lambda: first_rows(shop, TableRequest())),
            ("first rows by money", FIRST_MS, lambda: first_rows(shop, TableRequest(sort=(("net", True),)))),
            ("search for a name", 4 * FIRST_MS, lambda: first_rows(shop, TableRequest(search="buyer_77"))),
            ("one customer", FIRST_MS, lambda: shop.ask(detail, someone)),
            ("overview", 4 * COUNT_MS, lambda: shop.ask(overview)),
            ("suggestions", 20 * COUNT_MS, lambda: shop.ask(suggestions)),
        )  # fmt: skip
        for name, most, work in measured:
            work()
            spent = min(timed(work)[0] for _round in range(3))
            missed += spent > most
            tell(f"{name:<28} {spent:8.1f} ms  (at most {most:.0f})")
    return 1 if missed else 0


def first_rows(shop: Shop, request: TableRequest) -> None:
    """Open the list and read its first page."""
    snapshot = shop.table(customer_list(clock.now().date()), request, ("name", "orders", "net", "last_on"))
    try:
        snapshot.first.result()
    finally:
        snapshot.close()


if __name__ == "__main__":
    raise SystemExit(main())
