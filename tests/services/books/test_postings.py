"""What every kind of document posts, and that undo, redo and rebuilding come to the same."""

from __future__ import annotations

from datetime import date

import pytest

from models.aftersales import Case
from models.enums.aftersales import CaseKind, CaseState
from models.enums.orders import OrderStatus, RefundStatus
from models.orders import Order
from services import clock
from services.aftersales.drafts import CaseDraft
from services.aftersales.opening import open_case
from services.aftersales.paying import pay as pay_case
from services.aftersales.paying import take_back_payment
from services.aftersales.views import case_view
from services.books import commands as books
from services.books.closing import close_month
from services.books.commands import EntryDraft, EntryLine
from services.books.documents import account_ledger, documents
from services.books.errors import NotBalanced
from services.books.lines import summed, unknown_between
from services.books.projections import LedgerPostings
from services.finance.commands import AccountDraft, add_account, change_account
from services.i18n import N_
from services.integrity import rebuild
from services.kernel.command import command
from services.kernel.unit_of_work import UnitOfWork
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.purchasing import commands as purchasing
from services.purchasing.drafts import PurchaseDraft, PurchaseLineDraft
from services.purchasing.receiving import ReceiptEntry, receive
from services.purchasing.suppliers import pay
from services.shop import Shop
from services.stock.commands import scrap
from services.stock.levels import Spot
from services.types import Flow, LedgerClass, OrderKind
from tests.services.books.trading import (
    DAY,
    Trader,
    added,
    at,
    charge,
    put_transaction,
    refund,
    send,
    spend,
    stocked,
    trader,
)
from tests.services.purchasing.buying import line_ids


@pytest.fixture
def trade(shop: Shop) -> Trader:
    return trader(shop)


def held(trade: Trader, *codes: str) -> list[int]:
    """What lies in these accounts, in the shop's currency."""
    found = trade.shop.ask(summed)
    assert sum(one[1] for one in found.values()) == 0
    return [sum(one[1] for key, one in found.items() if key[0] == code) for code in codes]


def test_a_sale_is_owed_by_its_platform_from_the_day_it_left(trade: Trader) -> None:
    stocked(trade)
    order = trade.sold(DAY, paid=10000, pieces=2)
    assert held(trade, "receivable:taobao", "sales", "goods_at_cost", "stock") == [10000, -10000, 2468, 320932]
    trade.shop.run(send, order, DAY, OrderStatus.PAID)
    assert held(trade, "receivable:taobao", "sales", "goods_at_cost", "stock") == [0, 0, 0, 323400]


def test_what_is_no_real_sale_is_in_no_book_and_a_gift_costs_only_its_goods(trade: Trader) -> None:
    stocked(trade)
    trade.sold(DAY, paid=5000, kind=OrderKind.NOT_REAL)
    trade.sold(DAY, paid=None, kind=OrderKind.GIFT)
    assert held(trade, "sales", "receivable:taobao") == [0, 0]


def test_an_amount_nobody_knows_is_counted_and_not_posted(trade: Trader) -> None:
    trade.sold(DAY, paid=None)
    assert held(trade, "sales") == [0]
    assert trade.shop.ask(unknown_between, DAY, DAY) == {"receivable:taobao": 1, "sales": 1}


def test_a_refund_falls_on_the_day_its_case_paid_it_and_else_on_its_orders(trade: Trader) -> None:
    first, second = trade.sold(DAY), trade.sold(DAY)
    later = date(2026, 4, 2)
    trade.shop.run(refund, first, 3000, later)
    trade.shop.run(refund, second, 500)
    march = trade.shop.ask(summed, date(2026, 3, 1), date(2026, 3, 31))
    assert march["refunds", "CNY"] == (500, 500)
    assert held(trade, "refunds", "receivable:taobao") == [3500, 16500]


def by_day(trade: Trader) -> dict[str, int]:
    """What was refunded by day, as the lines of the account say it and as it would be posted anew."""
    lines = trade.shop.ask(account_ledger, "refunds", None, date(2026, 12, 31)).lines
    assert trade.shop.ask(LedgerPostings().verify) == []
    for line in lines:
        assert (
            sum(one.minor or 0 for one in trade.shop.ask(documents, "refunds", line)) == line.sign * line.amount_minor
        )
    return {line.day.isoformat(): line.amount_minor for line in lines}


