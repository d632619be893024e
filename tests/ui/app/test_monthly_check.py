"""Everything is checked once a month without being asked; what does not hold is said, and said again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from services import clock
from services.backup.places import checked_at, home_of
from services.integrity import check_by_itself
from tests.ui.app.conftest import Program
from ui.window.shop_window import ShopWindow


@pytest.fixture(autouse=True)
def real_time_again() -> Iterator[None]:
    yield
    clock.set_source(None)


def _in_days(days: int) -> None:
    later = datetime.now(UTC) + timedelta(days=days)
    clock.set_source(lambda: later)


def _looked(program: Program, opened: ShopWindow) -> None:
    opened.checking.look()
    program.quiet(opened)


def test_a_sound_shop_is_looked_at_once_in_thirty_days(opened: ShopWindow, program: Program) -> None:
    shop = opened.link.shop.path
    _looked(program, opened)
    first = checked_at(shop)
    assert first is not None
    _in_days(29)
    _looked(program, opened)
    assert checked_at(shop) == first
    _in_days(31)
    _looked(program, opened)
    assert checked_at(shop) != first


def test_what_does_not_hold_is_said_with_the_way_to_it_and_stays_due(opened: ShopWindow, program: Program) -> None:
    left = home_of(opened.link.shop.path).parent / ".person.zip.part"
    left.write_text("what was written so far", encoding="utf-8")
    _in_days(2)
    with program.bot.waitSignal(opened.checking.found) as heard:
        opened.checking.look()
    assert heard.args == [1]
    toast = opened.window.toasts.toasts()[-1]
    assert "1 thing does not hold" in toast.words
    assert checked_at(opened.link.shop.path) is None
    left.unlink()
    assert opened.link.shop.submit_ask(check_by_itself).result() == ()
    assert checked_at(opened.link.shop.path) is not None
