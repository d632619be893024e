"""Backups from the command line, as a scheduled job makes them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from services import paths
from services.backup import places
from services.catalog.gallery import add_pictures
from services.catalog.pictures import file_of, folder_of, keep
from services.shop import Shop
from tests.cli.command_line import TAOBAO, Cli
from tests.ready_keys import KEY
from tests.services.backup.test_lost_list import overwrite, pages_of_list
from tests.services.backup.test_pictures import picture
from tests.services.soundness import rows

ROOT = Path(__file__).resolve().parents[2]


def test_a_backup_is_made_listed_and_restored(cli: Cli, filled: Path, tmp_path: Path) -> None:
    made = cli("backup", "--shop", filled, "--json")
    assert made.code == 0
    assert made.json["second_folder_problem"] is None
    file = Path(made.json["backup"]["file"])
    assert file.parent == filled.parent / "backups"
    listed = cli("backups", "--shop", filled, "--json").json["backups"]
    assert [one["file"] for one in listed] == [str(file)]
    assert listed[0]["differs"] == ["the same as now"]
    assert listed[0]["reason"] == "asked"
    restored = cli("restore", file.name, "--shop", filled, "--to", tmp_path / "again.shop", "--json")
    assert restored.code == 0
    with Shop.open(filled, read_only=True) as shop, Shop.open(tmp_path / "again.shop", read_only=True) as again:
        assert again.ask(rows) == shop.ask(rows)


def test_an_import_is_preceded_by_a_backup_that_says_what_it_lacks(cli: Cli, empty: Path) -> None:
    assert cli("import", TAOBAO[0], "--shop", empty).code == 0
    assert cli("backups", "--shop", empty, "--json").json["backups"] == []  # there was nothing to lose
    assert cli("import", TAOBAO[1], "--shop", empty).code == 0
    (one,) = cli("backups", "--shop", empty, "--json").json["backups"]
    assert one["reason"] == "import"
    assert any("imported file" in words and words.endswith("fewer") for words in one["differs"])
    assert cli("import", TAOBAO[1], "--shop", empty, "--dry-run").code == 0
    assert len(cli("backups", "--shop", empty, "--json").json["backups"]) == 1


def test_a_restore_never_overwrites(cli: Cli, filled: Path) -> None:
    file = cli("backup", "--shop", filled, "--json").json["backup"]["file"]
    before = filled.read_bytes()
    answer = cli("restore", file, "--to", filled, "--json")
    assert (answer.code, answer.json["error"]["code"]) == (2, "shop.exists")
    assert filled.read_bytes() == before


def test_a_restore_says_what_else_came_to_this_computer(
    cli: Cli, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("formats/mine.toml", "formats/hers.toml", "templates/packing_list-1.html"):
        taught = paths.data_dir() / name
        taught.parent.mkdir(parents=True, exist_ok=True)
        taught.write_text("made by hand")
    file = cli("backup", "--shop", filled, "--json").json["backup"]["file"]
    here = cli("restore", file, "--to", tmp_path / "here.shop", "--json")
    assert here.json["taken_over"] == []
    assert "Also taken over" not in here.err
    monkeypatch.setenv("ZHANGGUI_HOME", str(tmp_path / "another computer"))
    moved = cli("restore", file, "--to", tmp_path / "moved.shop", "--json")
    assert len(moved.json["taken_over"]) == 3
    assert "Also taken over to this computer: 2 import formats, 1 template." in moved.err


def test_the_list_says_whether_the_second_folder_is_there(cli: Cli, filled: Path, tmp_path: Path) -> None:
    assert cli("backups", "--shop", filled, "--json").json["second_folder"] is None
    stick = tmp_path / "stick"
    stick.mkdir()
    places.choose_second_folder(filled, stick)
    there = cli("backups", "--shop", filled, "--json")
    assert there.json["second_folder"] == {"folder": str(stick), "there": True, "behind": False}
    assert "not there" not in there.err
    stick.rmdir()
    away = cli("backups", "--shop", filled, "--json")
    assert away.json["second_folder"] == {"folder": str(stick), "there": False, "behind": False}
    assert f"{stick} is not there. Connect the drive" in away.err


def test_the_list_says_that_the_second_folder_lacks_the_newest_and_why(
    cli: Cli, filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    places.choose_second_folder(filled, stick)
    assert cli("backup", "--shop", filled, "--json").json["second_folder_problem"] is None
    full, asked = shutil.disk_usage(tmp_path)._replace(free=0), shutil.disk_usage
    monkeypatch.setattr(shutil, "disk_usage", lambda at: full if Path(at) == stick else asked(at))
    assert cli("backup", "--shop", filled, "--json").json["second_folder_problem"] == "backup.no_room"
    behind = cli("backups", "--shop", filled, "--json")
    assert behind.json["second_folder"] == {"folder": str(stick), "there": True, "behind": True}
    assert str(stick) in behind.json["failed"]
    assert "The second folder lacks the newest backup" in behind.err
    assert f"The last backup failed: {behind.json['failed']}" in behind.err
    monkeypatch.setattr(shutil, "disk_usage", asked)
    assert cli("backup", "--shop", filled, "--json").json["second_folder_problem"] is None
    well = cli("backups", "--shop", filled, "--json")
    assert (well.json["second_folder"]["behind"], well.json["failed"]) == (False, None)
    assert "failed" not in well.err


def test_times_are_the_shops_own_when_it_cannot_be_opened(cli: Cli, filled: Path) -> None:
    made = cli("backup", "--shop", filled, "--json").json["backup"]["made_at"]
    assert made.endswith("+08:00")
    filled.unlink()
    assert cli("backups", "--shop", filled, "--json").json["backups"][0]["made_at"] == made


def test_restore_works_when_the_shop_is_dead(cli: Cli, filled: Path, tmp_path: Path) -> None:
    name = Path(cli("backup", "--shop", filled, "--json").json["backup"]["file"]).name
    filled.write_bytes(b"SQLite format 3\0" + b"\xa5" * 9000)
    listed = cli("backups", "--shop", filled, "--json")
    assert [Path(one["file"]).name for one in listed.json["backups"]] == [name]
    assert "damaged" in listed.err
    assert cli("restore", name, "--shop", filled, "--to", tmp_path / "again.shop").code == 0
    filled.unlink()
    assert cli("backups", "--shop", filled).code == 0


def test_a_damaged_backup_is_refused_with_a_sentence(cli: Cli, filled: Path, tmp_path: Path) -> None:
    file = Path(cli("backup", "--shop", filled, "--json").json["backup"]["file"])
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 4
    file.write_bytes(content)
    answer = cli("restore", file, "--to", tmp_path / "again.shop", "--json")
    assert (answer.code, answer.json["error"]["code"]) == (3, "backup.damaged")
    assert not (tmp_path / "again.shop").exists()


def test_a_folder_can_be_named(cli: Cli, filled: Path, tmp_path: Path) -> None:
    answer = cli("backup", "--shop", filled, "--to", tmp_path / "stick", "--json")
    assert Path(answer.json["backup"]["file"]).parent == tmp_path / "stick"
    assert not (filled.parent / "backups").exists()


def test_a_stick_that_is_missing_is_said_and_the_first_backup_counts(cli: Cli, filled: Path, tmp_path: Path) -> None:
    places.choose_second_folder(filled, tmp_path / "gone")
    answer = cli("backup", "--shop", filled, "--json")
    assert (answer.code, answer.json["second_folder_problem"]) == (0, "backup.folder_missing")
    assert str(tmp_path / "gone") in answer.err


def test_what_is_no_backup_is_named(cli: Cli, tmp_path: Path) -> None:
    (tmp_path / "x.zip").write_text("hello")
    wrong = cli("restore", tmp_path / "x.zip", "--to", tmp_path / "y.shop", "--json")
    assert (wrong.code, wrong.json["error"]["code"]) == (2, "backup.not_a_backup")
    missing = cli("restore", tmp_path / "z.zip", "--to", tmp_path / "y.shop", "--json")
    assert (missing.code, missing.json["error"]["code"]) == (2, "backup.missing")
    unnamed = cli("restore", tmp_path / "x.zip", "--json")
    assert (unnamed.code, unnamed.json["error"]["code"]) == (2, "cli.usage")


def test_a_damaged_shop_is_saved_as_far_as_it_can_be_read(cli: Cli, filled: Path, tmp_path: Path) -> None:
    before = cli("list", "orders", "--shop", filled, "--json").json["total"]
    content = bytearray(filled.read_bytes())
    content[-4096:] = bytes(4096)
    filled.write_bytes(content)
    assert cli("list", "orders", "--shop", filled).code == 3
    saved = cli("salvage", "--shop", filled, "--to", tmp_path / "saved.shop", "--json")
    assert saved.code == 0
    assert filled.read_bytes() == bytes(content)
    assert cli("check", "--shop", tmp_path / "saved.shop", "--json").json == {"problems": []}
    assert saved.json["rows"]["order"] <= before
    assert (
        cli("list", "orders", "--shop", tmp_path / "saved.shop", "--json").json["total"] == saved.json["rows"]["order"]
    )
    assert cli("salvage", "--shop", filled, "--to", tmp_path / "saved.shop").code == 2


def test_a_shop_whose_list_of_tables_is_lost_says_which_backup_told_where_they_are(
    cli: Cli, filled: Path, tmp_path: Path
) -> None:
    total = cli("list", "orders", "--shop", filled, "--json").json["total"]
    made = cli("backup", "--shop", filled, "--json").json["backup"]
    overwrite(filled, pages_of_list(filled))
    saved = cli("salvage", "--shop", filled, "--to", tmp_path / "saved.shop", "--json")
    assert (saved.code, saved.json["tables_from"], saved.json["backup"]) == (0, "backup", made["file"])
    assert "was taken from the backup of" in saved.err
    assert (saved.json["rows"]["order"], saved.json["gaps"]) == (total, 0)


def test_a_passphrase_is_said_refused_and_taken_away(cli: Cli, filled: Path, tmp_path: Path) -> None:
    short = tmp_path / "short.txt"
    short.write_text("seven77\n", encoding="utf-8")
    assert cli("passphrase", "set", "--shop", filled, "--passphrase-file", short, "--json").code == 2
    assert cli("passphrase", "--shop", filled, "--json").json == {"encrypted": False}
    places.keep_key(filled, KEY)
    assert cli("passphrase", "--shop", filled, "--json").json == {"encrypted": True}
    assert cli("passphrase", "remove", "--shop", filled, "--json").json == {"encrypted": False}


@pytest.mark.skipif(sys.platform == "win32", reason="a process without a terminal is begun otherwise there")
def test_where_no_terminal_is_a_passphrase_is_not_asked_for(filled: Path) -> None:
    words = [sys.executable, str(ROOT / "main.py"), "passphrase", "set", "--shop", str(filled), "--lang", "en"]
    done = subprocess.run(words, input=b"correct horse\n", stderr=subprocess.PIPE, start_new_session=True, check=False)
    assert done.returncode == 2
    assert b"missing: --passphrase-file" in done.stderr
    assert b"getpass" not in done.stderr
    assert b"Passphrase:" not in done.stderr


@pytest.mark.exhaustive
def test_with_a_passphrase_a_backup_is_encrypted_and_comes_back_with_it(cli: Cli, filled: Path, tmp_path: Path) -> None:
    word = tmp_path / "word.txt"
    word.write_text("correct horse\n", encoding="utf-8")
    assert cli("passphrase", "--shop", filled, "--json").json == {"encrypted": False}
    assert cli("passphrase", "set", "--shop", filled, "--passphrase-file", word, "--json").json == {"encrypted": True}
    made = cli("backup", "--shop", filled, "--json").json["backup"]
    assert made["encrypted"]
    refused = cli("restore", made["file"], "--to", tmp_path / "again.shop", "--json")
    assert (refused.code, refused.json["error"]["code"]) == (2, "backup.passphrase_needed")
    again = cli("restore", made["file"], "--to", tmp_path / "again.shop", "--passphrase-file", word)
    assert again.code == 0
    with Shop.open(filled, read_only=True) as shop, Shop.open(tmp_path / "again.shop", read_only=True) as back:
        assert back.ask(rows) == shop.ask(rows)
    assert cli("passphrase", "remove", "--shop", filled, "--json").json == {"encrypted": False}
    missing = cli("passphrase", "set", "--shop", filled, "--passphrase-file", tmp_path / "none", "--json")
    assert missing.code == 2


@pytest.mark.expects_log
def test_a_backup_says_which_file_it_had_to_leave_out(cli: Cli, filled: Path) -> None:
    kept = keep(folder_of(filled), picture("red"), "front.png")
    with Shop.open(filled) as shop:
        shop.run(add_pictures, 1, [kept], source="tests")
    file_of(folder_of(filled), kept.sha256, kept.suffix).write_bytes(b"no picture any more")
    made = cli("backup", "--shop", filled, "--json")
    assert (made.code, len(made.json["left_out"])) == (0, 1)
    assert made.json["left_out"][0].endswith(": front.png")
    assert made.json["backup"]["files_left_out"] == 1
    assert "1 file is not in the backup, for it is damaged, cannot be read or was taken away" in made.err
    (one,) = cli("backups", "--shop", filled, "--json").json["backups"]
    assert (one["files_left_out"], one["differs"]) == (1, ["1 file is not in it"])
    assert "1 file is not in it" in cli("backups", "--shop", filled).out


def test_a_backup_of_everything_says_so_too(cli: Cli, filled: Path) -> None:
    made = cli("backup", "--shop", filled, "--json")
    assert (made.json["left_out"], made.json["backup"]["files_left_out"]) == ([], 0)
    assert "left out" not in made.err
    assert "not in the backup" not in made.err
