"""What the accountant gets: every sheet with what the shop has, and the papers of the days in the archive."""

from __future__ import annotations

import zipfile
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services import clock, settings
from services.books.closing import choose_late_changes, close_month
from services.errors import Invalid
from services.finance.papers import add_papers as add_receipts
from services.finance.papers import keep_papers
from services.finance.queries import accounts
from services.i18n import LANGUAGES, set_language
from services.reports.accountant import write_accountant
from services.reports.registry import read_report
from services.reports.report import Asked
from services.shop import Shop
from services.tax.invoices import InvoiceDraft, add_invoice, add_papers
from services.types import InvoiceKind, InvoiceSide
from tests.services.books.trading import put_transaction, refund, trader
from tests.services.importing.applying import apply, sample

FIRST, LAST = date(2026, 3, 1), date(2026, 3, 31)


@pytest.fixture
def traded(shop: Shop, tmp_path: Path) -> Shop:
    """A month with a sale, rent with its receipt, and invoices with files."""
    world = trader(shop)
    world.sold(date(2026, 3, 10), paid=101_000)
    rent = shop.run(put_transaction, world.bank, date(2026, 3, 5), -20_000, "rent").value
    paper = tmp_path / "rent.pdf"
    paper.write_bytes(b"%PDF-1.4 rent")
    shop.run(add_receipts, rent, shop.ask(keep_papers, (paper,)))
    for number, day in (("A-1", date(2026, 3, 6)), ("A-2", date(2026, 4, 6))):
        draft = InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.ORDINARY, number, day, 9_900, 100, party="=Lake")
        made = shop.run(add_invoice, draft).value
        file = tmp_path / f"{number}.pdf"
        file.write_bytes(f"%PDF-1.4 {number}".encode())
        shop.run(add_papers, made, shop.ask(keep_papers, (file,)))
    return shop


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workbook_has_a_sheet_of_everything_and_its_figures_are_those_of_the_reports(
    traded: Shop, tmp_path: Path, language: str
) -> None:
    set_language(language)
    out = tmp_path / "accountant.xlsx"
    count = traded.ask(write_accountant, out, FIRST, LAST)
    book = load_workbook(out)
    assert len(book.worksheets) == count == 16
    trial = read = [list(row) for row in book.worksheets[1].iter_rows(min_row=2, values_only=True)]
    wanted = traded.ask(read_report, "trial-balance", Asked(FIRST, LAST)).rows
    assert [row[0] for row in trial] == [row["account"] for row in wanted]
    assert [f"{row[3]:.2f}" for row in read] == [row["moved"] for row in wanted]
    assert trial[-1][2:4] == [0, 0], "debit is credit"
    invoices = list(book.worksheets[-1].iter_rows(min_row=2, values_only=True))
    assert [row[3] for row in invoices] == ["A-1"], "only those of the days"
    assert book.worksheets[-1].cell(2, 6).value == "=Lake"
    assert book.worksheets[-1].cell(2, 6).data_type == "s"
    money = list(book.worksheets[-2].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2], row[5]) for row in money] == [("2026-03-05", -200, "rent")]


def test_sales_by_channel_come_to_what_the_profit_and_loss_says_late_changes_too(shop: Shop) -> None:
    clock.set_source(lambda: datetime(2026, 5, 10, 4, tzinfo=UTC))
    world = trader(shop)
    order = world.sold(date(2026, 3, 10), paid=10_000)
    shop.run(close_month, "2026-03")
    shop.run(choose_late_changes, settings.BOOK_LATE_CHANGES)
    shop.run(refund, order, 700, date(2026, 3, 20))
    world.sold(date(2026, 4, 10), paid=5_000)
    for first, last, net in ((FIRST, LAST, "100.00"), (date(2026, 4, 1), date(2026, 4, 30), "43.00")):
        rows = shop.ask(read_report, "sales-by-channel", Asked(first, last)).rows
        assert rows[-1]["channel"] == "Correction of closed months"
        assert f"{sum(Decimal(str(row['net'])) for row in rows)}" == net
        profit = shop.ask(read_report, "profit-and-loss", Asked(first, last)).rows
        assert next(row["amount"] for row in profit if row["label"] == "Net sales") == net


def test_amounts_are_shown_with_the_digits_of_their_currency(shop: Shop, tmp_path: Path) -> None:
    world = trader(shop)
    for currency, amount in (("KWD", 1_234_567), ("JPY", 1_234_567), ("CNY", 1_234_567)):
        shop.run(put_transaction, world.bank, date(2026, 3, 5), amount, None, currency=currency)
    out = tmp_path / "accountant.xlsx"
    shop.ask(write_accountant, out, FIRST, LAST)
    cells = [load_workbook(out).worksheets[-2].cell(row, 3) for row in (2, 3, 4)]
    assert [(cell.value, cell.number_format.partition(";")[0]) for cell in cells] == [
        (1234.567, "#,##0.000"), (1234567, "#,##0"), (12345.67, "#,##0.00"),
    ]  # fmt: skip


def test_lines_that_another_statement_tells_of_are_marked_as_left_out(shop: Shop, tmp_path: Path) -> None:
    for name in ("douyin.settlement", "douyin.funds"):
        apply(shop, sample(name))
    out = tmp_path / "accountant.xlsx"
    shop.ask(write_accountant, out, date(2026, 1, 1), date(2026, 12, 31))
    rows = load_workbook(out).worksheets[-2].iter_rows(min_row=2, values_only=True)
    kept: Counter[str] = Counter()
    for row in rows:
        kept[str(row[1])] += 0 if row[10] else round(float(str(row[2])) * 100)
    assert kept == {one.name: one.in_minor - one.out_minor for one in shop.ask(accounts)}


def test_the_archive_has_the_papers_of_the_days_and_no_others(traded: Shop, tmp_path: Path) -> None:
    out = tmp_path / "accountant.zip"
    traded.ask(write_accountant, out, FIRST, LAST)
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        assert len(names) == 3
        assert names[0].endswith(".xlsx")
        assert {archive.read(name) for name in names[1:]} == {b"%PDF-1.4 rent", b"%PDF-1.4 A-1"}
    assert sorted(one.name for one in tmp_path.iterdir() if "accountant" in one.name) == ["accountant.zip"]


def test_another_ending_or_days_that_end_before_they_begin_are_refused(traded: Shop, tmp_path: Path) -> None:
    for out, first, last in ((tmp_path / "a.csv", FIRST, LAST), (tmp_path / "a.zip", LAST, FIRST)):
        with pytest.raises(Invalid):
            traded.ask(write_accountant, out, first, last)
        assert not out.exists()
