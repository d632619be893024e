"""Reads: what the books cannot know yet, counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, Select, func, or_, select

from models.enums.goods import MoveKind
from models.enums.money import LedgerClass
from models.enums.orders import OrderKind
from models.finance import Account, Reconciliation, Transaction, TransactionPart
from models.orders import Order, OrderLine
from models.reconcile import TransactionMatch
from models.stock_ledger import SkuStock, StockEntry
from services import settings
from services.books.chart import ChartAccount, categories
from services.books.of_money import COUNTS
from services.books.of_orders import IS_POSTED, LEFT_AT, within
from services.books.rules import OF_RECEIVABLE
from services.orders.kinds import KEPT_DEPOSIT

_entries = StockEntry.table()
_stock = SkuStock.table()
_t = Transaction.table()
_parts = TransactionPart.table()
_matches = TransactionMatch.table()
_accounts = Account.table()
_reconciled = Reconciliation.table()
_orders = Order.table()
_lines = OrderLine.table()
_A_DAY = timedelta(days=1)


def pieces_of_unknown_cost(connection: Connection, first: date | None, last: date | None) -> int:
    """Pieces that were sold on these days and whose cost nobody knows, or not yet."""
    c = _entries.c
    statement = select(func.coalesce(func.sum(c.unknown + c.pending), 0)).where(
        or_(c.unknown > 0, c.pending > 0), c.kind == MoveKind.SALE
    )
    return int(connection.execute(_between(statement, c.on, first, last)).scalar_one())


def uncategorised(connection: Connection, first: date | None, last: date | None) -> int:
    """Transactions of these days that move money and stand under nothing."""
    is_split = select(_parts.c.id).where(_parts.c.transaction_id == _t.c.id).exists()
    # Asked so that the few without a category are walked through, and not all lines of the days.
    day = func.coalesce(_t.c.happened_on, _t.c.happened_on)
    statement = select(func.count()).where(COUNTS, _t.c.category.is_(None), ~is_split)
    return int(connection.execute(_between(statement, day, first, last)).scalar_one())


def unmatched(connection: Connection, first: date, last: date) -> int:
    """Lines paid or refunded for orders that no order was found for."""
    is_matched = select(_matches.c.order_id).where(_matches.c.transaction_id == _t.c.id).exists()
    statement = select(func.count()).where(COUNTS, _t.c.category.in_(OF_RECEIVABLE), ~is_matched)
    return int(connection.execute(_between(statement, _t.c.happened_on, first, last)).scalar_one())


def orders_outside_the_ledger(connection: Connection, first: date, last: date) -> int:
    """Orders that left on these days and sold something the stock ledger knows nothing of."""
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    zone = settings.read(connection, settings.ZONE)
    entered = select(_entries.c.id).where(_entries.c.order_line_id == _lines.c.id, _entries.c.order_id == _orders.c.id)
    outside = select(_lines.c.id).where(_lines.c.order_id == _orders.c.id, _lines.c.is_closed.is_(False))
    statement = select(func.count()).where(
        IS_POSTED, within(LEFT_AT, days, zone), outside.where(~entered.exists()).exists()
    )
    return int(connection.execute(statement).scalar_one())


def _brings_income(account: ChartAccount) -> bool:
    return account.ledger_class is LedgerClass.INCOME and account.code not in OF_RECEIVABLE


def deposits_in_no_income(connection: Connection, first: date | None, last: date | None) -> int:
    """Presales of these days that were closed with their deposit kept, and whose money stands under no income yet."""
    incomes = [one.code for one in categories(connection, archived=True) if _brings_income(one)]
    of_order = _t.c.order_no == _orders.c.external_no
    line = select(_t.c.id).where(of_order, _t.c.category.in_(incomes), _t.c.amount_minor > 0)
    part = select(_parts.c.id).where(
        of_order, _parts.c.transaction_id == _t.c.id, _parts.c.category.in_(incomes), _parts.c.amount_minor > 0
    )
    is_presale = _orders.c.kind == OrderKind.PRESALE  # said beside the deposit too: few orders have a kind
    statement = select(func.count()).where(is_presale, KEPT_DEPOSIT > 0, ~line.exists(), ~part.exists())
    return int(connection.execute(_between(statement, _orders.c.ordered_on, first, last)).scalar_one())


def below_zero(connection: Connection) -> int:
    """Products of which more left than there was."""
    statement = select(func.count()).where(_stock.c.on_hand < 0, _stock.c.is_bundle.is_(False))
    return int(connection.execute(statement).scalar_one())


def unreconciled(connection: Connection, first: date, last: date) -> tuple[str, ...]:
    """The accounts that moved on these days and were not held against a statement through the last."""
    # The instants are a day wider than the days of any zone: by account and instant there is an index.
    begin, end = (datetime.combine(day, time.min, UTC) for day in (first - _A_DAY, last + 2 * _A_DAY))
    moved = select(_t.c.id).where(
        _t.c.account_id == _accounts.c.id, _t.c.happened_at >= begin, _t.c.happened_at < end,
        _t.c.happened_on >= first, _t.c.happened_on <= last,
    )  # fmt: skip
    done = select(_reconciled.c.id).where(_reconciled.c.account_id == _accounts.c.id, _reconciled.c.through >= last)
    statement = select(_accounts.c.name).where(moved.exists(), ~done.exists()).order_by(_accounts.c.id)
    return tuple(connection.execute(statement).scalars())


def _between(statement: Select[Any], column: Any, first: date | None, last: date | None) -> Select[Any]:
    if first is not None:
        statement = statement.where(column >= first)
    return statement if last is None else statement.where(column <= last)
