"""A shop is copied as it is, with its pictures and what is only in its log, or not at all."""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

import pytest

from models.enums.orders import Platform
from services.backup.attachments import pictures_of
from services.catalog.pictures import folder_of, keep
from services.channels.commands import add as add_channel
from services.errors import Cancelled, CannotWrite, DiskFull, ShopExists
from services.kernel.tasks import Task
from services.shop import Shop
from services.shop_copy import Copied, copy_shop
from tests.services.backup.test_pictures import contents, picture, refusing
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
    assert copy_shop(path, to) == Copied(to, 0)
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
    with Shop.open(copy_shop(pulled / path.name, tmp_path / "mine.shop").shop) as copy:
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


def pulled_out(path: Path, to: Path) -> Path:
    """The shop with a step that is only in its log, as a drive has it that was pulled out: the log has no index."""
    to.mkdir()
    with Shop.open(path) as shop:
        shop.run(add_channel, "Taobao B", Platform.TAOBAO)
        for name in (path.name, f"{path.name}-wal"):
            shutil.copyfile(path.with_name(name), to / name)
    assert (to / f"{path.name}-wal").stat().st_size
    return to / path.name


def test_a_log_whose_index_cannot_be_made_comes_along(path: Path, tmp_path: Path) -> None:
    """As in a folder that is write-protected; that the way is barred does the same, also to those who may do all."""
    pulled = pulled_out(path, tmp_path / "pulled")
    index = pulled.with_name(f"{pulled.name}-shm")
    index.symlink_to(index)
    before = {one.name: one.read_bytes() for one in pulled.parent.iterdir() if one.is_file()}
    copied = copy_shop(pulled, tmp_path / "mine.shop").shop
    with Shop.open(path, read_only=True) as shop, Shop.open(copied) as copy:
        assert copy.ask(rows) == shop.ask(rows)
        assert copy.ask(problems) == []
    assert {one.name: one.read_bytes() for one in pulled.parent.iterdir() if one.is_file()} == before
    assert [one.name for one in tmp_path.iterdir() if ".part" in one.name] == []


@pytest.mark.expects_log
@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO])
def test_a_picture_that_cannot_be_read_is_counted_and_all_else_comes(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    (unread,) = pictures_of(path).values()
    keep(folder_of(path), picture("teal"), "teal.png")
    (other,) = contents(path).items() - {(unread.relative_to(folder_of(path)).as_posix(), unread.read_bytes())}
    refusing(monkeypatch, unread, number)
    copied = copy_shop(path, tmp_path / "mine.shop")
    assert copied.left_out == 1
    assert str(copied.left_out_words).startswith("1 file could not be read")
    assert contents(copied.shop) == dict([other])
    with Shop.open(path, read_only=True) as shop, Shop.open(copied.shop) as copy:
        assert copy.ask(rows) == shop.ask(rows)


@pytest.mark.parametrize("there", ["nothing", "files of before"])
def test_a_copy_that_fails_leaves_no_files_without_a_shop(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, there: str
) -> None:
    to = tmp_path / "mine.shop"
    if there == "files of before":
        keep(folder_of(to), picture("navy"), "navy.png")
    before = contents(to)

    def refused(*_words: object, **_named: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    monkeypatch.setattr(os, "link", refused)
    with pytest.raises(CannotWrite):
        copy_shop(path, to)
    assert before.items() <= contents(to).items()
    assert folder_of(to).parent.exists() is bool(before)
