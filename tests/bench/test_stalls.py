"""The window's thread never stands still for more than 50 ms: Charts, Today, tables, and going from page to page."""

from __future__ import annotations

import time

import pytest
from PySide6.QtWidgets import QApplication

from tests.stalls import StallMeter
from tests.ui.imports.window import Desk
from ui.pages.registry import PAGES

pytestmark = pytest.mark.bench


def _seen(desk: Desk, key: str) -> None:
    """What is loaded once per process is loaded: the page was open, and another is now."""
    for one in (key, "orders" if key != "orders" else "today"):
        desk.page(one)
        desk.wait(desk.link.is_quiet, 120)


def test_a_loop_that_is_kept_busy_is_told_of(qapp: QApplication) -> None:
    with pytest.raises(AssertionError, match="stood still"):
        _reckon(StallMeter(qapp))


def _reckon(meter: StallMeter) -> None:
    """A sum that takes 80 ms."""
    with meter.watching("a long sum"):
        end = time.thread_time() + 0.08
        while time.thread_time() < end:
            sum(range(1_000))


def test_charts_are_drawn_beside_the_window(desk: Desk, stall_meter: StallMeter) -> None:
    _seen(desk, "charts")
    with stall_meter.watching("Charts, another period"):
        page = desk.page("charts")
        page.filters.choose_period("365")
        desk.wait(lambda: page.cards["sales"].picture.is_drawn and desk.link.is_quiet(), 120)
    with stall_meter.watching("Charts, down the board"):
        bar = page.view.verticalScrollBar()
        for place in range(0, bar.maximum(), 200):
            bar.setValue(place)
            desk.qtbot.wait(5)
        desk.wait(desk.link.is_quiet, 120)


def test_today_is_read_beside_the_window(desk: Desk, stall_meter: StallMeter) -> None:
    _seen(desk, "today")
    with stall_meter.watching("Today"):
        page = desk.page("today")
        desk.wait(lambda: page.shown() is not None and desk.link.is_quiet(), 120)


@pytest.mark.parametrize("key", [spec.key for spec in PAGES])
def test_a_page_that_was_seen_is_there_at_once(desk: Desk, stall_meter: StallMeter, key: str) -> None:
    _seen(desk, key)
    with stall_meter.watching(f"to {key}"):
        desk.page(key)
        desk.wait(desk.link.is_quiet, 120)
