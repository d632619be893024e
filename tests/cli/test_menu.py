"""The program in the applications menu of a Linux desktop."""

from __future__ import annotations

import shlex
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path

import pytest

from tests.cli.command_line import Cli

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux keeps its menu in such files")


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder a desktop reads."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))
    return tmp_path / "share"


def test_the_menu_gets_an_entry_that_starts_the_program_with_a_file(cli: Cli, shared: Path, tmp_path: Path) -> None:
    answer = cli("menu", "--json")
    assert answer.code == 0
    written = [Path(name) for name in answer.json["files"]]
    assert all(path.is_file() and path.is_relative_to(shared) for path in written)
    entry = RawConfigParser()
    entry.optionxform = str  # type: ignore[assignment, method-assign]
    entry.read(shared / "applications" / "zhanggui.desktop", encoding="utf-8")
    values = entry["Desktop Entry"]
    assert values["Name[zh_CN]"] == "掌柜"
    *started, last = shlex.split(values["Exec"])
    assert last == "%F"
    shop = tmp_path / "one.shop"
    done = subprocess.run([*started, "new", "--shop", str(shop)], capture_output=True, text=True, check=False)
    assert (done.returncode, shop.is_file()) == (0, True), done.stderr


def test_shop_files_get_a_kind_and_the_entry_opens_it(cli: Cli, shared: Path) -> None:
    cli("menu")
    kind = "application/x-zhanggui-shop"
    assert f"MimeType={kind};" in (shared / "applications" / "zhanggui.desktop").read_text("utf-8")
    described = (shared / "mime" / "packages" / "zhanggui.xml").read_text("utf-8")
    assert f'type="{kind}"' in described
    assert 'pattern="*.shop"' in described


def test_taking_it_out_leaves_nothing_of_ours(cli: Cli, shared: Path) -> None:
    cli("menu")
    assert cli("menu", "--remove").code == 0
    assert [path for path in shared.rglob("zhanggui*") if path.is_file()] == []
    assert cli("menu", "--remove", "--json").json == {"files": []}


def test_a_folder_that_takes_no_files_is_said_and_no_mistake_of_the_program(cli: Cli, shared: Path) -> None:
    shared.write_text("a file where the folder should be", encoding="utf-8")
    answer = cli("menu")
    assert (answer.code, "zhanggui" in answer.err) == (3, True)


def test_an_entry_that_cannot_be_removed_is_said(cli: Cli, shared: Path) -> None:
    (shared / "applications" / "zhanggui.desktop").mkdir(parents=True)
    answer = cli("menu", "--remove")
    assert (answer.code, "zhanggui.desktop" in answer.err) == (3, True)
