"""The Books and Month close sections: from a figure to its documents, an entry, papers, a month closed and opened."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services import clock, settings
from services.books.lines import closed_months, summed
from services.books.statements import Kind
from services.channels.commands import add as add_channel
from services.finance.commands import AccountDraft, add_account
from services.orders.entering import LineDraft, OrderDraft
from services.orders.entering import add as add_order
from services.types import Platform
from tests.services.books.trading import put_transaction, send
from tests.ui.imports.window import Desk, OrdersPage
from tests.ui.sure import of
from ui.pages.finance import books_rows

APRIL = date(2026, 4, 10)


@pytest.fixture(autouse=True)
def _in_may() -> Iterator[None]:
    clock.set_source(lambda: datetime(2026, 5, 10, 4, tzinfo=UTC))
    yield
    clock.set_source(None)


@pytest.fixture
def traded(desk: Desk) -> Desk:
    """A shop that sold for 100.00 and paid 30.00 of rent in April."""
    channel = desk.run(add_channel, "Tea", Platform.TAOBAO).value
    order = desk.run(add_order, OrderDraft(channel, (LineDraft("Cup", 1),), "A-1", paid_minor=10000)).value
    desk.run(send, order, APRIL)
    bank = desk.run(add_account, AccountDraft("ICBC")).value
    desk.run(put_transaction, bank, APRIL, -3000, "rent")
    return desk


@pytest.fixture
def books(traded: Desk) -> Any:
    """The Books section, showing April."""
    traded.window.navigate("finance", section="books")
    section = traded.page("finance").section
    traded.wait(lambda: section.found is not None)
    section.period.setCurrentIndex(1)
    section.read()
    traded.wait(lambda: section.found.first == date(2026, 4, 1))
    return section


def row(section: Any, account: str) -> Any:
    """The row of an account."""
    return next(one for one in section.table.list.rows if one.account == account)


def test_a_figure_leads_to_its_lines_and_a_line_to_its_order(traded: Desk, books: Any) -> None:
    assert {one.account: one.minor for one in books.found.rows if one.account} == {"sales": 10000, "rent": 3000}
    books.table.clicked_cell.emit(row(books, "sales"), 1)
    traded.wait(lambda: books.panel.ledger is not None and len(books.panel.lines.list.rows) == 1)
    assert books.panel.isVisible()
    books.panel.lines.clicked_cell.emit(books.panel.lines.list.rows[0], 1)
    traded.wait(lambda: len(books.panel.documents.list.rows) == 1)
    books.panel.documents.opened.emit(books.panel.documents.list.rows[0])
    traded.wait(lambda: of(OrdersPage, traded.window.page("orders")).wanted[-1:] == [{"search": "A-1"}])


def test_an_account_stands_further_in_than_its_heading_and_is_copied_as_it_is(books: Any) -> None:
    cells = {one.label: books_rows.cells_of(books.found, one)[0] for one in books.table.list.rows}
    assert cells["Sales"].is_part
    assert cells["Sales"].full_text == "Sales"
    assert not cells["Net sales"].is_part


def test_every_statement_is_shown_and_what_may_be_taken_out(traded: Desk, books: Any) -> None:
    for kind in (Kind.BALANCE_SHEET, Kind.CASH_FLOW, Kind.TRIAL_BALANCE):
        books.show_statement(str(kind))
        traded.wait(partial(lambda kind: books.found.kind is kind, kind))
        assert books.table.list.rows
    books.show_statement("taking-out")
    traded.wait(lambda: "money" in books.taking.parts)
    assert books.taking.parts["money"].text() == "\u221230.00"


def test_an_entry_is_written_by_hand_and_undone(traded: Desk, books: Any) -> None:
    books.new()
    traded.wait(lambda: books.form is not None and books.form.debit.count() > 10)
    form = books.form
    form.amount.setText("12.50")
    form.text.setText("Stamps")
    form.submit()
    assert form.rows["credit"].problem()
    form.debit.setCurrentIndex(form.debit.findData("office"))
    form.day.setText("2026-04-30")
    form.submit()
    traded.wait(lambda: ("office", "CNY") in traded.ask(summed))
    traded.wait(lambda: any(one.account == "office" for one in books.found.rows))


def test_statements_are_written_as_workbook_table_and_pdf(traded: Desk, books: Any, tmp_path: Path) -> None:
    for name in ("books.xlsx", "statement.csv", "statement.pdf"):
        books.export_to(tmp_path / name)
        traded.wait((tmp_path / name).exists)
    assert len(load_workbook(tmp_path / "books.xlsx").worksheets) == len(Kind)
    assert (tmp_path / "statement.pdf").read_bytes().startswith(b"%PDF")


def test_a_month_is_closed_and_opened_again_with_a_reason(traded: Desk) -> None:
    traded.window.navigate("finance", section="closing")
    section = traded.page("finance").section
    traded.wait(lambda: bool(section.found_checks))
    assert section.month.month == "2026-04"
    traded.wait(lambda: not section.close_button.rect().isEmpty())
    QTest.mouseClick(section.close_button, Qt.MouseButton.LeftButton)
    traded.wait(lambda: [month for month, _id in traded.ask(closed_months)] == ["2026-04"])
    traded.wait(lambda: section.month.closed_at is not None)
    section.reopen()
    section.form.submit()
    assert section.form.rows["reason"].problem()
    section.form.reason.setText("a bill was missing")
    section.form.submit()
    traded.wait(lambda: traded.ask(closed_months) == ())
    section.books_late.click()
    traded.wait(lambda: traded.ask(settings.read, settings.LATE_CHANGES) == settings.BOOK_LATE_CHANGES)


def test_the_chart_and_the_rates_are_kept_in_lists(traded: Desk, books: Any) -> None:
    books.show_statement("chart")
    traded.wait(lambda: bool(books.chart.table.list.rows))
    books.chart.add()
    books.chart.form.name.setText("Photos")
    books.chart.form.submit()
    traded.wait(lambda: any(one.name == "Photos" and one.is_own for one in books.chart.table.list.rows))
    books.chart.table.selectRow(0)
    books.chart.put_away()
    traded.wait(lambda: books.chart.table.list.rows[0].is_archived)
    books.show_statement("rates")
    traded.wait(lambda: books.rates.isVisible())
    books.rates.reload()
    traded.wait(books.link.is_quiet)
    books.rates.add()
    form = books.rates.form
    for field, typed in ((form.currency, "usd"), (form.since, "2026-04-01"), (form.worth, "7.1234")):
        field.setText(typed)
    form.submit()
    traded.wait(lambda: [one.rate_ppm for one in books.rates.table.list.rows] == [7_123_400])
    books.rates.table.selectRow(0)
    books.rates.delete()
    traded.wait(lambda: books.rates.table.list.rows == ())


def test_the_lines_behind_the_sales_of_a_vat_period_are_those_of_its_days(traded: Desk) -> None:
    traded.window.navigate("finance", section="tax", tax="vat")
    tax = traded.page("finance").section
    traded.wait(lambda: tax.vat.found is not None)
    tax.vat.table.opened.emit(next(one for one in tax.vat.found.quarters if one.key == "2026-Q2"))
    traded.wait(lambda: traded.page("finance").section is not tax)
    books = traded.page("finance").section
    traded.wait(lambda: books.panel.ledger is not None and len(books.panel.lines.list.rows) == 1)
    traded.wait(lambda: books.found is not None and books.found.first == date(2026, 4, 1))
    assert books.found.last == date(2026, 6, 30)
