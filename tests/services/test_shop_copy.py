"""A shop is copied as it is, with its pictures and what is only in its log, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from models.enums.orders import Platform
from services.catalog.pictures import folder_of, keep
from services.channels.commands import add as add_channel
from services.errors import Cancelled, CannotWrite, DiskFull, ShopExists
from services.kernel.tasks import Task
from services.shop import Shop
from services.shop_copy import copy_shop
from tests.services.backup.test_pictures import contents, picture
from tests.services.soundness import problems, rows


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A shop with a channel and a picture."""
    made = tmp_path / "there" / "camellia.shop"
    with Shop.create(made) as shop:
        shop.run(add_channel, "Taobao A", Platform.TAOBAO)
    keep(folder_of(made), picture("red"), "red.png")
    return made


def test_the_copy_holds_what_the_shop_does_and_can_be_worked_with(path: Path, tmp_path: Path) -> None:
    before = path.read_bytes()
    to = tmp_path / "here" / "mine.shop"
    assert copy_shop(path, to) == to
    with Shop.open(path, read_only=True) as shop, Shop.open(to) as copy:
        assert copy.ask(rows) == shop.ask(rows)
        copy.run(add_channel, "Taobao B", Platform.TAOBAO)
        assert copy.ask(problems) == []
    assert contents(to) == contents(path) != {}
    assert path.read_bytes() == before
    assert [one.name for one in to.parent.iterdir() if one.name.startswith(".")] == []


def test_what_is_only_in_the_log_comes_along(path: Path, tmp_path: Path) -> None:
    """A drive that was pulled out while the shop was open has its newest orders in the log."""
    pulled = tmp_path / "pulled"
    pulled.mkdir()
    with Shop.open(path) as shop:
        shop.run(add_channel, "Taobao B", Platform.TAOBAO)
        for one in (path, path.with_name(f"{path.name}-wal")):
            shutil.copyfile(one, pulled / one.name)
        wanted = shop.ask(rows)
    assert (pulled / f"{path.name}-wal").stat().st_size
    with Shop.open(copy_shop(pulled / path.name, tmp_path / "mine.shop")) as copy:
        assert copy.ask(rows) == wanted


def test_a_file_that_is_there_stays(path: Path, tmp_path: Path) -> None:
    there = tmp_path / "mine.shop"
    there.write_bytes(b"hers")
    with pytest.raises(ShopExists):
        copy_shop(path, there)
    assert there.read_bytes() == b"hers"


def test_a_copy_that_is_stopped_is_not_there(path: Path, tmp_path: Path) -> None:
    task = Task()
    task.cancel()
    with pytest.raises(Cancelled):
        copy_shop(path, tmp_path / "mine.shop", task)
    assert sorted(one.name for one in tmp_path.iterdir()) == ["there"]


@pytest.mark.parametrize(("number", "error"), [(errno.ENOSPC, DiskFull), (errno.EROFS, CannotWrite)])
def test_a_place_that_takes_nothing_is_named(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, error: type[Exception]
) -> None:
    def refused(*_words: object, **_named: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, "link", refused)
    with pytest.raises(error, match=r".") as told:
        copy_shop(path, tmp_path / "mine.shop")
    assert str(tmp_path / "mine.shop") in str(told.value)
    assert not (tmp_path / "mine.shop").exists()
