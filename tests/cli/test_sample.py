"""``sample`` writes the workbooks to fill in, and they import."""

from __future__ import annotations

from pathlib import Path

from tests.cli.command_line import Cli


def test_a_sample_is_written_and_imports(cli: Cli, tmp_path: Path) -> None:
    shop, out = str(tmp_path / "a.shop"), str(tmp_path / "orders.xlsx")
    assert cli("new", "--shop", shop).code == 0
    answer = cli("sample", "orders", "--out", out, "--json")
    assert (answer.code, answer.json["sample"]) == (0, "orders")
    assert cli("import", out, "--shop", shop).code == 0
    found = cli("list", "orders", "--shop", shop, "--json")
    assert "XX-1003" in found.out


def test_an_unknown_sample_is_refused_with_the_names_there_are(cli: Cli, tmp_path: Path) -> None:
    answer = cli("sample", "hats", "--out", str(tmp_path / "a.xlsx"))
    assert answer.code == 2
    assert "courier_charges" in answer.err
