"""Campaigns in the real window: planned, priced, looked at in the calendar, reviewed, planned again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from services import i18n
from services.campaigns.commands import add_campaign, cancel_campaign
from services.campaigns.drafts import CampaignDraft, ItemDraft, Stage
from services.campaigns.exports import export_campaigns
from services.campaigns.items import set_items
from services.campaigns.queries import campaign_view
from services.campaigns.sheet import export_price_sheet
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.stock.commands import OpeningDraft, set_opening
from services.stock.queries import stock_of
from services.types import CampaignKind, TableRequest
from tests.ui.growth.conftest import Room, today
from ui.pages.list_export import export_to


def _plan(room: Room, name: str, ahead: int = 5, days: int = 3) -> int:
    first = today() + timedelta(days=ahead)
    draft = CampaignDraft(name, CampaignKind.SALE, first, first + timedelta(days=days - 1))
    return int(room.run(add_campaign, draft))


@pytest.fixture
def cup(room: Room) -> int:
    """A cup of 29.90 that costs 12.00, ten on the shelf."""
    sku = int(room.run(add_sku, SkuDraft("CUP", "Cup", price_minor=2990, min_price_minor=1500, cost_minor=1200)))
    room.run(set_opening, [OpeningDraft(sku, 10, 12_000)])
    return sku


def test_a_campaign_is_planned_by_form_and_taken_back(room: Room) -> None:
    section = room.section("campaigns")
    room.rows(section, 0)
    form = room.new_form(section)
    form.submit()
    room.wait(lambda: bool(form.rows["name"].problem()))
    form.name.setText("Double 12")
    form.preheat.setText(form.first.text())
    form.channels.boxes[room.channel].setChecked(True)
    form.target.setText("1,000")
    form.submit()
    room.wait(lambda: bool(form.rows["preheat"].problem()))
    form.preheat.setText("")
    form.submit()
    room.rows(section, 1)
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    found = section.panel.shown.campaign
    assert (found.draft.name, found.channels, found.draft.target_minor) == ("Double 12", ("Lake",), 100_000)
    assert room.text(section, 0, "stage") == "Planned"
    room.undo()
    room.rows(section, 0)


def test_prices_are_typed_judged_before_saving_and_pieces_are_kept(room: Room, cup: int) -> None:
    campaign = _plan(room, "Spring")
    section = room.section("campaigns")
    section.show_campaign(campaign)
    room.wait(lambda: section.panel.shown is not None)
    section.do("items")
    form = section.dialog
    form.list.setPlainText("CUP\t9.90\t30\nNO\t1\t")
    room.wait(lambda: form.found is not None and len(form.found.problems) == 1)
    assert not form.save.isEnabled()
    form.list.setPlainText("CUP\t9.90\t30")
    room.wait(lambda: form.found is not None and form.save.isEnabled())
    (item,) = form.found.items
    assert item.is_below_cost
    assert form.allow_over.isVisible()
    form.submit()
    room.wait(lambda: "CUP (10/30)" in form.failure.text())
    assert room.ask(stock_of, cup).set_aside == 0
    form.list.setPlainText("CUP\t19.90\t4")
    room.wait(lambda: form.found is not None and form.save.isEnabled())
    form.submit()
    room.wait(lambda: bool(section.panel.shown.campaign.items))
    assert (room.ask(stock_of, cup).set_aside, room.ask(stock_of, cup).available) == (4, 6)
    room.undo()
    room.wait(lambda: not section.panel.shown.campaign.items)


def test_a_price_sheet_is_opened_into_the_list(room: Room, cup: int, tmp_path: Path) -> None:
    campaign = _plan(room, "Spring")
    room.run(set_items, campaign, [ItemDraft(cup, 1990, 2)])
    out = tmp_path / "prices.xlsx"
    room.ask(lambda connection: export_price_sheet(connection, out, campaign_id=campaign))
    book = openpyxl.load_workbook(out)
    book.active["G2"] = 18.5  # type: ignore[index]
    book.save(out)
    section = room.section("campaigns")
    section.show_campaign(campaign)
    room.wait(lambda: section.panel.shown is not None)
    section.do("items")
    section.dialog.take_file(out)
    room.wait(lambda: "18.50" in section.dialog.list.toPlainText())
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.campaign.items[0].price_minor == 1850)


def test_the_calendar_shows_festivals_and_campaigns_and_follows_keys(room: Room) -> None:
    campaign = _plan(room, "Bar", ahead=0)
    section = room.section("campaigns")
    room.rows(section, 1)
    section.turn()
    sheet = section.calendar.sheet
    room.wait(lambda: section.calendar.found is not None and bool(sheet._bars))
    rect, _bar = sheet._bars[0]
    QTest.mouseClick(sheet, Qt.MouseButton.LeftButton, pos=QPoint(rect.left() + 4, rect.center().y()))
    room.wait(lambda: section.panel.shown is not None and section.panel.shown.campaign.id == campaign)
    assert sheet.words_of(today()).endswith("Bar")
    sheet.setFocus()
    QTest.keyClick(sheet, Qt.Key.Key_Right)
    assert sheet.marked == today() + timedelta(days=1)
    QTest.keyClick(sheet, Qt.Key.Key_PageDown)
    room.wait(lambda: section.calendar.found.first > today())
    section.calendar.turn()
    room.wait(lambda: (section.calendar.found.last - section.calendar.found.first).days >= 364)
    names = {name for _day, name in section.calendar.found.festivals}
    assert {"Double 11", "Spring Festival", "Mid-Autumn"} <= names
    day = sheet.day_at(sheet.cell(section.calendar.found.first).center())
    assert day == section.calendar.found.first
    sheet.marked = day.replace(month=2, day=3)
    QTest.keyClick(sheet, Qt.Key.Key_Return)
    assert section.dialog.first.text() == sheet.marked.isoformat()
    assert sheet.day_at(QPoint(-5, -5)) is None


def test_a_campaign_is_called_off_and_taken_up_again(room: Room) -> None:
    campaign = _plan(room, "Spring")
    section = room.section("campaigns")
    section.show_campaign(campaign)
    room.wait(lambda: section.panel.shown is not None)
    section.do("cancel")
    room.wait(lambda: section.panel.shown.campaign.stage is Stage.CANCELLED)
    assert "resume" in dict(section.panel.deeds())
    section.do("resume")
    room.wait(lambda: section.panel.shown.campaign.stage is Stage.PLANNED)


def test_one_that_ended_is_reviewed_and_planned_again(room: Room) -> None:
    campaign = _plan(room, "Autumn", ahead=-9)
    section = room.section("campaigns")
    section.show_campaign(campaign)
    room.wait(lambda: section.panel.shown is not None)
    assert section.panel.shown.days == 3
    section.do("review")
    section.dialog.words.setPlainText("Too short.")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.campaign.stage is Stage.REVIEWED)
    section.do("again")
    section.dialog.name.setText("Autumn again")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.campaign.draft.name == "Autumn again")
    assert room.ask(campaign_view, section.panel.shown.campaign.id).stage is Stage.PLANNED
    room.rows(section, 2)


def test_the_list_is_exported_and_speaks_chinese(room: Room, tmp_path: Path) -> None:
    _plan(room, "Spring")
    section = room.section("campaigns")
    room.rows(section, 1)
    out = tmp_path / "campaigns.xlsx"
    export_to(section.context, section, export_campaigns, TableRequest(), out)
    room.wait(out.exists)
    sheet = openpyxl.load_workbook(out).active
    assert sheet is not None
    assert [cell.value for cell in sheet[2]][:3] == ["Spring", "Price cut", "Planned"]
    i18n.set_language("zh_CN")
    i18n.set_language("en")
    assert section._new.text() == "New campaign"


def test_the_palette_begins_a_campaign_and_opens_the_calendar(room: Room) -> None:
    room.section("goals")
    registry = room.window.registry
    registry.trigger("growth.new_campaign")
    section = room.shown_section()
    room.wait(lambda: section.dialog is not None)
    section.dialog.reject()
    registry.trigger("growth.festivals")
    assert section.stack.currentWidget() is section.calendar
    registry.trigger("growth.festivals")
    assert section.stack.currentWidget() is section.calendar


def test_the_views_say_how_many_campaigns_they_have(room: Room) -> None:
    _plan(room, "Spring")
    section = room.section("campaigns")
    room.wait(lambda: section.table.shown_counts().get("ahead") == 1)
    second = _plan(room, "Summer")
    room.wait(lambda: section.table.shown_counts().get("ahead") == 2)
    room.run(cancel_campaign, second)
    room.wait(lambda: section.table.shown_counts().get("cancelled") == 1)
    assert section.table.shown_counts() == {
        "all": 2, "ahead": 1, "running": 0, "to_review": 0, "reviewed": 0, "cancelled": 1,
    }  # fmt: skip
    assert section.table.tabs._buttons["ahead"].accessibleName() == "Ahead 1"
