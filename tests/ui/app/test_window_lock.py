"""The lock of the window: what it hides, when, and how one gets in again."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget

from services import window_lock
from tests.ui.app.conftest import Program
from ui.dialogs.dialog import Dialog
from ui.pages.settings.window_lock import LockRow
from ui.widgets.buttons import PrimaryButton
from ui.window.curtain import LockedWindow, Moment

WORDS = "camellia 4711"


@pytest.fixture(autouse=True)
def _no_lock_left() -> Iterator[None]:
    yield
    window_lock.remove()


def _shown() -> list[QWidget]:
    return [one for one in QApplication.topLevelWidgets() if one.isVisible()]


def _type(program: Program, asking: LockedWindow, words: str) -> None:
    asking.field.setText(words)
    program.bot.keyClick(asking.field, Qt.Key.Key_Return)


def _in(seconds: float, *, asleep: float = 0) -> Moment:
    """The moment so far from now, after a sleep that the clock of the processor does not count."""
    now = Moment.now()
    return Moment(now.run_s + seconds, now.day_s + seconds + asleep)


def _locked(program: Program) -> LockedWindow:
    program.until(lambda: program.session.curtain.asking is not None)
    asking = program.session.curtain.asking
    assert asking is not None
    return asking


def test_of_the_words_only_a_slow_hash_is_kept_and_only_this_person_may_read_it() -> None:
    window_lock.choose(WORDS, 5)
    kept = window_lock.file().read_text(encoding="utf-8")
    assert WORDS not in kept
    assert set(json.loads(kept)) == {"scrypt", "salt", "minutes"}
    if os.name == "posix":
        assert window_lock.file().stat().st_mode & 0o077 == 0
    assert window_lock.opens(WORDS)
    assert not window_lock.opens(WORDS + "!")
    window_lock.remove()
    assert window_lock.opens("anything")


def test_a_file_of_the_lock_that_is_damaged_locks_nobody_out() -> None:
    for damaged in ("", "{}", "[]", '{"salt": "x", "scrypt": "", "minutes": 1}'):
        window_lock.file().parent.mkdir(parents=True, exist_ok=True)
        window_lock.file().write_text(damaged, encoding="utf-8")
        assert window_lock.read() is None


def test_a_shop_is_opened_behind_the_question_and_shown_when_it_is_answered(program: Program, shop_file: Path) -> None:
    window_lock.choose(WORDS, 0)
    with program.bot.waitSignal(program.session.opened, timeout=15_000):
        program.session.start([shop_file])
    asking = _locked(program)
    assert _shown() == [asking]
    program.session.take([])  # a second start brings the question to the front, and nothing else
    assert _shown() == [asking]
    _type(program, asking, "wrong")
    assert program.session.curtain.asking is asking
    assert asking.row.problem()
    _type(program, asking, WORDS)
    made = program.session.open_window
    assert made is not None
    program.until(made.window.isVisible)
    assert program.session.curtain.asking is None


def test_after_its_idle_minutes_every_window_is_hidden_and_comes_back(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    window_lock.choose(WORDS, 5)
    curtain = program.session.curtain
    curtain.look()
    curtain.look(_in(4 * 60))
    assert curtain.asking is None
    other = QWidget()
    program.bot.addWidget(other)
    other.show()
    curtain.look(_in(6 * 60))
    asking = _locked(program)
    assert _shown() == [asking]
    late = QWidget()  # something that is ready only now
    program.bot.addWidget(late)
    late.show()
    program.until(lambda: not late.isVisible())
    _type(program, asking, WORDS)
    assert {made.window, other, late} <= set(_shown())


def test_a_night_with_the_lid_closed_counts(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    window_lock.choose(WORDS, 5)
    curtain = program.session.curtain
    curtain.look()
    curtain.look(_in(20))
    assert curtain.asking is None
    curtain.look(_in(20, asleep=8 * 3600))
    assert _shown() == [_locked(program)]
    _type(program, _locked(program), WORDS)
    program.until(made.window.isVisible)


def test_the_hand_that_wakes_the_computer_finds_it_locked(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    window_lock.choose(WORDS, 5)
    curtain = program.session.curtain
    curtain.look()
    curtain._touched = _in(0, asleep=-8 * 3600)
    program.bot.keyClick(made.window, Qt.Key.Key_Space)
    assert _shown() == [_locked(program)]
    _type(program, _locked(program), WORDS)
    program.until(made.window.isVisible)


def test_without_a_lock_nothing_is_ever_hidden(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    program.session.curtain.look(_in(10**6))
    assert not made.window.registry.trigger("shop.lock")
    assert made.window.isVisible()


def test_who_forgot_the_words_deletes_the_named_file(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    window_lock.choose(WORDS, 0)
    assert made.window.registry.trigger("shop.lock")
    asking = _locked(program)
    assert str(window_lock.file()) in asking.help.text()
    window_lock.file().unlink()
    _type(program, asking, "")
    program.until(made.window.isVisible)


def test_closing_the_question_ends_the_program(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    window_lock.choose(WORDS, 0)
    made.window.registry.trigger("shop.lock")
    with program.bot.waitSignal(program.session.ended, timeout=15_000):
        _locked(program).close()
    assert program.session.open_window is None


def test_the_settings_set_change_and_take_away_the_lock(program: Program, shop_file: Path) -> None:
    made = program.open(shop_file)
    made.window.navigate("settings", section="lock")
    program.until(lambda: bool(made.window.findChildren(LockRow)))
    row = made.window.findChildren(LockRow)[0]
    assert "encrypt" in row.remark.text()
    _fill(row.choose(), "123", "123")
    assert window_lock.read() is None
    _fill(row.choose(), "1234", "4321")
    assert window_lock.read() is None
    _fill(row.choose(), "1234", "1234")
    lock = window_lock.read()
    assert lock is not None
    assert lock.minutes == 5
    row.end.click()
    assert window_lock.read() is None


def _fill(dialog: Dialog, first: str, again: str) -> None:
    fields = [one for one in dialog.findChildren(QLineEdit) if one.echoMode() is QLineEdit.EchoMode.Password]
    fields[0].setText(first)
    fields[1].setText(again)
    dialog.findChildren(PrimaryButton)[0].click()
    dialog.reject()  # where it was refused and stayed
