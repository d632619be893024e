"""A shop that is closed gives its window back: nothing that outlives it may keep the pages and their rows.

And what is opened and closed again and again inside it leaves no more behind than the time before.
"""

from __future__ import annotations

import gc
import weakref
from collections import Counter
from pathlib import Path

import pytest
import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from services.i18n import set_language
from services.set_up import facts
from services.shop import Shop
from tests.ui.app.conftest import Program
from tests.ui.app.leftovers import alive, clear_away, dead
from ui.dialogs.dialog import Dialog
from ui.dialogs.overlay import open_overlay
from ui.pages.registry import PAGES
from ui.pages.sectioned_page import SectionedPage
from ui.shop_link import ShopLink
from ui.start.sweeper import Sweeper
from ui.window.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("set_aside")


def test_nothing_keeps_a_closed_window(program: Program, shop_file: Path, qapp: QApplication) -> None:
    opened = program.open(shop_file)
    opened.window.navigate("orders")
    program.quiet(opened)
    kept = {name: weakref.ref(one) for name, one in {
        "shop window": opened, "window": opened.window, "page": opened.window.page("orders"),
    }.items()}  # fmt: skip
    del opened
    program.close()
    clear_away(qapp)
    assert [name for name, one in kept.items() if one() is not None] == []


def test_what_a_closed_window_leaves_in_circles_is_gone_before_the_next_pause(
    program: Program, shop_file: Path, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = program.open(shop_file)
    program.until(lambda: not qapp.findChildren(Sweeper)[0]._is_first)  # it sets aside what is there by then
    circle: list[object] = []
    circle.append(circle)
    held = _Held(circle)
    gone: list[int] = []
    weakref.finalize(held, gone.append, 1).atexit = False
    circle.append(held)
    opened.window.setProperty("held", held)
    del circle, held, opened
    gc.collect()  # old by now: a search through what is young finds nothing of it
    monkeypatch.setattr(Sweeper, "sets_aside", True)  # as in the program: everything is searched
    program.close()
    program.until(lambda: bool(gone))


class _Held:
    def __init__(self, circle: list[object]) -> None:
        self.circle = circle


@pytest.mark.exhaustive
def test_a_window_with_all_its_pages_leaves_no_more_the_third_time_than_the_second(
    program: Program, shop_file: Path, qapp: QApplication
) -> None:
    left = []
    for _time in range(3):
        opened = program.open(shop_file)
        for spec in PAGES:
            opened.window.navigate(spec.key)
            program.quiet(opened)
        del opened
        program.close()
        clear_away(qapp)
        left.append(alive(qapp))
    assert left[2] - left[1] == Counter()


@pytest.mark.parametrize(
    "pages", [("orders",), pytest.param(("orders", "settings"), marks=pytest.mark.exhaustive)], ids="-".join
)
@pytest.mark.exhaustive
def test_a_window_with_cards_that_were_gone_through_by_tab_is_let_go_of_whole(
    program: Program, shop_file: Path, qapp: QApplication, pages: tuple[str, ...]
) -> None:
    left = []
    for _time in range(3):
        opened = program.open(shop_file)
        for page in pages:
            opened.window.navigate(page)
            program.quiet(opened)
            _through_the_shortcuts(program, opened.window)
            set_language("zh_CN")  # what was built is built anew
            set_language("en")
            program.quiet(opened)
            _through_the_shortcuts(program, opened.window)
        del opened
        program.close()
        clear_away(qapp)
        left.append(dead())
    assert left[2] - left[1] == Counter()


def test_the_link_of_a_closed_shop_is_let_go_of_when_the_next_is_closed(shop_file: Path, qtbot: QtBot) -> None:
    links = []
    for _time in range(2):
        with Shop.open(shop_file, who="tests") as shop:
            link = ShopLink(shop, shop.submit_ask(facts).result())
            qtbot.waitUntil(link.is_quiet)
            link.close()
        links.append(weakref.ref(link))
        shiboken6.delete(link)
        del link, shop
    gc.collect()
    assert links[0]() is None
    assert links[1]() is not None  # a worker may still hold an answer of it


@pytest.mark.exhaustive
def test_a_window_that_is_set_aside_from_the_search_for_garbage_keeps_no_page(
    program: Program, shop_file: Path, qapp: QApplication
) -> None:
    """Goes through all that the process of the tests holds; the search itself: tests/ui/sweeping.py."""
    opened = program.open(shop_file)
    gc.freeze()  # as the start does with what is there by then: the frame of the first window
    try:
        opened.window.navigate("orders")
        program.quiet(opened)
        opened.window.toast("Said", undo=opened.undo)  # still on the screen
        page, toast = weakref.ref(opened.window.page("orders")), weakref.ref(opened.window.toasts.toasts()[0])
        del opened
        program.close()
        gc.unfreeze()  # as the sweeper does once a shop is closed
        clear_away(qapp)
        assert page() is None
        assert toast() is None
    finally:
        gc.freeze()  # what other tests hold is not looked at again by those that follow


def _through_the_shortcuts(program: Program, window: MainWindow) -> None:
    window.registry.trigger("window.shortcuts")
    for _press in range(4):
        QTest.keyClick(program.app.focusWidget() or window, Qt.Key.Key_Tab)
    card = open_overlay(window)
    assert isinstance(card, Dialog)
    card.reject()
    program.app.processEvents()
    program.app.sendPostedEvents(None, 52)  # deferred deletions


def test_every_part_of_a_page_belongs_to_the_window(program: Program, shop_file: Path) -> None:
    """A part that is kept for later and stands nowhere outlives the window, and keeps all of it."""
    opened = program.open(shop_file)
    before = set(map(id, QApplication.topLevelWidgets()))
    for spec in PAGES:
        opened.window.navigate(spec.key)
        page = opened.window.page(spec.key)
        if isinstance(page, SectionedPage):
            for section in page._specs:
                page.show_section(section)
        program.quiet(opened)
    alone = [one for one in QApplication.topLevelWidgets() if id(one) not in before and one.parentWidget() is None]
    assert [type(one).__name__ for one in alone] == []