def test_what_a_case_paid_in_parts_falls_on_the_day_of_each(trade: Trader) -> None:
    clock.set_source(lambda: at(date(2026, 5, 10)))
    run = trade.shop.run
    order = trade.sold(DAY, paid=10000)
    case = run(open_case, CaseDraft(CaseKind.REFUND_ONLY, order, asked_minor=5000)).value
    run(pay_case, case, 3000, at=at(date(2026, 3, 20)))
    run(close_month, "2026-03")
    second = run(pay_case, case, 2000, at=at(date(2026, 4, 2))).value  # March is not touched by it
    assert by_day(trade) == {"2026-03-20": 3000, "2026-04-02": 2000}
    run(take_back_payment, second)
    assert by_day(trade) == {"2026-03-20": 3000}


def test_what_was_paid_back_before_an_order_left_counts_on_the_day_it_leaves(trade: Trader) -> None:
    clock.set_source(lambda: at(date(2026, 5, 10)))
    run = trade.shop.run
    lines = (LineDraft("Cup", 2, sku_id=trade.cup),)
    order = run(add_order, OrderDraft(trade.taobao, lines, paid_minor=10000)).value
    case = run(open_case, CaseDraft(CaseKind.REFUND_BEFORE_SHIPPING, order, asked_minor=2000)).value
    run(pay_case, case, 2000, at=at(date(2026, 3, 31)))
    assert by_day(trade) == {}
    run(close_month, "2026-03")
    run(send, order, date(2026, 4, 5))  # the parcel may leave: March is not touched by it
    assert by_day(trade) == {"2026-04-05": 2000}
    run(send, order, date(2026, 4, 7))
    assert by_day(trade) == {"2026-04-07": 2000}
    run(send, order, date(2026, 4, 7), OrderStatus.PAID)
    assert by_day(trade) == {}
    taken_from_file = trade.sold(date(2026, 4, 9))
    run(refund, taken_from_file, 700, date(2026, 4, 8))
    assert by_day(trade) == {"2026-04-09": 700}


@command("test.books.with_its_case", N_("Test: an order leaves and is refunded in one import"))
def sent_and_refunded(uow: UnitOfWork, order_id: int | None, channel: int, on: date, paid_back: date) -> int:
    """An import of an order, or of one that is here already, with its case."""
    order_id = order_id or add_order(uow, OrderDraft(channel, (LineDraft("Cup", 1),), paid_minor=10000))
    uow.flush()
    send(uow, order_id, on)
    refund(uow, order_id, 700, paid_back)
    return order_id


@command("test.books.case_left", N_("Test: a case leaves its order, which left another day"))
def case_left(uow: UnitOfWork, order_id: int, on: date) -> None:
    """The case was another order's, and the order is moved."""
    for case in uow.all_in(Case, Case.order_id, [order_id]):
        case.order_id = None
    send(uow, order_id, on)


def test_an_order_and_its_case_of_one_step_are_undone_together(trade: Trader) -> None:
    before, left, moved = date(2026, 4, 8), date(2026, 4, 9), date(2026, 4, 20)
    made = trade.shop.run(sent_and_refunded, None, trade.taobao, left, before).value
    assert by_day(trade) == {"2026-04-09": 700}
    trade.shop.undo()
    assert (by_day(trade), trade.shop.ask(LedgerPostings().verify)) == ({}, [])
    trade.shop.redo()
    assert (by_day(trade), trade.shop.ask(LedgerPostings().verify)) == ({"2026-04-09": 700}, [])
    trade.shop.run(case_left, made, moved)
    assert trade.shop.ask(LedgerPostings().verify) == []
    trade.shop.undo()
    assert (by_day(trade), trade.shop.ask(LedgerPostings().verify)) == ({"2026-04-09": 700}, [])


def test_a_step_that_moved_an_order_and_brought_its_case_is_undone(trade: Trader) -> None:
    order = trade.sold(date(2026, 4, 9))
    trade.shop.run(sent_and_refunded, order, trade.taobao, date(2026, 4, 20), date(2026, 4, 8))
    assert by_day(trade) == {"2026-04-20": 700}
    trade.shop.undo()
    assert (by_day(trade), trade.shop.ask(LedgerPostings().verify)) == ({}, [])


