"""Another language while everything is built: no page, section or open panel keeps words of the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QLineEdit, QWidget

from services import i18n, paths
from tests.ui.expectations.walking import House, described, every_place, visible
from ui.cli import translations
from ui.table.table_panel import TablePanel

_DATA = {"Shop stock", "Alipay for merchants", "China Merchants Bank", "Cash box", "Compensation"}
"""Words of the demo shop's own, written into it in the language it was made in."""


@pytest.fixture(autouse=True)
def _english_again() -> Iterator[None]:
    yield
    i18n.set_language("en")


@pytest.mark.exhaustive
def test_nothing_that_is_seen_stays_in_the_language_before(english_house: House) -> None:
    house = english_house
    for place in every_place():
        _open_first_row(house, house.go(place))
    i18n.set_language("zh_CN")
    house.settle()
    english = _English()
    left = {
        f"{place}: {words!r} of {described(widget)}"
        for place in every_place()
        for widget in visible(house.go(place))
        for words in _words_of(widget)
        if english.says(words)
    }
    assert sorted(left) == []


def _open_first_row(house: House, page: QWidget) -> None:
    table = next((one for one in visible(page) if isinstance(one, TablePanel)), None)
    if table is not None and table.model.rowCount():
        table.view.setFocus()
        table.view.go_to(0)
        QTest.keyClick(table.view, Qt.Key.Key_Space)
        house.settle()


def _words_of(widget: QWidget) -> Iterator[str]:
    yield from (widget.toolTip(), widget.accessibleName())
    if isinstance(widget, QLabel | QAbstractButton):
        yield widget.text()
    if isinstance(widget, QLineEdit):
        yield widget.placeholderText()
    if isinstance(widget, QComboBox):
        yield from (widget.itemText(row) for row in range(widget.count()))


class _English:
    """Which words the program says in English and otherwise in Chinese."""

    def __init__(self) -> None:
        path = Path(paths.resources()) / "i18n" / "zh_CN" / "app.po"
        ids = [one for message in translations.read(path, "zh_CN") for one in _ids(message.id)]
        self._plain = {one for one in ids if one not in _DATA and i18n.translate(one) != one}
        filled = (one for one in ids if len(re.sub(r"\{[^}]*\}", "", one).strip()) > 3)
        self._filled = [re.compile(_pattern(one)) for one in filled if "{" in one]

    def says(self, words: str) -> bool:
        if words in self._plain:
            return True
        is_latin = re.search("[A-Za-z]{3}", words) is not None and words.isascii()
        return is_latin and words not in _DATA and any(one.fullmatch(words) for one in self._filled)


def _ids(message_id: object) -> tuple[str, ...]:
    return tuple(message_id) if isinstance(message_id, list | tuple) else (str(message_id),)


def _pattern(text: str) -> str:
    return "".join(".+" if part.startswith("{") else re.escape(part) for part in re.split(r"(\{[^}]*\})", text))
