"""The Reconcile section: accounts are proved and marked, orders' money explained, offers confirmed."""

from __future__ import annotations

from typing import Any

from services import i18n
from services.reconcile.overview import OfferKind, account_card
from services.reconcile.statements import marks_of
from services.types import TableRequest
from tests.services.finance.money import DAY, Row, add_channel, add_money_account, add_order, add_rows
from tests.ui.finance.test_finance import ALIPAY, imported
from tests.ui.imports.window import Desk


def _section(desk: Desk) -> Any:
    page = desk.page("finance")
    return page.show_section("reconcile")


def test_an_account_is_proved_and_marked_as_reconciled(desk: Desk) -> None:
    imported(desk, ALIPAY)
    section = _section(desk)
    desk.wait(lambda: len(section.accounts.table.list.rows) == 1)
    section.show_account(section.accounts.table.list.rows[0])
    desk.wait(section.panel.isVisible)
    proof = section.panel.card.proof.proof
    assert (proof.opening_minor, proof.closing_minor, proof.closes) == (100_000, 5_944, True)
    section.panel.mark_button.click()
    dialog = section.dialog
    assert dialog.balance.text() == "59.44"
    dialog.balance.setText("60")
    dialog.submit()
    desk.wait(dialog.accepts.isVisible)
    assert "59.44" in dialog.failure.text()
    dialog.balance.setText("59.44")
    dialog.submit()
    desk.wait(lambda: len(desk.ask(marks_of, 1)) == 1)
    desk.wait(lambda: section.accounts.table.list.rows[0].is_current)
    desk.wait(lambda: bool(section.panel.card.marks))
    desk.undo()
    assert desk.ask(marks_of, 1) == ()


def test_a_gap_leads_to_its_row(desk: Desk) -> None:
    account = desk.run(add_money_account, "Bank", "bank").value
    rows = [Row(500, balance_minor=1_500), Row(-200, day=1, balance_minor=1_250, counterparty="Courier")]
    desk.run(add_rows, account, rows)
    section = _section(desk)
    section.read_account(account)
    desk.wait(section.panel.isVisible)
    assert [gap.words for gap in desk.ask(account_card, account).proof.gap_rows] == ["Courier"]
    section._show_row("Bank", "all", 2)
    page = desk.page("finance")
    desk.wait(lambda: page.current == "transactions" and page.section.detail.isVisible())
    assert page.section.detail.shown.id == 2


def test_orders_that_were_not_paid_stand_with_their_reason(desk: Desk) -> None:
    channel = desk.run(add_channel, "Taobao").value
    wallet = desk.run(add_money_account, "Alipay", "alipay_merchant").value
    for number in ("1", "2"):
        desk.run(add_order, channel, number, 1_000)
    desk.run(add_rows, wallet, [Row(1_000, order_no="1")])
    section = _section(desk)
    section.show_part("orders")
    table = section.orders.table
    desk.wait(lambda: table.model.summary is not None and table.model.summary.count == 1)
    table.open(TableRequest(view="all"))
    desk.wait(lambda: table.model.summary is not None and table.model.summary.count == 2)
    desk.wait(lambda: section.orders.board is not None and section.orders.board.channels[0].received_minor == 1_000)
    section.orders.open_order(2)
    assert desk.asked_orders() == {"order": 2}


def test_sure_offers_are_ticked_and_confirmed_together(desk: Desk) -> None:
    from services import clock

    today = clock.now().date()
    wallet = desk.run(add_money_account, "Alipay", "alipay_merchant").value
    bank = desk.run(add_money_account, "ICBC", "bank_icbc").value
    ago = (today - DAY).days - 3
    desk.run(add_rows, wallet, [Row(-9_000, ago, kind_text="提现", category="transfers")], "w")
    desk.run(add_rows, bank, [Row(9_000, ago, counterparty="Alipay")], "b")
    section = _section(desk)
    section.show_part("offers")
    desk.wait(lambda: [one.kind for one in section.offers.rows] == [OfferKind.TRANSFER])
    section.offers.tick_sure()
    assert len(section.offers.ticked) == 1
    section.offers.confirm_ticked()
    desk.wait(lambda: section.offers.rows == ())


def test_the_parts_stand_in_a_row_of_their_own_and_count_what_is_to_be_matched(desk: Desk) -> None:
    section: Any = desk.page("finance").show_section("reconcile")
    switch = section.switch_parts
    switch.buttons["orders"].click()
    assert section.stack.currentWidget() is section.orders
    assert [key for key, button in switch.buttons.items() if button.isChecked()] == ["orders"]
    switch.set_counts({"offers": 3})
    assert "3" in switch.buttons["offers"].accessibleName()
    i18n.set_language("zh_CN")
    section.retranslate()
    assert switch.buttons["accounts"].accessibleName() == i18n.translate("Accounts")
    section.opened(part="offers")
    assert section.stack.currentWidget() is section.offers