@command("test.books.partly", N_("Test: a file tells of a part that was paid"))
def partly_refunded(uow: UnitOfWork, order_id: int, amount: int, on: date) -> int:
    """What an import writes of an open case of which a part was paid back."""
    order = uow.get(Order, order_id)
    case = Case(
        channel_id=order.channel_id, external_no="P1", order_id=order_id, order_no=order.external_no,
        kind=CaseKind.REFUND_ONLY, state=CaseState.AGREED, currency="CNY", asked_minor=8000, agreed_minor=8000,
        agreed_at=at(on), refunded_minor=amount, refunded_at=at(on),
    )  # fmt: skip
    uow.add(case)
    order.refunded_minor = amount
    uow.flush()
    return case.id


def test_what_a_file_told_of_a_case_keeps_its_day_when_more_is_paid_here(trade: Trader) -> None:
    clock.set_source(lambda: at(date(2026, 5, 10)))
    run = trade.shop.run
    case = run(partly_refunded, trade.sold(DAY), 5000, date(2026, 3, 20)).value
    run(close_month, "2026-03")
    first = run(pay_case, case, 2000, at=at(date(2026, 4, 15))).value  # March is not touched by it
    assert by_day(trade) == {"2026-03-20": 5000, "2026-04-15": 2000}
    second = run(pay_case, case, 1000, at=at(date(2026, 4, 16))).value
    assert by_day(trade) == {"2026-03-20": 5000, "2026-04-15": 2000, "2026-04-16": 1000}
    run(take_back_payment, first)
    assert by_day(trade) == {"2026-03-20": 5000, "2026-04-16": 1000}
    run(take_back_payment, second)
    assert by_day(trade) == {"2026-03-20": 5000}
    shown = trade.shop.ask(case_view, case)
    told = (shown.case.refunded_minor, shown.case.refunded_at, shown.payments)
    assert told == (5000, at(date(2026, 3, 20)), ()), "the case is as its file told, and follows its next word"
    assert trade.shop.ask(LedgerPostings().verify) == []


def test_documents_of_what_was_paid_back_add_up_on_both_sides_and_are_no_more_than_asked_for(trade: Trader) -> None:
    clock.set_source(lambda: at(date(2026, 5, 10)))
    run, ask, paid = trade.shop.run, trade.shop.ask, date(2026, 4, 20)
    run(pay_case, run(open_case, CaseDraft(CaseKind.REFUND_ONLY, trade.sold(DAY), asked_minor=3000)).value, at=at(paid))
    run(refund, trade.sold(DAY), 700, paid)
    for account in ("receivable:taobao", "refunds"):  # each counts down, as its statement does
        (line,) = [one for one in ask(account_ledger, account, paid, paid).lines if one.day == paid]
        found = ask(documents, account, line)
        assert (line.sign * line.amount_minor, len(found), sum(one.minor or 0 for one in found)) == (-3700, 2, -3700)
        assert len(ask(documents, account, line, 1)) == 1


def subsidies(trade: Trader) -> dict[str, int]:
    """What platforms added by day, as it is kept, as it would be posted anew, and as its documents add up."""
    assert trade.shop.ask(LedgerPostings().verify) == []
    found: dict[str, int] = {}
    for account in ("platform_subsidy", "receivable:taobao"):
        for line in trade.shop.ask(account_ledger, account, None, date(2026, 12, 31)).lines:
            parts = trade.shop.ask(documents, account, line)
            assert sum(one.minor or 0 for one in parts) == line.sign * line.amount_minor, (account, line, parts)
            if account == "platform_subsidy":
                found[line.day.isoformat()] = found.get(line.day.isoformat(), 0) - line.amount_minor
    return found


