"""Entries by hand are listed, changed and deleted in the window; those of a closed month are refused by its name."""

from __future__ import annotations

from datetime import date
from typing import Any

from services.books.closing import close_month
from services.books.commands import EntryDraft, EntryLine, add_entry
from services.books.entries import entries
from tests.ui.imports.window import Desk


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
