"""The panel at the right shows how the one it was opened for is now, whatever comes while it is read."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection

from services.errors import NotFound
from tests.ui.growth.conftest import Room
from ui.pages.one_shown import OneShown
from ui.widgets.detail_panel import DetailPanel

_LONG_S = 20


class Things:
    """Things by number; the first look takes as long as the test wants, and says what was there when it began."""

    def __init__(self) -> None:
        self.there: dict[int, str] = {1: "one", 2: "two"}
        self.began, self.may_end = threading.Event(), threading.Event()

    def look(self, _connection: Connection, number: int) -> str:
        found = self.there.get(number)
        if not self.began.is_set():
            self.began.set()
            assert self.may_end.wait(_LONG_S)
        if found is None:
            raise NotFound(what="thing", which=str(number))
        return found


class Desk:
    """A panel over things; `said` is what it showed, in order."""

    def __init__(self, room: Room) -> None:
        self.room, self.things, self.said = room, Things(), list[str]()
        section = room.section("actions")
        self.panel = DetailPanel(section)
        self.one = OneShown(section.context, section, self.panel, self.things.look, self._show)

    def _show(self, words: str) -> None:
        self.said.append(words)
        self.panel.show()

    def open_slowly(self, number: int) -> None:
        """Ask for a thing and go on while it is looked at."""
        self.one.open(number)
        assert self.things.began.wait(_LONG_S)

    def settle(self) -> None:
        """Let the slow look end, and everything arrive."""
        self.things.may_end.set()
        self.room.wait(self.room.link.is_quiet)


@pytest.fixture
def desk(room: Room) -> Desk:
    """The panel, with nothing on it."""
    return Desk(room)


def test_what_changes_before_the_first_answer_is_shown(desk: Desk) -> None:
    desk.open_slowly(1)
    desk.things.there[1] = "one, dearer"
    desk.one.read_again()
    desk.settle()
    assert desk.said[-1] == "one, dearer"


def test_another_one_that_was_asked_for_meanwhile_is_the_one_shown(desk: Desk) -> None:
    desk.open_slowly(1)
    desk.one.open(2)
    desk.settle()
    assert desk.said == ["two"]


def test_a_panel_that_was_closed_stays_closed(desk: Desk) -> None:
    desk.open_slowly(1)
    desk.panel.close_panel()
    desk.settle()
    desk.one.read_again()
    desk.settle()
    assert desk.said == []
    assert desk.panel.isHidden()


def test_what_is_gone_closes_the_panel_and_what_never_was_is_said(desk: Desk) -> None:
    desk.things.began.set()
    desk.one.open(1)
    desk.settle()
    assert desk.panel.isVisible()
    del desk.things.there[1]
    desk.one.read_again()
    desk.settle()
    assert desk.panel.isHidden()
    assert desk.one.wanted is None
    desk.one.open(3)
    desk.settle()
    assert any("not there any more" in toast.words for toast in desk.room.window.toasts.toasts())
