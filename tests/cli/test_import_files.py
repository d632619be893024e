"""`import` on the command line: passwords, and what a platform changed about its columns."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from services.shop import Shop
from tests.cli.command_line import SAMPLES, Cli
from tests.services.importing.locked import aes_zip


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """An empty shop file."""
    with Shop.create(tmp_path / "mine.shop", who="tests") as made:
        return made.path


def _changed(path: Path, old: str, new: str) -> Path:
    lines = (SAMPLES / "taobao.orders" / "sample.csv").read_text(encoding="gb18030").splitlines()
    path.write_text("\n".join([lines[0].replace(old, new), *lines[1:]]), encoding="utf-8")
    return path


def test_a_locked_archive_is_opened_with_its_password(cli: Cli, shop: Path, tmp_path: Path) -> None:
    content = (SAMPLES / "taobao.orders" / "sample.csv").read_text(encoding="gb18030")
    path = aes_zip(tmp_path / "mail.zip", "orders.csv", content, "tea 42")
    refused = cli("import", path, "--shop", shop, "--json")
    assert refused.code == 2
    assert refused.json["files"][0]["error"]["code"] == "file.archive_password"
    wrong = cli("import", path, "--password", "coffee", "--shop", shop, "--json")
    assert wrong.json["files"][0]["error"]["code"] == "file.wrong_password"
    (found,) = cli("import", path, "--password", "tea 42", "--shop", shop, "--json").json["files"]
    assert found["format"] == "taobao.orders"
    assert found["new"] > 3


def test_what_is_wrong_and_what_to_do_about_it_stand_as_two_chinese_sentences_do(
    cli: Cli, shop: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.xlsx"
    damaged.write_bytes(b"PK\x03\x04 cut off")
    said = cli("import", damaged, "--shop", shop, "--lang", "zh_CN")
    assert said.code == 2
    assert "。" in said.err.splitlines()[0].rstrip("。")
    assert "。 " not in said.err


def test_a_password_is_read_from_a_file_or_the_standard_input(
    cli: Cli, shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = (SAMPLES / "taobao.orders" / "sample.csv").read_text(encoding="gb18030")
    path, word = aes_zip(tmp_path / "mail.zip", "orders.csv", content, "茶 42"), tmp_path / "word.txt"
    word.write_text("茶 42\n", encoding="utf-8-sig")
    tried = ("import", path, "--dry-run", "--shop", shop, "--json")
    assert cli(*tried, "--password-file", word).json["files"][0]["new"] > 3
    monkeypatch.setattr("sys.stdin", io.StringIO("茶 42\n"))
    assert cli(*tried, "--password-file", "-").json["files"][0]["new"] > 3
    missing = cli(*tried, "--password-file", tmp_path / "nothing.txt")
    assert (missing.code, missing.json["error"]["code"]) == (2, "app.invalid")


def test_a_changed_header_is_named_and_what_can_be_read_is_read(cli: Cli, shop: Path, tmp_path: Path) -> None:
    path = _changed(tmp_path / "a.csv", "买家留言", "买家的话")
    (found,) = cli("import", path, "--shop", shop, "--json").json["files"]
    said = {one["code"]: one["message"] for one in found["warnings"]}
    assert "买家留言" in said["columns_gone"]
    assert "买家的话" in said["columns_new"]
    assert found["new"] > 3


def test_a_needed_column_that_is_gone_is_named(cli: Cli, shop: Path, tmp_path: Path) -> None:
    path = _changed(tmp_path / "a.csv", "订单编号", "交易号")
    (found,) = cli("import", path, "--shop", shop, "--json").json["files"]
    assert found["error"]["code"] == "file.header_changed"
    assert "订单编号" in found["error"]["message"]
    assert "交易号" in found["error"]["message"]


def test_stars_are_read_by_the_program_where_the_shell_left_them(cli: Cli, shop: Path, tmp_path: Path) -> None:
    for name in ("b.csv", "a.csv"):
        _changed(tmp_path / name, "买家留言", "买家留言")
    found = cli("import", tmp_path / "*.csv", "--dry-run", "--shop", shop, "--json").json["files"]
    assert [Path(one["file"]).name for one in found] == ["a.csv", "b.csv"]
    (nothing,) = cli("import", tmp_path / "*.xls", "--dry-run", "--shop", shop, "--json").json["files"]
    assert nothing["error"]["code"] == "file.missing"
