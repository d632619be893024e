"""The frame: pages, keys, drops, state, errors, languages; with pages that are nothing but widgets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QDir, QMimeData, QPoint, QPointF, QRect, QSettings, QSize, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from services import i18n, paths
from services.errors import Cancelled, DiskFull, Invalid
from services.importing.errors import UnknownFormat
from tests.ui.in_front import in_front
from tests.ui.sure import there
from ui.actions import portable
from ui.debug.gallery import example_window
from ui.dialogs import files as files_module
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import Overlay, open_overlay
from ui.page import Page, PageContext, PageSpec
from ui.present import details, install_excepthook, show_alone
from ui.theme.apply import apply
from ui.widgets.banner import Banner
from ui.widgets.buttons import IconButton
from ui.widgets.drop_overlay import DropOverlay, local_files
from ui.widgets.fields import FormRow, text_field
from ui.widgets.window_state import pulled_back, with_title_bar
from ui.window.main_window import MainWindow, ShopInfo
from ui.window.window_actions import UndoCalls

ROOT = Path(__file__).resolve().parents[2]
CONTROL = Qt.KeyboardModifier.ControlModifier


class NotePage(Page):
    """A page that writes down what the window tells it."""

    def __init__(self, context: PageContext) -> None:
        super().__init__()
        self.context = context
        self.heard: list[Any] = []
        self.leave = True
        QVBoxLayout(self).addWidget(QLabel("note"))

    def opened(self, **wanted: Any) -> None:
        self.heard.append(wanted)

    def retranslate(self) -> None:
        self.heard.append("retranslate")

    def may_leave(self) -> bool:
        return self.leave


SPECS = (
    PageSpec("today", "Today", "house", NotePage, badge_meaning="to do"),
    PageSpec("orders", "Orders", "receipt", NotePage),
    PageSpec("plain", "Plain", "cube", lambda _context: QLabel("plain")),
    PageSpec("settings", "Settings", "gear-six", NotePage, section="bottom", shortcut="Ctrl+,"),
)


@pytest.fixture
def settings(tmp_path: Path) -> QSettings:
    return QSettings(str(tmp_path / "window.ini"), QSettings.Format.IniFormat)


@pytest.fixture
def window(qapp: QApplication, qtbot: QtBot, settings: QSettings) -> MainWindow:
    apply(qapp, "light")
    return shown(qtbot, settings)


def shown(qtbot: QtBot, settings: QSettings | None = None, **more: Any) -> MainWindow:
    return in_front(qtbot, MainWindow(SPECS, None, ShopInfo("Example", "2026"), settings=settings, **more))


def files(*names: str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(name) for name in names])
    return data


def drag(target: QWidget, data: QMimeData) -> QDragEnterEvent:
    left = Qt.MouseButton.LeftButton
    event = QDragEnterEvent(QPoint(50, 50), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)
    return event


def drop(target: QWidget, data: QMimeData) -> None:
    left = Qt.MouseButton.LeftButton
    event = QDropEvent(QPointF(50, 50), Qt.DropAction.CopyAction, data, left, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(target, event)


def test_pages_are_built_when_they_are_first_visited(window: MainWindow) -> None:
    assert window.current_page() == "today"
    assert window.page("orders") is None
    window.navigate("orders", status="paid")
    page = window.page("orders")
    assert isinstance(page, NotePage)
    assert page.heard == [{"status": "paid"}]
    window.navigate("today")
    window.navigate("orders")
    assert window.page("orders") is page


def test_on_a_page_nobody_typed_in_nobody_has_the_keyboard(window: MainWindow) -> None:
    """Not its search, to which Qt would give it: the keys of a list go to the list."""
    fields = {}
    for key in ("orders", "today"):
        window.navigate(key)
        page = window.page(key)
        assert page is not None
        fields[key] = QLineEdit(page)
        fields[key].show()
    fields["today"].setFocus()
    window.navigate("orders")
    assert window.focusWidget() is None
    fields["orders"].setFocus()
    window.navigate("today")
    assert window.focusWidget() is fields["today"]
    window.navigate("orders")
    assert window.focusWidget() is fields["orders"]


def test_control_and_a_number_goes_to_the_page(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.page_changed) as heard:
        qtbot.keyClick(window, Qt.Key.Key_2, CONTROL)
    assert heard.args == ["orders"]
    qtbot.keyClick(window, Qt.Key.Key_Comma, CONTROL)
    assert window.current_page() == "settings"
    assert window.sidebar.button("settings").isChecked()


def test_no_two_actions_want_the_same_keys(window: MainWindow) -> None:
    keys = [portable(one) for spec in window.registry.every_spec() for one in spec.shortcuts]
    assert len(keys) == len(set(keys))
    listed = [entry for _group, entries in window.registry.sheet() for entry in entries]
    assert len(listed) == len([spec for spec in window.registry.specs() if spec.shortcuts])


def on_screen(width: int, height: int, folder: Path) -> dict[str, list[int]]:
    """What a window measures that is shown, asked for its names and made wide on a screen of this size."""
    screens = {"screens": [{"name": "one", "x": 0, "y": 0, "width": width, "height": height, "dpi": 96}]}
    (folder / "screens.json").write_text(json.dumps(screens), "utf-8")
    script = """
