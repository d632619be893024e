"""The places goods lie in, renamed and closed in the settings."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.stock.commands import receive
from services.stock.keeping import add_place
from services.stock.queries import places
from tests.ui.app.conftest import WAIT, Program
from ui.pages.settings.page import SettingsPage
from ui.window.shop_window import ShopWindow


def row_of(program: Program, opened: ShopWindow, name: str) -> Any:
    """The row of a place, once the settings show it."""
    opened.window.navigate("settings", section="products")
    page = opened.window.page("settings")
    assert isinstance(page, SettingsPage)

    def found() -> list[Any]:
        section = page.sections.get("products")
        return [row for row in section.rows if row.label == f"Place: {name}"] if section is not None else []

    program.until(lambda: bool(found()))
    return found()[0]


def names(opened: ShopWindow) -> list[str]:
    return [place.name for place in opened.link.shop.submit_ask(places).result(10)]


def test_a_place_is_renamed_closed_when_empty_and_brought_back(opened: ShopWindow, program: Program) -> None:
    shop = opened.link.shop
    attic = shop.submit(add_place, "Attic").result(10).value
    sku = shop.submit(add_sku, SkuDraft("A", "Cup")).result(10).value
    shop.submit(receive, sku, 1, place_id=attic).result(10)
    row = row_of(program, opened, "Attic")
    QTest.mouseClick(row.close_button, Qt.MouseButton.LeftButton)
    program.until(lambda: "goods still lie there" in row.remark.text())
    row.field.setText("Loft")
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.keyClick(row.field, Qt.Key.Key_Return)
    row = row_of(program, opened, "Loft")
    cellar = shop.submit(add_place, "Cellar").result(10).value
    assert cellar
    row = row_of(program, opened, "Cellar")
    row.field.setText("loft")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    program.until(lambda: "another place has it" in row.remark.text())
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        QTest.mouseClick(row.close_button, Qt.MouseButton.LeftButton)
    assert "Cellar" not in names(opened)
    with program.bot.waitSignal(opened.link.changed, timeout=WAIT):
        opened.window.registry.trigger("edit.undo")
    assert "Cellar" in names(opened)
    assert not row_of(program, opened, names(opened)[0]).close_button.isVisible()
