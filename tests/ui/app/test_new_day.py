"""Midnight while the window is open, and a clock that is set: what is of today is read again without a click."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from services import clock
from tests.ui.app.conftest import Program
from ui.window.shop_window import ShopWindow


def _it_is(day: str) -> None:
    at = datetime.fromisoformat(f"{day}T12:00:00+08:00").astimezone(UTC)
    clock.set_source(lambda: at)


def _section(program: Program, opened: ShopWindow, name: str) -> Any:
    opened.window.navigate("finance", section=name)
    program.quiet(opened)
    page: Any = opened.window.page("finance")
    return page.show_section(name)


@pytest.mark.exhaustive
def test_on_the_first_of_january_the_years_and_months_to_choose_go_on(program: Program, opened: ShopWindow) -> None:
    program.until(lambda: opened.new_day.day is not None)
    opened.new_day.day = None
    _it_is("2030-12-31")
    opened.new_day.look()
    program.until(lambda: opened.new_day.day is not None)
    profit, tax = _section(program, opened, "profit"), _section(program, opened, "tax")
    program.until(lambda: tax.year.count() > 0 and tax.year.itemData(0) == 2030)
    _it_is("2031-01-01")
    opened.new_day.look()
    program.until(lambda: tax.year.itemData(0) == 2031)
    _section(program, opened, "profit")
    program.until(lambda: profit.period.itemData(0).first.isoformat() == "2031-01-01")


def test_what_is_shown_is_read_again_when_a_day_begins_and_when_the_clock_is_set_back(
    program: Program, opened: ShopWindow
) -> None:
    program.until(lambda: opened.new_day.day is not None)
    today: Any = opened.window.page("today")
    program.until(lambda: today.shown() is not None)
    began: list[bool] = []
    opened.new_day.began.connect(lambda: began.append(True))
    for days in (1, -30):
        shown = today.shown()
        at = datetime.now(UTC) + timedelta(days=days)
        clock.set_source(partial(lambda now: now, at))
        opened.new_day.look()
        program.until(partial(lambda before: today.shown() is not before, shown))
    opened.new_day.look()
    program.quiet(opened)
    assert len(began) == 2, "an unchanged day is no new one"
