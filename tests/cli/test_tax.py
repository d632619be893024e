"""Tax and the accountant's workbook on the command line."""

from __future__ import annotations

import zipfile
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.shop import Shop
from services.tax.invoices import InvoiceDraft, add_invoice
from services.types import InvoiceKind, InvoiceSide
from tests.cli.command_line import Cli
from tests.services.books.trading import trader


@pytest.fixture
def sold(tmp_path: Path) -> Path:
    """A shop that sold for 1,010.00 in March and issued an invoice."""
    path = tmp_path / "sold.shop"
    with Shop.create(path, who="tests") as shop:
        trader(shop).sold(date(2026, 3, 10), paid=101_000)
        draft = InvoiceDraft(InvoiceSide.ISSUED, InvoiceKind.ORDINARY, "A-1", date(2026, 3, 11), 9_900, 100)
        shop.run(add_invoice, draft)
    return path


def test_vat_of_a_year_is_a_report(cli: Cli, sold: Path) -> None:
    answer = cli("report", "tax", "--shop", sold, "--from", "2026-01-01", "--to", "2026-12-31", "--json")
    assert answer.code == 0, answer.err
    quarter = next(row for row in answer.json["rows"] if row["period"] == "2026-Q1")
    assert (quarter["gross"], quarter["net"], quarter["is_free"]) == ("1010.00", "1000.00", True)
    assert len(answer.json["rows"]) == 12 + 4 + 1


def test_the_accountant_gets_a_workbook_or_an_archive(cli: Cli, sold: Path, tmp_path: Path) -> None:
    for kind in ("xlsx", "zip"):
        out = tmp_path / f"books.{kind}"
        days = ("--from", "2026-03-01", "--to", "2026-03-31")
        answer = cli("export", "accountant", "--shop", sold, *days, "--out", out, "--json")
        assert answer.code == 0, answer.err
        assert (answer.json["sheets"], answer.json["from"]) == (16, "2026-03-01")
    assert len(load_workbook(tmp_path / "books.xlsx").worksheets) == 16
    assert len(zipfile.ZipFile(tmp_path / "books.zip").namelist()) == 1


def test_only_the_accountants_export_is_limited_to_days(cli: Cli, sold: Path, tmp_path: Path) -> None:
    answer = cli("export", "orders", "--shop", sold, "--from", "2026-03-01", "--out", tmp_path / "o.xlsx")
    assert answer.code == 2
    assert not (tmp_path / "o.xlsx").exists()


def test_invoices_are_listed_and_exported(cli: Cli, sold: Path, tmp_path: Path) -> None:
    answer = cli("list", "invoices", "--shop", sold, "--json")
    assert [(row["number"], row["amount"]) for row in answer.json["rows"]] == [("A-1", "100.00")]
    out = tmp_path / "invoices.xlsx"
    assert cli("export", "invoices", "--shop", sold, "--out", out).code == 0
    assert cli("import", out, "--shop", sold).code == 0
    assert cli("list", "invoices", "--shop", sold, "--json").json["total"] == 1
