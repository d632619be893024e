"""The Finance page in a window over a real shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from services import formatting
from services.finance.commands import AccountDraft, add_account
from services.finance.queries import accounts, transaction_detail
from services.types import AccountKind, TableRequest
from tests.ui.imports.window import FORMATS, Desk

ALIPAY = FORMATS / "alipay.merchant" / "sample.csv"
WECHAT = FORMATS / "wechatpay.personal" / "sample.csv"


def shown(desk: Desk, count: int) -> Any:
    """The page, once its table has so many rows and its accounts are read."""
    page = desk.page("finance").sections["transactions"]
    desk.wait(lambda: page.table.model.summary is not None and page.table.model.summary.count == count)
    desk.wait(lambda: page.overview is not None and len(page.overview.accounts) == len(desk.ask(accounts)))
    return page


def imported(desk: Desk, *files: Path) -> Any:
    """The page after an import of these statements."""
    desk.imported(*files).accept()
    return desk.page("finance").sections["transactions"]


def test_an_empty_page_offers_to_import_and_to_write_an_account_down(desk: Desk) -> None:
    page = shown(desk, 0)
    desk.wait(lambda: page.table.notice is not None)
    assert not page.accounts.isVisible()


def test_imported_statements_stand_in_the_list_with_their_sums(desk: Desk) -> None:
    imported(desk, ALIPAY, WECHAT)
    page = shown(desk, 11)
    desk.wait(page.accounts.isVisible)
    assert dict(page.table.totals.values()) == {"Money in": "¥316.47", "Money out": "¥1,087.76", "Neutral": "¥1,100.10"}
    counts = {key: count for key, count in page.overview.counts.items() if key != "all"}
    assert counts == {"in": 4, "out": 5, "neutral": 2, "unsorted": 4}
    desk.wait(lambda: page.table.shown_counts().get("unmatched") == 3)


def test_an_account_tab_shows_its_rows_and_its_balance(desk: Desk) -> None:
    imported(desk, ALIPAY, WECHAT)
    page = shown(desk, 11)
    page.accounts.tabs.set_current("Alipay for merchants")
    page.accounts.tabs.changed.emit("Alipay for merchants")
    shown(desk, 5)
    assert page.accounts.balance.text() == "¥59.44"
    assert [one.values for one in page.table.request.filters] == [("Alipay for merchants",)]
    page.table.open(TableRequest())
    shown(desk, 11)
    assert page.accounts.current is None


def test_over_all_accounts_stands_what_each_of_them_holds(desk: Desk) -> None:
    imported(desk, ALIPAY, WECHAT)
    page = shown(desk, 11)
    held = [f"{one.name} {formatting.money(one.balance_minor, one.currency)}" for one in desk.ask(accounts)]
    desk.wait(lambda: ", ".join(held) in page.accounts.facts.text())
    assert held[0] == "Alipay for merchants \u00a559.44"
    assert len(held) == 2


def test_a_transaction_opens_at_the_right_and_keeps_a_note(desk: Desk) -> None:
    imported(desk, ALIPAY)
    page = shown(desk, 5)
    page.open_detail(1)
    desk.wait(page.detail.isVisible)
    assert page.detail.shown.external_no == "54600000000301"
    assert page.detail.order_button.isVisible()
    page.detail.note.setText("gift wrap")
    page.detail.note.editingFinished.emit()
    desk.wait(lambda: desk.ask(transaction_detail, 1).note == "gift wrap")
    page.detail.order_button.click()
    assert desk.asked_orders() == {"search": "1805010000000000301"}


def test_an_account_is_written_down_changed_and_put_away(desk: Desk) -> None:
    page = shown(desk, 0)
    page.new_account()
    page.form.name.setText("Till")
    page.form.kind.setCurrentIndex(page.form.kind.findData(AccountKind.CASH))
    page.form.opening.setText("12.50")
    page.form.save_button.click()
    desk.wait(lambda: [one.opening_minor for one in desk.ask(accounts)] == [1250])
    page = shown(desk, 0)
    page.change_account(1)
    page.form.name.setText("Safe")
    page.form.save_button.click()
    desk.wait(lambda: [one.name for one in desk.ask(accounts)] == ["Safe"])
    desk.wait(lambda: [one.name for one in page.accounts_known()] == ["Safe"])
    page.accounts.choose("Safe")
    page.accounts.archive.click()
    desk.wait(lambda: desk.ask(accounts)[0].is_archived)
    desk.undo()
    assert not desk.ask(accounts)[0].is_archived


def test_what_is_wrong_with_an_account_stands_under_its_field(desk: Desk) -> None:
    desk.run(add_account, AccountDraft("Till"))
    page = shown(desk, 0)
    page.new_account()
    form = page.form
    form.opening.setText("12,x")
    form.save_button.click()
    assert form.rows["opening"].problem()
    form.opening.setText("0")
    form.name.setText("Till")
    form.save_button.click()
    desk.wait(lambda: bool(form.rows["name"].problem()))
    assert len(desk.ask(accounts)) == 1


def test_the_rows_on_screen_are_exported(desk: Desk, tmp_path: Path) -> None:
    imported(desk, ALIPAY, WECHAT)
    page = shown(desk, 11)
    out = tmp_path / "out.csv"
    page.export_to(TableRequest(view="in"), out)
    desk.wait(out.is_file)
    assert len(out.read_text("utf-8-sig").splitlines()) == 5
