"""Competitors in the real window: watched, noted, pasted, typed into, told of."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from services import i18n
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.competitors.commands import add_competitor, add_item, note_seen
from services.competitors.drafts import CompetitorDraft, CompetitorItemDraft, SeenDraft
from services.competitors.sheet import export_competitors, export_seen
from services.types import Platform, TableRequest
from tests.ui.growth.conftest import Room, today
from ui.pages.growth.price_lines import PriceLines
from ui.pages.list_export import export_to


@pytest.fixture
def cup(room: Room) -> int:
    """A rival's cup beside ours of 29.90."""
    room.run(add_sku, SkuDraft("CUP", "Cup", price_minor=2990))
    shop = room.run(add_competitor, CompetitorDraft("Rival", Platform.TAOBAO, threats="Copies us"))
    return int(room.run(add_item, CompetitorItemDraft(shop, "Their cup", code="CUP")))


def _type(grid: Any, key: str, text: str) -> None:
    column = next(place for place, spec in enumerate(grid.model.specs) if spec.key == key)
    assert grid.model.setData(grid.model.index(0, column), text)


def _see(room: Room, item: int, *prices: int) -> None:
    first = today() - timedelta(days=len(prices) - 1)
    room.run(note_seen, [SeenDraft(item, first + timedelta(days=n), price) for n, price in enumerate(prices)])


def test_a_shop_and_an_item_are_watched_by_forms(room: Room) -> None:
    room.run(add_sku, SkuDraft("CUP", "Cup", price_minor=2990))
    section = room.section("competitors")
    room.rows(section, 0)
    room.new_form(section)  # there is no shop yet, so the form of a shop opens
    section.dialog.name.setText("Rival")
    section.dialog.swot["strengths"].setPlainText("Fast")
    section.dialog.submit()
    room.wait(lambda: len(section.shops.known) == 1)
    section.new()
    form = section.dialog
    form.title_field.setText("Their cup")
    form.code.setText("NO-SUCH")
    form.dearer.setText("many")
    form.submit()
    assert form.rows["dearer"].problem()
    form.dearer.setText("7.5")
    form.submit()
    room.wait(lambda: bool(form.rows["code"].problem()))
    form.code.setText("cup")
    form.submit()
    room.rows(section, 1)
    room.wait(lambda: section.panel.shown is not None and section.panel.isVisible())
    shown = section.panel.shown
    assert (shown.draft.dearer_ppm, shown.draft.code, shown.shop.draft.strengths) == (75_000, "CUP", "Fast")
    room.undo()
    room.rows(section, 0)
    room.wait(lambda: not section.panel.isVisible())


def test_what_is_noted_shows_as_a_line_beside_ours_and_she_is_told(room: Room, cup: int) -> None:
    _see(room, cup, 2900, 2400)
    section = room.section("competitors")
    section.show_item(cup)
    room.wait(lambda: section.panel.shown is not None)
    assert section.panel.shown.is_dearer
    assert len(section.panel.findChildren(PriceLines)) == 1
    section.do("note")
    section.dialog.figures["price"].setText("30.00")
    section.dialog.figures["sales"].setText("1200")
    section.dialog.submit()
    room.wait(lambda: section.panel.shown.price_minor == 3000)
    assert not section.panel.shown.is_dearer
    assert section.panel.shown.has_moved is False  # 24.00 of the same day was replaced: 29.00 → 30.00


def test_alerts_have_their_own_view(room: Room, cup: int) -> None:
    _see(room, cup, 2900)
    room.window.navigate("growth", section="competitors", view="dearer")
    section = room.shown_section()
    room.rows(section, 0)
    _see(room, cup, 2400)
    room.rows(section, 1)
    assert room.text(section, 0, "dearer") == "+24.6%"


@pytest.mark.usefixtures("cup")
def test_rows_are_pasted_and_what_is_wrong_is_said(room: Room) -> None:
    section = room.section("competitors")
    room.rows(section, 1)
    section.paste([["Rival", "Their cup", today().isoformat(), "27.00", "1,100"], ["", "Bowl", "", "1"],
                   ["Other", "Bowl", "", "12"]])  # fmt: skip
    form = section.dialog
    room.wait(lambda: form.found is not None)
    assert [one.row for one in form.found.problems] == [2]
    assert form.said.text()
    form.submit()
    room.rows(section, 2)
    room.wait(lambda: len(section.shops.known) == 2)


def test_looks_are_typed_into_the_grid_and_come_back_as_they_were(room: Room, cup: int) -> None:
    _see(room, cup, 2900)
    section = room.section("competitors")
    section.turn()
    grid = section.grid
    room.wait(lambda: grid.model.summary is not None and grid.model.summary.count == 1)
    section.show_item(cup)
    _type(grid, "price", "25.5")
    room.wait(lambda: section.panel.shown is not None and section.panel.shown.price_minor == 2550)
    _type(grid, "campaign", "Double 12")
    room.wait(lambda: section.panel.shown.seen[0].campaign == "Double 12")
    room.undo()
    room.undo()
    room.wait(lambda: section.panel.shown.price_minor == 2900)


def test_items_and_looks_are_exported_and_speak_chinese(room: Room, cup: int, tmp_path: Path) -> None:
    _see(room, cup, 2900, 2400)
    section = room.section("competitors")
    room.rows(section, 1)
    for name, write, rows in (("items.xlsx", export_competitors, 2), ("looks.xlsx", export_seen, 3)):
        out = tmp_path / name
        export_to(section.context, section, write, TableRequest(), out)
        room.wait(out.exists)
        sheet = openpyxl.load_workbook(out).active
        assert sheet is not None
        assert sheet.max_row == rows
    i18n.set_language("zh_CN")
    i18n.set_language("en")
    assert section._new.text() == "Watch an item"


def test_a_shop_is_deleted_after_a_question(room: Room, cup: int) -> None:
    section = room.section("competitors")
    section.show_item(cup)
    room.wait(lambda: section.panel.shown is not None)
    section.do("delete")
    room.rows(section, 0)
    room.wait(lambda: not section.panel.isVisible())
    assert len(section.shops.known) == 1
