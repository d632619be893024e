"""Random histories of a shop: after every step the books balance and agree with orders, stock, money and suppliers."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, func, select

from models.enums.goods import MoveKind
from models.enums.orders import OrderStatus, RefundStatus
from models.journal import Operation
from models.orders import Order
from models.stock_ledger import SkuStock, StockEntry
from services import clock
from services.books import commands as books
from services.books.commands import EntryDraft, EntryLine
from services.books.lines import summed
from services.books.of_orders import INCOME, IS_POSTED
from services.books.projections import LedgerPostings
from services.errors import AppError
from services.finance.queries import accounts
from services.orders.profit_columns import SUBSIDY
from services.purchasing import commands as purchasing
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.payables import payables
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import pay
from services.shop import Shop
from services.stock.projections import StockLedger
from tests.examples import examples
from tests.services.books.trading import Trader, added, charge, put_transaction, refund, send, spend, stocked, trader
from tests.services.purchasing.buying import line_ids

NOW = datetime(2026, 5, 10, 4, tzinfo=UTC)
_STEPS = (
    "order", "order", "gift", "unknown", "ship_again", "take_back", "close", "refund", "late_refund", "no_refund",
    "subsidy", "all_back",
    "income", "fee", "rent", "unsorted", "foreign", "rate", "purchase", "pay", "charge", "ads", "entry",
    "undo", "undo_any", "redo",
)  # fmt: skip
_CATEGORIES = {"income": "order_income", "fee": "platform_fee", "rent": "rent", "unsorted": None}
_STEP = st.tuples(st.sampled_from(_STEPS), st.integers(0, 50), st.integers(1, 9999))


@pytest.fixture(scope="module")
def begun() -> Iterator[tuple[Path, Trader]]:
    """A shop with stock and accounts, to be copied for every history."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as name:
        path = Path(name) / "begun.shop"
        clock.set_source(lambda: NOW)
        with Shop.create(path, who="tests") as shop:
            made = trader(shop)
            stocked(made)
        clock.set_source(None)
        yield path, made


@pytest.mark.exhaustive
@pytest.mark.long
@settings(max_examples=examples(6, 12), deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(_STEP, min_size=4, max_size=14))
def test_any_history_balances(begun: tuple[Path, Trader], steps: list[tuple[str, int, int]]) -> None:
    source, template = begun
    path = source.with_name("history.shop")
    shutil.copyfile(source, path)
    clock.set_source(lambda: NOW)
    try:
        with Shop.open(path, who="tests") as shop:
            made = Trader(shop, *(getattr(template, name) for name in Trader.__dataclass_fields__ if name != "shop"))
            set_up = shop.ask(_newest)  # accounts and channels stay: the steps know them by their ids
            for step, which, value in steps:
                with suppress(AppError):
                    _take(made, step, which, value, set_up)
                shop.ask(require_sound, made)
    finally:
        clock.set_source(None)
        path.unlink()


