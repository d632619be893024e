"""What a choice and a completer open looks like a menu: round, wide enough, with the chosen row marked."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QDate, QLocale, QPoint, QSize, Qt
from PySide6.QtGui import QFont, QRegion
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCompleter, QLineEdit, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.sure import there
from ui.theme.apply import apply, current_theme
from ui.widgets.day_field import DayField
from ui.widgets.fields import Choice, text_field
from ui.widgets.popup import PickList, dress_completer, rounded_mask

LONGEST = "A channel whose name is a good deal longer than the field it is chosen in"


@pytest.fixture
def form(qapp: QApplication, qtbot: QtBot) -> Iterator[QWidget]:
    """A window with room for fields."""
    apply(qapp, "light")
    window = QWidget()
    qtbot.addWidget(window)
    QVBoxLayout(window)
    window.resize(240, 120)
    window.show()
    window.activateWindow()
    qtbot.waitActive(window)
    yield window
    window.close()


def choice(form: QWidget, count: int = 5, chosen: int = 2) -> Choice:
    """A choice of `count`, one of them long."""
    made = Choice()
    made.addItem(LONGEST)
    made.addItems([f"Entry {number}" for number in range(1, count)])
    made.setCurrentIndex(chosen)
    there(form.layout()).addWidget(made)
    made.setFixedWidth(200)
    return made


def opened(made: Choice, qtbot: QtBot) -> PickList:
    """The list of a choice, open."""
    made.showPopup()
    rows = made.view()
    assert isinstance(rows, PickList)
    qtbot.waitUntil(rows.isVisible)
    return rows


def test_the_list_of_a_choice_is_round_and_marks_what_is_chosen(form: QWidget, qtbot: QtBot) -> None:
    made = choice(form)
    for _time in range(2):
        rows = opened(made, qtbot)
        picture = rows.window().grab().toImage()
        assert picture.pixelColor(0, 0).alpha() == 0
        mark = rows.visualRect(made.model().index(2, 0)).center()
        at = rows.viewport().mapTo(rows.window(), mark)
        assert picture.pixelColor(rows.width() - 20, at.y()) == current_theme().color("accent_soft")
        made.hidePopup()


def test_the_list_is_as_wide_as_its_longest_row_and_no_higher_than_ten(form: QWidget, qtbot: QtBot) -> None:
    made = choice(form, 40, 33)
    rows = opened(made, qtbot)
    assert rows.width() > rows.fontMetrics().horizontalAdvance(LONGEST)
    assert 10 * current_theme().sizes["option"] <= rows.height() <= 11 * current_theme().sizes["option"]
    assert rows.viewport().rect().contains(rows.visualRect(made.model().index(33, 0)))
    made.hidePopup()


def test_keys_and_a_click_choose(form: QWidget, qtbot: QtBot) -> None:
    made = choice(form)
    rows = opened(made, qtbot)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert made.currentIndex() == 3
    rows = opened(made, qtbot)
    qtbot.wait(QApplication.doubleClickInterval())  # what comes sooner is the click that opened it
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualRect(made.model().index(1, 0)).center())
    qtbot.waitUntil(lambda: made.currentIndex() == 1)


def test_a_choice_of_nothing_opens(form: QWidget) -> None:
    made = Choice()
    there(form.layout()).addWidget(made)
    made.showPopup()
    made.addItem("Late")
    assert made.currentText() == "Late"
    made.hidePopup()


def test_what_a_completer_offers_is_round_and_needs_no_scrolling(form: QWidget, qtbot: QtBot) -> None:
    field: QLineEdit = text_field()
    there(form.layout()).addWidget(field)
    completer = dress_completer(QCompleter(["apple", "apricot", "pear"], field))
    field.setCompleter(completer)
    qtbot.waitUntil(field.isVisible)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClicks(field, "ap")
    rows = there(completer.popup())
    qtbot.waitUntil(rows.isVisible)
    assert rows.window().grab().toImage().pixelColor(0, 0).alpha() == 0
    assert not rows.verticalScrollBar().isVisible()
    QTest.keyClick(rows, Qt.Key.Key_Down)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert field.text() == "apple"


def test_a_day_is_picked_from_a_round_calendar_in_the_language_that_is_on(form: QWidget, qtbot: QtBot) -> None:
    field = DayField()
    field.setDate(QDate(2026, 2, 10))
    there(form.layout()).addWidget(field)
    qtbot.waitUntil(field.isVisible)
    qtbot.waitUntil(lambda: not field.visibleRegion().isNull())
    QTest.mouseClick(field, Qt.MouseButton.LeftButton, pos=QPoint(field.width() - 10, field.height() // 2))
    calendar = field.calendarWidget()
    qtbot.waitUntil(calendar.isVisible)
    picture = calendar.window().grab().toImage()
    assert picture.pixelColor(0, 0).alpha() == 0
    assert picture.pixelColor(picture.width() // 2, 1).alpha() == 255
    assert calendar.locale() == QLocale()
    days = calendar.findChild(QTableView)
    assert days is not None
    chosen = days.currentIndex()
    after = days.model().index(chosen.row() + 1, chosen.column())  # a week later
    QTest.mouseClick(days.viewport(), Qt.MouseButton.LeftButton, pos=days.visualRect(after).center())
    qtbot.waitUntil(lambda: field.date() == QDate(2026, 2, 17))


def test_a_day_is_picked_with_the_keyboard_alone(form: QWidget, qtbot: QtBot) -> None:
    field = DayField()
    field.setDate(QDate(2026, 2, 10))
    there(form.layout()).addWidget(field)
    qtbot.waitUntil(field.isVisible)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    QTest.keyClick(field, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    calendar = field.calendarWidget()
    qtbot.waitUntil(calendar.isVisible)
    assert field.date() == QDate(2026, 2, 10)
    days = there(calendar.findChild(QTableView))
    QTest.keyClick(days, Qt.Key.Key_Down)
    QTest.keyClick(days, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: field.date() == QDate(2026, 2, 17))


def test_an_open_choice_is_never_wider_than_the_screen(form: QWidget, qtbot: QtBot) -> None:
    choice = Choice()
    choice.addItems(["short", "a heading of a file " * 60])
    there(form.layout()).addWidget(choice)
    qtbot.waitUntil(choice.isVisible)
    choice.showPopup()
    rows = choice.view().window()
    qtbot.waitUntil(rows.isVisible)
    assert rows.width() <= choice.screen().availableGeometry().width()
    choice.hidePopup()


@pytest.mark.usefixtures("qapp")
def test_where_nothing_is_see_through_the_corners_are_cut_off() -> None:
    region = QRegion(rounded_mask(QSize(100, 40), 8))
    assert not any(region.contains(QPoint(x, y)) for x in (0, 99) for y in (0, 39))
    assert all(region.contains(spot) for spot in (QPoint(50, 0), QPoint(0, 20), QPoint(99, 20), QPoint(50, 39)))


@pytest.mark.usefixtures("qapp")
def test_a_choice_is_as_wide_as_its_longest_value_wants_now() -> None:
    made = Choice()
    made.addItems(["Taobao", "Shopify"])
    narrow = made.sizeHint().width()
    made.addItem("Xiaohongshu, the second shop")
    wide = made.sizeHint().width()
    assert wide > narrow
    made.setItemText(2, "Etsy")
    assert made.sizeHint().width() == narrow
    font = QFont(made.font())
    font.setPixelSize(2 * font.pixelSize())
    made.setFont(font)
    assert made.sizeHint().width() > narrow
