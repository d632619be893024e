"""The Tax and Invoices sections: a threshold passed is said, tables and sheets are typed, invoices keep their files."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest
from openpyxl import load_workbook

from services.business_day import shop_today
from services.channels.commands import add as add_channel
from services.shop import Shop
from services.tax.commands import RuleDraft, set_rule
from services.tax.invoice_list import one_invoice
from services.tax.invoices import InvoiceDraft, add_invoice
from services.tax.tables import tax_tables
from services.tax.vat import vat_sheet
from services.types import InvoiceKind, InvoiceSide, Platform, TaxFigure
from tests.services.books.trading import Trader, trader
from tests.ui.imports.window import Desk
from tests.ui.sure import sheet_of


def _tax(desk: Desk) -> Any:
    section: Any = desk.page("finance").show_section("tax")
    desk.wait(lambda: section.vat.found is not None)
    return section


def trading(desk: Desk) -> Trader:
    """Somebody who sells; a desk takes commands as a shop does, and lets the window work meanwhile."""
    return trader(cast(Shop, desk))


def _words(section: Any) -> str:
    return str(section.state.text())


def test_the_running_period_says_how_near_its_threshold_is_and_when_it_is_passed(desk: Desk) -> None:
    today = desk.ask(shop_today)
    trading(desk).sold(today, paid=1_010_000)
    section = _tax(desk)
    desk.wait(lambda: "10,000.00" in _words(section))
    assert "300,000.00" in _words(section)
    rows = section.vat.table.list.rows
    assert [one.key for one in rows if one.threshold_minor is not None] == [f"{today.year}-Q{q}" for q in (1, 2, 3, 4)]
    assert len(rows) == 17
    desk.run(set_rule, RuleDraft(TaxFigure.VAT_QUARTER, today.replace(month=1, day=1), amount_minor=500_000))
    desk.wait(lambda: "passed" in _words(section))
    section.vat.filing.setCurrentIndex(1)
    section.vat.filing.activated.emit(1)
    desk.wait(lambda: desk.ask(vat_sheet).filing == "month")


def test_a_row_of_the_tables_is_changed_and_given_back(desk: Desk) -> None:
    section = _tax(desk)
    section.show_tab("tables")
    desk.wait(lambda: bool(section.rates.table.list.rows))
    place = next(n for n, one in enumerate(section.rates.table.list.rows) if one.figure is TaxFigure.URBAN)
    section.rates.table.selectRow(place)
    assert section.change_button.isEnabled()
    assert not section.delete_button.isEnabled(), "the program's own cannot be deleted"
    section.change()
    section.form.rate.setText("five")
    section.form.submit()
    assert section.form.rows["rate"].problem
    section.form.rate.setText("5")
    section.form.submit()
    desk.wait(lambda: desk.ask(tax_tables).ppm(TaxFigure.URBAN, date(2026, 3, 1)) == 50_000)
    desk.wait(lambda: section.rates.table.list.rows[place].id is not None)
    section.rates.table.selectRow(place)
    section.delete()
    desk.wait(lambda: desk.ask(tax_tables).ppm(TaxFigure.URBAN, date(2026, 3, 1)) == 70_000)


def test_a_line_of_the_income_sheet_is_typed_changed_and_deleted(desk: Desk) -> None:
    section = _tax(desk)
    section.show_tab("income")
    desk.wait(lambda: section.income.found is not None)
    assert not section.change_button.isEnabled()
    section.new()
    desk.wait(lambda: section.form is not None)
    section.form.text.setText("Fine")
    section.form.amount.setText("12.50")
    section.form.submit()
    desk.wait(lambda: any(one.adjustment for one in section.income.table.list.rows))
    place = next(n for n, one in enumerate(section.income.table.list.rows) if one.adjustment)
    section.income.table.selectRow(place)
    section.change()
    section.form.amount.setText("20")
    section.form.submit()
    desk.wait(lambda: section.income.found.value("add_back") == 2_000)
    section.income.table.selectRow(place)
    section.delete()
    desk.wait(lambda: section.income.found.value("add_back") == 0)
    desk.undo()
    desk.wait(lambda: section.income.found.value("add_back") == 2_000)


def test_a_report_of_a_platform_shows_its_gap(desk: Desk) -> None:
    section = _tax(desk)
    section.show_tab("platforms")
    desk.wait(lambda: section.reports.stack.currentWidget() is section.reports.empty)
    section.new()
    assert not section.form, "there is no channel to report of"
    desk.run(add_channel, "Tea", Platform.TAOBAO)
    desk.wait(lambda: bool(section.reports.channels))
    section.new()
    section.form.first.setText(f"{section.asked.today.year}-01-01")
    section.form.last.setText(f"{section.asked.today.year}-03-31")
    section.form.income.setText("100")
    section.form.submit()
    desk.wait(lambda: bool(section.reports.table.list.rows))
    desk.wait(lambda: bool(section.reports.gap.list.rows))
    assert [row.minor for row in section.reports.gap.list.rows if row.is_open] == [10_000]


def test_the_lists_and_the_accountants_workbook_are_written(desk: Desk, tmp_path: Path) -> None:
    trading(desk).sold(desk.ask(shop_today), paid=101_000)
    section = _tax(desk)
    year, today = section.asked.today.year, section.asked.today
    for key in ("vat", "income", "platforms", "tables"):
        out = tmp_path / f"{key}.xlsx"
        section.files.write_list(key, year, today, out)
        desk.wait(out.exists)
        assert sheet_of(out).max_column > 2
    out = tmp_path / "books.xlsx"
    section.files.write_accountant(year, today, out)
    desk.wait(out.exists)
    assert len(load_workbook(out).worksheets) == 16


def test_an_invoice_is_typed_refused_twice_and_keeps_its_file(desk: Desk, tmp_path: Path) -> None:
    section: Any = desk.page("finance").show_section("invoices")
    desk.wait(lambda: section.overview is not None)
    section.new()
    form = section.form
    form.texts["number"].setText("A-1")
    form.net.setText("much")
    section.form.submit()
    assert form.rows["net"].problem
    form.net.setText("99.01")
    form.tax.setText("0.99")
    section.form.submit()
    desk.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    shown = section.panel.shown
    assert (shown.draft.number, shown.amount_minor) == ("A-1", 10_000)
    section.new()
    section.form.texts["number"].setText("a-1")
    section.form.net.setText("1")
    section.form.submit()
    desk.wait(lambda: section.form.failure.isVisible())
    assert "A-1" in section.form.failure.text()
    section.form.reject()
    paper = tmp_path / "a.pdf"
    paper.write_bytes(b"%PDF-1.4 a")
    assert "A-1" in section.drop_words([paper])
    section.take_files([paper])
    desk.wait(lambda: bool(section.panel.shown.papers))
    section.do("void")
    desk.wait(lambda: section.panel.shown.is_void)
    section.do("delete")
    desk.wait(lambda: not section.panel.isVisible())
    desk.undo()
    desk.wait(lambda: section.table.model.rowCount() == 1)
    assert desk.ask(one_invoice, shown.id).papers[0].kept.file_name == "a.pdf"


@pytest.mark.parametrize("side", list(InvoiceSide))
def test_the_list_is_opened_at_the_side_that_is_wanted(desk: Desk, side: InvoiceSide) -> None:
    for number, one in enumerate(InvoiceSide):
        draft = InvoiceDraft(one, InvoiceKind.ORDINARY, f"N{number}", date(2026, 3, 1), 100 * (number + 1))
        desk.run(add_invoice, draft)
    page: Any = desk.page("finance")
    page.opened(section="invoices", view=str(side))
    section = page.show_section("invoices")
    desk.wait(lambda: section.table.model.rowCount() == 1)
