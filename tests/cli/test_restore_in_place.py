"""A backup takes the shop's place from the command line: what was there is kept, and nobody's open shop is touched."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from models.enums.orders import Platform
from services.backup import places
from services.backup.errors import BackupOfOtherShop
from services.channels.commands import add
from services.shop import Shop
from tests.cli.command_line import Cli
from tests.ready_keys import KEY, WORD
from tests.services.soundness import Rows, problems, rows

ROOT = Path(__file__).resolve().parents[2]
_HOLDER = """
import sys
from pathlib import Path
from services.shop import Shop
with Shop.open(Path(sys.argv[1]), who="another program"):
    print("open", flush=True)
    sys.stdin.read()
"""


@dataclass(frozen=True, slots=True)
class Worked:
    """A shop in which more was done since its backup: what it held then and holds now."""

    path: Path
    backup: Path
    then: Rows
    now: Rows


def held_in(path: Path) -> Rows:
    with Shop.open(path, read_only=True) as shop:
        assert shop.ask(problems) == []
        return shop.ask(rows)


@pytest.fixture
def worked(cli: Cli, filled: Path) -> Worked:
    """A shop with a backup, and a channel that is not in it."""
    backup = Path(cli("backup", "--shop", filled, "--json").json["backup"]["file"])
    then = held_in(filled)
    with Shop.open(filled, who="tests") as shop:
        shop.run(add, "Market stall", Platform.OTHER, currency="CNY", source="tests")
    return Worked(filled, backup, then, held_in(filled))


def kept_beside(shop: Path) -> list[Path]:
    return sorted(shop.parent.glob("*.before-restore-*.shop"))


def test_the_backup_takes_the_place_and_what_was_there_is_kept_twice(cli: Cli, worked: Worked, tmp_path: Path) -> None:
    answer = cli("restore", worked.backup.name, "--shop", worked.path, "--in-place", "--json")
    assert answer.code == 0, answer.err
    assert held_in(worked.path) == worked.then
    (kept,) = kept_beside(worked.path)
    assert (answer.json["shop"], answer.json["kept"]) == (str(worked.path), str(kept))
    assert (answer.json["backup"], answer.json["safety_backup_problem"]) == (str(worked.backup), None)
    assert held_in(kept) == worked.now
    assert str(kept) in answer.err
    newest = cli("backups", "--shop", worked.path, "--json").json["backups"][0]
    assert (newest["file"], newest["reason"]) == (answer.json["safety_backup"], "restore")
    assert cli("restore", newest["file"], "--to", tmp_path / "undone.shop").code == 0
    assert held_in(tmp_path / "undone.shop") == worked.now
    assert places.restored_at(worked.path) is not None


def test_going_back_is_the_same_step_once_more(cli: Cli, worked: Worked) -> None:
    first = cli("restore", worked.backup, "--shop", worked.path, "--in-place", "--json").json
    assert cli("restore", first["safety_backup"], "--shop", worked.path, "--in-place").code == 0
    assert held_in(worked.path) == worked.now
    assert len(kept_beside(worked.path)) == 2


def test_nothing_new_since_the_newest_backup_needs_no_other(cli: Cli, worked: Worked) -> None:
    assert cli("backup", "--shop", worked.path).code == 0
    answer = cli("restore", worked.backup, "--shop", worked.path, "--in-place", "--json")
    assert (answer.code, answer.json["safety_backup"], answer.json["safety_backup_problem"]) == (0, None, None)
    assert len(list(places.home_of(worked.path).glob("*.zip"))) == 2


def test_a_backup_that_cannot_be_made_is_said_and_the_file_itself_is_kept(
    cli: Cli, worked: Worked, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _path: shutil._ntuple_diskusage(10**9, 10**9, 0))
    answer = cli("restore", worked.backup, "--shop", worked.path, "--in-place", "--json")
    assert (answer.code, answer.json["safety_backup_problem"]) == (0, "backup.no_room")
    assert "There is no room for a backup" in answer.err
    (kept,) = kept_beside(worked.path)
    assert (held_in(worked.path), held_in(kept)) == (worked.then, worked.now)


@pytest.fixture
def another_shop(tmp_path: Path) -> Path:
    """A shop of its own, with its own history, and the name of its backup's shop is another."""
    path = tmp_path / "other" / "other.shop"
    path.parent.mkdir()
    with Shop.create(path, who="tests") as shop:
        shop.run(add, "Elsewhere", Platform.OTHER, currency="CNY", source="tests")
    return path


def test_a_backup_of_another_shop_is_refused_unless_it_is_meant(cli: Cli, worked: Worked, another_shop: Path) -> None:
    foreign = held_in(another_shop)
    backup = cli("backup", "--shop", another_shop, "--json").json["backup"]["file"]
    refused = cli("restore", backup, "--shop", worked.path, "--in-place", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, BackupOfOtherShop.code)
    assert "other.shop" in refused.err
    assert (held_in(worked.path), kept_beside(worked.path)) == (worked.now, [])
    assert cli("restore", backup, "--shop", worked.path, "--in-place", "--other-shop").code == 0
    assert held_in(worked.path) == foreign
    assert held_in(kept_beside(worked.path)[0]) == worked.now


