"""Where a file is written to: links stay links, and what is no file is not replaced by one."""

from __future__ import annotations

import os
import shutil
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from services import paths
from services.errors import CannotWrite
from services.exporting.files import folders_written_to, replacing


def _write(out: Path, text: str) -> None:
    with replacing(out) as part:
        part.write_text(text, encoding="utf-8")


@pytest.mark.skipif(sys.platform == "win32", reason="links need a right of their own on Windows")
def test_a_link_stays_a_link_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "stick").mkdir()
    real, link = tmp_path / "stick" / "orders.csv", tmp_path / "orders.csv"
    real.write_text("yesterday", encoding="utf-8")
    link.symlink_to(real)
    _write(link, "today")
    assert link.is_symlink()
    assert real.read_text(encoding="utf-8") == "today"
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["orders.csv", "orders.csv", "stick"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no pipes among its files")
def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with ThreadPoolExecutor(1) as reader:
        read = reader.submit(pipe.read_text, encoding="utf-8")
        _write(pipe, "orders")
        assert read.result() == "orders"
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert list(tmp_path.iterdir()) == [pipe]


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in another way")
def test_a_new_file_is_its_owners_and_a_replaced_one_is_whose_it_was(tmp_path: Path) -> None:
    shared, own = tmp_path / "shared.csv", tmp_path / "july" / "own.csv"
    shared.write_text("yesterday", encoding="utf-8")
    shared.chmod(0o644)
    for out in (shared, own):
        with replacing(out) as part:
            part.write_text("a buyer", encoding="utf-8")
            assert _rights(part) == 0o600, "also while it is written"
    assert (_rights(shared), _rights(own), _rights(own.parent)) == (0o644, 0o600, 0o700)


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in another way")
def test_what_a_killed_program_left_for_all_to_read_is_not_written_on(tmp_path: Path) -> None:
    (tmp_path / ".orders.csv.part").touch(mode=0o644)
    _write(tmp_path / "orders.csv", "a buyer")
    assert _rights(tmp_path / "orders.csv") == 0o600


def _rights(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_a_folder_of_that_name_is_kept_and_named(tmp_path: Path) -> None:
    folder = tmp_path / "orders.csv"
    folder.mkdir()
    with pytest.raises(CannotWrite, match="orders"):
        _write(folder, "today")
    assert list(tmp_path.rglob("*")) == [folder]


def test_a_folder_is_noted_before_anything_lies_in_it(tmp_path: Path) -> None:
    folder = tmp_path / "\u684c\u9762"
    with replacing(folder / "orders.csv") as part:
        part.write_text("so far", encoding="utf-8")
        assert folders_written_to() == [folder]
    _write(folder / "others.csv", "today")
    assert folders_written_to() == [folder]
    shutil.rmtree(folder)
    assert folders_written_to() == []
    folder.mkdir()
    assert folders_written_to() == [folder]


def test_folders_inside_a_shop_and_small_pictures_are_not_noted(tmp_path: Path) -> None:
    _write(tmp_path / "camellia.shop.files" / "pictures" / "ab" / "abc.png", "picture")
    _write(paths.cache_dir() / "thumbnails" / "ab" / "abc.png", "small")
    assert folders_written_to() == []


def test_where_a_folder_cannot_be_noted_the_list_is_written_all_the_same(tmp_path: Path) -> None:
    (paths.data_dir() / "written-to").write_text("a file, where a folder should be", encoding="utf-8")
    _write(tmp_path / "orders.csv", "today")
    assert (tmp_path / "orders.csv").read_text(encoding="utf-8") == "today"
    assert folders_written_to() == []


def test_of_many_folders_those_written_to_last_are_known(tmp_path: Path) -> None:
    folders = [tmp_path / f"{number:02}" for number in range(50)]
    for age, folder in enumerate(folders):
        _write(folder / "orders.csv", "today")
        _age_newest_note(days=100 - age)
    _write(folders[0] / "orders.csv", "again")
    _write(tmp_path / "one more" / "orders.csv", "today")
    assert set(folders_written_to()) == {tmp_path / "one more", folders[0], *folders[2:]}


def test_a_folder_that_was_gone_for_a_year_is_forgotten(tmp_path: Path) -> None:
    gone, there = tmp_path / "gone", tmp_path / "there"
    for folder in (gone, there):
        _write(folder / "orders.csv", "today")
        _age_newest_note(days=366)
    shutil.rmtree(gone)
    assert folders_written_to() == [there]
    gone.mkdir()
    assert folders_written_to() == [there]


def _age_newest_note(*, days: int) -> None:
    """As though what was written last had been written then."""
    note = max((paths.data_dir() / "written-to").glob("*.txt"), key=lambda one: one.stat().st_mtime)
    then = time.time() - days * 86_400
    os.utime(note, (then, then))
