"""The generated shop with the fund lines of its orders: about three for each, on one account for each channel.

The lines are written by the database itself, without a journal, and what is derived from them is then built once: an
import of three million lines would take an hour and measure nothing that `reconcile.py` and `books.py` ask for.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

from measuring import big_shop, tell, timed
from sqlalchemy import Connection, func, select

from models.channels import Channel
from models.enums.money import AccountKind
from models.enums.orders import Platform
from models.finance import Account, Transaction
from services.books.commands import set_rate
from services.books.projections import LedgerPostings
from services.finance.money_days import MoneyDays
from services.i18n import N_
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.reconcile.projections import OrderMatches
from services.shop import Shop

_WALLETS = {
    Platform.TAOBAO: ("alipay_merchant", AccountKind.ALIPAY),
    Platform.PINDUODUO: ("pinduoduo", AccountKind.PLATFORM_WALLET),
    Platform.XIAOHONGSHU: ("xiaohongshu", AccountKind.PLATFORM_WALLET),
}
_CACHE = "PRAGMA cache_size = -1000000"
_DAY_MS = 86_400_000
# (place, amount, category, days after the payment, which orders)
_PARTS = (
    (0, "o.paid_minor", "order_income", 2, "1"),
    (1, "-(o.paid_minor / 100 + 1)", "platform_fee", 2, "1"),
    (2, "-(o.paid_minor / 50 + 1)", "commission", 2, "1"),
    (3, "-o.refunded_minor", "order_refund", 7, "o.refunded_minor > 0"),
    (4, "-50", "freight_insurance", 3, "o.id % 8 = 0"),
)
# Every 50th settled order is told without its number: somebody has to say which it is.
_LINES = """
INSERT INTO account_transaction (version, account_id, natural_key, happened_at, happened_on, direction, amount_minor,
                                 currency, order_no, category, sorted_by)
SELECT 1, a.id, o.id || '-{place}', o.paid_at + {later}, date((o.paid_at + {later}) / 1000, 'unixepoch'),
       CASE WHEN {amount} > 0 THEN 'in' ELSE 'out' END, {amount}, o.currency,
       CASE WHEN o.id % 50 OR {place} THEN o.external_no END, '{category}', 'default'
FROM orders o JOIN channel c ON c.id = o.channel_id JOIN account a ON a.name = c.name
WHERE o.paid_minor > 0 AND o.paid_at IS NOT NULL AND {condition}
"""
_NEXT_ID = "INSERT OR REPLACE INTO id_counter SELECT 'transaction', max(id) + 1 FROM account_transaction"
_INDEXES = "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'account_transaction' AND sql <> ''"


def money_shop(folder: Path, orders: int) -> Path:
    """The generated shop of `folder`, its fund lines with it; both are made on the first call."""
    path = big_shop(folder, orders)
    with Shop.open(path, who="bench") as shop:
        is_made = bool(shop.ask(line_count))
        if not is_made:
            shop.run(set_rate, "USD", date(2015, 1, 1), 7_000_000)
            shop.run(make_accounts)
    if not is_made:
        took, count = timed(lambda: _write(path))
        tell(f"{count:,} fund lines written in {took / 1000:.0f} s")
        with Shop.open(path, who="bench") as shop:
            shop.run(derive)
    return path


def line_count(connection: Connection) -> int:
    """How many transactions there are."""
    return int(connection.execute(select(func.count()).select_from(Transaction.table())).scalar_one())


@command("bench.accounts", N_("Make up an account for each channel"))
def make_accounts(uow: UnitOfWork) -> None:
    """An account of the name of every channel."""
    c = Channel.table().c
    for name, platform, currency in uow.connection.execute(select(c.name, c.platform, c.currency)).all():
        provider, kind = _WALLETS.get(platform, (None, AccountKind.BANK))
        uow.add(Account(name=name, kind=kind, currency=currency, provider=provider, opening_minor=0, is_archived=False))


@command("bench.derive", N_("Build what fund lines are derived to"))
def derive(uow: UnitOfWork) -> None:
    """Match every line and post everything again; the account is there because a step without a change is not kept."""
    uow.connection.exec_driver_sql(_CACHE)
    uow.add(Account(name="Cash", kind=AccountKind.CASH, currency="CNY", opening_minor=0, is_archived=False))
    uow.flush()
    for projection in (MoneyDays(), OrderMatches(), LedgerPostings()):
        took, _done = timed(partial(projection.rebuild, uow.connection, uow.task))
        tell(f"{projection.name} built in {took / 1000:.0f} s")


def _write(path: Path) -> int:
    """What came in for paid orders, what was taken, and what was paid back; the indexes are made anew at the end."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        db.execute(_CACHE)
        indexes = db.execute(_INDEXES).fetchall()
        db.execute("BEGIN")
        for name, _sql in indexes:
            db.execute(f'DROP INDEX "{name}"')
        for place, amount, category, days, condition in _PARTS:
            values = {"place": place, "amount": amount, "category": category, "condition": condition}
            db.execute(_LINES.format(**values, later=days * _DAY_MS))
        for _name, sql in indexes:
            db.execute(sql)
        db.execute(_NEXT_ID)
        db.execute("COMMIT")
        return int(db.execute("SELECT count(*) FROM account_transaction").fetchone()[0])