def test_another_shop_of_the_same_name_is_still_another(cli: Cli, worked: Worked, another_shop: Path) -> None:
    namesake = another_shop.rename(another_shop.with_name(worked.path.name))
    backup = cli("backup", "--shop", namesake, "--json").json["backup"]["file"]
    assert cli("restore", backup, "--shop", worked.path, "--in-place").code == 2
    assert held_in(worked.path) == worked.now


def test_a_shop_that_was_renamed_takes_its_backups_still(cli: Cli, worked: Worked) -> None:
    renamed = worked.path.rename(worked.path.with_name("renamed.shop"))
    assert cli("restore", worked.backup, "--shop", renamed, "--in-place").code == 0
    assert held_in(renamed) == worked.then


@pytest.fixture
def another_program(worked: Worked) -> Iterator[None]:
    """Another process that has the shop open, as a window or a long import has."""
    words = [sys.executable, "-c", _HOLDER, str(worked.path)]
    with subprocess.Popen(words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "open\n"
        yield
        holder.communicate()


@pytest.mark.usefixtures("another_program")
def test_a_shop_that_is_open_elsewhere_is_left_alone(cli: Cli, worked: Worked) -> None:
    before = sorted(places.home_of(worked.path).iterdir())
    answer = cli("restore", worked.backup, "--shop", worked.path, "--in-place", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (3, "shop.busy")
    assert "another program" in answer.err
    assert (held_in(worked.path), kept_beside(worked.path)) == (worked.now, [])
    assert sorted(places.home_of(worked.path).iterdir()) == before


@pytest.mark.parametrize("damage", [b"", b"SQLite format 3\0" + b"\xa5" * 9000], ids=["empty", "scrambled"])
def test_a_shop_that_does_not_open_any_more_is_replaced_and_kept(cli: Cli, worked: Worked, damage: bytes) -> None:
    worked.path.write_bytes(damage)
    answer = cli("restore", worked.backup, "--shop", worked.path, "--in-place", "--json")
    assert (answer.code, answer.json["safety_backup"]) == (0, None), answer.err
    assert answer.json["safety_backup_problem"] == "shop.damaged"
    assert "damaged" in answer.err
    assert held_in(worked.path) == worked.then
    assert kept_beside(worked.path)[0].read_bytes() == damage


def test_a_shop_that_is_gone_comes_back(cli: Cli, worked: Worked) -> None:
    worked.path.unlink()
    answer = cli("restore", worked.backup.name, "--shop", worked.path, "--in-place", "--json")
    assert (answer.code, answer.json["kept"], answer.json["safety_backup_problem"]) == (0, None, None)
    assert held_in(worked.path) == worked.then


def test_a_file_that_is_no_shop_is_not_put_aside(cli: Cli, worked: Worked) -> None:
    worked.path.write_text("<html>her letter</html>")
    answer = cli("restore", worked.backup, "--shop", worked.path, "--in-place", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "shop.not_a_shop")
    assert worked.path.read_text() == "<html>her letter</html>"


def test_a_damaged_backup_replaces_nothing(cli: Cli, worked: Worked) -> None:
    content = bytearray(worked.backup.read_bytes())
    content[len(content) // 2] ^= 4
    worked.backup.write_bytes(content)
    answer = cli("restore", worked.backup, "--shop", worked.path, "--in-place", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (3, "backup.damaged")
    assert (held_in(worked.path), kept_beside(worked.path)) == (worked.now, [])


def test_an_encrypted_backup_needs_its_passphrase_before_anything_is_written(
    cli: Cli, worked: Worked, tmp_path: Path
) -> None:
    word, wrong = tmp_path / "word.txt", tmp_path / "wrong.txt"
    word.write_text(f"{WORD}\n", encoding="utf-8")
    wrong.write_text("wrong horse\n", encoding="utf-8")
    places.keep_key(worked.path, KEY)
    backup = cli("backup", "--shop", worked.path, "--json").json["backup"]["file"]
    with Shop.open(worked.path, who="tests") as shop:
        shop.run(add, "Later", Platform.OTHER, currency="CNY", source="tests")
    before, files = held_in(worked.path), sorted(places.home_of(worked.path).iterdir())
    words = ("restore", backup, "--shop", worked.path, "--in-place", "--json")
    for more, code in (((), "backup.passphrase_needed"), (("--passphrase-file", wrong), "backup.wrong_passphrase")):
        refused = cli(*words, *more)
        assert (refused.code, refused.json["error"]["code"]) == (2, code)
        assert (held_in(worked.path), sorted(places.home_of(worked.path).iterdir())) == (before, files)
    restored = cli(*words, "--passphrase-file", word)
    assert (restored.code, restored.json["encrypted"]) == (0, True), restored.err
    assert held_in(worked.path) == worked.now