import json
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui.debug.gallery import example_window
from ui.theme.apply import apply
app = QApplication([])
apply(app, "light")
window = example_window()
window.show()
app.processEvents()
size, least = window.frameGeometry().size(), window.minimumSize()
found = {"size": size.toTuple(), "least": least.toTuple(), "sidebar": [window.sidebar.width()]}
window.sidebar.toggle()
print(json.dumps({**found, "toggled": [window.sidebar.width()], "chosen": [window.sidebar.is_folded()]}))
"""
    surroundings = {**os.environ, "QT_QPA_PLATFORM": "offscreen:configfile=screens.json", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=folder, env=surroundings, capture_output=True, timeout=60, check=True
    )
    found: dict[str, list[int]] = json.loads(done.stdout)
    return found


def test_the_window_is_never_smaller_than_its_pages_allow(tmp_path: Path) -> None:
    found = on_screen(1920, 1080, tmp_path)
    assert found["least"] == [1200, 680]
    assert found["sidebar"][0] > 100


@pytest.mark.parametrize("screen", [(1093, 614), (911, 512)])
def test_on_a_small_screen_the_whole_window_fits_and_the_sidebar_folds(tmp_path: Path, screen: tuple[int, int]) -> None:
    found = on_screen(*screen, tmp_path)
    assert found["size"][0] <= screen[0]
    assert found["size"][1] <= screen[1]
    assert found["least"][0] <= screen[0]
    assert found["sidebar"] == [56]
    assert found["toggled"][0] > 100
    assert found["chosen"] == [False]


def test_a_badge_counts_in_words_too(window: MainWindow) -> None:
    window.set_badge("today", 7)
    assert window.sidebar.button("today").accessibleName() == "Today to do 7"
    window.set_badge("today", 0)
    assert window.sidebar.button("today").accessibleName() == "Today"


def test_place_page_and_sidebar_are_remembered(window: MainWindow, qtbot: QtBot, settings: QSettings) -> None:
    window.setGeometry(40, 30, 1300, 720)
    window.navigate("orders")
    window.sidebar.set_folded(True)
    window.close()
    again = shown(qtbot, settings)
    assert again.current_page() == "orders"
    assert again.sidebar.is_folded()
    assert again.height() == 720
    assert again.y() == window.y()


def test_a_window_that_was_never_placed_is_left_to_the_window_manager(qtbot: QtBot, settings: QSettings) -> None:
    moved = Qt.WidgetAttribute.WA_Moved
    first = shown(qtbot, settings)
    assert not first.testAttribute(moved), "put at 0, 0 its title bar lies above the screen, and nobody can move it"
    first.move(60, 40)
    first.close()
    again = shown(qtbot, settings)
    assert again.testAttribute(moved)
    assert again.y() == 40


def test_a_page_that_is_gone_does_not_hinder_the_start(qtbot: QtBot, settings: QSettings) -> None:
    settings.setValue("window/page", "removed")
    settings.setValue("window/geometry", "nonsense")
    assert shown(qtbot, settings).current_page() == "today"


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (QRect(100, 100, 1300, 700), QRect(100, 100, 1300, 700)),
        (QRect(5000, 100, 1300, 700), QRect(620, 100, 1300, 700)),
        (QRect(100, -400, 1300, 700), QRect(100, 0, 1300, 700)),
        (QRect(-1250, 2000, 1300, 700), QRect(0, 380, 1300, 700)),
        (QRect(5000, 5000, 4000, 3000), QRect(0, 0, 1920, 1080)),
    ],
)
def test_a_window_nobody_could_see_is_pulled_back(stored: QRect, expected: QRect) -> None:
    assert pulled_back(stored, [QRect(0, 0, 1920, 1080)]) == expected


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        (QSize(1300, 700), QSize(1300, 700)),
        (QSize(1366, 748), QSize(1366, 748)),
        (QSize(1366, 768), QSize(1366, 720)),
        (QSize(1920, 1000), QSize(1366, 720)),
    ],
)
def test_the_title_bar_of_a_stored_window_has_room_on_the_screen(stored: QSize, expected: QSize) -> None:
    assert with_title_bar(stored, QRect(0, 0, 1366, 768)) == expected


def test_a_window_on_the_second_screen_stays_there() -> None:
    second = QRect(2000, 100, 1300, 700)
    assert pulled_back(second, [QRect(0, 0, 1920, 1080), QRect(1920, 0, 1920, 1080)]) == second


def test_tables_dropped_anywhere_arrive_as_paths(window: MainWindow, qtbot: QtBot) -> None:
    data = files("/data/a.xlsx", "/data/b.CSV")
    assert drag(window, data).isAccepted()
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    assert overlay.isVisible()
    assert overlay.shown_text() == "Drop to import"
    drag(overlay, data)
    with qtbot.waitSignal(window.files_dropped) as heard:
        drop(overlay, data)
    assert heard.args == [[Path("/data/a.xlsx"), Path("/data/b.CSV")]]
    assert not overlay.isVisible()


@pytest.mark.skipif(sys.platform == "win32", reason="there every name of a file is text")
def test_a_dropped_file_whose_name_is_no_text_arrives_as_its_real_path(window: MainWindow, qtbot: QtBot) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromEncoded(b"file:///data/a%20b%25/%B6%A9.csv")])  # GBK
    drag(window, data)
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    with qtbot.waitSignal(window.files_dropped) as heard:
        drop(overlay, data)
    assert heard.args == [[Path(os.fsdecode(b"/data/a b%/\xb6\xa9.csv"))]]


@pytest.mark.parametrize("address", ["file:///C:/a/\ufffd.csv", "file://nas/shop/\ufffd 1.csv"])
def test_a_dropped_file_of_windows_is_taken_by_the_name_it_has_there(
    address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There the sign for what is no text is part of a name, and a path begins with a drive or a server."""
    monkeypatch.setattr(sys, "platform", "win32")
    data = QMimeData()
    data.setUrls([QUrl(address)])
    assert local_files(data) == [Path(QUrl(address).toLocalFile())]