def _take(made: Trader, step: str, which: int, value: int, set_up: int) -> None:
    run, day = made.shop.run, date(2026, 3, 5) + timedelta(days=which)
    orders = made.shop.ask(_order_ids)
    order = orders[which % len(orders)] if orders else 0
    account = (made.bank, made.wallet)[which % 2]
    sku = ("CUP", "POT")[value % 2]
    if step == "order":
        made.sold(day, paid=value, pieces=1 + which % 3, sku=sku, channel=(made.taobao, made.pinduoduo)[which % 2])
    elif step == "unknown":
        made.sold(day, paid=None, sku=sku)
    elif step == "gift":
        made.sold(day, paid=0, sku=sku)
    elif step == "ship_again" and order:
        run(send, order, day, OrderStatus.COMPLETED)
    elif step == "take_back" and order:
        run(send, order, day, OrderStatus.PAID)
    elif step == "close" and order:
        run(send, order, day, OrderStatus.CLOSED)
    elif step in ("refund", "late_refund", "no_refund") and order:
        run(refund, order, None if step == "no_refund" else value, day if step == "late_refund" else None)
    elif step in ("subsidy", "all_back") and order:
        run(added, order, value, RefundStatus.REFUNDED if step == "all_back" else RefundStatus.PARTIAL)
    elif step in _CATEGORIES:
        run(put_transaction, account, day, value if step == "income" else -value, _CATEGORIES[step])
    elif step == "foreign":
        run(put_transaction, account, day, value, "other_income", currency="USD")
    elif step == "rate":
        run(books.set_rate, "USD", day, 6_000_000 + value)
    elif step == "purchase":
        _buy(made, 1 + which % 5, value if which % 3 else None)
    elif step == "pay":
        run(pay, made.supplier, value, day)
    elif step == "charge":
        run(charge, day, value)
    elif step == "ads":
        run(spend, made.taobao, day, value if which % 4 else None)
    elif step == "entry":
        lines = (EntryLine("rent", value), EntryLine("wages_payable", -value))
        run(books.add_entry, EntryDraft(day, "by hand", lines))
    elif step == "redo":
        made.shop.redo()
    elif step in ("undo", "undo_any"):
        wanted = made.shop.ask(_newest) - (which % 4 if step == "undo_any" else 0)
        if wanted > set_up:
            made.shop.undo(None if step == "undo" else wanted)


def _buy(made: Trader, pieces: int, price: int | None) -> None:
    draft = PurchaseDraft(made.supplier, (PurchaseLineDraft(pieces, sku_id=made.cup, price_minor=price),))
    purchase = made.shop.run(purchasing.add, draft).value
    made.shop.run(purchasing.order, [purchase])
    (line,) = made.shop.ask(line_ids, purchase)
    made.shop.run(receive, purchase, [ReceiptEntry(line, pieces)])


def _order_ids(connection: Connection) -> list[int]:
    return list(connection.execute(select(Order.table().c.id)).scalars())


def _newest(connection: Connection) -> int:
    return int(connection.execute(select(func.max(Operation.table().c.id))).scalar_one())


def require_sound(connection: Connection, made: Trader) -> None:
    """Debits are credits, and every account agrees with the sub-ledger it stands for."""
    assert LedgerPostings().verify(connection) == []
    assert StockLedger().verify(connection) == []
    found = summed(connection)
    assert all(isinstance(part, int) for one in found.values() for part in one)
    assert sum(one[1] for one in found.values()) == 0
    home = {account: sum(one[1] for key, one in found.items() if key[0] == account) for account, _currency in found}
    stock, entries, orders = SkuStock.table().c, StockEntry.table().c, Order.table().c
    value = select(func.coalesce(func.sum(stock.value_minor), 0)).where(stock.is_bundle.is_(False))
    assert home.get("stock", 0) == connection.execute(value).scalar_one()
    sold = select(func.coalesce(func.sum(entries.value_minor - entries.late_minor), 0)).where(
        entries.kind == MoveKind.SALE
    )
    assert home.get("goods_at_cost", 0) == -connection.execute(sold).scalar_one()
    sums = [func.coalesce(func.sum(amount), 0) for amount in (INCOME, orders.refunded_minor, SUBSIDY)]
    income, refunded, subsidy = connection.execute(select(*sums).where(IS_POSTED)).one()
    assert (-home.get("sales", 0), home.get("refunds", 0)) == (income, refunded)
    assert -home.get("platform_subsidy", 0) == subsidy, "as the profits of these orders have it"
    for account in accounts(connection):
        assert found.get((f"money:{account.id}", account.currency), (0, 0))[0] == account.balance_minor
    owed = sum(one.owed_minor for one in payables(connection, date(2026, 5, 10)) if one.supplier_id == made.supplier)
    assert -home.get(f"payable:{made.supplier}", 0) == owed
