"""The pictures of ``dev screens``: all there, light, and beside every shot of the design."""

from __future__ import annotations

from ui.cli import verbs
from ui.cli.screening import DOCS, FIRST_STARTS, PICTURES, SHOTS, every_page, page_text
from ui.pages import registry
from ui.window.places import every_place

SHOTS_OF_THE_DESIGN = {
    "light_1366", "light_1920", "light_2560", "dark_1366", "dark_palette", "light_import", "light_bulk", "pdfview",
}  # fmt: skip


def test_every_page_and_every_shot_has_its_picture() -> None:
    wanted = {one.name for one in (*SHOTS, *every_page())} | FIRST_STARTS.keys()
    assert {path.stem for path in PICTURES.glob("*.png")} == wanted, "run: python3 main.py dev screens"
    assert (DOCS / "screens.md").read_text("utf-8") == page_text()
    assert {one.answers_to for one in SHOTS} == SHOTS_OF_THE_DESIGN


def test_the_pictures_are_light() -> None:
    heavy = {path.name: path.stat().st_size for path in PICTURES.glob("*.png") if path.stat().st_size > 120_000}
    twofold = heavy.pop("orders-2560.png", 0)  # four times the pixels of a page
    assert twofold <= 130_000
    assert heavy == {}


def test_a_page_is_pictured_section_by_section_in_the_light_and_once_in_the_dark() -> None:
    pictured = every_page()
    assert [(one.page, one.wanted.get("section", "")) for one in pictured if one.theme == "light"] == every_place()
    assert {one.page for one in pictured if one.theme == "dark"} == {page for page, _section in every_place()}


def test_the_pages_that_can_be_drawn_are_those_of_the_window() -> None:
    assert list(verbs.PAGES) == [spec.key for spec in registry.PAGES]
