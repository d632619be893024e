"""Several readers answer in any order; who asked sees the answer to the newest question last."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from services.set_up import facts
from services.shop import Shop
from tests.ui.app.conftest import WAIT
from ui.shop_link import ShopLink


@pytest.fixture
def link(shop_file: Path, qtbot: QtBot) -> Iterator[ShopLink]:
    """The window's way to a shop that is empty."""
    with Shop.open(shop_file, read_only=True) as shop:
        opened = ShopLink(shop, shop.submit_ask(facts).result())
        qtbot.waitUntil(opened.is_quiet, timeout=WAIT)
        yield opened
        opened.close()


class Question:
    """A query that answers with what was asked, and whose first answer waits for the second."""

    def __init__(self, fails: bool = False) -> None:
        self.fails = fails
        self.overtaken = threading.Event()
        self.answers: list[str] = []

    def ask(self, _connection: Connection, words: str) -> str:
        if words == "first":
            assert self.overtaken.wait(WAIT / 1000)
            if self.fails:
                raise LookupError(words)
        return words

    def heard(self, words: str) -> None:
        self.answers.append(words)


@pytest.mark.parametrize("fails", [False, True])
def test_an_answer_that_overtook_an_older_one_waits_for_it(link: ShopLink, qtbot: QtBot, fails: bool) -> None:
    question, asker = Question(fails), QObject()
    link.ask(question.ask, "first", owner=asker).then(question.heard).fails(lambda _error: question.heard("failed"))
    second = link.ask(question.ask, "second", owner=asker).then(question.heard)
    qtbot.waitUntil(lambda: second.is_held, timeout=WAIT)
    assert question.answers == []
    question.overtaken.set()
    qtbot.waitUntil(link.is_quiet, timeout=WAIT)
    assert question.answers == ["failed" if fails else "first", "second"]


def test_somebody_elses_question_and_another_query_do_not_wait(link: ShopLink, qtbot: QtBot) -> None:
    question, other, asker = Question(), Question(), QObject()
    link.ask(question.ask, "first", owner=asker).then(question.heard)
    link.ask(question.ask, "hers", owner=QObject(link)).then(question.heard)
    link.ask(other.ask, "other", owner=asker).then(question.heard)
    qtbot.waitUntil(lambda: len(question.answers) == 2, timeout=WAIT)
    assert sorted(question.answers) == ["hers", "other"]
    question.overtaken.set()
    qtbot.waitUntil(link.is_quiet, timeout=WAIT)
    assert question.answers[-1] == "first"


def test_one_that_is_gone_holds_nobody_back(link: ShopLink, qtbot: QtBot) -> None:
    question, asker = Question(), QObject()
    link.ask(question.ask, "first", owner=asker).then(question.heard)
    second = link.ask(question.ask, "second", owner=asker).then(question.heard)
    qtbot.waitUntil(lambda: second.is_held, timeout=WAIT)
    del asker
    question.overtaken.set()
    qtbot.waitUntil(link.is_quiet, timeout=WAIT)
    assert question.answers == []