def test_a_platform_takes_back_what_it_added_on_the_day_the_last_of_an_order_was_refunded(trade: Trader) -> None:
    clock.set_source(lambda: at(date(2026, 5, 10)))
    run = trade.shop.run
    order = trade.sold(DAY, paid=10000)
    run(added, order, 400)
    assert subsidies(trade) == {"2026-03-10": 400}
    case = run(open_case, CaseDraft(CaseKind.REFUND_ONLY, order, asked_minor=10000)).value
    run(pay_case, case, 3000, at=at(date(2026, 3, 20)))
    run(added, order, 400, RefundStatus.PARTIAL)
    assert subsidies(trade) == {"2026-03-10": 400}, "a part that goes back leaves what the platform added"
    last = run(pay_case, case, 7000, at=at(date(2026, 4, 2))).value
    run(added, order, 400, RefundStatus.REFUNDED)
    assert subsidies(trade) == {"2026-03-10": 400, "2026-04-02": -400}
    assert held(trade, "receivable:taobao", "platform_subsidy", "refunds", "sales") == [0, 0, 10000, -10000]
    run(refund, order, 10000, date(2026, 4, 5))  # another case says so too: now that is the last
    assert subsidies(trade) == {"2026-03-10": 400, "2026-04-05": -400}
    run(take_back_payment, last)
    assert subsidies(trade) == {"2026-03-10": 400, "2026-04-05": -400}
    run(send, order, date(2026, 4, 20))  # it left after all was paid back
    assert subsidies(trade) == {"2026-04-20": 0}
    trade.shop.undo()
    run(added, order, 400)
    assert subsidies(trade) == {"2026-03-10": 400}


def test_a_platform_never_added_what_nobody_says_when_it_went_back(trade: Trader) -> None:
    order, kept = trade.sold(DAY, paid=10000), trade.sold(DAY, paid=5000)
    trade.shop.run(refund, order, 10000)
    trade.shop.run(added, order, 400, RefundStatus.REFUNDED)
    trade.shop.run(added, kept, 150)
    assert subsidies(trade) == {"2026-03-10": 150}
    assert held(trade, "receivable:taobao") == [5150]


def test_transactions_post_by_category_and_platform(trade: Trader) -> None:
    run = trade.shop.run
    run(put_transaction, trade.wallet, DAY, 9000, "order_income")
    run(put_transaction, trade.wallet, DAY, -60, "platform_fee")
    run(put_transaction, trade.wallet, DAY, -5000, "transfers")
    run(put_transaction, trade.bank, DAY, 5000, "transfers")
    run(put_transaction, trade.bank, DAY, -700, None)
    run(put_transaction, trade.bank, DAY, 123, "order_income", direction=Flow.NEUTRAL)
    codes = (f"money:{trade.wallet}", f"money:{trade.bank}", "receivable:pinduoduo", "platform_fee", "transfers")
    assert held(trade, *codes, "uncategorised") == [3940, 4300, -9000, 60, 0, 700]


def test_a_bank_line_finds_its_platform_by_the_order_it_names_also_when_that_comes_later(trade: Trader) -> None:
    trade.shop.run(put_transaction, trade.bank, DAY, 8800, "order_income", "P-77")
    assert held(trade, "receivable:other") == [-8800]
    trade.sold(DAY, paid=8800, channel=trade.pinduoduo, external_no="P-77")
    assert held(trade, "receivable:other", "receivable:pinduoduo", "sales") == [0, 0, -8800]


def test_purchases_payments_and_landed_costs_meet_in_the_clearing_account(trade: Trader) -> None:
    lines = (PurchaseLineDraft(10, sku_id=trade.cup, price_minor=1000),)
    draft = PurchaseDraft(trade.supplier, lines, freight_minor=500, duty_minor=300)
    purchase = trade.shop.run(purchasing.add, draft).value
    trade.shop.run(purchasing.order, [purchase])
    (line,) = trade.shop.ask(line_ids, purchase)
    trade.shop.run(receive, purchase, [ReceiptEntry(line, 10)])
    owed = f"payable:{trade.supplier}"
    assert held(trade, "stock", owed, "goods_clearing") == [10800, -10500, -300]
    trade.shop.run(pay, trade.supplier, 10500, DAY, purchase_id=purchase)
    trade.shop.run(put_transaction, trade.bank, DAY, -10500, "supplier_payments")
    trade.shop.run(put_transaction, trade.bank, DAY, -300, "goods_clearing")
    codes = (owed, "supplier_payments", "goods_clearing", f"money:{trade.bank}")
    assert held(trade, *codes) == [0, 0, 0, -10800]


