"""The Reviews section driven as a person does: typed in, followed up, answered with one key, scored."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from services.channels.commands import add as add_channel
from services.reviews import queries
from services.reviews.commands import ReviewDraft, add_review
from services.reviews.replies import replies
from services.reviews.scores import scores
from services.types import FollowState, Platform, TableRequest
from tests.ui.imports.window import FORMATS, Desk

REVIEWS = FORMATS / "zhanggui.reviews" / "sample.xlsx"


@pytest.fixture
def channel(desk: Desk) -> int:
    """A channel to review."""
    return int(desk.run(add_channel, "Camellia", Platform.TAOBAO).value)


def section(desk: Desk, count: int, view: str = "to_do") -> Any:
    """The section, once its list has so many rows."""
    found = desk.page("after-sales").show_section("reviews", view=view)
    desk.wait(lambda: found.table.model.summary is not None and found.table.model.summary.count == count)
    return found


def review(desk: Desk, review_id: int) -> queries.ReviewDetail:
    """The review as it stands in the shop."""
    found: queries.ReviewDetail = desk.ask(queries.detail, review_id)
    return found


def opened(desk: Desk, found: Any, review_id: int) -> Any:
    """The panel, once it shows a review."""
    found.show_review(review_id)
    desk.wait(lambda: found.panel.isVisible() and found.panel.shown is not None and found.panel.shown.id == review_id)
    return found.panel


def card(desk: Desk, found: Any, kind: str) -> Any:
    """The card opened last, once it is there and its buttons have their size."""
    desk.wait(lambda: type(found.dialog).__name__ == kind and found.dialog.isVisible())
    return found.dialog


def test_imported_reviews_stand_in_the_list_and_the_bad_ones_first(desk: Desk) -> None:
    desk.imported(REVIEWS).accept()
    found = section(desk, 3)
    desk.wait(lambda: found.overview is not None)
    assert (found.overview.counts["all"], found.overview.average) == (5, 320)
    found.table.open(TableRequest(view="all"))
    section(desk, 5, "all")


@pytest.mark.usefixtures("channel")
def test_a_review_is_typed_in_and_opened(desk: Desk) -> None:
    found = section(desk, 0)
    found.new()
    form = card(desk, found, "ReviewDialog")
    form.stars.setCurrentIndex(form.stars.findData(2))
    form.texts["title"].setText("Mug")
    form.words.setPlainText("broken")
    form.submit()
    desk.wait(lambda: found.panel.shown is not None)
    assert (review(desk, 1).rating, review(desk, 1).text, review(desk, 1).follow) == (2, "broken", FollowState.OPEN)
    section(desk, 1)


def test_a_bad_review_is_followed_up_button_by_button_and_a_step_is_taken_back(desk: Desk, channel: int) -> None:
    desk.run(add_review, ReviewDraft(channel, 1, text="bad"))
    found = section(desk, 1)
    panel = opened(desk, found, 1)
    for state, note in (
        (FollowState.CONTACTED, "by message"), (FollowState.OFFERED, "a new one"), (FollowState.SETTLED, "glad")
    ):  # fmt: skip
        before = found.dialog
        desk.wait(lambda: not panel.step.rect().isEmpty())
        panel.step.click()
        desk.wait(partial(lambda before: found.dialog is not before and found.dialog.isVisible(), before))
        found.dialog.note.setPlainText(note)
        found.dialog.submit()
        desk.wait(partial(lambda state: panel.shown.follow is state, state))
    assert [step.note for step in review(desk, 1).steps] == ["by message", "a new one", "glad"]
    panel.step_removed.emit(review(desk, 1).steps[-1].id)
    desk.wait(lambda: panel.shown.follow is FollowState.OFFERED)


def test_one_key_copies_a_reply_that_suits_and_keeps_it(desk: Desk, channel: int) -> None:
    desk.run(add_review, ReviewDraft(channel, 5, buyer="Anna", title="Mug"))
    found = section(desk, 1, "all")
    opened(desk, found, 1)
    found.reply()
    form = card(desk, found, "ReplyDialog")
    expected = form.texts[1]
    assert "Mug" in expected
    QTest.keyClick(form, Qt.Key.Key_2)
    assert QGuiApplication.clipboard().text() == expected
    desk.wait(lambda: found.panel.shown.reply == expected)


def test_what_is_bad_is_chosen_and_own_words_become_a_template(desk: Desk, channel: int) -> None:
    desk.run(add_review, ReviewDraft(channel, 3, title="Mug"))
    found = section(desk, 1)
    found.change_rule()
    form = card(desk, found, "BadStarsDialog")
    form.stars.setCurrentIndex(form.stars.findData(2))
    form.submit()
    section(desk, 0)
    found.table.open(TableRequest(view="all"))
    opened(desk, found, 1)
    found.reply()
    form = card(desk, found, "ReplyDialog")
    form.own.setPlainText("Sorry {buyer}, it is {product}.")
    form.keep_template()
    desk.wait(lambda: any(one.is_own for one in desk.ask(replies, 3)))
    found.reply()
    before = form
    desk.wait(lambda: found.dialog is not before and found.dialog.isVisible())
    assert found.dialog.texts[0] == "Sorry customer, it is Mug."


def test_scores_are_typed_for_every_channel_and_an_odd_one_is_said(desk: Desk, channel: int) -> None:
    found = section(desk, 0)
    found.type_scores()
    form = card(desk, found, "ScoresDialog")
    form.fields[channel, "item_score"].setText("48.6")
    form.submit()
    assert form.failure.isVisible()
    form.fields[channel, "item_score"].setText("4.86")
    form.submit()
    desk.wait(lambda: bool(desk.ask(scores)[0].days))
    assert desk.ask(scores)[0].days[0].item_score == 486


def test_the_rows_on_screen_are_exported(desk: Desk, tmp_path: Path) -> None:
    from services.round_trip.records import export_reviews

    desk.imported(REVIEWS).accept()
    section(desk, 3)
    out = tmp_path / "reviews.csv"
    assert desk.ask(lambda connection: export_reviews(connection, out, request=TableRequest(view="to_do"))) == 3
