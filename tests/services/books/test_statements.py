"""Statements of a small month, figure by figure, and the way from a figure to its documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from models.aftersales import Case
from models.enums.aftersales import CaseKind, CaseState
from models.enums.goods import MoveKind
from models.finance import Transaction
from models.orders import Order
from services import clock, settings
from services.aftersales.drafts import CaseDraft
from services.aftersales.money import agree
from services.aftersales.opening import open_case
from services.aftersales.paying import pay as pay_case
from services.books import commands as books
from services.books.documents import account_ledger, documents
from services.books.lines import summed
from services.books.notes import missing_goods
from services.books.statements import Kind, Level, Statement, statement
from services.books.taking_out import taking_out
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.finance.categorising import PartDraft, split
from services.finance.commands import AccountDraft, add_account
from services.i18n import N_
from services.integrity import check
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.messages import render
from services.orders.commands import set_refund, set_status
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.orders.kept_profit import order_profit
from services.purchasing import commands as purchasing
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import pay
from services.shop import Shop
from services.stock.commands import adjust_by, scrap
from services.stock.commands import receive as receive_goods
from services.stock.keeping import allow_below_zero
from services.stock.levels import Spot
from services.tax.income import income_sheet
from services.tax.sales import sales_by_month
from services.types import LedgerClass, OrderKind, OrderStatus, PostingSource, RefundStatus
from tests.services.books.trading import Trader, at, charge, put_transaction, refund, send, spend, stocked, trader
from tests.services.filled import filled
from tests.services.purchasing.buying import line_ids

MARCH = (date(2026, 3, 1), date(2026, 3, 31))
APRIL = (date(2026, 4, 1), date(2026, 4, 30))
MAY = (date(2026, 5, 1), date(2026, 5, 31))
DAY = date(2026, 3, 10)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 5, 10, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


@pytest.fixture
def begun(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[Shop, Trader]]:
    """A shop with its trade."""
    yield from filled(request, tmp_path / "test.shop", _trade)


@pytest.fixture
def shop(begun: tuple[Shop, Trader]) -> Shop:
    """The shop of the trade."""
    return begun[0]


@pytest.fixture
def trade(begun: tuple[Shop, Trader]) -> Trader:
    """What was bought, sold, refunded and paid in March."""
    return replace(begun[1], shop=begun[0])


def _trade(shop: Shop) -> Trader:
    made = trader(shop)
    stocked(made)
    run = shop.run
    first = made.sold(DAY, paid=10000, pieces=2, external_no="A-1")
    made.sold(DAY, paid=9000, channel=made.pinduoduo, external_no="B-1", sku="POT")
    run(refund, first, 1000, date(2026, 3, 20))
    run(put_transaction, made.wallet, date(2026, 3, 15), 9000, "order_income", "B-1")
    run(put_transaction, made.wallet, date(2026, 3, 15), -54, "platform_fee", "B-1")
    run(put_transaction, made.wallet, date(2026, 3, 16), -5000, "transfers")
    run(put_transaction, made.bank, date(2026, 3, 16), 5000, "transfers")
    run(put_transaction, made.bank, date(2026, 3, 28), -2000, "rent")
    run(put_transaction, made.bank, date(2026, 4, 28), -2000, "rent")
    run(put_transaction, made.bank, date(2026, 3, 29), -500, "owner_drawings")
    run(charge, date(2026, 3, 31), 640)
    run(spend, made.taobao, DAY, 300)
    return made


def figures(found: Statement) -> dict[str, int | None]:
    """The rows that are no headings, by account or label."""
    return {row.account or row.label: row.minor for row in found.rows if row.level is not Level.HEADING}


def test_the_profit_and_loss(trade: Trader) -> None:
    found = trade.shop.ask(statement, Kind.PROFIT_AND_LOSS, *MARCH)
    goods = 2 * 1234 + 4000
    assert figures(found) == {
        "sales": 19000, "refunds": -1000, "Net sales": 18000, "goods_at_cost": goods, "Gross profit": 18000 - goods,
        "platform_fee": 54, "ads": 300, "freight": 640, "rent": 2000, "Profit before currency gains": 8538,
        "Profit": 8538,
    }  # fmt: skip
    assert found.notes == ()


def test_an_account_called_profit_is_not_the_profit(trade: Trader) -> None:
    account = trade.shop.run(books.add_account, "Profit", LedgerClass.EXPENSE).value
    trade.shop.run(put_transaction, trade.bank, DAY, -100, account)
    assert trade.shop.ask(statement, Kind.PROFIT_AND_LOSS, *MARCH).value("Profit") == 8438
    assert trade.shop.ask(income_sheet, 2026, MARCH[1]).value("profit") == 8438


def test_a_period_against_another(trade: Trader) -> None:
    found = trade.shop.ask(statement, Kind.PROFIT_AND_LOSS, *APRIL, MARCH)
    by_account = {row.account or row.label: (row.minor, row.before_minor) for row in found.rows}
    assert by_account["rent"] == (2000, 2000)
    assert by_account["sales"] == (0, 19000)
    assert by_account["Profit"] == (-2000, 8538)


def test_the_balance_sheet_balances(trade: Trader) -> None:
    found = trade.shop.ask(statement, Kind.BALANCE_SHEET, *MARCH)
    rows = figures(found)
    assert rows["stock"] == 323400 - 2 * 1234 - 4000
    assert rows[f"money:{trade.wallet}"] == 3946
    assert rows[f"money:{trade.bank}"] == 2500
    assert rows["receivable:taobao"] == 9000
    assert rows["payable_couriers"] == 640
    assert rows["owner_drawings"] == -500
    assert rows["Profit so far"] == 8538
    assert rows["Assets in total"] == rows["Owed and owned together"]


def test_the_cash_flow_leads_from_the_first_balance_to_the_last(trade: Trader) -> None:
    rows = figures(trade.shop.ask(statement, Kind.CASH_FLOW, *MARCH))
    assert rows == {
        "Money at the beginning": 0, "receivable:pinduoduo": 9000, "platform_fee": -54, "rent": -2000,
        "owner_drawings": -500, "Money at the end": 6446,
    }  # fmt: skip


def test_the_trial_balance_sums_to_nothing(trade: Trader) -> None:
    found = trade.shop.ask(statement, Kind.TRIAL_BALANCE, *MARCH)
    total = found.rows[-1]
    assert (total.minor, total.before_minor) == (0, 0)
    assert total.debit_minor == total.credit_minor


def test_gains_by_exchange_rates_stand_apart(trade: Trader) -> None:
    run = trade.shop.run
    paypal = run(add_account, AccountDraft("PayPal", currency="USD")).value
    run(books.set_rate, "USD", date(2026, 3, 1), 7_000_000)
    run(put_transaction, paypal, DAY, 10000, "other_income", currency="USD")
    run(books.set_rate, "USD", date(2026, 3, 31), 7_100_000)
    rows = figures(trade.shop.ask(statement, Kind.PROFIT_AND_LOSS, *MARCH))
    assert (rows["other_income"], rows["exchange"]) == (70000, 1000)
    sheet = figures(trade.shop.ask(statement, Kind.BALANCE_SHEET, *MARCH))
    assert sheet[f"money:{paypal}"] == 71000
    assert sheet["Assets in total"] == sheet["Owed and owned together"]
    assert figures(trade.shop.ask(statement, Kind.CASH_FLOW, *MARCH))["exchange"] == 1000


def test_what_pays_a_bill_and_is_called_a_cost_is_said_to_cost_twice(trade: Trader) -> None:
    trade.shop.run(put_transaction, trade.bank, date(2026, 4, 3), -640, "freight")
    april = trade.shop.ask(statement, Kind.PROFIT_AND_LOSS, *APRIL)
    assert figures(april)["freight"] == 640
    (note,) = april.notes
    assert "6.40" in render(note)
    assert "Owed to couriers" in render(note)
    paid = trade.shop.run(put_transaction, trade.bank, date(2026, 4, 4), -640, "payable_couriers").value
    assert paid
    assert figures(trade.shop.ask(statement, Kind.PROFIT_AND_LOSS, *APRIL))["freight"] == 640
    assert trade.shop.ask(statement, Kind.PROFIT_AND_LOSS, *MARCH).notes == ()


def test_what_is_not_known_is_said(trade: Trader) -> None:
    trade.sold(DAY, paid=None)
    trade.shop.run(put_transaction, trade.bank, DAY, -1, None)
    euro = trade.shop.run(add_account, AccountDraft("Euro", currency="EUR", opening_minor=100)).value
    notes = [str(note) for note in trade.shop.ask(statement, Kind.BALANCE_SHEET, *MARCH).notes]
    assert len(notes) == 3
    assert "EUR" in notes[-1]
    assert euro


def test_a_deposit_that_is_kept_is_no_sale_and_income_with_the_line_that_brings_it(trade: Trader) -> None:
    run, ask = trade.shop.run, trade.shop.ask
    draft = OrderDraft(
        trade.taobao, (LineDraft("Cup", 1, sku_id=trade.cup, price_minor=20000),), kind=OrderKind.PRESALE,
        deposit_minor=5000, status=OrderStatus.UNPAID, external_no="P-1",
    )  # fmt: skip
    order = run(add_order, draft).value

    def notes() -> list[str]:
        return [render(one) for one in ask(statement, Kind.PROFIT_AND_LOSS, *MAY).notes]

    taxed = ask(income_sheet, 2026, MAY[1]).value("income")
    assert notes() == []  # the rest may still be paid
    run(set_status, [order], OrderStatus.CLOSED)
    (note,) = notes()
    assert note.startswith("1 presale was closed and its deposit kept.")
    assert ask(order_profit, order) is None
    run(set_refund, [order], RefundStatus.REFUNDED)
    assert notes() == []  # it was given back
    run(set_refund, [order], RefundStatus.NONE)
    run(put_transaction, trade.wallet, MAY[1], 5000, "order_income", "P-1")
    assert len(notes()) == 1, "the platform would owe less for an order that is in no book"
    run(put_transaction, trade.wallet, MAY[1], -5000, "order_income", "P-1")
    run(put_transaction, trade.wallet, MAY[1], -30, "bank_fees", "P-1")
    assert len(notes()) == 1, "what the order costs is no income of it"
    line = run(put_transaction, trade.wallet, MAY[1], 4970, None, "P-1").value
    parts = (PartDraft("other_income", 5000), PartDraft("bank_fees", -30))
    run(split, line, parts)
    assert [one for one in notes() if "presale" in one] == []
    found = figures(ask(statement, Kind.PROFIT_AND_LOSS, *MAY))
    assert (found["other_income"], found["Profit"], found["Net sales"]) == (5000, 4940, 0)
    assert ask(income_sheet, 2026, MAY[1]).value("income") == taxed + 5000
    assert ask(sales_by_month, *MAY)["2026-05"].gross_minor == 0  # where nothing is sold there is no VAT


def test_goods_no_ledger_counts_are_said_beside_the_profit(trade: Trader) -> None:
    assert trade.shop.ask(missing_goods, *MARCH) is None
    draft = OrderDraft(trade.taobao, (LineDraft("Spoon", 1),), paid_minor=500)
    trade.shop.run(send, trade.shop.run(add_order, draft).value, DAY)
    assert str(trade.shop.ask(missing_goods, *MARCH)).startswith("1 order sold goods")


def test_from_a_figure_to_its_documents(trade: Trader) -> None:
    ask = trade.shop.ask
    found = ask(account_ledger, "sales", *MARCH)
    assert [(line.source, line.home_minor, line.balance_minor) for line in found.lines] == [
        (PostingSource.ORDERS, -10000, -10000), (PostingSource.ORDERS, -9000, -19000),
    ]  # fmt: skip
    (order,) = ask(documents, "sales", found.lines[0])
    assert (order.number, order.minor, order.page, order.wanted) == ("A-1", 10000, "orders", {"search": "A-1"})
    fee = ask(account_ledger, "platform_fee", *MARCH)
    (line,) = ask(documents, "platform_fee", fee.lines[0])
    assert (line.minor, line.page) == (54, "finance")
    stock = ask(account_ledger, "stock", *MARCH)
    assert stock.closing_minor == 323400 - 6468
    assert sum(one.minor or 0 for one in ask(documents, "stock", stock.lines[-1])) == -6468
    wallet = ask(account_ledger, f"money:{trade.wallet}", date(2026, 3, 16), MARCH[1])
    assert (wallet.opening_minor, wallet.closing_minor) == (8946, 3946)


def test_every_line_of_every_account_leads_to_documents_that_add_up_to_it(trade: Trader) -> None:
    accounts = {account for account, _currency in trade.shop.ask(summed, None, APRIL[1])}
    assert accounts > {"refunds", "ads", "ad_balance", "freight", "payable_couriers", "rent", "owner_drawings"}
    for account in sorted({"receivable:pinduoduo", *accounts}):
        for line in trade.shop.ask(account_ledger, account, None, APRIL[1]).lines:
            found = trade.shop.ask(documents, account, line)
            assert found, (account, line)
            assert sum(one.minor or 0 for one in found) == line.sign * line.amount_minor, (account, line)


def test_goods_that_moved_for_many_reasons_on_one_day_lead_to_their_own_documents(trade: Trader) -> None:
    run, ask = trade.shop.run, trade.shop.ask
    extra = run(add_sku, SkuDraft("LID", "Lid")).value
    run(allow_below_zero, [extra], True)
    run(receive_goods, extra, 1, value_minor=90, at=at(date(2026, 3, 2)))
    lid = replace(trade, pot=extra)
    lid.sold(DAY, paid=500, pieces=3, external_no="L-1", sku="POT")  # two before they came: the delivery settles them
    run(receive_goods, extra, 10, value_minor=1000, at=at(DAY, 6))
    run(scrap, Spot(trade.cup), 2, reason="Broken", at=at(DAY, 7))
    run(adjust_by, Spot(trade.pot), 1, reason="Found", at=at(DAY, 8))
    kinds = {}
    for account in ("stock", "goods_at_cost", "goods_clearing", "write_offs", "stock_differences"):
        of_day = [line for line in ask(account_ledger, account, DAY, DAY).lines if line.source is PostingSource.STOCK]
        kinds[account] = {line.kind for line in of_day}
        assert len(kinds[account]) == len(of_day)
        for line in of_day:
            found = ask(documents, account, line)
            assert len(found) == line.documents
            assert sum(one.minor or 0 for one in found) == line.sign * line.amount_minor, (account, line, found)
    assert kinds["stock"] >= {MoveKind.SALE, MoveKind.RECEIPT, MoveKind.SCRAP}
    assert kinds["goods_at_cost"] == {MoveKind.SALE, MoveKind.RECEIPT}
    assert ask(check) == ()


@command("test.books.kept", N_("Test: what a platform kept"))
def _keep(uow: UnitOfWork, transaction_id: int, fee: int) -> None:
    uow.get(Transaction, transaction_id).fee_minor = fee


@command(
    "test.books.abroad", N_("Test: an order in another currency, a coupon the platform pays, and a courier's claim")
)
def _abroad(uow: UnitOfWork, order_id: int, claimed_id: int) -> None:
    uow.get(Order, order_id).currency = "USD"
    claimed = uow.get(Order, claimed_id)
    claimed.platform_discount_minor = 400
    uow.add(
        Case(
            channel_id=claimed.channel_id, external_no="CLAIM", order_id=claimed.id, order_no=claimed.external_no,
            kind=CaseKind.COURIER_CLAIM, state=CaseState.DONE, currency="CNY", refunded_minor=777, refunded_at=at(DAY),
        )
    )  # fmt: skip


def test_documents_are_those_of_the_line_and_no_others(trade: Trader) -> None:
    run, ask = trade.shop.run, trade.shop.ask
    dated = trade.sold(DAY, paid=5000, external_no="A-2")
    run(refund, dated, 300, DAY)
    run(refund, trade.sold(DAY, paid=600, external_no="A-3"), 60)
    run(_abroad, trade.sold(DAY, paid=800, external_no="A-4"), dated)
    run(_keep, run(put_transaction, trade.wallet, DAY, 950, "order_income", "B-1").value, -50)
    lines = 0
    for account in ("sales", "platform_subsidy", "refunds", "receivable:taobao", "receivable:pinduoduo"):
        for line in ask(account_ledger, account, *MARCH).lines:
            found = ask(documents, account, line)
            assert {one.currency for one in found} == {line.currency}
            assert sum(one.minor or 0 for one in found) == line.sign * line.amount_minor, (account, line, found)
            lines += 1
    assert lines == 14


def test_goods_that_are_paid_for_are_not_to_be_paid_again_before_money_is_taken_out(trade: Trader) -> None:
    run = trade.shop.run
    lines = (PurchaseLineDraft(100, trade.cup, price_minor=10),)
    purchase = run(purchasing.add, PurchaseDraft(trade.supplier, lines)).value
    run(purchasing.order, [purchase])

    def parts() -> dict[str, int]:
        return {part.code: part.minor for part in trade.shop.ask(taking_out).parts if part.code in ("money", "ordered")}

    before = parts()
    assert before["ordered"] == -1000
    run(put_transaction, trade.bank, DAY, -700, "supplier_payments")
    assert parts() == {"money": before["money"] - 700, "ordered": -300}
    run(pay, trade.supplier, 700, DAY, purchase_id=purchase)
    assert parts() == {"money": before["money"] - 700, "ordered": -300}
    run(put_transaction, trade.bank, DAY, -500, "supplier_payments")
    run(pay, trade.supplier, 500, DAY)
    assert parts() == {"money": before["money"] - 1200}  # 200 are ahead of what was ordered


def test_a_payment_to_a_supplier_counts_once_whether_noted_or_only_in_the_statement(trade: Trader) -> None:
    run = trade.shop.run

    def owed() -> int:
        found = trade.shop.ask(taking_out)
        return sum(part.minor for part in found.parts if part.code in ("money", "suppliers", "ordered"))

    lines = (PurchaseLineDraft(100, trade.cup, price_minor=10),)
    purchase = run(purchasing.add, PurchaseDraft(trade.supplier, lines)).value
    run(purchasing.order, [purchase])
    left = owed()
    run(receive, purchase, [ReceiptEntry(line, 100) for line in trade.shop.ask(line_ids, purchase)])
    assert owed() == left  # what was to come is owed now
    run(pay, trade.supplier, 600, DAY)
    assert owed() == left  # noted, and still in the account
    run(put_transaction, trade.bank, DAY, -1000, "supplier_payments")
    assert owed() == left  # the statement tells of it, and of 400 nobody noted
    run(pay, trade.supplier, 400, DAY)
    assert owed() == left


@command("test.books.paid_unknown", N_("Test: a refund without an amount"))
def paid_unknown(uow: UnitOfWork, order_id: int) -> None:
    """An open case a file says was paid, and not how much."""
    order = uow.get(Order, order_id)
    uow.add(
        Case(
            channel_id=order.channel_id, external_no="P1", order_id=order_id, kind=CaseKind.REFUND_ONLY,
            state=CaseState.AGREED, currency="CNY", asked_minor=5000, refunded_at=at(DAY),
        )
    )  # fmt: skip


def test_of_a_refund_only_what_is_left_of_it_is_still_needed(trade: Trader) -> None:
    run = trade.shop.run
    order = trade.sold(DAY, paid=10000, external_no="A-9")
    case = run(open_case, CaseDraft(CaseKind.REFUND_ONLY, order, asked_minor=5000)).value
    run(agree, case)

    def needed() -> int:
        return sum(part.minor for part in trade.shop.ask(taking_out).parts if part.code == "refunds")

    assert needed() == -5000
    run(pay_case, case, 3000)
    assert needed() == -2000
    run(pay_case, case, 2000)
    assert needed() == 0
    run(paid_unknown, trade.sold(DAY))
    assert needed() == 0, "the money has left, though nobody knows how much"


def test_what_may_be_taken_out_shows_every_part(trade: Trader) -> None:
    trade.shop.run(settings.change, settings.CASH_RESERVE.key, 1000)
    found = trade.shop.ask(taking_out)
    parts = {part.code: part.minor for part in found.parts}
    assert parts == {"money": 4446, "debts": -640, "tax": -327, "reserve": -1000}
    assert found.minor == sum(parts.values())
