"""Cases, charges, daily figures and purchases on the command line: imported, listed, exported."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.command_line import SAMPLES, Cli
from tests.examples import few_when_quick

_FILES = {
    "cases": "pinduoduo.aftersales/sample.csv",
    "courier_charges": "sto.bill/sample.xlsx",
    "shop_days": "taobao.shop_days/sample.xlsx",
    "ad_days": "taobao.ad_days/sample.csv",
    "item_days": "taobao.item_days/sample.csv",
    "purchases": "ali1688.orders/sample.xlsx",
    "suppliers": "zhanggui.suppliers/sample.xlsx",
}


@pytest.mark.parametrize("what", few_when_quick(_FILES, 2))
def test_a_file_is_imported_listed_and_exported(cli: Cli, empty: Path, tmp_path: Path, what: str) -> None:
    answer = cli("import", SAMPLES / _FILES[what], "--shop", empty, "--json")
    assert answer.code == 0, answer.err
    listed = cli("list", what, "--shop", empty, "--json")
    assert listed.code == 0, listed.err
    assert listed.json["total"] == len(listed.json["rows"]) > 0
    out = tmp_path / "out.csv"
    assert cli("export", what, "--shop", empty, "--out", out, "--json").json["rows"] > 0
    again = cli("import", out, "--shop", empty, "--json")
    assert again.code == 0, again.err
    assert all(one["new"] == one["updated"] == one["rejected"] == 0 for one in again.json["files"])


def test_cases_are_found_by_what_they_are_called(cli: Cli, empty: Path) -> None:
    cli("import", SAMPLES / _FILES["cases"], "--shop", empty)
    for where in ("state:waiting_seller", 'state:"Waiting for us"', "kind:refund_before_shipping 拍错了"):
        answer = cli("list", "cases", "--shop", empty, "--where", where, "--json")
        assert [row["external_no"] for row in answer.json["rows"]] == ["60000000001"], where


def test_figures_are_exact(cli: Cli, empty: Path) -> None:
    cli("import", SAMPLES / _FILES["courier_charges"], "--shop", empty)
    answer = cli("list", "courier_charges", "--shop", empty, "--where", "773300000000103", "--json")
    (row,) = answer.json["rows"]
    assert (row["amount"], row["weight_g"], row["charged_on"]) == ("-2.50", 300, "2026-06-02")
