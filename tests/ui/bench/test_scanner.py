"""A scanner is told from a person on every page, and no typed key is lost or doubled."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QEvent, Qt, QThread
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.bench.conftest import BARCODE, FIRST, Packer, Wedge
from tests.ui.sure import type_one
from ui.bench.scanner import SCAN_FIELD, ScanFilter
from ui.dialogs.overlay import open_overlay
from ui.widgets.search_box import SearchBox

CODE = "6901234567892"


class Keys(QWidget):
    """Something with the keyboard that is no text, such as a list; it keeps what reaches it."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.got: list[str] = []

    def keyPressEvent(self, event: object) -> None:
        self.got.append(event.text() or str(event.key()))  # type: ignore[attr-defined]


class Place:
    """A window with a list, a field for data, a search box and a scan field."""

    def __init__(self, bot: QtBot) -> None:
        self.bot, self.heard, self.off = bot, list[str](), False
        self.window = QWidget()
        bot.addWidget(self.window)
        self.keys, self.data = Keys(), QLineEdit()
        self.search, self.scan_field = SearchBox("Find"), QLineEdit()
        self.scan_field.setProperty(SCAN_FIELD, True)
        column = QVBoxLayout(self.window)
        for widget in (self.keys, self.data, self.search, self.scan_field):
            column.addWidget(widget)
        self.filter = ScanFilter(self.window, lambda: self.off)
        self.filter.scanned.connect(self.heard.append)
        with bot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        bot.waitUntil(self.window.isActiveWindow)
        self.focus(self.keys)

    def focus(self, widget: QWidget) -> None:
        widget.setFocus()
        self.bot.waitUntil(lambda: QApplication.focusWidget() is widget)

    def type(self, typed: str, *, end: Qt.Key | None = Qt.Key.Key_Return, pause: int = 0) -> None:
        real = self.filter.arrived
        if not pause:
            self.filter.arrived = Wedge()
        for character in typed:
            type_one(self.window.windowHandle(), character)
            if pause:
                self.bot.wait(pause)
        if end is not None:
            QTest.keyClick(self.window.windowHandle(), end)
        self.filter.arrived = real


@pytest.fixture
def place(qtbot: QtBot) -> Place:
    return Place(qtbot)


@pytest.mark.parametrize("end", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab])
def test_a_burst_is_a_scan_and_nothing_of_it_reaches_the_list(place: Place, end: Qt.Key) -> None:
    place.type(CODE, end=end)
    assert place.heard == [CODE]
    place.bot.wait(100)
    assert place.keys.got == []


def test_what_is_typed_by_hand_arrives_key_by_key(place: Place) -> None:
    place.type("hello", pause=80)
    assert place.heard == []
    assert place.keys.got == [*"hello", "\r"]


def test_a_short_burst_is_given_on_with_its_enter_in_order(place: Place) -> None:
    place.type("abc")
    assert place.heard == []
    assert place.keys.got == [*"abc", "\r"]


def test_a_burst_without_an_end_is_given_on(place: Place) -> None:
    place.type(CODE, end=None)
    assert place.keys.got == []
    place.bot.waitUntil(lambda: place.keys.got == list(CODE))
    assert place.heard == []


def test_keys_that_are_no_characters_go_on_at_once_behind_what_waited(place: Place) -> None:
    place.type("ab", end=None)
    QTest.keyClick(place.window.windowHandle(), Qt.Key.Key_Down)
    assert place.keys.got == ["a", "b", str(Qt.Key.Key_Down)]
    QTest.keyClick(place.window.windowHandle(), Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert place.keys.got[3:] == [str(int(Qt.Key.Key_Control.value)), "a"]


def test_a_field_for_data_keeps_what_is_scanned_into_it(place: Place) -> None:
    place.focus(place.data)
    place.type(CODE)
    assert place.data.text() == CODE
    assert place.heard == []


def test_a_scan_field_gets_everything_itself(place: Place) -> None:
    place.focus(place.scan_field)
    place.type(CODE)
    assert place.scan_field.text() == CODE
    assert place.heard == []


def test_a_search_box_gives_back_what_a_scan_has_put_there(place: Place) -> None:
    place.focus(place.search)
    place.type("candle", end=None, pause=80)
    place.type(CODE)
    assert place.heard == [CODE]
    assert place.search.text() == "candle"
    place.type("s", pause=80)
    assert place.search.text() == "candles"
    assert place.heard == [CODE]


def test_a_search_box_keeps_what_is_typed_and_what_is_short(place: Place) -> None:
    place.focus(place.search)
    place.type("12345678", pause=70)
    place.type("1234")
    assert place.search.text() == "123456781234"
    assert place.heard == []


def test_what_an_input_method_composes_is_left_alone(place: Place) -> None:
    place.focus(place.search)
    composed = QInputMethodEvent("shan", [])
    QApplication.sendEvent(place.search, composed)
    done = QInputMethodEvent()
    done.setCommitString("山茶花")
    QApplication.sendEvent(place.search, done)
    place.bot.wait(80)
    QTest.keyClick(place.window.windowHandle(), Qt.Key.Key_Return)
    assert place.search.text() == "山茶花"
    assert place.heard == []


def test_a_key_held_down_is_no_scan(place: Place) -> None:
    for _time in range(12):
        repeated = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_J, Qt.KeyboardModifier.NoModifier, "j", True)
        QApplication.sendEvent(place.window.windowHandle(), repeated)
    QTest.keyClick(place.window.windowHandle(), Qt.Key.Key_Return)
    assert place.heard == []
    assert place.keys.got.count("j") == 12


def test_nothing_is_heard_while_another_card_is_open(place: Place) -> None:
    place.off = True
    place.type(CODE)
    assert place.heard == []
    assert place.keys.got == [*CODE, "\r"]


def test_a_scan_is_whole_though_the_window_was_busy_after_its_first_key(place: Place) -> None:
    place.filter.arrived = Wedge()
    handle = place.window.windowHandle()
    type_one(handle, CODE[0])
    for character in CODE[1:]:  # these wait for the window, as the system's do
        key = Qt.Key(ord(character))
        QApplication.postEvent(handle, QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, character))
    enter = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, "\r")
    QApplication.postEvent(handle, enter)
    QThread.msleep(100)  # busy for longer than a scan may pause
    place.bot.waitUntil(lambda: place.heard == [CODE])
    assert place.keys.got == []


def test_scans_are_heard_after_another_window_was_closed(place: Place) -> None:
    """A closed dialog takes the Python object of its parent's native window with it; the window itself stays."""
    shiboken6.invalidate(place.window.windowHandle())
    place.type(CODE)
    assert place.heard == [CODE]
    assert place.keys.got == []


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", ["today", "orders", "products", "inventory", "history", "settings"])
def test_a_packing_list_is_heard_on_every_page(packer: Packer, page: str) -> None:
    packer.window.navigate(page)
    packer.quiet()
    packer.scan(FIRST)
    packer.says(FIRST)


def test_a_barcode_opens_its_product(packer: Packer) -> None:
    packer.scan(BARCODE)
    packer.until(lambda: packer.window.current_page() == "products")
    packer.quiet()
    assert open_overlay(packer.window) is None
