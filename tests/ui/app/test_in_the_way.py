"""What the computer has against a shop's file is said once, where it is seen, and no longer than it holds."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from models.dialects import sqlite
from services.backup.errors import NoRoomForBackup
from services.backup.places import home_of
from services.errors import DiskFull
from services.tasks.commands import TaskDraft, add
from tests.ui.app.conftest import Program
from tests.ui.sure import of, there
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.widgets.banner import Banner
from ui.widgets.text import Text
from ui.window.shop_window import ShopWindow


@pytest.fixture(autouse=True)
def _short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_S", 0.1)


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Another program writes in the file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


def problems(made: ShopWindow) -> list[str]:
    """The red lines that stand above the page."""
    banners = made.window.findChildren(Banner)
    return [one.accessibleName() for one in banners if one.isVisible() and one.kind == "error"]


def task_line(made: ShopWindow) -> QLineEdit:
    """Where a new task is typed."""
    made.window.navigate("today")
    return there(made.window.findChild(QLineEdit, "task.line"))


def enter(program: Program, made: ShopWindow) -> None:
    """Press Enter on what was typed."""
    QTest.keyClick(task_line(made), Qt.Key.Key_Return)
    program.quiet(made)


def test_what_is_in_the_way_is_said_once_and_gone_when_it_is_out_of_the_way(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    program.until(task_line(made).isEnabled)
    task_line(made).setText("call the printer")
    with held(shop_file):
        enter(program, made)
        program.until(lambda: len(problems(made)) == 1)
        enter(program, made)
        program.until(lambda: len(problems(made)) == 1)
    assert "in use by another program" in problems(made)[0]
    assert task_line(made).text() == "call the printer"
    made.window.show_error(DiskFull(path="/mnt/stick/list.csv"))
    enter(program, made)
    program.until(lambda: task_line(made).text() == "")
    program.until(lambda: len(problems(made)) == 1)
    assert "stick" in problems(made)[0]


def test_one_answer_to_three_questions_asked_together_is_said_once(program: Program, shop_file: Path) -> None:
    """A page asks for its parts at once: where the drive is gone, they fail in one turn of the window."""
    made = program.open(shop_file)
    for _part in range(3):
        made.window.show_error(DiskFull(path="/mnt/stick/list.csv"))
    program.until(lambda: problems(made) != [])
    assert len(problems(made)) == 1


def test_a_backup_that_had_no_room_is_not_complained_of_once_there_is_one(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    folder = home_of(shop_file)
    made.window.show_error(NoRoomForBackup(folder=str(folder), needed=6, free=0))
    program.until(lambda: len(problems(made)) == 1)
    there(made.backups.back_up(made.window))
    program.until(lambda: problems(made) == [])
    assert list(folder.glob("*.zip"))


def test_behind_an_open_card_nothing_is_said(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    card = Dialog(made.window, "Something that is being filled in")
    card.open()
    with held(shop_file):
        made.link.run(add, TaskDraft("call the printer"))
        program.until(lambda: open_overlay(made.window) is not card)
    said = of(Dialog, open_overlay(made.window))
    words = " ".join(text.text() for text in said.findChildren(Text))
    assert "in use by another program" in words
    assert problems(made) == []
    QTest.keyClick(said, Qt.Key.Key_Escape)
    assert open_overlay(made.window) is card
    card.reject()
