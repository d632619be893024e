"""Formats the person taught and templates she changed are in every backup, and come to the computer that lacks them."""

from __future__ import annotations

import os
import time
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from services import clock, paths
from services.backup.archive import Reason
from services.backup.attachments import bring_taught_back
from services.backup.making import has_changed, make
from services.backup.places import keep_key
from services.backup.queries import state
from services.backup.restoring import restore_as, restore_in_place
from services.kernel.tasks import Task
from services.shop import Shop
from tests.ready_keys import KEY, WORD

FORMAT = "formats/my-shop.toml"
WINDOWS = ("formats/..\\..\\evil.toml", "formats/C:evil.toml", "formats/evil.html:hidden.toml")
TEMPLATE = "templates/packing-list-1.html"


@pytest.fixture
def taught() -> dict[str, bytes]:
    """What lies in this computer's folders."""
    kept = {FORMAT: 'title = "我的小店"'.encode(), TEMPLATE: b"<p>Thank you!</p>"}
    for name, content in kept.items():
        path = paths.data_dir() / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return kept


@pytest.mark.usefixtures("taught")
def test_one_that_is_changed_or_forgotten_is_reason_for_a_backup(path: Path) -> None:
    with Shop.open(path) as shop:
        make(shop)
        assert not has_changed(shop)
        (paths.data_dir() / TEMPLATE).write_bytes(b"<p>Come again!</p>")
        assert has_changed(shop)
        assert shop.ask(state, path).has_changed
        make(shop)
        assert not has_changed(shop)
        (paths.data_dir() / FORMAT).unlink()
        assert has_changed(shop)
        make(shop)
        assert not shop.ask(state, path).has_changed


