"""The theme: readable in both modes, switched at run time, harmless to item views."""

from __future__ import annotations

import importlib
import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.contrast import contrast
from ui.theme import icons, style, tokens
from ui.theme.apply import apply, current_mode, current_theme, theme_signals
from ui.widgets.fields import Choice, FormRow, text_field
from ui.widgets.text import Text

GROUNDS = ("app", "sidebar", "surface", "subtle", "hover")
PAIRS = [(word, ground) for word in ("text", "text2", "text3") for ground in GROUNDS]
PAIRS += [("placeholder", "surface"), ("on_accent", "accent"), ("on_accent", "accent_hover"), ("on_inverse", "inverse")]
PAIRS += [("on_accent", "accent_pressed"), ("on_inverse", "inverse_hover"), ("accent_text", "accent_soft")]
PAIRS += [
    ("accent_text", "surface"),
    ("accent_text", "row_sel"),
    ("text", "row_sel"),
    ("pos", "surface"),
    ("neg", "surface"),
]
PAIRS += [("accent", "surface"), ("surface", "neg"), ("text", "accent_soft"), ("pos", "row_sel"), ("neg", "row_sel")]
PAIRS += [("surface", "pill.red.word"), ("text2", "accent_soft"), ("text2", "row_sel")]
PAIRS += [(f"pill.{tone}.word", f"pill.{tone}.background") for tone in tokens.TONES]


@pytest.mark.parametrize("name", tokens.THEMES)
@pytest.mark.parametrize(("word", "ground"), PAIRS)
def test_every_text_is_readable_on_its_ground(name: str, word: str, ground: str) -> None:
    theme = tokens.load(name)
    assert contrast(theme.hex(word), theme.hex(ground)) >= 4.5


@pytest.mark.parametrize("name", tokens.THEMES)
def test_marks_that_carry_meaning_stand_out(name: str) -> None:
    theme = tokens.load(name)
    assert contrast(theme.hex("border_input"), theme.hex("surface")) >= 3
    assert contrast(theme.hex("focus"), theme.hex("surface")) >= 3
    for tone in tokens.TONES:
        assert contrast(theme.hex(f"pill.{tone}.dot"), theme.hex(f"pill.{tone}.background")) >= 3


def test_both_themes_name_the_same_colours() -> None:
    light, dark = tokens.load("light"), tokens.load("dark")
    assert light.colours.keys() == dark.colours.keys()
    assert light.pills.keys() == dark.pills.keys() == set(tokens.TONES)
    assert len(light.chart) == len(dark.chart) == 5


@pytest.mark.parametrize("name", tokens.THEMES)
def test_the_style_sheet_names_no_item_view_and_no_colour_and_is_filled_in(name: str) -> None:
    sheet = style.style_sheet(tokens.load(name))
    assert "@" not in sheet
    assert "#" not in sheet
    assert not re.search(r"Q\w*(View|Table|Tree|ListWidget|HeaderView)", sheet)
    assert "*" not in sheet
    assert not re.search(r"QWidget\s*\{", sheet)
    assert "font-size" not in sheet


def test_a_theme_switch_reaches_palette_labels_and_listeners(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, "light")
    label = Text("word")
    plain = QLabel("word")
    qtbot.addWidget(label)
    qtbot.addWidget(plain)
    with qtbot.waitSignal(theme_signals.changed) as heard:
        apply(qapp, "dark")
    assert heard.args[0].name == "dark"
    dark = tokens.load("dark")
    assert current_theme() is dark
    assert qapp.palette().color(QPalette.ColorRole.Window) == dark.color("app")
    assert label.palette().color(QPalette.ColorRole.WindowText) == dark.color("text")
    assert plain.palette().color(QPalette.ColorRole.WindowText) == dark.color("text")
    apply(qapp, "light")


def test_system_takes_one_of_the_two_and_remembers_what_was_asked(qapp: QApplication) -> None:
    assert apply(qapp, "system").name in tokens.THEMES
    assert current_mode() == "system"
    with pytest.raises(ValueError, match="unknown theme"):
        apply(qapp, "sepia")
    apply(qapp, "light")


def test_icons_are_cached_and_tinted_by_the_theme(qapp: QApplication) -> None:
    apply(qapp, "light")
    light = icons.pixmap("house", "accent", 32).toImage()
    assert icons.icon("house", "accent").cacheKey() == icons.icon("house", "accent").cacheKey()
    apply(qapp, "dark")
    dark = icons.pixmap("house", "accent", 32).toImage()
    assert light != dark
    shown = {dark.pixelColor(x, y).name() for x in range(32) for y in range(32) if dark.pixelColor(x, y).alpha() == 255}
    assert tokens.load("dark").hex("accent").lower() in shown
    apply(qapp, "light")


def test_an_item_view_keeps_its_own_painting(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, "light")
    view = QTableView()
    qtbot.addWidget(view)
    view.show()
    assert view.palette().color(QPalette.ColorRole.Base) == current_theme().color("surface")


def test_a_window_that_was_open_through_a_switch_looks_like_one_made_after_it(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, "light")
    before = a_bit_of_everything()
    qtbot.addWidget(before)
    before.show()
    qtbot.waitExposed(before)
    light = before.grab().toImage()
    apply(qapp, "dark")
    after = a_bit_of_everything()
    qtbot.addWidget(after)
    after.show()
    qtbot.waitExposed(after)
    assert before.grab().toImage() == after.grab().toImage() != light
    apply(qapp, "light")
    assert before.grab().toImage() == light


def test_a_switch_of_the_theme_lays_nothing_out_again(qapp: QApplication, qtbot: QtBot) -> None:
    """Another style sheet would: that held a window with all pages for two seconds."""
    apply(qapp, "light")
    label = Heard("word")
    qtbot.addWidget(label)
    label.show()
    qtbot.waitExposed(label)
    label.heard.clear()
    apply(qapp, "dark")
    assert QEvent.Type.PaletteChange in label.heard
    assert QEvent.Type.StyleChange not in label.heard
    assert style.style_sheet(tokens.load("dark")) == style.style_sheet(tokens.load("light"))
    apply(qapp, "light")


class Heard(QLabel):
    """A label that keeps what it was told of changes."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.heard: list[QEvent.Type] = []

    def changeEvent(self, event: QEvent) -> None:
        self.heard.append(event.type())
        super().changeEvent(event)


def a_bit_of_everything() -> QWidget:
    """Fields, texts, a long list and a scrolled column."""
    window = QWidget()
    window.resize(300, 500)
    column = QVBoxLayout(window)
    off, wrong = text_field("", "off"), text_field("", "wrong")
    off.setEnabled(False)
    row = FormRow("Price", wrong)
    row.set_problem("Not a number")
    rows = QListWidget()
    rows.addItems([f"Row {number}" for number in range(50)])
    area = QScrollArea()
    inside = Text("word\n" * 80, "body", "text2")
    area.setWidget(inside)
    for one in (text_field("placeholder"), off, row, QPlainTextEdit("several\nlines"), Choice(), rows, area):
        column.addWidget(one)
    return window


def test_the_fonts_of_the_icons_need_nothing_else_of_qtawesome(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fonts = icons.font_folder()
    assert list(fonts.glob("phosphor-*.ttf"))
    beside = tmp_path / "qtawesome" / "fonts"  # as the program in one folder has it
    beside.mkdir(parents=True)
    monkeypatch.setattr(sys, "path", [str(tmp_path)])
    monkeypatch.delitem(sys.modules, "qtawesome", raising=False)
    importlib.invalidate_caches()
    assert icons.font_folder() == beside