def test_a_wrong_file_is_refused_with_a_reason(window: MainWindow, qtbot: QtBot) -> None:
    data = files("/data/cat.png")
    drag(window, data)
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    assert "cat.png" in overlay.shown_text()
    with qtbot.assertNotEmitted(window.files_dropped):
        drop(overlay, data)
    assert "cat.png" in window.toasts.toasts()[-1].words


def test_files_are_not_taken_over_an_open_card(window: MainWindow, qtbot: QtBot) -> None:
    data = files("/data/a.xlsx")
    window.open_palette()
    drag(window, data)
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    assert overlay.shown_text().startswith("Close the card")
    QGuiApplication.clipboard().setMimeData(files("/data/a.xlsx"))
    palette = open_overlay(window)
    assert palette is not None
    with qtbot.assertNotEmitted(window.files_dropped):
        drop(overlay, data)
        window.focusWidget().clearFocus()
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.toasts.toasts()[-1].words.startswith("Close the card")
    palette.close_overlay()
    with qtbot.waitSignal(window.files_dropped):
        qtbot.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def test_text_that_is_dragged_is_no_file(window: MainWindow) -> None:
    data = QMimeData()
    data.setText("hello")
    drag(window, data)
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    assert not overlay.isVisible()


def test_the_overlay_goes_when_the_files_leave(window: MainWindow, qtbot: QtBot) -> None:
    drag(window, files("/data/a.xlsx"))
    overlay = window.findChild(DropOverlay)
    assert overlay is not None
    QApplication.sendEvent(window, QDragLeaveEvent())
    qtbot.waitUntil(lambda: not overlay.isVisible())