def another_computer(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    home = tmp_path / "another computer"
    monkeypatch.setenv("ZHANGGUI_HOME", str(home))
    return home


def there() -> dict[str, bytes]:
    return {name: (paths.data_dir() / name).read_bytes() for name in (FORMAT, TEMPLATE)}


@pytest.mark.parametrize("passphrase", [None, WORD])
@pytest.mark.parametrize("year", [1971, 2150])
def test_a_clock_that_no_archive_can_hold_keeps_nothing_back(
    path: Path,
    tmp_path: Path,
    taught: dict[str, bytes],
    passphrase: str | None,
    year: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    wrong = datetime(year, 3, 1, tzinfo=UTC)
    monkeypatch.setattr(time, "time", wrong.timestamp)
    clock.set_source(lambda: wrong)
    keep_key(path, KEY if passphrase else None)
    with Shop.open(path) as shop:
        made = make(shop)
    another_computer(monkeypatch, tmp_path)
    restored = restore_as(made.backup.path, tmp_path / "again.shop", passphrase=passphrase)
    assert restored.made_at == wrong
    assert there() == taught


def test_a_backup_from_elsewhere_leaves_the_standard_packing_list_as_it_is(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = paths.data_dir() / "templates" / "packing_list.html"
    mine.parent.mkdir(parents=True)
    mine.write_bytes(b"<p>Another shop's</p>")
    with Shop.open(path) as shop:
        made = make(shop)
    another_computer(monkeypatch, tmp_path)
    told: list[str] = []
    restore_as(made.backup.path, tmp_path / "again.shop", taught=told.extend)
    assert not (paths.data_dir() / "templates" / "packing_list.html").exists()
    assert told == ["templates/packing_list-restored.html"]
    assert (paths.data_dir() / told[0]).read_bytes() == b"<p>Another shop's</p>"
    again: list[str] = []
    restore_as(made.backup.path, tmp_path / "once more.shop", taught=again.extend)
    assert again == []


def test_templates_of_one_name_from_several_shops_all_come(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    backups = []
    for number in range(3):
        monkeypatch.setenv("ZHANGGUI_HOME", str(tmp_path / f"computer {number}"))
        for name in (TEMPLATE, "templates/packing_list.html"):
            mine = paths.data_dir() / name
            mine.parent.mkdir(parents=True, exist_ok=True)
            mine.write_bytes(f"<p>{number}</p>".encode())
        with Shop.open(path) as shop:
            backups.append(make(shop, to=tmp_path / f"{number}.zip").backup.path)
    another_computer(monkeypatch, tmp_path)
    told: list[str] = []
    for place, backup in enumerate(backups * 2):
        restore_as(backup, tmp_path / f"{place}.shop", taught=told.extend)
    marks = ("-restored", "-restored-2", "-restored-3")
    wanted = {f"templates/packing_list{mark}.html" for mark in marks} | {
        f"templates/packing-list-1{mark}.html" for mark in ("", *marks[:2])
    }
    assert sorted(told) == sorted(wanted)
    kept = sorted((paths.data_dir() / name).read_text() for name in wanted)
    assert kept == sorted(["<p>0</p>", "<p>1</p>", "<p>2</p>"] * 2)


@pytest.mark.parametrize("passphrase", [None, WORD])
def test_another_computer_has_them_after_a_restore(
    path: Path, tmp_path: Path, taught: dict[str, bytes], passphrase: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    if passphrase is not None:
        keep_key(path, KEY)
    with Shop.open(path) as shop:
        backup = make(shop, reason=Reason.CLOSE).backup.path
    another_computer(monkeypatch, tmp_path)
    restore_as(backup, tmp_path / "again.shop", passphrase=passphrase)
    assert there() == taught


def test_what_this_computer_has_stays_as_it_is(path: Path, taught: dict[str, bytes]) -> None:
    with Shop.open(path) as shop:
        backup = make(shop).backup.path
    (paths.data_dir() / FORMAT).write_bytes(b"changed since")
    (paths.data_dir() / TEMPLATE).unlink()
    restore_in_place(backup, path)
    assert there() == {FORMAT: b"changed since", TEMPLATE: taught[TEMPLATE]}


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.usefixtures("taught")
def test_one_that_leads_nowhere_costs_no_backup(path: Path) -> None:
    trap = paths.data_dir() / FORMAT
    trap.unlink()
    trap.symlink_to(trap.with_name("gone.toml"))
    with Shop.open(path) as shop:
        backup = make(shop).backup.path
    with zipfile.ZipFile(backup) as archive:
        assert [name for name in archive.namelist() if name.startswith("files/taught/")] == [f"files/taught/{TEMPLATE}"]


def test_a_foreign_name_inside_an_archive_writes_nothing_outside(tmp_path: Path) -> None:
    trap = tmp_path / "trap.zip"
    with zipfile.ZipFile(trap, "w") as archive:
        for name in ("../evil.toml", "formats/../../evil.toml", "formats/evil.sh", "evil.toml", "formats/", *WINDOWS):
            archive.writestr(f"files/taught/{name}", b"evil")
    before = sorted(paths.data_dir().parent.rglob("*"))
    bring_taught_back(trap, Task())
    assert sorted(paths.data_dir().parent.rglob("*")) == before


@pytest.mark.expects_log
@pytest.mark.parametrize("letters", [245, 400])  # too long with what a part file adds to it, and by itself
def test_one_that_cannot_be_written_here_does_not_keep_the_shop_back(
    path: Path, tmp_path: Path, letters: int, taught: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Shop.open(path) as shop:
        backup = make(shop, reason=Reason.CLOSE).backup.path
    another_computer(monkeypatch, tmp_path)
    with zipfile.ZipFile(backup) as whole, zipfile.ZipFile(tmp_path / "odd.zip", "w") as odd:
        odd.writestr(f"files/taught/formats/{'x' * letters}.toml", b"too long")
        for entry in whole.infolist():
            odd.writestr(entry.filename, whole.read(entry))
    bring_taught_back(tmp_path / "odd.zip", Task())
    assert there() == taught


@pytest.mark.expects_log
def test_a_computer_that_takes_no_formats_gets_its_shop_back(
    path: Path, tmp_path: Path, taught: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    with Shop.open(path) as shop:
        backup = make(shop, reason=Reason.CLOSE).backup.path
    another_computer(monkeypatch, tmp_path)
    (paths.data_dir() / "formats").write_text("a file where the folder should be")
    restore_as(backup, tmp_path / "again.shop")
    with Shop.open(tmp_path / "again.shop"):
        assert (paths.data_dir() / TEMPLATE).read_bytes() == taught[TEMPLATE]
