"""A new shop has its name when all of it is there, or never. Killed at every write: ``tests/reliability``."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from services import settings
from services.backup import places
from services.backup.making import make
from services.errors import EnvironmentProblem, Invalid, ShopBusy, ShopExists, ShopReadOnly
from services.kernel.lock import WriterLock
from services.set_up import create_shop, new_file
from services.shop import Shop
from tests.ready_keys import KEY


def test_a_shop_is_complete_when_it_has_its_name(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    with new_file(path) as part:
        with Shop.create(part, who="tests") as shop:
            shop.run(settings.change, settings.SHOP_NAME.key, "Mine")
        assert not path.exists()
    assert [one.name for one in tmp_path.iterdir()] == ["mine.shop"]
    with Shop.open(path, who="tests") as shop:
        assert shop.ask(settings.read, settings.SHOP_NAME) == "Mine"


def test_a_failure_leaves_nothing_and_the_name_free(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    with pytest.raises(ZeroDivisionError), new_file(path) as part, Shop.create(part, who="tests"):
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []
    create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests").close()
    with pytest.raises(ShopExists, match=r"mine\.shop"):
        create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests")


def test_what_a_process_that_died_left_behind_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    with new_file(path) as part:
        Shop.create(part, who="tests").close()
    path.rename(part)
    create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests").close()
    assert [one.name for one in tmp_path.iterdir() if one.suffix != ".lock"] == ["mine.shop"]


def test_a_shop_that_could_not_be_opened_is_not_left_behind(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    in_the_way = path.with_name("mine.shop.lock")
    in_the_way.mkdir()
    with pytest.raises(EnvironmentProblem):
        create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests")
    assert list(tmp_path.iterdir()) == [in_the_way]
    in_the_way.rmdir()
    create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests").close()


def test_a_shop_on_a_disk_that_takes_no_more_writes_is_not_left_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, asked = tmp_path / "mine.shop", os.access
    monkeypatch.setattr(os, "access", lambda at, mode: Path(at) != path and asked(at, mode))
    with pytest.raises(ShopReadOnly):
        create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests")
    assert list(tmp_path.iterdir()) == []


def test_a_shop_somebody_else_opened_meanwhile_is_theirs(tmp_path: Path) -> None:
    path = tmp_path / "mine.shop"
    theirs = WriterLock(path, "another program")
    with pytest.raises(ShopBusy, match="another program"):
        create_shop(path, "Mine", "CNY", "Asia/Shanghai", who="tests")
    theirs.release()
    with Shop.open(path, who="tests") as shop:
        assert shop.ask(settings.read, settings.SHOP_NAME) == "Mine"


def test_a_name_is_refused_as_too_long_before_its_backups_are(tmp_path: Path) -> None:
    for name in ("a" * 300, "a" * 245, "\u5c71" * 59):
        with pytest.raises(Invalid, match="too long"):
            create_shop(tmp_path / f"{name}.shop", "Mine", "CNY", "Asia/Shanghai", who="tests")
    assert list(tmp_path.iterdir()) == []
    longest = tmp_path / ("\u5c71" * 58 + "a.shop")
    with create_shop(longest, "Mine", "CNY", "Asia/Shanghai", who="tests") as shop:
        places.keep_key(longest, KEY)
        assert make(shop).backup.path.is_file()