def test_undo_says_what_it_takes_back(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, "light")
    done: list[str] = []
    calls = UndoCalls(
        lambda: "import of 38 orders", lambda: None, lambda: done.append("undo"), lambda: done.append("redo")
    )
    window = shown(qtbot, undo=calls)
    assert window.registry.spec("edit.undo").shown_text() == "Undo: import of 38 orders"
    assert window.registry.spec("edit.redo").shown_text() == "Redo"
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL)
    qtbot.keyClick(window, Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert done == ["undo"]


def test_control_k_opens_the_palette_and_shortcuts_wait_until_it_is_closed(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.keyClick(window, Qt.Key.Key_K, CONTROL)
    palette = open_overlay(window)
    assert palette is not None
    assert not window.registry.trigger("go.orders")
    qtbot.keyClick(palette, Qt.Key.Key_Escape)
    assert window.registry.trigger("go.orders")


def test_a_question_mark_and_control_slash_show_the_shortcut_sheet(window: MainWindow, qtbot: QtBot) -> None:
    for key, held in ((Qt.Key.Key_Question, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Slash, CONTROL)):
        qtbot.keyClick(window, key, held)
        sheet = open_overlay(window)
        assert isinstance(sheet, Dialog)
        assert sheet.accessibleName() == "Keyboard shortcuts"
        qtbot.keyClick(sheet, Qt.Key.Key_Escape)


def test_a_page_with_unsaved_text_keeps_the_window_open(window: MainWindow) -> None:
    page = window.page("today")
    assert isinstance(page, NotePage)
    page.leave = False
    assert not window.close()
    page.leave = True
    assert window.close()
    window.show()
    assert window.close()


def test_a_language_switch_reaches_built_pages_and_builds_plain_ones_again(window: MainWindow, qtbot: QtBot) -> None:
    window.navigate("plain")
    plain = window.page("plain")
    today = window.page("today")
    i18n.set_language("zh_CN")
    assert isinstance(today, NotePage)
    qtbot.waitUntil(lambda: today.heard[-1] == "retranslate")
    assert window.current_page() == "plain"
    assert window.page("plain") is not plain
    window.close()
    i18n.set_language("en")
    assert today.heard.count("retranslate") == 1


def test_whoever_changes_the_language_waits_for_the_page_on_screen_alone(window: MainWindow, qtbot: QtBot) -> None:
    today = window.page("today")
    assert isinstance(today, NotePage)
    window.navigate("plain")
    i18n.set_language("zh_CN")
    assert "retranslate" not in today.heard  # its turn comes
    qtbot.waitUntil(lambda: today.heard.count("retranslate") == 1)
    i18n.set_language("en")
    window.navigate("today")
    assert today.heard[-2:] == ["retranslate", {}]  # before it is seen
    assert window.page("today") is today
    assert today.heard.count("retranslate") == 2


def test_every_widget_of_a_working_page_can_be_reached_with_tab(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, "light")
    window = example_window()
    qtbot.addWidget(window)
    with qtbot.waitExposed(window):
        window.show()
    with qtbot.waitActive(window):
        window.activateWindow()
    wanted = {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
    }
    wanted -= {
        widget for widget in wanted if type(widget).__name__ in ("_TabButton", "NavButton")
    }  # arrows inside a group
    reached = set()
    for _step in range(120):
        qtbot.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Tab)
        reached.add(QApplication.focusWidget())
    assert wanted <= reached
    assert all(button.accessibleName() for button in window.findChildren(IconButton))


# --- errors ---------------------------------------------------------------------------------------


def test_a_problem_of_the_computer_stays_as_a_banner_with_three_parts(window: MainWindow, qtbot: QtBot) -> None:
    tried: list[int] = []
    window.presenter.show(DiskFull(path="D:"), retry=lambda: tried.append(1))
    banner = window.findChild(Banner)
    assert banner is not None
    assert "disk is full" in banner.accessibleName()
    assert "Nothing was changed" in banner.accessibleName()
    assert "Free some space" in banner.accessibleName()
    buttons = {button.text(): button for button in banner.findChildren(QPushButton)}
    qtbot.mouseClick(buttons["Copy details"], Qt.MouseButton.LeftButton)
    assert "disk.full" in QGuiApplication.clipboard().text()
    qtbot.mouseClick(buttons["Try again"], Qt.MouseButton.LeftButton)
    assert tried == [1]
    assert not banner.isVisible()


def test_a_refused_action_says_what_to_do_on_a_card(window: MainWindow, qtbot: QtBot) -> None:
    window.show_error(UnknownFormat(file="a.xlsx", columns="x, y"))
    card = open_overlay(window)
    assert isinstance(card, Dialog)
    words = " ".join(label.text() for label in card.findChildren(QLabel))
    assert "Nothing was imported" in words
    assert "Teach this file" in words
    assert "Error" not in words
    qtbot.keyClick(card, Qt.Key.Key_Escape)


def test_over_an_open_card_the_same_trouble_asks_for_one_answer(window: MainWindow, qtbot: QtBot) -> None:
    form = Dialog(window, "Edit")
    form.open()
    for _time in range(3):
        window.show_error(DiskFull(path="D:"))
    window.show_error(DiskFull(path="E:"))  # that is another one
    window.show_error(DiskFull(path="D:"))
    shown = [one for one in window.findChildren(Overlay) if one.isVisible()]
    assert len(shown) == 3
    qtbot.keyClick(there(open_overlay(window)), Qt.Key.Key_Escape)
    qtbot.keyClick(there(open_overlay(window)), Qt.Key.Key_Escape)
    assert open_overlay(window) is form
    window.show_error(DiskFull(path="D:"))  # said again once it was read and put away
    assert open_overlay(window) is not form


def test_a_wrong_field_is_marked_and_nothing_pops_up(window: MainWindow) -> None:
    row = FormRow("Price", text_field())
    window.presenter.show(Invalid(field="Price", value="x", reason="not an amount"), field=row)
    assert "not an amount" in row.problem()
    assert open_overlay(window) is None
    row.deleteLater()


def test_stopping_something_is_no_error(window: MainWindow) -> None:
    window.show_error(Cancelled())
    assert open_overlay(window) is None
    assert window.toasts.toasts() == ()


def broken() -> None:
    raise ZeroDivisionError("secret of the shop")


def caught() -> BaseException:
    try:
        broken()
    except ZeroDivisionError as error:
        return error
    raise AssertionError


def test_a_bug_leaves_a_report_and_the_program_goes_on(window: MainWindow, qtbot: QtBot) -> None:
    error = caught()
    window.show_error(error)
    window.show_error(error)
    card = open_overlay(window)
    assert isinstance(card, Dialog)
    words = " ".join(label.text() for label in card.findChildren(QLabel))
    assert "Traceback" not in words
    assert "still there" in words
    reports = sorted(paths.log_dir().glob("crash-*.txt"))
    assert "broken" in reports[0].read_text(encoding="utf-8")
    assert "secret of the shop" not in details(error)
    assert len([one for one in window.findChildren(Dialog) if one.isVisible()]) == 1
    qtbot.keyClick(card, Qt.Key.Key_Return)
    assert open_overlay(window) is None


def test_exceptions_nobody_caught_reach_the_ui_thread(qtbot: QtBot) -> None:
    heard: list[tuple[BaseException, bool]] = []
    before = sys.excepthook
    catcher = install_excepthook(
        lambda error: heard.append((error, threading.current_thread() is threading.main_thread()))
    )
    try:
        worker = threading.Thread(target=broken)
        worker.start()
        worker.join()
        error = caught()
        sys.excepthook(type(error), error, error.__traceback__)
        qtbot.waitUntil(lambda: len(heard) == 2)
    finally:
        catcher.uninstall()
    assert {type(error) for error, _main in heard} == {ZeroDivisionError}
    assert all(on_main for _error, on_main in heard)
    assert sys.excepthook is before


class _WrongPicture(QWidget):
    """Goes wrong while it draws, as a mistake of the program would."""

    painter: weakref.ref[QPainter]

    def paintEvent(self, _event: QPaintEvent) -> None:
        try:
            self._draw()
        except ZeroDivisionError as error:
            raise RuntimeError from error

    def _draw(self) -> None:
        painter = QPainter(self)
        self.painter = weakref.ref(painter)
        broken()


@pytest.mark.qt_no_exception_capture
def test_a_mistake_in_painting_leaves_no_painter_open(qtbot: QtBot) -> None:
    heard: list[BaseException] = []
    catcher = install_excepthook(heard.append)
    made = _WrongPicture()
    qtbot.addWidget(made)
    try:
        made.show()
        qtbot.waitUntil(lambda: bool(heard))
        assert made.painter() is None, "Qt draws the next picture with what this one left open, and ends the program"
    finally:
        made.hide()
        catcher.uninstall()
    assert {type(error) for error in heard} == {RuntimeError}
    assert "paintEvent" in details(heard[0])


def test_a_start_that_fails_still_shows_its_reason(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, "light")
    alone = show_alone(DiskFull(path="D:"))
    qtbot.addWidget(alone)
    card = open_overlay(alone)
    assert isinstance(card, Dialog)
    qtbot.keyClick(card, Qt.Key.Key_Escape)
    assert not alone.isVisible()


def test_files_are_asked_for_without_blocking(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    chosen: list[Path] = []
    saved: list[Path] = []
    window.ask_files("Import", "Tables (*.csv)", chosen.extend)
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile("a.csv")
    dialog.accept()
    qtbot.waitUntil(lambda: chosen == [tmp_path / "a.csv"])
    single: list[Path] = []
    window.ask_file("Logo", "Tables (*.csv)", single.append)
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    assert dialog.fileMode() == QFileDialog.FileMode.ExistingFile, "only one can be marked"
    dialog.selectFile("a.csv")
    dialog.accept()
    qtbot.waitUntil(lambda: single == [tmp_path / "a.csv"])
    window.ask_save("Export", "Excel (*.xlsx)", tmp_path / "out.xlsx", saved.append)
    dialog = next(one for one in window.findChildren(QFileDialog) if one.isVisible())
    dialog.accept()
    qtbot.waitUntil(lambda: saved == [tmp_path / "out.xlsx"])


def test_files_are_asked_for_where_the_last_ones_were(
    window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("documents", "read", "written", "own", "photos"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("ZHANGGUI_HOME", str(tmp_path))
    monkeypatch.setattr(files_module, "_last", {})

    def save(suggested: Path) -> QFileDialog:
        return files_module.ask_save(window, "Export", "Excel (*.xlsx)", suggested, lambda _path: None)

    def read(filters: str = "Tables (*.csv)") -> QFileDialog:
        return files_module.ask_files(window, "Import", filters, lambda _paths: None)

    dialogs = [save(Path("a.xlsx")), read(), save(tmp_path / "own" / "a.xlsx"), save(tmp_path / "own" / "gone" / "a")]
    assert dialogs[0].directory() == QDir(str(tmp_path / "documents"))
    assert dialogs[1].directory() != QDir.current(), "nothing of hers lies where the program was started from"
    assert dialogs[2].directory() == QDir(str(tmp_path / "own"))
    assert dialogs[3].directory() == QDir(str(tmp_path / "own")), "the nearest that is there, not the program's own"
    dialogs[0].fileSelected.emit(str(tmp_path / "written" / "a.xlsx"))
    dialogs[1].filesSelected.emit([str(tmp_path / "read" / "a.csv")])
    picture = read("Pictures (*.jpg *.png)")
    picture.filesSelected.emit([str(tmp_path / "photos" / "logo.png")])
    dialogs += [save(tmp_path / "documents" / "b.xlsx"), read(), read("All files (*)"), picture]
    assert dialogs[4].directory() == QDir(str(tmp_path / "written"))
    assert dialogs[5].directory() == QDir(str(tmp_path / "read"))
    assert dialogs[6].directory() == QDir(str(tmp_path / "photos"))
    for dialog in dialogs:
        dialog.close()


def test_a_window_that_changes_its_theme_looks_like_one_made_in_it(qapp: QApplication, qtbot: QtBot) -> None:
    apply(qapp, "light")
    switched = example_window()
    qtbot.addWidget(switched)
    with qtbot.waitExposed(switched):
        switched.show()
    apply(qapp, "dark")
    fresh = example_window()
    qtbot.addWidget(fresh)
    with qtbot.waitExposed(fresh):
        fresh.show()
    fresh.resize(switched.size())
    qapp.processEvents()
    first, second = switched.grab().toImage(), fresh.grab().toImage()
    apply(qapp, "light")
    places = [(x, y) for x in range(0, first.width(), 3) for y in range(0, first.height(), 3)]
    different = [place for place in places if first.pixel(*place) != second.pixel(*place)]
    assert len(different) < len(places) // 200  # a focus ring or a hovered button at most
