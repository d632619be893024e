"""The Due section: an item is written down, stands in the calendar, is paid in part, and all of it is undone."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from services.business_day import shop_today
from services.owing.payments import payers
from services.owing.queries import commitments, open_dues
from services.types import Repeat
from tests.services.finance.money import DAY, Row, add_money_account, add_rows
from tests.ui.imports.window import Desk
from ui.dialogs.overlay import open_overlay


@pytest.fixture
def section(desk: Desk) -> Any:
    """The section of a shop with 1,000.00 in the bank."""
    desk.run(add_money_account, "Bank", opening_minor=1_000_00)
    found = desk.page("finance").show_section("owing")
    desk.wait(lambda: found.found is not None and found.choices.known is not None)
    return found


def _rent(desk: Desk, section: Any, first: date) -> None:
    section.new()
    form = section.form
    form.name.setText("Rent")
    form.amount.setText("300")
    form.first.setText(first.isoformat())
    form.repeat.setCurrentIndex(form.repeat.findData(Repeat.MONTH))
    form.submit()
    desk.wait(lambda: len(section.items.list.rows) == 1)


def test_an_item_is_written_down_paid_in_part_and_taken_back(desk: Desk, section: Any) -> None:
    assert section.stack.currentWidget() is section.empty
    today = desk.ask(shop_today)
    _rent(desk, section, today)
    desk.wait(lambda: len(section.calendar.list.rows) in (3, 4))
    assert section.stack.currentWidget().isAncestorOf(section.calendar)
    assert section.calendar.list.rows[0].balance_minor == 700_00
    section.calendar.selectRow(0)
    assert section.paid_button.isEnabled()
    section.note_paid()
    section.form.amount.setText("100")
    section.form.submit()
    desk.wait(lambda: section.calendar.list.rows[0].due.paid_minor == 100_00)
    desk.wait(lambda: section.items.list.rows[0].last_payment_id is not None)
    section.items.selectRow(0)
    section.take_back()
    desk.wait(lambda: section.calendar.list.rows[0].due.paid_minor == 0)
    desk.undo()
    desk.wait(lambda: section.calendar.list.rows[0].due.paid_minor == 100_00)


@pytest.mark.parametrize("begin", ["new", "book_month"])
def test_a_form_wanted_before_anything_is_read_opens_as_soon_as_it_is(desk: Desk, begin: str) -> None:
    section = desk.page("finance").show_section("owing")
    getattr(section, begin)()
    desk.wait(lambda: open_overlay(desk.window) is not None)


def test_a_transaction_pays_what_is_due(desk: Desk, section: Any) -> None:
    desk.run(add_rows, 1, [Row(-250_00, counterparty="Landlord"), Row(-299_00), Row(900_00)])
    _rent(desk, section, DAY)
    desk.wait(lambda: bool(section.calendar.list.rows))
    section.calendar.selectRow(0)
    section.note_paid()
    form = section.form
    desk.wait(lambda: form.transaction.count() == 3)
    form.transaction.setCurrentIndex(2)
    assert (form.amount.text(), form.day.text()) == ("250.00", DAY.isoformat())
    form.submit()
    desk.wait(lambda: section.calendar.list.rows[0].due.paid_minor == 250_00)
    left = desk.ask(payers, section.calendar.list.rows[0].due)
    assert [one.left_minor for one in left] == [299_00]


def test_too_much_is_refused_at_its_field(desk: Desk, section: Any) -> None:
    today = desk.ask(shop_today)
    _rent(desk, section, today)
    desk.wait(lambda: bool(section.calendar.list.rows))
    section.calendar.selectRow(0)
    section.note_paid()
    form = section.form
    form.amount.setText("300.01")
    form.submit()
    desk.wait(lambda: bool(form.rows["amount"].problem))
    form.day.setText("someday")
    form.submit()
    assert form.rows["day"].problem


def test_one_day_differs_and_the_item_goes_with_a_question(desk: Desk, section: Any) -> None:
    first = desk.ask(shop_today) + timedelta(days=1)
    _rent(desk, section, first)
    desk.wait(lambda: bool(section.calendar.list.rows))
    section.calendar.selectRow(0)
    section.change_once()
    section.form.amount.setText("120")
    section.form.submit()
    desk.wait(lambda: section.calendar.list.rows[0].minor == -120_00)
    assert desk.ask(open_dues, first)[0].open_minor == 120_00
    section.items.selectRow(0)
    assert [action.text() for action in section.menu(section.items).actions()] == ["Change…", "Delete…"]
    section.change()
    section.form.name.setText("Shop rent")
    section.form.submit()
    desk.wait(lambda: section.items.list.rows[0].draft.name == "Shop rent")
    section.items.selectRow(0)
    section.delete()
    assert len(desk.ask(commitments)) == 1
