"""The books of a large shop: a statement of a month, of a year, a balance sheet, and what shipping one order costs.

Run: python tests/bench/books.py [DIR] [--orders N]. The shop is built into DIR on the first run.
Target: every statement under 300 ms at a million orders and three million fund lines. Exit code 1 where one is missed.
The floor is the sum of the postings of a year by account, on sqlite3 alone.
"""

from __future__ import annotations

import sqlite3
import statistics
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from fund_lines import money_shop
from measuring import arguments, compare, tell, timed, worked
from sqlalchemy import Connection, func, select

from models.books import Posting
from models.enums.orders import OrderStatus
from models.orders import Order
from services.books.projections import LedgerPostings
from services.books.statements import Kind, statement
from services.books.taking_out import taking_out
from services.integrity import rebuild
from services.orders.commands import set_status
from services.owing.forecast import cash_forecast
from services.shop import Shop
from services.tax.income import income_sheet
from services.tax.vat import vat_sheet
from services.today.money_waits import money_waits

STATEMENT_MS = 300.0
TIMES = 5
_SUMS = "SELECT account, sum(home_minor) FROM ledger_posting WHERE day BETWEEN ? AND ? GROUP BY account"


def main() -> int:
    """Measure, tell, and judge."""
    words = arguments(__doc__ or "")
    missed = 0
    path = money_shop(words.dir, words.orders)
    with Shop.open(path) as shop:
        if shop.ask(_postings) == 0:
            took, _done = timed(lambda: shop.run(rebuild))
            tell(f"everything derived built again in {took / 1000:.1f} s")
        last = shop.ask(_last_day)
        month, year = (last - timedelta(days=30), last), (last - timedelta(days=364), last)
        floor = statistics.median(timed(lambda: _summed(path, year))[0] for _number in range(TIMES))
        for kind in Kind:
            for name, days in (("month", month), ("year", year)):
                ask = partial(shop.ask, statement, kind, *days)
                missed += _judged(f"{kind} of a {name}", ask, floor)
        missed += _judged("VAT of a year", partial(shop.ask, vat_sheet, last.year), floor)
        missed += _judged("income-tax sheet", partial(shop.ask, income_sheet, last.year), floor)
        missed += _judged("what may be taken out", partial(shop.ask, taking_out), floor)
        missed += _judged("money of the next 90 days", partial(shop.ask, cash_forecast), floor)
        missed += _judged("the money that waits, for Today", partial(shop.ask, money_waits, last), floor)
        took, _found = timed(lambda: shop.ask(LedgerPostings().verify))
        tell(f"{shop.ask(_postings):,} postings checked in {took / 1000:.1f} s")
        paid = shop.ask(_a_paid_order)
        if paid is not None:
            took, _done = timed(lambda: shop.run(set_status, [paid], OrderStatus.SHIPPED))
            tell(f"shipping one order: {took:.0f} ms")
            shop.undo()
    return 1 if missed else 0


def _judged(name: str, work: Callable[[], object], floor: float) -> int:
    runs = [timed(partial(worked, work)) for _number in range(TIMES)]
    took, used = statistics.median(one[0] for one in runs), statistics.median(one[1][0] for one in runs)
    compare(name, took, floor, "a year's sums", f"{STATEMENT_MS:.0f} ms")
    tell(f"  {used:,.0f} ms of it processor time")
    return int(took > STATEMENT_MS)


def _summed(path: Path, days: tuple[date, date]) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return len(db.execute(_SUMS, [day.isoformat() for day in days]).fetchall())


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
