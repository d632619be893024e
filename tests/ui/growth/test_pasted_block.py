"""Figures copied in a spreadsheet are pasted into the grid of daily figures."""

from __future__ import annotations

from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services.growth.daily_sheets import add_days, delete_days
from tests.ui.growth.conftest import Room
from ui.dialogs.dialog import Dialog
from ui.pages.growth.traffic import TrafficSection
from ui.widgets.text import Text

FIRST, LAST = date(2026, 11, 1), date(2026, 11, 3)


@pytest.fixture
def section(room: Room) -> TrafficSection:
    """Three empty days on screen, the newest above."""
    room.run(add_days, room.channel, FIRST, LAST)
    shown = room.section("traffic")
    assert isinstance(shown, TrafficSection)
    room.rows(shown, 3)
    room.wait(lambda: shown.table.model.row(2) is not None)
    return shown


def paste(section: TrafficSection, row: int, key: str, text: str) -> None:
    """Go to a cell and press Ctrl+V with this on the clipboard."""
    view = section.table.view
    column = next(place for place, spec in enumerate(section.table.model.specs) if spec.key == key)
    view.go_to(row, column)
    QGuiApplication.clipboard().setText(text)
    QTest.keyClick(view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def question(room: Room) -> Dialog | None:
    """What is asked before anything is written."""
    return next((one for one in room.window.findChildren(Dialog) if one.isVisible()), None)


def test_a_block_is_told_before_it_is_written_and_undo_takes_it_back(room: Room, section: TrafficSection) -> None:
    paste(section, 1, "visitors", "120\t340\n95\t1,210\n")
    room.wait(lambda: question(room) is not None)
    asked = question(room)
    assert asked is not None
    assert asked.title.text() == "Write 4 pasted figures?"
    assert any("in 2 rows" in words.text() for words in asked.findChildren(Text))
    asked.accept()
    room.wait(lambda: [room.text(section, row, "visitors") for row in range(3)] == ["", "120", "95"])
    assert [room.text(section, row, "views") for row in range(3)] == ["", "340", "1,210"]
    room.undo()
    room.wait(lambda: room.text(section, 1, "visitors") == "")


@pytest.mark.parametrize(
    ("row", "key", "text", "words"),
    [
        (0, "day", "1", "is not typed by hand"),
        (2, "visitors", "1\n2", "2 rows high; from this row on there are 1"),
        (0, "visitors", "\t".join("1" * 60), "60 columns wide"),
    ],
)
def test_a_block_that_does_not_fit_is_refused_in_words(
    room: Room, section: TrafficSection, row: int, key: str, text: str, words: str
) -> None:
    paste(section, row, key, text)
    room.wait(lambda: any(words in toast.words for toast in room.window.toasts.toasts()))
    assert question(room) is None


def test_a_block_over_a_row_that_is_gone_is_refused_whole(room: Room, section: TrafficSection) -> None:
    gone = section.table.model.row_id(1)
    assert gone is not None
    room.shop.submit(delete_days, [gone]).result()  # the window has not heard of it yet
    paste(section, 0, "visitors", "1\n2\n3")
    room.wait(lambda: any("deleted meanwhile" in toast.words for toast in room.window.toasts.toasts()))
    assert question(room) is None
    room.rows(section, 2)
    assert [room.text(section, row, "visitors") for row in range(2)] == ["", ""]
