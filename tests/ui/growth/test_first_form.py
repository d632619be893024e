"""A form wanted before its section was ever shown offers the same as later: the palette opens both in one go."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QCheckBox, QComboBox

from services.competitors.commands import add_competitor
from services.competitors.drafts import CompetitorDraft
from services.growth.launch_words import LaunchTemplate, keep_launch_template, usual_template
from services.types import Platform
from tests.ui.growth.conftest import Room
from ui.dialogs.overlay import open_overlay

_DEEDS = ("growth.new_post", "growth.new_campaign", "growth.watch_item", "growth.new_launch")


@pytest.fixture
def furnished(room: Room) -> Room:
    """The room with something to choose from in each of the forms."""
    room.run(add_competitor, CompetitorDraft("Rival", Platform.TAOBAO))
    room.run(keep_launch_template, LaunchTemplate("Short", usual_template().steps[:2]))
    return room


def _offered(room: Room) -> tuple[Any, ...]:
    room.wait(lambda: open_overlay(room.window) is not None)
    form: Any = open_overlay(room.window)
    boxes = [[box.itemText(place) for place in range(box.count())] for box in form.findChildren(QComboBox)]
    found = type(form).__name__, boxes, [box.text() for box in form.findChildren(QCheckBox)]
    form.reject()
    return found


@pytest.mark.parametrize("deed", _DEEDS)
def test_a_form_begun_by_the_palette_offers_what_it_offers_later(furnished: Room, deed: str) -> None:
    room = furnished
    room.window.registry.trigger(deed)
    first = _offered(room)
    room.wait(room.link.is_quiet)
    room.window.registry.trigger(deed)
    assert first == _offered(room)


def test_a_post_begun_by_the_palette_is_saved(room: Room) -> None:
    room.window.registry.trigger("growth.new_post")
    room.wait(lambda: open_overlay(room.window) is not None)
    form: Any = open_overlay(room.window)
    assert form.outlet.currentData()
    form.title_field.setText("New cups")
    form.submit()
    room.wait(lambda: open_overlay(room.window) is None)


def test_a_change_begun_at_once_is_noted_for_a_channel(room: Room) -> None:
    room.section("actions").new()
    assert "Lake" in str(_offered(room))
