"""What Today says of the money: dues, budgets, the VAT threshold, and the month that can be closed."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from services import clock
from services.books.closing import close_month
from services.budgets.commands import set_budget
from services.owing.commands import CommitmentDraft, add_commitment, pay
from services.shop import Shop
from services.tax.commands import RuleDraft, set_rule
from services.today.money_waits import MoneyWaits, money_waits
from services.types import TaxFigure
from tests.services.books.trading import put_transaction, trader

DAY = date(2026, 3, 20)


@pytest.fixture(autouse=True)
def _march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 3, 20, 4, tzinfo=UTC))


def _found(shop: Shop) -> MoneyWaits:
    return shop.ask(money_waits, DAY)


def test_an_empty_shop_waits_for_nothing(shop: Shop) -> None:
    assert _found(shop) == MoneyWaits(0, 0, None, 0, 0, None, None)


def test_dues_are_late_or_come_within_a_week_until_they_are_paid(shop: Shop) -> None:
    late = shop.run(add_commitment, CommitmentDraft("Rent", 500_00, date(2026, 3, 5))).value
    shop.run(add_commitment, CommitmentDraft("Wages", 800_00, date(2026, 3, 25)))
    shop.run(add_commitment, CommitmentDraft("Loan", 800_00, date(2026, 3, 28)))
    found = _found(shop)
    assert (found.dues_late, found.dues_soon, found.next_due_on) == (1, 1, date(2026, 3, 25))
    shop.run(pay, late, date(2026, 3, 5), 500_00, DAY)
    assert _found(shop).dues_late == 0


def test_a_budget_that_is_used_up_is_told(shop: Shop) -> None:
    world = trader(shop)
    shop.run(set_budget, "office", DAY, 60_00)
    assert _found(shop).budgets_over == 0
    shop.run(put_transaction, world.bank, date(2026, 3, 10), -80_00, "office")
    assert (_found(shop).budgets_over, _found(shop).budgets_fast) == (1, 0)


def test_the_threshold_is_spoken_of_once_it_is_near(shop: Shop) -> None:
    world = trader(shop)
    shop.run(set_rule, RuleDraft(TaxFigure.VAT_QUARTER, date(2026, 1, 1), amount_minor=1_000_00))
    world.sold(date(2026, 3, 2), paid=505_00)
    assert _found(shop).vat is None
    world.sold(date(2026, 3, 3), paid=303_00)
    near = _found(shop).vat
    assert near is not None
    assert (near.key, near.net_minor, near.left_minor) == ("2026-Q1", 800_00, 200_00)
    world.sold(date(2026, 3, 4), paid=303_00)
    passed = _found(shop).vat
    assert passed is not None
    assert passed.left_minor == -100_00


def test_the_month_before_can_be_closed_and_then_the_one_that_follows(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2026, 1, 10))
    assert _found(shop).month == "2026-02"
    shop.run(close_month, "2026-01")
    assert _found(shop).month == "2026-02"
    shop.run(close_month, "2026-02")
    assert _found(shop).month is None