def test_bills_of_couriers_ads_and_scrap(trade: Trader) -> None:
    stocked(trade)
    trade.shop.run(charge, DAY, 320)
    trade.shop.run(spend, trade.taobao, DAY, 1500)
    trade.shop.run(put_transaction, trade.bank, DAY, -10000, "ad_balance")
    trade.shop.run(scrap, Spot(trade.cup), 1, reason="broken", at=at(DAY))
    codes = ("freight", "payable_couriers", "ads", "ad_balance", "write_offs")
    assert held(trade, *codes) == [320, -320, 1500, 8500, 1234]


def test_an_entry_that_does_not_balance_is_refused_with_the_difference(trade: Trader) -> None:
    lines = (EntryLine("rent", 100000), EntryLine(f"money:{trade.bank}", -99000))
    with pytest.raises(NotBalanced, match=r"a difference of ¥10\.00"):
        trade.shop.run(books.add_entry, EntryDraft(DAY, "Rent", lines))
    entry = trade.shop.run(books.add_entry, EntryDraft(DAY, "Rent", (*lines, EntryLine("office", -1000)))).value
    assert held(trade, "rent", "office") == [100000, -1000]
    changed = EntryDraft(DAY, "Rent of March", (EntryLine("rent", 5), EntryLine("office", -5)))
    trade.shop.run(books.change_entry, entry, changed)
    assert held(trade, "rent", "office", f"money:{trade.bank}") == [5, -5, 0]
    trade.shop.run(books.delete_entry, entry)
    assert held(trade, "rent", "office") == [0, 0]


def test_what_the_owner_puts_in_and_takes_out_is_no_profit(trade: Trader) -> None:
    trade.shop.run(books.contribute, DAY, trade.bank, 50000)
    trade.shop.run(books.draw, DAY, trade.bank, 20000, "Holiday")
    codes = (f"money:{trade.bank}", "owner_contributions", "owner_drawings")
    assert held(trade, *codes) == [30000, -50000, 20000]


def test_opening_balances_come_before_everything(trade: Trader) -> None:
    safe = trade.shop.run(add_account, AccountDraft("Safe", opening_minor=7000)).value
    assert held(trade, f"money:{safe}", "opening") == [7000, -7000]
    trade.shop.run(change_account, safe, AccountDraft("Safe", opening_minor=9000))
    assert held(trade, f"money:{safe}", "opening") == [9000, -9000]


def test_other_currencies_are_worth_the_rate_of_their_day_and_a_missing_one_is_named(trade: Trader) -> None:
    paypal = trade.shop.run(add_account, AccountDraft("PayPal", currency="USD")).value
    trade.shop.run(put_transaction, paypal, DAY, 1000, "other_income", currency="USD")
    found = trade.shop.ask(summed)
    assert found[f"money:{paypal}", "USD"] == (1000, 0)
    assert trade.shop.ask(unknown_between, None, None)["other_income"] == 1
    rate = trade.shop.run(books.set_rate, "usd", date(2026, 3, 1), 7_123_456, "Bank of China").value
    assert held(trade, f"money:{paypal}", "other_income") == [7123, -7123]
    trade.shop.run(books.set_rate, "USD", date(2026, 3, 10), 7_000_000)
    assert held(trade, f"money:{paypal}") == [7000]
    trade.shop.run(books.delete_rate, rate)
    assert held(trade, f"money:{paypal}") == [7000]


def test_accounts_are_named_added_and_put_away(trade: Trader) -> None:
    code = trade.shop.run(books.add_account, "Photos", LedgerClass.EXPENSE).value
    trade.shop.run(books.rename_account, "rent", "Shop rent")
    trade.shop.run(put_transaction, trade.bank, DAY, -400, code)
    assert held(trade, code) == [400]
    trade.shop.run(books.archive_account, code)
    trade.shop.run(books.restore_account, code)
    trade.shop.run(books.rename_account, "rent", "")


def test_a_rebuild_says_what_the_steps_said(trade: Trader) -> None:
    stocked(trade)
    trade.sold(DAY)
    trade.shop.run(put_transaction, trade.bank, DAY, -700, "rent")
    before = trade.shop.ask(summed)
    ledger = LedgerPostings()
    assert trade.shop.ask(ledger.verify) == []
    trade.shop.run(rebuild)
    assert trade.shop.ask(summed) == before
