"""Files as Windows has them: the guard that is in force in every test."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest


def test_what_is_open_is_not_removed_renamed_or_replaced(tmp_path: Path) -> None:
    file, other = tmp_path / "a" / "open.txt", tmp_path / "other.txt"
    file.parent.mkdir()
    other.touch()
    with file.open("w", encoding="utf-8"):
        for refused in (
            lambda: file.unlink(),
            lambda: file.rename(tmp_path / "b.txt"),
            lambda: os.replace(other, file),  # noqa: PTH105
            lambda: file.parent.rename(tmp_path / "b"),
            lambda: shutil.rmtree(file.parent),
        ):
            with pytest.raises(PermissionError):
                refused()
    os.replace(other, file)  # noqa: PTH105
    shutil.rmtree(file.parent)
    assert list(tmp_path.iterdir()) == []


def test_a_database_is_open_as_any_file(tmp_path: Path) -> None:
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("CREATE TABLE a(b)")
        with pytest.raises(PermissionError):
            file.unlink()
    file.unlink()


def test_the_folder_one_stands_in_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    with pytest.raises(PermissionError):
        folder.rmdir()


@pytest.mark.not_on_windows(reason="removes an open file")
def test_a_test_may_do_what_only_other_systems_allow(tmp_path: Path) -> None:
    file = tmp_path / "open.txt"
    with file.open("w", encoding="utf-8"):
        file.unlink()
    assert not file.exists()
