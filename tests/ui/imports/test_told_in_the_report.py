"""What a report tells about the files takes the room it needs, up to a limit from which on it scrolls."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.dialogs.import_look import LookRow, align
from ui.dialogs.import_told import MOST_HEIGHT, Told
from ui.widgets.text import Text

_LONG = "The file names products nobody knows, and says of each of them at length where it was bought. " * 6


@pytest.mark.parametrize(
    ("told", "scrolls"), [(["One short sentence."], False), (["Short."] * 3, False), ([_LONG] * 3, True)]
)
def test_it_scrolls_by_height_and_not_by_the_number_of_sentences(qtbot: QtBot, told: list[str], scrolls: bool) -> None:
    room = Told([Text(one, "body", wrap=True) for one in told], 700)
    qtbot.addWidget(room)
    room.resize(600, room.height())
    room.show()
    qtbot.waitExposed(room)
    bar = room.verticalScrollBar()
    qtbot.waitUntil(lambda: (bar.maximum() > 0) is scrolls)
    assert (room.height() == MOST_HEIGHT) is scrolls
    assert (room.focusPolicy() != Qt.FocusPolicy.NoFocus) is scrolls


def test_what_needs_a_look_is_whole_while_there_is_room(qtbot: QtBot) -> None:
    rows = [
        LookRow("编码", "“TOWEL-2”没有对应商品", "竹纤维毛巾 两条装 · 米色,两条装"),
        LookRow("编码", "“PILLOW”没有对应商品", "棉麻抱枕套 · 45x45"),
    ]
    align(rows)
    for row in rows:
        qtbot.addWidget(row)
        row.resize(rows[0].what.sizeHint().width() + rows[0].detail.sizeHint().width() + 120, 52)
        row.show()
        assert not row.what.is_clipped()
        assert not row.detail.is_clipped()
    assert rows[0].detail.x() == rows[1].detail.x()
