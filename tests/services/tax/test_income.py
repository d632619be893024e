"""The working sheet of a year's income tax: from the profit of the books to what is still due."""

from __future__ import annotations

from datetime import date

import pytest

from services.errors import Invalid
from services.shop import Shop
from services.tax.commands import (
    AdjustmentDraft,
    add_adjustment,
    change_adjustment,
    delete_adjustment,
)
from services.tax.income import income_sheet
from services.types import TaxChange
from tests.services.books.trading import put_transaction, trader

END = date(2026, 12, 31)


def test_a_year_is_worked_out_line_by_line(shop: Shop) -> None:
    world = trader(shop)
    world.sold(date(2026, 3, 10), paid=30_000_000)
    shop.run(put_transaction, world.bank, date(2026, 4, 5), -2_000_000, "rent")
    before = shop.ask(income_sheet, 2026, END)
    goods = before.value("goods")
    assert before.value("income") == 30_000_000
    assert before.value("expenses") == -2_000_000
    assert before.value("profit") == 28_000_000 + goods
    shop.run(add_adjustment, AdjustmentDraft(2026, TaxChange.ADD_BACK, "Fine", 100_000))
    shop.run(add_adjustment, AdjustmentDraft(2026, TaxChange.DEDUCTION, "Insurance", 300_000))
    shop.run(add_adjustment, AdjustmentDraft(2026, TaxChange.PREPAID, "Prepaid in July", 50_000))
    found = shop.ask(income_sheet, 2026, END)
    taxable = 28_000_000 + goods + 100_000 - 300_000 - 6_000_000
    assert found.value("taxable") == taxable
    tax = taxable * 20 // 100 - 1_050_000
    assert found.value("tax") == tax
    assert found.value("relief") == -((tax + 1) // 2)
    assert found.value("due") == tax - (tax + 1) // 2 - 50_000
    assert found.step is not None
    assert found.step.ppm == 200_000


def test_the_basic_deduction_grows_with_the_months(shop: Shop) -> None:
    trader(shop)
    assert shop.ask(income_sheet, 2026, date(2026, 3, 31)).value("basic") == -1_500_000
    assert shop.ask(income_sheet, 2026, END).value("basic") == -6_000_000


def test_a_loss_owes_nothing_and_gives_prepaid_tax_back(shop: Shop) -> None:
    world = trader(shop)
    shop.run(put_transaction, world.bank, date(2026, 4, 5), -2_000_000, "rent")
    shop.run(add_adjustment, AdjustmentDraft(2026, TaxChange.PREPAID, "Prepaid", 70_000))
    found = shop.ask(income_sheet, 2026, END)
    assert (found.value("taxable"), found.value("tax"), found.value("due"), found.step) == (0, 0, -70_000, None)


def test_lines_are_changed_and_deleted_and_belong_to_their_year(shop: Shop) -> None:
    trader(shop)
    made = shop.run(add_adjustment, AdjustmentDraft(2026, TaxChange.ADD_BACK, "Fine", 100)).value
    shop.run(change_adjustment, made, AdjustmentDraft(2025, TaxChange.DEDUCTION, "Gift", 200))
    assert shop.ask(income_sheet, 2026, END).value("add_back") == 0
    assert shop.ask(income_sheet, 2025).value("deduction") == -200
    shop.run(delete_adjustment, made)
    assert shop.ask(income_sheet, 2025).value("deduction") == 0


@pytest.mark.parametrize(
    "draft",
    [
        AdjustmentDraft(2026, TaxChange.ADD_BACK, " ", 100),
        AdjustmentDraft(2026, TaxChange.ADD_BACK, "Fine", 0),
        AdjustmentDraft(26, TaxChange.ADD_BACK, "Fine", 100),
    ],
)
def test_lines_without_words_amount_or_year_are_refused(shop: Shop, draft: AdjustmentDraft) -> None:
    with pytest.raises(Invalid):
        shop.run(add_adjustment, draft)
