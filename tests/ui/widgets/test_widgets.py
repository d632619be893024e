"""The widgets: named for screen readers, usable by keyboard, never clipped."""

from __future__ import annotations

import itertools
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionFrame,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.widgets.clipping import clipped
from ui.debug.gallery import example_window, gallery, order_detail
from ui.table.filter_bar import FilterBar
from ui.theme.apply import apply
from ui.widgets import painting
from ui.widgets.banner import Banner
from ui.widgets.bulk_bar import BulkBar
from ui.widgets.buttons import IconButton, PrimaryButton
from ui.widgets.chips import Chip
from ui.widgets.detail_panel import DetailPanel
from ui.widgets.empty_state import EmptyState
from ui.widgets.fields import FormRow, text_field
from ui.widgets.page_header import PageHeader
from ui.widgets.progress_panel import ProgressPanel
from ui.widgets.search_box import SearchBox
from ui.widgets.text import Text
from ui.widgets.toast import ToastStack
from ui.widgets.view_tabs import ViewTab, ViewTabs

ROOT = Path(__file__).resolve().parents[3]


def test_every_button_and_field_of_the_gallery_has_a_name(qtbot: QtBot) -> None:
    shown = gallery()
    qtbot.addWidget(shown)
    shown.show()
    nameless = [
        type(widget).__name__
        for widget in shown.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit)
        and not (widget.accessibleName() or getattr(widget, "text", str)())
        and widget.objectName() != "qt_spinbox_lineedit"
        and widget.focusPolicy() != Qt.FocusPolicy.NoFocus
    ]
    assert nameless in ([], ["CheckBox"])  # the bare check box of the gallery stands for one in a table
    for button in shown.findChildren(IconButton):
        assert button.accessibleName()
        assert button.toolTip()


def test_an_icon_button_without_a_name_is_refused() -> None:
    with pytest.raises(ValueError, match="name"):
        IconButton("x", "")


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_in_the_gallery_is_clipped(qapp: QApplication, qtbot: QtBot, theme: str) -> None:
    apply(qapp, theme)
    shown = gallery()
    qtbot.addWidget(shown)
    shown.resize(1180, 900)
    shown.show()
    qapp.processEvents()
    assert clipped(shown) == []
    assert not shown.grab().isNull()


