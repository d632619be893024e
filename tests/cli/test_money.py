"""Statements, accounts and transactions on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import SAMPLES, Cli

ALIPAY = SAMPLES / "alipay.merchant" / "sample.csv"
BOC = SAMPLES / "bank.boc" / "sample.csv"


@pytest.fixture
def banked(cli: Cli, empty: Path) -> Path:
    """A shop with two statements."""
    answer = cli("import", ALIPAY, BOC, "--shop", empty, "--json")
    assert answer.code == 0, answer.err
    assert [(one["kind"], one["new"], one["rejected"]) for one in answer.json["files"]] == [
        ("transactions", 5, 0),
        ("transactions", 4, 0),
    ]
    return empty


def test_the_report_of_an_import_says_that_the_totals_agree(cli: Cli, empty: Path) -> None:
    answer = cli("import", ALIPAY, "--shop", empty)
    assert "The totals agree with the file." in answer.out + answer.err


def test_accounts_are_listed_with_their_balances(cli: Cli, banked: Path) -> None:
    rows = cli("list", "accounts", "--shop", banked, "--json").json["rows"]
    assert [(row["name"], row["kind"], row["in"], row["out"], row["balance"], row["transactions"]) for row in rows] == [
        ("Alipay for merchants", "alipay", "84.80", "1025.36", "59.44", 5),
        ("Bank of China 3167", "bank", "3000.00", "723.89", "3240.28", 4),
    ]


def test_transactions_are_found_by_account_direction_and_day(cli: Cli, banked: Path) -> None:
    def amounts(where: str) -> list[str]:
        words = ("list", "transactions", "--shop", banked, "--columns", "amount", "--where", where, "--json")
        return [row["amount"] for row in cli(*words).json["rows"]]

    assert amounts('account:"Bank of China 3167" direction:in') == ["3000.00"]
    assert amounts("happened_on:2026-05-05..2026-05-06") == ["-1000.00", "-25.00"]
    assert amounts("1805030000000000302") == ["-25.00", "25.00"]


def test_transactions_are_exported_and_imported_again_without_effect(cli: Cli, banked: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    assert cli("export", "transactions", "--shop", banked, "--out", out, "--json").json["rows"] == 9
    (file,) = cli("import", out, "--shop", banked, "--json").json["files"]
    assert (file["format"], file["new"], file["updated"], file["unchanged"]) == ("zhanggui.transactions", 0, 0, 9)
