"""Entries by hand are listed, changed and deleted in the window; those of a closed month are refused by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt

from services.books.closing import close_month
from services.books.commands import EntryDraft, EntryLine, add_entry, contribute
from services.books.entries import entries
from tests.services.finance.money import add_money_account
from tests.ui.imports.window import Desk
from ui.widgets.buttons import LinkButton
from ui.widgets.card import KeyValueRow


def _shown(desk: Desk, count: int) -> Any:
    section = desk.page("finance").show_section("books")
    section.show_statement("entries")
    desk.wait(lambda: len(section.entries.table.list.rows) == count)
    return section.entries


def _draft(day: date, minor: int) -> EntryDraft:
    return EntryDraft(day, "Scales", (EntryLine("office", minor), EntryLine("owner_contributions", -minor)))


def test_an_entry_is_changed_deleted_and_comes_back(desk: Desk) -> None:
    desk.run(add_entry, _draft(date(2026, 3, 5), 120_00))
    card = _shown(desk, 1)
    assert card.table.list.rows[0].sides == "Office and sundries ← Owner's contributions"
    card.table.selectRow(0)
    card.change()
    desk.wait(lambda: card.form is not None and card.form.debit.count() > 0)
    assert (card.form.debit.currentData(), card.form.amount.text()) == ("office", "120.00")
    card.form.amount.setText("99.50")
    card.form.submit()
    desk.wait(lambda: desk.ask(entries)[0].amount_minor == 99_50)
    desk.wait(lambda: card.table.list.rows[0].amount_minor == 99_50)
    card.table.selectRow(0)
    card.delete()
    desk.wait(lambda: not card.table.list.rows)
    desk.undo()
    desk.wait(lambda: len(card.table.list.rows) == 1)


def test_an_entry_of_a_closed_month_is_refused_by_its_name(desk: Desk) -> None:
    desk.run(add_entry, _draft(date(2026, 3, 5), 120_00))
    desk.run(close_month, "2026-03")
    card = _shown(desk, 1)
    assert card.table.list.rows[0].is_closed
    card.table.selectRow(0)
    card.delete()
    desk.wait(lambda: any("2026-03" in one for one in desk.shown()))
    assert len(desk.ask(entries)) == 1


def test_what_was_booked_by_hand_on_an_account_leads_to_its_entries(desk: Desk) -> None:
    box, bank = (desk.run(add_money_account, name).value for name in ("Cash box", "Bank"))
    desk.run(contribute, date(2026, 3, 5), bank, 70_00)
    page = desk.page("finance")
    page.opened(account="Cash box")
    desk.wait(lambda: page.section.accounts.current is not None)
    bar = page.section.accounts
    assert not bar.beside.isVisible()
    desk.run(contribute, date(2026, 3, 6), box, 500_00)
    desk.wait(lambda: bar.beside.isVisible() and not bar.beside.rect().isEmpty())
    assert (bar.balance.text(), bar.beside.text()) == ("¥500.00", "¥500.00 of it booked by hand")
    desk.qtbot.mouseClick(bar.beside, Qt.MouseButton.LeftButton)
    desk.wait(lambda: page.current == "books")
    card = page.section.entries
    desk.wait(lambda: [one.amount_minor for one in card.table.list.rows] == [500_00])
    card.table.selectRow(0)
    card.delete()
    desk.wait(lambda: not card.table.list.rows)
    page.opened(account="Cash box")
    desk.wait(lambda: bar.isVisible() and bar.balance.text() == "¥0.00" and not bar.beside.isVisible())
    desk.undo()
    desk.wait(lambda: bar.balance.text() == "¥500.00" and bar.beside.isVisible())


def test_the_proof_of_an_account_counts_what_was_booked_by_hand_and_leads_to_it(desk: Desk) -> None:
    box = desk.run(add_money_account, "Cash box").value
    desk.run(contribute, date(2026, 3, 5), box, 500_00)
    page = desk.page("finance")
    section = page.show_section("reconcile")
    section.read_account(box)
    desk.wait(section.panel.isVisible)
    assert section.panel.card.proof.proof.closing_minor == 500_00
    (row,) = (one for one in section.panel.findChildren(KeyValueRow) if one.name.text() == "Booked by hand")
    (show,) = row.findChildren(LinkButton)
    desk.wait(lambda: row.isVisible() and not show.rect().isEmpty())
    assert row.value.text() == "+¥500.00"
    desk.qtbot.mouseClick(show, Qt.MouseButton.LeftButton)
    desk.wait(lambda: page.current == "books" and len(page.section.entries.table.list.rows) == 1)
