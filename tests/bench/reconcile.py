"""Matching a month of fund lines to their orders, at a million orders and three million lines.

Run: python tests/bench/reconcile.py [DIR] [--orders N]. The shop is built into DIR on the first run, with three
lines for every order, over three years. Target: everything a month's reconciliation asks, under 5 s. Exit code 1
where it is missed.
"""

from __future__ import annotations

import argparse
from datetime import date, timedelta
from pathlib import Path

from measuring import ROOT, tell, timed
from sqlalchemy import delete, insert, select

from models.channels import Channel
from models.columns import to_epoch_ms
from models.entities import Entity
from models.finance import Account, Transaction
from models.reconcile import TransactionMatch
from models.values import AccountKind, Platform
from services import clock
from services.i18n import N_
from services.kernel.command import command
from services.kernel.table_query import Filter, TableRequest
from services.kernel.unit_of_work import UnitOfWork
from services.reconcile.linking import suggestions
from services.reconcile.matching import MATCH_COLUMNS, matches
from services.reconcile.receivables import channel_money, order_money_list
from services.reconcile.transfers import transfer_pairs
from services.shop import Shop

MONTH_MS = 5_000.0
DAYS = 1_095
BATCH = 50_000
COLUMNS = ("external_no", "channel", "ordered_on", "expected", "received", "gap", "reason", "age")


@command("bench.money_world", N_("Make up a channel and an account"))
def found(uow: UnitOfWork) -> tuple[int, int]:
    """The channel and the account everything belongs to."""
    channel = Channel(name="Taobao", platform=Platform.TAOBAO, currency="CNY", zone="Asia/Shanghai")
    uow.add(channel)
    account = Account(
        name="Alipay", kind=AccountKind.ALIPAY, currency="CNY", provider="alipay_merchant", opening_minor=0,
        is_archived=False,
    )  # fmt: skip
    uow.add(account)
    uow.flush()
    return channel.id, account.id


@command("bench.money_rows", N_("Make up orders and their money"))
def made_up(uow: UnitOfWork, world: tuple[int, int], first: int, count: int, total: int) -> None:
    """Orders with a payment, a fee and, every tenth, a refund; every twentieth is not paid yet."""
    channel, account = world
    begin = clock.now() - timedelta(days=DAYS)
    orders, lines = [], []
    for number in range(first, first + count):
        at = begin + timedelta(days=DAYS * number / total)
        paid, told = 1_000 + number % 9_000, at + timedelta(days=2)
        no = f"{2_000_000_000 + number}"
        orders.append(
            {"channel_id": channel, "external_no": no, "status": "completed", "refund_status": "none", "flag": "none",
             "currency": "CNY", "paid_minor": paid, "total_minor": paid, "ordered_at": to_epoch_ms(at),
             "ordered_on": at.date().isoformat(), "paid_at": to_epoch_ms(at), "is_damaged_no": 0}
        )  # fmt: skip
        parts = [
            (paid, "order_income"),
            (-paid // 100, "platform_fee"),
            (-500, "order_refund" if number % 10 else None),
        ]
        for place, (amount, category) in enumerate(parts if number % 20 else parts[1:]):
            lines.append(
                {"account_id": account, "natural_key": f"{number}-{place}", "happened_at": to_epoch_ms(told),
                 "happened_on": told.date().isoformat(), "direction": "in" if amount > 0 else "out",
                 "amount_minor": amount, "currency": "CNY", "order_no": no if place < 2 or number % 3 else None,
                 "category": category, "sorted_by": "default"}
            )  # fmt: skip
    uow.bulk_insert(Entity.ORDER, orders)
    uow.bulk_insert(Entity.TRANSACTION, lines)


@command("bench.match_again", N_("Match a month again"))
def match_again(uow: UnitOfWork, first: date, last: date) -> int:
    """What an import of a month's lines costs in matching: they are taken out and found again."""
    t, kept = Transaction.table(), TransactionMatch.table()
    month = t.c.happened_on.between(first, last)
    uow.connection.execute(delete(kept).where(kept.c.transaction_id.in_(select(t.c.id).where(month))))
    done = uow.connection.execute(insert(kept).from_select(list(MATCH_COLUMNS), matches(month)))
    return done.rowcount


def build(path: Path, orders: int) -> None:
    """The shop, in batches."""
    with Shop.create(path, who="bench") as shop:
        world = shop.run(found).value
        for first in range(0, orders, BATCH):
            shop.run(made_up, world, first, min(BATCH, orders - first), orders)


def main() -> int:
    """Measure; 1 where the target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("dir", nargs="?", type=Path, default=ROOT / "build" / "bench-reconcile")
    parser.add_argument("--orders", type=int, default=1_000_000)
    asked = parser.parse_args()
    asked.dir.mkdir(parents=True, exist_ok=True)
    path = asked.dir / f"money-{asked.orders}.shop"
    if not path.exists():
        build(path, asked.orders)
    last = clock.now().date() - timedelta(days=60)
    first = last - timedelta(days=30)
    with Shop.open(path, who="bench") as shop:
        spent = 0.0
        for name, run in (
            ("match a month's lines", lambda: shop.run(match_again, first, last, dry_run=True)),
            ("expected and received per channel", lambda: shop.ask(channel_money, first, last)),
            ("first rows of the list", lambda: first_rows(shop, first, last)),
            ("orders for lines without a number", lambda: shop.ask(suggestions, first, last)),
            ("transfers", lambda: shop.ask(transfer_pairs, first, last)),
        ):
            milliseconds, _value = timed(run)
            spent += milliseconds
            tell(f"{name}: {milliseconds:,.0f} ms")
    tell(f"a month in all: {spent:,.0f} ms (target {MONTH_MS:,.0f} ms)")
    return int(spent > MONTH_MS)


def first_rows(shop: Shop, first: date, last: date) -> int:
    """Open the list of a month's open orders and read its first rows."""
    wanted = Filter("ordered_on", "between", (first.isoformat(), last.isoformat()))
    snapshot = shop.table(order_money_list(), TableRequest(view="open", filters=(wanted,)), COLUMNS)
    try:
        return len(snapshot.first.result())
    finally:
        snapshot.close()


if __name__ == "__main__":
    raise SystemExit(main())
