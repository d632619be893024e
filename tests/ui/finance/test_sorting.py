"""Transactions are put under categories from the list, the panel and by rules, in a window over a real shop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt

from services.finance.categorising import categorise
from services.finance.one import OneTransaction, one_transaction
from services.finance.rules import rules
from tests.services.finance.money import Row, add_channel, add_money_account, add_order, add_rows
from tests.ui.finance.test_finance import ALIPAY, WECHAT, imported, shown
from tests.ui.imports.window import Desk
from ui.dialogs.order_list import order_list
from ui.pages.finance.category_dialog import CategoryDialog
from ui.pages.finance.link_dialog import LinkDialog
from ui.pages.finance.rule_form import RuleDialog
from ui.pages.finance.split_dialog import SplitDialog
from ui.pause import Pause
from ui.table.ink import PAD
from ui.theme.apply import current_theme
from ui.widgets.painting import text_width


@pytest.mark.usefixtures("qapp")
def test_headings_and_states_of_the_orders_to_choose_from_are_not_cut_off() -> None:
    columns = order_list(with_money=True).list.specs
    fonts, room = current_theme(), {column.header: column.width - 2 * PAD for column in columns}
    assert text_width("Money received", fonts.font("caption")) <= room["Money received"]
    assert text_width("Completed", fonts.font("body")) <= room["Status"]


def _one(desk: Desk, number: int) -> OneTransaction:
    found: OneTransaction = desk.ask(one_transaction, number)
    return found


def _opened(desk: Desk, page: Any, number: int) -> Any:
    page.open_detail(number)
    desk.wait(lambda: page.detail.isVisible() and page.detail.shown is not None and page.detail.shown.id == number)
    return page.detail


def _pressed(desk: Desk, button: Any) -> None:
    desk.wait(lambda: not button.rect().isEmpty())
    button.click()


def test_a_category_is_chosen_with_a_few_letters(desk: Desk) -> None:
    imported(desk, ALIPAY)
    page = shown(desk, 5)
    panel = _opened(desk, page, 2)
    _pressed(desk, panel.buttons["category"])
    dialog = page.deeds.dialog
    assert isinstance(dialog, CategoryDialog)
    assert dialog.list.selected()[0].code == "platform_fee"
    dialog.search.setText("bank")
    assert [one.code for one in dialog.list.list.rows] == ["bank_fees"]
    dialog.submit()
    desk.wait(lambda: _one(desk, 2).category == "bank_fees")
    desk.wait(lambda: page.detail.one.category == "bank_fees")
    desk.undo()
    assert _one(desk, 2).category == "platform_fee"


def test_an_order_is_chosen_among_those_of_the_same_amount(desk: Desk) -> None:
    channel = desk.run(add_channel, "Taobao").value
    bank = desk.run(add_money_account, "ICBC", "bank_icbc").value
    for number, paid, day in (("11", 8_800, 30), ("12", 8_800, 2), ("13", 1_000, 1), ("14", 8_800, 300)):
        desk.run(add_order, channel, number, paid, day)
    desk.run(add_rows, bank, [Row(8_800, 1, counterparty="Lin")])
    page = shown(desk, 1)
    panel = _opened(desk, page, 1)
    _pressed(desk, panel.buttons["order"])
    dialog = page.deeds.dialog
    assert isinstance(dialog, LinkDialog)
    desk.wait(lambda: [one.number for one in dialog.found.list.rows] == ["12", "11"])
    assert "Lin" in dialog.subtitle.text()
    assert not dialog.save.isEnabled()  # two may be meant
    dialog.search.setFocus()
    desk.qtbot.keyClick(dialog.search, Qt.Key.Key_Down)
    assert [one.number for one in dialog.found.selected()] == ["12"]
    assert dialog.found.hasFocus()
    assert dialog.save.isEnabled()
    dialog.search.setText("nobody")
    desk.wait(lambda: not dialog.found.list.rows)
    assert dialog.nothing.title.text() == "No order is found"
    other = desk.run(add_channel, "Street").value
    desk.run(add_order, other, "11", 500, 3)
    dialog.search.setText("11")
    desk.wait(lambda: [one.number for one in dialog.found.list.rows] == ["11", "11"])
    assert not dialog.found.selected(), "two channels have this number"
    dialog.search.setText("13")
    desk.wait(lambda: [one.number for one in dialog.found.list.rows] == ["13"])
    dialog.submit()
    desk.wait(lambda: _one(desk, 1).order_no == "13")
    desk.undo()
    assert _one(desk, 1).order_no is None


@pytest.mark.parametrize("by_list", [False, True])
def test_no_order_is_taken_while_other_words_stand_in_the_search(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, by_list: bool
) -> None:
    channel = desk.run(add_channel, "Taobao").value
    bank = desk.run(add_money_account, "ICBC", "bank_icbc").value
    for number, paid, day in (("11", 8_800, 30), ("13", 1_000, 1)):
        desk.run(add_order, channel, number, paid, day)
    desk.run(add_rows, bank, [Row(8_800, 1, counterparty="Lin")])
    page = shown(desk, 1)
    panel = _opened(desk, page, 1)
    monkeypatch.setattr(Pause, "share", 1000.0)  # nothing is listed but what the test asks for
    _pressed(desk, panel.buttons["order"])
    dialog = page.deeds.dialog
    desk.wait(lambda: [one.number for one in dialog.found.selected()] == ["11"])
    desk.qtbot.keyClicks(dialog.search, "13")
    assert not dialog.save.isEnabled()
    if by_list:
        dialog.found.setFocus()
        desk.qtbot.keyClick(dialog.found, Qt.Key.Key_Return)
    desk.qtbot.keyClick(dialog.search, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    dialog.look()
    desk.wait(dialog.save.isEnabled)
    dialog.submit()
    dialog.look()  # a list that comes while it is saved
    desk.wait(lambda: _one(desk, 1).order_no == "13")
    desk.undo()
    assert _one(desk, 1).order_no is None, "it was linked once"


def test_ticked_rows_are_sorted_together(desk: Desk) -> None:
    imported(desk, ALIPAY)
    page = shown(desk, 5)
    page.table.view.toggle_all()
    desk.wait(page.bulk.isVisible)
    page.deeds.categorise_selected()
    desk.wait(lambda: isinstance(page.deeds.dialog, CategoryDialog))
    page.deeds.dialog.search.setText("office")
    page.deeds.dialog.submit()
    desk.wait(lambda: {_one(desk, number).category for number in range(1, 6)} == {"office"})


def test_what_was_done_once_becomes_a_rule_that_shows_what_it_changes(desk: Desk) -> None:
    imported(desk, WECHAT)
    page = shown(desk, 6)
    plain = next(number for number in range(1, 7) if _one(desk, number).category is None)
    desk.run(categorise, [plain], "office")
    panel = _opened(desk, page, plain)
    desk.wait(lambda: "Make a rule…" in panel.buttons)
    page.deeds.always(panel.one.learned.rule)
    dialog = page.deeds.dialog
    desk.wait(lambda: isinstance(dialog, RuleDialog) and dialog.effect is not None)
    assert dialog.effect.caught >= 1
    dialog.submit()
    desk.wait(lambda: len(desk.ask(rules)) == 1)
    page.deeds.rules()
    listed = page.deeds.dialog
    desk.wait(lambda: len(listed.table.list.rows) == 1)


def test_a_rule_that_catches_everything_is_said_and_asked_about(desk: Desk) -> None:
    imported(desk, ALIPAY)
    page = shown(desk, 5)
    page.deeds.rules()
    page.deeds.dialog.edit(None)
    dialog = page.deeds.dialog.dialog
    desk.wait(lambda: dialog.category.count() > 0)
    dialog.least.setText("0")
    desk.wait(lambda: dialog.effect is not None and dialog.effect.catches_all)
    assert "every transaction" in dialog.said.text()
    dialog.submit()
    desk.wait(lambda: "This rule catches nearly everything" in desk.shown())
    assert desk.ask(rules) == ()


def test_a_transaction_is_split_and_the_last_part_takes_what_is_left(desk: Desk) -> None:
    imported(desk, ALIPAY)
    page = shown(desk, 5)
    panel = _opened(desk, page, 5)
    _pressed(desk, panel.buttons["split"])
    dialog = page.deeds.dialog
    assert isinstance(dialog, SplitDialog)
    first, second = dialog.lines
    first.category.setCurrentIndex(first.category.findData("rent"))
    first.amount.setText("600")
    second.category.setCurrentIndex(second.category.findData("office"))
    assert dialog.left.text() == "Left: ¥400.00"
    dialog.submit()
    desk.wait(lambda: len(_one(desk, 5).parts) == 2)
    assert [(one.category, one.amount_minor) for one in _one(desk, 5).parts] == [("rent", -60_000), ("office", -40_000)]


def test_a_receipt_is_kept_beside_a_transaction(desk: Desk, tmp_path: Path) -> None:
    receipt = tmp_path / "receipt.pdf"
    receipt.write_bytes(b"%PDF-1.4\n")
    imported(desk, ALIPAY)
    page = shown(desk, 5)
    _opened(desk, page, 1)
    page.deeds.add_papers(1, [receipt])
    desk.wait(lambda: [one.kept.file_name for one in page.detail.one.papers] == ["receipt.pdf"])
    page.deeds.remove_paper(1)
    desk.wait(lambda: page.detail.one.papers == ())
