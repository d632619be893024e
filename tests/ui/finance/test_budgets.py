"""The Budgets section: a budget is set, what was spent stands beside it, and a month back has its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from services.budgets.commands import set_budget
from services.budgets.queries import Pace, budgets
from services.business_day import shop_today
from tests.services.books.trading import put_transaction
from tests.services.finance.money import add_money_account
from tests.ui.imports.window import Desk
from ui.theme.apply import current_theme


def test_a_budget_is_set_spent_and_ended(desk: Desk) -> None:
    today = desk.ask(shop_today)
    bank = desk.run(add_money_account, "Bank").value
    desk.run(put_transaction, bank, today, -80_00, "office")
    section: Any = desk.page("finance").show_section("budgets")
    desk.wait(lambda: section.found is not None)
    assert section.stack.currentWidget() is section.empty
    section.new()
    section.form.category.setCurrentIndex(section.form.category.findData("office"))
    section.form.amount.setText("sixty")
    section.form.submit()
    assert section.form.rows["amount"].problem
    section.form.amount.setText("60")
    section.form.submit()
    desk.wait(lambda: len(section.table.list.rows) == 1)
    shown = section.table.list.rows[0]
    assert (shown.spent_minor, shown.left_minor, shown.pace) == (80_00, -20_00, Pace.OVER)
    assert section.month.count() == 12
    section.month.setCurrentIndex(1)
    desk.wait(lambda: section.stack.currentWidget() is section.empty)
    section.month.setCurrentIndex(0)
    desk.wait(lambda: len(section.table.list.rows) == 1)
    section.table.selectRow(0)
    section.change_button.click()
    section.form.amount.setText("0")
    section.form.submit()
    desk.wait(lambda: not section.table.list.rows)
    desk.undo()
    desk.wait(lambda: len(section.table.list.rows) == 1)
    assert desk.ask(budgets).budgets[0].amount_minor == 60_00


@pytest.mark.parametrize("pace", list(Pace))
def test_every_state_has_its_colour(desk: Desk, pace: Pace) -> None:
    desk.run(set_budget, "office", desk.ask(shop_today), 60_00)
    section: Any = desk.page("finance").show_section("budgets")
    desk.wait(lambda: bool(section.table.list.rows))
    cells = section._cells(replace(section.table.list.rows[0], pace=pace, expected_minor=1))
    assert all(current_theme().color(cell.tone).isValid() for cell in cells)
