"""Budgets: what the books say was spent under a category, against what may be, and whether the pace is too fast."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from services import clock
from services.budgets.commands import set_budget
from services.budgets.queries import Pace, budget_warnings, budgets
from services.errors import Invalid
from services.reports.registry import read_report
from services.reports.report import Asked
from services.shop import Shop
from tests.services.books.trading import put_transaction
from tests.services.finance.money import add_money_account

MAY = date(2026, 5, 1)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 5, 11, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


def test_a_budget_holds_from_its_month_on_until_a_newer_one(shop: Shop) -> None:
    shop.run(set_budget, "rent", date(2026, 3, 15), 3_000_00)
    shop.run(set_budget, "rent", MAY, 3_200_00)
    amounts = [
        [one.amount_minor for one in shop.ask(budgets, date(2026, month, 2)).budgets] for month in (2, 3, 4, 5, 6)
    ]
    assert amounts == [[], [3_000_00], [3_000_00], [3_200_00], [3_200_00]]
    shop.run(set_budget, "rent", MAY, 0)
    assert shop.ask(budgets).budgets == ()
    assert "rent" in [one.code for one in shop.ask(budgets).others]


def test_spending_is_what_the_books_say_of_the_month(shop: Shop) -> None:
    bank = shop.run(add_money_account, "Bank").value
    shop.run(set_budget, "rent", MAY, 3_000_00)
    shop.run(set_budget, "office", MAY, 310_00)
    shop.run(set_budget, "wages", MAY, 100_00)
    shop.run(put_transaction, bank, date(2026, 4, 30), -999_00, "office")
    shop.run(put_transaction, bank, date(2026, 5, 5), -3_000_00, "rent")
    for day, amount in ((2, 40_00), (4, 30_00), (9, 40_00)):
        shop.run(put_transaction, bank, date(2026, 5, day), -amount, "office")
    shop.run(put_transaction, bank, date(2026, 5, 11), -50_00, "office")
    shop.run(put_transaction, bank, date(2026, 5, 6), -100_01, "wages")
    found = {one.category: one for one in shop.ask(budgets).budgets}
    office = found["office"]
    # 110.00 in ten days before today is 341.00 in 31; today's 50.00 counts as spent, but in no pace.
    assert (office.spent_minor, office.left_minor, office.due_minor, office.expected_minor, office.pace) == (
        160_00, 150_00, 100_00, 341_00, Pace.FAST,
    )  # fmt: skip
    assert (found["rent"].left_minor, found["rent"].expected_minor, found["rent"].pace) == (0, None, Pace.WITHIN)
    assert (found["wages"].left_minor, found["wages"].pace) == (-1, Pace.OVER)
    assert [one.category for one in shop.ask(budget_warnings)] == ["wages", "office"]
    rows = shop.ask(read_report, "budgets", Asked(last=date(2026, 5, 31))).rows
    assert next((row["category"], row["left"], row["pace"]) for row in rows) == ("wages", "-0.01", "over")


def test_a_month_that_is_over_is_not_guessed(shop: Shop) -> None:
    bank = shop.run(add_money_account, "Bank").value
    shop.run(set_budget, "office", date(2026, 4, 1), 10_00)
    shop.run(put_transaction, bank, date(2026, 4, 30), -9_00, "office")
    (april,) = shop.ask(budgets, date(2026, 4, 20)).budgets
    assert (april.spent_minor, april.expected_minor, april.due_minor, april.pace) == (9_00, 9_00, 10_00, Pace.WITHIN)


@pytest.mark.parametrize(("category", "amount"), [("rent", -1), ("loans", 100), ("nothing", 100)])
def test_what_is_no_budget_is_refused(shop: Shop, category: str, amount: int) -> None:
    with pytest.raises(Invalid):
        shop.run(set_budget, category, MAY, amount)
    assert shop.ask(budgets).budgets == ()
