"""What Today says of posts and launches, and where its lines lead."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from services.growth.launch_words import TemplateStep
from services.growth.launches import LaunchDraft, add_launch
from services.growth.posts import PostDraft, add_post
from services.today.queries import today as read_today
from services.types import LaunchStage
from tests.ui.growth.conftest import Room, today
from ui.pages.today.queue import work_queue


def _lines(room: Room) -> dict[str, Any]:
    return {one.key: one for one in work_queue(room.ask(read_today))}


def test_posts_that_should_be_out_lead_to_their_list(room: Room) -> None:
    assert "posts" not in _lines(room)
    for title, back in (("Late", 2), ("Today", 0), ("Later", -2)):
        room.run(add_post, PostDraft(title, "douyin", today() - timedelta(days=back)))
    line = _lines(room)["posts"]
    assert (line.count, line.words, line.remark) == (2, "posts to publish", "1 late")
    room.window.navigate(line.page, **line.wanted)
    section = room.window.page("growth").section  # type: ignore[union-attr]
    room.rows(section, 2)
    room.wait(lambda: room.text(section, 0, "title") == "Late")


def test_late_steps_of_a_launch_lead_to_it(room: Room) -> None:
    steps = [TemplateStep(LaunchStage.SAMPLE, "Order a sample", -20), TemplateStep(LaunchStage.LAUNCH, "On sale", 0)]
    launch = room.run(add_launch, LaunchDraft("Lamp", today() + timedelta(days=10)), steps)
    line = _lines(room)["launches"]
    assert (line.count, line.tone, line.remark) == (1, "red", "1 late")
    room.window.navigate(line.page, **line.wanted)
    section = room.window.page("growth").section  # type: ignore[union-attr]
    room.wait(lambda: section.panel.shown is not None and section.panel.shown.id == launch)


def test_posts_and_launches_are_begun_from_the_palette(room: Room) -> None:
    room.section("goals")
    for key, section in (("new_post", "posts"), ("new_launch", "launches")):
        room.window.registry.trigger(f"growth.{key}")
        shown = room.window.page("growth").section  # type: ignore[union-attr]
        assert shown is room.window.page("growth").sections[section]  # type: ignore[union-attr]
        room.wait(lambda shown=shown: shown.dialog is not None)  # type: ignore[misc]
        shown.dialog.reject()
