"""The window comes before its shop, and whatever is done with it meanwhile counts."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services import window_lock
from services.shop import Shop
from tests.ui.app.conftest import WAIT, Program
from ui.window.main_window import MainWindow


def frame(program: Program) -> MainWindow:
    """The window that has no shop yet."""
    early = program.session._early
    assert early is not None
    assert early.window is not None
    return early.window


def test_the_window_is_seen_before_its_shop_and_stays_the_same(program: Program, shop_file: Path) -> None:
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        program.session.start([shop_file])
        window = frame(program)
        assert window.isVisible()
        assert window.link is None
        assert window.current_page() == ""
    assert heard.args[0].window is window
    assert window.current_page() == "today"
    assert program.session._early is None
    program.quiet(heard.args[0])


def test_a_page_chosen_meanwhile_is_the_one_that_opens(program: Program, shop_file: Path, qtbot: QtBot) -> None:
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        program.session.start([shop_file])
        button = frame(program).sidebar.button("history")
        qtbot.waitUntil(lambda: not button.rect().isEmpty())
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
        assert button.isChecked()
    assert heard.args[0].window.current_page() == "history"
    program.quiet(heard.args[0])


def test_what_needs_no_shop_works_meanwhile(program: Program, shop_file: Path) -> None:
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        program.session.start([shop_file])
        window = frame(program)
        window.registry.trigger("window.palette")
        window.registry.trigger("window.shortcuts")
        window.retranslate()
    program.quiet(heard.args[0])


def test_closed_before_its_shop_came_it_ends_and_lets_go_of_the_file(program: Program, shop_file: Path) -> None:
    with program.bot.waitSignal(program.session.ended, timeout=WAIT):
        program.session.start([shop_file])
        window = frame(program)
        window.close()
        assert not window.isVisible()
    assert program.session.open_window is None
    with Shop.open(shop_file, who="tests") as shop:
        assert not shop.read_only


def test_closed_while_its_shop_is_being_opened_it_lets_go_of_the_file(program: Program, shop_file: Path) -> None:
    with program.bot.waitSignal(program.session.ended, timeout=WAIT):
        program.session.start([shop_file])
        early = program.session._early
        assert early is not None
        early.loaded.connect(frame(program).close)  # after the session heard it, which has begun to open the shop
    assert program.session.open_window is None
    with Shop.open(shop_file, who="tests") as shop:
        assert not shop.read_only


def test_files_dropped_meanwhile_are_imported(program: Program, shop_file: Path, tmp_path: Path) -> None:
    table = tmp_path / "orders.csv"
    table.write_text("a,b\n1,2\n", encoding="utf-8")
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        program.session.start([shop_file])
        frame(program).files_dropped.emit([table])
    assert heard.args[0].window.current_page() == "import"
    program.quiet(heard.args[0])


def test_another_shop_asked_for_meanwhile_is_the_one_that_opens(program: Program, shop_file: Path) -> None:
    other = shop_file.with_name("other.shop")
    other.write_bytes(shop_file.read_bytes())
    with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
        program.session.start([shop_file])
        program.session.take([other])
    assert heard.args[0].link.shop.path == other
    program.quiet(heard.args[0])


def test_where_the_shop_does_not_open_the_window_gives_way(program: Program, tmp_path: Path) -> None:
    broken = tmp_path / "broken.shop"
    broken.write_bytes(b"no shop at all")
    first_run = program.first_run(broken)
    assert first_run.isVisible()
    assert program.session._early is None
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()] == []


def test_a_locked_window_shows_nothing_before_the_words(program: Program, shop_file: Path) -> None:
    window_lock.choose("4711", 0)
    try:
        with program.bot.waitSignal(program.session.opened, timeout=WAIT) as heard:
            program.session.start([shop_file])
            assert program.session._early is None
        assert not heard.args[0].window.isVisible()
    finally:
        window_lock.remove()
    program.session.curtain.forget()
    program.quiet(heard.args[0])
