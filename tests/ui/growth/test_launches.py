"""Launches in the real window: begun with a checklist, ticked, costed, reviewed, kept as a checklist."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services import i18n
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.growth.launch_costs import CostLine
from services.growth.launch_words import launch_templates, usual_template
from services.growth.launches import LaunchDraft, add_launch, set_launch_costs
from services.types import LaunchCostKind
from tests.ui.growth.conftest import Room, today
from tests.ui.sure import sheet_of


def _launch(room: Room, name: str = "Lamp", ahead: int = 10, **more: Any) -> int:
    draft = LaunchDraft(name, today() + timedelta(days=ahead), **more)
    return int(room.run(add_launch, draft, usual_template().steps))


def _shown(room: Room, launch: int) -> Any:
    section = room.section("launches")
    room.wait(lambda: any(card.launch.id == launch for card in section.cards))
    section.show_one(launch)
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    return section


def test_a_launch_begins_with_the_usual_checklist_and_is_taken_back(room: Room) -> None:
    section = room.section("launches")
    form = room.new_form(section)
    form.submit()
    room.wait(lambda: bool(form.rows["name"].problem()))
    form.name.setText("Lamp")
    form.day.setText("soon")
    form.submit()
    assert form.rows["day"].problem()
    form.day.setText((today() + timedelta(days=10)).isoformat())
    form.price.setText("99.00")
    form.submit()
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    assert len(section.panel.steps) == len(usual_template().steps)
    assert section.panel.shown.late > 0
    room.undo()
    room.wait(lambda: not section.cards and not section.panel.isVisible())


def test_a_step_is_ticked_by_keyboard_changed_added_and_deleted(room: Room) -> None:
    section = _shown(room, _launch(room))
    box = section.panel.steps[0].box
    room.wait(lambda: not box.rect().isEmpty())
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    room.wait(lambda: section.panel.shown.done == 1)
    section.edit_step(section.panel.shown.steps[1].id)
    section.dialog.step_title.setText("Order three samples")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.steps[1].title == "Order three samples")
    section.do("step")
    section.dialog.step_title.setText("Ask the regulars")
    section.dialog.submit()
    room.wait(lambda: any(one.title == "Ask the regulars" for one in section.panel.shown.steps))
    count = len(section.panel.shown.steps)
    section.edit_step(section.panel.shown.steps[0].id)
    section.dialog._delete()
    room.wait(lambda: len(section.panel.shown.steps) == count - 1)


def test_the_cost_sheet_follows_every_key_and_is_kept(room: Room) -> None:
    section = _shown(room, _launch(room))
    section.do("costs")
    form = section.dialog
    form.price.setText("30")
    form.price.textEdited.emit("30")
    for row, typed in zip(form.lines, ("12", "3.50", "0.80", "5", ""), strict=True):
        row.number.setText(typed)
        row.changed.emit()
    assert form.left.value.text() == "¥12.20 · 40.7%"
    once = form.add_cost()
    once.way.setCurrentIndex(1)
    once.number.setText("a lot")
    form.submit()
    assert once.number.accessibleDescription()
    once.number.setText("300")
    once.changed.emit()
    assert form.even.value.text() == "25 pieces"
    assert "300.00" in form.even_how.text()
    form.submit()
    room.wait(lambda: len(section.panel.shown.costs) == 5)
    assert section.panel.shown.sheet.break_even == 25


def test_the_first_days_are_counted_once_the_product_is_named(room: Room) -> None:
    room.run(add_sku, SkuDraft("LAMP", "Lamp"))
    launch = _launch(room, ahead=-3)
    room.run(set_launch_costs, launch, (CostLine(LaunchCostKind.PURCHASE, 100),), 500)
    section = _shown(room, launch)
    assert section.panel.shown.first_days is None
    section.do("edit")
    section.dialog.code.setText("lamp")
    section.dialog.submit()
    panel = section.panel
    room.wait(lambda: panel.shown.first_days is not None)
    assert len(panel.shown.first_days.pieces_by_day) == 4


def test_a_launch_is_reviewed_closed_exported_and_deleted(room: Room, tmp_path: Path) -> None:
    launch = _launch(room)
    section = _shown(room, launch)
    section.do("review")
    section.dialog.words.setPlainText("It sold.")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.review == "It sold.")
    section.do("close")
    room.wait(lambda: section.panel.shown.closed_on is not None)
    out = tmp_path / "launches.xlsx"
    section.export_to(out)
    room.wait(out.exists)
    assert sheet_of(out).max_row == 1 + len(usual_template().steps)
    i18n.set_language("zh_CN")
    i18n.set_language("en")
    section.do("delete")
    room.wait(lambda: not section.cards and not section.panel.isVisible())


def test_the_steps_of_a_launch_are_kept_as_a_checklist_that_is_changed_and_deleted(room: Room) -> None:
    section = _shown(room, _launch(room))
    section.do("keep")
    form = section.dialog
    assert form.name.text() == "Lamp"
    form.lines[0].days.setText("soon")
    form.submit()
    assert form.failure.text()
    form.lines[0].days.setText("-50")
    form.name.setText("Lamps")
    form.submit()
    room.wait(lambda: len(section.templates.known) == 1)
    (kept,) = room.ask(launch_templates)
    assert (kept.name, kept.steps[0].days, kept.steps[-1].days) == ("Lamps", -50, 30)
    section.edit_templates()
    section.dialog._delete()
    room.wait(lambda: not section.templates.known)
