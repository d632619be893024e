"""The product list itself: typing into cells, chips, sums, saved views, the language."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from services import i18n
from services.catalog.commands import add_sku
from services.catalog.drafts import SkuDraft
from services.catalog.prices import price_history
from services.catalog.queries import detail
from services.stock.commands import OpeningDraft, set_opening
from services.types import TableRequest
from tests.ui.imports.window import Desk

CUP = SkuDraft("CUP", "Cup", price_minor=1000, cost_minor=400, category="Home > Cups", tags="new, gift", shelf="A-1")
POT = SkuDraft("POT", "Pot", price_minor=2000, category="Home", tags="gift")


def shown(desk: Desk, *drafts: SkuDraft) -> Any:
    """The page with these products in its list."""
    for draft in drafts:
        desk.run(add_sku, draft)
    page = desk.page("products")
    model = page.table.model
    desk.wait(lambda: model.summary is not None and model.summary.count == len(drafts) and model.row(0) is not None)
    desk.wait(lambda: page.overview is not None and page.overview.counts["all"] == len(drafts))
    return page


def counted(desk: Desk, page: Any, rows: int) -> None:
    """Wait until the list has so many rows."""
    model = page.table.model
    desk.wait(lambda: model.summary is not None and model.summary.count == rows)


def column(page: Any, key: str) -> int:
    return next(place for place, spec in enumerate(page.table.model.specs) if spec.key == key)


def editor(page: Any, key: str, row: int = 0) -> QLineEdit:
    """The field that F2 opens in a cell."""
    view: QAbstractItemView = page.table.view
    view.setFocus()
    view.setCurrentIndex(page.table.model.index(row, column(page, key)))
    QTest.keyClick(view, Qt.Key.Key_F2)
    found = [one for one in view.findChildren(QLineEdit) if one.isVisible()]
    assert len(found) == 1
    return found[0]


def test_a_price_is_typed_into_its_cell_refused_corrected_and_undone(desk: Desk) -> None:
    page = shown(desk, CUP, POT)
    field = editor(page, "price")
    assert field.text() == "10.00"
    QTest.keyClicks(field, "9,x")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.isVisible()
    field.selectAll()
    QTest.keyClicks(field, "12.50")
    QTest.keyClick(field, Qt.Key.Key_Return)
    desk.wait(lambda: desk.ask(detail, 1).draft.price_minor == 1250)
    assert page.table.view.currentIndex().row() == 1
    assert [step.new_minor for step in desk.ask(price_history, 1)] == [1250, 400, 1000]
    place = column(page, "margin")
    desk.wait(lambda: page.table.model.cell(0, place).share == 680)
    desk.undo()
    desk.wait(lambda: page.table.model.cell(0, column(page, "price")).text == "10.00")


def test_escape_leaves_a_cell_as_it_was(desk: Desk) -> None:
    page = shown(desk, CUP)
    field = editor(page, "shelf")
    QTest.keyClicks(field, "Z-9")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    desk.wait(lambda: not field.isVisible())
    assert desk.ask(detail, 1).draft.shelf == "A-1"


def test_chips_narrow_the_list_and_each_can_be_taken_off(desk: Desk) -> None:
    page = shown(desk, CUP, POT)
    bar = page.table.bar
    popover = bar.open_editor("category")
    assert list(popover.boxes) == ["Home", "Home > Cups"]
    popover.boxes["Home > Cups"].setChecked(True)
    popover.apply()
    counted(desk, page, 1)
    assert "Home > Cups" in bar.chips[0].text()
    popover = bar.open_editor("tags")
    popover.boxes["new"].setChecked(True)
    popover.apply()
    desk.wait(lambda: len(bar.chips) == 2)
    bar.clear_filters()
    counted(desk, page, 2)
    popover = bar.open_editor("price")
    popover.fields[0].setText("15")
    popover.apply()
    counted(desk, page, 1)
    assert bar.chips[0].text().count("15.00") == 1
    bar.chips[0].removed.emit()
    counted(desk, page, 2)


def test_sums_are_those_of_the_rows_in_sight(desk: Desk) -> None:
    page = shown(desk, CUP, POT)
    desk.run(set_opening, [OpeningDraft(1, 5, 2000), OpeningDraft(2, 7, 7000)])
    desk.wait(lambda: dict(page.table.totals.values()).get("Available") == "12")
    assert dict(page.table.totals.values())["Stock value"] == "¥90.00"
    page.table.open(TableRequest(search="cup"))
    desk.wait(lambda: dict(page.table.totals.values()).get("Available") == "5")


def test_a_view_is_saved_under_a_name_and_found_again(desk: Desk) -> None:
    page = shown(desk, CUP, POT)
    page.table.open(TableRequest(search="pot", sort=(("price", True),)))
    counted(desk, page, 1)
    page.table.save_view("Pots")
    page.table.clear_filters()
    counted(desk, page, 2)
    page.table._tab_chosen("saved:Pots")
    counted(desk, page, 1)
    assert page.table.request.sort == (("price", True),)
    page.table.remove_view("Pots")


def test_the_page_follows_the_language(desk: Desk) -> None:
    page = shown(desk, CUP)
    page.open_detail(1)
    desk.wait(page.detail.isVisible)
    i18n.set_language("zh_CN")
    assert page.header.title.text() == "商品"
    assert page.detail.edit_button.text() == "编辑"
    i18n.set_language("en")
    assert page.detail.edit_button.text() == "Edit"
