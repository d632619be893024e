"""A purchase goes to the supplier from the command line, as PDF or as workbook."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.cli.command_line import SAMPLES, Cli

pytestmark = pytest.mark.usefixtures("qapp")  # drawing without one would make an application that shows no widgets


@pytest.mark.parametrize("kind", ["pdf", "xlsx", "csv"])
def test_a_purchase_is_written_for_the_supplier(cli: Cli, empty: Path, tmp_path: Path, kind: str) -> None:
    cli("import", SAMPLES / "ali1688.orders/sample.xlsx", "--shop", empty)
    row = cli("list", "purchases", "--shop", empty, "--json").json["rows"][0]
    out = tmp_path / f"order.{kind}"
    answer = cli("purchase-order", "--number", row["number"], "--shop", empty, "--out", out, "--json")
    assert answer.code == 0, answer.err
    assert answer.json["items"] == row["lines"] > 0
    if kind == "pdf":
        assert out.read_bytes().startswith(b"%PDF")
    elif kind == "xlsx":
        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        assert sheet.max_row == row["lines"] + 1
    by_theirs = cli("purchase-order", "--number", row["external_no"], "--shop", empty, "--out", out, "--json")
    assert by_theirs.json["items"] == row["lines"]


def test_an_unknown_number_is_named(cli: Cli, empty: Path, tmp_path: Path) -> None:
    answer = cli("purchase-order", "--number", "PO-X", "--shop", empty, "--out", tmp_path / "a.pdf")
    assert answer.code == 2
    assert "PO-X" in answer.err
    assert not (tmp_path / "a.pdf").exists()
