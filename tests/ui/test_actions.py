"""One registry: no ambiguous keys, nothing fires into a text, everything is on the sheet."""

from __future__ import annotations

from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from ui.actions import ActionRegistry, ActionSpec, DuplicateShortcut, is_bare, shown_keys
from ui.theme.apply import apply


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot) -> QWidget:
    apply(qapp, "light")
    shown = QWidget()
    QVBoxLayout(shown).addWidget(QLineEdit())
    shown.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    qtbot.addWidget(shown)
    with qtbot.waitExposed(shown):
        shown.show()
    with qtbot.waitActive(shown):
        shown.activateWindow()
    shown.setFocus()
    return shown


def test_every_shortcut_reaches_its_action(window: QWidget, qtbot: QtBot) -> None:
    hits: list[str] = []
    registry = ActionRegistry(window)
    keys = ["Ctrl+I", "Ctrl+E", "Ctrl+P", "F5", "F1", "Ctrl+,"]
    registry.add(*[ActionSpec(key, key, partial(hits.append, key), shortcut=key) for key in keys])
    qtbot.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    qtbot.keyClick(window, Qt.Key.Key_F5)
    qtbot.keyClick(window, Qt.Key.Key_F1)
    qtbot.keyClick(window, Qt.Key.Key_Comma, Qt.KeyboardModifier.ControlModifier)
    assert hits == keys


def test_the_same_keys_twice_are_refused_however_they_are_written(window: QWidget) -> None:
    registry = ActionRegistry(window)
    registry.add(ActionSpec("a", "A", str, shortcut="Ctrl+Shift+Z"))
    with pytest.raises(DuplicateShortcut, match="b and a"):
        registry.add(ActionSpec("b", "B", str, also=("shift+ctrl+z",)))
    with pytest.raises(ValueError, match="exists"):
        registry.add(ActionSpec("a", "A", str))


def test_two_pages_may_use_the_same_keys_and_only_the_page_in_front_hears_them(window: QWidget, qtbot: QtBot) -> None:
    hits: list[str] = []
    registry = ActionRegistry(window)
    new = ActionSpec("orders.new", "New order", lambda: hits.append("order"), shortcut="Ctrl+N", scope="orders")
    registry.add(
        new, ActionSpec("stock.new", "New move", lambda: hits.append("move"), shortcut="Ctrl+N", scope="stock")
    )
    with pytest.raises(DuplicateShortcut):
        registry.add(ActionSpec("all.new", "New", str, shortcut="Ctrl+N"))
    for page in ("orders", "stock", "today"):
        registry.set_scope(page)
        qtbot.keyClick(window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    assert hits == ["order", "move"]
    assert [spec.id for spec in registry.specs()] == []


def test_a_single_letter_never_fires_while_somebody_types(window: QWidget, qtbot: QtBot) -> None:
    hits: list[str] = []
    registry = ActionRegistry(window)
    registry.add(
        ActionSpec("help", "Help", lambda: hits.append("?"), shortcut="?"),
        ActionSpec("peek", "Peek", str, shortcut="x"),
    )
    field = window.findChild(QLineEdit)
    assert field is not None
    field.setFocus()
    qtbot.keyClicks(field, "x?")
    assert (field.text(), hits) == ("x?", [])
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Question)
    assert hits == ["?"]
    assert is_bare("?")
    assert is_bare("Shift+A")
    assert not is_bare("Ctrl+A")
    assert not is_bare("F1")


def test_what_cannot_run_or_is_blocked_does_not_run(window: QWidget) -> None:
    hits: list[str] = []
    blocked = [False]
    registry = ActionRegistry(window, blocked=lambda: blocked[0])
    registry.add(ActionSpec("a", "A", lambda: hits.append("a")), ActionSpec("b", "B", str, enabled=lambda: False))
    assert registry.trigger("a")
    assert not registry.trigger("b")
    blocked[0] = True
    assert not registry.trigger("a")
    assert hits == ["a"]
    assert [spec.id for spec in registry.for_palette()] == ["a"]


def test_the_sheet_lists_every_shortcut_of_the_window_and_the_page(window: QWidget) -> None:
    registry = ActionRegistry(window)
    registry.add(ActionSpec("a", "Import", str, shortcut="Ctrl+I", also=("F9",)), ActionSpec("b", "No keys", str))
    registry.add(ActionSpec("c", "New", str, shortcut="Ctrl+N", scope="orders", group="Orders"))
    registry.set_scope("orders")
    assert registry.sheet() == [("General", [("Import", "Ctrl I  F9")]), ("Orders", [("New", "Ctrl N")])]
    assert shown_keys("Ctrl+Shift+Z") == "Ctrl Shift Z"


def test_only_what_has_keys_listens_for_them(window: QWidget) -> None:
    registry = ActionRegistry(window)
    registry.add(ActionSpec("none", "No keys", str))
    assert window.actions() == []
    registry.add(ActionSpec("both", "Look", str, shortcut="Ctrl+L", also=("L",)))
    assert [one.shortcut().toString() for one in window.actions()] == ["Ctrl+L", "L"]
    registry.remove("both")
    registry.remove("none")
    assert window.actions() == []


def test_a_menu_shows_words_keys_and_what_can_run_now(window: QWidget, qtbot: QtBot) -> None:
    hits: list[str] = []
    registry = ActionRegistry(window)
    undo = ActionSpec("undo", "Undo", lambda: hits.append("undo"), "x", "Ctrl+Z", words=lambda: "Undo: import")
    registry.add(undo, ActionSpec("off", "Off", str, enabled=lambda: False))
    menu = registry.menu(window, ["undo", "", "off"])
    qtbot.addWidget(menu)
    first, line, off = menu.actions()
    assert first.text() == "Undo: import\tCtrl Z"
    assert line.isSeparator()
    assert not off.isEnabled()
    first.trigger()
    assert hits == ["undo"]
    registry.remove("off")
    with pytest.raises(KeyError):
        registry.spec("off")
