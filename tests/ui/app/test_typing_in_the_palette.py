"""The search over everything in a real shop: what the manual says, and that no letter waits for anything."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import pytest
from PySide6.QtTest import QTest

from services import i18n, pinyin
from tests.ui.app.conftest import Program
from ui.dialogs.overlay import open_overlay
from ui.manual.window import ManualWindow
from ui.palette.palette import Palette
from ui.window.shop_window import ShopWindow

_MORE_THAN_READERS = 16
# What takes its time: pages of the manual, pinyin's tables, the disk.
_SLOW = {
    ("services.manual.search", "find"),
    ("services.manual.pages", "page"),
    ("services.pinyin", "_take_phrases"),
    ("services.window_lock", "read"),
    ("json.decoder", "decode"),
}


@contextmanager
def _called_here() -> Iterator[set[tuple[str, str]]]:
    """Collects the functions that this thread, the window's, runs meanwhile."""
    called: set[tuple[str, str]] = set()

    def heard(frame: FrameType, event: str, _given: object) -> None:
        if event == "call":
            called.add((str(frame.f_globals.get("__name__")), frame.f_code.co_name))

    sys.setprofile(heard)
    try:
        yield called
    finally:
        sys.setprofile(None)


def _palette(made: ShopWindow, typed: str = "") -> Palette:
    made.window.open_palette(typed)
    palette = open_overlay(made.window)
    assert isinstance(palette, Palette)
    return palette


def test_it_finds_places_of_the_manual(program: Program, opened: ShopWindow) -> None:
    palette = _palette(opened, "parcel comes back")
    program.until(lambda: "A parcel comes back" in [one.text for one in palette.entries()])
    entry = next(one for one in palette.entries() if one.text == "A parcel comes back")
    assert entry.remark == "After-sales"
    palette.close_overlay()
    entry.run()
    shown = next(one for one in opened.window.findChildren(ManualWindow) if one.isVisible())
    assert (shown.reader.key(), shown.reader.anchor()) == ("after-sales", "parcel-back")


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_letter_waits_for_no_manual_no_tables_and_no_disk(
    program: Program, opened: ShopWindow, language: str
) -> None:
    i18n.set_language(language)
    try:
        program.quiet(opened)
        palette = _palette(opened)
        with _called_here() as called:
            QTest.keyClicks(palette.input, "dingdan kehu")
            program.quiet(opened)
        assert ("ui.palette.palette", "_matching_actions") in called
        assert called & _SLOW == set()
        assert pinyin.is_loaded()
    finally:
        i18n.set_language("en")


def test_what_was_typed_past_is_not_searched_for(program: Program, opened: ShopWindow) -> None:
    palette = _palette(opened)
    gate = threading.Event()
    busy = [opened.link.shop.submit_ask(_held, gate) for _reader in range(_MORE_THAN_READERS)]
    searches = []
    for _letter in range(10):
        QTest.keyClicks(palette.input, "1")
        searches.append(opened.search._under_way)
    gate.set()
    program.quiet(opened)
    assert all(one.result() for one in busy)
    assert [{one.cancelled() for one in asked} for asked in searches] == [{True}] * 9 + [{False}]


def test_while_the_tables_are_read_other_questions_are_answered(
    program: Program, opened: ShopWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    program.quiet(opened)
    monkeypatch.setattr(pinyin, "_is_loaded", False)  # as when the program has just started
    palette = _palette(opened)
    with pinyin._loading:
        QTest.keyClicks(palette.input, "order 2")
        assert opened.link.shop.submit_ask(_answered).result(30)
    program.until(pinyin.is_loaded)
    program.quiet(opened)


def _answered(_connection: object) -> bool:
    return True


def _held(_connection: object, gate: threading.Event) -> bool:
    return gate.wait(60)
