"""Everything is checked once a month while nobody is there; what does not hold is said, and said after every start."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from services import clock
from services.backup.places import home_of, last_check, note_check
from services.integrity import STEPS, check_and_note, next_step
from services.kernel.tasks import Task
from tests.ui.app.conftest import Program
from ui.duties.monthly_check import MonthlyCheck
from ui.duties.nobody_there import NobodyThere
from ui.pages.settings.health import HealthCheck
from ui.pages.settings.page import SettingsPage
from ui.widgets.toast import Toast
from ui.window.shop_window import ShopWindow

_LONG_MS = 10**8


@pytest.fixture(autouse=True)
def real_time_again() -> Iterator[None]:
    yield
    clock.set_source(None)


def _in_days(days: int) -> None:
    later = datetime.now(UTC) + timedelta(days=days)
    clock.set_source(lambda: later)


def _looked(program: Program, checking: MonthlyCheck) -> bool:
    """Let it look, as soon as the hands are off the keys; whether a check was due."""
    was_due: list[bool] = []
    hears = checking.alone.left.connect(lambda: was_due.append(True))
    checking.alone.pause.setInterval(1)
    checking.look()
    program.until(checking.link.is_quiet)
    program.until(lambda: not checking.alone.is_watching and checking.link.is_quiet())
    checking.alone.left.disconnect(hears)
    return bool(was_due)


def _leave_behind(shop: Path) -> None:
    left = home_of(shop).parent / ".person.zip.part"
    left.write_text("what was written so far", encoding="utf-8")
    _in_days(2)


def test_a_sound_shop_is_looked_at_once_in_thirty_days(opened: ShopWindow, program: Program) -> None:
    shop = opened.link.shop.path
    assert _looked(program, opened.checking)
    first = last_check(shop)
    assert first is not None
    assert first[1] == ()
    _in_days(29)
    assert not _looked(program, MonthlyCheck(opened.link)), "a window opened later reads the note"
    _in_days(31)
    assert _looked(program, opened.checking)
    assert last_check(shop) != first


def test_what_does_not_hold_is_said_with_the_way_to_it_and_again_after_the_next_start(
    opened: ShopWindow, program: Program
) -> None:
    _leave_behind(opened.link.shop.path)
    with program.bot.waitSignal(opened.checking.found) as heard:
        assert _looked(program, opened.checking)
    assert [one.code for one in heard.args[0]] == ["files.unfinished"]
    assert "1 thing does not hold" in opened.window.toasts.toasts()[-1].words
    next_start = MonthlyCheck(opened.link)
    with program.bot.waitSignal(next_start.found) as heard:
        assert not _looked(program, next_start), "from the note: nothing is read again"
    assert [one.code for one in heard.args[0]] == ["files.unfinished"]
    with program.bot.assertNotEmitted(next_start.found):
        _looked(program, next_start)


def test_a_check_by_hand_counts(opened: ShopWindow, program: Program) -> None:
    assert opened.link.shop.submit_ask(check_and_note).result() == ()
    assert not _looked(program, opened.checking)


def _health(opened: ShopWindow) -> HealthCheck:
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)
    return page.health


def _check_by_hand(opened: ShopWindow, program: Program) -> None:
    opened.window.navigate("settings", section="health")
    program.quiet(opened)
    _health(opened).start()
    program.until(lambda: not _health(opened).is_running())


def _news(opened: ShopWindow) -> list[Toast]:
    return [one for one in opened.window.toasts.toasts() if "does not hold" in one.words]


def test_the_news_leads_to_what_was_found(opened: ShopWindow, program: Program) -> None:
    _leave_behind(opened.link.shop.path)
    _looked(program, opened.checking)
    look = _news(opened)[0].button
    assert look is not None
    look.click()
    program.quiet(opened)
    shown = _health(opened).findings
    assert shown is not None, "nothing is checked again to say what it was"
    assert [one.code for one in shown] == ["files.unfinished"]


def test_a_check_by_hand_takes_the_news_away_and_is_not_told_again(opened: ShopWindow, program: Program) -> None:
    _leave_behind(opened.link.shop.path)
    _looked(program, opened.checking)
    assert len(_news(opened)) == 1
    _check_by_hand(opened, program)
    assert _health(opened).findings, "it is still so"
    assert not _news(opened), "whoever checked by hand saw it"
    _looked(program, opened.checking)
    assert not _news(opened)


def test_it_waits_for_nobody_to_be_there_and_goes_on_where_it_was(opened: ShopWindow, program: Program) -> None:
    checking, shop = opened.checking, opened.link.shop.path
    checking.alone.pause.setInterval(_LONG_MS)
    checking.look()
    program.until(checking.link.is_quiet)
    assert checking.alone.is_watching, "it is due, and waits"
    checking.alone.left.emit()
    checking.alone.returned.emit()  # that step is broken off, if it was not done already
    program.until(checking.link.is_quiet)
    for _step in range(STEPS - 2):
        checking.alone.left.emit()
        program.until(checking.link.is_quiet)
        assert last_check(shop) is None
    for _step in range(2):
        checking.alone.left.emit()
        program.until(checking.link.is_quiet)
    assert last_check(shop) is not None


def test_another_day_it_goes_on_where_the_program_was_closed(opened: ShopWindow, program: Program) -> None:
    shop, begun = opened.link.shop, None
    for _step in range(STEPS - 1):
        begun = shop.submit_aside(next_step, begun, Task()).result()
    assert last_check(shop.path) is None
    another_day = MonthlyCheck(opened.link)
    another_day.look()
    program.until(another_day.link.is_quiet)
    another_day.alone.left.emit()
    program.until(another_day.link.is_quiet)
    assert last_check(shop.path) is not None, "one step was left to do"
    another_day.close()


def test_hands_end_being_alone(opened: ShopWindow, program: Program) -> None:
    alone = NobodyThere(opened)
    alone.pause.setInterval(1)
    with program.bot.waitSignal(alone.left):
        alone.begin()
    alone.pause.setInterval(_LONG_MS)
    with program.bot.waitSignal(alone.returned):
        program.bot.keyClick(opened.window, Qt.Key.Key_Shift)
    alone.end()
    with program.bot.assertNotEmitted(alone.left):
        program.bot.keyClick(opened.window, Qt.Key.Key_Shift)


@pytest.mark.expects_log
def test_what_cannot_be_noted_is_not_looked_at_every_hour(
    opened: ShopWindow, program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    home_of(opened.link.shop.path).write_text("a file where the folder should be", encoding="utf-8")
    with caplog.at_level(logging.WARNING):
        assert _looked(program, opened.checking)
    assert "could not be noted" in caplog.text
    assert not _looked(program, opened.checking)
    home_of(opened.link.shop.path).unlink()


@pytest.mark.expects_log
def test_a_check_that_fails_is_logged(opened: ShopWindow, program: Program, caplog: pytest.LogCaptureFixture) -> None:
    note_check(opened.link.shop.path, ())
    note = home_of(opened.link.shop.path) / ".checked.json"
    note.unlink()
    note.mkdir()
    with caplog.at_level(logging.WARNING):
        assert not _looked(program, opened.checking)
    assert "could not be checked" in caplog.text
    note.rmdir()
