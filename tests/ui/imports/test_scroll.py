"""A list that is built anew while one of its own fields is telling of a new value."""

from __future__ import annotations

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.dialogs.import_scroll import PlainScroll, column_of
from ui.widgets.fields import Choice


def test_a_field_whose_new_value_replaces_its_list_lives_until_it_is_done(qtbot: QtBot) -> None:
    area, inner, box = PlainScroll(), QWidget(), Choice()
    qtbot.addWidget(area)
    box.addItems(["As the file says", "Taobao A"])
    column_of(inner).addWidget(box)
    area.put(inner)
    area.show()
    alive: list[bool] = []

    def replace() -> None:
        area.put(QWidget())
        alive.append(shiboken6.isValid(box))

    box.activated.connect(replace)
    box.setFocus()
    qtbot.keyClick(box, Qt.Key.Key_Down)
    assert alive == [True]
    qtbot.waitUntil(lambda: not shiboken6.isValid(box))
