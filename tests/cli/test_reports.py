"""Reports: every one of them as text, JSON and file, and what they refuse."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from services.reports.registry import REPORTS
from services.shop import Shop
from tests.cli.command_line import Cli
from tests.services.purchasing.buying import Buyer, buyer


@pytest.fixture
def bought(tmp_path: Path) -> Path:
    """A shop that has bought ten cups at 3.00 and four pots nobody knows the price of."""
    path = tmp_path / "bought.shop"
    with Shop.create(path, who="tests") as shop:
        mine: Buyer = buyer(shop)
        purchase = mine.purchase((mine.cup, 10, 300), (mine.pot, 4, None))
        mine.receive(purchase, (10, 0), (4, 0))
    return path


@pytest.mark.exhaustive
@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_text_and_json_and_file(cli: Cli, bought: Path, tmp_path: Path, name: str) -> None:
    answer = cli("report", name, "--shop", bought, "--json")
    assert answer.code == 0, answer.err
    keys = [column.key for column in REPORTS[name].columns]
    assert answer.json["report"] == name
    assert answer.json["total"] == len(answer.json["rows"])
    assert all(list(row) == keys for row in answer.json["rows"])
    text = cli("report", name, "--shop", bought)
    assert len(text.out.splitlines()) == answer.json["total"] + 1
    for kind in ("csv", "xlsx", "json"):
        out = tmp_path / f"report.{kind}"
        saved = cli("report", name, "--shop", bought, "--out", out, "--json")
        assert (saved.code, saved.json["rows"]) == (0, answer.json["total"])
        if kind == "json":
            assert json.loads(out.read_text("utf-8"))["rows"] == answer.json["rows"]
        elif kind == "csv":
            with out.open(encoding="utf-8-sig", newline="") as file:
                assert len(list(csv.reader(file))) == answer.json["total"] + 1
        else:
            sheet = load_workbook(out).active
            assert sheet is not None
            assert (sheet.max_row, sheet.max_column) == (answer.json["total"] + 1, len(keys))


def test_the_value_of_a_day_before_anything_came_is_nothing(cli: Cli, bought: Path) -> None:
    today = cli("report", "stock-value", "--shop", bought, "--json").json["rows"]
    assert [(row["code"], row["pieces"], row["value"], row["unknown"]) for row in today] == [
        ("CUP", 10, "30.00", 0),
        ("POT", 4, "0.00", 4),
    ]
    assert cli("report", "stock-value", "--date", "2020-01-01", "--shop", bought, "--json").json["rows"] == []
    assert cli("report", "stock-value", "--to", "2020-01-01", "--shop", bought, "--json").json["total"] == 0


def test_the_account_of_one_supplier_can_be_asked_for_by_name(cli: Cli, bought: Path) -> None:
    whole = cli("report", "supplier-statement", "--shop", bought, "--json").json["rows"]
    assert [(row["entry"], row["amount"], row["balance"], row["unpriced"]) for row in whole] == [
        ("bill", "30.00", "30.00", 4)
    ]
    named = cli("report", "supplier-statement", "--only", "jingdezhen kiln 3", "--shop", bought, "--json")
    assert named.json["rows"] == whole
    unknown = cli("report", "supplier-statement", "--only", "Nobody", "--shop", bought, "--json")
    assert (unknown.code, unknown.json["error"]["code"]) == (2, "app.not_found")


@pytest.mark.parametrize(
    "words",
    [
        ("profit-of-the-moon",),
        ("abc", "--date", "2026-01-01"),
        ("stock-value", "--from", "2026-01-01", "--to", "2026-02-01"),
        ("supplier-statement", "--from", "2026-02-01", "--to", "2026-01-01"),
        ("stock-value", "--date", "2026-02-01", "--to", "2026-02-01"),
        ("stock-value", "--only", "Kiln"),
        ("stock-value", "--out", "report.txt"),
    ],
)
def test_what_a_report_cannot_answer_is_refused(cli: Cli, bought: Path, words: tuple[str, ...]) -> None:
    answer = cli("report", *words, "--shop", bought, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "app.invalid")


def test_a_day_that_is_none_is_a_word_that_does_not_fit(cli: Cli, bought: Path) -> None:
    answer = cli("report", "stock-value", "--date", "yesterday", "--shop", bought, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "cli.usage")
