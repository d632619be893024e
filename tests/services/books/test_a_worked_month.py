"""A month worked out by hand: three platforms, their funds, a courier's bill, a purchase, refunds; to the cent.

`tests/data/books/may/expected.csv` says every figure and how it was reckoned, without this program.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import Connection, select

from models.finance import Transaction
from models.orders import Order
from services import clock
from services.books.closing import close_month
from services.books.commands import draw
from services.books.statements import Kind, Level, Statement, statement
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.channels.commands import add as add_channel
from services.finance.categorising import PartDraft, split
from services.finance.commands import AccountDraft, add_account
from services.importing.service import ImportSession
from services.orders.kept_profit import order_profit
from services.purchasing import commands as purchasing
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import SupplierDraft, add_supplier, pay
from services.shop import Shop
from services.types import AccountKind, Flow, Platform
from tests.services.books.trading import put_transaction
from tests.services.filled import filled
from tests.services.purchasing.buying import line_ids

MAY = Path(__file__).parents[2] / "data" / "books" / "may"
DAYS = (date(2026, 5, 1), date(2026, 5, 31))
ORDERS = ("taobao_order_list", "taobao_orders", "pinduoduo_orders", "douyin_orders", "pinduoduo_aftersales")
BILLS = ("taobao_funds", "pinduoduo_bill", "douyin_funds", "yunda_bill")


@pytest.fixture(autouse=True)
def _in_june() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 6, 3, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


@pytest.fixture
def may(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Shop]:
    """The shop with everything of May in it."""
    for shop, _made in filled(request, tmp_path / "test.shop", _may):
        yield shop


def _may(shop: Shop) -> None:
    for name, platform in (("淘宝", Platform.TAOBAO), ("拼多多", Platform.PINDUODUO), ("抖音", Platform.DOUYIN)):
        shop.run(add_channel, name, platform)
    _buy(shop)
    _import(shop, ORDERS)
    _import(shop, BILLS)
    _bank(shop)


def _buy(shop: Shop) -> None:
    mug, bowl = (shop.run(add_sku, SkuDraft(code, code.title())).value for code in ("MUG", "BOWL"))
    supplier = shop.run(add_supplier, SupplierDraft("景德镇三号窑")).value
    lines = (PurchaseLineDraft(100, sku_id=mug, price_minor=800), PurchaseLineDraft(50, sku_id=bowl, price_minor=1250))
    purchase = shop.run(purchasing.add, PurchaseDraft(supplier, lines, freight_minor=5700)).value
    shop.run(purchasing.order, [purchase], date(2026, 5, 1))
    first, second = shop.ask(line_ids, purchase)
    entries = [ReceiptEntry(first, 100), ReceiptEntry(second, 50)]
    shop.run(receive, purchase, entries, received_at=datetime(2026, 5, 1, 2, tzinfo=UTC))
    shop.run(pay, supplier, 148200, date(2026, 5, 20), purchase_id=purchase)


def _import(shop: Shop, names: tuple[str, ...]) -> None:
    with ImportSession(shop) as session:
        for name in names:
            session.add(MAY / f"{name}.csv")
        session.submit_apply().result()


def _bank(shop: Shop) -> None:
    """What came and went at the bank, and the fees that Douyin kept back, as its file says beside the amount."""
    bank = shop.run(
        add_account, AccountDraft("ICBC", AccountKind.BANK, provider="bank_icbc", opening_minor=300000)
    ).value
    wallet = shop.ask(_account_of, "260505-607198974340001")
    day = date(2026, 5, 20)
    shop.run(put_transaction, bank, day, -148200, "supplier_payments")
    shop.run(put_transaction, bank, day, 6000, "transfers")
    shop.run(put_transaction, wallet, day, -6000, "transfers")
    shop.run(put_transaction, bank, date(2026, 5, 28), -50000, "rent")
    shop.run(draw, date(2026, 5, 30), bank, 30000)
    payout = shop.ask(_transaction_of, "6917926768823640001")
    parts = (PartDraft("order_income", 2990), PartDraft("platform_fee", -120), PartDraft("commission", -30))
    shop.run(split, payout, parts)


def _account_of(connection: Connection, order_no: str) -> int:
    t = Transaction.table().c
    return int(connection.execute(select(t.account_id).where(t.order_no == order_no).limit(1)).scalar_one())


def _transaction_of(connection: Connection, order_no: str) -> int:
    t = Transaction.table().c
    wanted = select(t.id).where(t.order_no == order_no, t.direction == Flow.IN)
    return int(connection.execute(wanted).scalar_one())


def expected(sheet: str) -> dict[str, int]:
    """The figures worked out by hand, in cents."""
    with (MAY / "expected.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["sheet"] == sheet]
    return {row["key"]: int(Decimal(row["amount"]) * 100) for row in rows}


def figures(found: Statement) -> dict[str, int]:
    """What a statement says, by account or label; money accounts and suppliers by their names."""
    rows = [row for row in found.rows if row.level is not Level.HEADING and row.minor]
    by_name = ("money:", "payable:")
    return {
        row.label if row.account is None or row.account.startswith(by_name) else row.account: row.minor or 0
        for row in rows
    }


def test_every_order_leaves_what_the_sheet_says(may: Shop) -> None:
    found = {}
    for order_id, number in may.ask(_orders):
        profit = may.ask(order_profit, order_id)
        assert profit is not None
        found[number] = profit.profit_minor
    assert found == expected("order")


def test_the_profit_and_loss_of_the_month(may: Shop) -> None:
    found = may.ask(statement, Kind.PROFIT_AND_LOSS, *DAYS)
    assert figures(found) == expected("profit")
    assert found.notes == ()


def test_the_balance_sheet_at_the_end_of_the_month(may: Shop) -> None:
    assert figures(may.ask(statement, Kind.BALANCE_SHEET, *DAYS)) == expected("sheet")


def test_orders_add_up_to_the_month(may: Shop) -> None:
    profit = expected("profit")
    assert sum(expected("order").values()) == profit["Gross profit"] - profit["freight"]
    may.run(close_month, "2026-05")
    assert figures(may.ask(statement, Kind.PROFIT_AND_LOSS, *DAYS)) == profit


def _orders(connection: Connection) -> list[tuple[int, str]]:
    orders = Order.table().c
    return [(row[0], row[1]) for row in connection.execute(select(orders.id, orders.external_no))]
