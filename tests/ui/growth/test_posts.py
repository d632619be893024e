"""The content calendar in the real window: planned, dragged, moved by keyboard, posted, copied, exported."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from services import i18n
from services.growth.post_exports import export_posts
from services.growth.post_queries import post_days, post_view
from services.growth.posts import PostDraft, add_post, set_post_state
from services.types import PostState
from tests.ui.growth.conftest import Room, today
from tests.ui.sure import sheet_of
from ui.pages.list_export import export_to


def _post(room: Room, title: str, day: date | None = None, **more: Any) -> int:
    return int(room.run(add_post, PostDraft(title, "douyin", day, **more)))


def _section(room: Room, posts: int = 0) -> Any:
    section = room.section("posts")
    room.wait(lambda: section.calendar.found is not None and len(section.calendar.found.posts) == posts)
    room.wait(lambda: not section.calendar.rect().isEmpty() and section.calendar.isVisible())
    return section


def _middle(section: Any, day: date) -> QPoint:
    return section.calendar.cell(day).center()  # type: ignore[no-any-return]


def _day_of(room: Room, post: int) -> date:
    return room.ask(post_view, post).draft.day  # type: ignore[no-any-return]


def test_a_double_click_on_a_day_begins_a_post_of_that_day(room: Room) -> None:
    section = _section(room)
    day = today().replace(day=15)
    QTest.mouseDClick(section.calendar, Qt.MouseButton.LeftButton, pos=_middle(section, day))
    form = section.dialog
    assert form.day.text() == day.isoformat()
    form.submit()
    room.wait(lambda: bool(form.rows["title"].problem()))
    form.title_field.setText("New cups")
    form.time.setText("25:00")
    form.submit()
    assert form.rows["time"].problem()
    form.time.setText("20:30")
    form.submit()
    room.wait(lambda: len(section.calendar.posts_of(day)) == 1)
    assert section.calendar.posts_of(day)[0].time == "20:30"
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    room.undo()
    room.wait(lambda: not section.calendar.posts_of(day) and not section.panel.isVisible())


def test_a_post_is_dragged_to_another_day(room: Room) -> None:
    first, target = today().replace(day=10), today().replace(day=18)
    post = _post(room, "Cups", first)
    section = _section(room, 1)
    (_line, place), *_rest = section.calendar.chips(first)
    calendar = section.calendar
    QTest.mousePress(calendar, Qt.MouseButton.LeftButton, pos=place.center())
    for spot in (place.center() + QPoint(QApplication.startDragDistance() + 2, 4), _middle(section, target)):
        QTest.mouseMove(calendar, spot)
        room.wait(lambda spot=spot: calendar._dragged == spot)  # type: ignore[misc]
    QTest.mouseRelease(calendar, Qt.MouseButton.LeftButton, pos=_middle(section, target))
    room.wait(lambda: bool(section.calendar.posts_of(target)))
    assert _day_of(room, post) == target
    room.undo()
    room.wait(lambda: bool(section.calendar.posts_of(first)))


def test_a_post_is_chosen_moved_and_opened_by_keyboard(room: Room) -> None:
    day = today().replace(day=10)
    post = _post(room, "Cups", day)
    section = _section(room, 1)
    calendar = section.calendar
    calendar.setFocus()
    calendar.go_to(day - timedelta(days=1))
    QTest.keyClick(calendar, Qt.Key.Key_Right)
    QTest.keyClick(calendar, Qt.Key.Key_Space)
    assert (calendar.day, calendar.chosen) == (day, post)
    assert "Cups" in calendar.accessibleName()
    QTest.keyClick(calendar, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    room.wait(lambda: bool(calendar.posts_of(day + timedelta(days=7))))
    assert _day_of(room, post) == day + timedelta(days=7)
    QTest.keyClick(calendar, Qt.Key.Key_Return)
    room.wait(lambda: section.panel.shown is not None and section.panel.shown.id == post)
    QTest.keyClick(calendar, Qt.Key.Key_Insert)
    assert section.dialog.day.text() == (day + timedelta(days=7)).isoformat()


def test_arrows_walk_into_the_next_month_and_weeks_are_shown_alone(room: Room) -> None:
    section = _section(room)
    calendar = section.calendar
    section.step(1)
    room.wait(lambda: calendar.found.first <= section.shown_day <= calendar.found.last)
    month = section.shown_day.month
    room.wait(lambda: calendar._month == month)
    assert month == (today().replace(day=1) + timedelta(days=31)).month
    section.bar.ways.buttons["week"].click()
    room.wait(lambda: (calendar.found.last - calendar.found.first).days == 6)
    first = calendar.found.first
    section.step(1)
    room.wait(lambda: calendar.found.first == first + timedelta(days=7))
    calendar.go_to(calendar.found.last)
    QTest.keyClick(calendar, Qt.Key.Key_Right)
    room.wait(lambda: calendar.found.first == first + timedelta(days=14))
    section.step(0)
    room.wait(lambda: calendar.found.first <= today() <= calendar.found.last)


def test_a_post_goes_from_idea_to_posted_with_figures_and_is_copied(room: Room) -> None:
    post = _post(room, "Cups", today())
    section = _section(room, 1)
    section.show_post(post)
    room.wait(lambda: section.panel.shown is not None)
    for state in (PostState.DRAFT, PostState.POSTED):
        room.wait(lambda: not section.panel.next_state.rect().isEmpty())
        section.panel.next_state.click()
        room.wait(lambda state=state: section.panel.shown.state is state)  # type: ignore[misc]
    section.do("figures")
    section.dialog.fields["views"].setText("many")
    section.dialog.submit()
    assert section.dialog.rows["views"].problem()
    section.dialog.fields["views"].setText("1200")
    section.dialog.fields["sales"].setText("99.50")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.sales == 9950)
    section.do("copy")
    room.wait(lambda: section.panel.shown.id != post)
    assert (section.panel.shown.state, section.panel.shown.sales) == (PostState.IDEA, None)
    section.do("dropped")
    room.wait(lambda: section.panel.shown.state is PostState.DROPPED)
    section.do("delete")
    room.wait(lambda: len(section.calendar.found.posts) == 1 and not section.panel.isVisible())


def test_a_post_gets_a_picture_and_its_text_is_copied(room: Room, tmp_path: Path) -> None:
    file = tmp_path / "cup.png"
    Image.new("RGB", (40, 40), "red").save(file)
    section = _section(room)
    form = room.new_form(section)
    form.title_field.setText("Cups")
    form.words.setPlainText("Look at this cup.")
    form.take_file(file)
    room.wait(lambda: form.picture is not None)
    form.submit()
    room.wait(lambda: section.panel.shown is not None)
    assert section.panel.shown.draft.picture.file_name == "cup.png"
    assert section.panel.shown.picture_file is not None
    section.panel._put_away(section.panel.shown.draft.words)
    assert QApplication.clipboard().text() == "Look at this cup."


def test_the_list_filters_takes_figures_and_is_exported(room: Room, tmp_path: Path) -> None:
    _post(room, "Cups", today(), words="Look")
    _post(room, "Plates")
    section = _section(room, 1)
    room.wait(lambda: section.bar.undated.isVisible())
    section.bar.undated.click()
    room.wait(lambda: room.text(section, 0, "title") == "Plates")
    section.opened(due=True)
    room.wait(lambda: room.text(section, 0, "title") == "Cups")
    model = section.table.model
    column = next(place for place, spec in enumerate(model.specs) if spec.key == "views")
    room.wait(lambda: model.setData(model.index(0, column), "800"))
    room.wait(lambda: room.text(section, 0, "views") == "800")
    room.wait(room.link.is_quiet)
    out = tmp_path / "posts.xlsx"
    export_to(section.context, section, export_posts, section.table.request, out)
    room.wait(out.exists)
    rows = list(sheet_of(out).values)
    assert rows[1][3:5] == ("Cups", "Draft")
    section.table.view.toggle_all()
    room.wait(lambda: section.table.view.selected_count == 1)
    section._with_ticked(set_post_state, PostState.POSTED)
    room.rows(section, 0)
    assert room.ask(post_days, today(), today()).posts[0].state is PostState.POSTED


def test_the_platforms_are_the_owners(room: Room) -> None:
    section = _section(room)
    section.bar.outlets.click()
    section.dialog.names.setPlainText("Douyin videos\nXianyu")
    section.dialog.submit()
    room.wait(lambda: section.choices.known.outlets == ("douyin", "Xianyu"))
    i18n.set_language("zh_CN")
    i18n.set_language("en")
    section.new()
    assert [section.dialog.outlet.itemData(place) for place in range(2)] == ["douyin", "Xianyu"]


def test_a_calendar_without_any_post_offers_the_first(room: Room) -> None:
    section = _section(room)
    assert section.start.isVisible()
    section.start.button.click()
    room.wait(lambda: section.dialog is not None)
    section.dialog.title_field.setText("New cups")
    section.dialog.submit()
    room.wait(lambda: section.start.isHidden())
    section.step(-3)  # days without a post of a shop that has one: nothing to explain
    room.wait(lambda: section.calendar.found is not None and not section.calendar.found.posts)
    assert section.start.isHidden()
    room.undo()
    room.wait(lambda: not section.start.isHidden())
    section.show_way("list")
    room.wait(lambda: section.start.isHidden())


def test_the_views_of_the_list_say_how_many_posts_they_have(room: Room) -> None:
    post = _post(room, "Cups", today())
    section = _section(room, 1)
    room.wait(lambda: section.table.shown_counts().get("ideas") == 1)
    room.run(set_post_state, (post,), PostState.DRAFT)
    room.wait(lambda: section.table.shown_counts().get("drafts") == 1)
    assert section.table.shown_counts() == {"all": 1, "ideas": 0, "drafts": 1, "posted": 0, "dropped": 0}
