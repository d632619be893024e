"""A folder beside the program keeps everything with it: a copy on a stick leaves nothing on the computer."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source_tree import ROOT

_ASK = """
from services import paths
print(paths.data_dir(), paths.cache_dir(), paths.log_dir(), paths.documents_dir(), sep="|")
"""
_KEEP = """
import sys
from pathlib import Path
from ui.preferences import Preferences
Preferences().remember_shop(Path(sys.argv[1]))
"""
_READ = "from ui.preferences import Preferences; print(Preferences().last_shop)"


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    """A copy of the program's code on a stick, with the folder that makes it portable."""
    program = tmp_path / "stick" / "program"
    for name in ("services", "models", "ui", "resources"):
        shutil.copytree(ROOT / name, program / name, ignore=shutil.ignore_patterns("__pycache__", "samples"))
    (program / "zhanggui-data").mkdir()
    return program


def run(program: Path, code: str, *words: object) -> str:
    surroundings = {name: value for name, value in os.environ.items() if name != "ZHANGGUI_HOME"}
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=program, env=surroundings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


def test_everything_is_kept_in_the_folder_beside_the_program(stick: Path) -> None:
    folders = run(stick, _ASK).split("|")
    assert folders == [str(stick / "zhanggui-data" / name) for name in ("data", "cache", "log", "documents")]


def test_without_the_folder_the_computer_keeps_it(stick: Path) -> None:
    (stick / "zhanggui-data").rmdir()
    assert not any(folder.startswith(str(stick)) for folder in run(stick, _ASK).split("|"))


def test_the_last_shop_is_found_when_the_stick_has_another_letter(stick: Path, tmp_path: Path) -> None:
    run(stick, _KEEP, stick / "zhanggui-data" / "documents" / "my.shop")
    elsewhere = stick.parent.rename(tmp_path / "drive-e") / "program"
    assert run(elsewhere, _READ) == str(elsewhere / "zhanggui-data" / "documents" / "my.shop")


@pytest.mark.exhaustive
def test_a_shop_that_stays_on_the_computer_keeps_its_full_name(stick: Path, tmp_path: Path) -> None:
    run(stick, _KEEP, tmp_path / "here" / "my.shop")
    assert run(stick, _READ) == str(tmp_path / "here" / "my.shop")
