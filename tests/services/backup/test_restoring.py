"""A restore gives the old state or leaves everything as it is, and never deletes what was there."""

from __future__ import annotations

import errno
import os
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from models.migrations.registry import CURRENT_VERSION
from services import clock
from services.about import program_version
from services.backup import archive, places, restoring
from services.backup.archive import Manifest
from services.backup.errors import BackupNewer
from services.backup.making import make
from services.backup.restoring import restore_as, restore_in_place
from services.backup.salvaging import salvage
from services.errors import AppError, Invalid, ShopBusy, ShopExists
from services.kernel.tasks import Task
from services.shop import Shop
from tests.services.backup.conftest import add_orders
from tests.services.soundness import Rows, problems, rows

posix_only = pytest.mark.not_on_windows(reason="an open file cannot be renamed there")


@pytest.fixture
def backup(path: Path) -> Path:
    """A backup of the shop, in which more was done since."""
    with Shop.open(path) as shop:
        made = make(shop).backup.path
        add_orders(shop, range(50, 53))
    return made


def rows_of(path: Path) -> Rows:
    with Shop.open(path, read_only=True) as shop:
        assert shop.ask(problems) == []
        return shop.ask(rows)


def test_a_restore_never_overwrites_a_file(path: Path, backup: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(ShopExists):
        restore_as(backup, path)
    (tmp_path / "free.shop-wal").write_bytes(b"another shop's log")
    with pytest.raises(ShopExists):
        restore_as(backup, tmp_path / "free.shop")
    assert path.read_bytes() == before
    assert not (tmp_path / "free.shop").exists()


def test_a_name_that_is_too_long_is_said_as_that_and_not_as_a_failing_drive(
    path: Path, backup: Path, tmp_path: Path
) -> None:
    for name in ("a" * 300, "\u5c71" * 60):
        for save in (restore_as, salvage):
            with pytest.raises(Invalid, match="too long"):
                save(backup if save is restore_as else path, tmp_path / "new" / f"{name}.shop")
    assert not (tmp_path / "new").exists()


def test_a_shop_whose_name_is_longer_than_a_new_one_may_have_comes_back(path: Path, backup: Path) -> None:
    long = path.with_name("a" * 190 + ".shop")
    assert restore_in_place(backup, long) is None
    Shop.open(long).close()


def test_a_file_that_appears_meanwhile_is_not_overwritten(
    backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "new.shop"
    unpack = archive.unpack

    def slow(path: Path, out: object, task: Task) -> Manifest:
        target.write_text("mine")
        return unpack(path, out, task)  # type: ignore[arg-type]

    monkeypatch.setattr(archive, "unpack", slow)
    with pytest.raises(ShopExists):
        restore_as(backup, target)
    assert target.read_text() == "mine"
    assert list(tmp_path.glob(".*.part")) == []


def test_in_place_the_old_file_stays_beside_it(path: Path, backup: Path) -> None:
    after = rows_of(path)
    kept = restore_in_place(backup, path)
    assert kept is not None
    assert kept.parent == path.parent
    assert rows_of(kept) == after
    assert len(rows_of(path)[next(iter(after))]) == 1
    with Shop.open(path) as shop:
        assert shop.ask(rows) != after
        add_orders(shop, range(60, 61))
    assert places.restored_at(path) is not None


def test_what_was_still_in_the_log_is_kept_and_not_replayed(path: Path, backup: Path, tmp_path: Path) -> None:
    with Shop.open(path) as shop:
        add_orders(shop, range(70, 72))
        expected = shop.ask(rows)
        for name in (path.name, f"{path.name}-wal"):  # the computer goes off here
            shutil.copy(path.with_name(name), tmp_path / f"crashed-{name}")
    for name in (path.name, f"{path.name}-wal"):
        shutil.move(tmp_path / f"crashed-{name}", path.with_name(name))
    kept = restore_in_place(backup, path)
    assert kept is not None
    assert rows_of(kept) == expected
    assert rows_of(path) != expected
    assert not path.with_name(f"{path.name}-wal").exists()


@pytest.mark.parametrize("damage", [b"", b"<html>", b"SQLite format 3\0" + b"\xa5" * 9000])
def test_a_damaged_shop_is_replaced_and_kept_as_it_is(path: Path, backup: Path, damage: bytes) -> None:
    path.write_bytes(damage)
    kept = restore_in_place(backup, path)
    assert kept is not None
    assert kept.read_bytes() == damage
    assert rows_of(path)


def test_a_shop_that_is_gone_comes_back(path: Path, backup: Path) -> None:
    path.unlink()
    assert restore_in_place(backup, path) is None
    assert rows_of(path)


def test_logs_of_a_shop_that_is_gone_do_not_stand_in_its_way(path: Path, backup: Path) -> None:
    with Shop.open(path, read_only=True) as shop:
        shop.ask(rows)  # who only reads may not take the log away
    path.unlink()
    sides = [path.with_name(f"{path.name}-{side}") for side in ("wal", "shm")]
    for side, content in zip(sides, (b"", bytes(1 << 15)), strict=True):
        side.write_bytes(content)
    assert restore_in_place(backup, path) is None
    assert rows_of(path)
    assert list(path.parent.glob("*.before-restore-*")) == []


def test_a_log_that_holds_something_is_kept_when_its_shop_is_gone(path: Path, backup: Path) -> None:
    path.unlink()
    path.with_name(f"{path.name}-wal").write_bytes(b"what was written last")
    assert restore_in_place(backup, path) is None
    assert rows_of(path)
    (kept,) = path.parent.glob("*.before-restore-*")
    assert kept.name.endswith(".shop-wal")
    assert kept.read_bytes() == b"what was written last"


@posix_only
def test_a_shop_that_was_deleted_while_it_is_open_is_not_brought_back_beside_it(path: Path, backup: Path) -> None:
    with Shop.open(path) as shop:
        before = shop.ask(rows)
        path.rename(path.with_name("taken away"))
        with pytest.raises(ShopBusy):
            restore_in_place(backup, path)
        assert shop.ask(rows) == before
    assert not path.exists()


def test_a_shop_that_is_open_is_not_replaced(path: Path, backup: Path) -> None:
    with Shop.open(path) as shop:
        before = shop.ask(rows)
        with pytest.raises(ShopBusy):
            restore_in_place(backup, path)
        assert shop.ask(rows) == before


def test_a_backup_of_a_newer_version_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, backup: Path) -> None:
    monkeypatch.setattr(restoring, "CURRENT_VERSION", CURRENT_VERSION - 1)
    with pytest.raises(BackupNewer, match=f"version {re.escape(program_version())} of the program"):
        restore_as(backup, tmp_path / "new.shop")
    assert not (tmp_path / "new.shop").exists()


@pytest.mark.exhaustive
@pytest.mark.expects_log
@pytest.mark.parametrize("has_links", [True, False])
@pytest.mark.parametrize("fails_at", range(8))
def test_whatever_call_fails_the_shop_is_the_old_or_the_new_one(
    path: Path, backup: Path, monkeypatch: pytest.MonkeyPatch, fails_at: int, has_links: bool
) -> None:
    before = rows_of(path)
    calls = 0

    def failing(original: Callable[..., object]) -> Callable[..., object]:
        def call(*arguments: object) -> object:
            nonlocal calls
            calls += 1
            if calls == fails_at:
                raise OSError(errno.EIO, "broken")
            return original(*arguments)

        return call

    for name in ("link", "replace", "fsync"):
        monkeypatch.setattr(os, name, failing(getattr(os, name)))
    if not has_links:
        monkeypatch.setattr(os, "link", _without_links)
    try:
        restore_in_place(backup, path)
        failed = False
    except AppError:
        failed = True
    monkeypatch.undo()
    found = rows_of(path)
    assert list(path.parent.glob(".*.part")) == []
    if found != before:
        (kept,) = path.parent.glob("*.before-restore-*")
        assert rows_of(kept) == before
    assert failed == (found == before)


def _without_links(*_arguments: object) -> None:
    raise OSError(errno.EPERM, "this drive has no links")


def test_a_restore_drill_leaves_nothing(backup: Path, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    assert restoring.prove(backup, scratch) == archive.read_manifest(backup)
    assert list(scratch.iterdir()) == []


def test_a_backup_is_found_by_its_name_and_by_its_path(path: Path, backup: Path, tmp_path: Path) -> None:
    assert places.find(path, backup.name, tmp_path / "elsewhere") == backup
    assert places.find(path, backup.stem, tmp_path) == backup
    assert places.find(path, f"backups/{backup.name}", path.parent) == backup


def test_two_restores_in_one_second_keep_both_files(path: Path, backup: Path) -> None:
    now = clock.now()
    clock.set_source(lambda: now)
    kept = {restore_in_place(backup, path), restore_in_place(backup, path)}
    assert len(kept) == 2
    assert all(one is not None and one.exists() for one in kept)
