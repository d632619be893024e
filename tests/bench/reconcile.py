"""Matching a month of fund lines to their orders, at a million orders and three million lines.

Run: python tests/bench/reconcile.py [DIR] [--orders N]. The shop is built into DIR on the first run, with about three
lines for every order, over three years. Target: everything a month's reconciliation asks, under 5 s. Exit code 1
where it is missed. The floor of a figure is the least a database has to do for it, asked without our program.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from fund_lines import money_shop
from measuring import arguments, compare, tell, timed, worked
from sqlalchemy import Connection, delete, func, insert, select

from models.finance import Transaction
from models.reconcile import TransactionMatch
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import Filter, TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.reconcile.duplicates import twins
from services.reconcile.linking import suggestions
from services.reconcile.matching import MATCH_COLUMNS, matches
from services.reconcile.receivables import channel_money, order_money_list
from services.reconcile.transfers import transfer_pairs
from services.shop import Shop

MONTH_MS = 5_000.0
COLUMNS = ("external_no", "channel", "ordered_on", "expected", "received", "gap", "reason", "age")
_JOIN = """
SELECT count(*) FROM account_transaction t JOIN orders o ON o.external_no = t.order_no
WHERE t.happened_on BETWEEN ? AND ?
"""


@command("bench.match_again", N_("Match a month again"))
def match_again(uow: UnitOfWork, first: date, last: date) -> int:
    """What an import of a month's lines costs in matching: they are taken out and found again."""
    t, kept = Transaction.table(), TransactionMatch.table()
    month = t.c.happened_on.between(first, last)
    uow.connection.execute(delete(kept).where(kept.c.transaction_id.in_(select(t.c.id).where(month))))
    done = uow.connection.execute(insert(kept).from_select(list(MATCH_COLUMNS), matches(month)))
    return done.rowcount


def main() -> int:
    """Measure; 1 where the target is missed."""
    asked = arguments(__doc__ or "")
    path = money_shop(asked.dir, asked.orders)
    with Shop.open(path, who="bench") as shop:
        last = shop.ask(_newest) - timedelta(days=60)
        first = last - timedelta(days=30)
        floor, lines = timed(lambda: _joined(path, first, last))
        tell(f"{lines:,} lines with a number from {first} to {last}")
        spent = used = 0.0
        for name, run in (
            ("match a month's lines", lambda: shop.run(match_again, first, last, dry_run=True)),
            ("expected and received per channel", lambda: shop.ask(channel_money, first, last)),
            ("first rows of the list", lambda: first_rows(shop, first, last)),
            ("orders for lines without a number", lambda: shop.ask(suggestions, first, last)),
            ("transfers", lambda: shop.ask(transfer_pairs, first, last)),
            ("lines told twice", lambda: shop.ask(twins, first, last)),
        ):
            milliseconds, (worked_ms, _value) = timed(partial(worked, run))
            spent, used = spent + milliseconds, used + worked_ms
            compare(name, milliseconds, floor, "the lines joined with their orders on sqlite3")
            tell(f"  {worked_ms:,.0f} ms of it processor time")
    tell(f"a month in all: {spent:,.0f} ms, {used:,.0f} ms of it processor time (target {MONTH_MS:,.0f} ms)")
    return int(spent > MONTH_MS)


def first_rows(shop: Shop, first: date, last: date) -> int:
    """Open the list of a month's open orders and read its first rows."""
    wanted = Filter("ordered_on", "between", (first.isoformat(), last.isoformat()))
    snapshot = shop.table(order_money_list(), TableRequest(view="open", filters=(wanted,)), COLUMNS)
    try:
        return len(snapshot.first.result())
    finally:
        snapshot.close()


def _joined(path: Path, first: date, last: date) -> int:
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as db:
        return int(db.execute(_JOIN, (first.isoformat(), last.isoformat())).fetchone()[0])


def _newest(connection: Connection) -> date:
    found: date = connection.execute(select(func.max(Transaction.table().c.happened_on))).scalar_one()
    return found


if __name__ == "__main__":
    raise SystemExit(main())
