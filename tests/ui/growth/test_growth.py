"""Goals, daily figures and the log of actions in the real window."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from services import i18n
from services.channels.commands import add as add_channel
from services.growth.actions import ActionDraft, note_action
from services.growth.daily_sheets import AdDraft, add_ad, add_days
from services.growth.exports import export_actions
from services.growth.goal_pace import goals
from services.growth.goals import GoalDraft, add_goal
from services.types import ActionKind, GoalFigure, Platform
from tests.ui.growth.conftest import Room, today
from tests.ui.sure import sheet_of
from ui.pages.list_export import export_to
from ui.table.delegate import CellEditor

NO_KEY = Qt.KeyboardModifier.NoModifier


def _type(section: Any, key: str, text: str, row: int = 0) -> None:
    model = section.table.model
    column = next(place for place, spec in enumerate(model.specs) if spec.key == key)
    assert model.setData(model.index(row, column), text)


def _goal(room: Room, name: str, back: int = 3, ahead: int = 10) -> int:
    first, last = today() - timedelta(days=back), today() + timedelta(days=ahead)
    return int(room.run(add_goal, GoalDraft(name, GoalFigure.ORDERS, first, last, 20, reason="rent")))


def test_a_goal_is_set_in_the_window_and_taken_back(room: Room) -> None:
    section = room.section("goals")
    form = room.new_form(section)
    form.name.setText("November")
    form.submit()
    assert form.rows["target"].problem()
    form.target.setText("3,000.50")
    form.submit()
    room.wait(lambda: len(section.cards) == 1)
    (found,) = room.ask(goals)
    assert (found.draft.name, found.draft.target_value, found.is_money) == ("November", 300_050, True)
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    room.undo()
    room.wait(lambda: not section.cards)
    assert not section.panel.isVisible()


def test_a_goal_is_chosen_by_keyboard_edited_and_reviewed(room: Room) -> None:
    _goal(room, "Orders")
    section = room.section("goals")
    room.wait(lambda: len(section.cards) == 1 and not section.cards[0].rect().isEmpty())
    QTest.keyClick(section.cards[0], Qt.Key.Key_Space)
    assert section.panel.shown.draft.name == "Orders"
    section.do("edit")
    section.dialog.target.setText("25")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.draft.target_value == 25)
    section.do("review")
    section.dialog.words.setPlainText("The fair helped.")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.review == "The fair helped.")
    section.do("delete")
    room.wait(lambda: not section.cards and not section.panel.isVisible())


def test_goals_stand_in_their_groups_and_speak_chinese(room: Room) -> None:
    _goal(room, "Running")
    _goal(room, "Planned", back=-3)
    _goal(room, "Ended", back=20, ahead=-5)
    section = room.section("goals")
    room.wait(lambda: len(section.cards) == 3)
    assert [[card.goal.draft.name for card in cards] for _title, cards in section._groups()] == [
        ["Running"], ["Planned"], ["Ended"],
    ]  # fmt: skip
    i18n.set_language("zh_CN")
    i18n.set_language("en")
    assert len(section.cards) == 3


def test_figures_of_days_are_typed_into_the_grid(room: Room) -> None:
    section = room.section("traffic")
    room.rows(section, 0)
    room.wait(lambda: bool(section.channels))
    section.new()
    section.dialog.submit()
    room.rows(section, 7)
    _type(section, "visitors", "1200")
    room.wait(lambda: room.text(section, 0, "visitors") == "1,200")
    _type(section, "buyers", "12")
    room.wait(lambda: room.text(section, 0, "conversion") == "1.00%")
    _type(section, "paid", "4550.5")
    room.wait(lambda: room.text(section, 0, "visitor_value") == "3.79")
    room.wait(lambda: section.strip._shown is not None and section.strip._shown.now.conversion_ppm == 10_000)
    room.undo()
    room.wait(lambda: room.text(section, 0, "visitor_value") == "")


def test_a_row_is_typed_from_cell_to_cell_while_the_grid_is_built_anew(room: Room) -> None:
    section = room.section("traffic")
    _days_of(room, section, 2)
    view, model = section.table.view, section.table.model
    swaps: list[object] = []
    model.swapped.connect(swaps.append)
    _click_row(section, 0)
    view.go_to(0, next(place for place, spec in enumerate(model.specs) if spec.key == "visitors"))
    QTest.keyClick(view, Qt.Key.Key_F2)
    for text in ("1200", "1900", "80"):
        editor = room.window.focusWidget()
        assert isinstance(editor, CellEditor)
        QTest.keyClicks(editor, text)
        QTest.keyClick(editor, Qt.Key.Key_Tab)
        room.wait(lambda: model._late is not None)  # the grid that was built since waits for her
        assert room.window.focusWidget() is not editor
    assert not swaps
    QTest.keyClick(room.window.focusWidget(), Qt.Key.Key_Return)
    room.wait(lambda: len(swaps) == 1)
    assert [room.text(section, 0, key) for key in ("visitors", "views", "carts")] == ["1,200", "1,900", "80"]
    room.wait(lambda: model.summary is not None)
    assert dict(section.table.totals.values())["Visitors"] == "1,200"


def test_figures_of_items_are_begun_by_form_and_typed_into_the_grid(room: Room) -> None:
    section = room.section("items")
    room.rows(section, 0)
    room.wait(lambda: bool(section.channels))
    section.new()
    form = section.dialog
    form.item_no.setText("680000000001")
    form.title_text.setText("Towel")
    form.figures["visitors"].setText("320")
    form.submit()
    room.rows(section, 1)
    assert room.text(section, 0, "title") == "Towel"
    _type(section, "buyers", "12")
    room.wait(lambda: room.text(section, 0, "conversion") == "3.75%")
    room.undo()
    room.wait(lambda: room.text(section, 0, "conversion") == "")


@pytest.mark.exhaustive
def test_a_figure_that_is_no_number_is_put_back(room: Room) -> None:
    room.run(add_days, room.channel, today(), today())
    section = room.section("traffic")
    room.rows(section, 1)
    _type(section, "visitors", "many")
    room.wait(lambda: room.text(section, 0, "visitors") == "")


def test_ad_figures_are_added_by_form_and_deleted_by_ticks(room: Room, tmp_path: Path) -> None:
    section = room.section("ads")
    room.rows(section, 0)
    room.wait(lambda: bool(section.channels))
    section.new()
    form = section.dialog
    form.texts["plan"].setText("Search")
    form.figures["spend"].setText("20")
    form.figures["sales"].setText("abc")
    form.submit()
    assert form.rows["sales"].problem()
    form.figures["sales"].setText("50")
    form.submit()
    room.rows(section, 1)
    room.wait(lambda: room.text(section, 0, "return_percent") == "2.50")
    room.run(add_ad, AdDraft(room.channel, today(), "Display", spend_minor=100))
    room.rows(section, 2)
    out = tmp_path / "ads.xlsx"
    export_to(section.context, section, section.spec.export_rows, section.table.request, out)
    room.wait(out.exists)
    assert sheet_of(out).max_row == 3
    section.table.view.toggle_all()
    section.delete()
    room.rows(section, 0)
    room.undo()
    room.rows(section, 2)


def test_an_action_is_noted_shown_with_its_verdict_and_exported(room: Room, tmp_path: Path) -> None:
    section = room.section("actions")
    room.rows(section, 0)
    section.new()
    form = section.dialog
    form.what.setText("New picture")
    form.code.setText("NO-SUCH")
    form.submit()
    room.wait(lambda: bool(form.rows["code"].problem()))
    form.code.setText("")
    form.submit()
    room.rows(section, 1)
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    assert section.panel.shown.draft.what == "New picture"
    section.do("edit")
    section.dialog.reason.setText("Few clicks")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.draft.reason == "Few clicks")
    out = tmp_path / "log.xlsx"
    assert room.ask(lambda connection: export_actions(connection, out, request=section.table.request)) == 1
    rows = list(sheet_of(out).values)
    assert rows[1][:4] == (today().isoformat(), "Main picture", "New picture", "Few clicks")
    section.do("delete")
    room.rows(section, 0)


def _click_row(section: Any, row: int, button: Any = Qt.MouseButton.LeftButton, keys: Any = NO_KEY) -> None:
    """Press a mouse button on the day of a row, and ask for its menu where it is the right one."""
    view = section.table.view
    at = view.pane.visualRect(view.table.index(row, 1)).center()
    QTest.mouseClick(view.pane.viewport(), button, keys, at)
    if button is Qt.MouseButton.RightButton:
        where = view.pane.viewport().mapToGlobal(at)
        asks = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, where)
        QApplication.sendEvent(view.pane.viewport(), asks)


def _days_of(room: Room, section: Any, count: int) -> None:
    days = [today() - timedelta(days=number) for number in range(count)]
    room.run(add_days, room.channel, days[-1], days[0])
    room.rows(section, count)


def test_the_menu_of_a_row_deletes_all_that_are_ticked_with_it_and_no_other(room: Room) -> None:
    section = room.section("traffic")
    _days_of(room, section, 4)
    _click_row(section, 0)
    _click_row(section, 1, keys=Qt.KeyboardModifier.ControlModifier)
    assert section.table.view.selected_count == 2
    _click_row(section, 1, Qt.MouseButton.RightButton)
    section.menu.menu.actions()[0].trigger()
    room.rows(section, 2)
    room.undo()
    room.rows(section, 4)
    _click_row(section, 0)
    _click_row(section, 3, Qt.MouseButton.RightButton)
    section.menu.menu.actions()[0].trigger()
    room.rows(section, 3)


@pytest.mark.exhaustive
def test_a_form_begins_with_the_channel_figures_were_typed_for_before(room: Room) -> None:
    first = room.run(add_channel, "A shop of old", Platform.DOUYIN)
    section = room.section("traffic")
    room.wait(lambda: len(section.channels) == 2)
    section.new()
    assert section.dialog.channel.currentData() == first
    section.dialog.escape()
    _days_of(room, section, 2)
    section.new()
    assert section.dialog.channel.currentText() == "Lake"
    assert section.dialog.channel.count() == 2
    section.dialog.escape()


def test_after_a_deletion_the_grid_has_the_keyboard(room: Room) -> None:
    section = room.section("traffic")
    _days_of(room, section, 3)
    _click_row(section, 0)
    room.wait(lambda: section._delete.isVisible() and not section._delete.rect().isEmpty())
    QTest.mouseClick(section._delete, Qt.MouseButton.LeftButton)
    room.rows(section, 2)
    room.wait(lambda: not section._delete.isVisible())
    assert room.window.focusWidget() is section.table.view


def test_ticked_actions_are_deleted_in_one_step_and_come_back(room: Room) -> None:
    for what in ("Dearer", "New picture", "More ads"):
        room.run(note_action, ActionDraft(today(), ActionKind.PRICE, what))
    section = room.section("actions")
    room.rows(section, 3)
    assert not section._delete_ticked.isVisible()
    _click_row(section, 0)
    section.show_action(section.table.model.row_id(0))
    room.wait(section.panel.isVisible)
    _click_row(section, 1, keys=Qt.KeyboardModifier.ControlModifier)
    room.wait(lambda: section._delete_ticked.isVisible() and not section._delete_ticked.rect().isEmpty())
    QTest.mouseClick(section._delete_ticked, Qt.MouseButton.LeftButton)
    room.rows(section, 1)
    room.wait(lambda: not section.panel.isVisible())  # what it showed is gone
    room.undo()
    room.rows(section, 3)


def test_the_log_shows_the_action_it_is_asked_for(room: Room) -> None:
    draft = ActionDraft(today() - timedelta(days=9), ActionKind.PRICE, "Dearer")
    action_id = room.run(note_action, draft)
    room.window.navigate("growth", section="actions", action=action_id)
    section: Any = room.shown_section()
    room.wait(lambda: section.panel.shown is not None)
    assert section.panel.shown.effect.days == 7
