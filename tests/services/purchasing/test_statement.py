"""A supplier's account: every bill, credit and payment once, and what is owed after each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services import clock
from services.purchasing.payables import bills, payables
from services.purchasing.returning import ReturnEntry, return_goods
from services.purchasing.statement import Entry, StatementLine, statement
from services.purchasing.suppliers import pay
from services.shop import Shop
from tests.services.purchasing.buying import Buyer, buyer, receipt_lines

NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
TODAY = NOON.date()


def told(lines: tuple[StatementLine, ...]) -> list[tuple[str, int, int]]:
    return [(str(line.entry), line.amount_minor, line.balance_minor) for line in lines]


@pytest.fixture
def mine(shop: Shop) -> Buyer:
    """Ten cups at 1.00 with 0.50 freight in two deliveries, two sent back, 4.00 paid; then it is three days later."""
    clock.set_source(lambda: NOON)
    mine = buyer(shop)
    purchase = mine.purchase((mine.cup, 10, 100), freight_minor=50)
    mine.receive(purchase, (6, 0))
    clock.set_source(lambda: NOON + timedelta(days=1))
    mine.receive(purchase, (4, 0))
    mine.shop.run(return_goods, mine.supplier, [ReturnEntry(mine.shop.ask(receipt_lines)[0][0], good=2)])
    mine.shop.run(pay, mine.supplier, 400, TODAY + timedelta(days=2))
    return mine


def test_every_delivery_credit_and_payment_stands_once_and_the_end_is_what_is_owed(mine: Buyer) -> None:
    lines = mine.shop.ask(statement)
    assert told(lines) == [
        ("bill", 650, 650), ("bill", 400, 1050), ("credit", -200, 850), ("payment", -400, 450)
    ]  # fmt: skip
    (owed,) = mine.shop.ask(payables, TODAY)
    assert lines[-1].balance_minor == owed.owed_minor
    (bill,) = mine.shop.ask(bills)
    assert (bill.billed_minor, bill.received_on) == (1050, TODAY)


def test_what_was_before_the_days_asked_for_is_one_line(mine: Buyer) -> None:
    day = TODAY + timedelta(days=1)
    lines = mine.shop.ask(statement, mine.supplier, day, day)
    assert told(lines) == [("opening", 0, 650), ("bill", 400, 1050), ("credit", -200, 850)]
    assert lines[0].on == day
    assert told(mine.shop.ask(statement, first=TODAY + timedelta(days=9))) == [("opening", 0, 450)]
    assert mine.shop.ask(statement, last=TODAY - timedelta(days=1)) == ()


def test_another_suppliers_account_is_left_out(mine: Buyer) -> None:
    assert mine.shop.ask(statement, mine.supplier + 1) == ()


def test_pieces_without_a_price_are_counted_and_billed_at_nothing(mine: Buyer) -> None:
    purchase = mine.purchase((mine.pot, 3, None))
    mine.receive(purchase, (3, 0))
    bill = next(line for line in mine.shop.ask(statement) if line.unpriced)
    assert (bill.entry, bill.amount_minor, bill.unpriced) == (Entry.BILL, 0, 3)
