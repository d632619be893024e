"""The books of a large shop: a statement of a month, of a year, a balance sheet, and what shipping one order costs.

Run: python tests/bench/books.py [DIR] [--orders N]. The shop is built into DIR on the first run.
Target: every statement under 300 ms at a million orders. Exit code 1 where one is missed.
"""

from __future__ import annotations

import statistics
from collections.abc import Callable
from datetime import date, timedelta

from measuring import arguments, big_shop, tell, timed
from sqlalchemy import Connection, func, select

from models.books import Posting
from models.orders import Order
from models.values import OrderStatus
from services.books.projections import LedgerPostings
from services.books.statements import Kind, statement
from services.integrity import rebuild
from services.orders.commands import set_status
from services.shop import Shop

STATEMENT_MS = 300.0
TIMES = 5


def main() -> int:
    """Measure, tell, and judge."""
    words = arguments(__doc__ or "")
    missed = 0
    with Shop.open(big_shop(words.dir, words.orders)) as shop:
        if shop.ask(_postings) == 0:
            took, _done = timed(lambda: shop.run(rebuild))
            tell(f"everything derived built again in {took / 1000:.1f} s")
        last = shop.ask(_last_day)
        month, year = (last - timedelta(days=30), last), (last - timedelta(days=364), last)
        for kind in Kind:
            for name, days in (("month", month), ("year", year)):
                missed += _judged(f"{kind} of a {name}", lambda kind=kind, days=days: shop.ask(statement, kind, *days))
        took, _found = timed(lambda: shop.ask(LedgerPostings().verify))
        tell(f"{shop.ask(_postings):,} postings checked in {took / 1000:.1f} s")
        paid = shop.ask(_a_paid_order)
        if paid is not None:
            took, _done = timed(lambda: shop.run(set_status, [paid], OrderStatus.SHIPPED))
            tell(f"shipping one order: {took:.0f} ms")
            shop.undo()
    return 1 if missed else 0


def _judged(name: str, work: Callable[[], object]) -> int:
    took = statistics.median(timed(work)[0] for _number in range(TIMES))
    tell(f"{name}: {took:.0f} ms (target {STATEMENT_MS:.0f})")
    return int(took > STATEMENT_MS)


def _postings(connection: Connection) -> int:
    return int(connection.execute(select(func.count()).select_from(Posting.table())).scalar_one())


def _last_day(connection: Connection) -> date:
    found: date = connection.execute(select(func.max(Posting.table().c.day))).scalar_one()
    return found


def _a_paid_order(connection: Connection) -> int | None:
    orders = Order.table().c
    return connection.execute(select(orders.id).where(orders.status == OrderStatus.PAID).limit(1)).scalar()


if __name__ == "__main__":
    raise SystemExit(main())