@pytest.mark.exhaustive
@pytest.mark.parametrize("scale", ["1.5", "2"])
def test_nothing_is_clipped_on_sharper_screens(scale: str) -> None:
    code = (
        "from PySide6.QtWidgets import QApplication\n"
        "from ui.theme.apply import apply\nfrom ui.debug.gallery import example_window, gallery\n"
        "from tests.ui.widgets.clipping import clipped\n"
        "app = QApplication([]); apply(app, 'light')\n"
        "for shown in (gallery(), example_window()):\n"
        "    shown.resize(1366, 768); shown.show(); app.processEvents(); wrong = clipped(shown)\n"
        "    assert not wrong, wrong\n"
        "    assert shown.grab().devicePixelRatio() == float(" + scale + ")\n"
    )
    surroundings = {**os.environ, "QT_SCALE_FACTOR": scale, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_a_button_runs_on_enter_and_space(window: QWidget, qtbot: QtBot) -> None:
    button = PrimaryButton("Save", "check", window)
    button.show()
    pressed: list[bool] = []
    button.clicked.connect(lambda: pressed.append(True))
    button.setFocus()
    qtbot.keyClick(button, Qt.Key.Key_Return)
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert len(pressed) == 2


def test_focus_can_be_seen(window: QWidget) -> None:
    first, second = PrimaryButton("Save", "", window), IconButton("x", "Close", window)
    for place, button in enumerate((first, second)):
        button.adjustSize()
        button.move(20, 20 + 50 * place)
        button.show()
        before = button.grab().toImage()
        button.setFocus(Qt.FocusReason.TabFocusReason)
        assert button.grab().toImage() != before


def test_a_long_line_is_shortened_and_says_itself_in_the_tooltip(window: QWidget) -> None:
    label = Text("A very long name of a product that never fits", elide=True, parent=window)
    label.resize(80, 20)
    label.show()
    assert label.is_clipped()
    assert label.toolTip() == label.text()
    label.resize(800, 20)
    assert label.toolTip() == ""


def test_data_is_never_read_as_markup(window: QWidget) -> None:
    assert Text("<b>x</b>", parent=window).textFormat() == Qt.TextFormat.PlainText


def test_a_chip_goes_by_its_cross_and_by_delete(window: QWidget, qtbot: QtBot) -> None:
    chip = Chip("Paid: yes", window)
    chip.adjustSize()
    chip.show()
    gone, opened = [], []
    chip.removed.connect(lambda: gone.append(1))
    chip.clicked.connect(lambda: opened.append(1))
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(chip.width() - 14, chip.height() // 2))
    qtbot.keyClick(chip, Qt.Key.Key_Delete)
    qtbot.mouseClick(chip, Qt.MouseButton.LeftButton, pos=QPoint(20, 10))
    assert (len(gone), len(opened)) == (2, 1)
    assert "Paid: yes" in chip.accessibleName()


def test_view_tabs_show_counts_and_keep_what_does_not_fit_in_a_menu(window: QWidget, qtbot: QtBot) -> None:
    tabs = ViewTabs([ViewTab(str(place), f"View number {place}", place * 1000) for place in range(9)], window)
    tabs.resize(1400, 40)
    tabs.show()
    seen: list[str] = []
    tabs.changed.connect(seen.append)
    buttons = [button for button in tabs.findChildren(QAbstractButton) if not isinstance(button, IconButton)]
    assert all(button.isVisible() for button in buttons)
    assert buttons[2].accessibleName() == "View number 2 2,000"
    qtbot.mouseClick(buttons[2], Qt.MouseButton.LeftButton)
    assert seen == ["2"]
    tabs.set_current("8")
    tabs.resize(360, 40)
    shown = [button.text() for button in buttons if button.isVisible()]
    assert "View number 8" in shown
    assert len(shown) < 4
    assert all(button.geometry().right() <= tabs.width() for button in buttons if button.isVisible())


def test_arrow_keys_move_between_views(window: QWidget, qtbot: QtBot) -> None:
    tabs = ViewTabs([ViewTab("a", "All"), ViewTab("b", "Paid")], window)
    tabs.resize(600, 40)
    tabs.show()
    first = next(button for button in tabs.findChildren(QAbstractButton) if button.text() == "All")
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert tabs.current() == "b"


def test_tabs_stand_beside_each_other_at_once(window: QWidget) -> None:
    tabs = ViewTabs([ViewTab("all", "All")], window)
    tabs.resize(600, 40)
    tabs.show()
    tabs.set_tabs([ViewTab("all", "All"), ViewTab("a", "Wallet"), ViewTab("b", "Bank")])
    tabs.set_counts({"all": 1_234, "a": 56, "b": 7})
    shown = [one for one in tabs.findChildren(QAbstractButton) if one.text() in ("All", "Wallet", "Bank")]
    boxes = sorted((one.geometry() for one in shown if one.isVisible()), key=QRect.left)
    assert all(left.right() < right.left() for left, right in itertools.pairwise(boxes))
    assert all(one.width() == one.sizeHint().width() for one in shown if one.isVisible())


def test_empty_state_buttons_work(window: QWidget, qtbot: QtBot) -> None:
    done: list[int] = []
    state = EmptyState(
        "tray", "No orders", "Nothing matches.", [("Clear filters", "x", lambda: done.append(1))], window
    )
    state.show()
    qtbot.mouseClick(state.buttons[0], Qt.MouseButton.LeftButton)
    assert done == [1]


def test_a_toast_offers_the_way_back_and_goes_after_six_seconds(window: QWidget, qtbot: QtBot) -> None:
    stack, undone = ToastStack(window), []
    toast = stack.show_toast("Deleted", action="Undo", run=lambda: undone.append(1))
    assert 5000 < toast.remaining_ms() <= 6400
    assert toast.button is not None
    centre = toast.geometry().center().x()
    assert abs(centre - window.width() // 2) < 3
    qtbot.mouseClick(toast.button, Qt.MouseButton.LeftButton)
    assert undone == [1]
    assert stack.toasts() == ()


def test_a_toast_waits_while_the_pointer_is_on_it(window: QWidget, qapp: QApplication) -> None:
    toast = ToastStack(window).show_toast("Saved")
    point = QPointF(5, 5)
    qapp.sendEvent(toast, QEnterEvent(point, point, point))
    assert toast.remaining_ms() == -1
    qapp.sendEvent(toast, QEvent(QEvent.Type.Leave))
    assert toast.remaining_ms() > 5000


def test_the_same_words_are_shown_once(window: QWidget) -> None:
    stack = ToastStack(window)
    first = stack.show_toast("Choose an order first.")
    assert stack.show_toast("Choose an order first.") is first
    stack.show_deed("Done: A", str)
    stack.show_deed("Done: A", str)  # two deeds, each with its own way back
    assert [one.words for one in stack.toasts()] == ["Choose an order first.", "Done: A", "Done: A"]
    first.dismiss()
    assert stack.show_toast("Choose an order first.") is not first


def test_what_is_said_of_an_undo_takes_the_place_of_what_it_undid(window: QWidget) -> None:
    stack = ToastStack(window)

    def shown() -> list[str]:
        return [toast.words for toast in stack.toasts()]

    stack.show_deed("Done: A", str)
    stack.show_toast("Saved a.xlsx")
    stack.show_deed("Done: B", str)
    stack.show_turned("Undone: B", "Redo", str)
    assert shown() == ["Done: A", "Saved a.xlsx", "Undone: B"]
    stack.show_turned("Undone: A", "Redo", str)
    assert shown() == ["Saved a.xlsx", "Undone: A"]
    stack.show_turned("Done again: A", "Undo", str)
    assert shown() == ["Saved a.xlsx", "Done again: A"]


def test_a_filter_box_is_as_wide_as_what_it_says(window: QWidget, qapp: QApplication) -> None:
    for words in ("Filter these rows", "Name, phone, tag…", "姓名、电话、标签…", "Order no., buyer, product…"):
        bar = FilterBar((), words, window)
        bar.resize(900, 48)
        bar.show()
        qapp.processEvents()
        box, option = bar.box, QStyleOptionFrame()
        box.initStyleOption(option)
        inside = box.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, box)
        margins = box.textMargins()
        room = inside.width() - margins.left() - margins.right() - 4
        assert room >= painting.text_width(words, box.font())
        bar.hide()


def test_at_most_three_toasts_stand_and_none_covers_another_or_the_bulk_bar(window: QWidget) -> None:
    bar = BulkBar(window)
    bar.set_actions([("Print", "printer", str)])
    bar.show_selection("4 selected")
    stack = ToastStack(window)
    for number in range(5):
        stack.show_toast(f"Message {number}")
    shown = stack.toasts()
    assert [toast.words for toast in shown] == ["Message 2", "Message 3", "Message 4"]
    boxes = [toast.geometry() for toast in shown] + [bar.geometry()]
    assert not any(a.intersects(b) for i, a in enumerate(boxes) for b in boxes[i + 1 :])


def test_the_bulk_bar_runs_its_actions_and_closes_on_escape(window: QWidget, qtbot: QtBot) -> None:
    ran, closed = [], []
    bar = BulkBar(window)
    bar.set_actions([("Print", "printer", lambda: ran.append("print")), ("More", "x", str)], rest=1)
    bar.closed.connect(lambda: closed.append(1))
    bar.show_selection("2 selected")
    button = next(button for button in bar.findChildren(QPushButton) if button.text() == "Print")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    qtbot.keyClick(bar, Qt.Key.Key_Escape)
    assert (ran, closed) == (["print"], [1])
    bar.show_selection("")
    assert not bar.isVisible()


def test_progress_can_be_cancelled_once(window: QWidget, qtbot: QtBot) -> None:
    panel = ProgressPanel("Reading", window)
    panel.show()
    stopped: list[int] = []
    panel.cancelled.connect(lambda: stopped.append(1))
    panel.set_progress(5, 10, "5 of 10")
    assert (panel.bar.maximum(), panel.bar.value()) == (10, 5)
    panel.set_progress(5, None)
    assert panel.bar.maximum() == 0
    qtbot.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(panel.cancel, Qt.MouseButton.LeftButton)
    assert stopped == [1]


def test_a_banner_stays_until_it_is_closed(window: QWidget, qtbot: QtBot) -> None:
    banner = Banner("error", "Disk full.", "Free space.", window)
    banner.show()
    close = next(button for button in banner.findChildren(IconButton))
    with qtbot.waitSignal(banner.closed):
        qtbot.mouseClick(close, Qt.MouseButton.LeftButton)


def test_a_field_says_its_problem_to_eyes_and_screen_readers(window: QWidget) -> None:
    row = FormRow("Price", text_field(), "In yuan", window)
    row.show()
    row.set_problem("Not an amount")
    assert "Not an amount" in row.remark.text()
    assert row.field.accessibleDescription() == "Not an amount"
    assert row.field.accessibleName() == "Price"
    row.set_problem("")
    assert row.remark.text() == "In yuan"


def test_escape_empties_the_search_first_and_passes_on_then(window: QWidget, qtbot: QtBot) -> None:
    box = SearchBox("Search", parent=window)
    box.show()
    box.setText("abc")
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert box.text() == ""


def test_a_launcher_opens_by_click_and_by_typing(window: QWidget, qtbot: QtBot) -> None:
    box = SearchBox("Search", parent=window)
    box.make_launcher()
    box.show()
    opened: list[int] = []
    box.opened.connect(lambda: opened.append(1))
    qtbot.mouseClick(box, Qt.MouseButton.LeftButton)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    qtbot.keyClick(box, Qt.Key.Key_A)
    qtbot.keyClick(box, Qt.Key.Key_Tab)
    qtbot.keyClick(box, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)  # a shortcut the page does not have
    assert len(opened) == 3


def test_the_detail_panel_copies_its_title_and_closes_on_escape(window: QWidget, qtbot: QtBot) -> None:
    panel = order_detail()
    panel.setParent(window)
    panel.resize(304, 600)
    panel.show()
    copy = next(button for button in panel.findChildren(IconButton) if button.accessibleName() == "Copy")
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == "261121339701014"
    with qtbot.waitSignal(panel.closed):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()
    assert clipped(panel) == []


def test_the_detail_panel_grows_with_a_wide_window(window: QWidget) -> None:
    panel = DetailPanel(window)
    panel.fit_window(1366)
    assert panel.width() == 304
    panel.fit_window(1920)
    assert panel.width() == 344


def test_a_narrow_page_head_turns_secondary_words_into_named_icons(window: QWidget, qapp: QApplication) -> None:
    head = PageHeader("Orders", "1,284", window)
    secondary = head.add_secondary("Print pick list", "printer", str)
    head.set_primary("New order", "plus", str)
    with pytest.raises(ValueError, match="one primary"):
        head.set_primary("Another", "plus", str)
    head.show()
    head.resize(900, 54)
    qapp.processEvents()
    assert secondary.width() > 100
    head.resize(520, 54)
    qapp.processEvents()
    assert secondary.width() < 50
    assert secondary.accessibleName() == secondary.toolTip() == "Print pick list"
    assert clipped(head) == []
    head.resize(900, 54)
    qapp.processEvents()
    assert secondary.width() > 100


def test_longer_words_of_another_language_are_not_clipped(qapp: QApplication, qtbot: QtBot) -> None:
    for shown in (gallery(longer), example_window(longer)):
        qtbot.addWidget(shown)
        shown.resize(1200, 680)
        with qtbot.waitExposed(shown):
            shown.show()
        qapp.processEvents()
        assert clipped(shown) == []


def longer(words: str) -> str:
    """A language whose words are 40 % longer."""
    return words + "~" * (len(words) * 2 // 5)
