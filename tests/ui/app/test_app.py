"""The window of an open shop: reopening, undo, search, switching language and theme, second start, closing."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from services import i18n, paths, settings
from services.errors import NotFound
from services.orders.commands import hold
from services.today.queries import waiting
from tests.services.importing.making import gbk_path
from tests.ui.app.conftest import WAIT, Program, make_shop
from ui.pages.registry import PAGES
from ui.pages.settings.page import SettingsPage
from ui.pages.settings.sections import choose_language, choose_theme
from ui.palette.palette import Palette, PaletteGroup
from ui.pictures.page_picture import PagePicture
from ui.start.app import main, screenshot
from ui.start.single_instance import SingleInstance
from ui.theme.apply import current_theme
from ui.widgets.progress_panel import ProgressPanel
from ui.window.main_window import MainWindow
from ui.window.shop_window import ShopWindow
from ui.window.waiting_card import WaitingCard

ROOT = Path(__file__).resolve().parents[3]
ANOTHER_PROGRAM = 90_000  # it begins with all its imports, while others use the computer
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def instance() -> Iterator[SingleInstance]:
    made = SingleInstance(paths.data_dir())
    assert made.begin()
    yield made
    made.end()


def toasts(made: ShopWindow) -> str:
    return "\n".join(
        label.text() for toast in made.window.toasts.toasts() for label in toast.findChildren(QLabel)
    ) or "\n".join(toast.accessibleName() for toast in made.window.toasts.toasts())


def left_over(where: QWidget) -> list[str]:
    """Visible texts that are still English although they have a translation."""
    worded: list[QLabel | QAbstractButton] = [*where.findChildren(QLabel), *where.findChildren(QAbstractButton)]
    shown = [widget.text() for widget in worded if widget.isVisible()]
    return [text for text in shown if text and i18n.translate(text) != text]


def test_every_page_of_the_command_line_exists() -> None:
    wanted = "today orders products inventory after-sales finance customers charts growth import history settings"
    assert [spec.key for spec in PAGES] == wanted.split()


def test_the_last_shop_page_and_sidebar_come_back(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    made.window.navigate("history")
    made.window.sidebar.set_folded(True)
    made.window.setGeometry(30, 40, 1300, 700)
    program.close()
    again = program.open()
    assert again.link.shop.path == shop_file
    assert again.window.current_page() == "history"
    assert again.window.sidebar.is_folded()
    assert again.window.height() == 700


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="there every name of a file is text")
def test_a_shop_in_a_folder_whose_name_is_no_text_comes_back(program: Program, tmp_path: Path) -> None:
    folder = gbk_path(tmp_path, "资料")
    folder.mkdir()
    shop = make_shop(folder / "a.shop", "Candles")
    made = program.open(shop)
    for page in PAGES:
        made.window.navigate(page.key)
        program.quiet(made)
    program.close()
    assert program.open().link.shop.path == shop


def test_closing_lets_go_of_the_file_and_keeps_what_was_on_its_way(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    made.link.run(hold, [1], "address unclear")
    program.close()
    assert not shop_file.with_name(f"{shop_file.name}-wal").exists()
    assert not shop_file.with_name(f"{shop_file.name}.lock").exists()
    again = program.open(shop_file)
    found = again.link.ask(waiting)
    program.until(found.future.done)
    assert found.future.result().to_ship == 2


def test_undo_and_redo_by_keys_name_what_they_did(opened: ShopWindow, program: Program) -> None:
    link = opened.link
    with program.bot.waitSignal(link.changed, timeout=WAIT):
        link.run(hold, [1], None)
    program.until(lambda: link.undo_text() == "Hold 1 order")
    with program.bot.waitSignal(link.changed, timeout=WAIT):
        program.bot.keyClick(opened.window, Qt.Key.Key_Z, CONTROL)
    program.until(lambda: "Undone: Hold 1 order" in toasts(opened))
    program.until(lambda: link.redo_text() == "Hold 1 order")
    with program.bot.waitSignal(link.changed, timeout=WAIT):
        program.bot.keyClick(opened.window, Qt.Key.Key_Z, CONTROL | SHIFT)
    program.until(lambda: "Done again: Hold 1 order" in toasts(opened))


def test_a_verb_of_the_command_line_is_carried_out_by_the_window(opened: ShopWindow, program: Program) -> None:
    program.until(lambda: opened.verbs is not None and opened.verbs.is_listening)
    verb = subprocess.Popen(
        [sys.executable, "main.py", "undo", "--shop", str(opened.link.shop.path), "--json"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        env=dict(os.environ),
    )
    program.bot.waitUntil(lambda: verb.poll() is not None, timeout=ANOTHER_PROGRAM)
    verb.communicate()
    assert verb.returncode == 0
    program.until(lambda: opened.window.sidebar.button("orders").count() == 2)


def test_badges_follow_the_shop(opened: ShopWindow, program: Program) -> None:
    button = opened.window.sidebar.button("orders")
    program.until(lambda: button.count() == 3)
    opened.link.run(hold, [1, 2], None)
    program.until(lambda: button.count() == 1)
    assert "No backup yet" in opened.window.sidebar.backup.words.text()


def test_the_name_of_the_shop_follows_its_setting(opened: ShopWindow, program: Program) -> None:
    opened.link.run(settings.change, settings.SHOP_NAME.key, "Azalea")
    program.until(lambda: opened.window.sidebar.tile.name.text() == "Azalea")


def test_every_page_can_be_visited_and_the_language_switched_in_it(opened: ShopWindow, program: Program) -> None:
    for spec in PAGES:
        opened.window.navigate(spec.key)
        program.quiet(opened)
        assert opened.window.current_page() == spec.key
    choose_language("zh_CN")
    program.quiet(opened)
    for spec in PAGES:
        assert opened.window.sidebar.button(spec.key).text() == i18n.translate(spec.title)
        opened.window.navigate(spec.key)
        program.quiet(opened)
        QApplication.processEvents()
        assert (spec.key, left_over(opened.window)) == (spec.key, [])
    assert program.preferences.language == "zh_CN"
    choose_language("en")
    assert opened.window.sidebar.button("today").text() == "Today"


@pytest.mark.usefixtures("opened")
def test_the_theme_switches_while_the_window_is_open(program: Program) -> None:
    choose_theme("dark")
    assert current_theme().name == "dark"
    assert program.preferences.theme == "dark"
    choose_theme("light")
    assert current_theme().name == "light"


def test_the_palette_finds_orders_and_opens_them(opened: ShopWindow, program: Program) -> None:
    opened.window.open_palette()
    palette = opened.window.findChild(Palette)
    assert palette is not None
    program.bot.keyClicks(palette.input, "T1001")
    program.until(lambda: any(entry.text == "T1001" for entry in palette.entries()))
    program.bot.keyClick(palette.input, Qt.Key.Key_Return)
    assert opened.window.current_page() == "orders"


def test_an_answer_to_an_older_text_is_dropped(opened: ShopWindow, program: Program) -> None:
    heard: list[str] = []

    def hear(groups: Sequence[PaletteGroup], _is_all: bool) -> None:
        heard.extend(entry.text for group in groups for entry in group.entries)

    opened.search("T1000", hear)
    opened.search("T1002", hear)
    program.quiet(opened)
    assert set(heard) == {"T1002"}


def test_dropped_files_go_to_the_import_page(opened: ShopWindow, tmp_path: Path) -> None:
    file = tmp_path / "notes.csv"
    file.write_text("a,b\n1,2\n", encoding="utf-8")
    opened.window.files_dropped.emit([file])
    assert opened.window.current_page() == "import"


def test_what_still_runs_when_the_window_closes_can_be_stopped_on_the_card(program: Program, shop_file: Path) -> None:
    opened = program.open(shop_file)
    task, released = opened.link.task(), Event()
    opened.link.ask_aside(lambda _connection: released.wait(30))
    with program.bot.waitSignal(program.session.ended, timeout=WAIT):
        opened.window.close()
        program.until(lambda: _card() is not None)
        card = _card()
        assert card is not None
        card.findChildren(ProgressPanel)[-1].cancel.click()
        assert task.is_cancelled
        released.set()


def _card() -> WaitingCard | None:
    cards = [one for one in QApplication.topLevelWidgets() if isinstance(one, WaitingCard) and one.isVisible()]
    return cards[0] if cards else None


def test_opening_another_shop_closes_the_first(program: Program, shop_file: Path, tmp_path: Path) -> None:
    program.open(shop_file)
    other = make_shop(tmp_path / "other.shop", "Other")
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        program.session.take([other])
    program.active(heard.args[0])
    assert not shop_file.with_name(f"{shop_file.name}.lock").exists()
    assert program.preferences.recent_shops() == [other, shop_file]
    words = [spec.shown_text() for spec in heard.args[0].window.registry.every_spec()]
    assert "Open the shop camellia" in words


def test_a_new_shop_begins_on_its_first_page_wherever_the_one_before_was_left(
    opened: ShopWindow, program: Program, tmp_path: Path
) -> None:
    opened.window.navigate("settings")
    program.quiet(opened)
    program.session.new_shop(tmp_path / "new.shop", "New", "CNY", "Asia/Shanghai")
    program.until(lambda: program.session.open_window is not None and program.session.open_window is not opened)
    made = program.session.open_window
    assert made is not None
    assert made.window.current_page() == "today"
    program.quiet(made)


def test_a_shop_asked_for_while_another_is_opened_comes_after_it(
    program: Program, shop_file: Path, tmp_path: Path
) -> None:
    other = make_shop(tmp_path / "other.shop", "Other")
    opened: list[ShopWindow] = []
    program.session.opened.connect(opened.append)
    program.session.open_shop(shop_file)
    program.session.take([other])
    program.until(lambda: len(opened) == 2)
    program.active(opened[1])
    assert program.session.open_window is opened[1]
    assert opened[1].link.shop.path == other
    assert opened[0].link.shop.is_closed


def test_a_shop_asked_for_while_the_last_one_is_closed_keeps_the_program_open(
    program: Program, shop_file: Path, tmp_path: Path
) -> None:
    made, ended = program.open(shop_file), list[bool]()
    program.session.ended.connect(lambda: ended.append(True))
    other = make_shop(tmp_path / "other.shop", "Other")
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        made.window.close()
        program.session.take([other])
    assert program.active(heard.args[0]).link.shop.path == other
    assert ended == []


def test_a_bug_ends_in_the_crash_card_and_not_in_a_traceback(opened: ShopWindow, program: Program) -> None:
    program.session.show_bug(RuntimeError("boom"))
    said = "\n".join(label.text() for label in opened.window.findChildren(QLabel) if label.isVisible())
    assert "The program made a mistake" in said
    assert "Traceback" not in said


def test_a_second_start_hands_its_file_over_and_ends(instance: SingleInstance, qtbot: QtBot, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_text("a\n", encoding="utf-8")
    program = "import sys; from ui.start.app import main; sys.exit(main(sys.argv[1:]))"
    with qtbot.waitSignal(instance.called, timeout=ANOTHER_PROGRAM) as heard:
        second = subprocess.Popen([sys.executable, "-c", program, str(file)], cwd=ROOT, env=dict(os.environ))
    assert heard.args[0] == [file]
    assert second.wait(timeout=ANOTHER_PROGRAM / 1000) == 0


def test_of_two_starts_only_one_is_the_first(instance: SingleInstance) -> None:
    other = SingleInstance(paths.data_dir())
    assert not other.begin()
    instance.end()
    assert other.begin()
    other.end()


@pytest.mark.skipif(sys.platform == "win32", reason="pipes of Windows lie in no folder")
def test_nobody_else_can_take_the_place_where_the_first_start_is_called(monkeypatch: pytest.MonkeyPatch) -> None:
    with tempfile.TemporaryDirectory() as shared:  # all people of the computer write there; a short name, as it has
        monkeypatch.setattr(tempfile, "tempdir", shared)
        first = SingleInstance(paths.data_dir())
        try:
            assert first.begin()
            (place,) = Path(shared).iterdir()
            assert stat.S_IMODE(place.stat().st_mode) == 0o700
            assert [one.is_socket() for one in place.iterdir()] == [True]
        finally:
            first.end()


def test_without_a_folder_for_the_lock_the_program_starts_all_the_same(tmp_path: Path) -> None:
    alone = SingleInstance(tmp_path / "cannot be made")
    try:
        assert alone.begin()
    finally:
        alone.end()


def test_the_program_runs_until_its_window_is_closed(qapp: QApplication, shop_file: Path) -> None:
    def close_shop_windows() -> None:
        for window in qapp.topLevelWidgets():
            if window.isVisible() and window.windowTitle() == "Camellia":
                window.close()

    timer = QTimer(interval=100)
    timer.timeout.connect(close_shop_windows)
    timer.start()
    assert main([str(shop_file)]) == 0
    timer.stop()
    assert not shop_file.with_name(f"{shop_file.name}.lock").exists()


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_of_a_page_can_be_taken(shop_file: Path, tmp_path: Path, theme: str) -> None:
    require_picture("orders", shop_file, tmp_path, theme)


@pytest.mark.exhaustive
@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_picture_of_every_page_can_be_taken(shop_file: Path, tmp_path: Path, theme: str) -> None:
    for spec in PAGES:
        require_picture(spec.key, shop_file, tmp_path, theme)


def require_picture(page: str, shop_file: Path, folder: Path, theme: str) -> None:
    """The page can be drawn into a picture of the right size and ground."""
    out = folder / f"{page}.png"
    screenshot(shop_file, page, out, size=(1366, 768), scale=1, theme=theme)
    image = QImage(str(out))
    assert image.size() == QSize(1366, 768)
    ground = image.pixelColor(900, 4).lightness()
    assert ground > 200 if theme == "light" else ground < 60
    assert not list(folder.glob(".*.part"))


@pytest.mark.usefixtures("qapp")
def test_a_picture_at_twice_the_scale_has_twice_the_pixels(shop_file: Path, tmp_path: Path) -> None:
    out = tmp_path / "today.png"
    screenshot(shop_file, "today", out, size=(1280, 720), scale=2, theme="light")
    assert QImage(str(out)).size() == QSize(2560, 1440)


def test_a_picture_waits_for_what_a_page_makes_piece_by_piece(qapp: QApplication, shop_file: Path) -> None:
    found: list[bool] = []

    def look(window: MainWindow) -> Callable[[], bool]:
        page = window.page("settings")
        assert isinstance(page, SettingsPage)
        found.append(page.is_whole())
        return lambda: True

    picture = PagePicture(qapp, shop_file, "settings", size=(1366, 768), scale=1, theme="light")
    picture.take(look)
    picture.close()
    assert found == [True]


@pytest.mark.usefixtures("qapp")
def test_a_picture_of_an_unknown_page_is_refused_naming_the_pages_there_are(shop_file: Path, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as refused:
        screenshot(shop_file, "nowhere", tmp_path / "x.png", size=(1366, 768), scale=1, theme="light")
    assert "today, orders, " in str(refused.value)


def test_the_first_picture_of_the_window_waits_for_no_database_library() -> None:
    code = "import sys, ui.start.app; sys.exit('sqlalchemy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_starting_loads_no_charts_library() -> None:
    code = "import sys, ui.start.app, ui.window.shop_window, ui.pages.registry; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
