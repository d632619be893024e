"""Money is typed by hand, moved, changed and taken out in the window; a settlement says whose line it explains."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QLabel

from services.finance.commands import AccountDraft, add_account
from services.finance.queries import accounts
from services.types import AccountKind, Flow
from tests.ui.finance.test_finance import imported, shown
from tests.ui.imports.window import FORMATS, Desk
from ui.pages.finance.money_form import MoneyForm


def _balances(desk: Desk) -> list[int]:
    return [one.balance_minor for one in desk.ask(accounts)]


def _form(desk: Desk, page: Any) -> Any:
    desk.wait(lambda: isinstance(page.deeds.dialog, MoneyForm) and bool(page.deeds.dialog.day.text()))
    return page.deeds.dialog


def test_rent_in_cash_is_typed_changed_deleted_and_comes_back(desk: Desk) -> None:
    desk.run(add_account, AccountDraft("Cash box", AccountKind.CASH, provider="cash"))
    page = shown(desk, 0)
    page.new()
    form = _form(desk, page)
    assert not form.rows["into"].isVisible()
    form.submit()
    form.amount.setText("500")
    form.subject.setText("Rent of June")
    form.category.setCurrentIndex(form.category.findData("rent"))
    form.submit()
    desk.wait(lambda: _balances(desk) == [-500_00])
    shown(desk, 1)
    page.open_detail(1)
    desk.wait(lambda: page.detail.isVisible() and "change" in page.detail.buttons)
    page.deeds.dialog = None
    page.detail.buttons["change"].click()
    form = _form(desk, page)
    assert (form.subject.text(), form.category.currentData()) == ("Rent of June", "rent")
    form.kind.setCurrentIndex(form.kind.findData(Flow.IN))
    form.amount.setText("20")
    form.submit()
    desk.wait(lambda: _balances(desk) == [20_00])
    desk.wait(lambda: page.detail.one.detail.amount_minor == 20_00)
    page.detail.buttons["delete"].click()
    desk.wait(lambda: _balances(desk) == [0])
    desk.undo()
    desk.wait(lambda: _balances(desk) == [20_00])


def test_money_goes_from_one_account_to_another(desk: Desk) -> None:
    for name in ("Cash box", "Bank"):
        desk.run(add_account, AccountDraft(name, AccountKind.CASH, provider="cash"))
    page = shown(desk, 0)
    page.new()
    form = _form(desk, page)
    form.kind.setCurrentIndex(2)
    desk.wait(form.rows["into"].isVisible)
    assert not form.rows["category"].isVisible()
    form.amount.setText("30")
    form.submit()
    desk.wait(lambda: _balances(desk) == [-30_00, 30_00])
    shown(desk, 2)


def test_the_panel_says_which_statement_tells_of_the_same_money(desk: Desk) -> None:
    imported(desk, FORMATS / "douyin.settlement" / "sample.csv", FORMATS / "douyin.funds" / "sample.csv")
    page = shown(desk, 6)
    names = {one.name: one.id for one in desk.ask(accounts)}
    page.open_detail(1)
    desk.wait(lambda: page.detail.isVisible() and page.detail.one is not None)
    assert any("Douyin funds tells of the same money" in one.text() for one in page.detail.findChildren(QLabel))
    page.change_account(names["Douyin settlements"])
    page.form.repeats.setCurrentIndex(page.form.repeats.findData(-1))
    page.form.save_button.click()
    desk.wait(lambda: desk.ask(accounts)[0].stands_alone)
    assert _balances(desk)[0] == 2 * 97_02 - 8_00
