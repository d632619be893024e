"""Hints: once for each page on this computer, above the page, and again when Settings is asked for it."""

from __future__ import annotations

from pathlib import Path

from tests.ui.app.conftest import Program, make_shop
from tests.ui.app.test_first_steps import empty_shop
from tests.ui.app.test_today import click, rows
from tests.ui.sure import there
from ui.pages.registry import PAGES
from ui.widgets.banner import Banner
from ui.widgets.buttons import Button
from ui.window.hints import HINTS, Hints
from ui.window.shop_window import ShopWindow


def shown(opened: ShopWindow) -> str:
    hints = opened.window.findChild(Hints)
    assert hints is not None
    return hints.banner.words.text() if hints.banner is not None else ""


def opened_afresh(program: Program, path: Path) -> ShopWindow:
    program.preferences.forget_hints()
    return program.open(path)


def test_every_hint_is_of_a_page_there_is() -> None:
    assert set(HINTS) <= {spec.key for spec in PAGES}


def test_a_hint_stands_above_its_page_on_the_first_visit_only(program: Program, tmp_path: Path) -> None:
    opened = opened_afresh(program, empty_shop(tmp_path / "new.shop"))
    opened.window.navigate("products")
    assert shown(opened) == HINTS["products"]
    program.until(lambda: bool(rows(opened.window, Banner)))
    page, banner = opened.window.page("products"), rows(opened.window, Banner)[0]
    assert page is not None
    program.until(
        lambda: (
            banner.mapTo(opened.window, banner.rect().bottomLeft()).y()
            <= page.mapTo(opened.window, page.rect().topLeft()).y()
        )
    )
    opened.window.navigate("orders")
    assert shown(opened) == HINTS["orders"]
    opened.window.navigate("products")
    assert shown(opened) == ""


def test_settings_show_the_hints_again(program: Program, tmp_path: Path) -> None:
    opened = program.open(make_shop(tmp_path / "camellia.shop"))
    opened.window.navigate("charts")
    assert shown(opened) == ""
    opened.window.navigate("settings", section="looks")
    settings = opened.window.page("settings")
    assert settings is not None
    program.until(lambda: settings.findChild(Button, "settings.hints") is not None)
    click(program, there(settings.findChild(Button, "settings.hints")))
    opened.window.navigate("charts")
    assert shown(opened) == HINTS["charts"]
